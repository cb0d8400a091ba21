"""Reads data as ExampleGen does, each time in a process of its own: `python -m tests.poison.child`.

Every line on the input is one meal as JSON; its answer is one line on the output. The modules are imported
once, and each meal is eaten by a fork, which ends as the `cascada` command would.
"""

import json
import os
import pathlib
import resource
import signal
import sys
import time
import traceback

import uproot  # noqa: F401  # once, and not in every fork

from components.errors import CascadaError
from components.example_gen.core import ingest
from components.example_gen.spans import digests, find_span
from components.settings import ExampleGen, Split
from components.showers.dataset import load_dataset

SPLIT = Split(seed=1, train=0.6, eval=0.2, test=0.2)
MOST_ADDRESSES = 8 << 30
"""So that what goes wrong does not take the machine with it; the test itself asks for less."""


def eat(
    dataset: str, data: str, folder: str, bad_records: str, largest_file: int | None, seconds: int
) -> int:
    """Ingests data into `folder/out`, with temporary files in `folder/tmp`; gives the records kept."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    os.environ["TMPDIR"] = f"{folder}/tmp"
    if largest_file is not None:  # stands for a full disk
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    settings = ExampleGen(span="latest", bad_records=bad_records)
    span = find_span(data, settings.span)
    places = {"examples": f"{folder}/out/examples", "ingestion": f"{folder}/out/ingestion"}
    report = ingest(span, digests(span), load_dataset(dataset), SPLIT, settings, **places)
    return int(report["kept"])


def answer(answers: int, **meal: object) -> None:
    """What the fork does: writes how it ended, what it said, and the memory it took."""
    said: dict[str, object] = {"code": 0, "message": ""}
    try:
        said["kept"] = eat(**meal)
    except CascadaError as error:
        said |= {"code": 1, "message": str(error)}
    except BaseException:
        said |= {"code": 2, "message": traceback.format_exc()}
    peak = pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    os.write(answers, json.dumps({**said, "megabytes": int(peak) / 1e3}).encode())


def serve(wait: float, **meal: object) -> dict[str, object]:
    """The answer of a fork, which is ended when it takes too long."""
    reader, writer = os.pipe()
    if not (child := os.fork()):
        answer(writer, **meal)
        os._exit(0)
    os.close(writer)
    end = time.monotonic() + wait
    while not os.waitpid(child, os.WNOHANG)[0]:
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return {"code": 3, "message": "nothing came of it", "megabytes": 0}
        time.sleep(0.005)
    with os.fdopen(reader, "rb") as stream:
        content = stream.read()
    return (
        json.loads(content)
        if content
        else {"code": 4, "message": "died, of the time it took perhaps", "megabytes": 0}
    )


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(serve(**json.loads(line))), flush=True)
