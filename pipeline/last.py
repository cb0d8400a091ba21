"""What the runs so far have left that new data is compared with."""

import pathlib
from typing import Any

from components.blessing import CHAMPION_MODEL, EVALUATION
from components.properties import PROFILE_DATA, PROFILE_DATASET
from components.showers.dataset import Dataset
from pipeline import places
from pipeline.runs import open_store
from pipeline.settings import Settings


def last_profile(settings: Settings, dataset: Dataset) -> tuple[str, str]:
    """Name and place of the profile of the last span of a dataset that passed; of none, no place."""
    found = [
        (_text(profile, PROFILE_DATA), str(profile.uri))
        for profile in _artifacts(settings, "DataProfile")
        if _text(profile, PROFILE_DATASET) == dataset.name
    ]
    return found[-1] if found else ("baseline", "")


def last_champion(settings: Settings) -> tuple[str | None, str]:
    """Folders of the SavedModel of the last champion, and of its evaluation; None and empty for none."""
    from tfx.utils.path_utils import serving_model_path

    crowned = [one for one in _artifacts(settings, "ModelBlessing") if _text(one, CHAMPION_MODEL)]
    if not crowned:
        return None, ""
    return serving_model_path(_text(crowned[-1], CHAMPION_MODEL)), _text(crowned[-1], EVALUATION)


def _artifacts(settings: Settings, kind: str) -> list[Any]:
    """All of a type that a finished node left, in the order they were made."""
    file = places.metadata_file(settings)
    if not pathlib.Path(file).is_file():
        return []
    found = open_store(file).get_artifacts_by_type(kind)
    return sorted((one for one in found if one.state == one.LIVE), key=lambda one: int(one.id))


def _text(artifact: Any, name: str) -> str:
    return str(artifact.custom_properties[name].string_value)
