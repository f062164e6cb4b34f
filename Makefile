# `make run` and `make test` do everything on a machine with Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export DO_NOT_TRACK := 1
export DVC_NO_ANALYTICS := 1

.DEFAULT_GOAL := help
.PHONY: help run serve test lint soak bench pins audit clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 10

$(VENV)/.made: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	@# Every file is checked against its digest in constraints.txt. What installs and builds the others comes first, so
	@# that three distributions without wheels are built with what was checked. A folder has no digest: it comes last.
	sed -n -e '/^pip==/,/[^\]$$/p' -e '/^setuptools==/,/[^\]$$/p' constraints.txt > $(VENV)/first.txt
	$(PIP) --require-hashes --requirement $(VENV)/first.txt
	$(PIP) --require-hashes --no-build-isolation --requirement constraints.txt
	$(PIP) --no-index --no-deps --no-build-isolation --editable .
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

soak: $(VENV)/.made ## Run what takes hours: a million hostile inputs, hundreds of kills, thousands of sequences of changes
	KHABAR_SOAK=1 python -m pytest -m soak --capture=no

bench: $(VENV)/.made ## Measure each stage and annotator, the whole line, what a change costs, and a cluster
	python tests/bench/stack.py
	python tests/bench/clean.py
	python tests/bench/dates.py
	python tests/bench/language.py
	python tests/bench/amounts.py
	python tests/bench/named.py
	python tests/bench/said.py
	python tests/bench/line.py
	python tests/bench/dedupe.py
	python tests/bench/scale.py 100000 1000000
	python tests/bench/increment.py 25000 100000
	python tests/bench/cluster.py
	python tests/bench/page.py artifacts/report
	python tests/bench/results.py

pins: $(VENV)/.made ## Write constraints.txt anew: the same versions, with the digests of their files
	$(PIP) --group pins
	python tests/supply/pins.py

audit: $(VENV)/.made ## Ask whether any distribution has a known fault, and whether each is answered
	$(PIP) --group pins
	python tests/supply/audit.py

clean: ## Remove the environment and what tools leave behind
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
