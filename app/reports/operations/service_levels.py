"""Service levels: each minute the worker asks whether the system and its connections answer.

The worker needs the database, and ``/readyz`` a worker: minutes in which nobody probed count as
failed for these two. The times are real ones; they concern machines, not dossiers.
"""

import socket
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from flask_babel import lazy_gettext as _
from sqlalchemy import Engine, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from app.kernel import clock, public_urls, retention
from app.kernel.db import db, transaction
from app.kernel.jobs import queue
from app.kernel.retention import SECURITY, PurgeResult, RetentionRule
from app.notifications.models.outbox import Channel
from app.notifications.operations import circuit_breaker
from app.reports.models.service_levels import ProbeDay, ServiceOutage
from app.reports.queries import service_levels
from app.reports.vocabulary import Probe, ProbeFault
from config import Config

ANSWERS_WITHIN = 5.0
"""Seconds."""
MINUTE = timedelta(minutes=1)
UNNOTICED = 3 * MINUTE
"""Between two probes, without anybody having stopped: a minute may be late or left out."""
NEED_THE_WORKER = (Probe.SYSTEM, Probe.DATABASE)

_addresses: dict[Probe, str] = {}


def use(settings: Config) -> None:
    """Set the addresses once at start; called by ``create_app()`` only."""
    gateway = urlsplit(settings.notices.kannel_url)
    sms = f"{gateway.hostname}:{gateway.port or 80}" if settings.notices.sms == "kannel" else ""
    given = {
        Probe.WAN: settings.wan_address,
        Probe.SMS: sms,
        Probe.DATA_CENTRE: settings.data_centre_address,
    }
    _addresses.clear()
    _addresses.update({probe: address for probe, address in given.items() if address})


def is_probed(probe: Probe) -> bool:
    return probe in NEED_THE_WORKER or probe in _addresses


@queue.periodic(
    "reports.probe",
    "* * * * *",
    _("Probe whether the system and its connections answer"),
    whole=False,
)
def probe_each_minute() -> None:
    found = measure()
    with transaction():
        record(found, clock.real_now())


def measure() -> Mapping[Probe, ProbeFault | None]:
    """Ask everything at once, outside of any transaction."""
    asked: dict[Probe, Callable[[], None]] = {
        Probe.SYSTEM: partial(_ask_system, public_urls.page("readyz")),
        Probe.DATABASE: partial(_ask_database, db.engine.engine),
    }
    asked |= {probe: partial(_connect, address) for probe, address in _addresses.items()}
    with ThreadPoolExecutor(len(asked)) as pool:
        found = dict(zip(asked, pool.map(_fault, asked.values()), strict=True))
    if found.get(Probe.SMS, ProbeFault.SHUT) is None:
        with transaction():
            if circuit_breaker.read(Channel.SMS).is_open:
                found[Probe.SMS] = ProbeFault.SHUT
    return found


def record(found: Mapping[Probe, ProbeFault | None], now: datetime) -> None:
    """Count the probes into their day; begin and end outages."""
    last_at = service_levels.last_at()
    for probe, fault in found.items():
        last = last_at.get(probe)
        if probe is Probe.SYSTEM and fault and last is None:
            continue  # a new installation: its web server is about to start for the first time
        if last and probe in NEED_THE_WORKER and now - last > UNNOTICED:
            _record_gap(probe, last, now)
        _count(probe, now, made=1, failed=int(fault is not None))
        if fault is None:
            _end_outage(probe, now)
        else:
            _begin_outage(probe, fault, now)


def _record_gap(probe: Probe, last: datetime, now: datetime) -> None:
    """All minutes in which nobody probed have failed."""
    first = max(last, now - service_levels.KEPT) + MINUTE
    missed = [first + n * MINUTE for n in range((now - first) // MINUTE)]
    newest = {clock.local(minute).date(): minute for minute in missed}
    for day, count in Counter(clock.local(minute).date() for minute in missed).items():
        _count(probe, newest[day], made=count, failed=count)
    _begin_outage(probe, ProbeFault.UNMEASURED, first)
    _end_outage(probe, now)


def _count(probe: Probe, at: datetime, *, made: int, failed: int) -> None:
    row = insert(ProbeDay).values(
        probe=probe, day=clock.local(at).date(), made=made, failed=failed, last_at=at
    )
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=[ProbeDay.probe, ProbeDay.day],
            set_={
                "made": ProbeDay.made + row.excluded.made,
                "failed": ProbeDay.failed + row.excluded.failed,
                "last_at": row.excluded.last_at,
            },
        )
    )


def _begin_outage(probe: Probe, fault: ProbeFault, at: datetime) -> None:
    """One that is open already goes on, with the fault it began with."""
    row = insert(ServiceOutage).values(probe=probe, fault=fault, began_at=at)
    db.session.execute(row.on_conflict_do_nothing())


def _end_outage(probe: Probe, at: datetime) -> None:
    is_open = ServiceOutage.probe == probe, ServiceOutage.ended_at.is_(None)
    db.session.execute(update(ServiceOutage).where(*is_open).values(ended_at=at))


def _fault(ask: Callable[[], None]) -> ProbeFault | None:
    try:
        ask()
    except HTTPError:
        return ProbeFault.NOT_READY
    except ConnectionRefusedError:
        return ProbeFault.REFUSED
    except (OSError, HTTPException, SQLAlchemyError) as error:
        refused = isinstance(getattr(error, "reason", None), ConnectionRefusedError)
        return ProbeFault.REFUSED if refused else ProbeFault.SILENT
    return None


def _ask_system(address: str) -> None:
    with urlopen(address, timeout=ANSWERS_WITHIN) as answer:  # noqa: S310  # our own address
        answer.read()


def _ask_database(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(select(1))


def _connect(address: str) -> None:
    host, _colon, port = address.rpartition(":")
    socket.create_connection((host.strip("[]"), int(port)), ANSWERS_WITHIN).close()


def _purge(before: datetime, at_most: int) -> PurgeResult:
    day = clock.local(before).date()
    key = ProbeDay.probe, ProbeDay.day
    old_days = select(*key).where(ProbeDay.day < day).limit(at_most)
    days = delete(ProbeDay).where(tuple_(*key).in_(old_days)).returning(ProbeDay.day)
    gone = db.session.scalars(days).all()
    ended = ServiceOutage.ended_at < before
    db.session.execute(delete(ServiceOutage).where(ended))
    return PurgeResult(len(gone))


retention.declare(
    RetentionRule(
        name="service_levels",
        what=_("Probes whether the system and its connections answer (counts by day, outages)"),
        kept=service_levels.KEPT,
        since=_("probed"),
        then=_("the line is removed"),
        law=SECURITY,
        order=93,
        purge=_purge,
    ),
)
