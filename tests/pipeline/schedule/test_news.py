"""The one sentence about a run: that nothing was new is said, never passed over."""

import pytest

from pipeline.schedule.news import sentence


def _record(state, **more):
    nodes = {
        "ExampleGen": state,
        "GradientBoostingTrainer": state,
        "AutoencoderTrainer": state,
        "Report": "ran",
    }
    return {
        "status": "pushed",
        "nodes": {name: {"state": one, "seconds": 1.0} for name, one in nodes.items()},
        "data": {"span": 3},
        "pushed": {"version": "7"},
    } | more


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (_record("ran"), "trained on span 3, pushed model 7"),
        (_record("cached"), "nothing new: span 3 was trained on before, nothing was trained"),
        (_record("ran", status="failed", error="drift\n  -> look"), "failed: drift"),
        (_record("ran", status="waiting", error="sign"), "waiting: sign"),
        (_record("cached", data=None), "nothing new: the data was trained on before, nothing was trained"),
    ],
)
def test_what_came_of_a_run(record, expected):
    assert sentence(record) == expected
