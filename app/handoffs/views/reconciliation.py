"""Pages of the reconciliation, current or of an evening, and of stuck packets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.handoffs.models import Leg, Reconciliation
from app.handoffs.operations import reconciliation
from app.handoffs.operations.ledger_diff import DiscrepancyKind
from app.handoffs.queries import handovers, packet_lists, stuck_packets
from app.handoffs.queries.stuck_packets import Stuck
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.spreadsheets.writer import table_pieces
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.lists.pagination import page_number
from app.kernel.web.routes import route
from app.organisation import queries as organisation

KIND_WORDS: Mapping[str, LazyString] = {
    DiscrepancyKind.LOST_OUT: _("Lost on the way to the agency"),
    DiscrepancyKind.LOST_BACK: _("Lost on the way back to the commune"),
    DiscrepancyKind.NEVER_GIVEN: _("Taken, but never given"),
    DiscrepancyKind.TWICE: _("Counted twice"),
    DiscrepancyKind.CHECKSUM: _("Checksum differs"),
    DiscrepancyKind.NO_ROW: _("State without a row in the ledger"),
    DiscrepancyKind.NO_STATE: _("Row in the ledger without its state"),
    DiscrepancyKind.CUSTODY: _("An original is not where it should be"),
    DiscrepancyKind.SHEET: _("Delivery note and ledger disagree"),
}
STUCK_WORDS: Mapping[Stuck, LazyString] = {
    Stuck.NOT_RECEIVED: _("Sent and not received"),
    Stuck.LATE: _("Beyond the limit of the agency"),
    Stuck.NOT_COLLECTED: _("Answered and not collected"),
    Stuck.NOT_NOTED: _("Refused and not noted"),
    Stuck.NOT_COMPLETED: _("To be completed and not sent again"),
}
AGENCY_ACTS = frozenset({Stuck.NOT_RECEIVED, Stuck.LATE})
SHOWN = 10
"""Differences of two offices on the page; the file has all of them."""
HEADS = (
    _("Day"),
    _("Commune"),
    _("Agency"),
    _("We sent"),
    _("They hold"),
    _("On the way"),
    _("To collect"),
    _("Difference"),
    _("Code"),
    _("Forwarded file"),
)


@dataclass(frozen=True)
class Pair:
    """One line of the page: two offices, their counts and differences."""

    commune: str
    holder: str
    counts: Mapping[str, int]
    differences: list[dict[str, Any]]


class Reconciliations(BaseView):
    """Reconciliation of hand-overs (đối chiếu giao nhận)."""

    route_base = "/can-bo/doi-chieu"
    default_view = "compare"
    class_permission_name = "Reconciliation"

    @route("/", verb="read")
    def compare(self) -> Any:
        """The ledgers as they are now, or the stored result of an evening."""
        actor = current_actor()
        day, pairs = _asked_for(actor)
        access_log.log_list_access(actor, Leg, ())
        return self.render_template(
            "handoffs/reconciliation.html",
            day=day,
            days=handovers.reconciled_days(actor),
            pairs=pairs,
            words=KIND_WORDS,
            shown=SHOWN,
            is_agency=handovers.holds_packets(actor),
            live=_compares_now(actor),
        )

    @route("/tep.<kind>", verb="read")
    def file(self, kind: str) -> Response:
        actor = current_actor()
        day, pairs = _asked_for(actor)
        rows = [row for pair in pairs for row in _rows(day or clock.today(), pair)]
        content = table_pieces(kind, "Đối chiếu", HEADS, rows)
        access_log.log_list_access(actor, Leg, (), AccessKind.EXPORT)
        return download(f"doi-chieu-{day or clock.today():%Y-%m-%d}.{kind}", content)


class ReconciliationPackets(BaseView):
    """Stuck packets (hồ sơ liên thông tồn đọng)."""

    route_base = "/can-bo/lien-thong-ton-dong"
    default_view = "stuck"
    class_permission_name = "Leg"

    @route("/", verb="read")
    def stuck(self) -> Any:
        """Each with its days and who has to act, the longest first."""
        actor, number = current_actor(), page_number()
        found = stuck_packets.stuck(actor, number - 1)
        access_log.log_list_access(actor, Leg, ())
        return self.render_template(
            "handoffs/overdue_packets.html",
            rows=found[: packet_lists.PAGE],
            number=number,
            has_more=len(found) > packet_lists.PAGE,
            words=STUCK_WORDS,
            agency_acts=AGENCY_ACTS,
            many_communes=actor.city or len(actor.reads) > 1,
        )


def _asked_for(actor: Actor) -> tuple[date | None, list[Pair]]:
    """The day in the URL and its pairs; None for the current ledgers."""
    day = _day(request.args.get("ngay", ""))
    if day is None and not _compares_now(actor):
        day = next(iter(handovers.reconciled_days(actor)), None)
        if day is None:
            return None, []
    agency = handovers.holds_packets(actor)
    if day is not None:
        kept = handovers.reconciliations(actor, day)
        return day, [_kept(each, originals=not agency) for each in kept]
    seen = reconciliation.of_actor(actor)
    compared = reconciliation.compared(seen, originals=not agency)
    names = organisation.unit_names(
        {unit for pair in compared for unit in (pair.commune_id, pair.holder_unit_id)}
    )
    pairs = [
        Pair(
            commune=names[pair.commune_id],
            holder=names[pair.holder_unit_id],
            counts=reconciliation.counts_of(found),
            differences=[reconciliation.as_kept(each) for each in found.differences],
        )
        for pair, found in compared.items()
    ]
    return None, sorted(pairs, key=lambda pair: (-len(pair.differences), pair.commune))


def _compares_now(actor: Actor) -> bool:
    """The two offices do; whoever supervises communes looks at what was found each evening."""
    return not actor.city and actor.reads <= {seat.unit_id for seat in actor.postings}


def _kept(row: Reconciliation, *, originals: bool) -> Pair:
    """A stored result; without ``originals`` their places are left out."""
    told = [
        each for each in row.differences if originals or each["kind"] != DiscrepancyKind.CUSTODY
    ]
    return Pair(row.commune.name, row.holder.name, row.counts, told)


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _rows(day: date, pair: Pair) -> list[list[Any]]:
    """The counts of a pair, and a line for each difference."""
    counts = [pair.counts[key] for key in ("sent", "held", "on_way", "to_collect")]
    head = [f"{day:%d/%m/%Y}", pair.commune, pair.holder, *counts]
    if not pair.differences:
        return [[*head, gettext("Agrees"), "", ""]]
    return [[*head, str(KIND_WORDS[d["kind"]]), d["code"], d["n"]] for d in pair.differences]
