"""What a served model must hold to, one gate each."""

from collections.abc import Mapping

import numpy as np

from components.gates import Gate
from components.infra_validator.examination import PREDICT, SERVING, TRANSFORM, Examination
from components.infra_validator.limits import make_gate
from components.infra_validator.server import RequestFailed
from components.infra_validator.wire import Array, Arrays

OUTPUTS = {"probabilities": "float32", "classes": "string", "label": "string"}


def signatures(exam: Examination) -> Gate:
    """All three signatures are there, with the inputs and outputs that callers rely on."""
    inputs = {feature.name: "float32" for feature in exam.requests.dataset.inputs}
    scores = OUTPUTS | ({"anomaly_score": "float32"} if "anomaly_score" in exam.requests.expected else {})
    derived = {derived.name: "float32" for derived in exam.requests.dataset.model_inputs}
    found = {name: {side: _types(specs) for side, specs in f.items()} for name, f in exam.signatures.items()}
    texts = {name: list(found.get(name, {"inputs": {}})["inputs"].values()) for name in (SERVING, TRANSFORM)}
    wrong = [
        *(
            f"{name} takes {texts[name]}, not serialized examples"
            for name in texts
            if texts[name] != ["string"]
        ),
        *_differences(f"{PREDICT} takes", _side(found, PREDICT, "inputs"), inputs),
        *_differences(f"{PREDICT} gives", _side(found, PREDICT, "outputs"), scores),
        *_differences(f"{SERVING} gives", _side(found, SERVING, "outputs"), scores),
        *_differences(f"{TRANSFORM} gives", _side(found, TRANSFORM, "outputs"), derived),
    ]
    return make_gate(
        "signatures", "signatures with the contract", len(wrong), 0, "; ".join(wrong) or "as agreed"
    )


def _types(specs: Mapping[str, tuple[str, object]]) -> dict[str, str]:
    return {name: kind for name, (kind, _) in specs.items()}


def _side(found: Mapping[str, Mapping[str, dict[str, str]]], name: str, side: str) -> dict[str, str]:
    return found.get(name, {}).get(side, {})


def _differences(what: str, found: dict[str, str], wanted: dict[str, str]) -> list[str]:
    if found == wanted:
        return []
    odd = sorted(dict(found.items() ^ wanted.items()))
    return [f"{what} {_listed(found)} where {_listed(wanted)} was agreed (see {', '.join(odd)})"]


def _listed(types: dict[str, str]) -> str:
    return ", ".join(f"{name}: {kind}" for name, kind in sorted(types.items())) or "nothing"


def class_order(exam: Examination) -> Gate:
    """Every row names the classes in the order the model was trained with."""
    wanted = [name.encode() for name in exam.requests.classes]
    wrong = max(_rows_that_differ(answer["classes"], wanted) for answer in (exam.trained, exam.served))
    sentence = f"{wrong} rows name other classes than {', '.join(exam.requests.classes)}, in this order"
    return make_gate("class_order", "classes with the training's", wrong, 0, sentence)


def _rows_that_differ(classes: Array, wanted: list[bytes]) -> int:
    if classes.ndim != 2 or classes.shape[1] != len(wanted):
        return len(classes)
    return int((classes != np.array(wanted, dtype=object)).any(axis=1).sum())


def equals_trainer(exam: Examination) -> Gate:
    """The served model predicts what the library that trained it predicts."""
    return _equal(
        "equals_trainer", "predict with the training library", exam.trained, exam.requests.expected, exam
    )


def examples_equal_columns(exam: Examination) -> Gate:
    """Serialized examples and dense columns give the same answers."""
    return _equal("examples_equal_columns", f"{SERVING} with {PREDICT}", exam.served, exam.dense, exam)


def singles_equal_batch(exam: Examination) -> Gate:
    """A row alone gets the answer that it gets in a batch, from every signature."""
    batches = {SERVING: exam.served, PREDICT: exam.dense, TRANSFORM: exam.transformed}
    rows = np.arange(exam.limits.requests) % len(exam.requests.examples)
    single = {
        f"{s}.{name}": array for s in batches for name, array in exam.singles[s].items() if name != "seconds"
    }
    batch = {f"{s}.{name}": array[rows] for s, arrays in batches.items() for name, array in arrays.items()}
    return _equal("singles_equal_batch", "single requests with a batch, every signature", single, batch, exam)


def session_equals_server(exam: Examination) -> Gate:
    """A TF 1 session, the way other servers load a model, gives the same answers."""
    session = exam.ask(SERVING, exam.examples(SERVING), call="session")
    return _equal("session_equals_server", "a TF 1 session with the server", session, exam.served, exam)


def _equal(name: str, compared: str, one: Arrays, other: Arrays, exam: Examination) -> Gate:
    numbers = [key for key in other if key in one and other[key].dtype != object]
    largest = max((_difference(one[key], other[key]) for key in numbers), default=float("inf"))
    texts = [key for key in other if key in one and other[key].dtype == object]
    differ = [key for key in texts if not np.array_equal(one[key], other[key])]
    missing = [key for key in other if key not in one]
    wrong = [f"{key} differs" for key in differ] + [f"{key} is missing" for key in missing]
    worst = float("inf") if wrong else largest
    sentence = "; ".join([f"the largest difference is {largest:.1e}", *wrong])
    return make_gate(name, compared, worst, exam.limits.tolerance, sentence)


def _difference(one: Array, other: Array) -> float:
    """The largest difference, relative where numbers are greater than one; infinite for not-a-number."""
    if one.shape != other.shape:
        return float("inf")
    scale = np.maximum(1.0, np.abs(other.astype(np.float64)))
    largest = float(np.max(np.abs(one.astype(np.float64) - other) / scale, initial=0.0))
    return largest if np.isfinite(largest) else float("inf")


def finite(exam: Examination) -> Gate:
    """Every number of every answer is finite."""
    answers = {SERVING: exam.served, PREDICT: exam.trained, TRANSFORM: exam.transformed}
    bad = {f"{s}.{name}": _infinite(array) for s, answer in answers.items() for name, array in answer.items()}
    named = [f"{count} in {name}" for name, count in bad.items() if count]
    sentence = "values that are not finite: " + (", ".join(named) or "none")
    return make_gate("finite", "all numbers with infinity", sum(bad.values()), 0, sentence)


def _infinite(array: Array) -> int:
    return 0 if array.dtype == object else int((~np.isfinite(array)).sum())


def sums_to_one(exam: Examination) -> Gate:
    """The probabilities of each row are between 0 and 1 and sum to 1."""
    probabilities = np.concatenate([exam.trained["probabilities"], exam.served["probabilities"]]).astype(
        np.float64
    )
    outside = np.maximum(-probabilities, probabilities - 1).max(initial=0.0)
    worst = max(float(outside), float(np.abs(probabilities.sum(axis=1) - 1).max()))
    sentence = f"the sums of the probabilities are off 1 by up to {worst:.1e}"
    return make_gate(
        "sums_to_one", "sums of probabilities with 1", worst, max(exam.limits.tolerance, 1e-5), sentence
    )


def label_is_argmax(exam: Examination) -> Gate:
    """The label is the class of the highest probability."""
    wrong = sum(_wrong_labels(answer) for answer in (exam.trained, exam.served))
    return make_gate(
        "label_is_argmax", "labels with the highest probabilities", wrong, 0, f"{wrong} labels are wrong"
    )


def _wrong_labels(answer: Arrays) -> int:
    rows = np.arange(len(answer["probabilities"]))
    return int((answer["classes"][rows, answer["probabilities"].argmax(axis=1)] != answer["label"]).sum())


def refuses_garbage(exam: Examination) -> Gate:
    """A damaged request is answered by an error, and the next one as if nothing had been."""
    garbage = exam.examples(SERVING, np.array([b"\xff not an example"], dtype=object))
    try:
        exam.ask(SERVING, garbage)
        wrong, sentence = 1, "a damaged request is answered as if it were a shower"
    except RequestFailed:
        again = exam.ask(SERVING, exam.examples(SERVING))["probabilities"]
        wrong = int(not np.array_equal(again, exam.served["probabilities"], equal_nan=True))
        sentence = "a damaged request is refused" + (", and the answers after it differ" if wrong else "")
    return make_gate("refuses_garbage", "a damaged request with an error", wrong, 0, sentence)
