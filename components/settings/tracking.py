"""The settings of the tracking server that runs are sent to."""

from urllib.parse import urlsplit

import pydantic

from components.settings.base import Section


class Tracking(Section):
    """Where runs are sent to as well: the URL of an MLflow server, and the experiment there.

    Without a URL the environment's MLFLOW_TRACKING_URI counts, and without that nothing is sent. Without
    an experiment it is `cascada-` and the dataset.
    """

    url: str | None = None
    experiment: str | None = None

    @pydantic.field_validator("url")
    @classmethod
    def _has_no_password(cls, url: str | None) -> str | None:
        if url and "@" in urlsplit(url).netloc:
            names = "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD"
            raise ValueError(f"settings are written down, so it may hold no password: set {names}")
        return url
