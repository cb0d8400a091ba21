"""The settings of the autoencoders."""

from typing import Annotated, Literal, Self

import pydantic
from pydantic import Field

from components.settings.base import Positive, Section


class Autoencoder(Section):
    """What an autoencoder is, what it is for, and how it is trained (`components/models/autoencoders`).

    Attributes:
        kind: `plain` (under- or overcomplete by `code`), `sparse`, `denoising` or `variational`.
        use: `head`: a classifier reads the code and the reconstruction is a second loss; `per_class`: one
            autoencoder for each class, and the class is decided by their calibrated errors.
        hidden: units of the encoder's layers; the decoder mirrors them; may be empty.
        code: units of the code.
        activation: of the hidden layers, and of those of the head.
        code_activation: of the code of a `plain` or `denoising` one; a `sparse` code is always sigmoid, the
            mean of a `variational` one linear.
        tied: the decoder's kernels are the encoder's, transposed; biases are its own.
        unit_norm: the incoming weights of each unit of the encoder have length 1.
        orthogonality: weight of the penalty on encoder units that are alike; 0 for none.
        corruption, noise: of the inputs of a `denoising` one: Gaussian of this standard deviation in scaled
            units, or dropout of this share of the inputs.
        rho: mean activation that the units of a `sparse` code are to have.
        beta: weight of the Kullback-Leibler term of a `sparse` or `variational` one.
        trace_filters: of the convolutions over the bins of traces, where the dataset has traces; null leaves
            traces out.
        trace_units: numbers that the traces of an event are encoded to.
        head: units of the hidden layers of the classifier.
        reconstruction_weight: of the autoencoder's loss beside the cross entropy.
        pretraining_epochs: of reconstruction alone, before the classifier joins.
        epochs, batch_size, learning_rate: of the training; the rate is the peak of a `one_cycle` schedule.
        schedule: of the learning rate.
        patience: epochs without a better loss on the eval split before the training stops and goes back to
            its best; null trains all epochs and keeps the last.
        class_weights: `balanced` makes all classes weigh the same, however rare.
        false_positive_rate: share of the eval split whose anomaly score is above 1.
        mixed_precision: bfloat16 arithmetic on GPUs; changes nothing without one.
    """

    kind: Literal["plain", "sparse", "denoising", "variational"]
    use: Literal["head", "per_class"]
    hidden: list[Positive]
    code: Positive
    activation: Literal["selu", "relu", "silu"]
    code_activation: Literal["linear", "selu", "relu", "silu"]
    tied: bool
    unit_norm: bool
    orthogonality: Annotated[float, Field(ge=0)]
    corruption: Literal["gaussian", "dropout"]
    noise: Annotated[float, Field(ge=0)]
    rho: Annotated[float, Field(gt=0, lt=1)]
    beta: Annotated[float, Field(ge=0)]
    trace_filters: Annotated[list[Positive], Field(min_length=1)] | None
    trace_units: Positive
    head: list[Positive]
    reconstruction_weight: Annotated[float, Field(ge=0)]
    pretraining_epochs: Annotated[int, Field(ge=0)]
    epochs: Positive
    batch_size: Positive
    learning_rate: Annotated[float, Field(gt=0)]
    schedule: Literal["one_cycle", "constant"]
    patience: Positive | None
    class_weights: Literal["none", "balanced"]
    false_positive_rate: Annotated[float, Field(gt=0, lt=1)]
    mixed_precision: bool

    @pydantic.model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.kind == "denoising" and self.corruption == "dropout" and self.noise >= 1:
            raise ValueError(f"noise: a dropout of {self.noise:g} leaves nothing of the inputs; stay below 1")
        if self.kind in ("sparse", "variational") and self.code_activation != "linear":
            raise ValueError(f"code_activation: the code of a {self.kind} one has its own; leave it linear")
        if self.use == "per_class" and self.pretraining_epochs:
            raise ValueError("pretraining_epochs: without a head all training is of this kind; set it to 0")
        return self
