"""Models that the pusher can tell apart, made without TensorFlow: to the pusher a model is files."""

import json
import pathlib
from collections.abc import Callable

import pytest

from components.models.manifest import Source
from components.pusher.core import Pushed, push
from components.pusher.folder import ModelsFolder

Make = Callable[..., pathlib.Path]


@pytest.fixture
def make_model(tmp_path: pathlib.Path) -> Make:
    """Writes the files of a SavedModel whose content follows from its name; `size` is of its variables."""

    def make(name: str, size: int = 1000) -> pathlib.Path:
        folder = tmp_path / "trained" / name
        (folder / "variables").mkdir(parents=True)
        (folder / "assets.extra").mkdir()
        (folder / "saved_model.pb").write_bytes(f"graph of {name}".encode())
        (folder / "variables" / "variables.data-00000-of-00001").write_bytes(
            name.encode() * (size // len(name))
        )
        described = {"family": "autoencoder", "dataset": {"name": "ground"}, "classes": ["proton", "iron"]}
        (folder / "assets.extra" / "cascada.json").write_text(json.dumps(described))
        return folder

    return make


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> ModelsFolder:
    return ModelsFolder(tmp_path / "models")


@pytest.fixture
def push_named(make_model: Make, folder: ModelsFolder) -> Callable[[str], Pushed]:
    """Makes a model of that name and pushes it."""

    def push_one(name: str, keep: int = 5) -> Pushed:
        return push(make_model(name), folder, Source(artifact=7, uri="/trained"), keep)

    return push_one
