"""A Kubeflow Pipelines 2 server: the real kfp client, with names for ids and errors that say what to do.

Where it is: `--endpoint`, or KF_PIPELINES_ENDPOINT; in a cluster, or with a kubeconfig, kfp finds it itself.
Who asks: the token in KF_PIPELINES_TOKEN or in the file that KF_PIPELINES_TOKEN_FILE names, if there is one.
"""

import contextlib
import io
import os
import pathlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from kubeflow.errors import KubeflowError
from kubeflow.refused import explained

ENDPOINT, TOKEN, TOKEN_FILE = "KF_PIPELINES_ENDPOINT", "KF_PIPELINES_TOKEN", "KF_PIPELINES_TOKEN_FILE"
CERTIFICATE = "KF_PIPELINES_CA_CERT"
PAGE = 100
CONNECT_SECONDS, READ_SECONDS = 10, 120


def connect(endpoint: str | None = None, namespace: str | None = None, iap: str | None = None) -> "Server":
    """The server at an endpoint, which has answered.

    Args:
        endpoint: the URL of the API server, or of the user interface in front of it.
        namespace: of a multi-user server; None for the one of a server without users.
        iap: client id of an endpoint behind Google's Identity-Aware Proxy.

    Raises:
        KubeflowError: there is none, it does not answer, or it lets nobody in.
    """
    where = endpoint or os.environ.get(ENDPOINT)
    if not where and not _found_by_kfp():
        raise KubeflowError(
            "no Kubeflow Pipelines server was named",
            f"Give --endpoint URL or set {ENDPOINT}. From outside the cluster: "
            "kubectl -n kubeflow port-forward svc/ml-pipeline 8888, then --endpoint http://localhost:8888.",
        )
    with explained(where or "the server of this cluster"):
        return Server(_client(where, namespace, iap), where or "the server of this cluster")


class Server:
    """What the commands ask of a server.

    Args:
        client: of kfp.
        where: its address, for messages and links.
    """

    def __init__(self, client: Any, where: str) -> None:
        self.client, self.where = client, where

    def link(self, kind: str, key: str) -> str:
        """The page of a pipeline, run or recurring run in the user interface."""
        prefix = self.where.rstrip("/") if "://" in self.where else ""
        return f"{prefix}/#/{kind}/details/{key}"

    def call(self, function: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Calls a function of the client quietly.

        Raises:
            KubeflowError: the server does not answer, or refuses.
        """
        with explained(self.where), contextlib.redirect_stdout(io.StringIO()):
            return function(*given, **named)

    def every(self, function: Callable[..., Any], field: str, **named: Any) -> Iterator[Any]:
        """All that a list function gives, page by page."""
        token = ""
        while True:
            found = self.call(function, page_token=token, page_size=PAGE, **named)
            yield from getattr(found, field) or []
            token = found.next_page_token or ""
            if not token:
                return

    def pipelines(self) -> list[Any]:
        """All pipelines."""
        return list(self.every(self.client.list_pipelines, "pipelines", namespace=self.namespace))

    def pipeline_id(self, name: str) -> str | None:
        """The id of a pipeline; None where there is none of that name."""
        try:
            found: str | None = self.call(self.client.get_pipeline_id, name)
        except ValueError as error:  # more than one
            raise KubeflowError(str(error), "Rename or delete the others in the user interface.") from None
        return found

    def require_pipeline(self, name: str) -> str:
        """The id of a pipeline.

        Raises:
            KubeflowError: there is none of that name.
        """
        found = self.pipeline_id(name)
        if found is None:
            known = ", ".join(sorted(one.display_name for one in self.pipelines())) or "it has no pipelines"
            raise KubeflowError(
                f'Cannot find pipeline "{name}" at {self.where}',
                f"Did you provide correct endpoint and pipeline name? There: {known}.",
            )
        return found

    def create_pipeline(self, name: str, package: str) -> str:
        """Uploads the package of a new pipeline, makes its experiment, gives its id.

        Raises:
            KubeflowError: the name is taken, or the server refuses the package.
        """
        if taken := self.pipeline_id(name):
            raise KubeflowError(
                f'Pipeline "{name}" already exists. id="{taken}"',
                "Upload a new version with `tfx pipeline update`, or delete it first.",
            )
        made = self.call(self.client.upload_pipeline, package, pipeline_name=name, namespace=self.namespace)
        self.call(self.client.create_experiment, name, namespace=self.namespace)
        return str(made.pipeline_id)

    def update_pipeline(self, name: str, package: str, version: str) -> str:
        """Uploads a package as the newest version of a pipeline; gives the pipeline's id."""
        key = self.require_pipeline(name)
        self.call(self.client.upload_pipeline_version, package, version, pipeline_id=key)
        return key

    def versions(self, pipeline_id: str) -> list[Any]:
        """The versions of a pipeline, newest first."""
        given = {"pipeline_id": pipeline_id, "sort_by": "created_at desc"}
        return list(self.every(self.client.list_pipeline_versions, "pipeline_versions", **given))

    def newest_version(self, name: str) -> Any:
        """The newest version of a pipeline.

        Raises:
            KubeflowError: there is no such pipeline, or it has no version.
        """
        key = self.require_pipeline(name)
        given = {"page_size": 1, "sort_by": "created_at desc"}
        found = self.call(self.client.list_pipeline_versions, key, **given).pipeline_versions
        if not found:
            raise KubeflowError(f'Pipeline "{name}" has no version', "Upload one with `tfx pipeline update`.")
        return found[0]

    def delete_pipeline(self, name: str) -> list[str]:
        """Deletes a pipeline with its versions, its schedules and its experiment; gives the schedules' names.

        A server refuses to delete a pipeline that has versions, and a schedule without pipeline only fails.
        """
        key, experiment = self.require_pipeline(name), self.experiment_id(name)
        ended = []
        for one in self.recurring_runs(experiment) if experiment else ():
            self.call(self.client.delete_recurring_run, one.recurring_run_id)
            ended.append(str(one.display_name))
        for version in self.versions(key):
            self.call(self.client.delete_pipeline_version, key, version.pipeline_version_id)
        self.call(self.client.delete_pipeline, key)
        if experiment:
            self.call(self.client.delete_experiment, experiment)
        return ended

    def experiment_id(self, name: str) -> str | None:
        """The id of an experiment; None where there is none of that name."""
        try:
            found = self.call(self.client.get_experiment, experiment_name=name, namespace=self.namespace)
        except ValueError:
            return None
        return str(found.experiment_id)

    def require_experiment(self, name: str) -> str:
        """The id of the experiment of that name, which is made where there is none."""
        made = self.call(self.client.create_experiment, name, namespace=self.namespace)
        return str(made.experiment_id)

    def recurring_runs(self, experiment: str) -> list[Any]:
        """The recurring runs of an experiment."""
        function = self.client.list_recurring_runs
        return list(self.every(function, "recurring_runs", experiment_id=experiment))

    def runs(self, experiment: str) -> list[Any]:
        """The runs of an experiment, newest first."""
        given = {"experiment_id": experiment, "sort_by": "created_at desc"}
        return list(self.every(self.client.list_runs, "runs", **given))

    @property
    def namespace(self) -> str | None:
        """Of a multi-user server."""
        return self.client.get_user_namespace() or None


def _client(endpoint: str | None, namespace: str | None, iap: str | None) -> Any:
    from kfp.client import Client
    from urllib3.util import Retry, Timeout

    class Asking(Client):  # type: ignore[misc]
        """Asks once whether the server is there; kfp's own asks for half a minute and logs stack traces."""

        def get_kfp_healthz(self, sleep_duration: int = 0) -> Any:
            pools = self._healthz_api.api_client.rest_client.pool_manager.connection_pool_kw
            pools["timeout"] = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
            pools["retries"] = Retry(connect=1, read=0, redirect=2, other=0)
            return self._healthz_api.healthz_service_get_healthz()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = Asking(
            host=endpoint,
            namespace=namespace or "kubeflow",
            client_id=iap or None,
            existing_token=_token(),
            ssl_ca_cert=os.environ.get(CERTIFICATE),
        )
        made.get_kfp_healthz()
    return made


def _token() -> str | None:
    if file := os.environ.get(TOKEN_FILE):
        try:
            return pathlib.Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise KubeflowError(
                f"{TOKEN_FILE} names {file}: {error.strerror}", "Name a file with a token, or unset it."
            ) from None
    return os.environ.get(TOKEN) or None


def _found_by_kfp() -> bool:
    """Whether this is a container of a cluster, or kubectl is set up."""
    inside = pathlib.Path("/var/run/secrets/kubernetes.io/serviceaccount/token")
    configured = os.environ.get("KUBECONFIG") or pathlib.Path.home() / ".kube/config"
    return inside.is_file() or pathlib.Path(configured).is_file()
