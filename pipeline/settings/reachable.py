"""Which places may be remote: those of artifacts. What is renamed, locked or read by path is on a disk."""

from typing import TYPE_CHECKING

from components.errors import SettingsError
from components.files import is_remote
from components.remote import SCHEMES

if TYPE_CHECKING:
    from pipeline.settings import Settings


def refuse_unreachable(settings: "Settings") -> None:
    """Refuses remote places that a run would fail on.

    Raises:
        SettingsError: a folder that must be mounted is remote, or TensorFlow does not reach the root.
    """
    on_disk = {
        "out": settings.out,
        "models": settings.models,
        "data": settings.data,
        "example_validator.serving": settings.example_validator.serving,
    }
    for name, place in on_disk.items():
        if place and is_remote(place):
            fix = "Mount it and name the folder; only root, where the artifacts stand, may be remote."
            raise SettingsError("not a folder of a file system", where=f"{name}: {place}", fix=fix)
    if settings.root and is_remote(settings.root) and not settings.root.startswith(SCHEMES):
        fix = "Name a gs:// place, or the folder where it is mounted."
        raise SettingsError(
            "TensorFlow's file layer does not reach it", where=f"root: {settings.root}", fix=fix
        )
