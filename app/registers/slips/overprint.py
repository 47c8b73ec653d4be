"""The values of a certificate at their places on the ministry's blank (in lên phôi).

The places are provisional: they follow the order of the form, not a blank that was measured
(``app/procedures/catalogue/README.md``).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.registers.models.blanks import BlankKind
from app.registers.slips.birth import parent
from app.registers.slips.content import PRINT, Content, base, identity_paper
from app.registers.slips.marriage import ORIGINALS, people

Values = Mapping[str, str]


class Place(NamedTuple):
    """Where one value stands: left edge and base line in mm from the corner, room to the right.

    A value that is wider is set smaller, then on ``lines`` lines.
    """

    key: str
    label: str
    x: float
    y: float
    width: float
    lines: int = 1
    centred: bool = False


class Offset(NamedTuple):
    """How far all values are shifted, in tenths of a millimetre."""

    right: int = 0
    down: int = 0


def _parent(who: str, word: str, y: float) -> tuple[Place, ...]:
    return (
        Place(f"{who}_name", f"Họ, chữ đệm, tên người {word}", 82, y, 108),
        Place(f"{who}_born", "Năm sinh", 42, y + 9, 28),
        Place(f"{who}_ethnicity", "Dân tộc", 92, y + 9, 28),
        Place(f"{who}_nationality", "Quốc tịch", 148, y + 9, 42),
        Place(f"{who}_residence", "Nơi cư trú", 47, y + 18, 143),
    )


def _spouse(who: str, word: str, x: float) -> tuple[Place, ...]:
    return (
        Place(f"{who}_name", f"Họ, chữ đệm, tên {word}", x, 92, 70),
        Place(f"{who}_born", "Ngày, tháng, năm sinh", x, 104, 70),
        Place(f"{who}_ethnicity", "Dân tộc", x, 114, 70),
        Place(f"{who}_nationality", "Quốc tịch", x, 124, 70),
        Place(f"{who}_residence", "Nơi cư trú", x, 134, 70, lines=2),
        Place(f"{who}_paper", "Giấy tờ tùy thân", x, 150, 70, lines=2),
    )


def _signed(y: float) -> tuple[Place, ...]:
    return (
        Place("capacity", "Chức vụ người ký", 115, y, 75, centred=True),
        Place("signer_name", "Họ tên người ký", 115, y + 30, 75, centred=True),
    )


PLACES: Mapping[BlankKind, Sequence[Place]] = {
    BlankKind.BIRTH: (
        Place("number", "Số", 150, 56, 40),
        Place("child_name", "Họ, chữ đệm, tên", 62, 80, 128),
        Place("child_born", "Ngày, tháng, năm sinh", 72, 89, 118),
        Place("child_born_words", "Ghi bằng chữ", 52, 98, 138),
        Place("child_sex", "Giới tính", 42, 107, 28),
        Place("child_ethnicity", "Dân tộc", 92, 107, 28),
        Place("child_nationality", "Quốc tịch", 148, 107, 42),
        Place("child_birth_place", "Nơi sinh", 42, 116, 148, lines=2),
        Place("child_home_town", "Quê quán", 45, 131, 145),
        Place("personal_number", "Số định danh cá nhân", 72, 140, 118),
        *_parent("mother", "mẹ", 151),
        *_parent("father", "cha", 180),
        Place("applicant_name", "Họ, chữ đệm, tên người đi khai sinh", 95, 209, 95),
        Place("applicant_paper", "Giấy tờ tùy thân", 58, 218, 132),
        Place("office", "Nơi đăng ký khai sinh", 68, 227, 122),
        Place("registered_on", "Ngày, tháng, năm đăng ký", 78, 236, 112),
        *_signed(248),
    ),
    BlankKind.MARRIAGE: (
        Place("number", "Số", 150, 56, 40),
        *_spouse("wife", "vợ", 32),
        *_spouse("husband", "chồng", 118),
        Place("office", "Nơi đăng ký kết hôn", 66, 172, 124),
        Place("registered_on", "Ngày, tháng, năm đăng ký", 78, 181, 112),
        *_signed(232),
    ),
}
"""Provisional places on A4; a commune shifts all of them together."""


def overprint(content: Content | Mapping[str, Any], offset: Offset) -> bytes:
    """A page for each blank: both originals of a marriage."""
    blank = BlankKind(content["kind"])
    said = _VALUES[blank](content)
    placed = [{**each._asdict(), "text": said.get(each.key, "")} for each in PLACES[blank]]
    pages = ORIGINALS if blank is BlankKind.MARRIAGE else 1
    day = vietnamese.day_of(content.get("registered_on"))
    data = {"places": placed, "pages": pages, "right": offset.right, "down": offset.down}
    return pdf.render(PRINT / "overprint.typ", data, day=day)


def trial(blank: BlankKind, offset: Offset) -> bytes:
    """The test sheet: a ruler of the page, and a cross where each value begins."""
    data = {
        "title": TITLES[blank],
        "places": [each._asdict() for each in PLACES[blank]],
        "right": offset.right,
        "down": offset.down,
    }
    return pdf.render(PRINT / "overprint_trial.typ", data)


TITLES: Mapping[BlankKind, str] = {
    BlankKind.BIRTH: "Giấy khai sinh",
    BlankKind.MARRIAGE: "Giấy chứng nhận kết hôn",
}


def _birth(content: Content | Mapping[str, Any]) -> Values:
    answers: Values = content.get("answers") or {}
    parents = {
        f"{who}_{part}": value
        for who in ("mother", "father")
        for part, value in parent(who, answers).items()
    }
    return {
        **answers,
        **parents,
        **_common(content),
        "child_name": answers.get("child_name", "").upper(),
        "child_born": vietnamese.said_day(answers.get("child_born")),
        "child_born_words": vietnamese.said_day_in_words(answers.get("child_born")),
        "personal_number": content.get("personal_number", ""),
        "applicant_paper": identity_paper(answers, "applicant"),
    }


def _marriage(content: Content | Mapping[str, Any]) -> Values:
    lines = [line for part in content.get("parts") or () for row in part["rows"] for line in row]
    both = zip(("wife", "husband"), people(lines).values(), strict=False)
    spouses = {f"{who}_{part}": value for who, said in both for part, value in said.items()}
    names = {key: value.upper() for key, value in spouses.items() if key.endswith("_name")}
    return {**spouses, **names, **_common(content)}


def _common(content: Content | Mapping[str, Any]) -> Values:
    known = base(content)
    kept = {key: known[key] for key in ("number", "office", "registered_on", "signer_name")}
    return kept | {"capacity": "\n".join(known["capacity"])}


_VALUES = {BlankKind.BIRTH: _birth, BlankKind.MARRIAGE: _marriage}
