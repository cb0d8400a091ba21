"""Starts a node as `kubeflow.run_node` does, and says what that took in place of running it."""

import importlib
import json
import resource
import sys

from kubeflow import later, run_node


def main(words: list[str]) -> None:
    """Prints as JSON the seconds of CPU, the same with TensorFlow imported as well, and what is imported."""
    run_node.Node(run_node.arguments(words)).ready()
    said = {"seconds": _seconds(), "modules": [name for name in list(sys.modules) if later.is_loaded(name)]}
    importlib.import_module("tensorflow").constant(0)
    print(json.dumps(said | {"with_tensorflow": _seconds()}))


def _seconds() -> float:
    """Of CPU, of this process and of those that it has started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(sys.argv[1:])
