"""The three verdicts on two records, and what decides between them: twins, marks, parents, sex."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.residents.rules.match_verdicts import VERDICT_LABELS, Verdict
from app.residents.rules.person_match import Known, Match, MatchReason, compare

MINH_ANH = Known(
    "Nguyễn Minh Anh",
    "2016-03-14",
    "001316004521",
    "Trần Thị Bưởi",
    "thôn Bầu, xã Kim Chung, huyện Đông Anh",
    "Nguyễn Văn Cót",
    "Nữ",
)
"""A newborn with all fields."""
HUNG = Known("Nguyễn Văn Hùng", "1979-04-18", address="xã Hữu Bằng, huyện Thạch Thất")
"""A grown man with a very common name, without number and parents."""


def judged(a: Known, b: Known) -> Match:
    match = compare(a, b)
    assert compare(b, a) == match, "the order must not matter"
    return match


def verdict(a: Known, **changes: str) -> Verdict:
    return judged(a, replace(a, **changes)).verdict


# Numbers of a row


@pytest.mark.parametrize("number", ["001316004522", "001316004520", "001316004524"])
@pytest.mark.parametrize("name", ["Nguyễn Minh Ánh", "Nguyễn Thu Anh", "Nguyễn Minh Oanh"])
def test_twins_of_one_morning_are_two_though_all_the_rest_agrees(number: str, name: str) -> None:
    match = judged(MINH_ANH, replace(MINH_ANH, id_number=number, name=name))
    assert match.verdict is Verdict.DIFFERENT
    assert MatchReason.NUMBERS_FOLLOW in match.reasons


def test_numbers_that_follow_over_a_ten_are_neighbours_too() -> None:
    one = replace(MINH_ANH, id_number="001316004529")
    match = judged(one, replace(one, id_number="001316004530", name="Nguyễn Minh Ánh"))
    assert match.verdict is Verdict.DIFFERENT
    assert {MatchReason.NUMBERS_FOLLOW, MatchReason.TWINS} <= {*match.reasons}


def test_old_cards_of_one_morning_are_neighbours_too() -> None:
    one = replace(MINH_ANH, id_number="111402316")
    assert verdict(one, id_number="111402317", name="Nguyễn Minh Ánh") is Verdict.DIFFERENT


def test_a_last_figure_one_higher_under_one_marked_name_is_a_slip() -> None:
    match = judged(MINH_ANH, replace(MINH_ANH, id_number="001316004522"))
    assert match.verdict is Verdict.SAME
    assert MatchReason.NUMBER_SLIP in match.reasons
    assert MatchReason.NUMBERS_FOLLOW not in match.reasons


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Nguyễn Minh Ánh", "NGUYEN MINH ANH"),
        ("NGUYEN MINH ANH", "NGUYEN MINH ANH"),
        ("Phan Minh Thúy", "PHAN MINH THUY"),
        ("Nguyễn Minh Anh", "Nguyễn M. Anh"),
        ("Nguyễn Minh Anh", "Nguyễn Anh"),
    ],
)
def test_a_name_under_which_a_twin_may_hide_is_looked_at(name: str, other: str) -> None:
    one = replace(MINH_ANH, name=name)
    assert verdict(one, name=other, id_number="001316004522") is Verdict.LOOK


def test_a_name_without_marks_beside_neighbouring_cards_hides_nobody() -> None:
    one = Known("Nguyễn Kim Thủy", "1951-03-06", "163607202", address=HUNG.address)
    assert verdict(one, name="Nguyen Kim Thuy", id_number="163607201") is Verdict.SAME


def test_a_number_further_away_is_no_neighbour() -> None:
    match = judged(MINH_ANH, replace(MINH_ANH, id_number="001316004529"))
    assert match.verdict is Verdict.SAME
    assert MatchReason.NUMBERS_FOLLOW not in match.reasons


# Keys left over, tones that cannot be, letters left out


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Nguyễn Thị Hòa", "Nguyễn Thị Hòaf"), ("Nguyễn Thị Hòa", "Nguyễn Thị Hòas"),
        ("Nguyễn Thị Hòa", "Nguyễn Thị Hòa1"), ("Trần Văn Hiền", "Trần Văn Hiềne"),
        ("Trần Văn Hiền", "Trầna Văn Hiền6"), ("Tạ Đức Mạnh", "Tạ Đứcd Mạnh"),
        ("Tạ Đức Mạnh", "Tạ Đức9 Mạnhj"), ("Lê Thị Hường", "Lê Thị Hườngw"),
        ("Lê Thị Hường", "Lê Thị Hường7"), ("Vũ Thị Thắm", "VŨ THỊJ THẮM8"),
        ("Đỗ Mạnh Quân", "Đỗ Mạnhx Quâna"), ("Đỗ Thị Trăm", "Đỗ Thị Trămw"),
    ],
)  # fmt: skip
def test_a_key_behind_a_word_that_bears_its_mark_was_left_over(name: str, typed: str) -> None:
    one = replace(HUNG, name=name, mother="Lê Thị Sen")
    match = judged(one, replace(one, name=typed))
    assert match.verdict is Verdict.SAME
    assert MatchReason.KEYS_LEFT in match.reasons
    assert MatchReason.ANOTHER_TONE not in match.reasons


def test_a_key_left_over_does_not_make_another_name_agree() -> None:
    one = replace(MINH_ANH, id_number="", name="Nguyễn Thị Hóa")
    match = judged(one, replace(one, name="Nguyễn Thị Hòas"))
    assert match.verdict is Verdict.LOOK
    assert MatchReason.ANOTHER_TONE in match.reasons


@pytest.mark.parametrize("name", ["Ngoc", "Ngòc", "Ngỏc", "Ngõc"])
def test_a_tone_that_a_syllable_cannot_bear_is_a_wrong_mark(name: str) -> None:
    one = replace(MINH_ANH, id_number="", name="Nguyễn Thị Ngọc")
    match = judged(one, replace(one, name=f"Nguyễn Thị {name}"))
    assert match.verdict is Verdict.SAME
    assert MatchReason.ANOTHER_TONE not in match.reasons
    assert (MatchReason.IMPOSSIBLE_TONE in match.reasons) == (name != "Ngoc")


@pytest.mark.parametrize(
    ("name", "other"), [("Bạch", "Bàch"), ("Hợp", "Hờp"), ("Việt", "Viễt"), ("Bích", "Bỉch")]
)
def test_so_do_syllables_in_ch_p_and_t(name: str, other: str) -> None:
    one = replace(MINH_ANH, id_number="", name=f"Lê Văn {name}")
    assert verdict(one, name=f"Lê Văn {other}") is Verdict.SAME


def test_two_tones_that_it_can_bear_are_two_names() -> None:
    one = replace(MINH_ANH, id_number="", name="Lê Văn Phúc")
    match = judged(one, replace(one, name="Lê Văn Phục"))
    assert match.verdict is Verdict.LOOK
    assert MatchReason.TWINS in match.reasons


@pytest.mark.parametrize(("name", "other"), [("Ly", "Lý"), ("My", "Mỹ"), ("Vy", "Vỹ")])
def test_names_in_y_that_are_borne_without_a_mark_are_two_beside_those_with_one(
    name: str, other: str
) -> None:
    one = replace(MINH_ANH, id_number="", name=f"Chu {name}")
    assert verdict(one, name=f"Chu {other}") is Verdict.LOOK


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Lương Hoàng Nam", "Lương Hoàn Nam"), ("Lương Hoàng Nam", "Lương Hoàngg Nam"),
        ("Lê Thanh Hà", "Lê Than Hà"), ("Lê Duy Hà", "Lê Dy Hà"), ("Lê Thị Hà", "Lê Hị Hà"),
    ],
)  # fmt: skip
def test_a_letter_lost_or_doubled_in_a_middle_name_is_a_slip(name: str, other: str) -> None:
    one = replace(HUNG, name=name, mother="Lê Thị Sen")
    match = judged(one, replace(one, name=other))
    assert match.verdict is Verdict.SAME
    assert MatchReason.LETTER_SLIP in match.reasons


def test_a_name_turned_round_does_not_hide_another_given_name() -> None:
    one = replace(MINH_ANH, id_number="", name="Nguyễn Gia Mai")
    assert verdict(one, name="My Gia Nguyễn") is Verdict.LOOK
    assert verdict(one, name="Mai Gia Nguyễn") is Verdict.SAME


def test_a_middle_name_with_another_tone_and_letter_is_another_name() -> None:
    one = replace(HUNG, name="Lê Thị Thu Hà", mother="Lê Thị Sen")
    match = judged(one, replace(one, name="Lê Thị Thùy Hà"))
    assert MatchReason.ANOTHER_MIDDLE in match.reasons


def test_a_letter_lost_in_the_given_name_is_a_slip_where_number_and_day_agree() -> None:
    loan = Known("Cao Thị Loan", "1976-12-24", "001176554433", "Cao Thị Dự", HUNG.address)
    match = judged(loan, replace(loan, name="Cao Thị Lan"))
    assert match.verdict is Verdict.SAME
    assert MatchReason.LETTER_SLIP in match.reasons
    assert verdict(loan, name="Cao Thị Lan", born="1976") is Verdict.LOOK
    nobody = replace(loan, id_number="")
    match = judged(nobody, replace(nobody, name="Cao Thị Lan"))
    assert match.verdict is Verdict.LOOK
    assert {MatchReason.GIVEN_LETTER, MatchReason.TWINS} <= {*match.reasons}
    assert verdict(nobody, name="Cao Thị Lan", born="1978-01-02") is Verdict.DIFFERENT


# One number


@pytest.mark.parametrize("name", ["Nguyễn Minh Ánh", "Nguyễn Gia Huy", "Nguyễn Thu Anh", "Lê Sen"])
def test_two_records_with_one_number_are_never_called_twins(name: str) -> None:
    match = judged(MINH_ANH, replace(MINH_ANH, name=name))
    assert MatchReason.TWINS not in match.reasons
    assert match.verdict is not Verdict.DIFFERENT


def test_one_number_and_day_under_two_given_names_is_looked_at_and_never_the_same() -> None:
    assert verdict(MINH_ANH, name="Nguyễn Gia Huy") is Verdict.LOOK
    bare = Known("Trần Văn Bốn", "1958-08-08", "011008080")
    assert verdict(bare, name="Lê Thị Lực") is Verdict.LOOK


def test_one_number_under_one_name_is_looked_at_whatever_else_differs() -> None:
    other = replace(MINH_ANH, born="2011-12-30", mother="Lê Thị Sen", father="Đỗ Văn Đa", sex="Nam")
    assert judged(MINH_ANH, other).verdict is Verdict.LOOK
    assert verdict(other, name="Vũ Gia Huy", **typed_below()) is Verdict.DIFFERENT


def typed_below() -> dict[str, str]:
    """All of another line of the list but its number."""
    return {"born": "1988-01-02", "mother": "Trần Thị Tý", "address": "xã Ba Trại, huyện Ba Vì"}


# Father, sex, village


def test_a_father_stands_where_the_mother_is_unknown() -> None:
    one = replace(HUNG, father="Nguyễn Văn Khoai")
    assert verdict(one, born="1979") is Verdict.SAME
    assert verdict(one, address="phường Mễ Trì, quận Nam Từ Liêm") is Verdict.SAME
    assert verdict(HUNG, born="1979") is Verdict.LOOK


def test_two_fathers_tell_namesakes_of_one_day_apart() -> None:
    match = judged(replace(HUNG, father="Nguyễn Đình Sắn"), replace(HUNG, father="Nguyễn Bá Củ"))
    assert match.verdict is Verdict.DIFFERENT
    assert MatchReason.ANOTHER_FATHER in match.reasons


def test_another_father_beside_one_number_is_a_correction_without_it_a_question() -> None:
    assert verdict(MINH_ANH, father="Lê Văn Nhận") is Verdict.SAME
    assert verdict(replace(MINH_ANH, id_number=""), father="Lê Văn Nhận") is Verdict.LOOK
    assert verdict(replace(MINH_ANH, id_number=""), mother="Lê Thị Nhàn") is Verdict.LOOK


@pytest.mark.parametrize("father", ["", "Không rõ", "-", "NGUYEN VAN COT", "ông Nguyễn Văn Cót"])
def test_a_father_unknown_or_written_otherwise_changes_nothing(father: str) -> None:
    assert verdict(replace(MINH_ANH, id_number=""), father=father) is Verdict.SAME


def test_parents_whom_a_letter_tells_apart_are_asked_about_unless_a_number_agrees() -> None:
    namesake = replace(HUNG, father="Nguyễn Văn Trung")
    match = judged(namesake, replace(namesake, father="Nguyễn Văn Tung"))
    assert match.verdict is Verdict.LOOK
    assert MatchReason.PARENT_NEARLY in match.reasons
    assert verdict(MINH_ANH, mother="Trần Thị Bưở") is Verdict.SAME


def test_a_father_adds_little_to_a_mother_so_that_twins_stay_two() -> None:
    far = replace(MINH_ANH, id_number="")
    assert verdict(far, name="Nguyễn Gia Huy") is Verdict.DIFFERENT
    assert verdict(far, name="Nguyễn Minh Ánh") is Verdict.LOOK


@pytest.mark.parametrize(("sex", "other"), [("Nữ", "Nam"), ("female", "male"), ("gái", "TRAI")])
def test_a_boy_and_a_girl_whom_a_mark_tells_apart_are_two(sex: str, other: str) -> None:
    girl = replace(MINH_ANH, id_number="", sex=sex)
    match = judged(girl, replace(girl, name="Nguyễn Minh Ánh", sex=other))
    assert match.verdict is Verdict.DIFFERENT
    assert MatchReason.ANOTHER_SEX in match.reasons


def test_another_sex_alone_is_looked_at_unless_one_number_tells_it() -> None:
    assert verdict(replace(MINH_ANH, id_number=""), sex="Nam") is Verdict.LOOK
    assert verdict(MINH_ANH, sex="Nam") is Verdict.SAME
    assert verdict(MINH_ANH, sex="không ghi") is Verdict.SAME


def test_a_number_of_a_woman_is_not_his_who_is_written_as_a_man() -> None:
    him = Known("Trần Thanh Hải", "1978", address="xã Vân Hà, huyện Đông Anh", sex="Nam")
    match = judged(him, replace(him, sex="", born="1978-05-09", id_number="001178440021"))
    assert match.verdict is Verdict.DIFFERENT
    assert MatchReason.NUMBER_TELLS_ANOTHER_SEX in match.reasons


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("thôn Bầu, xã Hữu Bằng, huyện Thạch Thất", ""),
        ("THON BAU - XA HUU BANG - HUYEN THACH THAT", ""),
        ("xã Hữu Bằng, huyện Thạch Thất", "Bầu"),
        ("Hữu Bằng, Thạch Thất", "Thôn Bầu"),
    ],
)
def test_a_village_agrees_within_the_address_or_beside_it(address: str, village: str) -> None:
    one = replace(HUNG, village="thôn Bầu")
    match = judged(one, replace(one, address=address, village=village))
    assert match.verdict is Verdict.SAME
    assert MatchReason.SAME_VILLAGE in match.reasons


def test_two_villages_of_a_commune_tell_namesakes_of_a_year_apart() -> None:
    one = replace(HUNG, village="thôn Bầu")
    match = judged(one, replace(one, village="thôn Sen", born="1979"))
    assert match.verdict is Verdict.DIFFERENT
    assert MatchReason.ANOTHER_VILLAGE in match.reasons
    assert verdict(one, village="thôn Sen") is Verdict.LOOK
    known = replace(one, mother="Bùi Thị Sợi")
    assert verdict(known, village="thôn Sen") is Verdict.SAME


def test_villages_of_two_communes_are_not_compared() -> None:
    one = replace(HUNG, village="thôn Chợ", mother="Bùi Thị Sợi")
    match = judged(one, replace(one, address="xã Cát Quế, huyện Hoài Đức"))
    assert not {MatchReason.SAME_VILLAGE, MatchReason.ANOTHER_VILLAGE} & {*match.reasons}


# Between one and two


@pytest.mark.parametrize(
    "known",
    [
        Known("Nguyễn Văn Hùng", "1985-03-12"),
        Known("Nguyễn Văn Hùng", "1985", address="TP Hà Nội"),
        Known(id_number="001085004521"),
        Known(),
    ],
)
def test_too_little_is_looked_at_as_nothing_speaks_for_two(known: Known) -> None:
    match = judged(known, known)
    assert match.verdict is Verdict.LOOK
    assert MatchReason.TOO_LITTLE in match.reasons


def test_every_verdict_has_its_words() -> None:
    assert set(VERDICT_LABELS) == set(Verdict)
