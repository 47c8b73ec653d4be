"""Conversion between the JSON of a question and the fields of the editor.

Both directions are defined here only. Keys without a field (``same_as``, ``joins``, ``by``,
copies and defaults of the catalogue) stay in the question unchanged.
"""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

TEXTS = ("pattern", "pattern_message", "before_message", "years_message", "autocomplete", "printed")
KEYS = ("equal_to", "before", "not_before")
"""Rules that refer to another question."""
NUMBERS = ("longest", "least", "most", "earliest", "under_years", "at_least_years")
FLAGS = (
    "not_future", "not_past", "radios", "own_commune", "same_district", "detail_optional",
)  # fmt: skip
LISTS = ("parts", "optional")
"""Of a person block: the parts that are asked, and those that are optional."""
PLAIN = (*TEXTS, *KEYS, *NUMBERS, *FLAGS, *LISTS)
"""Rules with a field of the same name."""

Fields = dict[str, Any]


def condition_fields(condition: Json | None) -> Fields:
    """``{"key": …, "in": […]}`` as two fields."""
    said = condition or {}
    return {"when_key": said.get("key", ""), "when_in": list(said.get("in", ()))}


def condition(fields: Json) -> dict[str, Any] | None:
    """The condition from its two fields; None without a question."""
    key, values = fields.get("when_key") or "", list(fields.get("when_in") or ())
    return {"key": key, "in": values} if key else None


def question_fields(rules: Json, choices: Any, shown_if: Json | None) -> Fields:
    refuse, *_further = _refusals(rules) or [{}]
    known = choices if isinstance(choices, str) else ""
    return {
        **{name: rules.get(name) for name in PLAIN},
        **{name: list(rules.get(name) or ()) for name in LISTS},
        "refuse_in": list(refuse.get("in", ())),
        "refuse_message": refuse.get("message", ""),
        "known_list": known,
        "offered": [] if known else [list(pair) for pair in choices or ()],
        **condition_fields(shown_if),
    }


def question_json(fields: Json, rules: Json) -> dict[str, Any]:
    """``rules``, ``choices`` and ``shown_if`` from the fields, merged into the existing rules."""
    own = {name: fields[name] for name in PLAIN if _says(fields.get(name))}
    values, message = fields.get("refuse_in"), fields.get("refuse_message")
    first, *further = _refusals(rules) or [{}]
    edited = {**first, "in": list(values or ()), "message": message or ""}
    if values or message or further:
        own["refuse"] = [edited, *further] if further else edited
    kept = {name: rule for name, rule in rules.items() if name not in {*PLAIN, "refuse"}}
    return {
        "rules": {**kept, **own},
        "choices": fields.get("known_list") or [list(p) for p in fields.get("offered") or ()],
        "shown_if": condition(fields),
    }


def _refusals(rules: Json) -> list[dict[str, Any]]:
    """The refusals of a question; the editor shows the first and keeps the others."""
    said = rules.get("refuse") or []
    return said if isinstance(said, list) else [said]


def _says(value: Any) -> bool:
    """Zero is a value; empty or unticked fields are not."""
    return bool(value) or (value == 0 and value is not False)
