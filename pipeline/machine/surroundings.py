"""Checks of what the machine offers: disk, memory, processors, GPU, container engine, cluster."""

import os
import shutil
import ssl
import sys
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

from pipeline.machine.check import Check, ask

GB = 1e9
GPU_EXTRA = ".tools/uv-*/uv sync --frozen --extra dev --extra gpu --python-platform x86_64-manylinux_2_39"
CGROUP = Path("/sys/fs/cgroup")
ACCELERATED = (
    "import tensorflow, xgboost;"
    "print(len(tensorflow.config.list_physical_devices('GPU')), int(xgboost.build_info()['USE_CUDA']))"
)


def disk() -> Check:
    """Free space here, where runs are written: one run on the published showers takes under 1 GB."""
    free = shutil.disk_usage(Path.cwd()).free / GB
    if free < 1:
        return Check(
            "disk", "failed", f"{free:.1f} GB free", "free some space, or give --out on a larger disk"
        )
    return Check("disk", "note" if free < 5 else "ok", f"{free:.0f} GB free")


def available_memory() -> float:
    """Bytes a new process can have: what the system has available, or less where a container limits it."""
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    available = next(float(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    try:
        limit = float((CGROUP / "memory.max").read_text(encoding="utf-8"))
        return min(available, limit - float((CGROUP / "memory.current").read_text(encoding="utf-8")))
    except (OSError, ValueError):  # no control group, or its limit reads "max"
        return available


def memory() -> Check:
    """Free memory: importing TFX alone takes 1.1 GB, a run 2 GB."""
    free = available_memory() / GB
    if free < 2:
        return Check("memory", "failed", f"{free:.1f} GB free, a run takes 2 GB", "end other programs")
    return Check("memory", "note" if free < 4 else "ok", f"{free:.0f} GB free")


def processors() -> Check:
    """The processors this process may use."""
    count = len(os.sched_getaffinity(0))
    return Check("processors", "ok" if count > 1 else "note", f"{count}")


def gpu() -> Check:
    """Whether there is an NVIDIA GPU, and whether TensorFlow and XGBoost as installed can use it."""
    seen = ask(["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"], seconds=10)
    if not seen.success:
        return Check("GPU", "note", "none; everything runs on the processors")
    answer = ask([sys.executable, "-c", ACCELERATED], seconds=120)
    devices, _, xgboost = answer.line.partition(" ")
    able = {"TensorFlow": devices != "0", "XGBoost": xgboost == "1"}
    if answer.success and all(able.values()):
        return Check("GPU", "ok", f"{seen.line}; TensorFlow and XGBoost can use it")
    unable = " and ".join(name for name, can in able.items() if not can)
    why = f"{unable} cannot use it" if answer.success else answer.line
    return Check("GPU", "note", f"{seen.line}; {why}", GPU_EXTRA)


def container_engine() -> Check:
    """Docker or podman, for building images; running the pipeline on this machine needs neither."""
    for engine, question in (("docker", "{{.Server.Version}}"), ("podman", "{{.Client.Version}}")):
        answer = ask([engine, "version", "--format", question], seconds=5)
        if answer.success:
            return Check("containers", "ok", f"{engine} {answer.line}")
    return Check("containers", "note", "neither Docker nor podman answers; only building images needs one")


def api_server() -> str:
    """The address of the cluster this machine is set up for (or runs in); empty if there is none."""
    if host := os.environ.get("KUBERNETES_SERVICE_HOST"):
        return f"https://{host}:{os.environ.get('KUBERNETES_SERVICE_PORT', '443')}"
    import yaml

    path = os.environ.get("KUBECONFIG", "").split(os.pathsep)[0] or Path.home() / ".kube/config"
    try:
        config = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        contexts = {entry["name"]: entry["context"] for entry in config["contexts"]}
        clusters = {entry["name"]: entry["cluster"] for entry in config["clusters"]}
        return str(clusters[contexts[config["current-context"]]["cluster"]]["server"])
    except (OSError, KeyError, TypeError, yaml.YAMLError):
        return ""


def answers(server: str, seconds: float = 3) -> bool:
    """Whether an API server says anything at all; a refusal counts, for nobody has signed in."""
    # Unverified: no secret is sent, and the authority that signed the certificate is often the cluster's own.
    handlers = (ProxyHandler({}), HTTPSHandler(context=ssl._create_unverified_context()))
    try:
        build_opener(*handlers).open(f"{server}/version", timeout=seconds).close()
    except HTTPError:
        return True
    except (OSError, ValueError, HTTPException):
        return False
    return True


def cluster() -> Check:
    """Whether a Kubernetes cluster can be reached; only running on Kubeflow needs one."""
    server = api_server()
    if not server:
        return Check("cluster", "note", "no kubeconfig names one; only running on Kubeflow needs it")
    if answers(server):
        return Check("cluster", "ok", f"{server} answers")
    return Check(
        "cluster", "note", f"{server} does not answer", "kubectl config use-context, or start the cluster"
    )


CHECKS = (disk, memory, processors, gpu, container_engine, cluster)
