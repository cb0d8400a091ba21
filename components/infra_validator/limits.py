"""What a served model may take: time for one request, and memory."""

import math

import numpy as np

from components.gates import Gate, Outcome
from components.infra_validator.examination import PREDICT, ROUNDS, SERVING, Examination


def serving_latency(exam: Examination) -> Gate:
    """Serving one serialized example takes no longer than allowed."""
    return _latency(exam, SERVING)


def predict_latency(exam: Examination) -> Gate:
    """Serving one row of columns takes no longer than allowed."""
    return _latency(exam, PREDICT)


def _latency(exam: Examination, signature: str) -> Gate:
    """The 99th percentile of single requests, after all of them were sent once to warm up.

    They are sent in several rounds and the fastest round counts: other processes can only slow it down.
    """
    rounds = np.percentile(exam.singles[signature]["seconds"] * 1000, 99, axis=1)
    best = float(rounds.min())
    sentence = (
        f"one request to {signature} takes {best:.2f} ms in the 99th percentile of {exam.limits.requests} "
        f"(fastest of {ROUNDS} rounds)"
    )
    limit = exam.limits.max_p99_milliseconds
    return make_gate(f"{signature}_latency", "p99 of single requests, ms", best, limit, sentence, " ms")


def memory(exam: Examination) -> Gate:
    """The server never takes more memory than allowed."""
    peak = exam.server.call("memory")[0]["bytes"] / 1e6
    limit, compared = exam.limits.max_memory_megabytes, "highest resident memory, MB"
    return make_gate("memory", compared, peak, limit, f"the server took up to {peak:.0f} MB", " MB")


def make_gate(
    name: str, compared: str, measured: float, threshold: float, sentence: str, unit: str = ""
) -> Gate:
    """A gate that is passed when the measured value is not above the threshold; never by not-a-number."""
    outcome = Outcome.PASSED if measured <= threshold else Outcome.FAILED
    allowed = f" (allowed: {threshold:g}{unit})" if outcome is Outcome.FAILED and threshold else ""
    shown = float(measured) if math.isfinite(measured) else None
    return Gate(name, compared, shown, float(threshold), outcome, sentence + allowed)
