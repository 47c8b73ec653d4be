"""The daily documents of a desk, by its pages: all slips in one file, the register, the cash
sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import slips
from app.dossiers.workflow import SlipKind, State
from app.kernel import clock
from harness.stage.factories import ADossier, a_commune
from harness.stage.factories.dossiers import RECEPTION, slips_of
from tests.dossiers.test_slip_issue import printed
from tests.handoffs.conftest import Desk, desk

__all__ = ["desk"]

DAY = "/can-bo/mot-cua/phieu-trong-ngay/"


def newest(officer: Desk, dossier: Dossier, what: str) -> bytes:
    """The current slip of this kind, as the browser gets it."""
    place = officer.client.get(f"/can-bo/mot-cua/ho-so/{dossier.id}/in/{what}").location
    answer = officer.client.get(place)
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.data


def test_all_slips_of_the_day_come_in_one_file(desk: Callable[..., Desk]) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    ADossier(State.ACCEPTED, a_commune(1))
    officer = desk(RECEPTION, dossier.commune)
    issued = slips_of(dossier.id)
    assert all(slip.number in officer.see(DAY) for slip in issued)
    whole = pypdf.PdfReader(BytesIO(officer.client.get(f"{DAY}in").data))
    pages = [pypdf.PdfReader(BytesIO(officer.client.get(f"/can-bo/mot-cua/phieu/{s.id}").data))
             for s in issued]  # fmt: skip
    assert len(whole.pages) == sum(len(each.pages) for each in pages)


def test_the_desk_issues_the_register_and_the_cash_sheet(desk: Callable[..., Desk]) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    officer, today = desk(RECEPTION, dossier.commune), clock.today().isoformat()
    period = {"commune": dossier.commune_id, "since": today, "until": today}
    assert officer.send(DAY, f"{DAY}so-theo-doi", **period).status_code == 302
    assert officer.send(DAY, f"{DAY}bang-ke").status_code == 302
    for kind in (SlipKind.REGISTER, SlipKind.CASH):
        slip = slips.last_slip(kind, of=dossier.commune)
        assert slip is not None
        assert dossier.code in printed(slip)


def test_a_result_by_post_is_promised_and_registered_by_post(desk: Callable[..., Desk]) -> None:
    address = "Số 9 phố Mẫu, thành phố Huế"
    dossier = ADossier(State.ACCEPTED, results_by="post", results_address=address)
    officer, today = desk(RECEPTION, dossier.commune), clock.today().isoformat()
    period = {"commune": dossier.commune_id, "since": today, "until": today}
    officer.send(DAY, f"{DAY}so-theo-doi", **period)
    register = slips.last_slip(SlipKind.REGISTER, of=dossier.commune)
    receipt = slips.last_slip(SlipKind.RECEIPT, of=dossier)
    for slip in (register, receipt):
        assert slip is not None
        assert "Qua bưu điện: Số 9 phố Mẫu" in printed(slip)


def test_a_period_that_ends_before_it_begins_is_refused_at_its_field(
    desk: Callable[..., Desk],
) -> None:
    officer, commune = desk(RECEPTION), a_commune()
    period = {"commune": commune.id, "since": "2016-11-30", "until": "2016-11-01"}
    said = officer.send(DAY, f"{DAY}so-theo-doi", **period).get_data(as_text=True)
    assert "ngày cuối không trước ngày đầu" in said


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_a_day_like_others(
    desk: Callable[..., Desk], day: str
) -> None:
    officer, commune = desk(RECEPTION), a_commune()
    assert officer.status(f"{DAY}?ngay={day}") == 200
    assert officer.status(f"{DAY}in?ngay={day}") == 409, "nothing was issued on that day"
    period = {"commune": commune.id, "since": f"{day[:4]}-01-01", "until": day}
    assert officer.send(DAY, f"{DAY}so-theo-doi", **period).status_code in {200, 302}
    assert officer.send(DAY, f"{DAY}bang-ke?ngay={day}").status_code == 302
    for kind in (SlipKind.REGISTER, SlipKind.CASH):
        slip = slips.last_slip(kind, of=commune)
        assert slip is None or slip.report_date <= clock.today(), "no paper of days to come"


def test_the_control_slip_tells_the_whole_way(desk: Callable[..., Desk]) -> None:
    dossier = ADossier(State.RETURNED)
    officer = desk(RECEPTION, dossier.commune)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}"
    assert officer.send(page, f"{page}/in/phieu-kiem-soat").status_code == 302
    pages = pypdf.PdfReader(BytesIO(newest(officer, dossier, "phieu-kiem-soat"))).pages
    said = "".join("".join(page.extract_text().split()) for page in pages)
    way = ("mộtcửaNhận:Côngchức", "hộtịchNhận:Lãnhđạo", "UBNDNhận:Côngchức", "hộtịchNhận:Côngan",
           "hộtịchNhận:BHXH", "hộtịchNhận:Bộphận", "mộtcửaNhận:Côngdân")  # fmt: skip
    assert [step for step in way if step not in said] == []
    assert "Trướchạn" in said


def test_another_commune_sees_none_of_it(desk: Callable[..., Desk]) -> None:
    dossier = ADossier(State.ACCEPTED)
    stranger = desk(RECEPTION, a_commune(1))
    [slip] = slips_of(dossier.id)
    assert stranger.status(f"/can-bo/mot-cua/phieu/{slip.id}") == 404
    assert stranger.status(f"{DAY}?xa={dossier.commune_id}") == 404
