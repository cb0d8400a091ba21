"""Which sign-offs count, and how they stand in a real ML Metadata store."""

import pytest
from ml_metadata.metadata_store import MetadataStore
from ml_metadata.proto import metadata_store_pb2 as mlmd
from tfx.types import standard_artifacts
from tfx.types.artifact_utils import deserialize_artifact

from components import artifacts
from components.audit.approvals import (
    Approval,
    all_approvals,
    approvals_of,
    counted,
    missing,
    record,
    to_manifest,
)
from components.audit.strategy import ApprovalsOfModel

SIGNED = Approval(
    content="c0ffee", by="M. Curie", role="physics", reason="slices seen", time="2026-01-31T12:00:00Z"
)


def changed(**values):
    return SIGNED.model_copy(update=values)


def test_the_latest_word_of_each_person_in_each_role_counts():
    other = changed(by="L. Meitner")
    again = changed(reason="seen again")
    assert counted([SIGNED, other, again], "c0ffee") == (again, other)


def test_a_withdrawn_sign_off_does_not_count_until_it_is_given_again():
    withdrawn = changed(withdrawn=True)
    assert counted([SIGNED, withdrawn], "c0ffee") == ()
    assert counted([SIGNED, withdrawn, SIGNED], "c0ffee") == (SIGNED,)


def test_the_sign_off_of_another_model_does_not_count():
    assert counted([changed(content="another")], "c0ffee") == ()


def test_the_roles_without_a_sign_off_are_missing_in_their_order():
    assert missing(("physics", "operations"), []) == ("physics", "operations")
    assert missing(("physics", "operations"), [SIGNED]) == ("operations",)


def test_the_manifest_tells_by_whom_in_which_role_when_and_why():
    assert to_manifest([SIGNED]) == [
        {"by": "M. Curie", "role": "physics", "time": "2026-01-31T12:00:00Z", "reason": "slices seen"}
    ]


@pytest.fixture
def store(tmp_path):
    """A store with the contexts that a run makes, and a model in them."""
    config = mlmd.ConnectionConfig()
    config.sqlite.filename_uri = str(tmp_path / "metadata.sqlite")
    opened = MetadataStore(config)
    for kind in ("pipeline", "node"):
        opened.put_context_type(mlmd.ContextType(name=kind))
    return opened


@pytest.fixture
def model(store):
    kind = store.put_artifact_type(mlmd.ArtifactType(name="Model"))
    (number,) = store.put_artifacts([mlmd.Artifact(type_id=kind, uri="/model")])
    return number


def test_a_sign_off_is_read_back_as_it_was_written(store, model):
    written = record(store, model, "cascada-wcd", SIGNED)
    assert written.execution > 0
    assert all_approvals(store) == (written,)
    assert approvals_of(store, "c0ffee") == (written,)
    assert approvals_of(store, "another") == ()


def test_nothing_is_rewritten(store, model):
    record(store, model, "cascada-wcd", SIGNED)
    record(store, model, "cascada-wcd", changed(withdrawn=True, reason="a slip"))
    assert [one.withdrawn for one in all_approvals(store)] == [False, True]
    assert approvals_of(store, "c0ffee") == ()


def test_it_is_an_execution_in_the_context_of_the_pipeline_that_used_the_model(store, model):
    written = record(store, model, "cascada-wcd", SIGNED)
    contexts = {context.name for context in store.get_contexts_by_execution(written.execution)}
    assert contexts == {"cascada-wcd", "cascada-wcd.Approve"}
    used = [
        e.artifact_id for e in store.get_events_by_execution_ids([written.execution]) if e.type == e.INPUT
    ]
    assert used == [model]


def test_a_store_without_sign_offs_has_none(store):
    assert all_approvals(store) == ()


def blessing(content):
    made = standard_artifacts.InfraBlessing()
    made.set_string_custom_property("model_content", content)
    return made


def as_tfx_sees_them(store):
    kind = store.get_artifact_type(artifacts.Approval.TYPE_NAME)
    return [deserialize_artifact(kind, one) for one in store.get_artifacts_by_type(kind.name)]


def test_the_resolver_finds_those_of_the_content_that_was_validated_oldest_first(store, model):
    for one in (SIGNED, changed(content="another"), changed(role="operations")):
        record(store, model, "cascada-wcd", one)
    given = {"approval": as_tfx_sees_them(store)[::-1], "infra_blessing": [blessing("c0ffee")]}
    found = ApprovalsOfModel().resolve_artifacts(store, given)
    assert found["infra_blessing"] == []
    read = [Approval.of_artifact(one) for one in found["approval"]]
    assert read == [SIGNED, changed(role="operations")]


@pytest.mark.parametrize("blessings", [[], [blessing("")], [blessing("another")]])
def test_the_resolver_finds_none_for_a_model_that_nobody_signed(store, model, blessings):
    record(store, model, "cascada-wcd", SIGNED)
    given = {"approval": as_tfx_sees_them(store), "infra_blessing": blessings}
    assert ApprovalsOfModel().resolve_artifacts(store, given)["approval"] == []
