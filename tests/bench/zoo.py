"""Every variant of the zoo on both datasets, three splits each."""

import pathlib
import sys
from typing import Any

from pipeline import places, simulated
from pipeline.settings import Settings, load_settings
from pipeline.zoo.contest import contest
from tests.bench.published import PUBLISHED

SEEDS = [1, 2, 3]


def zoo(folder: pathlib.Path) -> dict[str, Any]:
    """Dataset -> variant -> figures, as `cascada zoo` gives them."""
    from pipeline.terminal import console

    ground = load_settings(dataset__name="ground", data=str(PUBLISHED))
    wcd = load_settings(out=str(folder))
    simulated.ensure_data(wcd, places.data_folder(wcd), console())
    return {settings.dataset.name: _contest(settings) for settings in (ground, wcd)}


def _contest(settings: Settings) -> dict[str, Any]:
    def tell(name: str, seed: int) -> None:
        print(f"{settings.dataset.name}, split {seed}: {name}", file=sys.stderr, flush=True)

    return contest(settings, places.data_folder(settings), [], SEEDS, tell)
