"""The SQL of each page; also run without any page (“the queries alone”).

Each function returns what the page shows. The user is known from the scope that ``enter`` has
signed; the query's own filter stays, as in ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.dossiers import workflow

Rows = list[dict[str, Any]]
Ask = Callable[..., Rows]
"""Runs one statement and returns its rows."""

NAME = "floor"
"""Its connections, which stay open when those of ours are ended."""
PAGE = 25
COUNT_UP_TO = 1_000
NAMED_AT_MOST = 2_000
OPEN = f"state in {(*sorted(map(str, workflow.OPEN)),)}"
ENTER = "select mc_enter(%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Who:
    """The user of the page."""

    name: str
    own: Sequence[int]
    """Units of the user's postings."""
    reads: Sequence[int]
    city: bool

    def filter(self, column: str = "d.commune_id") -> str:
        """The filter of the query itself."""
        if self.city:
            return "true"
        if len(self.reads) == 1:
            return f"{column} = {int(self.reads[0])}"
        return f"{column} = any('{{{','.join(str(int(each)) for each in self.reads)}}}')"


def who(ask: Ask) -> Who | None:
    """The user of the cookie's session; None if it is over."""
    (row,) = ask(
        "select mc_staff_name(mc_staff()) as name, mc_own() as own, mc_reads() as reads,"
        " mc_city() as city"
    )
    if row["name"] is None:
        return None
    return Who(row["name"], row["own"] or (), row["reads"] or (), bool(row["city"]))


ORDERS = {
    "newest": "d.submitted_at desc, d.id desc",
    "due": "d.due_at desc nulls last, d.id desc",
}


def listing(
    ask: Ask,
    of: Who,
    *,
    order: str = "newest",
    after: tuple[datetime, str] | None = None,
    typed: str = "",
    due_by: date | None = None,
) -> dict[str, Any]:
    """One page of the generated list, and the count up to the same limit as ours."""
    where, values = of.filter(), dict[str, Any]()
    if typed:
        pattern = f"%{typed}%"
        (keys,) = ask("select mc_named(%s, %s, %s) as found", [pattern, pattern, NAMED_AT_MOST])
        known = keys["found"] is not None
        where += " and d.id = any(%(typed)s)" if known else " and d.subject_folded like %(typed)s"
        values["typed"] = keys["found"] if known else pattern
    if due_by:
        where += (
            " and (d.state = 'submitted' or d.due_at < (%(by)s::date + 1)::timestamp"
            " at time zone 'Asia/Ho_Chi_Minh')"
        )
        values["by"] = due_by
    counting = where
    if after:
        where += " and (d.submitted_at, d.id) < (%(at)s, %(id)s)"
        values |= {"at": after[0], "id": after[1]}
    rows = ask(
        "select d.id, d.code, d.commune_id, d.subject_name, d.state, d.submitted_at, d.due_at,"
        " u.name as commune"
        f" from dossier d join unit u on u.id = d.commune_id where {where}"
        f" order by {ORDERS[order]} limit {PAGE + 1}",
        values,
    )
    count = len(rows)
    if len(rows) > PAGE:
        (counted,) = ask(
            f"select count(*) as n from (select from dossier d where {counting}"
            f" limit {COUNT_UP_TO + 1}) as counted",
            values,
        )
        count = counted["n"]
    may_edit = any(row["commune_id"] in of.own for row in rows)
    return {"rows": rows[:PAGE], "count": count, "may_edit": may_edit}


def queue(ask: Ask, of: Who, now: datetime, tomorrow: datetime, soon: datetime) -> dict[str, Any]:
    """All open dossiers, most urgent first, and the number in each queue of a desk."""
    rows = ask(
        "select d.id, d.code, d.subject_name, d.state, d.submitted_at, d.due_at, d.intake_due_at,"
        " d.clock_started_at, d.ended_at, d.supplements_asked, p.short_name as procedure"
        " from dossier d join procedure_version v on v.id = d.procedure_version_id"
        " join procedure p on p.id = v.procedure_id"
        f" where {of.filter()} and d.{OPEN}"
        f" order by d.due_at nulls last, d.submitted_at, d.id limit {PAGE + 1}"
    )
    (counts,) = ask(
        "select count(*) filter (where d.state = 'submitted') as new,"
        " count(*) filter (where d.state = 'submitted' and d.intake_due_at < %(now)s)"
        "   as late_intake,"
        " count(*) filter (where d.state in ('accepted', 'prepared')"
        "   and d.declarant_signed_at is null and d.visited_at is null"
        "   and d.visit_at >= %(tomorrow)s - interval '1 day' and d.visit_at < %(tomorrow)s)"
        "   as visits,"
        " count(*) filter (where d.state in ('accepted', 'prepared')"
        "   and d.declarant_signed_at is null and d.visited_at is null"
        "   and d.visit_at < %(tomorrow)s - interval '1 day') as missed,"
        " count(*) filter (where d.state = 'supplementing') as waiting,"
        " count(*) filter (where d.state = 'ready') as to_return,"
        f" count(*) filter (where d.{OPEN} and exists (select from leg l where l.dossier_id = d.id"
        "   and l.kind <> 'commune' and l.closed_at is null"
        "   and l.state in ('answered', 'refused'))) as to_collect,"
        " count(*) filter (where d.owed_since is not null) as to_give_back,"
        f" count(*) filter (where d.{OPEN} and d.due_at >= %(now)s and d.due_at < %(tomorrow)s)"
        "   as due_today,"
        f" count(*) filter (where d.{OPEN} and d.due_at >= %(tomorrow)s and d.due_at < %(soon)s)"
        "   as due_soon,"
        f" count(*) filter (where d.{OPEN} and d.due_at < %(now)s) as late,"
        f' count(*) filter (where d.{OPEN}) as "all"'
        f" from dossier d where {of.filter()} and (d.{OPEN} or d.owed_since is not null)",
        {"now": now, "tomorrow": tomorrow, "soon": soon},
    )
    return {"rows": rows[:PAGE], "has_more": len(rows) > PAGE, "counts": list(counts.values())}


def dossier(ask: Ask, of: Who, key: str, today: date) -> dict[str, Any]:
    one = {"key": key}
    (found,) = ask(
        "select d.*, u.name as commune, u.district_id, p.short_name as procedure"
        " from dossier d join unit u on u.id = d.commune_id"
        " join procedure_version v on v.id = d.procedure_version_id"
        f" join procedure p on p.id = v.procedure_id where d.id = %(key)s and {of.filter()}",
        one,
    )
    here = one | {"district": found["district_id"], "commune": found["commune_id"], "day": today}
    return {
        "d": found,
        "papers": ask(
            "select p.*, m.at as moved_at, m.target as moved_to from paper p"
            " left join custody_move m on m.paper_id = p.id"
            " where p.dossier_id = %(key)s order by p.filed_at, p.id, m.id",
            one,
        ),
        "journal": ask(
            "select e.at, e.action, e.capacity, e.reason, mc_staff_name(e.staff_id) as staff"
            " from dossier_event e where e.dossier_id = %(key)s order by e.id desc",
            one,
        ),
        "ledgers": ask(
            "select 'fee' as of, f.key, f.label as words, f.amount, f.taken_at as at"
            " from fee f where f.dossier_id = %(key)s"
            " union all select 'pause', null, x.cause, null, lower(x.during)"
            " from deadline_pause x where x.dossier_id = %(key)s"
            " union all select 'extension', null, x.cause, x.amount, null"
            " from deadline_extension x where x.dossier_id = %(key)s"
            " union all select 'supplement', x.n::text, x.items::text, null, x.asked_at"
            " from supplement_request x where x.dossier_id = %(key)s"
            " union all select 'reappointment', null, x.reason, null, x.new_at"
            " from promise_change x where x.dossier_id = %(key)s",
            one,
        ),
        "facilities": ask(
            "select f.code, f.name from health_facility f"
            " where f.district_id = %(district)s and f.during @> %(day)s::date",
            here,
        ),
        "money": ask(
            "select m.kind, m.amount, m.receipt_no, m.at, mc_staff_name(m.staff_id) as staff"
            " from fee_move m where m.dossier_id = %(key)s order by m.id",
            one,
        ),
        "legs": ask(
            "select l.id, l.kind, l.state, l.sent_at, l.received_at, l.answered_at, l.closed_at,"
            " l.due_at, l.list_confirmed_at, u.name as holder, h.direction, h.packet_n, h.party,"
            " h.at, h.seat, mc_staff_name(h.staff_id) as staff"
            " from leg l join unit u on u.id = l.holder_unit_id"
            " left join handover h on h.leg_id = l.id"
            " where l.dossier_id = %(key)s order by l.seq, l.kind, h.id",
            one,
        ),
        "entries": ask(
            "select e.number, e.year, e.registered_on, e.content, b.code as book,"
            " e.certificate_id, p.name as certificate, x.status as ended, x.since as ended_on,"
            " t.series, u.number as blank, n.text as note, n.made_on as noted_on,"
            " n.basis as note_basis, o.text as proposed from register_entry e"
            " join register_book b on b.id = e.book_id left join paper p on p.id = e.certificate_id"
            " left join issued_paper i on i.paper_id = e.certificate_id"
            " left join issued_paper_end x on x.issued_id = i.id"
            " left join blank_use u on u.paper_id = e.certificate_id"
            " left join blank_batch t on t.id = u.batch_id"
            " left join entry_note n on n.entry_id = e.id"
            " left join entry_proposal o on o.entry_id = e.id"
            " and not exists (select from proposal_decision z where z.proposal_id = o.id)"
            f" where e.dossier_id = %(key)s and {of.filter('e.unit_id')} order by e.signed_at",
            here,
        ),
        "told": ask(
            "select m.template, m.channel, m.recipient, m.state, m.created, m.sent_at,"
            " m.finished_at, m.parts, m.facts, w.sms, w.subject, w.full, c.outcome, c.last_at,"
            " c.note, mc_staff_name(c.by_id) as called_by from message m"
            " left join call_task c on c.message_id = m.id"
            " left join message_wording w on w.id = m.wording_id"
            " where m.subject_id = %(key)s order by m.created desc, m.id limit 50",
            one,
        ),
        "beside": ask(
            "select 'officer' as of, mc_staff_name(p.staff_id) as name, max(upper(a.during))::text"
            " as words, null::timestamptz as at from posting p left join absence a"
            " on a.staff_id = p.staff_id and a.unit_id = p.unit_id and a.during @> %(day)s::date"
            " where p.unit_id = %(commune)s and p.role in ('commune_reception', 'commune_justice')"
            " and p.during @> %(day)s::date group by p.staff_id"
            " union all select 'note', mc_staff_name(n.staff_id), n.text, n.at"
            " from dossier_note n where n.dossier_id = %(key)s"
            " union all select 'lock', mc_staff_name(k.staff_id), null, k.until"
            " from edit_lock k where k.dossier_id = %(key)s and k.until > now()",
            here,
        ),
        "known": ask(
            "select 'lookup' as of, l.person as key, mc_look_up_outcome(l.id) as words, l.at,"
            " mc_staff_name(l.staff_id) as staff, a.source as name from population_lookup l"
            " left join population_answer a on a.lookup_id = l.id where l.dossier_id = %(key)s"
            " union all select 'alike', c.other_code, c.decision, c.decided_at,"
            " mc_staff_name(c.decided_by_id), u.name from duplicate_candidate c"
            " join unit u on u.id = c.other_commune_id where c.dossier_id = %(key)s"
            " union all select 'compared', null, null, k.at, null, null"
            " from duplicate_check k where k.dossier_id = %(key)s",
            one,
        ),
        "slips": ask(
            "select s.id, s.kind, s.number, s.issued_at, mc_staff_name(s.staff_id) as staff"
            " from slip s where s.dossier_id = %(key)s order by s.issued_at desc, s.kind",
            one,
        ),
    }


def replay(ask: Ask, asked: Sequence[str]) -> None:
    """The statements that our own page runs, one after the other."""
    for statement in asked:
        ask(statement)


def form(ask: Ask, version: int) -> list[tuple[str, list[tuple[str, str, dict[str, str]]]]]:
    """Headings and questions of a version, with the labels of choices."""
    (found,) = ask(
        "select compiled -> 'sections' as it from procedure_version where id = %s", [version]
    )
    return [
        (
            part["title"],
            [(q["key"], q["label"], _choices(q)) for q in part["questions"]],
        )
        for part in found["it"]
    ]


def _choices(question: dict[str, Any]) -> dict[str, str]:
    """Those of the question itself; catalogues stay codes."""
    written = question.get("choices")
    return dict(written) if isinstance(written, list) else {}


def section(ask: Ask, draft: str, token: bytes, now: datetime, today: date) -> dict[str, Any]:
    """The draft of a citizen, and the choices on the page."""
    (found,) = ask(
        "select d.id, d.answers, d.completed_sections, d.saved_at, p.short_name as procedure,"
        " u.name as commune, h.name as district, h.code as district_code"
        " from draft d join procedure_version v on v.id = d.version_id"
        " join procedure p on p.id = v.procedure_id"
        " join unit u on u.id = d.commune_id join unit h on h.id = u.district_id"
        " where d.id = %s and d.secret_hash = sha256(%s) and d.expires_at > %s",
        [draft, token, now],
    )
    places = ask(
        "select u.code, u.name, h.name as district from unit u join unit h on h.id = u.district_id"
        " where u.during @> %s::date and u.kind = 'commune'"
        " order by h.code <> %s, h.folded, u.folded, u.code",
        [today, found["district_code"]],
    )
    return {"draft": found, "a": found["answers"], "places": places}


def tracking(ask: Ask, key: str) -> dict[str, Any]:
    """The state of a dossier, for its citizen."""
    one = {"key": key}
    (found,) = ask(
        "select d.code, d.state, d.submitted_at, d.accepted_at, d.visited_at, d.visit_at,"
        " d.registered_at, d.ended_at, d.promised_at, d.due_at, d.intake_due_at, d.channel,"
        " p.short_name as procedure, u.name as commune, u.address, u.phone, u.hours,"
        " h.name as district"
        " from dossier d join procedure_version v on v.id = d.procedure_version_id"
        " join procedure p on p.id = v.procedure_id"
        " join unit u on u.id = d.commune_id join unit h on h.id = u.district_id"
        " where d.id = %(key)s",
        one,
    )
    legs = ask(
        "select l.kind, l.state, l.received_at, l.due_at, u.name as holder"
        " from leg l join unit u on u.id = l.holder_unit_id"
        " where l.dossier_id = %(key)s order by l.seq, l.kind",
        one,
    )
    news = ask(
        "select e.at, e.action, l.kind, u.name as holder from dossier_event e"
        " left join leg l on l.id = e.leg_id left join unit u on u.id = l.holder_unit_id"
        " where e.dossier_id = %(key)s order by e.id desc",
        one,
    )
    fees = ask(
        "select f.label, f.amount, f.taken_at, f.receipt_no from fee f"
        " where f.dossier_id = %(key)s and f.taken_at is not null",
        one,
    )
    letters = ask(
        "select c.number, c.sent_at from complaint c"
        " where c.dossier_id = %(key)s order by c.n desc",
        one,
    )
    asked = ask("select 1 from satisfaction s where s.dossier_id = %(key)s", one)
    return {
        "d": found, "legs": legs, "news": news, "fees": fees, "letters": letters, "asked": asked
    }  # fmt: skip
