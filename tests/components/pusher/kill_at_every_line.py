"""Runs `push` or `rollback` again and again, killed with SIGKILL at its first line, its second line ...

Called as a program: `python kill_at_every_line.py push|rollback <empty folder>`; prints what it saw as JSON.
A process of its own is forked for every line, so each death is a real one.
"""

import itertools
import json
import os
import pathlib
import shutil
import signal
import sys
from collections.abc import Callable
from typing import Any

from components.models.manifest import Source, verify
from components.pusher.core import push
from components.pusher.folder import ModelsFolder
from components.pusher.history import Push, Rollback, read_history
from components.pusher.rollback import roll_back

SOURCE = Source(artifact=1, uri="/trained")
TRACED = str(pathlib.Path(push.__code__.co_filename).parents[1])


def die_at_line(number: int, action: Callable[[], Any]) -> bool:
    """Runs the action in a process that kills itself at that line; False when the action had fewer."""
    child = os.fork()
    if child == 0:
        countdown = itertools.count(number, -1)

        def trace(frame: Any, event: str, _: Any) -> Any:
            if not (frame.f_code.co_filename.startswith(TRACED) or "rmtree" in frame.f_code.co_name):
                return None
            if event == "line" and next(countdown) <= 1:
                os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        action()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def model(root: pathlib.Path, name: str) -> pathlib.Path:
    """The files of a small model."""
    (root / name / "variables").mkdir(parents=True)
    (root / name / "saved_model.pb").write_text(name)
    (root / name / "variables" / "data").write_text(name * 100)
    return root / name


def check(folder: ModelsFolder, allowed: set[int]) -> int:
    """What any reader sees, without a lock: an allowed version is the highest, and every one is whole."""
    assert folder.live in allowed, (folder.live, allowed)
    for version in folder.versions():
        verify(folder.path(version))
    return folder.live


def main(action: str, root: pathlib.Path) -> None:
    """Kills the action at every line; after each, a reader looks and the action is repeated."""
    models = [model(root, name) for name in ("one", "two", "three", "new")]
    base = ModelsFolder(root / "base")
    for path in models[:3]:
        push(path, base, SOURCE, keep=3)
    actions: dict[str, tuple[int, Callable[[ModelsFolder], Any]]] = {
        "push": (4, lambda folder: push(models[3], folder, SOURCE, keep=3)),
        "rollback": (1, lambda folder: roll_back(folder, to=1, reason="test")),
    }
    final, act = actions[action]
    seen = []
    for line in itertools.count(1):
        folder = ModelsFolder(root / f"killed-{line}")
        shutil.copytree(base.root, folder.root)
        if not die_at_line(line, lambda: act(folder)):  # noqa: B023
            break
        seen.append(check(folder, {3, final}))
        finish(folder, act, action)
        check(folder, {final})
        tidy(folder, action)
        shutil.rmtree(folder.root)
    print(json.dumps({"seen": seen}))


def finish(folder: ModelsFolder, act: Callable[[ModelsFolder], Any], action: str) -> None:
    """Repeats what was killed; a rollback that was written down is finished by whatever comes next."""
    written_down = any(isinstance(record, Rollback) for record in read_history(folder))
    if action == "rollback" and written_down:
        push(folder.root.parent / "one", folder, SOURCE, keep=3)
    else:
        act(folder)


def tidy(folder: ModelsFolder, action: str) -> None:
    """Nothing is left behind and the history is complete."""
    left = [path.name for path in folder.root.iterdir() if path.name.startswith((".staging", ".removed"))]
    assert not left, left
    pushes = sorted(record.version for record in read_history(folder) if isinstance(record, Push))
    assert pushes == ([1, 2, 3, 4] if action == "push" else [1, 2, 3]), pushes
    assert folder.versions() == ([2, 3, 4] if action == "push" else [1]), folder.versions()
    assert folder.withdrawn() == ([] if action == "push" else [2, 3]), folder.withdrawn()


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
