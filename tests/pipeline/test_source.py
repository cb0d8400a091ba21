"""The fingerprint of the source follows the code of a node, and of nothing else."""

import pathlib

import pytest

from pipeline import source


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in (
        "components/errors.py",
        "components/a/core.py",
        "components/b/core.py",
        "components/showers/x.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.setattr(source, "ROOT", tmp_path)
    source.fingerprint_of.cache_clear()
    yield tmp_path
    source.fingerprint_of.cache_clear()


def _after_change(tree: pathlib.Path, name: str) -> tuple[str, str]:
    before = source.fingerprint("a")
    (tree / name).write_text("changed")
    source.fingerprint_of.cache_clear()
    return before, source.fingerprint("a")


@pytest.mark.parametrize("name", ["components/a/core.py", "components/errors.py", "components/showers/x.py"])
def test_it_changes_with_the_nodes_own_and_with_shared_code(tree, name):
    before, after = _after_change(tree, name)
    assert before != after


def test_it_does_not_change_with_another_nodes_code(tree):
    before, after = _after_change(tree, "components/b/core.py")
    assert before == after
