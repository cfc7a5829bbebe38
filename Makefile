# The only commands a newcomer needs. Each may be repeated: what is there already is not installed again.
.DEFAULT_GOAL := help
.PHONY: help demo test check fix messages soak setup vendor lock install-run install-test

PYTHON := .venv/bin/python
BABEL := $(PYTHON) -m babel.messages.frontend --quiet
GNBV_PORT ?= 8000
# Test files run side by side; one process more than cores, since a browser's test waits now and then.
WORKERS ?= $(shell nproc >/dev/null 2>&1 && expr `nproc` + 1 || echo auto)
export GNBV_PORT
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@echo "make demo    install what is needed, make the demo data, serve on http://127.0.0.1:$(GNBV_PORT)"
	@echo "make test    install what is needed, the browser too, and run every test"
	@echo "make check   style, types, audits"
	@echo "make fix     let ruff mend style and format"
	@echo "make messages  bring the catalogues of gnbv/translations up to the words in the code"
	@echo "make soak    the tests and benchmarks in their full sizes, with figures"
	@echo "make setup   the Python and Node packages of a developer, nothing of the system"
	@echo "make vendor  fetch the vendored JavaScript again (.ci/vendor)"
	@echo "make lock    write the lock files from pyproject.toml (.ci/lock)"

demo: install-run
	@$(PYTHON) -m gnbv demo
	@exec $(PYTHON) -m gnbv serve

test: install-test
	@CI=true $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder </dev/null

check: setup
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) .ci/vendor --check
	@$(PYTHON) .ci/audit

fix: setup
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

# New words stand in the catalogues without a translation afterwards; tests/test_translations.py names them.
messages: setup
	@pot=$$(mktemp) && $(BABEL) extract -F gnbv/translations/babel.cfg -k lazy_gettext --no-location --sort-output \
	    --project gnbv --version "" -o $$pot gnbv \
	  && $(BABEL) update -i $$pot -d gnbv/translations --no-fuzzy-matching --ignore-obsolete \
	    --ignore-pot-creation-date --width 110; rm -f $$pot
	@$(BABEL) compile -d gnbv/translations

soak: install-test
	@GNBV_SOAK=1 CI=true $(PYTHON) -m pytest -m "slow or parity or browser" -s --timeout=7200 </dev/null
	@for program in benchmarks/[a-z]*.py; do [ ! -f "$$program" ] || GNBV_SOAK=1 $(PYTHON) "$$program"; done

setup:
	@.ci/install-packages dev

install-run:
	@.ci/install-system run
	@.ci/install-packages run

install-test:
	@.ci/install-system test
	@.ci/install-packages dev

vendor: setup
	@$(PYTHON) .ci/vendor

lock: setup
	@.ci/lock
