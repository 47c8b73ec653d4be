"""Results that are printed generically from the version.

A marriage certificate sets two people side by side; a trích lục, a confirmation and the statement
on a certified copy list the answers that feed the result.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.procedures.models.vocabulary import BookKind
from app.registers.slips.content import PRINT, Content, EntryLine, EntrySection, base

MARKS: Mapping[BookKind, str] = {
    BookKind.DEATH: "TLKT",
    BookKind.MARRIAGE: "TLKH",
    BookKind.GUARDIANSHIP: "TLGH",
    BookKind.GUARDIANSHIP_END: "TLCDGH",
    BookKind.RECOGNITION: "TLNCMC",
    BookKind.CHANGE: "TLTDCC",
    BookKind.MARITAL_STATUS: "UBND-XNTTHN",
    BookKind.EXTRACT: "TL-BS",
    BookKind.CERTIFIED: "SCT/BS",
    BookKind.OTHER: "UBND-XN",
}
"""Suffix of a result's number (ký hiệu); certificates have the year alone."""

REGISTERED = frozenset(BookKind) - {
    BookKind.MARITAL_STATUS, BookKind.EXTRACT, BookKind.CERTIFIED, BookKind.OTHER,
}  # fmt: skip
"""Events that are registered; the other books count issued papers."""

COLUMN = (
    ("name", "Họ, chữ đệm, tên"),
    ("born", "Ngày, tháng, năm sinh"),
    ("ethnicity", "Dân tộc"),
    ("nationality", "Quốc tịch"),
    ("residence", "Nơi cư trú"),
    ("paper", "Giấy tờ tùy thân"),
)
"""Rows of a marriage certificate for each spouse (Luật Hộ tịch Đ17.2)."""
TOLD = (
    "name", "born", "sex", "ethnicity", "nationality", "residence", "id", "id_kind", "id_issuer",
    "id_issued",
)  # fmt: skip
"""Answers that the columns state already, or that have no place on the certificate."""
SIDES = ("Bên nữ", "Bên nam")


def marriage(content: Content | Mapping[str, Any]) -> bytes:
    """Giấy chứng nhận kết hôn: bên nữ and bên nam, who both sign (Luật Hộ tịch Đ17.2, Đ18)."""
    parts = content.get("parts") or ()
    lines = [line for part in parts for row in part["rows"] for line in row]
    who = people(lines)
    columns = [
        {"title": title, "name": said["name"], "lines": _column(said)}
        for title, said in zip(_sides(parts, who), who.values(), strict=False)
    ]
    told = {f"{each}_{part}" for each in who for part in TOLD}
    rest = [[line] for line in lines if line["key"] not in told]
    data = base(content) | {"columns": columns, "rows": rest}
    return _printed("marriage.typ", content, data)


def extract(content: Content | Mapping[str, Any]) -> bytes:
    """Trích lục hộ tịch: the result's name over what was registered (Luật Hộ tịch Đ62)."""
    kind = BookKind(content.get("kind", BookKind.OTHER))
    data = _listed(content) | {"book": content.get("book", ""), "registered": kind in REGISTERED}
    return _printed("extract.typ", content, data)


def confirmation(content: Content | Mapping[str, Any]) -> bytes:
    """Giấy xác nhận: a letter of the office to the applicant (NĐ 123/2015 Đ22)."""
    data = _listed(content) | {"applicant": content.get("applicant", "")}
    return _printed("confirmation.typ", content, data)


def certified(content: Content | Mapping[str, Any]) -> bytes:
    """Lời chứng chứng thực bản sao đúng với bản chính (NĐ 23/2015/NĐ-CP Đ20)."""
    registered = vietnamese.day_of(content.get("registered_on"))
    said = vietnamese.in_words(registered) if registered else ""
    data = _listed(content) | {"book": content.get("book", ""), "day_in_words": said}
    return _printed("certified.typ", content, data)


def people(lines: Sequence[EntryLine]) -> dict[str, dict[str, str]]:
    """The first two people of the answers, by the prefix of their questions."""
    said = {line["key"]: line["value"] for line in lines}
    names = [key.removesuffix("_name") for key in said if key.endswith("_name")]
    both = [who for who in names if f"{who}_born" in said][: len(SIDES)]
    return {who: _person(who, said) for who in both} if len(both) == len(SIDES) else {}


def _person(who: str, said: Mapping[str, str]) -> dict[str, str]:
    mine = {part: said.get(f"{who}_{part}", "") for part, _label in COLUMN}
    paper = vietnamese.identity_paper(said, who).removeprefix(f"{COLUMN[-1][1]} ")
    return mine | {"paper": paper[:1].upper() + paper[1:]}


def _column(said: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "value": said[part]} for part, label in COLUMN]


def _sides(parts: Sequence[EntrySection], who: Mapping[str, Any]) -> tuple[str, ...]:
    """Headings of the columns: the sections of the two people, if each has its own."""
    names = {f"{each}_name" for each in who}
    titles = [
        part["title"]
        for part in parts
        if any(line["key"] in names for row in part["rows"] for line in row)
    ]
    return tuple(titles) if len(titles) == len(SIDES) else SIDES


def _listed(content: Content | Mapping[str, Any]) -> dict[str, Any]:
    """Shared by results that list answers: title, number and the answers by section."""
    title, _bracket, sub = content["result"]["name"].partition("(")
    kind, number = BookKind(content.get("kind", BookKind.OTHER)), content.get("number")
    return base(content) | {
        "title": title.strip().upper(),
        "sub": sub.rstrip(") ").upper(),
        "mark": MARKS.get(kind, ""),
        "n": str(number) if number else "",
        "parts": content.get("parts") or (),
    }


def _printed(template: str, content: Content | Mapping[str, Any], data: Mapping[str, Any]) -> bytes:
    day = vietnamese.day_of(content.get("registered_on"))
    return pdf.render(PRINT / template, data, day=day)
