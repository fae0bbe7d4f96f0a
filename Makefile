# casus: two commands do everything.  make run   and   make test
#
# Everything happens inside this folder: .venv/ (the programs), data/ (the dataset), .airflow/ (Airflow's own database).

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
DATA ?= data
# The test processes; each holds a language model in memory (about 0.5 GB).
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test docs lint lock setup clean

help:  ## Say what there is.
	@echo "make run     set up, then sources -> release with the real Airflow DAGs, once; ends by saying where the release is"
	@echo "make test    set up, then every test"
	@echo "make docs    the documentation as a site; its notebooks read the newest release of data/, made if there is none"
	@echo "make lint    style, types, layers"
	@echo "make lock    pin the requirements again, after an edit of an .in file"
	@echo "make clean   take away what was made here: .venv/ data/ .airflow/ caches"

run: setup  ## The whole job over seeds/.
	@CASUS_DATA='$(DATA)' $(BIN)/python dags/run_once.py

test: setup $(VENV)/.tests  ## Every test.
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

docs: setup $(VENV)/.tests  ## The documentation as a site.
	@ls -d '$(DATA)'/releases/* >/dev/null 2>&1 || $(BIN)/casus run seeds/sources.yaml -d '$(DATA)' --quiet
	@RELEASE="$$(realpath "$$(ls -d '$(DATA)'/releases/* | sort -V | tail -1)")" \
	    $(BIN)/python -m sphinx -W --keep-going -n -q -d docs/_build/tmp docs docs/_build/html
	@echo "documentation: docs/_build/html/index.html"

lint: setup $(VENV)/.tests  ## Style, types, layers.
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(VENV)/.installed $(VENV)/.gazetteer

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' \
	    || { echo "casus needs Python 3.11 or 3.12; say which with: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "setting up: a virtual environment in $(VENV)/"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@

# An older pip warns about options and versions that do not concern us; its errors still show.
$(VENV)/.locked: requirements.lock requirements.bootstrap.lock $(VENV)/.python
	@echo "setting up: the locked packages (about a minute the first time)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.bootstrap.lock
	@$(UV) pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@touch $@

# What only the tests and checks need comes on top; casus runs with the same versions with and without.
$(VENV)/.tests: requirements.tests.lock $(VENV)/.locked
	@echo "setting up: the packages of the tests"
	@$(UV) pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.tests.lock
	@touch $@

$(VENV)/.installed: pyproject.toml setup.py $(VENV)/.locked
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.gazetteer: $(wildcard pipeline/reference/gazetteer/*.py pipeline/reference/gazetteer/*.csv) $(VENV)/.installed
	@echo "setting up: the gazetteer (half a minute the first time)"
	@$(BIN)/casus gazetteer build --if-needed
	@touch $@

lock: $(VENV)/.locked
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.bootstrap.in -o requirements.bootstrap.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock \
	    requirements.in requirements.tests.in -o requirements.tests.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock \
	    requirements.in deploy/requirements.cluster.in -o deploy/requirements.cluster.lock

clean:
	rm -rf $(VENV) $(DATA) docs/_build .airflow .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info build dist
