"""Compiles the rows of a draft into the document of a published version."""

from collections.abc import Mapping
from typing import Any

from app.procedures.models.versions import (
    FeeRule,
    LegPlan,
    PaperKind,
    Question,
    ResultPlan,
    Section,
    Version,
)
from app.procedures.models.vocabulary import LegWhen
from app.procedures.rules.person_blocks import written_out

Lists = Mapping[str, Any]


def compiled(version: Version, lists: Lists) -> dict[str, Any]:
    """The compiled form: sections, papers, limits, fees, legs and the lists they refer to."""
    known: set[str] = set()
    sections: list[dict[str, Any]] = [
        section_row(section)
        | {"questions": list(written_out(map(question_row, section.questions), known))}
        for section in version.sections
    ]
    used = {
        question["choices"]
        for section in sections
        for question in section["questions"]
        if isinstance(question.get("choices"), str)
    }
    return {
        "sections": sections,
        "papers": [paper_row(paper) for paper in version.papers],
        "limits": {
            str(limit.step): {"amount": limit.amount, "unit": str(limit.unit)}
            for limit in version.limits
        },
        "fees": [fee_row(fee) for fee in version.fees],
        "legs": [leg_row(leg) for leg in version.legs],
        "results": [result_row(result) for result in version.results],
        "policy": str(version.policy),
        "basis": version.basis,
        "about": version.about,
        "visit": str(version.visit),
        "both_present": version.both_present,
        "declarant_signs": version.declarant_signs,
        "signer": str(version.signer),
        "on_time_days": version.on_time_days,
        "lists": {name: lists[name] for name in sorted(used)},
    }


def section_row(row: Section) -> dict[str, Any]:
    """A section in the document, without its questions."""
    page = {"continues": True} if row.continues else {}
    return {"key": row.key, "title": row.title, "intro": row.intro} | page


def question_row(row: Question) -> dict[str, Any]:
    """A question in the document; empty parts are left out."""
    always = {"key": row.key, "kind": str(row.kind), "label": row.label}
    whether = {"required": row.required, "asked": row.asked}
    parts = {
        "hint": row.hint,
        "missing": row.missing,
        "rules": row.rules,
        "choices": row.choices,
        "shown_if": row.shown_if,
        "copied": row.copied,
        "feeds": row.feeds,
        "stands_for": str(row.stands_for) if row.stands_for else None,
    }
    preset = {} if row.preset is None else {"default": row.preset}
    return always | whether | preset | {key: part for key, part in parts.items() if part}


def paper_row(row: PaperKind) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "must": str(row.must),
        "original": str(row.original),
        "count": row.count,
        "substitute_of": row.substitute_of,
        "needed_if": row.needed_if,
        "hint": row.hint,
    }


def leg_row(row: LegPlan) -> dict[str, Any]:
    """A leg in the document; defaults are left out."""
    order = {"after": str(row.after)} if row.after else {}
    opens = {"opens": str(row.opens)} if row.opens is not LegWhen.SIGNED else {}
    return {"kind": str(row.kind), "papers": row.papers, "needs": row.needs} | order | opens


def result_row(row: ResultPlan) -> dict[str, Any]:
    """A result in the document; empty parts are left out."""
    more = {"note": row.note, "needed_if": row.needed_if}
    return {key: part for key, part in more.items() if part} | {
        "key": row.key,
        "name": row.name,
        "book": str(row.book),
        "layout": str(row.layout),
    }


def fee_row(row: FeeRule) -> dict[str, Any]:
    """A fee in the document; empty parts are left out."""
    counted = {
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "exempt": row.exempt,
        "beyond": row.beyond,
        "amount_beyond": row.amount_beyond,
        "most": row.most,
        "amount_if": row.amount_if,
    }
    return {key: part for key, part in counted.items() if part} | {
        "key": row.key,
        "kind": str(row.kind),
        "label": row.label,
        "amount": row.amount,
        "basis": row.basis,
        "for_leg": str(row.for_leg) if row.for_leg else None,
        "due_when": str(row.due_when),
    }
