"""A group is on one side of the split, on every machine, for ever."""

import numpy as np
import pyarrow as pa
import pytest

from components.columns import GOLDEN
from components.columns import hashes as mixed
from components.example_gen.split import SPLITS, TRAINED, hashes, sides, sides_of
from components.settings import Split
from components.showers.dataset import load_dataset

EIGHTY = Split(seed=1, train=0.8, eval=0.1, test=0.1)


def test_the_hash_is_splitmix64():
    states = np.arange(3, dtype=np.uint64) * GOLDEN
    assert mixed(states).tolist() == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_hashes_never_change():
    assert hashes(np.array([0, 1, 2, 1000, -1]), 1).tolist() == [
        0x5E41AB087439611E,
        0x86D6FD953217AE03,
        0xBCD9DBB49673066B,
        0x885D3F72322C0BA4,
        0xE9FD6049D65AF21E,
    ]


def test_sides_never_change():
    letters = "".join("tex"[side] for side in sides(np.arange(1000, 1060), EIGHTY))
    assert letters == "txtttttxtttettttttttxtttxtexttttttettttxtttttttxttetttxttttt"


def test_equal_groups_are_on_equal_sides():
    groups = np.random.default_rng(0).integers(0, 500, 5000)
    found = sides(groups, EIGHTY)
    for group in range(500):
        assert len(set(found[groups == group])) <= 1


@pytest.mark.parametrize("seed", [0, 1, 2, 2**63, -5])
def test_shares_are_as_asked(seed):
    found = sides(np.arange(100_000), EIGHTY.model_copy(update={"seed": seed}))
    np.testing.assert_allclose(np.bincount(found) / 100_000, [0.8, 0.1, 0.1], atol=0.004)


def test_another_seed_gives_another_split():
    other = sides(np.arange(100_000), EIGHTY.model_copy(update={"seed": 2}))
    both = np.mean((sides(np.arange(100_000), EIGHTY) == 2) & (other == 2))
    assert both == pytest.approx(0.01, abs=0.002)


def test_a_larger_share_of_training_takes_only_from_the_others():
    groups = np.arange(10_000)
    more = sides(groups, Split(seed=1, train=0.9, eval=0.05, test=0.05))
    assert (more[sides(groups, EIGHTY) == 0] == 0).all()


def test_only_the_nominal_sample_is_trained_on():
    dataset = load_dataset("wcd")
    columns = {"sample": ["nominal", "ageing", "nominal"], "primary": ["iron", "iron", "silicon"]}
    table = pa.table({"shower_id": [1, 1, 1], **columns})
    placed = [SPLITS[side] for side in sides_of(table, dataset, EIGHTY)]
    assert placed[1:] == ["probe", "probe"]
    assert placed[0] in TRAINED
