"""The settings of each node, typed. Their values stand in `pipeline/settings/*.yaml`.

A node gets its section as JSON, so that what it ran with is in the lineage and a change re-runs it.
"""

from typing import Annotated, Any, Literal, Self

import pydantic
from pydantic import Field

Positive = Annotated[int, Field(gt=0)]


class Section(pydantic.BaseModel):
    """A part of the settings: unknown names are refused, nothing changes after reading."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class DatasetChoice(Section):
    """Which dataset, which of its questions, and which of its measured features a model may see."""

    name: str
    task: str | None = None
    inputs: list[str] | None = None


class Simulation(Section):
    """What is simulated where no data is named; the rest is as `cascada simulate` has it by default."""

    events: Positive
    probes: Annotated[int, Field(ge=0)]
    seed: Annotated[int, Field(ge=0)]
    hadronic_model: Literal["EPOS-LHC", "QGSJetII-04", "Sibyll2.3d"]
    spacing: Literal[1500, 750]


class Split(Section):
    """The shares of the splits, by hash of the shower group with this seed."""

    seed: int
    train: Annotated[float, Field(gt=0, lt=1)]
    eval: Annotated[float, Field(gt=0, lt=1)]
    test: Annotated[float, Field(gt=0, lt=1)]

    @pydantic.model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = self.train + self.eval + self.test
        if abs(total - 1) > 1e-9:
            raise ValueError(f"train, eval and test add up to {total:g}, not to 1")
        return self


class ExampleGen(Section):
    """Which span to read, and what happens to bad records."""

    span: int | Literal["latest"]
    bad_records: Literal["stop", "quarantine"]


class Importance(Section):
    """How the importance of the inputs is measured: rows of the eval split, and shuffles of each input."""

    rows: Positive
    repeats: Annotated[int, Field(ge=2)]


class GradientBoosting(Section):
    """XGBoost, by histograms; names as in XGBoost, where it has them.

    `monotone` and `interactions` name model inputs, those that Transform makes. A monotone constraint holds
    for the margin of every class (the logarithm of its probability, up to what all classes share). Inputs
    that no interaction names stand for themselves: no path of a tree joins them with others.
    """

    rounds: Positive
    max_depth: Annotated[int, Field(ge=1, le=16)]
    learning_rate: Annotated[float, Field(gt=0, le=1)]
    min_child_weight: Annotated[float, Field(ge=0)]
    subsample: Annotated[float, Field(gt=0, le=1)]
    colsample_bytree: Annotated[float, Field(gt=0, le=1)]
    reg_lambda: Annotated[float, Field(ge=0)]
    max_bin: Annotated[int, Field(ge=2, le=65536)]
    early_stopping_rounds: Positive | None
    class_weights: Literal["none", "balanced"]
    monotone: dict[str, Literal[-1, 1]] | None
    interactions: list[Annotated[list[str], Field(min_length=1)]] | None
    importance: Importance
    device: Literal["auto", "cpu", "cuda"]


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


class Search(Section):
    """How the hyperparameters of one family are searched.

    `trials: 0` searches nothing. After `seconds` no round is begun; the one begun is finished. `space` is the
    name of a preset or the space itself: setting -> range (`components/tuner/ranges.py`). `rows` of the
    training split are learned from; null for all.
    """

    trials: Annotated[int, Field(ge=0)]
    seconds: Annotated[float, Field(gt=0)] | None
    space: str | dict[str, Any]
    rows: Positive | None


class Tuner(Section):
    """What the searches of all families share.

    A round of `batch` trials is proposed before any of them runs, and each trial has `threads` cores, so that
    the number of `workers` changes nothing. `slack` is the share of the first objective that may be given up
    for the others. Raising `version` searches anew. `storage` names the environment variable that holds the
    URL of a database, never the URL itself, which may hold a password.
    """

    gradient_boosting: Search
    autoencoder: Search
    sampler: Literal["tpe", "random", "grid"]
    pruner: Literal["none", "median", "hyperband"]
    objectives: Annotated[list[Literal["loss", "error", "size"]], Field(min_length=1)]
    slack: Annotated[float, Field(ge=0)]
    batch: Positive
    threads: Positive
    workers: Positive | None
    seed: Annotated[int, Field(ge=0)]
    version: Annotated[int, Field(ge=0)]
    storage: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None


class Evaluator(Section):
    """The review of a model: what a failed gate does, and the confidence of the intervals."""

    gates: Literal["enforce", "report"]
    confidence: Annotated[float, Field(gt=0.5, lt=1)]


class Champion(Section):
    """How the best candidate is chosen.

    `metric` is accuracy, macro_f1 or auc_<separation>, one that the dataset's evaluation.yaml has. `margin`
    is the lead over the last champion that is needed to replace it, more than the noise; at 0 a tie is
    enough, at null the last champion always goes.
    `latency_factor` is how many times faster a model must be to win a tie; `requests` measure that.
    """

    metric: Annotated[str, Field(pattern=r"^(accuracy|macro_f1|auc_[a-z0-9_]+)$")]
    margin: Annotated[float, Field(ge=0, lt=1)] | None
    samples: Positive
    confidence: Annotated[float, Field(gt=0.5, lt=1)]
    requests: Positive
    latency_factor: Annotated[float, Field(gt=1)]
    prefer: list[str]


class InfraValidator(Section):
    """What a served model must hold to."""

    examples: Positive
    requests: Positive
    tolerance: Annotated[float, Field(gt=0)]
    max_p99_milliseconds: Annotated[float, Field(gt=0)]
    max_memory_megabytes: Annotated[float, Field(gt=0)]
    timeout_seconds: Annotated[float, Field(gt=0)]


class Pusher(Section):
    """How many pushed versions are kept."""

    keep: Positive
