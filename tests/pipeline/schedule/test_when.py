"""When a schedule fires: the same moments for APScheduler, for systemd and for Kubeflow Pipelines."""

import datetime
import re
import shutil
import subprocess

import pytest

from components.errors import SettingsError
from pipeline.schedule.cron import Cron
from pipeline.schedule.every import Every

START = datetime.datetime(2026, 2, 27, 22, 30, tzinfo=datetime.UTC)
CRONS = (
    "0 3 * * *",
    "*/20 * * * *",
    "15,45 8-18/2 * * 1-5",
    "0 0 1 */3 *",
    "0 12 * jan,JUL sun",
    "30 6 * * 7",
    "0 0 13 * 5",  # the 13th, and every Friday
    "0 0 */2 * 1",  # every other day that is a Monday: a field that begins with * does not add
    "0 0 29 2 *",
    "5 4 * * */2",
)


def _next(when, count=5):
    trigger, found, now = when.trigger(), [], START
    for _ in range(count):
        now = trigger.get_next_fire_time(now, now + datetime.timedelta(seconds=1))
        found.append(now.strftime("%Y-%m-%d %H:%M:%S"))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 3 * * *", ["2026-02-28 03:00:00", "2026-03-01 03:00:00"]),
        ("30 6 * * 7", ["2026-03-01 06:30:00", "2026-03-08 06:30:00"]),
        ("0 0 13 * 5", ["2026-03-06 00:00:00", "2026-03-13 00:00:00", "2026-03-20 00:00:00"]),
        ("0 0 */2 * 1", ["2026-03-09 00:00:00", "2026-03-23 00:00:00"]),
        ("0 0 29 2 *", ["2028-02-29 00:00:00", "2032-02-29 00:00:00"]),
    ],
)
def test_the_next_moments(text, expected):
    assert _next(Cron(text), len(expected)) == expected


@pytest.mark.parametrize("text", CRONS)
def test_systemd_fires_at_the_same_moments(text):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here")
    words = ["systemd-analyze", "calendar", "--iterations=5", f"--base-time={START:%Y-%m-%d %H:%M:%S} UTC"]
    found = set()
    for line in Cron(text).on_calendar():
        done = subprocess.run(
            [*words, line], capture_output=True, text=True, check=False, env={"TZ": "UTC", "LANG": "C"}
        )
        assert done.returncode == 0, done.stderr
        found.update(re.findall(r"(?:elapse|#\d+): \w+ ([\d-]+ [\d:]+) UTC", done.stdout))
    assert sorted(found)[:5] == _next(Cron(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 3 * * *", "0 0 3 * * *"),
        ("30 6 * * 7", "0 30 6 * * 0"),
        ("0 12 * jan,JUL sun", "0 0 12 * jan,JUL 0"),
        ("0 0 */2 * 1", "0 0 0 */2 * 1"),
        ("5 4 * * */2", "0 5 4 * * */2"),
    ],
)
def test_kubeflow_has_six_fields_and_no_day_seven(text, expected):
    assert Cron(text).six_fields() == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("0 3 * *", "expected 5 fields, found 4"),
        ("0 0 3 * * *", "expected 5 fields, found 6"),
        ("@daily", "expected 5 fields"),
        ("60 3 * * *", "minute '60' is not within 0 to 59"),
        ("0 3 0 * *", "day of the month '0' is not within 1 to 31"),
        ("0 9-5 * * *", "hour '9-5' is not within"),
        ("0 3 * * mo", "day of the week 'mo' is not a number or a name"),
        ("0 3 L * *", "day of the month 'L' is not a number"),
        ("0 3 * * 5#2", "day of the week '5#2' is not understood"),
        ("5/10 * * * *", "a step needs a range"),
        ("*/0 * * * *", "minute '*/0'"),
        ("0 3 30 2 *", "that day never comes"),
    ],
)
def test_what_is_no_cron_is_refused(text, what):
    with pytest.raises(SettingsError, match=re.escape(what)) as refused:
        Cron(text)
    assert "Five fields, such as" in refused.value.fix


@pytest.mark.parametrize(("text", "seconds"), [("6h", 21600), ("1d12h", 129600), ("90m", 5400), ("60s", 60)])
def test_a_length_of_time(text, seconds):
    assert Every.parse(text).seconds == seconds
    assert Every.parse(str(Every(seconds)).removeprefix("every ")) == Every(seconds)


@pytest.mark.parametrize("text", ["6", "h", "six hours", "-6h", "59s", ""])
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(SettingsError, match="--every"):
        Every.parse(text)
