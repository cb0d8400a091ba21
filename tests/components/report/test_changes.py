"""What changed since the blessed model, and plainly when there is none."""

import pytest

from components.report.measures import change_words, judged, limits, shown, signed, signed_limits, title
from tests.components.report import runs
from tests.components.report.reading import part, row, rows, under, words_of


def test_without_a_blessed_model_it_says_why(first_page):
    said = words_of(part(first_page, "changes"))
    assert said.endswith("Not compared: there is no champion yet.")


def test_every_change_has_both_values_an_interval_and_a_word(second_page):
    cells = row(part(second_page, "changes"), "accuracy")
    assert cells == ["0.620", "0.650", "+0.030", "+0.020 to +0.040", "better"]


def test_more_is_worse_where_less_is_better(second_page):
    assert row(part(second_page, "changes"), "log loss")[-1] == "worse"


def test_the_largest_change_comes_first(tmp_path, second):
    import dataclasses

    from components.report.core import page

    metrics = runs.metrics_of(rise=0.03)
    metrics["changes"]["macro_f1"] = runs.change(-0.2)
    folder = runs.evaluation(tmp_path, metrics)
    content = page(dataclasses.replace(second, evaluations={"autoencoder": folder}))
    assert rows(under(content, "The figures that tell most"))[0][0] == "macro F1"


def test_it_says_how_many_changes_chance_alone_would_give(second_page):
    said = words_of(part(second_page, "changes"))
    assert (
        "of 36 figures beyond the noise: 33 better, 2 worse, 1 moved. By chance alone it would be about 2"
        in said
    )


@pytest.mark.parametrize(
    ("metric", "value", "said"),
    [
        ("accuracy", 0.05, "better"),
        ("accuracy", -0.05, "worse"),
        ("calibration_error", 0.05, "worse"),
        ("predicted_fraction_iron", 0.05, "moved"),
        ("ln_a_bias", -0.05, "moved"),
        ("accuracy", 0.005, "within noise"),
    ],
)
def test_a_change_is_judged_by_its_interval_and_by_which_way_is_better(metric, value, said):
    assert judged(metric, runs.change(value)) == said
    assert said in change_words(metric, runs.change(value))


def test_figures_are_written_in_as_many_decimals_as_tell_something():
    assert (shown(0.56789), shown(0.99842), shown(1.0), shown(-0.05)) == (
        "0.568",
        "0.9984",
        "1.000",
        "−0.050",
    )
    assert shown(None) == shown(float("nan")) == ""
    assert (signed(0.0123), signed(-0.004), signed(0.00001)) == ("+0.012", "−0.0040", "0")
    assert (limits([0.99, 1.0]), limits(None)) == ("0.9900 to 1.0000", "")
    assert (signed_limits([-0.012, 0.02]), signed_limits(None)) == ("−0.012 to +0.020", "")


def test_metrics_are_called_what_people_call_them():
    names = [title(name) for name in ("auc_proton_iron", "macro_f1", "f1_iron", "ln_a_bias", "log_loss")]
    assert names == ["AUC proton iron", "macro F1", "F1 iron", "ln A bias", "log loss"]
