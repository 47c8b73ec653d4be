"""What the tracking page tells of papers, money, agencies, and how it ended."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.dossiers.operations.slip_issue import as_kept
from app.dossiers.queries import slips
from app.dossiers.workflow import SlipKind, State
from app.kernel.i18n.formatting import capitalize_first, weekday_date
from app.notifications.vocabulary import MessageKind
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier
from tests.dossiers.citizen.test_tracking import tracking
from tests.dossiers.test_postal_delivery import by_post, told

pytestmark = pytest.mark.usefixtures("database")
SLIP = "/tra-cuu/giay-tiep-nhan"


def test_the_official_slip_is_given_as_it_was_issued(citizen: Citizen) -> None:
    dossier = ADossier(State.ACCEPTED)
    slip = slips.last_slip(SlipKind.RECEIPT, of=dossier)
    assert slip is not None
    assert SLIP in tracking(citizen, dossier).text
    citizen.get(SLIP)
    assert citizen.answer is not None
    assert citizen.answer.get_data() == as_kept(slip)
    tracking(citizen, ADossier(State.SUBMITTED))
    assert SLIP not in citizen.text
    assert citizen.get(SLIP).status == 404


def test_no_other_slip_is_seen_by_citizens(citizen: Citizen) -> None:
    dossier = ADossier(State.SUPPLEMENTING)
    assert slips.last_slip(SlipKind.SUPPLEMENT, of=dossier, about=dossier.supplements[-1].id)
    tracking(citizen, dossier)
    assert citizen.get("/tra-cuu/van-ban-tra-loi").status == 404


def test_before_the_visit_what_to_bring_and_pay_after_it_what_was_paid_and_who_holds_it(
    citizen: Citizen,
) -> None:
    before = tracking(citizen, ADossier(State.ACCEPTED, copies=2)).text
    for words in ("Khi đến xã, mang theo", "Giấy chứng sinh (bản chính)", "Tiền nộp tại xã"):
        assert words in before, words
    after = tracking(citizen, ADossier(State.AT_AGENCIES, copies=2)).text
    for words in ("Đã nộp", "biên lai số 0001234", "Sổ hộ khẩu: đang ở công an huyện"):
        assert words in after, words
    assert "Khi đến xã, mang theo" not in after
    assert "Tờ khai đăng ký khai sinh: " not in after


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.READY, "Đã có kết quả từ"),
        (State.RETURNED, "Đã trả kết quả ngày"),
        (State.REFUSED, "Kết thúc ngày"),
    ],
)
def test_the_largest_line_says_what_counts_now(citizen: Citizen, state: State, said: str) -> None:
    dossier = ADossier(state)
    tracking(citizen, dossier)
    assert said in citizen.text
    (largest,) = citizen.text.split('class="mc-track__big mc-num">')[1:]
    day = dossier.ended_at if state is not State.RETURNED else dossier.journal[-1].at
    assert day is not None
    assert largest.startswith(capitalize_first(weekday_date(day)))


def test_what_police_and_insurance_did_stands_in_the_news_in_its_order(citizen: Citizen) -> None:
    tracking(citizen, ADossier(State.READY))
    news = citizen.text.split('id="tin"')[1]
    story = [
        "Đã có kết quả ở xã", "đã giải quyết xong: ", "đã nhận hồ sơ: ", "Xã đã chuyển hồ sơ",
    ]  # fmt: skip
    places = [news.index(words) for words in story]
    assert all(one < other for one, other in pairwise(places)), places


@pytest.mark.parametrize("state", [State.NOT_ACCEPTED, State.REFUSED, State.WITHDRAWN])
def test_who_gets_no_result_reads_the_next_step(citizen: Citizen, state: State) -> None:
    dossier = ADossier(state)
    tracking(citizen, dossier)
    assert f"/nop-ho-so/xa/{dossier.commune.code}/thu-tuc/" in citizen.text
    assert "Không phải làm gì nữa" not in citizen.text


def test_post_is_told_until_the_end(citizen: Citizen) -> None:
    tracking(citizen, by_post(State.ACCEPTED))
    assert "Gửi đến: Số 9 phố Mẫu" in citizen.text
    tracking(citizen, by_post())
    assert "Xã gửi kết quả qua bưu điện đến: Số 9 phố Mẫu" in citizen.text
    assert "Mời ông/bà đến nhận kết quả" not in citizen.text


def test_a_withdrawal_is_told_by_message() -> None:
    assert MessageKind.WITHDRAWN in told(ADossier(State.WITHDRAWN))


def test_who_comes_without_the_codes_is_asked_for_them(citizen: Citizen) -> None:
    citizen.get("/tra-cuu/ho-so")
    assert "Ông/bà nhập mã hồ sơ và mã tra cứu để xem hồ sơ" in citizen.text
    assert "30 phút" not in citizen.text
