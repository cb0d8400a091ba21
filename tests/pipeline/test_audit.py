"""Who must sign before a push."""

import pytest

from components import settings as sections
from components.audit import Checklist, load_checklist
from components.errors import SettingsError
from components.showers.dataset import dataset_folder, load_dataset
from pipeline.audit import who_must_sign

NONE = sections.Pusher(keep=5, approval="none")
REQUIRED = sections.Pusher(keep=5, approval="required")


def test_nobody_where_no_approval_is_required():
    wcd = load_dataset("wcd")
    assert who_must_sign(NONE, load_checklist(dataset_folder("wcd"), wcd), wcd) == ()
    assert who_must_sign(NONE, Checklist(), wcd) == ()


def test_every_role_of_the_checklist_where_one_is_required():
    wcd = load_dataset("wcd")
    signers = who_must_sign(REQUIRED, load_checklist(dataset_folder("wcd"), wcd), wcd)
    assert signers == ("physics", "operations")


def test_a_dataset_without_a_checklist_cannot_require_one():
    with pytest.raises(SettingsError, match="no checklist of wcd says by whom") as refused:
        who_must_sign(REQUIRED, Checklist(), load_dataset("wcd"))
    assert "audit.yaml" in refused.value.fix
