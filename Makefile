# Parley. `make help` says what each target does; nothing needs to be set up beforehand.
PORT ?= 8000
DATA ?= .data
PYTHON := $(shell sh .ci/python)
BIN := .venv/bin
PATH := $(CURDIR)/$(BIN):$(PATH)
export PATH
UV := $(BIN)/uv pip
NPM := npm --prefix web --no-update-notifier
# The certificates of the machine, also where a company's own stand in between.
export UV_SYSTEM_CERTS = 1
export NODE_USE_SYSTEM_CA = 1
# Every role imports the same few hundred modules: compiled once, a start takes a third of the time.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help run test check format bench faults soak docs lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: .venv/ready-run service/static/built/.ready ## start everything with a demo; PORT=8000 DATA=.data
	@exec $(BIN)/parley up --port $(PORT) --data "$(DATA)" --seed

test: check $(if $(DETOXIFY),.venv/ready-detoxify) ## check, then every test, the browser's included; DETOXIFY=1 adds torch and Detoxify
	@sh .ci/system-packages
	$(BIN)/python -m pytest -n $(or $(JOBS),2) --dist loadfile $(addprefix --ignore=,$(ALONE))
	$(BIN)/python -m pytest $(ALONE)

# What drives a whole stack needs the machine for itself; the rest runs in JOBS processes.
ALONE := tests/journeys tests/faults tests/up

check: .venv/ready-dev service/static/built/.ready ## format, lint, imports, types, audits, web types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/bandit --quiet --recursive service workers migrations --configfile pyproject.toml \
	  --severity-level medium --confidence-level medium
	@$(BIN)/python .ci/audits.py
	@if grep -q '"check"' web/package.json 2>/dev/null; then $(NPM) run check; fi

format: .venv/ready-dev ## rewrite in the house's format, mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/ready-dev service/static/built/.ready ## speed beside others, into bench/results and docs/operate/benchmarks.md; SECONDS=6
	$(BIN)/python -m bench --seconds $(or $(SECONDS),6)

faults: .venv/ready-dev ## kill every process of a running stack in turn and count what is lost
	FAULT_SEEDS=$(or $(SEEDS),10) FAULT_COMMENTS=$(or $(COMMENTS),600) $(BIN)/python -m pytest -m fault $(FAULTS)

# The most faults last, seed by seed: whoever ends it early has the table of what was run.
FAULTS := $(addprefix tests/faults/test_,pooled.py hosts_apart.py faults.py)

soak: .venv/ready-dev ## the faults again and again for an hour; MINUTES=60
	@end=$$(($$(date +%s) + 60 * $(or $(MINUTES),60))); while [ $$(date +%s) -lt $$end ]; do \
	  $(BIN)/python -m pytest -q -m fault tests/faults || exit 1; done

docs: .venv/ready-dev ## write docs/api and docs/settings.md anew from the code
	$(BIN)/parley docs

lock: .venv/ready-run ## resolve requirements/*.in anew into hashed, address-free locks
	@for group in uv runtime build dev; do $(BIN)/uv pip compile --quiet --upgrade --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" requirements/$$group.in -o requirements/$$group.txt || exit 1; done

clean: ## remove the environment and everything built; the data folder stays
	rm -rf .venv web/node_modules service/static/built *.egg-info .mypy_cache .ruff_cache .pytest_cache

# --- stamps: each is made once and again when what it stands for changes ---------------------
.venv/bin/uv:
	@echo "Making a Python environment in .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

.venv/ready-run: .venv/bin/uv requirements/runtime.txt requirements/build.txt pyproject.toml
	@echo "Installing Parley's packages ..."
	@$(UV) install --quiet --compile-bytecode --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(UV) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q service workers migrations
	@touch $@

.venv/ready-dev: .venv/ready-run requirements/dev.txt
	@echo "Installing the tools for tests and checks ..."
	@$(UV) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

.venv/ready-detoxify: .venv/ready-dev
	@echo "Installing PyTorch and Detoxify ..."
	@sh .ci/detoxify
	@touch $@

WEB := $(shell find web -name node_modules -prune -o -type f -print 2>/dev/null)
web/node_modules/.ready: .venv/ready-run $(wildcard web/package-lock.json)
	@echo "Installing the packages of the web parts ..."
	@$(NPM) ci --silent
	@touch $@

service/static/built/.ready: $(if $(WEB),web/node_modules/.ready) $(WEB)
	@mkdir -p service/static/built
	@echo "Building the web parts ..."
	@$(if $(WEB),$(NPM) run build --silent >/dev/null)
	@touch $@
