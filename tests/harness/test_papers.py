"""The papers of two procedures have all the fields of their forms, and a fault is found."""

from __future__ import annotations

import pytest

from harness.papers.check import faults, text_of
from harness.papers.dossiers import other_ends, papers_of, sheets
from harness.papers.fields import Field, Required, fields
from harness.papers.messages import longest_message
from harness.stage.factories import a_commune

pytestmark = pytest.mark.usefixtures("database")

DECLARATIONS = {"birth_declaration", "hk02", "tk1"}
FACTS = {"name": "Nguyễn Thị Mẫu", "born": "2016-11-21", "at": "14:05", "@applicant": "Lê Văn Mẫu"}
FORM = (
    Field(("Họ, chữ đệm, tên",), Required.YES, ("name",)),
    Field(("Ngày, tháng, năm sinh",), Required.YES, ("born",)),
    Field(("Nơi sinh", "Nơi đã sinh"), Required.YES, ()),
    Field(("Lúc",), Required.GIVEN, ("at",)),
    Field(("cam đoan",), Required.TEXT, ()),
)
SOUND = (
    "Tôi cam đoan", "Họ, chữ đệm, tên: NGUYỄN THỊ MẪU", "Ngày, tháng, năm sinh: ngày 21 tháng 11",
    "năm 2016", "Nơi đã sinh: xã Ba Trại", "Lúc: 14 giờ 05 phút",
)  # fmt: skip


def test_a_paper_with_all_fields_has_no_fault() -> None:
    assert faults(SOUND, FORM, FACTS) == []


@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        ("Tôi cam đoan", "", "missing: cam đoan"),
        ("Lúc: 14 giờ 05 phút", "Lúc: ......", "without its value: Lúc: 14:05"),
        ("Nơi đã sinh: xã Ba Trại", "Nơi sinh: .....", "empty: Nơi sinh"),
        ("Nơi đã sinh: xã Ba Trại", "Nơi sinh:", "empty: Nơi sinh"),
        ("Tôi cam đoan", "Lúc: 14 giờ 05 phút cam đoan", ""),
        ("Tôi cam đoan", "Tôi cam đoan\nLệ phí và nhận kết quả", "foreign: Lệ phí và nhận kết quả"),
        (
            "Tôi cam đoan",
            "Tôi cam đoan\nSố giấy tờ của ông/bà: 1",
            "foreign: Số giấy tờ của ông/bà",
        ),
        ("Tôi cam đoan", "Tôi cam đoan None", "foreign: None"),
        ("Tôi cam đoan", "Tôi cam đoan birth_proof", "foreign: birth_proof"),
    ],
)
def test_each_kind_of_fault_is_named(line: str, instead: str, fault: str) -> None:
    paper = "\n".join(SOUND).replace(line, instead).splitlines()
    assert faults(paper, FORM, FACTS) == ([fault] if fault else [])


def test_fields_in_another_order_are_a_fault() -> None:
    paper = [SOUND[0], SOUND[2], SOUND[3], SOUND[1], *SOUND[4:]]
    assert "out of order: Ngày, tháng, năm sinh" in faults(paper, FORM, FACTS)


def test_the_slips_and_letters_of_a_birth_have_their_fields() -> None:
    """The whole catalogue and the declarations are the full size: ``make proof NAME=papers``."""
    found = [*papers_of("1.001193", a_commune()), *other_ends(a_commune()), *sheets(a_commune())]
    printed = [paper for paper in found if paper.kind not in DECLARATIONS]
    wrong = {
        paper.name: faulty
        for paper in printed
        if (faulty := faults(text_of(paper.pdf), fields()[paper.kind], paper.facts))
    }
    assert wrong == {}
    assert {paper.kind for paper in printed} >= {
        "receipt", "supplement", "refusal", "apology", "control", "register", "written_answer",
        "cash", "treasury", "hand_over", "birth_certificate",
    }  # fmt: skip


def test_no_short_message_is_longer_than_one_with_the_longest_names() -> None:
    assert longest_message() <= 160
