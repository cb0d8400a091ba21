"""The settings of a run: typed, read from YAML, overlaid file by file and word by word.

`default.yaml` beside this file names every setting. What suits a dataset better stands in the `settings.yaml`
of its folder; other files and `--set` come over both and name only what differs.
"""

import copy
import pathlib
from collections.abc import Iterable
from typing import Any

import pydantic
import yaml

from components import settings as sections
from components.errors import SettingsError
from components.showers.dataset import dataset_folder, explain
from pipeline.settings.reachable import refuse_unreachable

FOLDER = pathlib.Path(__file__).parent
OPEN = tuple(f"kubeflow.{name}." for name in ("nodes", "volumes", "secrets", "environment"))
"""What has names of its own, such as nodes: any may be added, and null takes one away."""


class Settings(sections.Section):
    """Everything a run is steered by; each section is described in `components/settings`."""

    seed: int
    dataset: sections.DatasetChoice
    data: str | None
    simulation: sections.Simulation
    out: str
    root: str | None
    models: str | None
    metadata: str | None
    split: sections.Split
    example_gen: sections.ExampleGen
    statistics_gen: sections.StatisticsGen
    example_validator: sections.ExampleValidator
    gradient_boosting: sections.GradientBoosting
    autoencoder: sections.Autoencoder
    tuner: sections.Tuner
    evaluator: sections.Evaluator
    champion: sections.Champion
    infra_validator: sections.InfraValidator
    pusher: sections.Pusher
    tracking: sections.Tracking
    kubeflow: sections.Kubeflow
    beam: list[str]
    cache: bool


def load_settings(files: Iterable[str] = (), words: Iterable[str] = (), **named: Any) -> Settings:
    """The defaults, overlaid by those of the dataset, by files, by `key=value` words, then by named values.

    Args:
        files: paths of YAML files, or names of files beside this one (`ci`).
        words: such as `gradient_boosting.rounds=200`; values are YAML.
        named: dotted keys with values; None leaves a setting as it is.

    Raises:
        SettingsError: a file, key or value is wrong, or a place cannot be used; says which and what was
            expected.
        DatasetError: there is no such dataset.
    """
    layers = [(_read(_find(file)), file) for file in files]
    layers += [(_parse_word(word), f"--set {word}") for word in words]
    layers += [
        (_nest(key.replace("__", "."), value), f"--{key}")
        for key, value in named.items()
        if value is not None
    ]
    chosen = _overlaid(layers)["dataset"]["name"]
    content = _overlaid([*_of_dataset(str(chosen)), *layers])
    try:
        settings = Settings.model_validate(content)
    except pydantic.ValidationError as error:
        raise SettingsError(
            explain(error), where="settings", fix="See pipeline/settings/default.yaml."
        ) from None
    refuse_unreachable(settings)
    return settings


def _overlaid(layers: list[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    content = _read(FOLDER / "default.yaml")
    for layer, where in layers:
        _overlay(content, layer, where)
    return content


def _of_dataset(name: str) -> list[tuple[dict[str, Any], str]]:
    path = dataset_folder(name) / "settings.yaml"
    return [(_read(path), str(path))] if path.is_file() else []


def _find(file: str) -> pathlib.Path:
    for path in (pathlib.Path(file), FOLDER / f"{file}.yaml"):
        if path.is_file():
            return path
    known = ", ".join(sorted(path.stem for path in FOLDER.glob("*.yaml")))
    raise SettingsError("no such settings file", where=file, fix=f"Give a path, or one of: {known}.")


def _read(path: pathlib.Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"not valid YAML: {error}", where=str(path)) from None
    if not isinstance(content, dict):
        raise SettingsError("not a mapping of settings", where=str(path), fix="Write `name: value` lines.")
    return content


def _parse_word(word: str) -> dict[str, Any]:
    key, equals, value = word.partition("=")
    if not equals or not key:
        raise SettingsError(
            "not of the form key=value", where=f"--set {word}", fix="Example: --set split.seed=2"
        )
    try:
        return _nest(key, yaml.safe_load(value))
    except yaml.YAMLError as error:
        raise SettingsError(f"the value is not YAML: {error}", where=f"--set {word}") from None


def _nest(key: str, value: Any) -> dict[str, Any]:
    for part in reversed(key.split(".")):
        value = {part: value}
    return dict(value)


def _overlay(base: dict[str, Any], layer: dict[str, Any], where: str, prefix: str = "") -> None:
    for key, value in layer.items():
        if prefix.startswith(OPEN) and not (isinstance(base.get(key), dict) and isinstance(value, dict)):
            _put(base, key, value)
            continue
        if key not in base:
            raise SettingsError(
                f"no setting {prefix}{key}", where=where, fix=f"Known here: {', '.join(map(str, base))}."
            )
        if isinstance(base[key], dict):
            if not isinstance(value, dict):
                raise SettingsError(
                    f"{prefix}{key} is a section", where=where, fix=f"Use {prefix}{key}.<name>=..."
                )
            _overlay(base[key], value, where, f"{prefix}{key}.")
        else:
            base[key] = value


def _put(base: dict[str, Any], key: str, value: Any) -> None:
    base[key] = copy.deepcopy(value)  # what YAML's aliases name is one object
    if value is None:
        del base[key]
