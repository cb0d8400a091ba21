"""Says in plain words whether this machine can run Cascada, with the fix beside every failure."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from pipeline.machine import software, surroundings
from pipeline.machine.check import Check

COLOURS = {"ok": "green", "note": "yellow", "failed": "bold red"}


def checks() -> list[Check]:
    """Looks at everything; takes as long as loading TensorFlow does, which is the slowest of it."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(examine, (*software.CHECKS, *surroundings.CHECKS)))


def examine(check: Callable[[], Check]) -> Check:
    """Makes one check; one that cannot be made has failed, and does not keep the others from being told."""
    try:
        return check()
    except Exception as error:
        name = check.__name__.replace("_", " ")
        return Check(name, "failed", f"cannot be looked at: {error or type(error).__name__}", software.AGAIN)


def report(found: Sequence[Check]) -> None:
    """Prints the checks as an aligned table, and what they come to as its last line."""
    failed = [check.name for check in found if check.status == "failed"]
    verdict = f"Cascada cannot run here yet: {', '.join(failed)}" if failed else "Cascada can run here"
    try:
        _print_table(found, verdict)
    except ImportError:  # the very package may be what is missing
        for check in found:
            fix = f"  ->  {check.fix}" if check.fix else ""
            print(f"{check.status:6}  {check.name:13}  {check.finding}{fix}")
        print(verdict)


def _print_table(found: Sequence[Check], verdict: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console, table = Console(), Table(box=None, pad_edge=False)
    for heading in ("", "", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for check in found:
        status = Text(check.status, style=COLOURS[check.status])
        table.add_row(status, Text(check.name), Text(check.finding), Text(check.fix))
    console.print(table, Text(verdict), sep="\n")


def main() -> int:
    """Checks this machine and prints the report; returns 1 if any check failed."""
    found = checks()
    report(found)
    return int(any(check.status == "failed" for check in found))


if __name__ == "__main__":
    sys.exit(main())
