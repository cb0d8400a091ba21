"""The terms of the loss, each as its formula stands in the literature."""

import tensorflow as tf

SMALLEST = 1e-6  # no mean activation is nearer to 0 or 1


def squared_error(rebuilt: tf.Tensor, clean: tf.Tensor) -> tf.Tensor:
    """Mean over the inputs of the squared difference: two [batch, inputs] -> [batch]."""
    return tf.reduce_mean(tf.square(rebuilt - clean), axis=1)


def sparsity(code: tf.Tensor, rho: float) -> tf.Tensor:
    """Kullback-Leibler divergence of the units' mean activations from `rho`, summed over the units.

    rho ln(rho / m) + (1 - rho) ln((1 - rho) / (1 - m)), m the mean over the batch (Ng, CS294A lecture notes,
    Sparse autoencoder, 2011).

    Args:
        code: activations between 0 and 1 [batch, units].
        rho: what the mean is to be.
    """
    mean = tf.clip_by_value(tf.reduce_mean(code, axis=0), SMALLEST, 1 - SMALLEST)
    off = (1 - rho) * (tf.math.log(1 - rho) - tf.math.log(1 - mean))
    return tf.reduce_sum(rho * (tf.math.log(rho) - tf.math.log(mean)) + off)


def divergence(mean: tf.Tensor, log_variance: tf.Tensor) -> tf.Tensor:
    """Kullback-Leibler divergence of the code's normal distribution from the standard one.

    -1/2 sum(1 + ln s^2 - m^2 - s^2) over the units, mean over the batch (Kingma and Welling, arXiv 1312.6114,
    appendix B).

    Args:
        mean, log_variance: of the code [batch, units].
    """
    each = 1 + log_variance - tf.square(mean) - tf.exp(log_variance)
    return -0.5 * tf.reduce_mean(tf.reduce_sum(each, axis=1))


def orthogonality(kernel: tf.Tensor) -> tf.Tensor:
    """Sum of the squares of the scalar products of different units' weights.

    Args:
        kernel: [inputs, units]; where there are more units than inputs, which cannot be orthogonal, the rows
            of the inputs are compared instead.
    """
    few = kernel if kernel.shape[1] <= kernel.shape[0] else tf.transpose(kernel)
    products = tf.matmul(few, few, transpose_a=True)
    return tf.reduce_sum(tf.square(products - tf.linalg.diag(tf.linalg.diag_part(products))))


def cross_entropy(logits: tf.Tensor, labels: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
    """Mean over the batch of -ln p(label), each row times the weight of its class.

    Args:
        logits: [batch, classes].
        labels: int [batch].
        weights: [classes], 1 on average over the training split.
    """
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    return tf.reduce_mean(tf.gather(weights, labels) * each)
