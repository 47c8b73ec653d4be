"""Expansion of a person block (nhân thân) into its questions.

An administrator adds one question of kind ``person`` to a section; publishing expands it into name,
day of birth, sex and so on, each with a key of its own. The labels of these questions are
Vietnamese, as in the declarations by law: they are data of the form, like every label.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.procedures.models.vocabulary import QuestionKind, StandsFor

PARTS = ("name", "born", "sex", "ethnicity", "nationality", "residence", "id")
"""In the order in which papers state them."""

SEXES = ("male", "female")
"""Fixed values for the sex in a block, as used by marriages."""

_WORDS: Mapping[str, Mapping[str, Any]] = {
    "name": {
        "kind": QuestionKind.NAME,
        "label": "Họ, chữ đệm, tên của {who}",
        "hint": "Viết đủ dấu, ví dụ Nguyễn Thị Hồng Nhung",
        "missing": "Ghi họ, chữ đệm, tên của {who}",
    },
    "born": {
        "kind": QuestionKind.YEAR_OR_DATE,
        "label": "Ngày sinh của {who}",
        "hint": "Ví dụ 27 3 1990. Giấy tờ chỉ ghi năm, hoặc tháng và năm, thì ghi như vậy",
        "missing": "Ghi ngày sinh hoặc năm sinh của {who}",
        "rules": {"not_future": True, "earliest": 1900},
    },
    "sex": {
        "kind": QuestionKind.CHOICE,
        "label": "Giới tính của {who}",
        "missing": "Chọn giới tính của {who}",
        "choices": "sexes",
        "rules": {"radios": True, "inline": True},
    },
    "ethnicity": {
        "kind": QuestionKind.CHOICE,
        "label": "Dân tộc của {who}",
        "missing": "Chọn dân tộc của {who}",
        "choices": "ethnic_groups",
        "default": "01",
    },
    "nationality": {
        "kind": QuestionKind.CHOICE,
        "label": "Quốc tịch của {who}",
        "choices": "nationalities",
        "default": "VN",
        "asked": False,
    },
    "residence": {
        "kind": QuestionKind.ADDRESS,
        "label": "Nơi cư trú của {who}",
        "hint": "Nơi thường trú; nếu không có, ghi nơi tạm trú hoặc nơi đang sống",
        "missing": "Ghi nơi cư trú của {who}",
        "rules": {"own_commune": True},
    },
    "id": {
        "kind": QuestionKind.IDENTITY,
        "label": "Số giấy tờ tùy thân của {who}",
        "hint": "9 hoặc 12 chữ số, hoặc số hộ chiếu",
        "missing": "Ghi số giấy tờ tùy thân của {who}",
    },
}

_STANDS_FOR: Mapping[str, Mapping[str, StandsFor]] = {
    StandsFor.SUBJECT: {"name": StandsFor.SUBJECT, "born": StandsFor.SUBJECT_BORN},
    StandsFor.APPLICANT: {"name": StandsFor.APPLICANT, "id": StandsFor.APPLICANT_ID},
}
_OF_THE_DAY = {
    "before",
    "before_message",
    "not_before",
    "under_years",
    "at_least_years",
    "years_message",
    "earliest",
    "parent_of",
}
"""Rules of the block that apply to the date of birth."""


def written_out(rows: Iterable[dict[str, Any]], known: set[str]) -> Iterator[dict[str, Any]]:
    """The compiled questions of a section, with person blocks expanded.

    ``known`` holds the keys of earlier questions; those of these questions are added.
    """
    for row in rows:
        for question in _block(row, known) if row["kind"] == QuestionKind.PERSON else (row,):
            known.add(question["key"])
            yield question


def _block(row: Mapping[str, Any], known: set[str]) -> Iterator[dict[str, Any]]:
    chosen = row.get("rules", {}).get("parts", PARTS)
    return (_part(row, part, known) for part in PARTS if part in chosen)


def _part(row: Mapping[str, Any], part: str, known: set[str]) -> dict[str, Any]:
    rules, words = row.get("rules", {}), _WORDS[part]
    who = _small(row["label"])
    given = part == "sex" and rules.get("sex") in SEXES
    text = {
        key: words[key].format(who=who) for key in ("label", "hint", "missing") if words.get(key)
    }
    whether = {
        "required": row.get("required", True) and part not in rules.get("optional", ()),
        "asked": row.get("asked", True) and words.get("asked", True) and not given,
    }
    preset = rules["sex"] if given else words.get("default")
    own = {
        "rules": {**words.get("rules", {}), **_rules(row["key"], part, rules)},
        "choices": words.get("choices"),
        "default": preset,
        "shown_if": row.get("shown_if"),
        "copied": _copied(row, part, known),
        "feeds": row.get("feeds"),
        "stands_for": _STANDS_FOR.get(row.get("stands_for", ""), {}).get(part),
    }
    return (
        {"key": f"{row['key']}_{part}", "kind": str(words["kind"])}
        | text
        | whether
        | {key: said for key, said in own.items() if said}
    )


def _rules(key: str, part: str, rules: Mapping[str, Any]) -> dict[str, Any]:
    if part == "born":
        return {name: said for name, said in rules.items() if name in _OF_THE_DAY}
    if part == "id":
        kind = {"paper_kind": rules["paper_kind"]} if "paper_kind" in rules else {}
        return kind | {
            "born": f"{key}_born",
            "sex": rules["sex"] if rules.get("sex") in SEXES else f"{key}_sex",
        }
    if part == "residence" and "same_as" in rules:
        return {"same_as": rules["same_as"]}
    return {}


def _copied(row: Mapping[str, Any], part: str, known: set[str]) -> list[dict[str, Any]]:
    """A block copied from another copies each part that the other one has.

    If it has none the name is wrong; it stays unchanged, and publishing rejects it.
    """
    return [
        {**copy, "from": f"{copy['from']}_{part}"}
        for copy in row.get("copied", ())
        if f"{copy['from']}_{part}" in known
        or not any(f"{copy['from']}_{each}" in known for each in PARTS)
    ]


def _small(label: str) -> str:
    """The label in mid-sentence: “Bên nữ” becomes “bên nữ”, “UBND xã” stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
