# Every command a person types. They need Python 3.11+ and make; everything else is set up here.

PYTHON ?= python3
BIN := .venv/bin
# Compiled once for the many processes that demo and tests start, and out of the way.
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/pycache
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint format bench screenshots check-deploy browser clean

help: ## Show these commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 16

# The marker file is newer than the lock file once everything locked is installed.
.venv/.installed: uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "The module venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(BIN)/uv sync --frozen --quiet
	@touch $@

run: .venv/.installed ## Start the demo on http://127.0.0.1:8000 (Ctrl-C stops it)
	@exec $(BIN)/python manage.py demo

browser: .venv/.installed
	@$(BIN)/python tools/need.py chromium

test: browser ## Run the test suite
	@$(BIN)/pytest

test-long: browser ## Run what takes longer: dark and wide pages, faults with real processes
	@$(BIN)/python tools/need.py nginx openssl
	@$(BIN)/pytest -m "long or not long"

lint: .venv/.installed ## Check style, types, templates and which room imports which
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tools/with_settings.py demo $(BIN)/mypy .

format: .venv/.installed ## Bring the code into shape
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

bench: .venv/.installed ## Measure pages against a bare view and a static file, the search, the register, signing in, the access log, the statistics, handing cases over, letters against WeasyPrint, how well machines read them
	@$(BIN)/python tools/need.py nginx pango-view tesseract
	@$(BIN)/uv sync --frozen --quiet --group bench
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.register
	@$(BIN)/python -m bench.sign_in
	@$(BIN)/python -m bench.access_log
	@$(BIN)/python -m bench.statistics
	@$(BIN)/python -m bench.cases
	@$(BIN)/python -m bench.labels
	@$(BIN)/python -m bench.legibility

screenshots: browser ## Take the pictures of docs/screenshots/
	@$(BIN)/python tools/screenshots.py

check-deploy: .venv/.installed ## Run Django's deployment check on production settings
	@$(BIN)/python tools/with_settings.py production $(BIN)/python manage.py check --deploy --fail-level WARNING

clean: ## Remove what the commands above have made, the demo's data included
	@rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis
