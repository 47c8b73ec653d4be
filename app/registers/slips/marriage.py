"""The marriage certificate (Giấy chứng nhận kết hôn), in two originals."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.registers.slips.content import PRINT, Content, EntryLine, base, identity_paper

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
SPOUSES = ("Vợ", "Chồng")
"""In the order in which the form asks: bên nữ, bên nam."""
ORIGINALS = 2
"""Each spouse gets one (Luật Hộ tịch Đ17, Đ18)."""


def marriage(content: Content | Mapping[str, Any]) -> bytes:
    """Both originals, each with its back for later notes; both spouses sign when they get them."""
    lines = [line for part in content.get("parts") or () for row in part["rows"] for line in row]
    who = people(lines)
    columns = [
        {"title": title, "name": said["name"], "lines": _column(said)}
        for title, said in zip(SPOUSES, who.values(), strict=False)
    ]
    told = {f"{each}_{part}" for each in who for part in TOLD}
    rest = [[line] for line in lines if line["key"] not in told]
    data = base(content) | {"columns": columns, "rows": rest, "originals": ORIGINALS}
    day = vietnamese.day_of(content.get("registered_on"))
    return pdf.render(PRINT / "marriage.typ", data, day=day)


def people(lines: Sequence[EntryLine]) -> dict[str, dict[str, str]]:
    """The first two people of the answers, by the prefix of their questions."""
    said = {line["key"]: line["value"] for line in lines}
    names = [key.removesuffix("_name") for key in said if key.endswith("_name")]
    both = [who for who in names if f"{who}_born" in said][: len(SPOUSES)]
    return {who: _person(who, said) for who in both} if len(both) == len(SPOUSES) else {}


def _person(who: str, said: Mapping[str, str]) -> dict[str, str]:
    mine = {part: said.get(f"{who}_{part}", "") for part, _label in COLUMN}
    return mine | {"paper": identity_paper(said, who)}


def _column(said: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "value": said[part]} for part, label in COLUMN]
