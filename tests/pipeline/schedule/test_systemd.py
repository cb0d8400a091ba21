"""The units of systemd: what systemd itself makes of them."""

import re
import shlex
import shutil
import subprocess
import sys

import pytest

from components.errors import SettingsError
from pipeline.schedule import systemd
from pipeline.schedule.cron import Cron
from pipeline.schedule.every import Every
from pipeline.schedule.store import Schedule

WHENS = (Cron("0 3 * * 1-5"), Cron("0 0 13 * 5"), Every(21600))
HARDENED = ("NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet=\n")


def _write(folder, when, words=("--out", "/var/lib/cascada"), **more):
    schedule = Schedule("nightly", when, tuple(words), str(folder))
    given = {"writable": [str(folder)], "user": "daemon", "environment": None} | more
    return [path.read_text() for path in systemd.write(schedule, str(folder / "units"), **given)]


@pytest.mark.parametrize("when", WHENS, ids=str)
def test_systemd_accepts_them(when, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here; the other tests read the units themselves")
    _write(tmp_path, when)
    units = [str(tmp_path / "units" / f"cascada-nightly.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "cascada-nightly" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


def test_the_service_runs_the_command_hardened_and_not_as_root(tmp_path):
    service, _ = _write(tmp_path, Cron("0 3 * * *"))
    assert f"ExecStart={sys.executable} -P -m pipeline.cli run --out /var/lib/cascada\n" in service
    assert f"User=daemon\nWorkingDirectory={tmp_path}\n" in service
    assert all(line in service for line in HARDENED)
    assert f"ReadWritePaths={tmp_path}\n" in service
    with pytest.raises(SettingsError, match="needs no root"):
        _write(tmp_path, Cron("0 3 * * *"), user="root")


def test_nothing_in_a_word_is_expanded(tmp_path):
    words = ("--set", "seed=3 4", "--data", "/100%/$HOME")
    service, _ = _write(tmp_path, Cron("0 3 * * *"), words)
    line = re.search(r"ExecStart=(.*)", service).group(1)
    assert '"seed=3 4"' in line
    assert "/100%%/$$HOME" in line
    assert shlex.split(line)[-1] == "/100%%/$$HOME"


def test_the_timer_fires_when_the_schedule_does_and_makes_up_for_nothing(tmp_path):
    _, daily = _write(tmp_path, Cron("0 3 * * *"))
    assert "OnCalendar=*-*-* 03:00:00 UTC\n" in daily
    _, either = _write(tmp_path, Cron("0 0 13 * 5"))
    assert "OnCalendar=*-*-13 00:00:00 UTC\nOnCalendar=Fri *-*-* 00:00:00 UTC\n" in either
    _, every = _write(tmp_path, Every(21600))
    assert "OnActiveSec=21600s\nOnUnitActiveSec=21600s\n" in every
    assert all("Persistent=false" in timer for timer in (daily, either, every))


def test_passwords_stay_in_their_file(tmp_path):
    service, _ = _write(tmp_path, Every(3600), environment="/etc/cascada/environment")
    assert "EnvironmentFile=/etc/cascada/environment\n" in service
