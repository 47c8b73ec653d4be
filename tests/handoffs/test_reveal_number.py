"""Masked numbers on officers' pages: shown in full on request, and logged."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.audit.access_log import AccessEntry, AccessKind
from app.kernel.db import db
from app.procedures.models.vocabulary import LegKind
from harness.stage.factories import ADossier, a_commune
from harness.stage.factories.dossiers import RECEPTION
from tests.handoffs.conftest import PACKETS, Desk, leg_of

Sit = Callable[..., Desk]
MOTHER, BOOK, PHONE = "012345678", "120034567", "0912345678"
FORM = "/can-bo/mat-khau/"
"""A page of everybody that has a form."""


def revealed() -> list[tuple[str, list[str]]]:
    rows = (
        select(AccessEntry).where(AccessEntry.action == AccessKind.REVEAL).order_by(AccessEntry.id)
    )
    return [(row.subject, row.fields) for row in db.session.scalars(rows)]


def test_the_desk_shows_the_end_and_writes_down_who_asks_for_more(desk: Sit) -> None:
    dossier, reception = ADossier(State.ACCEPTED), desk(RECEPTION)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}"
    seen = reception.see(page)
    assert MOTHER not in seen
    assert BOOK not in seen
    assert "•••••5678" in seen
    assert "0912 345 678" in seen  # who phones citizens
    assert revealed() == []
    for field, number in (("applicant_id", MOTHER), ("household_book", BOOK)):
        answer = reception.send(page, f"{page}/hien-so", field=field)
        assert number in answer.get_data(as_text=True)
    assert reception.send(page, f"{page}/hien-so", field="child_name").status_code == 404
    assert revealed() == [("dossier", ["applicant_id"]), ("dossier", ["household_book"])]
    correcting = f"{page}/buoc/revise"
    assert MOTHER not in reception.see(correcting)
    assert MOTHER not in reception.see(f"{correcting}/identity")


def test_who_rings_nobody_up_sees_no_telephone(desk: Sit) -> None:
    dossier = ADossier()
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}"
    for role in (Role.CITY_JUSTICE, Role.DISTRICT_JUSTICE):
        reader = desk(role)
        seen = reader.see(page) + reader.see(f"/can-bo/ho-so/show/{dossier.id}")
        assert not [number for number in (MOTHER, PHONE, "0912 345 678") if number in seen]
    answer = reader.send(page, f"{page}/hien-so", field="applicant_phone")
    assert PHONE in answer.get_data(as_text=True)
    assert revealed() == [("dossier", ["applicant_phone"])]


def test_a_packet_and_its_result_show_the_end(desk: Sit) -> None:
    dossier, police, commune = ADossier(State.READY), desk(Role.POLICE), desk(RECEPTION)
    leg = leg_of(dossier, LegKind.POLICE)
    packet = f"{PACKETS}{leg.id}"
    seen = police.see(packet)
    parts = leg.packets[-1].content["parts"]
    rows = {
        label: (f"{n}.{m}", value)
        for n, part in enumerate(parts)
        for m, (label, value, kind) in enumerate(part["rows"])
        if kind in {"identity", "phone"}
    }
    assert len(rows) >= 2
    assert not [value for _field, value in rows.values() if value and value in seen]
    for label, (field, value) in list(rows.items())[:1]:
        answer = police.send(packet, f"{packet}/hien-so", field=field)
        assert value in answer.get_data(as_text=True)
        assert revealed()[-1] == ("leg", [label])
    for field in ("0.0", "9.9", "x", ""):
        assert police.send(packet, f"{packet}/hien-so", field=field).status_code == 404
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}"
    for who, base, to in (
        (police, packet, f"{packet}/hien-so"),
        (commune, page, f"{PACKETS}nhanh/{leg.id}/hien-so"),
    ):
        assert "HN-000123" not in who.see(base)
        assert "HN-000123" in who.send(base, to, field="result").get_data(as_text=True)
    stranger, before = desk(RECEPTION, a_commune(1)), revealed()
    for address, field in (
        (f"{page}/hien-so", "applicant_id"),
        (f"{PACKETS}nhanh/{leg.id}/hien-so", "result"),
    ):
        assert stranger.send(FORM, address, field=field).status_code == 404
    assert revealed() == before


def test_a_number_is_found_by_the_whole_of_it(desk: Sit) -> None:
    dossier, reception = ADossier(), desk(RECEPTION)
    child = dossier.subject_name
    found = {
        f"/can-bo/mot-cua/?hang=all&tim={MOTHER}": True,
        "/can-bo/mot-cua/?hang=all&tim=0912+345+678": True,
        f"/can-bo/mot-cua/?hang=all&tim={MOTHER}9": False,
        "/can-bo/ho-so/list/?_flt_0_applicant_id=012.345.678": True,
        f"/can-bo/ho-so/list/?_flt_0_applicant_id={MOTHER[:-1]}": False,
        f"/can-bo/ho-so/list/?_flt_0_applicant_phone={PHONE}": True,
    }
    assert {address: child in reception.see(address) for address in found} == found
    part = reception.status("/can-bo/ho-so/list/?_flt_1_applicant_id=0123")
    assert part == 400  # only the whole number can be compared


def test_the_number_of_a_colleague(desk: Sit) -> None:
    clerk, admin = desk(RECEPTION), desk(Role.DISTRICT_IT)
    clerk.officer.staff.id_number = "001090123456"
    db.session.flush()
    page = f"/can-bo/nhan-su/show/{clerk.officer.staff.id}"
    to = f"/can-bo/nhan-su/action/reveal/{clerk.officer.staff.id}"
    assert "001090123456" not in admin.see(page) + clerk.see(page)
    assert "001090123456" in admin.send(page, to).get_data(as_text=True)
    assert clerk.send(FORM, to).status_code == 403
    assert revealed() == [("staff", ["id_number"])]
