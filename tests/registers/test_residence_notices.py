"""Whoever registers somebody of another commune tells that commune (Luật Hộ tịch Đ5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import psycopg
import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.residence_notices import ResidenceNotice
from app.dossiers.operations import residence_notices
from app.dossiers.operations.slip_issue import as_kept
from app.dossiers.rules.residences import elsewhere
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import NotAllowed
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit
from app.procedures.rules.procedure_finder import BIRTH
from harness.stage.databases import Database
from harness.stage.factories import (
    ADossier,
    AnOfficer,
    a_commune,
    browser_of,
    open_session,
    somebody,
)
from harness.stage.factories.places import DONG_ANH
from tests.refusals import expect_refusal
from tests.security.test_policies import ENTER

JUSTICE = Role.COMMUNE_JUSTICE
LIST = "/can-bo/thong-bao-ho-tich/"
OUTSIDE = {"place": "p26", "detail": "xã Tân Phong"}
MARRIAGE = "1.000894"


def of_ba_vi() -> Unit:
    return a_commune(0)


def birth_in_dong_anh(residence: dict[str, str], **more: Any) -> Dossier:
    """A birth registered in Đông Anh where the parents only stay."""
    parents = {f"{who}_residence": residence for who in ("applicant", "mother", "father")}
    return ADossier(State.READY, a_commune(0, district=DONG_ANH), BIRTH, **{**parents, **more})


def notices(dossier: Dossier) -> Sequence[ResidenceNotice]:
    query = select(ResidenceNotice).where(ResidenceNotice.dossier_id == dossier.id)
    return db.session.scalars(query).all()


def said(notice: ResidenceNotice) -> str:
    pages = pypdf.PdfReader(BytesIO(as_kept(notice.slip))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_commune_of_residence_gets_a_numbered_letter(database: Database) -> None:
    home = of_ba_vi()
    dossier = birth_in_dong_anh({"place": home.code, "detail": "thôn Hậu"})
    (notice,) = notices(dossier)
    assert notice.slip.number == "01/TB-UBND"
    assert (notice.receiver_id, notice.received_at) == (home.id, None)
    assert notice.sent_at is not None
    told = said(notice)
    for part in (
        "Số: 01/TB-UBND",
        f"Kính gửi: Ủy ban nhân dân {home.name}",
        f"Ủy ban nhân dân {dossier.commune.name} thông báo",
        "khoản 4 Điều 5 Luật Hộ tịch",
        dossier.subject_name,
        "Việc đã đăng ký: khai sinh",
        f"01-TP/HT-{clock.today().year}-KS",
        "TM. ỦY BAN NHÂN DÂN",
    ):
        assert part in told, part


def test_a_child_one_of_whose_parents_resides_here_is_no_news_elsewhere(
    database: Database,
) -> None:
    home = {"place": of_ba_vi().code, "detail": "thôn Hậu"}
    here = {"place": a_commune(0, district=DONG_ANH).code, "detail": "thôn Tiền"}
    assert notices(birth_in_dong_anh(home, father_residence=here)) == []


def test_each_spouse_who_resides_elsewhere_is_told_of(database: Database) -> None:
    home = {"place": of_ba_vi().code, "detail": "thôn Hậu"}
    dossier = ADossier(State.READY, a_commune(0, district=DONG_ANH), MARRIAGE, bride_residence=home)
    places = {each.place for each in elsewhere(dossier)}
    assert of_ba_vi().code in places
    assert {n.receiver_id for n in notices(dossier)} >= {of_ba_vi().id}


def test_a_rehearsal_tells_nobody(database: Database) -> None:
    home = {"place": of_ba_vi().code, "detail": "thôn Hậu"}
    assert notices(birth_in_dong_anh(home, is_rehearsal=True)) == []


def test_the_receiver_records_it_once_and_nobody_else_does(database: Database) -> None:
    home = of_ba_vi()
    dossier = birth_in_dong_anh({"place": home.code, "detail": "thôn Hậu"})
    (notice,) = notices(dossier)
    for stranger in (dossier.commune, a_commune(2)):
        with pytest.raises(NotAllowed):
            residence_notices.receive(notice, by=somebody(JUSTICE, stranger).actor)
    officer = somebody(JUSTICE, home).actor
    residence_notices.receive(notice, by=officer)
    assert notice.received_at is not None
    with expect_refusal("This notice was sent or received already"):
        residence_notices.receive(notice, by=officer)


def test_a_letter_out_of_the_city_is_printed_and_posted(database: Database) -> None:
    dossier = birth_in_dong_anh(OUTSIDE)
    (notice,) = notices(dossier)
    assert (notice.receiver_id, notice.sent_at) == (None, None)
    assert "xã Tân Phong" in said(notice)
    with pytest.raises(NotAllowed):
        residence_notices.record_posting(notice, by=somebody(JUSTICE, of_ba_vi()).actor)
    officer = somebody(JUSTICE, dossier.commune).actor
    residence_notices.record_posting(notice, by=officer)
    assert notice.sent_at is not None
    with expect_refusal("This notice was sent or received already"):
        residence_notices.record_posting(notice, by=officer)


def test_the_pages_of_both_communes_and_of_a_third(app: Flask, database: Database) -> None:
    home = of_ba_vi()
    dossier = birth_in_dong_anh({"place": home.code, "detail": "thôn Hậu"})
    (notice,) = notices(dossier)
    letter = f"{LIST}{notice.id}/in"
    receiver = browser_of(app, AnOfficer(JUSTICE, home))
    page = receiver.get(LIST).get_data(as_text=True)
    assert dossier.subject_name in page
    assert "01/TB-UBND" in page
    assert receiver.get(letter).data == as_kept(notice.slip)
    assert receiver.get(f"/can-bo/mot-cua/ho-so/{dossier.id}").status_code == 404
    sender = browser_of(app, AnOfficer(JUSTICE, dossier.commune))
    assert dossier.subject_name in sender.get(f"{LIST}?muc=di").get_data(as_text=True)
    stranger = browser_of(app, AnOfficer(JUSTICE, a_commune(2)))
    assert dossier.subject_name not in stranger.get(LIST).get_data(as_text=True)
    assert stranger.get(letter).status_code == 404


def test_the_database_shows_it_to_its_two_communes_alone(committed: Database) -> None:
    """The sender cannot say that it was received, nor can a third commune read it."""
    with transaction():
        home = of_ba_vi()
        dossier = birth_in_dong_anh({"place": home.code, "detail": "thôn Hậu"})
        (notice,) = notices(dossier)
        key, slip = notice.id, notice.slip_id
        people = [AnOfficer(JUSTICE, u) for u in (home, dossier.commune, a_commune(2))]
        tokens = [new_token() for _ in people]
        for person, token in zip(people, tokens, strict=True):
            open_session(person.user, token)
        reader = people[0].staff.id
    receive = "update residence_notice set received_at = now(), received_by_id = %s where id = %s"
    seen = []
    for token in tokens:
        with committed.connect("mc_web") as line, line.transaction():
            line.execute(ENTER, (clock.today(), token, None, "", None, ""))
            found = line.execute("select id from residence_notice").fetchall()
            letters = line.execute("select id from slip where id = %s", [slip]).fetchall()
            seen.append((found == [(key,)], letters == [(slip,)]))
    assert seen == [(True, True), (True, True), (False, False)]
    with committed.connect("mc_web") as line, line.transaction():
        line.execute(ENTER, (clock.today(), tokens[1], None, "", None, ""))
        with pytest.raises(psycopg.errors.InsufficientPrivilege), line.transaction():
            line.execute(receive, [reader, key])
    with committed.connect("mc_web") as line, line.transaction():
        line.execute(ENTER, (clock.today(), tokens[0], None, "", None, ""))
        assert line.execute(receive, [reader, key]).rowcount == 1
