"""Package metadata of Cascada: what it needs, why, and the commands it installs."""

import pathlib

from setuptools import Distribution, find_namespace_packages, setup

REQUIREMENTS = [
    "tfx[kfp]==1.21.0",  # the pipeline framework the project is built on, with its Kubeflow client
    "tensorflow==2.21.0",  # graphs for training and serving; the version TFX 1.21 is tested with
    "keras==3.15.1",  # autoencoders; Keras 3 is what exports to a server-loadable SavedModel
    "tensorflow-data-validation==1.21.0",  # statistics, schema, anomalies
    "tensorflow-transform==1.21.0",  # one preprocessing graph for training and serving
    "tensorflow-model-analysis==0.52.0",  # sliced metrics: its definitions and result files
    "ml-metadata==1.21.0",  # lineage
    "apache-beam==2.77.0",  # runs Transform and the stock components on any runner
    "kfp==2.16.1",  # compiles for and talks to Kubeflow Pipelines
    "kfp-kubernetes==2.16.1",  # node pools, volumes, secrets and security contexts in what kfp compiles
    "apscheduler>=3.11,<4",  # runs the same schedule on one machine, by cron's own rules
    "xgboost==3.2.0",  # gradient boosting by histograms, on CPU or GPU from one wheel
    "optuna>=5",  # searches hyperparameters; studies live in a database that several machines share
    "numpy>=2",  # column arithmetic
    "pyarrow>=18",  # column batches; reads text tables and Parquet
    "scipy>=1.14",  # confidence intervals; distributions and filters of the simulator
    "corsikaio>=0.6",  # reads CORSIKA 7 particle files, the field's own reader
    "particle>=1",  # particle codes of CORSIKA and the PDG, not a table of our own
    "threadpoolctl>=3.5",  # keeps small matrix products on one thread, where more only wait for each other
    "pydantic>=2.9",  # typed settings whose errors name the field
    "pyyaml>=6",  # settings and dataset files
    "click>=8.1",  # the `cascada` command; already there through TFX, starts in milliseconds
    "flask>=3.1",  # the local page of runs and models; small, kept for fifteen years, templates by Jinja
    "waitress>=3",  # serves that page: a production server in pure Python
    "rich>=13",  # tables and progress on a terminal
    "matplotlib>=3.9",  # the lineage picture and plots in reports
    "psutil>=5.9",  # memory and processor facts for the doctor and the run manifest
    "pip",  # TFX's own command line calls it; environments made by uv have none
]

EXTRAS = {
    "gpu": ["tensorflow[and-cuda]==2.21.0"],  # CUDA libraries beside TensorFlow
    "databases": ["pymysql>=1.1", "psycopg[binary]>=3.2"],  # drivers for studies in MySQL or PostgreSQL
    "mlflow": ["mlflow-skinny>=3.17"],  # sends runs to a tracking server; the client without the server
    "root": ["uproot>=5.7"],  # reads ROOT tables without ROOT
    "dev": [
        "cascada[root,mlflow]",  # both are tested
        "mlflow>=3.17",  # a tracking server to send runs to
        "kubernetes-validate>=1.33",  # holds the manifests against the Kubernetes API, strictly
        "selenium>=4.20",  # drives a real browser over the local page
        "astrotools>=1.5",  # an independent parametrisation of Xmax to hold the simulator against
        "nbclient>=0.10",  # executes the notebooks in the tests
        "ipykernel>=6",  # the kernel they run in
        "pytest>=8.3",  # tests
        "pytest-xdist>=3.6",  # tests on every core
        "ruff>=0.8",  # lint and format
        "mypy>=1.13",  # types, strict
        "types-PyYAML",  # stubs for mypy
        "types-psutil",  # stubs for mypy
        "uv>=0.9",  # makes the environment; the lock file fixes which one
    ],
}


class WithData(Distribution):
    """Has its data files in an editable install too: that asks for `has_data`."""

    def has_data(self) -> bool:
        """Whether there are data files."""
        return bool(self.has_data_files())


setup(
    name="cascada",
    version="0.1.0",
    description="Which primary particle made a cosmic-ray air shower: a production TFX pipeline",
    long_description=pathlib.Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires="==3.11.*",  # TFX's kfp extra is empty from 3.12 on
    packages=find_namespace_packages(include=["pipeline*", "components*", "schemas*", "kubeflow*"]),
    # Python reads it when it starts; it gives the command `tfx` its engine `kubeflow`.
    data_files=[("lib/python3.11/site-packages", ["kubeflow/command/cascada-tfx.pth"])],
    distclass=WithData,
    package_data={"": ["*.yaml", "*.pbtxt"]},
    install_requires=REQUIREMENTS,
    extras_require=EXTRAS,
    entry_points={"console_scripts": ["cascada = pipeline.cli:main"]},
)
