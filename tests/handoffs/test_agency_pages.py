"""The agency's pages and the commune's side of a leg, by HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel import clock
from app.kernel.db import db
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import LINKED_B
from harness.stage.factories import ADossier, a_commune, a_pdf, a_photo
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import JUSTICE, LABOUR, RECEPTION, move
from harness.stage.factories.places import DONG_ANH
from tests.accounts.conftest import statements
from tests.handoffs.conftest import PACKETS, Desk, leg_of

Sit = Callable[..., Desk]
LIST, PAGE = 8, 12


def own(dossier: Dossier, kind: LegKind = LegKind.POLICE) -> tuple[str, str]:
    """The agency's page of a leg, and the commune's base of it."""
    leg = leg_of(dossier, kind)
    return f"{PACKETS}{leg.id}", f"{PACKETS}nhanh/{leg.id}"


def page_of(dossier: Dossier) -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}"


def test_a_linked_dossier_travels_by_the_pages(desk: Sit) -> None:
    dossier = ADossier(State.REGISTERED)
    justice, labour, police = desk(JUSTICE), desk(LABOUR), desk(Role.POLICE)
    reception, insurance = desk(RECEPTION), desk(Role.INSURANCE)
    page = page_of(dossier)
    packet, leg = own(dossier)
    card, card_leg = own(dossier, LegKind.INSURANCE)

    assert police.status(packet) == 404
    labour.send(page, f"{card_leg}/buoc", action="confirm_list", version=version(dossier, card))
    for each, base in ((packet, leg), (card, card_leg)):
        justice.send(page, f"{base}/buoc", action="send", version=version(dossier, each))
    assert "Trần Nguyễn Mẫu" in police.see(PACKETS)

    police.send(PACKETS, f"{packet}/buoc", action="receive", version=version(dossier, packet))
    ask = f"{packet}/buoc/ask_completion/ly-do"
    police.send(ask, ask, reason="Thiếu chữ ký của chủ hộ", version=version(dossier, packet))
    assert "Thiếu chữ ký của chủ hộ" in justice.see(page)
    again = f"{leg}/buoc/resend/ly-do"
    justice.send(again, again, reason="Đã bổ sung chữ ký", version=version(dossier, packet))
    assert "Đã bổ sung chữ ký" in police.see(packet)
    police.send(packet, f"{packet}/buoc", action="receive", version=version(dossier, packet))
    answer(police, packet, version(dossier, packet), "250417832")
    assert "•••••7832" in justice.see(page)

    insurance.send(card, f"{card}/buoc", action="receive", version=version(dossier, card))
    answer(insurance, card, version(dossier, card), "TE1010000000001")
    for each, base in ((packet, leg), (card, card_leg)):
        reception.send(page, f"{base}/buoc", action="collect", version=version(dossier, each))
    db.session.refresh(dossier)
    assert dossier.state is State.READY
    assert next(p.name for p in dossier.papers if p.leg_id) in reception.see(page)


def answer(who: Desk, packet: str, version: int, number: str) -> None:
    page = f"{packet}/buoc/tra-loi"
    files = [(BytesIO(a_photo()), "anh.jpg"), (BytesIO(a_pdf()), "quet.pdf")]
    said = who.send(page, page, number=number, version=version, files=files)
    assert said.status_code == 302, said.get_data(as_text=True)


def version(dossier: Dossier, packet: str) -> int:
    legs = packets.of_dossier(dossier.id)
    return next(leg.version for leg in legs if packet.endswith(str(leg.id)))


def test_what_was_kept_goes_back_after_a_refusal(desk: Sit) -> None:
    dossier, reception = ADossier(State.REFUSED), desk(RECEPTION)
    page = page_of(dossier)
    door = f"{page}/buoc/give-back"
    assert "Trả lại giấy tờ, tiền" in reception.see(page)
    assert dossier.subject_name in reception.see("/can-bo/mot-cua/?hang=to_give_back")
    assert "Sổ hộ khẩu" in reception.see(door)
    who = {"collected_by": dossier.applicant_name, "collected_with": "CMND 012345678"}
    answer = reception.send(
        door, door, version=dossier.row_version, **{**who, "collected_with": ""}
    )
    assert dossier.applicant_name in answer.get_data(as_text=True)  # input is preserved
    assert reception.send(door, door, version=dossier.row_version, **who).status_code == 302
    assert door not in reception.see(page)
    assert dossier.subject_name not in reception.see("/can-bo/mot-cua/?hang=to_give_back")


def test_a_second_click_is_told_that_somebody_was_faster(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    first, second = desk(Role.POLICE), desk(Role.POLICE)
    packet, _leg = own(dossier)
    seen = version(dossier, packet)
    first.send(packet, f"{packet}/buoc", action="receive", version=seen)
    second.send(packet, f"{packet}/buoc", action="receive", version=seen)
    assert "alert-danger" in second.see(packet)


def test_what_was_typed_stays_when_the_answer_is_refused(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police = desk(Role.POLICE)
    packet, _leg = own(dossier)
    police.send(packet, f"{packet}/buoc", action="receive", version=version(dossier, packet))
    page = f"{packet}/buoc/tra-loi"
    bad = [(BytesIO(b"not a picture at all"), "anh.jpg")]
    said = police.send(page, page, number="HN-77", version=version(dossier, packet), files=bad)
    assert said.status_code == 200
    assert "HN-77" in said.get_data(as_text=True)
    assert leg_of(dossier, LegKind.POLICE).state is LegState.RECEIVED


def test_a_number_is_kept_as_it_is_read(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police = desk(Role.POLICE)
    packet, _leg = own(dossier)
    police.send(packet, f"{packet}/buoc", action="receive", version=version(dossier, packet))
    answer(police, packet, version(dossier, packet), "\u202e12/85\u2066")
    assert leg_of(dossier, LegKind.POLICE).result["number"] == "12/85"


def test_four_files_are_one_too_many(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police = desk(Role.POLICE)
    packet, _leg = own(dossier)
    page = f"{packet}/buoc/tra-loi"
    files = [(BytesIO(a_photo()), f"{n}.jpg") for n in range(4)]
    said = police.send(page, page, number="1", version=version(dossier, packet), files=files)
    assert 'id="files-error"' in said.get_data(as_text=True)


# ---- who sees what ------------------------------------------------------------------------------


def test_an_agency_sees_packets_and_no_dossier(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police = desk(Role.POLICE)
    packet, leg = own(dossier)
    assert police.status(packet) == 200
    assert police.status(own(dossier, LegKind.INSURANCE)[0]) == 404
    for address in (page_of(dossier), f"{leg}/in/d03-ts", "/can-bo/ho-so/list/"):
        assert police.status(address) in {302, 403, 404}, address
    paper = next(paper for paper in dossier.papers if paper.storage_key)
    assert police.status(f"/can-bo/mot-cua/giay-to/{paper.id}") in {302, 403, 404}


def test_papers_come_from_the_packet_and_to_its_agency_alone(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    near, far = desk(Role.POLICE), desk(Role.POLICE, a_commune(district=DONG_ANH))
    packet, _leg = own(dossier)
    count = len(leg_of(dossier, LegKind.POLICE).packets[0].papers)
    for n in range(1, count + 1):
        assert near.status(f"{packet}/giay-to/{n}") == 200
        assert far.status(f"{packet}/giay-to/{n}") == 404
    assert near.status(f"{packet}/giay-to/{count + 1}") == 404
    assert near.status(f"{packet}/giay-to/1?goi=2") == 404
    assert far.status(packet) == 404


@pytest.mark.parametrize("role", [RECEPTION, JUSTICE, LABOUR, Role.COMMUNE_LEADER])
def test_the_commune_does_not_answer_for_the_agency(desk: Sit, role: Role) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    commune = desk(role)
    packet, _leg = own(dossier)
    for address in (packet, f"{packet}/buoc/tra-loi"):
        assert commune.status(address) in {302, 403, 404}, address
    if role is JUSTICE:  # inquiries of other communes: nothing about agencies
        assert dossier.code not in commune.see(PACKETS)
    else:
        assert commune.status(PACKETS) in {302, 403, 404}


def test_another_commune_can_do_nothing_with_a_leg(desk: Sit) -> None:
    dossier = ADossier(State.REGISTERED)
    stranger = desk(JUSTICE, a_commune(1))
    _packet, leg = own(dossier)
    assert stranger.status(f"{leg}/buoc/recall/ly-do") == 404
    assert stranger.status(f"{leg}/in/d03-ts") == 404


# ---- the commune's side -------------------------------------------------------------------------


def test_the_panel_says_why_sending_has_to_wait(desk: Sit) -> None:
    dossier = ADossier(State.REGISTERED, procedure=LINKED_B)
    said = desk(JUSTICE).see(page_of(dossier))
    assert "danh sách trẻ em chưa được xác nhận" in said


def test_the_list_of_children_prints(desk: Sit) -> None:
    dossier = ADossier(State.REGISTERED)
    labour = desk(LABOUR)
    _card, leg = own(dossier, LegKind.INSURANCE)
    printed = labour.client.get(f"{leg}/in/d03-ts")
    assert printed.get_data().startswith(b"%PDF")
    assert labour.status(f"{own(dossier)[1]}/in/d03-ts") == 404


def test_the_refused_reason_stands_beside_the_dossier(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police = leg_of(dossier, LegKind.POLICE)
    move(police, LegAction.RECEIVE, Role.POLICE)
    move(police, LegAction.REFUSE, Role.POLICE, "Chưa đăng ký thường trú")
    assert "Chưa đăng ký thường trú" in desk(JUSTICE).see(page_of(dossier))


# ---- lists and rate limits -----------------------------------------------------------------------


def test_a_code_is_found_in_any_heap(desk: Sit) -> None:
    dossier, other = ADossier(State.AT_AGENCIES), ADossier(State.AT_AGENCIES)
    walk.answered(leg_of(dossier, LegKind.POLICE))
    found = desk(Role.POLICE).see(f"{PACKETS}?tim={dossier.code[-11:]}")
    assert dossier.code[-11:] in found
    assert other.code[-11:] not in found


def test_tabs_say_how_much_waits_and_no_sum_of_all_years(desk: Sit) -> None:
    waiting, received, answered = (ADossier(State.AT_AGENCIES) for _n in range(3))
    move(leg_of(received, LegKind.POLICE), LegAction.RECEIVE, Role.POLICE)
    walk.answered(leg_of(answered, LegKind.POLICE))
    police = desk(Role.POLICE)
    tabs = dict(re.findall(r'muc=([a-z-]+)"[^>]*>([^<]+)</a>', police.see(PACKETS)))
    assert {key: re.findall(r"\(\d+\)", said) for key, said in tabs.items()} == {
        "cho-nhan": ["(1)"],
        "qua-han": ["(0)"],
        "dang-giai-quyet": ["(1)"],
        "xa-bo-sung": ["(0)"],
        "da-tra-loi": [],
        "tat-ca": [],
    }
    assert waiting.code in police.see(f"{PACKETS}?muc=cho-nhan")
    assert answered.code in police.see(f"{PACKETS}?muc=da-tra-loi")


@pytest.mark.parametrize("word", ["", "?muc=tat-ca", "?tim=H26", "?muc=sai", "?trang=9999999"])
def test_the_list_keeps_its_budget(app: Flask, desk: Sit, word: str) -> None:
    for _n in range(3):
        ADossier(State.AT_AGENCIES)
    police = desk(Role.POLICE)
    police.see(PACKETS)
    with statements(app) as sent:
        police.see(PACKETS + word)
    assert len(sent) <= LIST, sent


def test_the_pages_keep_their_budgets(app: Flask, desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    move(leg_of(dossier, LegKind.POLICE), LegAction.RECEIVE, Role.POLICE)
    police, justice = desk(Role.POLICE), desk(JUSTICE)
    packet, page = own(dossier)[0], page_of(dossier)
    police.see(PACKETS)
    justice.see("/can-bo/")
    with statements(app) as sent:
        police.see(packet)
    assert len(sent) <= LIST, sent
    with statements(app) as sent:
        justice.see(page)
    assert len(sent) <= PAGE, sent


def test_the_start_page_counts_what_waits(desk: Sit) -> None:
    ADossier(State.AT_AGENCIES)
    said = desk(Role.POLICE).see("/can-bo/")
    assert f"{PACKETS}?muc=cho-nhan" in said


def test_an_agency_finds_packets_by_name_and_commune(desk: Sit) -> None:
    ADossier(State.AT_AGENCIES)
    police = desk(Role.POLICE)
    found = f"{PACKETS}?tim=tran+nguyen"
    assert "Trần Nguyễn Mẫu" in police.see(found)
    assert "Không tìm thấy" in police.see(f"{PACKETS}?tim=le+van+khong+co")
    assert "Trần Nguyễn Mẫu" in police.see(f"{found}&xa={a_commune().code}")
    assert "Không tìm thấy" in police.see(f"{found}&xa=00000")


def test_what_is_overdue_has_a_tab_of_its_own(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    leg, police = leg_of(dossier, LegKind.POLICE), desk(Role.POLICE)
    assert "Quá hạn (0)" in police.see(PACKETS)
    leg.due_at = clock.now() - timedelta(days=3)
    db.session.flush()
    assert "Quá hạn (1)" in police.see(PACKETS)
    assert leg.subject_name in police.see(f"{PACKETS}?muc=qua-han")


def test_many_packets_are_received_at_once_and_each_by_itself(desk: Sit) -> None:
    first, second = (leg_of(ADossier(State.AT_AGENCIES), LegKind.POLICE) for _ in range(2))
    for each in (first, second):
        assert each.state is LegState.SENT
    police = desk(Role.POLICE)
    chosen = [f"{first.id}:{first.version}", f"{second.id}:{second.version + 5}"]
    police.send(PACKETS, f"{PACKETS}nhan", rowid=chosen)
    assert "Đã nhận 1 hồ sơ." in police.see(PACKETS)
    for each in (first, second):
        db.session.refresh(each)
    assert first.state is LegState.RECEIVED
    assert second.state is LegState.SENT, "somebody was faster there"


def test_one_packet_is_answered_after_another(desk: Sit) -> None:
    police = desk(Role.POLICE)
    legs = [leg_of(ADossier(State.AT_AGENCIES), LegKind.POLICE) for _ in range(2)]
    chosen = [f"{leg.id}:{leg.version}" for leg in legs]
    police.send(PACKETS, f"{PACKETS}nhan", rowid=chosen)
    page = f"{PACKETS}{legs[0].id}/buoc/tra-loi"
    db.session.refresh(legs[0])
    answered = police.send(page, page, number="250417832", version=legs[0].version, next="1")
    assert answered.location == f"{PACKETS}{legs[1].id}/buoc/tra-loi"


def test_urging_reaches_the_agency_that_is_late_and_no_other(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    leg = leg_of(dossier, LegKind.POLICE)
    police, insurance = desk(Role.POLICE), desk(Role.INSURANCE)
    leg.due_at = dossier.due_at = clock.now() - timedelta(days=3)
    db.session.flush()
    district, page = desk(Role.DISTRICT_JUSTICE), f"{page_of(dossier)}/buoc/urge"
    district.send(page, page, reason="Đề nghị trả kết quả trong hôm nay", version=0)
    assert "Đề nghị trả kết quả" in police.see(own(dossier)[0])
    assert "Huyện đôn đốc" in police.see(PACKETS)
    assert "Đề nghị trả kết quả" not in insurance.see(own(dossier, LegKind.INSURANCE)[0])
