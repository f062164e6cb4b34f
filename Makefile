# `make run` and `make test` do everything on a machine with Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export DO_NOT_TRACK := 1
export DVC_NO_ANALYTICS := 1

.DEFAULT_GOAL := help
.PHONY: help run serve test lint soak bench clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 10

$(VENV)/.made: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dask,pictures,s3]' --group test
	@touch $@

run: $(VENV)/.made ## Make the environment and bring the tables up to date (dvc repro)
	dvc repro

serve: $(VENV)/.made ## Make the environment and run the nightly flow's server, worker and schedule here, until Ctrl-C
	khabar serve

test: $(VENV)/.made lint ## Make the environment and run the checks and tests
	python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.made ## Run ruff, mypy and the import contract
	ruff check .
	ruff format --check .
	mypy
	lint-imports

soak: $(VENV)/.made ## Run the property tests on thousands of examples, and torture builds by hundreds of kills
	KHABAR_SOAK=1 python -m pytest -m soak --capture=no

bench: $(VENV)/.made ## Measure each stage and annotator, the whole line, what a change costs, and a cluster
	python tests/bench/clean.py
	python tests/bench/dates.py
	python tests/bench/language.py
	python tests/bench/amounts.py
	python tests/bench/said.py
	python tests/bench/line.py
	python tests/bench/dedupe.py
	python tests/bench/scale.py 100000 1000000
	python tests/bench/cluster.py
	python tests/bench/page.py artifacts/report

clean: ## Remove the environment and what tools leave behind
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
