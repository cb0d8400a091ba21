"""Copies and renames that survive a power cut."""

import os
import pathlib
import shutil


def copy_folder(source: pathlib.Path, target: pathlib.Path) -> None:
    """Copies every file and folder below `source`, and returns when they are on the disk."""
    target.mkdir(exist_ok=True)
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            shutil.copyfile(path, place)
    fsync_tree(target)


def fsync_tree(folder: pathlib.Path) -> None:
    """Returns when every file and folder below `folder`, and itself, are on the disk."""
    for path in folder.rglob("*"):
        _fsync(path)
    _fsync(folder)


def fsync_folder(folder: pathlib.Path) -> None:
    """Returns when the names in a folder are on the disk."""
    _fsync(folder)


def rename(source: pathlib.Path, target: pathlib.Path) -> None:
    """Renames at once, never onto a folder that holds something, and returns when it is on the disk.

    Raises:
        OSError: the target is there already.
    """
    source.rename(target)
    for folder in {source.parent, target.parent}:
        _fsync(folder)


def _fsync(path: pathlib.Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
