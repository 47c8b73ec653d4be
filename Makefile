# What can be done here; `make help` lists it.
NEW_ENOUGH = -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p $(NEW_ENOUGH) && echo $$p && exit; done; command -v python3)
NO_PYTHON = $(error Python 3.11 or newer is needed: apt-get install python3 python3-venv)
BIN := .venv/bin
FAB = $(shell $(BIN)/python -c "import flask_appbuilder as f; print(f.__path__[0])")
.DEFAULT_GOAL := help
# Some environments set it; a run starts dozens of processes, and each would compile everything again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test test-rest test-all lint types city bench translations db demo workflow retention load figures-book figures-registers figures-kills figures-pages matrix fuzz figures-walls figures-citizen figures-handoffs figures-procedures figures-papers figures-desk figures-lists figures-residents figures-notices figures-reports figures-rollout figures-trust figures-house figures-architecture figures-production dry-run up down proofs audit sbom lock environment dev-environment chaos drill

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: environment  ## start everything on http://127.0.0.1:8080 (PORT, HOST, DATABASE_URL override; SMS=kannel: a real gateway)
	@exec $(BIN)/python -m devstack.launch

test: dev-environment  ## packages, architecture, ui and a slice of each other layer (ARGS="-k name" for some)
	@exec $(BIN)/python -m pytest -n 2 --dist worksteal --layers quick $(ARGS)

test-rest: dev-environment  ## what `make test` leaves: the layers security, e2e and harness
	@exec $(BIN)/python -m pytest -n 3 --dist worksteal --layers rest $(ARGS)

test-all: dev-environment  ## all tests of all layers
	@exec $(BIN)/python -m pytest -n 2 --dist worksteal --layers all $(ARGS)

lint: dev-environment  ## format, style, templates, imports between packages, a licence for every file
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/djlint app/templates --lint --check --quiet
	@$(BIN)/lint-imports --no-cache
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

drill: environment  ## restore the backups of `make up` into an empty place and compare: a line of JSON (AT=2026-12-01T08:00:00)
	@exec $(BIN)/python -m devstack.backup drill $(AT)

db: environment  ## bring the database to this version, without starting anything
	@$(BIN)/python -m devstack.launch db

demo: environment  ## the same, with the demonstration people and dossiers
	@$(BIN)/python -m devstack.launch demo

workflow: dev-environment  ## write docs/workflow.md from the two tables of steps
	@$(BIN)/python -m flask --app run workflow

retention: dev-environment  ## write docs/retention.md from the rules of how long data is kept
	@$(BIN)/python -m flask --app run retention write

figures-book: dev-environment  ## 64 heads sign 512 dossiers at once: one line of JSON, no gap, no duplicate
	@$(BIN)/python -m tests.harness.signers 64 8

figures-registers: dev-environment  ## books under kills, 1,000 years closed, seals, statistics, search (PARTS="seals search" for some): one line of JSON
	@$(BIN)/python -m harness.registers

figures-kills: dev-environment  ## 20 sendings at once, then 400 dossiers under 40 kills: a line of JSON each
	@$(BIN)/python -m harness.crash.repeated_posts 20
	@$(BIN)/python -m harness.crash.killed_servers 400 40

figures-pages: dev-environment  ## the journeys at both widths, every page they open examined
	@EVERY_PAGE=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/e2e

matrix: dev-environment  ## every address by every person for everybody's rows, with each wall alone; and the mutants
	@$(BIN)/python -m harness.authorization_matrix

fuzz: dev-environment  ## 50,000 requests that no page of ours would send: a line of JSON, no fault of the server
	@$(BIN)/python -m harness.fuzz

figures-walls: dev-environment  ## hostile files, tampering with the journal, the cost of row-level security
	@$(BIN)/python -m harness.security_figures

figures-citizen: dev-environment  ## the linked birth on a telephone: steps, inputs, words, minutes beside 0271dbdd: a line of JSON (PARTS=)
	@$(BIN)/python -m harness.citizen

figures-handoffs: dev-environment  ## deadlines, racers, lives, losses found, Excel there and back, slips
	@$(BIN)/python -m harness.handoff_figures

figures-procedures: dev-environment  ## every procedure filled in rightly and wrongly, and brought to its end; keys of the desk
	@$(BIN)/python -m harness.procedures

figures-papers: dev-environment  ## every paper of every procedure against its list of fields; paths, words, messages, 10,000 days of a till: a line of JSON
	@$(BIN)/python -m harness.papers $(if $(PICTURES),--pictures $(PICTURES))

figures-desk: dev-environment  ## sixty dossiers at the desk: clicks, keys, scrolls beside 0c9a2ec; primary buttons; tiles: a line of JSON
	@$(BIN)/python -m harness.desk

figures-lists: dev-environment  ## one step for 500 dossiers, 40 changed meanwhile, 20 foreign; 100,000 as Excel and CSV, peak memory
	@$(BIN)/python -m harness.list_figures

figures-residents: dev-environment  ## a million rows of the police brought in under two kills; look-ups; the matcher: one line of JSON (ROWS=)
	@$(BIN)/python -m harness.residents $(ROWS)

figures-notices: dev-environment  ## a gateway away for an hour; 1,000 messages through Kannel, a worker killed 8 times: one line of JSON
	@$(BIN)/python -m harness.sms_delivery.outage
	@$(BIN)/python -m harness.sms_delivery $(MESSAGES)

figures-reports: dev-environment  ## kept counts beside plain ones, dashboards beside their floor, links, reports of a year, map: a line of JSON (DOSSIERS=, STEPS=, PARTS=)
	@exec $(BIN)/python -m harness.reports $(or $(DOSSIERS),1000000) $(or $(STEPS),10000)

figures-rollout: dev-environment  ## a list of 5,000 people looked at, applied under kills and again; the board of 416: a line of JSON (ROWS=)
	@$(BIN)/python -m harness.rollout $(ROWS)

city: dev-environment  ## the demonstration as everybody who works there meets it, every page and button: a line of JSON
	@exec $(BIN)/python -m harness.city

bench: dev-environment  ## every page people use hourly beside stock FAB, the floor and SQL alone; growth (ROWS, GROWTH="10000 1000000"; RATIOS=1: ratios alone)
	@exec $(BIN)/python -m harness.bench.measurement $(or $(ROWS),1000000) \
	  $(if $(RATIOS),--ratios,--growth $(or $(GROWTH),10000 1000000 10000000)) $(if $(ONLY),--only $(ONLY))

load: dev-environment  ## 8 o'clock at the share of a city that two cores carry, and how many cores the city needs: a line of JSON
	@exec $(BIN)/python -m harness.load

proofs: dev-environment  ## all proofs in full size on this commit, at most 80 minutes: var/proofs.json (ARGS="matrix fuzz", --dirty, --again)
	@exec $(BIN)/python -m harness.proofs $(ARGS)

figures-trust: dev-environment  ## 20,000 walks of one account, fallen processes, hostile files, pairs, lists, deadlines: a line of JSON
	@$(BIN)/python -m harness.trust_figures

figures-architecture: dev-environment  ## lines, places of a change, words of rooms in the kernel, policies, mutants: a line of JSON
	@$(BIN)/python -m harness.architecture_figures

figures-house: dev-environment  ## names, layout, seconds of the tests, mutants, desk and start page: a line of JSON
	@$(BIN)/python -m harness.project

figures-production: dev-environment  ## production as of `make up`, as root: restarts, upgrades, kills (KILLS=), slow clients (PARTS=): a line of JSON
	@exec $(BIN)/python -m harness.production $(KILLS)

dry-run: environment  ## the playbook of `deploy` laid into an empty folder twice, how exposed our units are: a line of JSON
	@exec $(BIN)/python -m harness.deployment

sbom: environment  ## write var/sbom.json, a bill of materials (CycloneDX) of the locked packages with their hashes
	@exec $(BIN)/python -m harness.static_analysis.dependencies

chaos: dev-environment  ## as root: production under kills, then cut from all it needs, and the mutants (SUBMISSIONS=, CUTS=, MUTANTS=): a line of JSON
	@exec $(BIN)/python -m harness.chaos $(SUBMISSIONS)

audit: dev-environment  ## bandit, semgrep, sqlmap, headers, known vulnerabilities: every finding is judged in SECURITY.md
	@$(BIN)/python -m harness.static_analysis

lock: dev-environment  ## write the lock files anew from pyproject.toml (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml -o requirements.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra dev --group sms pyproject.toml -o requirements-dev.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --group sms -c requirements-dev.txt -o requirements-sms.txt

environment:
	@$(or $(PYTHON),$(NO_PYTHON)) bootstrap.py $(filter kannel,$(SMS))

dev-environment:
	@$(or $(PYTHON),$(NO_PYTHON)) bootstrap.py dev
