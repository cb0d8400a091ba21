"""Objectives that cost nothing, for workers that are processes of their own: a bowl, and worse."""

import functools
import os
import pathlib
import time

from components.errors import ModelError

BEST = {"max_depth": 5, "learning_rate": 0.1}


def bowl(settings, seed, report):
    """Small near BEST; the learning curve comes down to it from above. The seed adds a little."""
    value = (settings["max_depth"] - BEST["max_depth"]) ** 2 + (settings["learning_rate"] - 0.1) ** 2
    for step in range(1, settings["rounds"] + 1):
        report(step, value + 1 / step)
    return [value + seed * 1e-12]


def prepare_bowl():
    return bowl


def prepare_deadly(folder: pathlib.Path, times: int):
    """Kills its process on deep trees, so often; leaves a file each time."""
    return functools.partial(_deadly, folder, times)


def _deadly(folder, times, settings, seed, report):
    if settings["max_depth"] >= 6 and len(list(folder.glob(f"{seed}-*"))) < times:
        (folder / f"{seed}-{os.getpid()}").touch()
        os.kill(os.getpid(), 9)
    return bowl(settings, seed, report)


def prepare_slow(seconds: float):
    return functools.partial(_slow, seconds)


def _slow(seconds, settings, seed, report):
    time.sleep(seconds)
    return bowl(settings, seed, report)


def prepare_fussy():
    return _fussy


def _fussy(settings, seed, report):
    if settings["max_depth"] > 4:
        raise ModelError("the training diverged", where="bowl")
    return bowl(settings, seed, report)


def prepare_broken():
    return _broken


def _broken(settings, seed, report):
    raise ZeroDivisionError("a mistake in the program")
