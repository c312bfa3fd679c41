# Everything a person or CI runs. `make help` lists the targets; .ci/run calls lint and test.

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo
# Hash-locked, and quiet unless something goes wrong.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
INSTALL_LOCK := $(PIP) install --require-hashes --requirement
INSTALL_SELF := $(PIP) install --no-deps --no-build-isolation --editable .
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
	--no-annotate --custom-compile-command "make lock" --extra postgres

# The core is measured by its own tests and those of whole cycles; measuring costs the others half their time again.
MEASURED := tests/core tests/cycle

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo setup test lint format bench corpus lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.runtime ## Install, then run the whole story on the embedded tracker and say where the report lies
	$(BIN)/connector demo --dir $(DEMO)

setup: $(VENV)/.dev ## Install everything that tests and checks need into .venv

test: $(VENV)/.dev ## Run the tests; fail if less than 95 % of the core's branches are covered
	$(BIN)/python -m pytest $(MEASURED) --cov --cov-report=
	$(BIN)/python -m pytest $(addprefix --ignore=,$(MEASURED))
	$(BIN)/coverage report --skip-covered --include="connector/core/*" --fail-under=95
	@$(BIN)/coverage json --quiet --include="connector/core/*" -o - | $(BIN)/python -c "$$CHECK_BRANCHES"

lint: $(VENV)/.dev ## Check style, format, types and the purity of the core
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## Put every file into the house format
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

bench: $(VENV)/.dev ## Measure parsing, cycles, the start, reports and what trackers cost, each against its bar
	$(BIN)/python -m benchmarks

corpus: $(VENV)/.dev ## Score the parser on a corpus of real post-mortems, if there is one beside this folder
	$(BIN)/python benchmarks/corpus.py

lock: ## Pin the newest versions into both locks (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/ (or make lock UV=path/to/uv)" >&2; exit 1; }
	$(LOCK) --upgrade --group build --output-file requirements.txt pyproject.toml
	$(LOCK) --upgrade --constraints requirements.txt --group dev --output-file requirements-dev.txt pyproject.toml

clean: ## Remove the environment, caches and what the demo wrote
	rm -rf $(VENV) .cache demo bench-data dist build .coverage .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The dev lock holds everything the runtime lock does, in the same versions, so the two may be installed in any order.
$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/python
	$(INSTALL_LOCK) requirements.txt
	$(INSTALL_SELF)
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt pyproject.toml | $(BIN)/python
	$(INSTALL_LOCK) requirements-dev.txt
	$(INSTALL_SELF)
	@touch $(VENV)/.runtime $@

$(BIN)/python:
	@$(PYTHON) -c "$$CHECK_VERSION"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot make an environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

define CHECK_VERSION
import sys
if sys.version_info < (3, 11):
    sys.exit("connector needs Python 3.11 or newer, and $(PYTHON) is %d.%d; name a newer one: make PYTHON=python3.12 ..."
             % sys.version_info[:2])
endef
export CHECK_VERSION

# `coverage report` counts lines and branches together; this looks at the branches alone.
define CHECK_BRANCHES
import json, sys
totals = json.load(sys.stdin)["totals"]
share = totals["covered_branches"] / totals["num_branches"]
print(f"branches of connector/core covered: {share:.1%} (bar 95 %)")
sys.exit(share < 0.95)
endef
export CHECK_BRANCHES
