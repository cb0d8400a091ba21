"""Puts this project's Kubeflow handler in the place of TFX's, which cannot be imported.

`tfx ... --engine=kubeflow` imports `tfx.tools.cli.handler.kubeflow_handler`; in TFX 1.16 to 1.21 that module
imports others that are no longer shipped. A line in a .pth file of this package's installation calls
`install` when Python starts: a finder of modules that knows that one name (and one more, see `find_spec`).
TFX's files are not touched, so either package can be installed again in any order.
"""

import sys
from typing import Any

BROKEN = "tfx.tools.cli.handler.kubeflow_handler"
COMMAND = "tfx.tools.cli.cli_main"
OURS = "kubeflow.command.handler"


class Finder:
    """Finds the handler; for every other module, it lets others look."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        """Where a module is; None for any but the handler."""
        if name == COMMAND:
            _own_programs_first()
        if name != BROKEN:
            return None
        from importlib.util import find_spec, spec_from_file_location

        ours = find_spec(OURS)
        return ours and spec_from_file_location(name, ours.origin)


def install() -> None:
    """Adds the finder, once."""
    if Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]


def _own_programs_first() -> None:
    """The command asks `pip` on the PATH which engines there are: it must be this environment's."""
    import os

    programs = os.path.join(sys.prefix, "bin")
    found = os.environ.get("PATH", "").split(os.pathsep)
    if found[0] != programs:
        os.environ["PATH"] = os.pathsep.join([programs, *found])
