"""The console that every sub-command prints on."""

from rich.console import Console

PIPED_WIDTH = 140  # characters; rich would fold tables at 80 where it cannot see a terminal


def console(stderr: bool = False) -> Console:
    """A console without automatic colours; wide where its output goes to a file or a pipe."""
    made = Console(highlight=False, stderr=stderr)
    return made if made.is_terminal else Console(highlight=False, stderr=stderr, width=PIPED_WIDTH)
