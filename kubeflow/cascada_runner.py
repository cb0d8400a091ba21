"""Cascada on Kubeflow: settings become the description of a cluster, and the pipeline a package.

`tfx pipeline create --engine=kubeflow --pipeline_path kubeflow/cascada_runner.py` uses this file.
Environment, for callers that cannot pass options: CASCADA_SETTINGS names a settings file over `kubeflow`,
CASCADA_DATA the folder of the showers and CASCADA_OUT the output folder, both as the tasks see them.
"""

import os
import pathlib
import sys
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from components.errors import CascadaError, SettingsError
from components.settings import Kubeflow
from kubeflow.config import DEFAULT, Config, Resources, SecretVariable, Toleration, Volume
from kubeflow.errors import KubeflowError
from pipeline import places
from pipeline.settings import Settings, load_settings

OVERLAY = "kubeflow"
OPTIONAL = {"GradientBoostingTuner", "AutoencoderTuner"}
"""Nodes that only some settings have."""


def config_of(settings: Settings) -> Config:
    """The description of the cluster in the settings of a run."""
    chosen = settings.kubeflow
    return Config(
        image=chosen.image,
        metadata=places.metadata_file(settings),
        image_pull_policy=chosen.image_pull_policy,
        service_account=chosen.service_account,
        nodes={name: _resources(chosen, name) for name in {DEFAULT, *chosen.nodes} - _absent(settings)},
        volumes=tuple(Volume(claim, path) for claim, path in sorted(chosen.volumes.items())),
        secrets=tuple(
            SecretVariable(name, *place.split("/")) for name, place in sorted(chosen.secrets.items())
        ),
        environment=chosen.environment,
        user=chosen.user,
        scratch=chosen.scratch,
        spot_label=chosen.spot_label,
        backoff=chosen.backoff,
        mistakes=(f"{CascadaError.__module__}.{CascadaError.__qualname__}",),
        database="pipeline.metadata",
        finish=("python", "-m", "kubeflow.finish", "--settings", settings.model_dump_json()),
    )


def compile_package(settings: Settings, output: str | None = None) -> str:
    """Writes the package of these settings.

    Args:
        settings: of the runs; their folders are those that the tasks will see.
        output: where to; None for `<pipeline>.yaml` in the current folder.

    Returns:
        Its path.

    Raises:
        SettingsError: something in them cannot become a package.
    """
    from kubeflow.runner import KubeflowDagRunner
    from pipeline.dag import create_pipeline

    try:
        return str(KubeflowDagRunner(config_of(settings), output).run(create_pipeline(settings)))
    except KubeflowError as error:
        raise SettingsError(error.what, where="kubeflow", fix=error.fix) from None


def main() -> None:
    """Writes the package of the settings that the environment names."""
    data, out, over = (os.environ.get(f"CASCADA_{name}") for name in ("DATA", "OUT", "SETTINGS"))
    try:
        settings = load_settings([OVERLAY, *([over] if over else [])], data=data, out=out)
        print(compile_package(settings))
    except CascadaError as error:
        sys.exit(f"error: {error}")


def _absent(settings: Settings) -> set[str]:
    """Of the optional nodes, those that these settings do without; others that are not there are mistakes."""
    from pipeline.dag import FAMILIES

    tuned = {f"{node}Tuner" for family, node in FAMILIES.items() if getattr(settings.tuner, family).trials}
    return OPTIONAL - tuned


def _resources(chosen: Kubeflow, node: str) -> Resources:
    given: dict[str, Any] = chosen.resources(node)
    tolerations = tuple(Toleration(**one) for one in given.pop("tolerations", ()))
    return Resources(**given, tolerations=tolerations)


if __name__ == "__main__":
    main()
