"""Between the JSON of a question and the plain fields in which an administrator fills it in.

Both ways stand here and nowhere else. What the fields do not know (``same_as``, ``joins``, ``by``,
copies and defaults of the catalogue) stays in the question untouched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

TEXTS = ("pattern", "pattern_message", "before_message", "years_message", "autocomplete", "printed")
KEYS = ("equal_to", "before", "not_before")
"""Rules that name another question."""
NUMBERS = ("longest", "least", "most", "earliest", "under_years", "at_least_years")
FLAGS = (
    "not_future", "not_past", "radios", "own_commune", "same_district", "detail_optional",
)  # fmt: skip
LISTS = ("parts", "optional")
"""Of a person block: what is asked of the person, and which of it may stay empty."""
PLAIN = (*TEXTS, *KEYS, *NUMBERS, *FLAGS, *LISTS)
"""Rules that have a field of the same name."""

Fields = dict[str, Any]


def condition_fields(condition: Json | None) -> Fields:
    """``{"key": …, "in": […]}`` as two fields."""
    said = condition or {}
    return {"when_key": said.get("key", ""), "when_in": list(said.get("in", ()))}


def condition(fields: Json) -> dict[str, Any] | None:
    """The condition that the two fields say; None without a question."""
    key, values = fields.get("when_key") or "", list(fields.get("when_in") or ())
    return {"key": key, "in": values} if key else None


def question_fields(rules: Json, choices: Any, shown_if: Json | None) -> Fields:
    """What the fields of a question hold when its form is opened."""
    refuse = rules.get("refuse") or {}
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
    """``rules``, ``choices`` and ``shown_if`` as the fields say them, over the rules there were."""
    own = {name: fields[name] for name in PLAIN if _says(fields.get(name))}
    values, message = fields.get("refuse_in"), fields.get("refuse_message")
    if values or message:
        own["refuse"] = {"in": list(values or ()), "message": message or ""}
    kept = {name: rule for name, rule in rules.items() if name not in {*PLAIN, "refuse"}}
    return {
        "rules": {**kept, **own},
        "choices": fields.get("known_list") or [list(p) for p in fields.get("offered") or ()],
        "shown_if": condition(fields),
    }


def _says(value: Any) -> bool:
    """Zero says something; what is empty or not ticked does not."""
    return bool(value) or (value == 0 and value is not False)
