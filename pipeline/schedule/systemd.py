"""A schedule as a service and a timer of systemd."""

import getpass
import pathlib
import sys
from collections.abc import Sequence

from components.errors import SettingsError
from pipeline.schedule.cron import Cron
from pipeline.schedule.store import Schedule

SERVICE = """\
# Written by `cascada schedule systemd {name}`. The settings are those it was created with.
[Unit]
Description=Cascada, schedule {name}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={folder}
ExecStart={command}
{environment}
# It writes where its results go, and nowhere else. GPUs are devices: they stay visible.
ReadWritePaths={writable}
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
RestrictSUIDSGID=yes
RestrictRealtime=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
LockPersonality=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
SystemCallArchitectures=native
UMask=0027
"""

TIMER = """\
# Written by `cascada schedule systemd {name}`: {when}, times in UTC.
[Unit]
Description=Cascada, schedule {name}: {when}

[Timer]
{fires}
# What was missed while the machine was off is not made up for.
Persistent=false
AccuracySec=1s

[Install]
WantedBy=timers.target
"""


def unit(name: str) -> str:
    """What systemd calls a schedule, without its suffix."""
    return f"cascada-{name}"


def write(
    schedule: Schedule, folder: str, writable: Sequence[str], user: str | None, environment: str | None
) -> list[pathlib.Path]:
    """Writes both units.

    Args:
        schedule: what they are to run, and when.
        folder: where to.
        writable: the folders that a run writes to.
        user: whom it runs as; None for who is asking.
        environment: a file with variables that the run needs, such as passwords; it is read when it starts.

    Raises:
        SettingsError: it would run as root.
    """
    who = user or getpass.getuser()
    if who == "root":
        raise SettingsError("a run needs no root", where="--user", fix="Name another user: --user NAME.")
    service = SERVICE.format(
        name=schedule.name,
        user=who,
        folder=_escaped(schedule.folder),
        command=" ".join(_word(word) for word in command(schedule)),
        environment=f"EnvironmentFile={_escaped(environment)}" if environment else "",
        writable=" ".join(_word(path) for path in writable),
    )
    fires = "\n".join(_fires(schedule))
    timer = TIMER.format(name=schedule.name, when=_escaped(str(schedule.when)), fires=fires)
    paths = [pathlib.Path(folder, f"{unit(schedule.name)}.{kind}") for kind in ("service", "timer")]
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    for path, text in zip(paths, (service, timer), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def command(schedule: Schedule) -> list[str]:
    """What a firing executes; -P: what lies in its folder is not imported."""
    return [sys.executable, "-P", "-m", "pipeline.cli", "run", *schedule.words]


def _fires(schedule: Schedule) -> list[str]:
    if isinstance(schedule.when, Cron):
        return [f"OnCalendar={line}" for line in schedule.when.on_calendar()]
    seconds = schedule.when.seconds
    return [f"OnActiveSec={seconds}s", f"OnUnitActiveSec={seconds}s"]


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _word(text: str) -> str:
    """One word of a command line: systemd expands % and $, and splits at spaces."""
    text = _escaped(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text}"' if not text or any(sign in text for sign in " \t'\"\\;") else text
