"""Where a run reads from and writes to."""

import pathlib

from components.errors import SettingsError
from components.files import is_remote
from components.settings import ExampleValidator
from components.showers.dataset import load_dataset
from pipeline import simulated
from pipeline.settings import Settings


def data_folder(settings: Settings) -> str:
    """The folder of the showers: the one that was named, or where they are simulated.

    Raises:
        SettingsError: none was named and the dataset cannot be simulated, or the named one does not exist.
    """
    if settings.data is None:
        if load_dataset(**settings.dataset.model_dump()).records == "events":
            return absolute(simulated.folder_of(settings))
        raise SettingsError(
            "no data was named", where="data", fix="Name the folder of the showers: --data FOLDER"
        )
    if not is_elsewhere(settings.data, settings) and not pathlib.Path(settings.data).exists():
        raise SettingsError(
            f"{settings.data} does not exist", where="data", fix="Name a folder that holds showers."
        )
    return absolute(settings.data)


def is_elsewhere(path: str, settings: Settings) -> bool:
    """Whether this machine cannot see it, because it is on a volume of the cluster."""
    volumes = map(pathlib.PurePosixPath, settings.kubeflow.volumes.values())
    return any(pathlib.PurePosixPath(path).is_relative_to(one) for one in volumes)


def validation(settings: Settings) -> ExampleValidator:
    """The settings of the data gates, with the serving data where it is.

    Raises:
        SettingsError: it does not exist.
    """
    chosen, serving = settings.example_validator, settings.example_validator.serving
    if serving is None or is_elsewhere(serving, settings):
        return chosen
    if not pathlib.Path(serving).exists():
        raise SettingsError(
            f"{serving} does not exist",
            where="example_validator.serving",
            fix="Name a file or folder of scored or measured events, or null.",
        )
    return chosen.model_copy(update={"serving": absolute(serving)})


def serving_fingerprint(settings: Settings) -> str:
    """Of the files of the serving data; empty where none is named, or where it is remote."""
    from components.example_gen.spans import Span, digests, fingerprint

    serving = validation(settings).serving
    if serving is None or is_elsewhere(serving, settings):
        return ""
    return fingerprint(digests(Span(0, None, pathlib.Path(serving))))


def models_folder(settings: Settings) -> str:
    """Where models are pushed, as `<integer version>/`."""
    return absolute(settings.models or f"{settings.out}/models")


def identity_of_models(settings: Settings) -> str:
    """The random name of the models folder; empty where this machine cannot see it."""
    from pipeline.registry import identity

    folder = models_folder(settings)
    return "" if is_elsewhere(folder, settings) else identity(folder)


def pipeline_root(settings: Settings) -> str:
    """Where the artifacts of all nodes stand; may be remote."""
    return absolute(settings.root or f"{settings.out}/pipeline").rstrip("/")


def checkpoints(settings: Settings) -> str:
    """Where a training that was killed left what it had."""
    return absolute(f"{settings.out}/checkpoints")


def metadata_file(settings: Settings) -> str:
    """The SQLite file of ML Metadata."""
    return absolute(settings.metadata or f"{settings.out}/metadata.sqlite")


def studies(settings: Settings) -> str:
    """Where the studies of the Tuners live: a SQLite file, or `$NAME` for the URL in that variable."""
    if settings.tuner.storage:
        return f"${settings.tuner.storage}"
    return absolute(f"{settings.out}/studies.sqlite")


def runs_folder(settings: Settings) -> pathlib.Path:
    """Where every run has a folder."""
    return pathlib.Path(absolute(settings.out)) / "runs"


def run_folder(settings: Settings, run_id: str) -> pathlib.Path:
    """Where the manifest and the log of one run stand."""
    return runs_folder(settings) / run_id


def absolute(path: str) -> str:
    """The same path from the root; remote paths as they are."""
    return path if is_remote(path) else str(pathlib.Path(path).expanduser().resolve())
