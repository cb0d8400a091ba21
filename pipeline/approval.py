"""Signing a model off, or taking that back."""

import contextlib
import dataclasses
import difflib
import pathlib
import sqlite3
from typing import Any

from components.audit.approvals import Approval, all_approvals, approvals_of, counted, missing, record
from components.audit.checklist import Checklist, load_checklist
from components.errors import CascadaError, SettingsError
from components.pusher.history import now
from components.showers.dataset import dataset_folder, load_dataset
from pipeline import metadata, places
from pipeline.candidate import CANDIDATE, Signable, candidate, named, pipeline_name
from pipeline.lock import only_run
from pipeline.registry import resolve
from pipeline.runs import open_store
from pipeline.settings import Settings


@dataclasses.dataclass(frozen=True)
class Signed:
    """What came of it.

    Attributes:
        approval: what stands in ML Metadata.
        new: False where this person had signed in this role before; nothing was written then.
        model: what a person calls the model.
        missing: the roles in which nobody has signed yet.
    """

    approval: Approval
    new: bool
    model: str
    missing: tuple[str, ...]


def sign(
    settings: Settings, model: str, by: str, reason: str, role: str | None = None, withdraw: bool = False
) -> Signed:
    """Records a sign-off in the lineage of a model.

    Args:
        settings: where runs and models are, and of which dataset.
        model: a version, `latest`, a path, or `candidate` for the champion that waits to be pushed.
        by: who signs.
        reason: why.
        role: in which role; None where the checklist has only one.
        withdraw: takes an earlier sign-off back.

    Raises:
        SettingsError: a name, a reason or a role is missing or unknown, or the model is of another dataset.
        ModelError: there is no such model, or none that waits.
        CascadaError: a run is going on, or ML Metadata cannot be written to.
    """
    checklist = _checklist(settings)
    who, why = _filled("--by", by), _filled("--reason", reason)
    chosen = _role(checklist, role, settings.dataset.name)
    file = places.metadata_file(settings)
    metadata.require(file)
    with only_run(settings.out):
        _require_writable(file)
        store = open_store(file)
        found = _find(store, settings, model)
        asked = Approval(
            content=found.content, by=who, role=chosen, reason=why, time=now(), withdrawn=withdraw
        )
        written, new = _write(store, found, asked)
        left = missing(checklist.roles, approvals_of(store, found.content))
    return Signed(written, new, found.words, left)


def _write(store: Any, found: Signable, asked: Approval) -> tuple[Approval, bool]:
    before = approvals_of(store, found.content)
    same = next((one for one in before if (one.by, one.role) == (asked.by, asked.role)), None)
    if asked.withdrawn and same is None:
        what = f"{asked.by} has not signed {found.words} as {asked.role}"
        known = "; ".join(one.sentence() for one in before) or "Nobody has."
        raise SettingsError(what, where="--withdraw", fix=known)
    if same and not asked.withdrawn:
        return same, False
    return record(store, found.artifact, found.pipeline, asked), True


def _checklist(settings: Settings) -> Checklist:
    folder = dataset_folder(settings.dataset.name)
    checklist = load_checklist(folder, load_dataset(**settings.dataset.model_dump()))
    if not checklist.roles:
        raise SettingsError(
            "there is no checklist that says who signs", where=str(folder), fix="Write an audit.yaml there."
        )
    return checklist


def _filled(option: str, text: str) -> str:
    if not text.strip():
        raise SettingsError("it is empty", where=option, fix='Give --by "NAME" and --reason "TEXT".')
    return " ".join(text.split())


def _role(checklist: Checklist, role: str | None, dataset: str) -> str:
    """The role that is meant; each role signs by itself."""
    roles = checklist.roles
    if role in roles or (role is None and len(roles) == 1):
        return role or roles[0]
    if role is None:
        what = f"the checklist of {dataset} has {len(roles)} roles, and each signs by itself"
        raise SettingsError(what, where="--role", fix=f"Name yours: {', '.join(roles)}.")
    close = ", ".join(difflib.get_close_matches(role, roles)) or ", ".join(roles)
    what = f"the checklist of {dataset} has no role {role!r}"
    raise SettingsError(what, where="--role", fix=f"Did you mean: {close}?")


def _find(store: Any, settings: Settings, model: str) -> Signable:
    dataset = load_dataset(**settings.dataset.model_dump())
    if model == CANDIDATE:
        found = candidate(store, pipeline_name(dataset))
    else:
        found = named(store, resolve(places.models_folder(settings), model, withdrawn=True))
    if found.pipeline != pipeline_name(dataset):
        what = f"{found.words} is of {found.pipeline}, not of {pipeline_name(dataset)}"
        fix = "Name its dataset with --dataset, and its task with --set dataset.task=NAME."
        raise SettingsError(what, where="--dataset", fix=fix)
    return found


def _require_writable(file: str, patience: float = 2.0) -> None:
    """Asks SQLite itself, for ML Metadata would try for half a minute and then say little; not a server.

    Args:
        file: the database.
        patience: seconds to wait for another program.

    Raises:
        CascadaError: another program holds it, or nobody may write to it.
    """
    if metadata.is_server(file):
        return
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=patience)) as database:
            database.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        what = f"ML Metadata cannot be written to: {error}"
        fix = "Is another program using it, and may you write there? Nothing was recorded; repeat it."
        raise CascadaError(what, where=file, fix=fix) from None


def signatures(settings: Settings) -> dict[str, tuple[Approval, ...]]:
    """The sign-offs that count, by the content of the model; empty before the first run."""
    file = places.metadata_file(settings)
    if not metadata.is_server(file) and not pathlib.Path(file).is_file():
        return {}
    every = all_approvals(open_store(file))
    return {content: counted(every, content) for content in {one.content for one in every}}
