# Every target sets the environment up first; that takes a minute once, and no time after that.
.PHONY: help setup run test lint bench zoo image rehearsal

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## make .venv from uv.lock
	@command -v python3.11 >/dev/null || { echo "python3.11 is missing (Debian 12: apt install python3.11-dev)"; exit 1; }
	@python3.11 pipeline/machine/bootstrap.py

run: setup  ## the whole pipeline: DATA=folder [OUT=folder] [DATASET=name] [SETTINGS=file]
	.venv/bin/cascada run $(if $(DATA),--data '$(DATA)') $(if $(OUT),--out '$(OUT)') \
		$(if $(DATASET),--dataset '$(DATASET)') $(if $(SETTINGS),--settings '$(SETTINGS)')

test: lint  ## lint, then every test
	.venv/bin/pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: setup  ## style, then types
	.venv/bin/ruff check && .venv/bin/ruff format --check
	.venv/bin/mypy

bench: setup  ## measure what the README states
	.venv/bin/python -m tests.bench

zoo: setup  ## train every kind of model on one dataset: [DATASET=name] [DATA=folder] [OUT=folder]
	.venv/bin/cascada zoo $(if $(DATA),--data '$(DATA)') $(if $(OUT),--out '$(OUT)') \
		$(if $(DATASET),--dataset '$(DATASET)')

image: VARIANT ?= cpu
image:  ## build the container image: [VARIANT=cpu or cuda] [IMAGE=name] [BASE=image] [ENGINE=docker or podman]
	$(or $(ENGINE),$(firstword $(notdir $(shell command -v docker podman))),docker) build -f kubeflow/Dockerfile -t $(or $(IMAGE),cascada:$(VARIANT)) \
		--build-arg VARIANT=$(VARIANT) $(if $(BASE),--build-arg BASE='$(BASE)') \
		--build-arg REVISION=$$(git describe --always --dirty --abbrev=40 --exclude='*') .

rehearsal: setup  ## the package for Kubeflow, task by task, without a cluster: [ENGINE=docker or podman [IMAGE=name]] [KILL=node]
	.venv/bin/python -m kubeflow.rehearsal $(if $(ENGINE),--engine '$(ENGINE)') \
		$(if $(IMAGE),--image '$(IMAGE)') $(if $(KILL),--kill '$(KILL)')
