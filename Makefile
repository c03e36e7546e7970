# The only command list. Needs Python 3.11 and make; everything else comes from the locks, into .venv/.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test lint docs bench train sweep bad-inputs clean lock help

# Compiled modules import two to three times as fast; a stray setting must not undo that.
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

PIP := .venv/bin/python -m pip --disable-pip-version-check install --quiet --compile --require-hashes --no-deps

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

run: .venv/ready  ## process the samples and ask who is in the news
	.venv/bin/presswatch run samples/inbox --home data/demo
	.venv/bin/presswatch query top_entities entity_type=PERSON limit=8 --home data/demo

test: .venv/ready-dev  ## run every test
	.venv/bin/python -m pytest

sweep: .venv/ready-dev  ## kill a run at every point there is, and rerun it (minutes)
	.venv/bin/python -m tests.faults.whole_run

bad-inputs: .venv/ready-dev  ## run the catalogue of hostile inputs, each beside good neighbours (minutes)
	.venv/bin/python -m tests.bad_inputs

lint: .venv/ready-dev  ## style, types and import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy flows transforms warehouse expectations
	.venv/bin/lint-imports

docs: .venv/ready-dev  ## regenerate what is derived from the contracts
	.venv/bin/python -m transforms.contracts.dictionary docs/dictionary.md
	.venv/bin/python -m transforms.contracts.reasons_page docs/reasons.md

bench: .venv/ready-dev  ## measure; DATA=folder names the articles to measure on
	@test -n "$(DATA)" || { echo "Say what to measure on: make bench DATA=folder" >&2; exit 2; }
	@set -e; for script in benchmarks/[a-z]*.py; do echo "== $$script"; .venv/bin/python "$$script" --data "$(DATA)"; done

train: .venv/ready-train  ## train the tagger of names; DATA=folder holds ner/train.jsonl.gz and dev.jsonl.gz
	@test -n "$(DATA)" || { echo "Say what to train on: make train DATA=folder" >&2; exit 2; }
	.venv/bin/python -m tools.train_tagger --data "$(DATA)"

clean:  ## remove the environment, the caches and the demo home
	rm -rf .venv .lock-venv data/demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# langdetect ships as source only: its build tool comes first, pinned, so that pip fetches nothing unpinned.
.venv/ready: requirements-build.lock requirements.lock pyproject.toml
	@python=$$(command -v python3.11 || command -v python3 || true); \
	if [ -z "$$python" ] || ! "$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; \
	then echo "Presswatch needs Python 3.11: install it so that python3.11 (or python3) is on the PATH." >&2; exit 1; fi; \
	echo "Making .venv from requirements.lock (a minute, once) ..."; \
	"$$python" -m venv .venv
	@$(PIP) -r requirements-build.lock
	@$(PIP) --no-build-isolation --use-pep517 -r requirements.lock
	@.venv/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@$(PIP) -r requirements-dev.lock
	@touch $@

.venv/ready-train: .venv/ready requirements-train.lock
	@$(PIP) -r requirements-train.lock
	@touch $@

lock:  ## resolve the newest allowed versions into the locks
	python3 -m venv --clear .lock-venv
	.lock-venv/bin/python -m pip install --quiet uv
	tools/lock .lock-venv/bin/uv
