"""Leaks by counts: a page must not change when strangers' rows are doubled.

Each user's lists, counts and statistics are read, the rows of all communes without access are
doubled, and the same pages are read again. Any difference is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.kernel import clock
from app.reports.vocabulary import ReportPeriod, ReportSpan
from harness.authorization_matrix.calls import Call
from harness.authorization_matrix.people import Rights

_FLEETING = re.compile(
    rb'nonce="[^"]*"|name="csrf_token"[^>]*>|content="[\w.\-]{40,}"|value="[\w.\-]{60,}"|id="csrf[^>]*>'
)
PAGES = (
    "/can-bo/",
    "/can-bo/mot-cua/",
    "/can-bo/mot-cua/?hang=all",
    "/can-bo/ho-so-lien-thong/",
    "/can-bo/ho-so-lien-thong/?muc=tat-ca",
    "/can-bo/ho-so/list/",
    "/can-bo/giay-to/list/",
    "/can-bo/nhanh-lien-thong/list/",
    "/can-bo/so-ho-tich/dang-ky/list/",
    "/can-bo/so-ho-tich/quyen/list/",
    "/can-bo/nhan-su/list/",
    "/can-bo/vi-tri/list/",
    "/can-bo/hoc-vien/list/",
    "/can-bo/chua-co-tai-khoan/list/",
    "/can-bo/bang-dieu-hanh/ho-so/?chi-tieu=open",
    "/can-bo/bao-cao-dinh-ky/?ky={month}",
    "/can-bo/kenh-nop/",
    "/can-bo/ket-qua-trien-khai/",
    "/can-bo/ban-do/?chi_tieu=tu-nop",
)
"""The last five count dossiers when they are asked for."""
OPENED = 200
DOUBLED = {
    "dossier": "commune_id = %(unit)s",
    "leg": "commune_id = %(unit)s",
    "paper": "dossier_id in (select id from dossier where commune_id = %(unit)s)",
    "staff": "unit_id = %(unit)s",
    "posting": "unit_id = %(unit)s",
}


def look(harness: Any, walkers: Mapping[str, Any]) -> None:
    """Compare the pages of all users who read less than the whole city."""
    month = ReportPeriod.of(ReportSpan.MONTH, clock.today()).code
    pages = [page.format(month=month) for page in PAGES]
    for name, _person, rights in harness.officers():
        walker, places = walkers[name], [*_strange_places(harness, rights)]
        before = {page: _said(walker, page) for page in pages if places}
        open_to = [page for page, said in before.items() if said is not None]
        with harness.line.transaction(force_rollback=False):
            for place in places:
                _double(harness, place)
        after = {page: _said(walker, page) for page in open_to}
        harness.ledger.take()
        for page in open_to:
            if before[page] != after[page] and _said(walker, page) == before[page]:
                call = Call("GET", page, page, f"{', '.join(places)} doubled")
                walker.found("count", call, "body", _difference(before[page], after[page]))
        harness.walk.calls += len(before) + len(after)


def _strange_places(harness: Any, rights: Rights) -> Iterator[str]:
    sending = {harness.facts["legs"][leg]["commune"] for leg in rights.legs}
    for name, place in harness.facts["places"].items():
        if place["unit"] not in rights.reads | rights.manages | rights.units | sending:
            yield name


def _said(walker: Any, page: str) -> bytes | None:
    """What the page says; None if it does not open."""
    answer = walker.ask(Call("GET", page, page, ""))
    body = _FLEETING.sub(b"", answer.get_data()) if answer.status_code == OPENED else None
    answer.close()
    return body


def _double(harness: Any, place: str) -> None:
    """Copy every row of the place under other keys."""
    line, unit = harness.line, harness.facts["places"][place]["unit"]
    for table, where in DOUBLED.items():
        columns = {
            name
            for (name,) in line.execute(
                "select column_name::text from information_schema.columns"
                " where table_schema = 'public' and table_name = %s and is_generated = 'NEVER'",
                [table],
            )
        }
        fresh = {
            "id": "gen_random_uuid()",
            "code": "'X' || left(code, 30) || left(gen_random_uuid()::text, 6)",
        }
        if table == "leg":
            fresh = {"id": "gen_random_uuid()", "dossier_id": "gen_random_uuid()"}
        if table == "staff":
            fresh["user_id"] = "null"
        if table == "posting":
            fresh["staff_id"] = "gen_random_uuid()"
        names = sorted(columns)
        values = ", ".join(fresh.get(name, f'"{name}"') for name in names)
        listed = ", ".join(f'"{name}"' for name in names)
        line.execute(b"set local session_replication_role = replica")
        line.execute(
            f"with made as (insert into {table} ({listed}) select {values} from {table}"
            f" where {where} returning *) insert into matrix.written (tab, op, new)"
            " select %(table)s, 'INSERT', to_jsonb(made) from made".encode(),
            {"unit": unit, "table": table},
        )


def _difference(before: bytes | None, after: bytes | None) -> str:
    old, new = ((said or b"").decode().splitlines() for said in (before, after))
    changed = [b for a, b in zip(old, new, strict=False) if a != b]
    return (changed or [f"{len(old)} lines became {len(new)}"])[0].strip()[:120]
