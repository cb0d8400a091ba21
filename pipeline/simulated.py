"""The data of a run that was given none: showers simulated on this machine, and called synthetic."""

import hashlib
import pathlib
from typing import TYPE_CHECKING, Any

from pipeline.settings import Settings
from pipeline.source import fingerprint_of

if TYPE_CHECKING:
    from components.showers.simulator.settings import Simulation

FOLDER = "simulated"
CODE = (
    "components/showers/*.py",
    "components/showers/simulator/*.py",
    "components/showers/reconstruction/*.py",
)


def folder_of(settings: Settings) -> str:
    """Where the simulated events of these settings are, below the output folder.

    Other settings or another simulator give another folder, so that a run never reads stale events.
    """
    text = f"{_nominal(settings).model_dump_json()} {settings.simulation.probes} {fingerprint_of(*CODE)}"
    return f"{settings.out}/{FOLDER}/{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def ensure_data(settings: Settings, data: str, console: Any) -> None:
    """Simulates what a run needs, unless it is there already, and says that it is synthetic.

    Args:
        settings: of the run; no data is named in them.
        data: the folder to make, as `folder_of` names it.
        console: shows the progress.

    Raises:
        SettingsError: the folder holds something else.
    """
    from components.showers.simulator.span import samples_of, simulate_span
    from pipeline.terminal import progress_bar

    nominal, probes = _nominal(settings), settings.simulation.probes
    total = sum(sample.events for sample in samples_of(nominal, probes).values())
    span = pathlib.Path(data) / "span-1"
    with progress_bar(console, "simulating", total) as told:
        summaries = simulate_span(span, nominal, probes, progress=told)
    events = sum(summary.events for summary in summaries)
    console.print(
        f"[bold]synthetic[/] data: {events:,} simulated events of {len(summaries)} samples in {span}"
    )


def _nominal(settings: Settings) -> "Simulation":
    from components.showers.simulator.settings import simulation

    return simulation(settings.simulation.model_dump(exclude={"probes"}))
