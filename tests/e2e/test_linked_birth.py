"""A linked birth from the first page to the hand-over, with everybody who works on it."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from harness.stage import family
from harness.stage.family import BOOK, CHILD, FATHER, MOTHER, Receipt
from harness.stage.person import EVERY_PAGE, Person
from tests.e2e import office
from tests.e2e.conftest import Arrive, Figure
from tests.e2e.office import INSURANCE, POLICE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, FULL = 375, 1280
HEAVIEST = 150
MOST_PAGES, MOST_INPUTS = 8, 50


@pytest.mark.parametrize("width", [NARROW, FULL] if EVERY_PAGE else [NARROW])
def test_seven_people_settle_a_linked_birth(
    somebody: Arrive, files: dict[str, Path], figure: Figure, width: int
) -> None:
    """On phones; with ``EVERY_PAGE`` once more on wide screens."""
    arrive = partial(somebody, width=width)
    citizen = arrive()
    receipt = send(citizen, f"091200{width:04d}", files, figure)

    reception = arrive("motcua.kimchung")
    dossier = accept_with_appointment(reception, receipt, files)
    strangers_get_nothing(somebody, dossier)
    family.follow(citizen, receipt)
    citizen.sees("bản chính")

    justice = arrive("tuphap.kimchung")
    receive_the_visit_and_propose(reception, justice, dossier)

    leader = arrive("chutich.kimchung")
    sign(leader, dossier)

    labour = arrive("laodong.kimchung")
    confirm_the_list(labour, dossier)
    send_both_packets(justice, dossier)

    police = arrive("congan.donganh")
    insurance = arrive("bhxh.donganh")
    at_police = police_answers(police, receipt, files)
    at_insurance = insurance_asks(insurance, receipt)
    each_agency_sees_its_packet_only(police, insurance, at_police, at_insurance, dossier)
    complete_the_packet(justice, dossier)
    insurance_answers(insurance, at_insurance, files)

    collect_both(reception, dossier)
    the_citizen_is_told(arrive, citizen, receipt)
    hand_over(reception, dossier)
    family.follow(citizen, receipt)
    citizen.sees("Đã trả kết quả")
    pages_are_light(citizen, figure)


@pytest.mark.parametrize("javascript", [False, True] if EVERY_PAGE else [False])
def test_a_small_telephone_sends_with_and_without_script(
    somebody: Arrive,
    files: dict[str, Path],
    figure: Figure,
    javascript: bool,
) -> None:
    citizen = somebody(width=320, javascript=javascript)
    receipt = send(citizen, f"09120003{javascript:02d}", files, figure)
    family.follow(citizen, receipt)
    citizen.press("a[href='/tra-cuu/rut']")
    citizen.fill("reason", "Nộp nhầm xã")
    citizen.press("main form button[type=submit]")
    assert citizen.path == "/tra-cuu/ho-so"
    pages_are_light(citizen, figure)


# ---- the citizen --------------------------------------------------------------------------------


def send(citizen: Person, phone: str, files: dict[str, Path], figure: Figure) -> Receipt:
    """The form from the first page to the receipt, within its budgets."""
    family.find_the_form(citizen)
    size = family.declare(citizen, phone)
    papers = {
        "birth_notification": files["giấy chứng sinh"],
        "household_book": files["sổ hộ khẩu"],
        "marriage_certificate": files["chứng nhận kết hôn"],
    }
    asked = family.hand_in_papers(citizen, papers)
    pages, inputs = size.pages + 2, size.inputs + asked + 1
    receipt = family.check_and_send(citizen)
    figure(
        f"{citizen.where} linked form: {pages} pages (≤ {MOST_PAGES}), {inputs} inputs"
        f" (≤ {MOST_INPUTS})"
    )
    assert pages <= MOST_PAGES
    assert inputs <= MOST_INPUTS
    return receipt


def pages_are_light(citizen: Person, figure: Figure) -> None:
    """Every page that the citizen has opened, with all that it loads."""
    weights = {address: round(n / 1000, 1) for address, n in citizen.weights.items()}
    heavy = sorted(weights, key=lambda address: -weights[address])[:3]
    told = ", ".join(f"{address} {weights[address]}" for address in heavy)
    figure(f"{citizen.where} the heaviest of {len(weights)} pages, kB (≤ {HEAVIEST}): {told}")
    assert max(weights.values()) <= HEAVIEST


def the_citizen_is_told(arrive: Arrive, citizen: Person, receipt: Receipt) -> None:
    """The notice was sent, and the tracking page shows the same."""
    city = arrive("sotuphap")
    city.open("/can-bo/thu-nghiem/tin-nhan/")
    city.sees(receipt.code)
    family.follow(citizen, receipt)
    citizen.sees("nhận kết quả")


# ---- the commune --------------------------------------------------------------------------------


def masked(number: str) -> str:
    """As offices read a number before they ask for all of it."""
    return f"•••••{number[-4:]}"


def is_same_picture(one: bytes, other: bytes) -> bool:
    """Whether two files show the same, however they were packed."""
    pdf = b"%PDF"
    if one.startswith(pdf) or other.startswith(pdf):
        return one.startswith(pdf) and other.startswith(pdf)
    with Image.open(BytesIO(one)) as first, Image.open(BytesIO(other)) as second:
        if first.size != second.size:
            return False
        differs = ImageChops.difference(first.convert("RGB"), second.convert("RGB"))
        return max(ImageStat.Stat(differs).mean) < 4


def accept_with_appointment(reception: Person, receipt: Receipt, files: dict[str, Path]) -> str:
    """The one-stop officer finds the new dossier, looks at its files and accepts it."""
    waiting = office.tasks(reception, "new")
    dossier = office.open_dossier(reception, receipt.code)
    reception.sees(CHILD, MOTHER, FATHER, masked(BOOK), receipt.code[-8:])
    offered = {"accept", "revise", "ask-supplement", "propose-passing"}
    assert reception.steps() == offered | {"refuse_intake", "withdraw"}
    links = reception.page.locator("a[href*='/mot-cua/giay-to/']")
    seen = {reception.fetch(link.get_attribute("href") or "") for link in links.all()}
    names = ("giấy chứng sinh", "sổ hộ khẩu", "chứng nhận kết hôn")
    sent = [files[name].read_bytes() for name in names]
    assert all(any(is_same_picture(one, other) for other in seen) for one in sent)
    assert len(seen) == len(sent)
    office.accept(reception)
    assert "accept" not in reception.steps()
    assert office.printed(reception) >= 3
    assert office.tasks(reception, "new") == waiting - 1
    return dossier


def receive_the_visit_and_propose(reception: Person, justice: Person, dossier: str) -> None:
    """The citizen comes with the originals; the justice officer prepares and proposes."""
    justice.open(dossier)
    justice.take("prepare")
    assert "propose" not in justice.steps()  # nobody has come yet
    reception.open(dossier)
    office.record_visit(reception, "0001234")
    justice.open(dossier)
    justice.take("propose")
    assert justice.steps() == set()


def sign(leader: Person, dossier: str) -> None:
    """The head signs: number, certificate, packets."""
    leader.open(dossier)
    assert leader.steps() == {"sign", "send_back", "refuse"}
    leader.take("sign")
    leader.confirm()
    assert leader.steps() == set()
    certificate = leader.page.locator(
        "li:has-text('Giấy khai sinh') a[href*='/mot-cua/giay-to/']"
    ).last
    assert leader.fetch(certificate.get_attribute("href") or "").startswith(b"%PDF")


def confirm_the_list(labour: Person, dossier: str) -> None:
    """The labour officer answers for the list of children who get a card."""
    labour.open(dossier)
    assert labour.steps() == set()
    assert labour.steps(INSURANCE) == {"confirm_list"}
    assert labour.steps(POLICE) == set()
    labour.take("confirm_list", INSURANCE)


def send_both_packets(justice: Person, dossier: str) -> None:
    """Each to its agency, with the originals that go along."""
    justice.open(dossier)
    justice.take("send", POLICE)
    justice.take("send", INSURANCE)
    assert justice.steps(POLICE) == justice.steps(INSURANCE) == {"recall"}


def complete_the_packet(justice: Person, dossier: str) -> None:
    """The justice officer reads what is asked and sends the packet again."""
    justice.open(dossier)
    justice.sees("Thiếu số định danh trên danh sách")
    office.with_reason(justice, "resend", "Đã bổ sung số định danh", INSURANCE)


def collect_both(reception: Person, dossier: str) -> None:
    """The results are fetched; with the last one the dossier is ready."""
    reception.open(dossier)
    reception.take("collect", POLICE)
    assert "return" not in reception.steps()
    reception.take("collect", INSURANCE)
    assert "return-result" in reception.steps()


def hand_over(reception: Person, dossier: str) -> None:
    """The mother collects the results."""
    reception.open(dossier)
    reception.take("return-result")
    reception.fill("collected_by", MOTHER)
    reception.fill("collected_with", "CMND 012345678")
    reception.confirm()
    assert reception.steps() == set()


# ---- the agencies -------------------------------------------------------------------------------


def police_answers(police: Person, receipt: Receipt, files: dict[str, Path]) -> str:
    """The police enter the child in the household book."""
    packet = office.open_packet(police, receipt.code)
    police.sees(CHILD, masked(BOOK))
    assert police.steps() == {"receive"}
    police.take("receive")
    assert police.steps() == {"tra-loi", "ask_completion", "refuse_leg"}
    answer(police, "120034567", files["sổ hộ khẩu mới"])
    return packet


def insurance_asks(insurance: Person, receipt: Receipt) -> str:
    """The social insurance receives, and misses something."""
    packet = office.open_packet(insurance, receipt.code)
    insurance.sees(CHILD)
    insurance.take("receive")
    office.with_reason(insurance, "ask_completion", "Thiếu số định danh trên danh sách")
    assert insurance.steps() == set()
    return packet


def insurance_answers(insurance: Person, packet: str, files: dict[str, Path]) -> None:
    """The packet is complete now: the card is issued."""
    insurance.open(packet)
    insurance.sees("Đã bổ sung số định danh")
    insurance.take("receive")
    answer(insurance, "TE1010120034567", files["thẻ bảo hiểm"])


def answer(agency: Person, number: str, photo: Path) -> None:
    """Number and photo of the result."""
    agency.take("tra-loi")
    agency.fill("number", number)
    agency.page.locator("[name=files]").set_input_files(photo)
    agency.confirm()
    agency.sees(masked(number), photo.name)
    assert agency.steps() == set()


# ---- access control ------------------------------------------------------------------------------


def strangers_get_nothing(somebody: Arrive, dossier: str) -> None:
    """Neither the desk of the next commune, nor an administrator, nor an anonymous visitor."""
    next_door = somebody("motcua.haiboi")
    next_door.open(dossier, status=404)
    next_door.does_not_see(CHILD, MOTHER)
    for username in ("quantri", "cntt.donganh", "congan.bavi"):
        stranger = somebody(username)
        assert stranger.is_refused(dossier), username
        assert stranger.is_refused("/can-bo/mot-cua/"), username
    assert somebody().is_refused(dossier)


def each_agency_sees_its_packet_only(
    police: Person, insurance: Person, at_police: str, at_insurance: str, dossier: str
) -> None:
    """No dossier, no desk, no book, and nothing of the other agency."""
    for agency, other in ((police, at_insurance), (insurance, at_police)):
        for address in (dossier, other, f"{other}/giay-to/1", "/can-bo/mot-cua/"):
            assert agency.is_refused(address), (agency.where, address)
    insurance.open(at_insurance)
    insurance.does_not_see("/can-bo/mot-cua")
