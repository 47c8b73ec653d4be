# What can be done here; `make help` lists it.
NEW_ENOUGH = -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p $(NEW_ENOUGH) && echo $$p && exit; done; command -v python3)
NO_PYTHON = $(error Python 3.11 or newer is needed: apt-get install python3 python3-venv)
BIN := .venv/bin
FAB = $(shell $(BIN)/python -c "import flask_appbuilder as f; print(f.__path__[0])")
.DEFAULT_GOAL := help
# Some environments set it; a run starts dozens of processes, and each would compile everything again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test test-rest test-all lint types translations up down db demo workflow retention data-model proof proofs figures city bench load chaos drill audit sbom lock environment dev-environment

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile
	@[ ! -x $(BIN)/python ] || $(BIN)/python -m harness list 2>/dev/null | sed 's/^/  make proof NAME=/' || true

run: environment  ## start everything on http://127.0.0.1:8080 (PORT, HOST, DATABASE_URL override; SMS=kannel: a real gateway)
	@exec $(BIN)/python -m devstack.launch

test: dev-environment  ## packages, architecture, ui and a slice of each other layer (ARGS="-k name" for some)
	@exec $(BIN)/python -m pytest -n 3 --dist worksteal --layers quick $(ARGS)

test-rest: dev-environment  ## what `make test` leaves: the layers security, e2e and harness
	@exec $(BIN)/python -m pytest -n 3 --dist worksteal --layers rest $(ARGS)

test-all: dev-environment  ## all tests of all layers
	@exec $(BIN)/python -m pytest -n 3 --dist worksteal --layers all $(ARGS)

lint: dev-environment  ## format, style, templates, imports between packages, mutants, a licence for every file
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/djlint app/templates --lint --check --quiet
	@$(BIN)/lint-imports --no-cache >var/imports.log || { cat var/imports.log; exit 1; }
	@for patch in tests/mutants/*.patch; do git apply --check "$$patch" || { echo "$$patch does not apply"; exit 1; }; done
	@$(BIN)/reuse lint --quiet || $(BIN)/reuse lint --lines

types: dev-environment  ## mypy, strict
	@$(BIN)/mypy

translations: dev-environment  ## collect sentences, update translations/vi, say what is missing
	@$(BIN)/pybabel -q extract -F pyproject.toml -k lazy_gettext --no-location --sort-output -o var/messages.pot app devstack $(FAB)
	@$(BIN)/pybabel -q update -i var/messages.pot -d translations -l vi --no-fuzzy-matching --ignore-obsolete
	@sed -i -E '/^"(Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team):/d' translations/vi/LC_MESSAGES/messages.po
	@$(BIN)/python -m pytest -p no:randomly tests/architecture/test_translations.py

up: environment  ## production on this machine, without systemd, as root: https://localhost:8443 (docs/production.md)
	@exec $(BIN)/python -m devstack.production

down: environment  ## stop what `make up` has started
	@exec $(BIN)/python -m devstack.production down

db: environment  ## bring the database to this version, without starting anything
	@$(BIN)/python -m devstack.launch db

demo: environment  ## the same, with the demonstration people and dossiers
	@$(BIN)/python -m devstack.launch demo

workflow: dev-environment  ## write docs/workflow.md from the two tables of steps
	@$(BIN)/python -m flask --app run workflow

data-model: dev-environment  ## write docs/data-model.md from the classes of tables
	@$(BIN)/python -m scripts.data_model

retention: dev-environment  ## write docs/retention.md from the rules of how long data is kept
	@$(BIN)/python -m flask --app run retention write

proof: dev-environment  ## one proof: make proof NAME=matrix (PARTS="seals search" for some, SIZES="rows=1000", AGAIN=1)
	@exec $(BIN)/python -m harness $(NAME) $(SIZES) $(if $(AGAIN),--again)

chaos:  ## as root: production under kills, then cut from all it needs (SIZES="submissions=300 cuts=dns_gone")
drill:  ## as root: backups restored into an empty place and compared (SIZES=at=2026-12-01T08:00:00)
city:  ## every page and button as every account (SIZES=once=1: each endpoint, role and kind of state once)
bench:  ## pages of a city with 1,000,000 dossiers, timed
load:  ## a morning at 8 o'clock: demand, cores, pages
audit:  ## rules of security over the source, headers, sqlmap
chaos drill city bench load audit: dev-environment
	@exec $(BIN)/python -m harness $@ $(SIZES) $(if $(AGAIN),--again)

proofs: dev-environment  ## all proofs of each change on this commit, at most 50 minutes: var/proofs.json (AGAIN=1)
	@exec $(BIN)/python -m harness $(if $(AGAIN),--again)

figures: dev-environment  ## write docs/figures.md from the last runs of the proofs
	@$(BIN)/python -m harness figures

sbom: environment  ## write var/sbom.json, a bill of materials (CycloneDX) of the locked packages with their hashes
	@exec $(BIN)/python -m harness.static_analysis.dependencies

lock: dev-environment  ## write the lock files anew from pyproject.toml (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml -o requirements.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra dev --group sms pyproject.toml -o requirements-dev.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --group sms -c requirements-dev.txt -o requirements-sms.txt

environment:
	@$(or $(PYTHON),$(NO_PYTHON)) bootstrap.py $(filter kannel,$(SMS))

dev-environment:
	@$(or $(PYTHON),$(NO_PYTHON)) bootstrap.py dev
