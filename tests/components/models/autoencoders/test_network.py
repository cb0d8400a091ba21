"""The shape of an autoencoder of each kind."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from components.models.autoencoders import terms
from components.models.autoencoders.checkpoints import Checkpoint
from components.models.autoencoders.fitting import fit
from components.models.autoencoders.network import Autoencoder
from components.models.autoencoders.objectives import Rebuilding
from components.models.examples import Examples
from components.models.layout import Block, Layout

SEED = tf.constant([3, 4])
PLAIN = Layout(10)
TRACED = Layout(3, (Block("traces", 3, (2, 8)), Block("stations", 19, (2, 4))))


@pytest.fixture
def network(settings):
    def make(layout=PLAIN, **changes):
        return Autoencoder(layout, settings(**changes), itertools.count(1), "autoencoder")

    return make


def inputs(rows=50, width=10):
    return tf.constant(np.random.default_rng(1).normal(size=(rows, width)).astype(np.float32))


def shapes(layers):
    return [tuple(weight.shape) for layer in layers for weight in layer.weights]


def rebuild(network, data, settings):
    chosen = settings(kind="plain", schedule="constant", learning_rate=0.01, batch_size=len(data))
    examples = Examples(data, np.zeros(len(data), np.int64), {})
    more = {"epochs": 600, "seed": 1, "checkpoint": Checkpoint(""), "tell": lambda done, metrics: None}
    return fit(Rebuilding(network), examples, examples, chosen, **more)


def test_the_decoder_mirrors_the_encoder(network):
    stacked = network(hidden=[24, 12], code=3)
    assert shapes(stacked.encoder)[::2] == [(10, 24), (24, 12), (12, 3)]
    assert shapes(stacked.decoder)[::2] == [(3, 12), (12, 24), (24, 10)]


@pytest.mark.parametrize("code", [2, 30])
def test_without_hidden_layers_the_inputs_lead_straight_to_a_code_of_any_size(network, code):
    small = network(hidden=[], code=code)
    assert shapes([*small.encoder, *small.decoder]) == [(10, code), (code,), (code, 10), (10,)]
    assert small(inputs()).shape == (50, 10)


def test_a_tied_decoder_is_the_encoder_transposed_and_has_only_biases_of_its_own(network):
    tied = network(hidden=[6], code=2, tied=True)
    assert shapes(tied.decoder) == [(6,), (10,)]
    assert len(tied.trainable_variables) == 6
    (first, _), (second, _) = (layer.weights for layer in tied.encoder)
    curve = keras.activations.silu
    expected = curve(np.ones((1, 2)) @ second.numpy().T).numpy() @ first.numpy().T
    np.testing.assert_allclose(tied.decode(tf.ones([1, 2])), expected, rtol=1e-5)


def test_tied_weights_learn_from_both_of_their_uses(network, settings):
    tied = network(hidden=[], code=2, kind="plain", tied=True)
    history = rebuild(tied, inputs().numpy(), settings)
    assert history.curve["reconstruction"][-1] < 0.9 * history.curve["reconstruction"][0]


def test_the_weights_of_each_encoder_unit_stay_at_length_one(network, settings):
    normed = network(hidden=[6], code=2, kind="plain", unit_norm=True)
    rebuild(normed, inputs().numpy(), settings)
    for layer in normed.encoder:
        np.testing.assert_allclose(np.linalg.norm(layer.kernel.numpy(), axis=0), 1, rtol=1e-5)


def test_the_orthogonality_penalty_makes_the_units_differ(network, settings):
    left = []
    for weight in (0, 10):
        trained = network(hidden=[], code=4, kind="plain", orthogonality=weight)
        rebuild(trained, inputs().numpy(), settings)
        left.append(float(terms.orthogonality(trained.encoder[0].kernel)))
    assert left[1] < left[0] / 20


def test_a_linear_undercomplete_one_spans_the_subspace_of_the_principal_components(network, settings):
    rng = np.random.default_rng(2)
    mixed = rng.normal(size=(400, 6)) * [3, 2, 0.5, 0.4, 0.3, 0.2] @ np.linalg.qr(rng.normal(size=(6, 6)))[0]
    data = (mixed - mixed.mean(axis=0)).astype(np.float32)
    linear = network(Layout(6), hidden=[], code=2, kind="plain")
    history = rebuild(linear, data, settings)
    _, values, components = np.linalg.svd(data, full_matrices=False)
    span = np.linalg.qr(linear.decoder[0].kernel.numpy().T)[0]
    cosines = np.linalg.svd(components[:2] @ span, compute_uv=False)
    np.testing.assert_allclose(cosines, 1, atol=1e-3)
    best = (values[2:] ** 2).sum() / data.size
    assert history.curve["reconstruction"][-1] == pytest.approx(best, rel=0.01)


def test_a_sparse_code_is_between_0_and_1(network):
    code = network(kind="sparse").encode(10 * inputs()).mean.numpy()
    assert code.min() >= 0
    assert code.max() <= 1


def test_a_variational_code_is_drawn_in_training_and_its_mean_in_serving(network):
    variational = network(kind="variational")
    drawn, loss = variational.learn(inputs(), SEED)
    code = variational.encode(inputs())
    assert np.abs(drawn - code.mean).max() > 0.1
    np.testing.assert_array_equal(variational(inputs()), variational.decode(code.mean))
    np.testing.assert_array_equal(drawn, variational.learn(inputs(), SEED)[0])
    clean = np.mean((variational.decode(drawn) - inputs()) ** 2)
    expected = clean + 0.01 * float(terms.divergence(*code))
    assert float(loss) == pytest.approx(expected, rel=1e-5)


def test_the_loss_of_a_sparse_one_has_its_penalty_with_its_weight(network):
    sparse = network(kind="sparse", beta=0.5, rho=0.2)
    code, loss = sparse.learn(inputs(), SEED)
    expected = np.mean(sparse.errors(inputs())) + 0.5 * float(terms.sparsity(code, 0.2))
    assert float(loss) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("corruption", ["gaussian", "dropout"])
def test_a_denoising_one_sees_corrupted_inputs_and_is_to_rebuild_clean_ones(network, corruption):
    losses = [
        float(network(kind=kind, corruption=corruption, noise=0.5).learn(inputs(), SEED)[1])
        for kind in ("plain", "denoising")
    ]
    assert losses[0] == pytest.approx(float(np.mean(network(kind="plain").errors(inputs()))), rel=1e-5)
    assert abs(losses[1] - losses[0]) > 0.01


def test_traces_lead_to_the_code_and_are_not_rebuilt(network):
    rows = inputs(width=TRACED.width).numpy()
    rows[:, TRACED.block("stations").columns] = 1
    other = rows.copy()
    other[:, TRACED.block("traces").columns] += np.linspace(0, 2, 16, dtype=np.float32)
    traced, blind = network(TRACED), network(TRACED, trace_filters=None)
    assert traced(tf.constant(rows)).shape == (50, 3)
    assert np.abs(traced.encode(rows).mean - traced.encode(other).mean).max() > 1e-3
    np.testing.assert_array_equal(blind.encode(rows).mean, blind.encode(other).mean)


def test_a_tied_decoder_rebuilds_the_scalars_alone_where_there_are_traces(network):
    tied = network(TRACED, tied=True)
    assert tied(inputs(width=TRACED.width)).shape == (50, 3)


def test_the_same_seeds_give_the_same_initial_weights(network):
    keras.utils.set_random_seed(9)
    first, again = network(TRACED), network(TRACED)
    for one, other in zip(first.weights, again.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
