"""Files that call themselves ROOT and are none, or a part of one, or hold another thing: refused by name."""

import numpy as np
import pytest
import uproot

from tests.poison.harness import require_refusal
from tests.poison.made import ROWS, flipped, showers, truncated


@pytest.fixture
def sound(tmp_path):
    """A ROOT file with the columns of the dataset ground; characters that ROOT refuses are in no name."""
    table = showers()
    columns = {name: table[name].to_numpy() for name in table.column_names}
    short = {"Xmax[g/cm2]": "xmax", "Zenith[deg]": "zenith", "ZFirst[m]": "first_interaction"}
    with uproot.recreate(tmp_path / "showers.root") as file:
        file["ground"] = {short.get(name, name): values for name, values in columns.items()}
    return tmp_path / "showers.root"


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "only the mark": lambda path: path.write_bytes(b"root"),
    "text": lambda path: path.write_text("1 2 3\n"),
    "zeros": lambda path: path.write_bytes(bytes(100_000)),
    "noise behind the mark": lambda path: path.write_bytes(b"root" + np.random.default_rng(0).bytes(50_000)),
    "cut in the head": lambda path: truncated(path, 0.001),
    "cut in the middle": lambda path: truncated(path, 0.5),
    "cut before the end": lambda path: truncated(path, -200),
    "bit flipped in the mark": lambda path: flipped(path, 0.00001),
    "bit flipped in the middle": lambda path: flipped(path, 0.5),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_no_sound_root_file_is_refused(fed, sound, name):
    DAMAGE[name](sound)
    require_refusal(fed("ground", sound), "showers.root")


def test_a_sound_file_is_kept_whole(fed, sound):
    meal = fed("ground", sound)
    assert (meal.code, meal.kept) == (0, ROWS), meal.message
