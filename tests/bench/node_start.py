"""What starting a node of a package costs: seconds of CPU from the start of its process, imports and all.

A node is ready when its executor and driver are imported. Many import TensorFlow only when they score, train
or read; so the same is given with TensorFlow imported as well, and of TensorFlow alone, the floor of the
nodes that need it. The median of three.
"""

import pathlib
import resource
import statistics
import subprocess
import sys
from typing import Any

from tests.kubeflow.starting import Package

REPEATS = 3


def node_start(folder: pathlib.Path) -> dict[str, Any]:
    """Seconds of CPU of each node, the slowest first, of the slowest, and of TensorFlow alone."""
    package = Package(folder)
    found = {node: _median(package, node) for node in package.nodes}
    nodes = dict(sorted(found.items(), key=lambda item: -item[1]["seconds"]))
    return {
        "nodes": nodes,
        "seconds": max(one["seconds"] for one in nodes.values()),
        "seconds_with_tensorflow": max(one["seconds_with_tensorflow"] for one in nodes.values()),
        "tensorflow_alone_seconds": statistics.median(_tensorflow() for _ in range(REPEATS)),
    }


def _median(package: Package, node: str) -> dict[str, float]:
    package.start(node)  # its bytecode and its files are at hand from then on
    starts = [package.start(node) for _ in range(REPEATS)]
    return {
        "seconds": statistics.median(one.seconds for one in starts),
        "seconds_with_tensorflow": statistics.median(one.with_tensorflow for one in starts),
    }


def _tensorflow() -> float:
    """Seconds of CPU of a process that imports TensorFlow as it comes."""
    before = _children()
    subprocess.run([sys.executable, "-c", "import tensorflow"], check=True, capture_output=True)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
