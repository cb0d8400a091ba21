"""Copies and renames that survive a power cut."""

import pathlib
import shutil

from components.files import to_disk


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
        to_disk(path)
    to_disk(folder)


def fsync_folder(folder: pathlib.Path) -> None:
    """Returns when the names in a folder are on the disk."""
    to_disk(folder)


def rename(source: pathlib.Path, target: pathlib.Path) -> None:
    """Renames at once, never onto a folder that holds something, and returns when it is on the disk.

    Raises:
        OSError: the target is there already.
    """
    source.rename(target)
    for folder in {source.parent, target.parent}:
        to_disk(folder)
