"""A training that is killed goes on where it was, and ends as if nothing had happened."""

import numpy as np
import pytest

from components.models.autoencoders.checkpoints import Checkpoint, Checkpoints, fingerprint
from components.models.autoencoders.training import checkpoints_of
from components.models.examples import Examples

CASES = {
    "head": {"pretraining_epochs": 2, "epochs": 3, "patience": 2, "kind": "variational"},
    "per_class": {"use": "per_class", "kind": "plain", "epochs": 2},
}


class KilledError(Exception):
    pass


@pytest.fixture
def kept(tmp_path):
    return Checkpoints(str(tmp_path / "checkpoints"), "key", seconds=0)


def weights(trained):
    return [weight.numpy().tobytes() for weight in trained.network.weights]


@pytest.fixture(scope="module")
def lines(points):
    return points(noise=(0.5, 0.1), rows=300)


@pytest.fixture(scope="module")
def whole(train, lines):
    """Each training as it is when nothing kills it."""
    return {use: train(lines, classes=2, **changes) for use, changes in CASES.items()}


@pytest.mark.parametrize(("use", "after"), [("head", 1), ("head", 3), ("per_class", 3)])
def test_it_ends_with_the_same_weights_byte_for_byte(train, lines, whole, kept, use, after):
    def kill(done, total, metrics):
        if done == after:
            raise KilledError

    told = []
    with pytest.raises(KilledError):
        train(lines, classes=2, checkpoints=kept, progress=kill, **CASES[use])
    more = {"checkpoints": kept, "progress": lambda done, *_: told.append(done)}
    resumed = train(lines, classes=2, **more, **CASES[use])
    assert told[0] == after + 1
    assert weights(resumed) == weights(whole[use])
    assert (resumed.curve, resumed.epochs) == (whole[use].curve, whole[use].epochs)


def test_a_finished_training_is_not_run_again(train, lines, kept):
    told = []
    more = {"classes": 2, "checkpoints": kept, "epochs": 2, "progress": lambda *words: told.append(words)}
    first, again = train(lines, **more), train(lines, **more)
    assert weights(first) == weights(again)
    assert len(told) == 2


def test_a_damaged_checkpoint_is_as_good_as_none(tmp_path):
    path = tmp_path / "phase.npz"
    Checkpoint(str(path)).save(lambda: {"a": np.arange(3)}, last=True)
    assert Checkpoint(str(path)).load()["a"].tolist() == [0, 1, 2]
    path.write_bytes(path.read_bytes()[:40])
    assert Checkpoint(str(path)).load() is None
    path.unlink()
    assert Checkpoint(str(path)).load() is None


def test_it_is_not_written_again_after_a_moment_unless_it_is_the_last(tmp_path):
    path = tmp_path / "phase.npz"
    checkpoint = Checkpoint(str(path), seconds=1000)
    checkpoint.save(lambda: {"a": np.zeros(1)})
    assert not path.exists()
    checkpoint.save(lambda: {"a": np.zeros(1)}, last=True)
    assert path.exists()


def test_they_can_be_discarded(kept, tmp_path):
    kept.of("head").save(lambda: {"a": np.zeros(1)}, last=True)
    assert list((tmp_path / "checkpoints").rglob("*.npz"))
    kept.discard()
    kept.discard()
    assert not list((tmp_path / "checkpoints").rglob("*.npz"))


def test_without_a_folder_nothing_is_kept(splits, network_settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    none = checkpoints_of(None, splits["train"], splits["eval"], network_settings, 1, "")
    none.of("head").save(lambda: {"a": np.zeros(1)}, last=True)
    assert none.of("head").load() is None
    none.discard()
    assert not list(tmp_path.iterdir())


def test_another_training_has_other_checkpoints(splits, network_settings, tmp_path):
    usual = {"train": splits["train"], "held_out": splits["eval"], "settings": network_settings}
    usual |= {"seed": 1, "code": ""}
    one_off = Examples(splits["train"].inputs + 1, splits["train"].labels, {})
    changes = [
        {},
        {"seed": 2},
        {"code": "new"},
        {"settings": network_settings.model_copy(update={"epochs": 5})},
        {"train": one_off},
        {"held_out": one_off},
    ]
    for change in changes:
        checkpoints_of(str(tmp_path), **usual | change).of("head").save(lambda: {"a": np.zeros(1)}, last=True)
    assert len(list(tmp_path.iterdir())) == len(changes)


def test_the_fingerprint_tells_parts_apart():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("a", np.arange(3)) == fingerprint("a", np.arange(3))
