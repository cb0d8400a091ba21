"""`cascada simulate`."""

import pathlib
from typing import Any

import click

_SAMPLE = (
    click.option("--events", type=int, metavar="N", help="That trigger the array. [20000]"),
    click.option("--seed", type=int, metavar="N", help="Of all random numbers. [1]"),
    click.option("--sample", metavar="NAME", help="Its name; only `nominal` trains. [nominal]"),
    click.option("--primaries", metavar="A,B", help="Primary particles. [the five classes]"),
    click.option("--hadronic-model", metavar="NAME", help="Or QGSJetII-04, Sibyll2.3d. [EPOS-LHC]"),
    click.option("--spacing", type=int, metavar="METRES", help="Of the array; or 750. [1500]"),
    click.option("--ageing", is_flag=True, help="Detectors after years: --ageing-decay-time 51."),
    click.option("--ageing-decay-time", "decay_time", type=float, metavar="NS", help="Of light. [60]"),
    click.option("--muon-factor", type=float, metavar="X", help="On the muons of each shower. [1]"),
    click.option("--dead-pmts", "dead_pmt_probability", type=float, metavar="SHARE", help="[0.02]"),
    click.option("--accidental-muons", type=float, metavar="N", help="Mean number in a trace. [0.01]"),
    click.option("--cores-per-shower", type=int, metavar="N", help="Events that use one shower. [1]"),
)


def _with_sample(function: Any) -> Any:
    for option in reversed(_SAMPLE):
        function = option(function)
    return function


@click.command()
@click.option("-o", "--output", required=True, metavar="SPAN", help="The folder that is made.")
@_with_sample
@click.option("--probes", type=click.IntRange(min=0), default=0, help="Events of each changed sample. [0]")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Threads. [one per core]")
def command(output: str, probes: int, workers: int | None, **words: Any) -> None:
    """Simulate the events of a surface array into the folder SPAN. They are synthetic.

    Showers are parametrised, no cascade is followed particle by particle: to try, test and teach with, not to
    measure what cosmic rays are made of. The same words give the same files on any number of threads.
    """
    from components.showers.simulator.settings import simulation
    from components.showers.simulator.span import samples_of, simulate_span
    from pipeline.terminal import console, progress_bar

    nominal = simulation(_changed(words))
    total = sum(sample.events for sample in samples_of(nominal, probes).values())
    with progress_bar(console(), "simulating", total) as told:
        summaries = simulate_span(pathlib.Path(output), nominal, probes, workers, told)
    for summary in summaries:
        click.echo(f"{summary.path}: {summary.events:,} events of {summary.thrown:,} showers thrown")
    click.echo("These events are synthetic.")


def _changed(words: dict[str, Any]) -> dict[str, Any]:
    """The settings that were named; the others keep their defaults."""
    from components.showers.simulator.constants import AGED_DECAY

    if words.pop("ageing") and words["decay_time"] is None:
        words["decay_time"] = AGED_DECAY
    if words["primaries"] is not None:
        words["primaries"] = tuple(name.strip() for name in words["primaries"].split(","))
    return {name: value for name, value in words.items() if value is not None}
