"""The page in a real browser: Chromium without a window, driven by selenium."""

import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.pipeline.ui.conftest import DAMAGED, FIRST, REFUSED, SECOND, STOPPED
from tests.pipeline.ui.serving import start

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic")
ALONE = ("--no-first-run", "--disable-background-networking", "--window-size=1280,900")

if not (CHROMIUM and DRIVER):
    pytest.skip("there is no chromium with its driver here: apt install chromium chromium-driver", True)


@pytest.fixture(scope="module")
def address(out):
    """The page, served by the real command."""
    with start(out) as (_, found):
        yield found


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    profile = f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"
    for word in (*QUIET, *ALONE, profile):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def browser(running, address):
    """A browser at the first page; nothing in it may have complained when a test is over."""
    running.get(address)
    yield running
    assert [entry["message"] for entry in running.get_log("browser")] == []


def rows(browser) -> list[str]:
    """The names of the rows one sees, in their order."""
    found = browser.find_elements(By.CSS_SELECTOR, ".searched tbody tr td:first-child")
    return [cell.text.strip() for cell in found if cell.is_displayed()]


def wait(browser, condition) -> None:
    WebDriverWait(browser, 60).until(lambda _: condition())


def test_the_first_page_shows_every_run_and_every_model(browser):
    assert rows(browser) == [STOPPED, REFUSED, SECOND, FIRST, DAMAGED, "2", "1"]


def test_a_search_filters_as_one_types_and_stays_in_the_address(browser):
    box = browser.find_element(By.CSS_SELECTOR, "input[type=search]")
    box.send_keys("pushed wcd")
    assert rows(browser) == [SECOND, FIRST]
    assert browser.find_element(By.CSS_SELECTOR, ".count").text == "2 of 5"
    browser.refresh()
    assert rows(browser) == [SECOND, FIRST]
    box = browser.find_element(By.CSS_SELECTOR, "input[type=search]")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(Keys.DELETE)
    assert len(rows(browser)) == 7
    assert "?" not in browser.current_url


def test_a_click_on_a_header_sorts_and_another_turns_it_round(browser):
    def click() -> list[str]:
        browser.find_element(By.XPATH, "//th[contains(., 'accuracy on test')]//button").click()
        return [name for name in rows(browser) if name in (FIRST, SECOND)]

    assert click() == [FIRST, SECOND]
    assert click() == [SECOND, FIRST]


def test_two_that_are_chosen_are_compared(browser, address):
    button = browser.find_element(By.CSS_SELECTOR, ".bar button")
    assert not button.is_enabled()
    for choice in (f"run:{FIRST}", "model:2"):
        browser.find_element(By.CSS_SELECTOR, f"input[value='{choice}']").click()
    assert button.is_enabled()
    button.click()
    wait(browser, lambda: "/compare?a=" in browser.current_url)
    said = browser.find_element(By.TAG_NAME, "body").text
    assert FIRST in said
    assert SECOND in said


def test_a_third_choice_is_one_too_many(browser):
    for box in browser.find_elements(By.CSS_SELECTOR, "input[name=of]")[:3]:
        box.click()
    assert not browser.find_element(By.CSS_SELECTOR, ".bar button").is_enabled()


def test_from_a_run_one_comes_to_its_report_whose_script_runs_in_a_sandbox(browser):
    browser.find_element(By.LINK_TEXT, SECOND).click()
    wait(browser, lambda: browser.title.startswith(f"Run {SECOND}"))
    browser.find_element(By.LINK_TEXT, "report").click()
    wait(browser, lambda: browser.find_element(By.ID, "said").text == "the report")
    assert browser.execute_script("return self.origin") == "null"


def test_a_refusal_is_open_and_its_details_are_seen(browser):
    browser.find_element(By.LINK_TEXT, REFUSED).click()
    wait(browser, lambda: browser.title.startswith(f"Run {REFUSED}"))
    assert browser.find_element(By.CSS_SELECTOR, "ul.gates li").is_displayed()


def test_the_lineage_of_a_model_is_drawn(browser):
    browser.find_element(By.LINK_TEXT, "2").click()
    wait(browser, lambda: browser.title.startswith("Model 2"))
    picture = browser.find_element(By.CSS_SELECTOR, ".picture img")
    browser.execute_script("arguments[0].scrollIntoView()", picture)
    wait(browser, lambda: browser.execute_script("return arguments[0].naturalWidth", picture) > 100)


def test_on_a_phone_nothing_is_wider_than_the_screen(browser):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True},
    )
    try:
        for link in (None, SECOND, "version 2"):
            if link:
                browser.find_element(By.LINK_TEXT, link).click()
                wait(browser, lambda: "Runs and models" not in browser.title)
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= 390
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
