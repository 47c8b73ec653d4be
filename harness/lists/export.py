"""Export of 100,000 dossiers as Excel and CSV with constant memory.

A city-wide reader exports every dossier; the file is read from the socket in chunks and the memory
of the process is measured at each of them. Then the file is opened and compared with the table, row
by row, and so are names that would be formulas.
"""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.accounts.roles import Role
from app.kernel.db import db
from harness.stage.application import Client, own_application
from harness.stage.factories import ADossier, AnOfficer, browser_of
from harness.stage.factories.people import seat_of

LIST = "/can-bo/ho-so/list/"
ORDER = "?_oc_DossierView=submitted_at&_od_DossierView=desc"
FEW = 1_000
"""The length of a first export, for the baseline of any export."""
FORMULA = '=HYPERLINK("http://x","An")'
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
MB = 1024 * 1024

_COPIES = """
insert into dossier select copy.*
from dossier original, generate_series(%(first)s::integer, %(last)s::integer) n,
lateral jsonb_populate_record(original, jsonb_build_object(
  'id', gen_random_uuid(),
  'code', original.code || '-' || n,
  'submitted_at', original.submitted_at + n * interval '1 second',
  'subject_name', case when n %% 1000 = 1 then %(formula)s else 'Nguyễn Thị Bé ' || n end
)) copy where original.id = %(original)s
"""


@dataclass(frozen=True)
class Sent:
    """One file, and what it took to send it."""

    seconds: float
    size_mb: float
    peak_mb: float
    """Peak memory of the process during the response, above that before."""


def measure(rows: int = 100_000) -> dict[str, Any]:
    with own_application("export") as (app, database), database.connect() as line:
        app.test_client_class = Client
        return export_rows(app, line, rows)


def export_rows(app: Flask, line: psycopg.Connection[Any], rows: int) -> dict[str, Any]:
    """Export this many rows both ways; errors in the files are counted."""
    original, city = ADossier().id, AnOfficer(Role.CITY_JUSTICE, seat_of(Role.CITY_JUSTICE))
    reader = _plain(app, browser_of(app, city))
    db.session.remove()
    few = min(FEW, rows)
    _fill(line, original, range(1, few))
    for kind in ("xlsx", "csv"):
        with tempfile.TemporaryFile() as file:
            _send(reader, kind, file)
    _fill(line, original, range(few, rows))
    table = line.execute(
        "select subject_name, code from dossier order by submitted_at desc, id desc"
    ).fetchall()
    found: dict[str, Any] = {"export_rows": len(table), "export_wrong": 0}
    found["export_process_mb"] = round(_memory() / MB)
    for kind, read in (("xlsx", _of_workbook), ("csv", _of_csv)):
        with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
            sent = _send(reader, kind, file)
            kept = list(read(Path(file.name)))
        found["export_wrong"] += abs(len(kept) - len(table))
        found["export_wrong"] += sum(a != b for a, b in zip(kept, table, strict=False))
        found |= {
            f"export_{kind}_s": round(sent.seconds, 1),
            f"export_{kind}_mb": round(sent.size_mb, 1),
            f"export_{kind}_peak_mb": round(sent.peak_mb, 1),
        }
    return found


def _plain(app: Flask, browser: FlaskClient) -> FlaskClient:
    """A browser with the same session that reads responses in chunks."""
    plain = FlaskClient(app, app.response_class)
    for cookie in (browser._cookies or {}).values():
        plain.set_cookie(cookie.key, cookie.value)
    return plain


def _fill(line: psycopg.Connection[Any], original: UUID, numbers: range) -> None:
    """Copies of the one dossier under these numbers, with triggers off: nobody works on them."""
    line.execute("set session_replication_role = replica")
    words = {"original": original, "first": numbers.start, "last": numbers.stop - 1}
    line.execute(_COPIES, words | {"formula": FORMULA})
    line.execute("analyze dossier")


def _send(browser: FlaskClient, kind: str, file: IO[bytes]) -> Sent:
    """Read the file from the server as it comes."""
    before = most = _memory()
    begun = time.monotonic()
    answer = browser.get(f"{LIST}{kind}{ORDER}")
    if answer.status_code != 200:
        raise RuntimeError(f"{kind}: {answer.status_code}")
    for piece in answer.iter_encoded():
        file.write(piece)
        most = max(most, _memory())
    answer.close()
    file.flush()
    return Sent(time.monotonic() - begun, file.tell() / MB, (most - before) / MB)


def _memory() -> int:
    """Resident memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


def _of_workbook(path: Path) -> Iterator[tuple[str, str]]:
    """Name and code of each row, as a spreadsheet reads them."""
    book = load_workbook(path, read_only=True)
    for name, code in book.worksheets[0].iter_rows(min_row=2, max_col=2):
        yield (name.value if name.data_type != "f" else "", code.value)
    book.close()


def _of_csv(path: Path) -> Iterator[tuple[str, str]]:
    """Name and code of each row; the apostrophe before a formula is removed."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for name, code, *_rest in rows:
            yield (name.removeprefix("'") if name.startswith("'=") else name, code)
