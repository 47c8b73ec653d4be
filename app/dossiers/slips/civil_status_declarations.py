"""The declarations of civil status (tờ khai hộ tịch), laid out as their forms are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.dossiers.slips.declaration_layouts import LAYOUTS, Columns, Layout, Row
from app.dossiers.slips.declarations import (
    NOTHING_CHOSEN,
    PRINT,
    SEX_OF,
    Answers,
    Chosen,
    Heading,
    copies,
)
from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument
from app.procedures.answers.statement import StatementLine

BLANK = ".........................."
RELATIONS: Mapping[str, str] = {"self": "Bản thân", "authorised": "Người được ủy quyền"}
"""What the applicant is to the person, where no relation is asked."""
KINSHIP: Mapping[str, str] = {
    "father_child": "cha",
    "mother_child": "mẹ",
    "child_father": "con",
    "child_mother": "con",
    "father": "cha",
    "mother": "mẹ",
}
"""What the one who recognises is to the other."""
LEFT_EMPTY = "phần còn để trống trong sổ hộ tịch"
"""What a supplement (bổ sung hộ tịch) changes."""
UNMARRIED = "hiện tại chưa đăng ký kết hôn với ai"
MARITAL_STATES: Mapping[str, str] = {
    "single": "Hiện tại chưa đăng ký kết hôn với ai",
    "married": "Hiện tại đang có vợ/chồng là {spouse} ({paper})",
    "divorced": "Có đăng ký kết hôn, nhưng đã ly hôn theo {paper}; " + UNMARRIED,
    "widowed": "Có đăng ký kết hôn với {spouse}, nhưng vợ/chồng đã chết ({paper}); " + UNMARRIED,
    "before_1987": (
        "Chung sống như vợ chồng với {spouse} từ trước ngày 03/01/1987, chưa đăng ký kết hôn"
    ),
}
"""Each answer to the question of the marital state, in the words of NĐ 123/2015/NĐ-CP Đ22; the
confirmation (``app.registers.slips.marital_status``) says it as the declaration does."""


@dataclass(frozen=True)
class Declared:
    """The printed answers and stored choices from which a form takes its values.

    ``attached`` are the names of the papers handed over with the declaration; ``further`` is what a
    procedure asks for its declaration beyond the fields of the form.
    """

    texts: Answers
    heading: Heading
    chosen: Chosen
    attached: Sequence[str] = ()
    further: Sequence[StatementLine] = ()

    def text(self, key: str) -> str:
        return self.texts.get(key, "")

    def choice(self, key: str) -> str:
        return str(self.chosen.get(key) or "")

    def day(self, key: str) -> str:
        return vietnamese.said_day(self.text(key))

    def value(self, key: str) -> str:
        """The text of a field; empty if it is left to the pen."""
        if key in DERIVED:
            return DERIVED[key](self)
        block, _line, part = key.rpartition("_")
        block = self._same_as(block)
        if part in PARTS:
            return PARTS[part](self, block)
        return self.text(f"{block}_{part}" if block else part)

    def filled(self, text: str) -> str:
        """The text with the values that it names in braces."""
        before, opened, rest = text.partition("{")
        key, _closed, after = rest.partition("}")
        return f"{before}{self.value(key) or BLANK}{after}" if opened else text

    def _same_as(self, block: str) -> str:
        """A birth with recognition asks for the two people as parent and child."""
        parent = self.choice("recognised_by")
        return {"recogniser": parent, "recognised": "child"}.get(block, block) if parent else block


def birth_declaration(
    answers: Answers, heading: Heading, chosen: Chosen = NOTHING_CHOSEN
) -> PrintDocument:
    """Tờ khai đăng ký khai sinh, A4, to be signed at the visit."""
    declared = Declared(answers, heading, chosen)
    return declaration("birth_declaration", "Tờ khai đăng ký khai sinh", declared, copies(answers))


def declaration(
    key: str, title: str, declared: Declared, wanted: int | None = None
) -> PrintDocument:
    """The form of this paper; ``wanted`` copies, None if their number is not asked."""
    layout, heading = LAYOUTS[key], declared.heading
    data = {
        "title": title,
        "office": vietnamese.peoples_committee(heading.commune, heading.district, heading.province),
        "place": vietnamese.bare_name(heading.commune),
        "code": heading.code,
        "body": list(_body(layout, declared)),
        "rule": layout.rule,
        "pledge": layout.pledge,
        "ticks_copies": layout.ticks_copies,
        "copies": wanted,
        "opinions": [
            {"title": name, "text": declared.value(given)} for name, given in layout.opinions
        ],
        "signers": _signers(layout, declared),
    }
    return PrintDocument(PRINT / "civil_status_declaration.typ", data)


def _body(layout: Layout, declared: Declared) -> Iterator[dict[str, Any]]:
    for part in layout.body:
        if isinstance(part, str):
            yield {"lead": declared.filled(part)}
        elif isinstance(part, Columns):
            yield {
                "people": [heading for heading, _block in part.people],
                "rows": [
                    [label, *(declared.value(f"{block}_{of}") for _heading, block in part.people)]
                    for label, of in part.fields
                ],
            }
        elif row := _row(part, layout, declared):
            yield {"fields": row}
    for line in declared.further:
        yield {"fields": [{"label": line.label, "value": line.value, "share": 1, "strong": False}]}


def _row(row: Row, layout: Layout, declared: Declared) -> list[dict[str, Any]]:
    return [
        {
            "label": declared.filled(field.label),
            "value": value.upper() if field.key == layout.subject else value,
            "share": field.share,
            "strong": field.key.endswith("_name"),
        }
        for field in row
        if (value := declared.value(field.key)) or not field.optional
    ]


def _signers(layout: Layout, declared: Declared) -> list[dict[str, str]]:
    if not layout.both_sign:
        return [{"title": "Người yêu cầu", "name": declared.text("applicant_name")}]
    [columns] = [part for part in layout.body if isinstance(part, Columns)]
    return [
        {"title": title, "name": declared.text(f"{block}_name")} for title, block in columns.people
    ]


# ---- values --------------------------------------------------------------------------------------


def _sex(declared: Declared, block: str) -> str:
    return declared.text(f"{block}_sex") or SEX_OF.get(block, "")


def _born(declared: Declared, block: str) -> str:
    return declared.day(f"{block}_born")


def _year(declared: Declared, block: str) -> str:
    return declared.day(f"{block}_born")[-4:]


def _words(declared: Declared, born: str) -> str:
    return vietnamese.said_day_in_words(declared.text(born))


def _identity(declared: Declared, block: str) -> str:
    """In full if the form asks it so, or asked it of the same person as the applicant."""
    number = declared.text(f"{block}_id")
    in_full = [who for who in (block, "applicant") if declared.text(f"{who}_id_kind")]
    if number and in_full and number == declared.text(f"{in_full[0]}_id"):
        block = in_full[0]
    elif number:
        return f"số {number}"
    return vietnamese.identity_paper(declared.texts, block)


PARTS: Mapping[str, Callable[[Declared, str], str]] = {
    "sex": _sex,
    "born": _born,
    "year": _year,
    "words": _words,
    "identity": _identity,
}
"""Fields of a person that are more than an answer."""


def _relation(declared: Declared) -> str:
    asked = ("applicant_relation", "applicant_kin", "applicant_is")
    known = next(filter(None, map(declared.text, asked)), "")
    return known or RELATIONS.get(declared.choice("applicant_for"), "")


def _kinship(declared: Declared) -> str:
    return KINSHIP.get(declared.choice("recognition_kind") or declared.choice("recognised_by"), "")


def _death_moment(declared: Declared) -> str:
    day = vietnamese.day_of(declared.text("death_day"))
    said = vietnamese.place_day(day) if day else declared.text("death_day")
    hour, _colon, minute = declared.choice("death_time").partition(":")
    return f"{hour} giờ {minute or '00'} phút, {said}" if hour else said


def _death_proof(declared: Declared) -> str:
    other = declared.choice("death_proof") not in {"", "notice"}
    parts = (
        declared.text("death_proof") if other else "",
        f"số {number}" if (number := _number(declared, "death_proof_number")) else "",
        f"do {issuer} cấp" if (issuer := declared.text("death_proof_issuer")) else "",
        f"ngày {day}" if (day := declared.day("death_proof_date")) else "",
    )
    return " ".join(filter(None, parts))


def _number(declared: Declared, key: str) -> str:
    """The bare number; many write “số 40”, which the label says already."""
    return declared.text(key).removeprefix("số ").removeprefix("Số ")


def _office(declared: Declared) -> str:
    """Where the event was registered: the commune that is asked, if no other is named."""
    heading = declared.heading
    known = declared.text("registered_office") or declared.text("registered_at")
    return known or vietnamese.peoples_committee(heading.commune, heading.district)


def _marital(declared: Declared) -> str:
    template = MARITAL_STATES.get(declared.choice("marital_state"))
    if template is None:
        return declared.text("marital_state")
    return template.format(
        spouse=declared.text("spouse_name") or BLANK, paper=declared.text("state_paper") or BLANK
    )


def _stay(declared: Declared) -> str:
    heading = declared.heading
    here = ", ".join(filter(None, (heading.commune, heading.district)))
    start = declared.day("stay_from")
    before = ": ".join(filter(None, map(declared.text, ("previous_residence", "previous_time"))))
    said = f"{here}, từ {'ngày ' if '/' in start else ''}{start or BLANK} đến nay"
    return f"{said}; trước đó: {before}" if before else said


def _purpose(declared: Declared) -> str:
    if other := declared.text("purpose_other"):
        return other
    with_whom = declared.text("purpose_partner")
    place = declared.text("purpose_place")
    said = declared.text("purpose")
    said += f" với {with_whom}" if with_whom else ""
    return f"{said}, tại {place}" if place else said


def _earlier_paper(declared: Declared) -> str:
    """Only where one was issued: it is handed back, or its loss explained."""
    if declared.choice("issued_before") in {"", "no"}:
        return ""
    return "; ".join(filter(None, map(declared.text, ("issued_before", "lost_reason"))))


def _grounds(declared: Declared) -> str:
    asked = ("guardianship_kind", "guardianship_reason")
    return "; ".join(filter(None, map(declared.text, asked)))


def _change(declared: Declared) -> str:
    return _small(declared.text("change_kind")) or "bổ sung thông tin hộ tịch"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


DERIVED: Mapping[str, Callable[[Declared], str]] = {
    "relation": _relation,
    "source_paper": lambda declared: declared.text("source_paper"),
    "kinship": _kinship,
    "attached": lambda declared: "; ".join(declared.attached),
    "death_moment": _death_moment,
    "death_proof_said": _death_proof,
    "registered_office": _office,
    "registered_on": lambda declared: declared.day("registered_on"),
    "source_year": lambda declared: declared.day("source_year"),
    "registered_event": lambda declared: _small(declared.text("registered_event")),
    "guardianship_day": lambda declared: declared.day("guardianship_day"),
    "guardianship_number": lambda declared: _number(declared, "guardianship_number"),
    "guardianship_grounds": _grounds,
    "marital_statement": _marital,
    "stay": _stay,
    "purpose_said": _purpose,
    "earlier_paper": _earlier_paper,
    "change": _change,
    "change_from": lambda declared: declared.text("change_from") or LEFT_EMPTY,
    "extract_kind": lambda declared: _small(declared.text("extract_kind")),
    "copies_said": lambda declared: f"{number} bản" if (number := declared.text("copies")) else "",
}
"""Fields that are put together from several answers."""
