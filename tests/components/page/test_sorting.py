"""Tables are sorted in a real browser by a click or the keyboard, and are whole without script."""

import shutil

import pytest

from components.page.document import document
from components.page.sorting import SORT_SCRIPT, SORT_STYLE, Cell, sortable

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic")
ROWS = [
    ["<b>beta</b>", Cell("+0.2", 0.2), Cell("1 000", 1000)],
    ["alpha", Cell("", ""), Cell("90", 90)],
    ["gamma", Cell("−0.3", -0.3), Cell("200", 200, "words")],
]


def test_cells_know_what_they_are_sorted_by():
    made = sortable(["name <of>", "change", "count"], ROWS, "tight", label="what & why")
    assert "<table class='sortable tight'>" in made
    assert "aria-label='what &amp; why'" in made
    assert "<th scope=col>name &lt;of&gt;</th>" in made
    assert "<tr><td><b>beta</b></td><td data-key='0.2'>+0.2</td><td data-key='1000'>1 000</td></tr>" in made
    assert "<td class='words' data-key='200'>200</td>" in made


def test_what_is_not_finite_has_an_empty_key():
    assert Cell("", float("nan")).written() == "<td data-key=''></td>"


def test_the_head_of_a_column_of_words_stands_on_their_side():
    made = sortable(["a", "b"], [["1", Cell("x", style="words wrap")]])
    assert "<th scope=col>a</th><th scope=col class=words>b</th>" in made


def test_a_row_that_does_not_fit_the_head_is_an_error():
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2 columns"):
        sortable(["a", "b"], [["1", "2"], ["1"]])


def test_a_table_without_rows_has_its_head():
    assert "<th scope=col>a</th>" in sortable(["a"], [])


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Chromium without a window."""
    if not (CHROMIUM and DRIVER):
        pytest.skip("there is no chromium with its driver here: apt install chromium chromium-driver")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    profile = f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"
    for word in (*QUIET, profile):
        options.add_argument(word)
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def table(browser, tmp_path):
    """The table on a page of its own."""
    page = tmp_path / "page.html"
    page.write_text(document("a", [sortable(["name", "change", "count"], ROWS)], SORT_STYLE, SORT_SCRIPT))
    browser.get(page.as_uri())
    return browser


def names(browser):
    return [cell.text for cell in browser.find_elements("css selector", "tbody td:first-child")]


def press(browser, column, key=None):
    button = browser.find_elements("css selector", "th button")[column]
    button.send_keys(key) if key else button.click()


def test_a_click_sorts_up_and_another_down_and_what_is_unknown_stays_last(table):
    press(table, 1)
    assert names(table) == ["gamma", "beta", "alpha"]
    press(table, 1)
    assert names(table) == ["beta", "gamma", "alpha"]


def test_numbers_are_sorted_as_numbers_and_names_as_names(table):
    press(table, 2)
    assert names(table) == ["alpha", "gamma", "beta"]
    press(table, 0)
    assert names(table) == ["alpha", "beta", "gamma"]


def test_the_keyboard_sorts_too_and_the_order_is_told_to_those_who_hear(table):
    press(table, 2, "\N{SPACE}")
    assert names(table) == ["alpha", "gamma", "beta"]
    heads = table.find_elements("css selector", "th")
    assert [head.get_attribute("aria-sort") for head in heads] == [None, None, "ascending"]
