"""Pushes ever new models, and rolls every fifth one back, until it is killed.

Called as a program: `python push_forever.py <models folder> <model>`.
"""

import itertools
import pathlib
import sys
import time

from components.models.manifest import Source
from components.pusher.core import push
from components.pusher.folder import ModelsFolder
from components.pusher.rollback import roll_back

if __name__ == "__main__":
    folder, model = ModelsFolder(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])
    print("ready", flush=True)
    for turn in itertools.count():
        (model / "saved_model.pb").write_text(f"graph of {time.time_ns()}")
        push(model, folder, Source(artifact=turn, uri="/trained"), keep=2)
        if turn % 5 == 4:
            roll_back(folder, to=None, reason="a test")
