"""Export and import format of a version: one JSON document, and its JSON Schema."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from app.kernel.deadlines.deadline import LimitUnit, Policy
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import (
    BookKind,
    FeeKind,
    FeeWhen,
    Layout,
    LegKind,
    LegWhen,
    LimitScope,
    Must,
    Original,
    QuestionKind,
    Signer,
    StandsFor,
    Topic,
    Visit,
)
from app.procedures.rules.compiler import (
    fee_row,
    leg_row,
    paper_row,
    question_row,
    result_row,
    section_row,
)

ADDRESS = "/luoc-do/phien-ban-thu-tuc.json"
"""The URL path of the schema."""

Schema = dict[str, Any]


def entry_of(version: Version) -> dict[str, Any]:
    """Everything that an administrator can edit in a version and its procedure."""
    procedure = version.procedure
    return {
        "$schema": ADDRESS,
        "code": procedure.code,
        "name": procedure.name,
        "short_name": procedure.short_name,
        "topic": str(procedure.topic),
        "n": procedure.n,
        "valid_from": version.valid_from.isoformat(),
        "policy": str(version.policy),
        "basis": version.basis,
        "about": version.about,
        "note": version.note,
        "visit": str(version.visit),
        "both_present": version.both_present,
        "declarant_signs": version.declarant_signs,
        "signer": str(version.signer),
        "on_time_days": version.on_time_days,
        "sections": [
            section_row(section) | {"questions": [question_row(row) for row in section.questions]}
            for section in version.sections
        ],
        "papers": [paper_row(row) for row in version.papers],
        "fees": [fee_row(row) for row in version.fees],
        "legs": [leg_row(row) for row in version.legs],
        "results": [result_row(row) for row in version.results],
        "limits": {
            str(row.step): {"amount": row.amount, "unit": str(row.unit)} for row in version.limits
        },
    }


# ---- the schema ---------------------------------------------------------------------------------


def schema(lists: Iterable[str]) -> Schema:
    """The JSON Schema of such a document; ``lists`` are the known lists of choices."""
    procedure = {
        "$schema": _text(200),
        "code": {"type": "string", "pattern": r"^[0-9A-Za-z.-]{3,20}$"},
        "name": _text(500, least=1),
        "short_name": _text(200, least=1),
        "topic": _word(Topic),
        "n": _number(),
        "valid_from": _day(),
        "policy": _word(Policy),
        "basis": _text(),
        "about": _text(),
        "note": _text(),
        "visit": _word(Visit),
        "both_present": {"type": "boolean"},
        "declarant_signs": {"type": "boolean"},
        "signer": _word(Signer),
        "on_time_days": _maybe(_number(1)),
        "sections": _list(_section(sorted(lists))),
        "papers": _list(_paper()),
        "fees": _list(_fee()),
        "legs": _list(_leg()),
        "results": _list(_result()),
        "limits": {
            "type": "object",
            "properties": {
                str(step): _row(amount=_number(), unit=_word(LimitUnit)) for step in LimitScope
            },
            "additionalProperties": False,
        },
    }
    optional = {"$schema", "basis", "about", "note", "visit", "both_present", "declarant_signs",
                "signer", "on_time_days"}  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Một phiên bản thủ tục hành chính",
        **_object(procedure, optional),
        "$defs": {"condition": _condition()},
    }


def _section(lists: list[str]) -> Schema:
    parts = {
        "key": _key(),
        "title": _text(500, least=1),
        "intro": _text(),
        "continues": {"type": "boolean"},
        "questions": _list(_question(lists)),
    }
    return _object(parts, {"continues"})


def _question(lists: list[str]) -> Schema:
    pair = {"type": "array", "prefixItems": [_value(), _text(500, least=1)], "items": False,
            "minItems": 2}  # fmt: skip
    copy = _object({"from": _key(), "if": _when()}, {"if"})
    parts = {
        "key": _key(),
        "kind": _word(QuestionKind),
        "label": _text(1000, least=1),
        "hint": _text(),
        "missing": _text(),
        "required": {"type": "boolean"},
        "asked": {"type": "boolean"},
        "default": {"type": ["string", "integer", "boolean", "object", "array"]},
        "rules": _rules(),
        "choices": {"anyOf": [{"enum": lists}, _list(pair)]},
        "shown_if": _when(),
        "copied": _list(copy),
        "feeds": _list(_key()),
        "stands_for": _word(StandsFor),
    }
    return _object(parts, parts.keys() - {"key", "kind", "label"})


def _rules() -> Schema:
    pairs = _list({"type": "array", "items": _text(500), "minItems": 2, "maxItems": 2})
    # "one_line": in versions published before all dates had three boxes
    flags = ("not_future", "not_past", "own_commune", "same_district", "detail_optional",
             "one_line", "digits", "radios", "inline", "silent")  # fmt: skip
    texts = ("pattern", "pattern_message", "before_message", "years_message", "autocomplete", "sex",
             "parent_of", "born", "printed")  # fmt: skip
    numbers = ("longest", "least", "most", "under_years", "at_least_years")
    refusal = _object(
        {"in": _list(_value()), "message": _text(), "procedure": _text(20)}, {"procedure"}
    )
    parts: dict[str, Schema] = {
        **{name: {"type": "boolean"} for name in flags},
        **{name: _text() for name in texts},
        **{name: _number(-_MOST) for name in numbers},
        "earliest": {"anyOf": [_number(), _day()]},
        **{name: _key() for name in ("equal_to", "before", "not_before", "paper_kind")},
        **{name: _list(_key()) for name in ("parts", "optional", "joins")},
        "suggest": _list(_text(200)),
        "refuse": {"anyOf": [refusal, _list(refusal)]},
        "same_as": pairs,
        "free_if": _when(),
        "by": _object({"key": _key(), "values": {"type": "object"}}, set()),
    }
    return _object(parts, parts.keys())


def _paper() -> Schema:
    parts = {
        "key": _key(),
        "name": _text(500, least=1),
        "must": _word(Must),
        "original": _word(Original),
        "count": _number(1),
        "substitute_of": _maybe(_key()),
        "needed_if": _maybe(_when()),
        "hint": _text(),
    }
    return _object(parts, {"count", "substitute_of", "needed_if", "hint"})


def _fee() -> Schema:
    parts = {
        "key": _key(),
        "kind": _word(FeeKind),
        "label": _text(500, least=1),
        "amount": _number(),
        "basis": _text(),
        "for_leg": _maybe(_word((LegKind.POLICE, LegKind.INSURANCE))),
        "due_when": _word(FeeWhen),
        "valid_from": _maybe(_day()),
        "valid_to": _maybe(_day()),
        "exempt": _list(_value()),
        "beyond": _maybe(_number(1)),
        "amount_beyond": _maybe(_number()),
        "most": _maybe(_number()),
        "amount_if": _maybe(
            _object(
                {
                    "key": _key(),
                    "in": _list(_value()),
                    "amount": _number(),
                    "label": _text(200, least=1),
                },
                set(),
            )
        ),
    }
    return _object(parts, parts.keys() - {"key", "kind", "label", "amount", "basis"})


def _leg() -> Schema:
    parts = {"kind": _word(LegKind), "papers": _list(_key()), "needs": _list(_key()),
             "after": _maybe(_word(LegKind)), "opens": _word(LegWhen)}  # fmt: skip
    return _object(parts, {"after", "opens"})


def _result() -> Schema:
    parts = {"key": _key(), "name": _text(500, least=1), "book": _word(BookKind),
             "layout": _word(Layout), "note": _text(200), "needed_if": _when()}  # fmt: skip
    return _object(parts, {"layout", "note", "needed_if"})


def _condition() -> Schema:
    return _row(**{"key": _key(), "in": _list(_value())})


def _when() -> Schema:
    return {"$ref": "#/$defs/condition"}


_MOST = 2_000_000_000
"""Maximum of an integer column, with a margin."""


def _row(**parts: Schema) -> Schema:
    return _object(parts, set())


def _object(parts: Mapping[str, Schema], optional: Iterable[str]) -> Schema:
    free = set(optional)
    needed = [name for name in parts if name not in free]
    return {"type": "object", "properties": dict(parts), "required": needed,
            "additionalProperties": False}  # fmt: skip


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of, "maxItems": 500}


def _text(longest: int = 4000, *, least: int = 0) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": longest}


def _key() -> Schema:
    return {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}


def _value() -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": 60}


def _day() -> Schema:
    return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _number(least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": _MOST}


def _word(words: Iterable[StrEnum]) -> Schema:
    return {"enum": [str(word) for word in words]}


def _maybe(of: Schema) -> Schema:
    return {"anyOf": [of, {"type": "null"}]}
