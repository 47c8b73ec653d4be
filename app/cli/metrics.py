"""Figures for Prometheus, on an address of their own (``flask metrics``, docs/monitoring.md).

They are counts and ages, read as ``mc_worker``, the one serving role that sees every row. The web
processes of the machine leave their times of requests in ``PROMETHEUS_MULTIPROC_DIR``.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError

from app.cli.audit import SEES_PARTS, WRONG_ROLE, both
from app.cli.production_checks import refuse_unsafe
from app.dossiers.queries import queue_counts
from app.dossiers.queries.queues import Queue
from app.handoffs.queries import stuck_packets
from app.kernel import clock
from app.kernel.audit import access_log
from app.kernel.audit.access_log import AccessKind
from app.kernel.audit.models import JournalCheck
from app.kernel.db import clock_difference, db
from app.kernel.files import storage
from app.kernel.files.virus_scan import RefusedFile
from app.kernel.web import health_check
from app.kernel.worker import monitoring
from app.notifications import queries as notifications
from app.notifications.models.outbox import Channel
from app.notifications.operations import circuit_breaker
from app.reports.operations.service_levels import is_probed
from app.reports.queries import service_levels
from app.reports.vocabulary import Probe

QUEUES = (Queue.ALL, Queue.LATE, Queue.DUE_TODAY, Queue.DUE_SOON, Queue.LATE_INTAKE)
RECENT = timedelta(minutes=5)


@click.command("metrics")
@click.option("--listen", envvar="METRICS_ADDRESS", default="127.0.0.1:9180", show_default=True)
@with_appcontext
def metrics(listen: str) -> None:
    """Serve /metrics to Prometheus until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own
    refuse_unsafe(app)
    role = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).username
    if role in SEES_PARTS:
        raise click.ClickException(both(WRONG_ROLE, {"role": role}))
    host, _colon, port = listen.rpartition(":")
    _server, serving = start_http_server(int(port), host, registry_of(app))
    serving.join()


def registry_of(app: Flask) -> CollectorRegistry:
    """What one machine shows of itself and of the database."""
    registry = CollectorRegistry()
    registry.register(Figures(app))
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library's
    return registry


class Figures(Collector):
    """Asks the database at each scrape; while it does not answer, only that is told."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def describe(self) -> Sequence[Metric]:
        return ()  # nothing is asked before the first scrape

    def collect(self) -> Iterator[Metric]:
        with self.app.app_context():
            try:
                found = [each for figures in FIGURES for each in figures()]
            except SQLAlchemyError:
                found = []
            finally:
                db.session.remove()
            yield _gauge("database_up", "Whether the database answers", int(bool(found)))
            yield from found
            yield from _scanner()
            yield from _file_store()


def _of_processes() -> Iterator[Metric]:
    line = db.session.connection()
    current = not list(health_check.schema_faults(line))
    yield _gauge("schema_current", "Whether the schema is the one of this program", int(current))
    ahead = clock_difference(line).total_seconds()
    yield _gauge("clock_difference_seconds", "How far its clock is ahead of the database's", ahead)
    heartbeat, seal = health_check.heartbeat_age(line), health_check.seal_age(line)
    alive = heartbeat is not None and heartbeat < health_check.HEARTBEAT_SECONDS
    yield _gauge("worker_up", "Whether a worker gives signs of life", int(alive))
    if seal is not None:
        yield _gauge("seal_age_seconds", "Age of the newest seal of the journals", seal)
    newest = select(JournalCheck).order_by(JournalCheck.id.desc()).limit(1)
    if check := db.session.scalar(newest):
        says = "Whether the newest check found the journals as they were sealed"
        yield _gauge("journals_intact", says, int(check.fault is None))
        age = (clock.real_now() - check.at).total_seconds()
        yield _gauge("journal_check_age_seconds", "Age of the newest check", age)


def _of_jobs() -> Iterator[Metric]:
    queued, oldest = monitoring.in_queue_of_all()
    states = ("waiting", "later", "running", "stalled", "failed")
    jobs = {state: sum(getattr(each, state) for each in queued) for state in states}
    yield _gauge("jobs", "Jobs in the queue", jobs, "state")
    yield _gauge("queue_age_seconds", "Since when the oldest job should have run", oldest)
    rounds = monitoring.rounds(queued, clock.real_now())
    wrong = {each.job.name: int(each.outcome in monitoring.WRONG) for each in rounds}
    yield _gauge("scheduled_job_wrong", "Whether its last run failed or was missed", wrong, "task")


def _of_messages() -> Iterator[Metric]:
    overdue = notifications.overdue_by_channel(clock.now())
    counts = {channel: overdue.get(channel, (0, 0.0)) for channel in Channel}
    waiting, ages = ({channel: pair[n] for channel, pair in counts.items()} for n in (0, 1))
    yield _gauge("messages_overdue", "Messages that should have been sent", waiting, "channel")
    yield _gauge("message_age_seconds", "Since when the oldest should be sent", ages, "channel")
    works = {channel: int(not circuit_breaker.read(channel).is_open) for channel in Channel}
    yield _gauge("gateway_up", "Whether the breaker of the channel is closed", works, "channel")


def _of_legs() -> Iterator[Metric]:
    everything, stuck = stuck_packets.stuck_in_city()
    yield _gauge("legs_open", "Forwarded files that are not back", everything)
    yield _gauge("legs_stuck", "Those that wait too long for a step", stuck, "reason")


def _of_dossiers() -> Iterator[Metric]:
    counts = queue_counts.counts_by_commune(QUEUES).values()
    sums = {queue: sum(each[queue] for each in counts) for queue in QUEUES}
    yield _gauge("dossiers", "Open dossiers of the city: all, late, due", sums, "queue")


def _of_surroundings() -> Iterator[Metric]:
    failing = service_levels.failing()
    up = {probe: int(probe not in failing) for probe in Probe if is_probed(probe)}
    yield _gauge("connection_up", "Whether the last probe of the minute succeeded", up, "probe")
    refused = access_log.counted_since(clock.real_now() - RECENT, AccessKind.SIGN_IN_REFUSED)
    yield _gauge("sign_ins_refused", "Refused sign-ins of the last five minutes", refused)


FIGURES: Sequence[Callable[[], Iterator[Metric]]] = (
    _of_processes,
    _of_jobs,
    _of_messages,
    _of_legs,
    _of_dossiers,
    _of_surroundings,
)


def _scanner() -> Iterator[Metric]:
    if current_app.config["CLAMD"]:
        try:
            storage.default_store().scanner.scan(Path(__file__))
            up = 1
        except RefusedFile:
            up = 0
        yield _gauge("scanner_up", "Whether the virus scanner answers", up)


def _file_store() -> Iterator[Metric]:
    up = int(health_check.files_answer())
    yield _gauge("file_store_up", "Whether the bucket of the files answers", up)


def _gauge(
    name: str, says: str, value: float | Mapping[Any, float], label: str = ""
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"mot_cua_{name}", says, labels=[label] if label else [])
    for word, figure in value.items() if isinstance(value, Mapping) else [("", value)]:
        family.add_metric([str(word)] if label else [], figure)
    return family
