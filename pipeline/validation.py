"""The gates on data without the pipeline: any file or folder, against another one or the last that passed."""

import dataclasses
import pathlib

from components.errors import GateError
from components.example_validator.core import review
from components.example_validator.data import Against, Review
from components.example_validator.page import page
from components.example_validator.profile import PROFILE_FILE, Profile
from components.example_validator.serving import file_data, serving_data, span_at
from components.example_validator.shifts.allowed import require_known
from components.example_validator.shifts.recorded import read_recorded
from components.example_validator.written import FIX, facts, write
from components.showers.dataset import Dataset, dataset_folder, load_dataset
from components.showers.schema import curated
from pipeline import places
from pipeline.last import last_champion, last_profile
from pipeline.settings import Settings


def validate(
    settings: Settings, source: str, against: str | None, *, labelled: bool, folder: pathlib.Path
) -> Review:
    """Judges a file or folder, and writes `index.html`, `findings.json` and `verdict.json` into a folder.

    Args:
        settings: dataset, limits, and where runs are.
        source: what is judged.
        against: what it is compared with; None for the last span that passed in a run, if there is one.
        labelled: whether the source has labels.
        folder: for the page.

    Raises:
        GateError: a gate failed.
        DataError: something cannot be read.
    """
    dataset = load_dataset(**settings.dataset.model_dump())
    require_known(settings.example_validator.allow, dataset)
    schema = curated(dataset_folder(settings.dataset.name), dataset)
    data = file_data(source, dataset, labelled=labelled)
    options = places.validation(settings)
    compared = _against(settings, dataset, against, labelled)
    found = review(data, compared, schema, dataset, options)
    title = f"{dataset.title}, {data.name}"
    write(found, str(folder), page(found.findings, title, {"data": source, **facts(compared, options)}))
    if not found.verdict.passed:
        raise GateError(found.verdict.refusal, where=source, fix=FIX.format(folder=folder))
    return found


def _against(settings: Settings, dataset: Dataset, against: str | None, labelled: bool) -> Against:
    if against is not None:
        compared = span_at(against, dataset, labelled=labelled)
    else:
        name, place = last_profile(settings, dataset)
        compared = Against(name, Profile.read(f"{place}/{PROFILE_FILE}") if place else None)
    serving = places.validation(settings).serving
    champion, evaluation = last_champion(settings)
    return dataclasses.replace(
        compared,
        serving=serving_data(serving, dataset) if serving else None,
        champion=champion,
        recorded=read_recorded(evaluation),
    )
