# Two commands matter: `make run` starts the shop, `make test` runs every check. Both set up what they need.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
SHOP := $(BIN)/python -m creditshop
export PATH := $(CURDIR)/$(BIN):$(PATH)
export UV_NO_PROGRESS := 1
unexport PYTHONDONTWRITEBYTECODE  # compiled once, the shop starts in half the time

.PHONY: help run test check unit build audit crash-test browser lock format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.shop ## Start the shop on http://localhost:PORT (default 8000)
	@APP_ENV=$${APP_ENV:-development} exec $(SHOP) serve --prepare --port $(PORT)

test: check unit ## Lint, types, import contracts, and every test

check: .venv/.dev ## Lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/.dev build browser ## Every test, on SQLite and PostgreSQL, in a real browser
	$(BIN)/pytest -n 4 --dist loadscope --no-loadscope-reorder --ignore tests/e2e  # tests wait for databases, two cores or not
	$(BIN)/pytest -n 4 tests/e2e  # apart: Playwright keeps an event loop running in its process

audit: .venv/.dev ## Ask PyPI's advisories about every pinned requirement; fails where they cannot be asked
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.txt

build: .venv/.shop ## Build the frontend if its sources changed
	@APP_ENV=development $(SHOP) build

browser: .venv/.dev ## Find or install the Chromium that the browser tests drive
	@$(BIN)/python -m tests.browser

crash-test: .venv/.dev ## kill -9 at every step of every act, and the property tests at full length
	HYPOTHESIS_PROFILE=crash $(BIN)/pytest -n 2 --dist load tests/crash tests/ledger tests/checkout tests/refunds tests/jobs/test_crash.py tests/sandbox/test_durability.py tests/api/test_webhook_fuzz.py

format: .venv/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/.shop ## Pin the newest allowed requirements, with hashes
	$(UV) pip compile -q --upgrade --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock" requirements.in -o requirements.txt
	$(UV) pip compile -q --upgrade --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt

clean: ## Remove what was built and installed; keeps the data in .data
	rm -rf .venv .web .states .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/.uv: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "creditshop needs Python 3.11 or newer: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment: on Debian and Ubuntu install python3-venv"; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/.shop: requirements.txt .venv/.uv
	@echo "Installing the shop's requirements"
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.shop
	@echo "Installing the tests' requirements"
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@
