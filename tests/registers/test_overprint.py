"""Values on the ministry's blank: only they, at their places, shifted as the commune has set."""

from __future__ import annotations

import re
from io import BytesIO

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from app.registers.models.blanks import BlankKind
from app.registers.models.overprint import OVERPRINTED
from app.registers.operations.overprint import offset_of
from app.registers.slips import overprint
from app.registers.slips.overprint import PLACES, Offset
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of

PAGE = "/can-bo/so-ho-tich/in-phoi"
PT_OF_TENTH = 72 / 254


def where(pdf: bytes, page: int = 0) -> dict[str, tuple[float, float]]:
    """Each text with the place where it begins, in points from the upper left corner."""
    found: dict[str, tuple[float, float]] = {}
    leaf = pypdf.PdfReader(BytesIO(pdf)).pages[page]
    height = float(leaf.mediabox.height)

    def note(text: str, cm: list[float], tm: list[float], *_font: object) -> None:
        x = tm[4] * cm[0] + cm[4]
        y = height - (tm[5] * cm[3] + cm[5])
        if text.strip():
            found[" ".join(text.split())] = (x, y)

    leaf.extract_text(visitor_text=note)
    return found


@pytest.mark.usefixtures("database")
def test_an_officer_sets_the_offset_and_every_value_moves_by_it(app: Flask) -> None:
    dossier = ADossier(State.READY, procedure=BIRTH)
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    desk = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune))
    panel = desk.get(f"/can-bo/mot-cua/ho-so/{dossier.id}").get_data(as_text=True)
    assert f"{PAGE}/{entry.id}" in panel
    before = where(desk.get(f"{PAGE}/{entry.id}").get_data())
    assert dossier.subject_name.upper() in before
    assert "GIẤY KHAI SINH" not in before, "the blank has the words of the form"
    assert not any("Giới tính" in text for text in before)

    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', desk.get(f"{PAGE}/").get_data(as_text=True)
    )
    assert token is not None
    sent = {"csrf_token": token[1], "commune": dossier.commune_id, "blank": "birth"}
    wrong = desk.post(f"{PAGE}/do-lech", data={**sent, "right": "99", "down": "0"})
    said = wrong.get_data(as_text=True)
    assert "từ -30 đến 30" in said
    assert 'href="#right_birth"' in said
    assert len(set(re.findall(r' id="([^"]+)"', said))) == len(re.findall(r' id="[^"]+"', said))
    kept = desk.post(f"{PAGE}/do-lech", data={**sent, "right": "1,5", "down": "-2"})
    assert kept.status_code == 302
    db.session.expire_all()
    assert offset_of(dossier.commune_id, BlankKind.BIRTH) == Offset(15, -20)
    assert offset_of(dossier.commune_id, BlankKind.MARRIAGE) == Offset()
    after = where(desk.get(f"{PAGE}/{entry.id}").get_data())
    assert before.keys() == after.keys()
    for text, (x, y) in before.items():
        moved = after[text][0] - x, after[text][1] - y
        assert moved == pytest.approx((15 * PT_OF_TENTH, -20 * PT_OF_TENTH), abs=0.05), text
    changes = select(AuditEntry.fields).where(AuditEntry.subject == "overprint_offset")
    assert db.session.scalars(changes).all() == [["down_tenths", "right_tenths"]]
    trial = desk.get(f"{PAGE}/in-thu/birth").get_data()
    said = pypdf.PdfReader(BytesIO(trial)).pages[0].extract_text()
    assert "sang phải 1,5 mm" in said
    assert "Họ, chữ đệm, tên người mẹ" in said


@pytest.mark.usefixtures("database")
def test_other_papers_and_other_communes_are_not_printed_on_blanks(app: Flask) -> None:
    birth = ADossier(State.READY, procedure=BIRTH)
    death = ADossier(State.READY, procedure="1.000656")
    entry, other = queries.of_dossier(birth.id), queries.of_dossier(death.id)
    assert entry is not None
    assert other is not None
    desk = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, birth.commune))
    assert desk.get(f"{PAGE}/{other.id}").status_code == 409
    stranger = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune(1)))
    assert stranger.get(f"{PAGE}/{entry.id}").status_code == 404
    assert stranger.get(f"{PAGE}/?xa={birth.commune_id}").status_code == 404
    assert desk.get(f"{PAGE}/in-thu/nothing").status_code == 404


def test_both_originals_of_a_marriage_are_printed(database: Database) -> None:
    dossier = ADossier(State.READY, procedure="1.000894")
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    pdf = overprint.overprint(entry.content, Offset())
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) == 2
    assert where(pdf) == where(pdf, 1)
    names = [dossier.answers[f"{who}_name"].upper() for who in ("bride", "groom")]
    assert set(names) <= where(pdf).keys()


@pytest.mark.parametrize("blank", OVERPRINTED)
def test_the_places_lie_on_the_sheet_and_do_not_cover_one_another(blank: BlankKind) -> None:
    for place in PLACES[blank]:
        assert 0 < place.x < place.x + place.width <= 200, place
        assert 10 < place.y < 287, place
    for one in PLACES[blank]:
        beside = [p for p in PLACES[blank] if p is not one and abs(p.y - one.y) < 4]
        for other in beside:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart, (one, other)
