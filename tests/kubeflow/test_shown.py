"""What KFP shows of a node is found wherever the artifacts are."""

import json

import pytest

from kubeflow import shown

FIGURES = {"overall": {"accuracy": 0.9, "flag": True}}


@pytest.fixture(params=["", "file://"])
def given(request, tmp_path):
    """The artifacts of a node, on this disk or by an address that TensorFlow reaches as it does `gs://`."""
    (tmp_path / "page" / "7").mkdir(parents=True)
    (tmp_path / "page" / "7" / "report.html").write_text("<p>Höhe</p>", encoding="utf-8")
    (tmp_path / "count" / "7").mkdir(parents=True)
    (tmp_path / "count" / "7" / "value").write_text("3")
    (tmp_path / "count" / "7" / "metrics.json").write_text(json.dumps(FIGURES))
    places = {"page": "page/7", "count": "count/7/value", "gone": "gone/7"}
    return {name: [f"{request.param}{tmp_path}/{place}"] for name, place in places.items()}


def test_pages_and_figures_are_shown(given, tmp_path):
    target = tmp_path / "shown"
    names = ("html", "markdown", "metrics")
    wanted = {name: {"artifacts": [{"name": name, "uri": f"{target}/{name}"}]} for name in names}
    output = target / "output.json"
    shown.show({"outputs": {"artifacts": wanted, "outputFile": str(output)}}, "Node", "ran", given)
    assert (target / "html").read_text(encoding="utf-8") == "<p>Höhe</p>"
    assert given["count"][0] in (target / "markdown").read_text()
    (metrics,) = json.loads(output.read_text())["artifacts"]["metrics"]["artifacts"]
    assert metrics["metadata"] == {"accuracy": 0.9}
