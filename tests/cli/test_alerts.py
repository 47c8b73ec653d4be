"""Each alert, by causing what it is for: the figures are those that Prometheus would read."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import yaml  # type: ignore[import-untyped]  # apispec brings it along
from flask import Flask
from jinja2 import StrictUndefined, Template
from prometheus_client import generate_latest
from psycopg.types.json import Jsonb
from sqlalchemy import create_engine

from app.cli.metrics import registry_of
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.audit import hash_chain, verification
from app.kernel.audit.seal_archive import Shelf
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.kernel.jobs import queue
from app.kernel.worker import run_log
from app.notifications.models.outbox import Channel
from app.notifications.operations import circuit_breaker
from app.reports.operations import service_levels
from config import Config
from harness.stage.databases import ROOT, Database
from harness.stage.factories import ADossier
from harness.stage.live import free_port
from harness.stage.promtool import ALERTS, LOOKED_AT, Series, differences, needs_promtool, read
from harness.stage.s3_server import s3_server
from tests.harness.test_notifications_worker import promise

PAGES = ROOT / "docs" / "runbook"
GROUPS = yaml.safe_load(ALERTS.read_text())["groups"]
RULES = {rule["alert"]: rule for group in GROUPS for rule in group["rules"]}


def test_each_alert_has_its_page_and_each_page_its_alert() -> None:
    named = {rule["annotations"]["runbook"] for rule in RULES.values()}
    pages = {page.relative_to(ROOT).as_posix() for page in PAGES.glob("*.md")}
    assert named == pages - {"docs/runbook/README.md"}
    assert len(RULES) >= 20


def test_each_alert_is_fired_here_or_on_a_running_site() -> None:
    harness = ROOT / "tests" / "harness"
    site = "".join(
        (harness / f"test_{name}.py").read_text() for name in ("site_alerts", "wrong_clock")
    )
    fired = CAUSES.keys() | {alert for alert in RULES if f'"{alert}"' in site}
    assert fired == RULES.keys()


@pytest.mark.parametrize("alert", RULES)
def test_each_page_says_what_it_means_what_to_look_at_and_what_to_do(alert: str) -> None:
    page = (PAGES / f"{alert}.md").read_text()
    assert page.startswith(f"# {alert}\n")
    assert re.findall("^## (.*)", page, re.M) == ["Meaning", "Look at", "Do"]


def test_commands_and_pages_that_the_runbook_names_are_there(app: Flask) -> None:
    text = "".join(page.read_text() for page in PAGES.glob("*.md"))
    commands = set(re.findall(r"flask --app run (\w+)", text))
    addresses = set(re.findall(r"`(/can-bo/[\w/-]+)`", text))
    known = {rule.rule.rstrip("/") for rule in app.url_map.iter_rules()}
    assert commands - app.cli.commands.keys() == set()
    assert {address for address in addresses if address.rstrip("/") not in known} == set()


@needs_promtool
def test_prometheus_takes_the_rules_and_its_configuration(tmp_path: Path) -> None:
    machines = {"mc1": {"address": "10.20.0.11"}, "mc2": {"address": "10.20.0.12"}}
    groups = {group: [*machines] for group in ("all", "web", "database")}
    told = {"groups": groups, "hostvars": machines, "public_url": "https://motcua.example"}
    template = ROOT / "deploy" / "templates" / "prometheus.yml.j2"
    asked = tmp_path / "prometheus.yml"
    asked.write_text(Template(template.read_text(), undefined=StrictUndefined).render(told))
    shutil.copy(ALERTS, tmp_path)
    for what in (["rules", str(ALERTS)], ["config", str(asked)]):
        subprocess.run(["promtool", "check", *what], check=True, capture_output=True)


@pytest.fixture
def scrape(app: Flask, committed: Database) -> Iterator[Callable[[], Series]]:
    """The figures of a machine as the worker's role reads them; a worker lives."""
    with committed.connect() as line:
        line.execute("insert into procrastinate_workers (last_heartbeat) values (now())")

    def now() -> Series:
        with signed_in(committed, "mc_worker"):
            text = generate_latest(registry_of(app)).decode()
        return read(text, job="mot-cua", instance="web1")

    yield now
    service_levels.use(Config.from_environment({}))
    storage.use(app.config["FILES_DIR"])


@contextmanager
def signed_in(database: Database, role: str) -> Iterator[None]:
    """The application has this role, as a process of production."""
    engine, usual = create_engine(database.url(role)), db.engines[None]
    db.session.remove()
    db.engines[None] = engine  # type: ignore[index]  # the dictionary of the extension
    try:
        yield
    finally:
        db.session.remove()
        db.engines[None] = usual  # type: ignore[index]  # the dictionary of the extension
        engine.dispose()


def changed(database: Database, *statements: str) -> None:
    """What a trigger of ours would refuse."""
    with database.connect() as line:
        line.execute("set session_replication_role = replica")
        for statement in statements:
            line.execute(statement.encode())


def worker_died(database: Database) -> None:
    changed(database, "update procrastinate_workers set last_heartbeat = now() - interval '90 s'")


def job_waits(database: Database) -> None:
    with transaction():
        queue.defer("notifications.send", message_id=uuid4())
    changed(database, "update procrastinate_events set at = at - interval '20 min'")


def job_failed(database: Database) -> None:
    with transaction():
        queue.defer("notifications.send", message_id=uuid4())
    changed(database, "update procrastinate_jobs set status = 'failed'")


def nightly_job_failed(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), run_log.noted("kernel.check_seals"):
        raise ZeroDivisionError


def other_schema(database: Database) -> None:
    changed(database, "update alembic_version set version_num = '0000_older'")


def database_gone(database: Database) -> None:
    db.session.remove()
    database.server.drop_database(database.name)


def sealed(database: Database) -> Shelf:
    shelf = Shelf(database.server.seals_of(database.name))
    with database.connect("mc_worker") as line:
        ((own,),) = line.execute(
            "insert into audit_entry (at, action, subject, key, fields)"
            " values (now(), 'edit', 'staff', '1', %s) returning xact",
            [Jsonb([])],
        ).fetchall()
        # an older transaction of another test would leave the row to the next seal
        hash_chain.seal(line, shelf, upto=own + 1)
    return shelf


def sealer_stopped(database: Database) -> None:
    sealed(database)
    changed(database, "update journal_seal set at = now() - interval '3 h'")


def journal_changed(database: Database) -> None:
    shelf = sealed(database)
    changed(database, "update audit_entry set key = '2'")
    with database.connect("mc_worker") as line:
        verification.record(line, verification.verify(line, shelf))


def gateway_refuses(database: Database) -> None:
    with transaction():
        for _try in range(3):
            circuit_breaker.record_failure(Channel.SMS, "refused")


def message_waits(database: Database) -> None:
    promise()
    changed(database, "update message set due_at = now() - interval '20 min'")
    changed(database, "delete from procrastinate_jobs")


def line_cut(database: Database) -> None:
    service_levels.use(Config.from_environment({"WAN_ADDRESS": f"127.0.0.1:{free_port()}"}))
    found = {
        probe: fault for probe, fault in service_levels.measure().items() if probe.value == "wan"
    }
    with transaction():
        service_levels.record(found, clock.real_now())


def packet_waits(database: Database) -> None:
    ADossier(State.AT_AGENCIES)
    changed(database, "update leg set sent_at = now() - interval '9 d' where sent_at is not null")


def dossier_due(database: Database, when: str) -> None:
    ADossier(State.ACCEPTED)
    changed(database, f"update dossier set due_at = {when}")


def due_today(database: Database) -> None:
    end = clock.at(clock.today() + timedelta(days=1)) - timedelta(seconds=1)
    dossier_due(database, f"'{end.isoformat()}'")


def dossier_late(database: Database) -> None:
    dossier_due(database, "now() - interval '1 h'")


def scanner_died(database: Database) -> None:
    storage.use(storage.default_store().directory, f"127.0.0.1:{free_port()}")


def bucket_gone(database: Database) -> None:
    with s3_server() as server:
        remote = server.remote
    storage.use(storage.default_store().directory, "", remote)


CAUSES: dict[str, Callable[[Database], None]] = {
    "WorkerDown": worker_died,
    "QueueDelayed": job_waits,
    "JobsFailed": job_failed,
    "ScheduledJobWrong": nightly_job_failed,
    "SchemaMismatch": other_schema,
    "DatabaseDown": database_gone,
    "SealsLate": sealer_stopped,
    "JournalTampered": journal_changed,
    "GatewayDown": gateway_refuses,
    "MessagesDelayed": message_waits,
    "ConnectionDown": line_cut,
    "LegsStuck": packet_waits,
    "DeadlinesNear": due_today,
    "DeadlinesMissed": dossier_late,
    "ScannerDown": scanner_died,
    "FileStoreDown": bucket_gone,
}
SOON = {"JobsFailed": 30}
"""An alert that ends by itself an hour after what it tells of."""


@needs_promtool
@pytest.mark.parametrize("alert", CAUSES)
def test_an_alert_is_fired_by_its_cause_and_no_other_with_it(
    app: Flask,
    committed: Database,
    scrape: Callable[[], Series],
    alert: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if alert == "ScannerDown":
        monkeypatch.setitem(app.config, "CLAMD", "configured")
    healthy = scrape()
    CAUSES[alert](committed)
    wrong = scrape()

    assert differences(tmp_path, healthy, wrong, {alert}, SOON.get(alert, LOOKED_AT)) == ""
    if alert != "ScannerDown":
        assert differences(tmp_path, healthy, healthy, set()) == ""
