"""Whether two records are about one person, and why: spellings and traps one by one."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import fields, replace
from typing import Literal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.cli.person_match import match_line
from app.residents.rules.match_reasons import WEIGHTS
from app.residents.rules.person_match import Known, Match, MatchReason, compare
from app.residents.rules.person_names import read_name
from harness.stage.match_score import pairs_of, score

BANG = Known(
    "Nguyễn Văn Bằng",
    "1985-03-12",
    "001085004521",
    "Nguyễn Thị Mận",
    "xã Kim Chung, huyện Đông Anh",
)
"""All fields known, with a common name."""
NGAT = Known("Đoàn Thị Ngát", "1979-03-12", address="xã Kim Chung, huyện Đông Anh")
"""Known by name, date and commune alone: with one more doubt she is not matched."""
BAO = Known("Lê Gia Bảo", "2014-05-06", "", "Nguyễn Thị Mận", "xã Kim Chung, huyện Đông Anh")
"""A child: no number, but a mother."""


def judged(a: Known, b: Known) -> Match:
    match = compare(a, b)
    assert compare(b, a) == match, "the order must not matter"
    return match


# One person, different spelling


@pytest.mark.parametrize(
    ("name", "otherwise", "reason"),
    [
        ("Trần Đức Thắng", "TRAN DUC THANG", MatchReason.NO_MARKS),
        ("Trần Đức Thắng", "Trân Đưc Thăng", MatchReason.NO_MARKS),
        ("Trần Đức Thắng", "Tran Duc Thắng", MatchReason.NO_MARKS),
        ("Đỗ Đình Đạt", "Dỗ Dình Dạt", MatchReason.NO_MARKS),
        ("Trần Đức Thắng", "Traanf DDuwcs Thawngs", MatchReason.KEYS_LEFT),
        ("Trần Đức Thắng", "TRAANF DDUWCS THAWNGS", MatchReason.KEYS_LEFT),
        ("Lê Phương Uyên", "Lee Phuowng Uyeen", MatchReason.KEYS_LEFT),
        ("Lê Phương Uyên", "Lê Phươngw Uyên", MatchReason.KEYS_LEFT),
        ("Trần Đức Thắng", "Tra62n D9u71c Tha81ng", MatchReason.KEYS_LEFT),
        ("Trần Đức Thắng", "Tra6n2 D9u7c1 Tha8ng1", MatchReason.KEYS_LEFT),
        ("Bùi Thị Loan", "Bùi Thị L0an", MatchReason.SCANNED),
        ("Bùi Thị Loan", "Bùi Thị 1oan", MatchReason.SCANNED),
        ("Bùi Xuân Linh", "Bùi Xuân L1nh", MatchReason.SCANNED),
        ("Nguyễn Thị Ngoan", "Nguyễm Thị Ngoan", MatchReason.LETTER_SLIP),
        ("Hoàng Gia Phú", "Huỳnh Gia Phú", MatchReason.LETTER_SLIP),
        ("Trần Văn Dũng", "Trần Văn Dủng", MatchReason.HOOK_FOR_TILDE),
        ("Nguyễn Thị Nhài", "Nguyễn Thì Nhài", MatchReason.ANOTHER_TONE_BESIDE),
        ("Lê Thị Thu Cúc", "Cúc Lê Thị Thu", MatchReason.NAME_ORDER),
        ("Lê Thị Thu Cúc", "Thị Thu Cúc Lê", MatchReason.NAME_ORDER),
        ("Lê Anh Thư", "Thư Anh Lê", MatchReason.NAME_ORDER),
        ("Lê Thị Thu Cúc", "Lê Cúc", MatchReason.MIDDLE_MISSING),
        ("Lê Thị Thu Cúc", "Lê Thu Cúc", MatchReason.MIDDLE_MISSING),
        ("Lê Thị Thu Cúc", "Lê T. T. Cúc", MatchReason.IN_SHORT),
        ("Nguyễn Văn Phách", "Ng. V. Phách", MatchReason.IN_SHORT),
        ("Nguyễn Văn Phách", "Ngn Vn Phách", MatchReason.IN_SHORT),
        ("Phạm Thị Thuý Hoà", "Phạm Thị Thúy Hòa", MatchReason.SAME_NAME),
        ("Ngô Mỹ Quý", "Ngô Mĩ Quí", MatchReason.SAME_NAME),
        ("Lê Thị Cúc", "  bà  LÊ THỊ\tCÚC ", MatchReason.SAME_NAME),
        ("Lê Thị Cúc", "Lê Thị Cúc (cháu)", MatchReason.SAME_NAME),
        ("Chu Văn Phách", "Ông Chu Văn Phách", MatchReason.SAME_NAME),
        ("Lê Anh Thư", "Anh Lê Anh Thư", MatchReason.SAME_NAME),
        ("Lê Thị Cúc", "LêThịCúc", MatchReason.SAME_NAME),
    ],
)  # fmt: skip
def test_a_name_written_otherwise_is_the_same_name_and_the_reason_is_told(
    name: str, otherwise: str, reason: MatchReason
) -> None:
    one = replace(BAO, name=name)
    match = judged(one, replace(one, name=otherwise))
    assert match.same, match
    assert reason in match.reasons


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_marks_that_stand_apart_are_the_same_marks(
    form: Literal["NFC", "NFD", "NFKC", "NFKD"],
) -> None:
    apart = Known(*(unicodedata.normalize(form, text) for text in vars_of(BANG)))
    assert judged(BANG, apart) == judged(BANG, BANG)


@pytest.mark.parametrize(
    "born",
    [
        "12/03/1979", "12-3-1979", "12.3.79", "ngày 12 tháng 3 năm 1979", "12031979", "19790312",
        "1979/03/12", "1979-03-12T00:00:00", "I2/O3/1979", "12 Mar 1979",
    ],
)  # fmt: skip
def test_a_day_written_otherwise_is_the_same_day(born: str) -> None:
    match = judged(NGAT, replace(NGAT, born=born))
    assert match.same
    assert MatchReason.SAME_DAY in match.reasons


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        ("2014", MatchReason.SAME_YEAR),
        ("sinh năm 2014", MatchReason.SAME_YEAR),
        ("00/00/2014", MatchReason.SAME_YEAR),
        ("01/01/2014", MatchReason.SAME_YEAR),
        ("5/2014", MatchReason.SAME_MONTH),
        ("2014-05", MatchReason.SAME_MONTH),
        ("05/06/2014", MatchReason.DAY_FOR_MONTH),
        ("2014-05-08", MatchReason.DAY_SLIP),
        ("2013-05-06", MatchReason.DAY_SLIP),
        ("60/05/2014", MatchReason.SAME_MONTH),
    ],
)
def test_a_vague_or_slipped_day_needs_mother_and_commune_beside_a_common_name(
    born: str, reason: MatchReason
) -> None:
    common = replace(BAO, name="Nguyễn Văn Hùng")
    match = judged(common, replace(common, born=born))
    assert match.same
    assert reason in match.reasons
    for field in ("mother", "address"):
        unknown = replace(common, **{field: ""})
        assert not judged(unknown, replace(unknown, born=born)).same


@pytest.mark.parametrize(
    "mother",
    [
        "NGUYEN THI MAN",
        "Nguyeenx Thij Maanj",
        "Nguyễn Mận",
        "bà Nguyễn Thị Mận",
        "Bà Mận",
        "N. T. Mận",
    ],
)
def test_a_mother_written_otherwise_is_the_same_mother(mother: str) -> None:
    far = replace(BAO, address="")
    assert judged(far, replace(far, mother=mother)).same


@pytest.mark.parametrize(
    "address",
    [
        "X. Kim Chung, H. Đông Anh", "Kim Chung - Đông Anh - Hà Nội", "xa Kim Chung", "KIM CHUNG",
        "số 3, xóm Hạ, Xã Kim Chung - Huyện Đông Anh - TP. HN", "Kim Chung, Đông Anh",
        "thôn Bầu xã Kim Chung huyện Đông Anh thành phố Hà Nội", "Kim Chung Đông Anh Hà Nội",
    ],
)  # fmt: skip
def test_an_address_in_short_is_the_same_commune(address: str) -> None:
    match = judged(NGAT, replace(NGAT, address=address))
    assert match.same
    assert MatchReason.SAME_COMMUNE in match.reasons


# Numbers


@pytest.mark.parametrize(
    "number", ["001 085 004 521", "001.085.004.521", "0O1085004521", "00l085004521", "1085004521"]
)
def test_a_number_read_or_kept_badly_is_the_same_number(number: str) -> None:
    alone = Known(name=BANG.name, id_number=BANG.id_number)
    match = judged(alone, replace(alone, id_number=number))
    assert match.same
    assert MatchReason.SAME_NUMBER in match.reasons


@pytest.mark.parametrize("number", ["001085004512", "001085004421", "0010850045211", "00108500451"])
def test_a_slip_in_a_number_needs_the_day_beside_it(number: str) -> None:
    match = judged(BANG, replace(BANG, id_number=number, mother=""))
    assert match.same
    assert MatchReason.NUMBER_SLIP in match.reasons
    assert not judged(BANG, replace(BANG, id_number=number, mother="", born="")).same


def test_an_old_card_says_nothing_against_a_new_number() -> None:
    match = judged(BANG, replace(BANG, id_number="012345678"))
    assert match.same
    assert MatchReason.NUMBERS_OF_TWO_KINDS in match.reasons


def test_two_numbers_of_one_kind_are_two_people_though_name_day_and_commune_agree() -> None:
    other = replace(BANG, id_number="001085771903", mother="")
    match = judged(BANG, other)
    assert not match.same
    assert MatchReason.OTHER_NUMBER in match.reasons


def test_a_number_of_another_name_was_typed_from_the_paper_below() -> None:
    other = Known("Trần Thị Bé", "1990-01-02", BANG.id_number, "", "phường Trúc Bạch, quận Ba Đình")
    assert not judged(BANG, other).same


def test_a_number_alone_names_nobody() -> None:
    alone = Known(id_number=BANG.id_number)
    match = judged(alone, alone)
    assert not match.same
    assert MatchReason.TOO_LITTLE in match.reasons


def test_a_number_that_tells_another_year_or_sex_is_somebody_elses() -> None:
    card = Known("Nguyễn Thị Ngân", "1959-12-10", "119243423", "", BANG.address)
    year = judged(card, Known("Nguyễn Thị Ngân", "", "001178785218", "", BANG.address))
    sex = judged(card, Known("Nguyễn Ngân", "1959", "001059785218", "", BANG.address))
    assert not year.same
    assert MatchReason.NUMBER_TELLS_ANOTHER_YEAR in year.reasons
    assert not sex.same
    assert MatchReason.NUMBER_TELLS_ANOTHER_SEX in sex.reasons


def test_a_number_of_a_woman_does_not_speak_against_a_middle_name_that_looks_like_a_mans() -> None:
    card = Known("Nguyễn Vân Anh", "1985-03-12", "012345678", "", BANG.address)
    assert judged(card, replace(card, id_number="001185004521")).same


# Two people


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Nguyễn Thị Hoa", "Nguyễn Thị Hòa"),
        ("Trần Văn Tuấn", "Trần Văn Tuân"),
        ("Lê Minh Khanh", "Lê Minh Khánh"),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng"),
        ("Nguyeenx Thu Thuyr", "Nguyễn Thu Thuỳ"),
        ("Lương Văn Cương", "Lương Văn Cường"),
        ("Nguyễn Thị Hồng Anh", "Nguyễn Thị Vân Anh"),
        ("Trần Minh Anh", "Trần Anh Minh"),
        ("Bùi Gia Huy", "BUI GIA HUNG"),
        ("Nguyễn Thị Lan", "Nguyễn Thị Loan"),
    ],
)
def test_twins_are_two_though_day_mother_and_commune_agree(name: str, other: str) -> None:
    match = judged(replace(BAO, name=name), replace(BAO, name=other))
    assert not match.same
    assert MatchReason.TWINS in match.reasons


def test_another_tone_in_the_given_name_is_outweighed_by_number_and_day_alone() -> None:
    hoa = replace(BANG, name="Nguyễn Thị Hoa", id_number="001185004521")
    hoa_with_a_tone = replace(hoa, name="Nguyễn Thị Hòa")
    assert judged(hoa, hoa_with_a_tone).same
    assert not judged(replace(hoa, id_number=""), hoa_with_a_tone).same


def test_a_name_without_any_marks_weighs_more_than_one_with_another_tone() -> None:
    hoa = replace(BAO, name="Nguyễn Thị Hòa")
    bare = judged(hoa, replace(BAO, name="Nguyen Thi Hoa"))
    toned = judged(hoa, replace(BAO, name="Nguyễn Thị Hoa"))
    assert bare.same
    assert not toned.same
    assert bare.score > toned.score


def test_a_given_name_in_short_needs_more_than_day_and_commune() -> None:
    assert not judged(NGAT, replace(NGAT, name="Đoàn Thị N.")).same


def test_brothers_and_sisters_share_a_mother_but_no_birth() -> None:
    match = judged(BAO, replace(BAO, name="Lê Gia Huy", born="2016-08-19"))
    assert not match.same
    assert MatchReason.SIBLINGS in match.reasons


def test_father_and_son_may_carry_one_name() -> None:
    father = Known("Lê Văn Nam", "1960-05-16", address=BANG.address)
    match = judged(father, replace(father, born="1988-07-02", mother="Bùi Thị Xoan"))
    assert not match.same
    assert MatchReason.GENERATIONS in match.reasons


def test_cousins_of_one_name_and_day_have_two_mothers() -> None:
    match = judged(BAO, replace(BAO, mother="Trần Thị Lựu"))
    assert not match.same
    assert MatchReason.ANOTHER_MOTHER in match.reasons


def test_one_birthday_in_one_commune_makes_nobody_the_same() -> None:
    assert not judged(NGAT, replace(NGAT, name="Vũ Thị Sen")).same


# Too little data


def test_a_common_name_weighs_less_than_a_rare_one() -> None:
    hung = Known("Nguyễn Văn Hùng", "1985-03-12")
    chau = Known("Kiều Phương Mỵ Châu", "1985-03-12")
    assert MatchReason.TOO_LITTLE in judged(hung, hung).reasons
    assert judged(chau, chau).same


@pytest.mark.parametrize(
    "known",
    [
        Known(),
        Known(name="Nguyễn Văn Hùng", address=BANG.address),
        Known(name="Nguyễn Văn Hùng", born="1985", address=BANG.address),
        Known(address=BANG.address),
        Known(born="1985-03-12", address=BANG.address),
        Known(born="2014-05-06", mother=BAO.mother, address=BAO.address),
        replace(BAO, name="Chưa đặt tên"),
        replace(BAO, born="", mother="Không rõ"),
        Known("Nguyễn Thị Lan", "1970", "000000000", "không rõ", "Không rõ"),
        Known(name="?", born="?", id_number="?", mother="?", address="?"),
    ],
)
def test_too_little_is_never_the_same_and_says_so(known: Known) -> None:
    match = judged(known, known)
    assert not match.same
    assert MatchReason.TOO_LITTLE in match.reasons


def test_an_address_only_supports() -> None:
    assert judged(BANG, replace(BANG, address="phường Bến Nghé, quận 1, TP HCM")).same
    assert not judged(Known(address=BANG.address), BANG).same


# For every text


TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "", "Nữ", "nam", "thôn Bầu",
        "Nguyễn Văn Hùng", "Nguye6n4 Va8n Hu2ng", "Hùng", "ông", "V.", "Đ", "1985", "12/3/1985",
        "1985-03-12", "31/02/1900", "0000-00-00", "001085004521", "012345678", "B1234567",
        "xã, , -", "Kim Chung - Đông Anh", "thị xã", "TP", "\ud800", "é̂", "ß", "İ",
        "½²", "٠١٢", "\u0301",
    ]
)  # fmt: skip
RECORDS = st.builds(Known, *[TEXTS] * len(fields(Known)))


@given(RECORDS, RECORDS)
def test_any_two_records_are_judged_alike_in_both_orders(a: Known, b: Known) -> None:
    match = judged(a, b)
    assert 0 <= match.score <= 1
    assert match.same == (match.score > 0.5)
    assert list(match.reasons) == sorted(match.reasons, key=list(MatchReason).index)


WORDS = "nguyễn trần lê v t. thị văn hoa hòa hóa anh ánh minh thu thư bà lân l"
NAMES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=5).map(" ".join)


@given(NAMES, NAMES)
def test_names_of_all_sorts_are_judged_alike_in_both_orders(a: str, b: str) -> None:
    judged(replace(BAO, name=a), replace(BAO, name=b))


@given(RECORDS)
def test_a_well_known_record_is_itself_whatever_else_it_says(record: Known) -> None:
    known = replace(BANG, address=record.address, mother=record.mother)
    assert judged(known, known).same


@given(TEXTS | NAMES)
def test_a_name_once_read_reads_the_same_again(text: str) -> None:
    name = read_name(text)
    again = read_name(" ".join(word.shape + word.tone for word in name.words))
    assert [(word.shape, word.tone) for word in again.words] == [
        (word.shape, word.tone) for word in name.words
    ]


@pytest.mark.parametrize("odd", [None, 5, [], {}, b"Hoa", "Hoa " * 10_000, "9" * 10_000, "\x00"])
def test_no_value_is_too_odd(odd: object) -> None:
    judged(Known(odd, odd, odd, odd, odd), BANG)  # type: ignore[arg-type]
    judged(Known(odd, odd, odd, odd, odd), Known(odd, odd, odd, odd, odd))  # type: ignore[arg-type]


def test_every_reason_has_a_weight_with_its_why_and_a_sentence() -> None:
    assert set(MatchReason) == set(WEIGHTS)
    assert all(reason.label for reason in MatchReason)
    assert all(weight.why for weight in WEIGHTS.values())


# The labelled pairs, and the command


def test_the_first_half_of_the_labelled_pairs_is_judged_as_an_officer_would() -> None:
    figures = score(
        (json.dumps(match_line(json.dumps(pair))) for pair in pairs_of("first")), "first"
    )
    assert min(figures.precision, figures.recall) >= 0.97, figures


def told(app: Flask, *lines: str) -> list[dict[str, object]]:
    said = app.test_cli_runner().invoke(args=["match", "--json"], input="\n".join(lines) + "\n")
    assert said.exit_code == 0, said.output
    return [json.loads(line) for line in said.output.splitlines()]


def test_the_command_answers_each_line_and_goes_on_after_one_that_is_no_pair(app: Flask) -> None:
    known = {"name": "Lê Thị Cúc", "born": "1985-03-12", "address": "xã Kim Chung", "mother": None}
    pair = json.dumps({"id": 1, "a": known, "b": {**known, "name": "LE THI CUC"}})
    bad = [
        "no JSON",
        "[]",
        "7",
        "null",
        '{"id": "x"}',
        '{"id": "y", "a": 1, "b": {}}',
        "[" * 100_000,
    ]
    said = told(app, pair, *bad, "", '{"id": 2, "a": {}, "b": {"id_number": 12345}}')
    assert said[0] == {
        "id": 1,
        "verdict": "same",
        "same": True,
        "score": said[0]["score"],
        "reasons": ["same_name", "no_marks", "same_day", "same_commune"],
    }
    assert ["error" in line for line in said[1:-1]] == [True] * len(bad)
    assert [line["id"] for line in said] == [1, None, None, None, None, "x", "y", None, 2]
    assert (said[-1]["verdict"], said[-1]["same"]) == ("look", False)


def vars_of(known: Known) -> tuple[str, ...]:
    return tuple(getattr(known, field.name) for field in fields(Known))
