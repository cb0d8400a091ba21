"""The settings of each node, typed. Their values stand in `pipeline/settings/*.yaml`.

A node gets its section as JSON, so that what it ran with is in the lineage and a change re-runs it.
"""

from components.settings.autoencoder import Autoencoder
from components.settings.base import Positive, Section
from components.settings.data import DatasetChoice, ExampleGen, Simulation, Split, StatisticsGen
from components.settings.gradient_boosting import GradientBoosting, Importance
from components.settings.kubeflow import Kubeflow, NodeResources
from components.settings.review import Champion, Evaluator, InfraValidator, Pusher
from components.settings.tracking import Tracking
from components.settings.tuner import Search, Tuner
from components.settings.validation import ExampleValidator, Thresholds

__all__ = [
    "Autoencoder",
    "Champion",
    "DatasetChoice",
    "Evaluator",
    "ExampleGen",
    "ExampleValidator",
    "GradientBoosting",
    "Importance",
    "InfraValidator",
    "Kubeflow",
    "NodeResources",
    "Positive",
    "Pusher",
    "Search",
    "Section",
    "Simulation",
    "Split",
    "StatisticsGen",
    "Thresholds",
    "Tracking",
    "Tuner",
]
