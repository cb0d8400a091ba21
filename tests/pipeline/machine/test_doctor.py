"""The doctor: what it finds on this machine, and on machines that lack something."""

import http.server
import subprocess
import sys
import threading

import pytest

from components.errors import MachineError
from pipeline.machine import doctor, software, surroundings
from pipeline.machine.check import Check, ask


def test_this_environment_passes_every_software_check():
    found = {check.__name__: check() for check in software.CHECKS}
    assert {name: check.status for name, check in found.items()} == dict.fromkeys(found, "ok"), found


def test_importing_it_is_cheap():
    program = "import sys, pipeline.machine.doctor; print('tensorflow' in sys.modules, 'rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_a_crash_of_what_it_asks_is_a_finding():
    answer = ask(
        [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"], seconds=10
    )
    assert (answer.success, answer.line) == (False, "it crashed (signal 11)")


def test_silence_of_what_it_asks_is_a_finding():
    assert ask(["sleep", "5"], seconds=0.1).line.startswith("no answer")


def test_a_program_that_is_not_there_is_a_finding():
    assert "cannot be started" in ask(["no-such-program"], seconds=1).line


def test_a_check_that_breaks_has_failed_and_says_why():
    def broken_part():
        raise RuntimeError("out of order")

    assert doctor.examine(broken_part) == Check(
        "broken part", "failed", "cannot be looked at: out of order", software.AGAIN
    )


def test_unrepaired_extensions_fail_with_the_command_that_repairs_them(monkeypatch, site_packages):
    monkeypatch.setattr(software.sysconfig, "get_path", lambda _: str(site_packages))
    check = software.c_library()
    assert (check.status, "2 native extensions" in check.finding) == ("failed", True)
    subprocess.run([sys.executable, *check.fix.split()[1:]], check=True, capture_output=True)
    assert software.c_library().status == "ok"


@pytest.mark.parametrize(
    ("name", "specifier", "complaint"),
    [
        ("pytest", ">=1", ""),
        ("pytest", "==0.0.1", "pytest is "),
        ("no-such-package", "", "no-such-package is missing"),
    ],
)
def test_versions_are_compared_with_what_is_asked_for(name, specifier, complaint):
    assert software.complaint(name, specifier).startswith(complaint)
    assert bool(software.complaint(name, specifier)) == bool(complaint)


def test_a_containers_limit_counts_as_the_machines_memory(monkeypatch, tmp_path):
    (tmp_path / "memory.max").write_text("1500000000\n", encoding="utf-8")
    (tmp_path / "memory.current").write_text("500000000\n", encoding="utf-8")
    monkeypatch.setattr(surroundings, "CGROUP", tmp_path)
    assert surroundings.available_memory() == pytest.approx(1e9)
    assert surroundings.memory().status == "failed"
    (tmp_path / "memory.max").write_text("max\n", encoding="utf-8")
    assert surroundings.available_memory() > 1e9


def program(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_no_gpu_and_no_engine_are_notes(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert surroundings.gpu().status == surroundings.container_engine().status == "note"


def test_podman_is_found_where_docker_does_not_answer(monkeypatch, tmp_path):
    program(tmp_path, "docker", "exit 1")
    program(tmp_path, "podman", "echo 4.3.1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert surroundings.container_engine().finding == "podman 4.3.1"


@pytest.mark.parametrize(
    ("answer", "status", "finding"),
    [
        ("print('1 1')", "ok", "TensorFlow and XGBoost can use it"),
        ("print('0 1')", "note", "TensorFlow cannot use it"),
        ("print('0 0')", "note", "TensorFlow and XGBoost cannot use it"),
        ("raise OSError('no driver')", "note", "no driver"),
    ],
)
def test_a_gpu_counts_only_where_the_libraries_can_use_it(monkeypatch, tmp_path, answer, status, finding):
    program(tmp_path, "nvidia-smi", "echo 'NVIDIA H100, 81559 MiB'")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(surroundings, "ACCELERATED", answer)
    check = surroundings.gpu()
    assert (check.status, "NVIDIA H100" in check.finding) == (status, True)
    assert finding in check.finding


@pytest.fixture
def api_server():
    """An API server that answers, and lets nobody in."""

    class Forbidding(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(403)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forbidding) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


KUBECONFIG = """
contexts: [{{name: here, context: {{cluster: here}}}}, {{name: there, context: {{cluster: there}}}}]
clusters: [{{name: here, cluster: {{server: {server}}}}}, {{name: there, cluster: {{server: "http://127.0.0.1:1"}}}}]
current-context: {current}
"""


@pytest.mark.parametrize(("current", "status"), [("here", "ok"), ("there", "note"), ("missing", "note")])
def test_the_cluster_of_the_current_context_is_asked(monkeypatch, tmp_path, api_server, current, status):
    path = tmp_path / "config"
    path.write_text(KUBECONFIG.format(server=api_server, current=current), encoding="utf-8")
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    monkeypatch.setenv("KUBECONFIG", str(path))
    check = surroundings.cluster()
    assert check.status == status
    assert (api_server in check.finding) == (current == "here")


@pytest.mark.parametrize("with_rich", [True, False])
def test_the_report_puts_the_fix_beside_the_failure(capsys, monkeypatch, with_rich):
    if not with_rich:
        monkeypatch.setitem(sys.modules, "rich.console", None)
    doctor.report([Check("Python", "ok", "3.11.7"), Check("kfp", "failed", "missing", "mend it")])
    lines = capsys.readouterr().out.splitlines()
    (failed,) = [line for line in lines if line.startswith("failed")]
    assert failed.index("kfp") < failed.index("missing") < failed.index("mend it")
    assert lines[-1] == "Cascada cannot run here yet: kfp"


@pytest.mark.parametrize(("status", "code"), [("ok", 0), ("note", 0), ("failed", 1)])
def test_only_a_failure_makes_the_exit_code_one(monkeypatch, status, code):
    monkeypatch.setattr(doctor, "checks", lambda: [Check("disk", status, "1 GB free")])
    assert doctor.main() == code


def test_the_platform_check_repeats_the_refusal(monkeypatch):
    def refuse():
        raise MachineError("this is Darwin arm64", fix="use Linux")

    monkeypatch.setattr(software.requirements, "require_platform", refuse)
    assert software.system() == Check("platform", "failed", "this is Darwin arm64", "use Linux")
