"""Every slice with count, value, interval and change, coloured by what the gates say, sortable."""

import dataclasses
import re

from components.report.core import page
from tests.components.report import runs
from tests.components.report.reading import row, rows, under, words_of

HEADING = "Slices: accuracy of autoencoder"


def test_each_slice_has_its_count_value_interval_and_change(second_page):
    cells = row(under(second_page, HEADING), "primary photon")
    assert cells == ["100", "0.650", "0.600 to 0.700", "+0.030 better (+0.020 to +0.040)"]


def test_a_cell_is_coloured_by_the_worst_of_its_gates_and_marked_for_those_who_see_no_colour(first_page):
    table = under(first_page, HEADING)
    cells = {
        "0-30": ("gate passed", "✓ 0.650"),
        "30-60": ("gate failed", "✗ 0.550"),
        "1-10": ("gate not-compared", "? 0.650"),
    }
    for band, (style, shown) in cells.items():
        after = table[table.index(f"<b>{band}</b>") :]
        cell = re.search(rf"<td class='{style}'[^>]*>(.*?)</td>", after)
        assert words_of(cell[1]) == shown
    assert "title='failed: accuracy[zenith 30-60]" in table


def test_gates_of_changes_colour_the_change_and_not_the_value(second_page):
    table = under(second_page, HEADING)
    assert row(table, "zenith 0-30")[3].startswith("✓ +0.030")
    assert row(table, "zenith 30-60")[3].startswith("+0.030")


def test_a_slice_without_a_gate_has_no_mark(first_page):
    assert row(under(first_page, HEADING), "energy 10-317")[1] == "0.550"


def test_the_gap_between_bands_stands_with_its_gate(first_page):
    cells = row(under(first_page, "Gaps between the bands"), "zenith")
    assert cells == ["accuracy", "✗ 0.100", "0.000 to 0.200", "0-30", "30-60"]


def test_cross_slices_have_a_table_of_their_own(first_page):
    singles, crossed = first_page[first_page.index(HEADING) :].split("<summary>Cross slices</summary>")[:2]
    name = "zenith x energy 0-30 x 1-10"
    assert name not in words_of(singles.split("</table>")[0])
    assert name in words_of(crossed.split("</table>")[0])


def test_old_verdicts_that_do_not_say_what_a_gate_looks_at_give_no_colours(first, tmp_path):
    gates = [dataclasses.replace(gate, metric="", place="") for gate in runs.GATES]
    folder = runs.evaluation(tmp_path, runs.metrics_of(), gates)
    content = page(dataclasses.replace(first, evaluations={"autoencoder": folder}))
    assert "gate passed" not in content
    assert row(under(content, HEADING), "zenith 0-30")[1] == "0.600"


def test_each_metric_is_drawn_against_zenith_and_energy_with_the_reference_level(first_page):
    drawn = under(first_page, "Against zenith and energy")
    names = re.findall("<text class='title'[^>]*>(.*?)</text>", drawn)
    metrics = ["accuracy", "AUC pair", "ln A bias", "predicted fraction iron"]
    assert names == [*metrics, *metrics, "accuracy"]
    assert "energy [EeV (inferred)]" in drawn
    assert "reference: published accuracy" in words_of(drawn)


def test_bands_of_few_showers_do_not_set_the_scale_of_a_chart(first, tmp_path):
    metrics = runs.metrics_of()
    few = {"slice": "energy", "band": "317-400", "features": ["energy"], "examples": 2, "groups": 2}
    metrics["slices"].append(few | runs.block_of(0.01))
    content = page(
        dataclasses.replace(first, evaluations={"autoencoder": runs.evaluation(tmp_path, metrics)})
    )
    drawn = under(content, "Against zenith and energy")
    assert ">317-400</text>" not in drawn
    assert ["energy 317-400", "2"] in [cells[:2] for cells in rows(under(content, HEADING))]
