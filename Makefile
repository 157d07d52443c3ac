SHELL := /bin/bash
.DEFAULT_GOAL := help
# The Makefile finds Python 3.13 or 3.12 wherever it is: on the PATH, under pyenv, or under uv.
PYTHON ?= $(shell for p in python3.13 python3.12 "$$HOME"/.pyenv/versions/3.13*/bin/python3 "$$HOME"/.pyenv/versions/3.12*/bin/python3 python3; do \
  command -v "$$p" >/dev/null 2>&1 && "$$p" -c 'import sys; sys.exit(not (3,12) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && { command -v "$$p"; break; }; done)

help: ## show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: .venv/.ready .venv-local/.ready ## create both environments (.venv, .venv-local)

.venv/.ready: requirements-dev.txt pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Relance needs Python 3.13 or 3.12: none found. Install it, or call make PYTHON=/path/to/python3.13" >&2; exit 2; }
	@echo "setup: environment .venv ($$("$(PYTHON)" --version))"
	@[ -x .venv/bin/python ] || "$(PYTHON)" -m venv .venv
	@.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv-local/.ready: infra/local/requirements.txt
	@echo "setup: environment .venv-local (the AWS emulator, kept apart)"
	@[ -x .venv-local/bin/python ] || "$(PYTHON)" -m venv .venv-local
	@.venv-local/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r infra/local/requirements.txt
	@touch $@
.PHONY: help setup
