# Every target is a line or two that one can type. `make up` needs Python ≥ 3.11 and nothing else.
PORT = 8000
PYTHON := $(shell for p in "$$PYTHON" python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
IN = .venv/bin/python -m

.PHONY: up test check bench browser lock translations

up: .venv/.run
	@exec .venv/bin/python manage.py up --port $(PORT)

test: .venv/.dev
	$(IN) pytest -n 3 --dist loadgroup

check: .venv/.dev
	$(IN) ruff format --check .
	$(IN) ruff check .
	$(IN) mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/python manage.py makemigrations --check --dry-run
	$(IN) handins.catalogues check
	.venv/bin/djangofmt --check templates
	.venv/bin/djangofmt check templates

bench: .venv/.dev
	@for b in benchmarks/*.py; do test ! -f "$$b" || .venv/bin/python "$$b" || echo "$$b failed" >&2; done

browser:
	command -v chromium-headless-shell || apt-get install -y --no-install-recommends chromium-headless-shell

translations: .venv/.dev
	$(IN) handins.catalogues update

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

# The locks carry hashes and no host: packages come from wherever pip or uv is set up to look.
INSTALL = if command -v uv >/dev/null; then uv pip sync -q --python .venv/bin/python --only-binary :all: --require-hashes $<; \
	else $(IN) pip install -q --disable-pip-version-check --no-compile --no-deps --only-binary :all: --require-hashes -r $<; fi

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "handins needs Python 3.11 or newer; found: $$(python3 --version 2>&1)" >&2; exit 1; }
	@if command -v uv >/dev/null; then uv venv -q --python $(PYTHON) .venv; else $(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }; fi

.venv/.run: requirements.txt | .venv/bin/python
	@$(INSTALL)
	@rm -f .venv/.dev && touch $@

# Holds the runtime lock, too; only the newer stamp is believed, because uv removes what a lock does not name.
.venv/.dev: requirements-dev.txt requirements.txt | .venv/bin/python
	@$(INSTALL)
	@touch .venv/.run $@
