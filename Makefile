SHELL := /bin/bash
.DEFAULT_GOAL := help
# The Makefile finds Python 3.13 or 3.12 wherever it is: on the PATH, under pyenv, or under uv.
PYTHON ?= $(shell for p in python3.13 python3.12 "$$HOME"/.pyenv/versions/3.13*/bin/python3 "$$HOME"/.pyenv/versions/3.12*/bin/python3 python3; do \
  command -v "$$p" >/dev/null 2>&1 && "$$p" -c 'import sys; sys.exit(not (3,12) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && { command -v "$$p"; break; }; done)
# Where it is forbidden, every process of the tests and of the demonstration would compile each module anew.
export PYTHONDONTWRITEBYTECODE :=
# Of nine thousand modules few are ever imported, and each of these is compiled then.
INSTALL := install --quiet --quiet --disable-pip-version-check --no-compile --require-hashes

help: ## show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: ## create both environments (.venv, .venv-local)
	@$(MAKE) --no-print-directory --jobs 2 .venv/.ready .venv-local/.ready

.venv/.ready: requirements-dev.txt pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Relance needs Python 3.13 or 3.12: none found. Install it, or call make PYTHON=/path/to/python3.13" >&2; exit 2; }
	@echo "setup: environment .venv ($$("$(PYTHON)" --version))"
	@[ -x .venv/bin/pip ] || "$(PYTHON)" -m venv .venv || { echo "setup: this Python cannot make environments; on Debian: apt-get install python3-venv" >&2; exit 2; }
	@.venv/bin/python -m pip $(INSTALL) -r requirements-dev.txt
	@.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv-local/.ready: infra/local/requirements.txt
	@echo "setup: environment .venv-local (the AWS emulator, kept apart)"
	@[ -x .venv-local/bin/pip ] || "$(PYTHON)" -m venv .venv-local
	@.venv-local/bin/python -m pip $(INSTALL) -r infra/local/requirements.txt
	@touch $@

demo: setup ## run the main job on this machine: invoices in, reminders out, portal up (ONCE=1: stop when done)
	@infra/local/system-packages letters
	@.venv/bin/relance demo $(if $(ONCE),--once)

test: setup ## run every test, the end-to-end ones included
	@infra/local/system-packages tests
	@.venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder

soak: setup ## what takes too long for every change: 200,000 chases and 100,000 ledgers against their oracles, years of the machine, a letter of a thousand lines (WORLDS of the simulation)
	@RELANCE_SOAK=1 RELANCE_WORLDS=$(or $(WORLDS),400) .venv/bin/python -m pytest tests/law/test_interest_oracle.py tests/properties/test_ladder_oracle.py \
		tests/properties/test_chase_machine.py tests/simulation/test_histories.py \
		tests/unit/test_kept.py tests/unit/test_letter_pdf.py::test_hundreds_of_invoices_with_their_orders_and_payments_make_one_letter

chaos: setup ## kill 200 workers of the packaged application while 2,000 reminders go out, and count the mails (REMINDERS, KILLS, SEED)
	@infra/local/system-packages letters
	@.venv/bin/python -m infra.chaos --reminders $(or $(REMINDERS),2000) --kills $(or $(KILLS),200) --seed $(or $(SEED),1)

schemas: setup ## rewrite the published JSON Schemas
	@.venv/bin/python -m infra.schemas

check: setup ## formatting, lint, types, direction of imports
	@.venv/bin/ruff format --check --quiet . || { echo "run: .venv/bin/ruff format ." >&2; exit 1; }
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy app.py chalicelib infra bench tests
	@.venv/bin/lint-imports

package: setup ## package for AWS into build/ (STAGE=prod)
	@.venv/bin/python -m infra.build --stage $(or $(STAGE),prod) --out build

layer: setup ## make the layer with Pango for AWS: build/layer.zip
	@.venv/bin/python -m infra.layer --out build

golden: setup ## rewrite the texts and pictures that letters are compared with; review the difference
	@.venv/bin/python -m tests.golden

.venv-bench/.ready: bench/engines/requirements.txt
	@echo "bench: environment .venv-bench (other engines, to compare with)"
	@[ -x .venv-bench/bin/pip ] || "$(PYTHON)" -m venv .venv-bench
	@.venv-bench/bin/python -m pip $(INSTALL) -r bench/engines/requirements.txt
	@touch $@

bench: setup .venv-bench/.ready ## measure, and print the figures
	@infra/local/system-packages bench
	@.venv/bin/python -m bench

lock: setup ## resolve the pinned requirements again from pyproject.toml
	@.venv/bin/python -m piptools compile -q $(LOCK) -o requirements.txt pyproject.toml
	@.venv/bin/python -m piptools compile -q $(LOCK) --allow-unsafe --extra dev -o requirements-dev.txt pyproject.toml
	@.venv/bin/python -m piptools compile -q $(LOCK) --allow-unsafe -o infra/local/requirements.txt infra/local/requirements.in
	@.venv/bin/python -m piptools compile -q $(LOCK) --allow-unsafe -o bench/engines/requirements.txt bench/engines/requirements.in
LOCK := --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --no-header

clean: ## remove what was made here; the state of the demo too
	@rm -rf .venv .venv-local .venv-bench .local build .chalice/deployments .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup demo test soak chaos schemas check package layer golden bench lock clean
