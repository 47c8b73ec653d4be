"""Checks before publication: every fault of a draft's document, with its row."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.text import safe_regex
from app.procedures.models.vocabulary import (
    FeeKind,
    FeeWhen,
    Layout,
    LegKind,
    QuestionKind,
    StandsFor,
    Visit,
)
from app.procedures.rules.form import USUAL_KEYS, Refusal, refusals

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
COUPLE = 2
NEEDS = ("original_held", "list_confirmed")
"""Prerequisites before a packet is sent to its agency."""
WANTED: Mapping[StandsFor, LazyString] = {
    StandsFor.SUBJECT: _("No question asks for the name of whom the dossier is about."),
    StandsFor.APPLICANT: _("No question asks for the name of who sends it."),
    StandsFor.APPLICANT_PHONE: _("No question asks for the telephone of who sends it."),
}
PRINTED: Mapping[Layout, tuple[str, ...]] = {
    Layout.BIRTH: ("child_name", "child_born", "child_sex"),
}
"""Keys of the questions without which a printed result is incomplete."""
_NO_KEY = _("“%(key)s” is no key: small letters, digits, underscores.")
_NO_QUESTION = _("It depends on “%(key)s”, which is no question.")
_NOT_BEFORE = _("It depends on “%(key)s”, which is not asked before it.")
_CHOOSING = {QuestionKind.CHOICE, QuestionKind.CHOICES}


@dataclass(frozen=True)
class VersionFault:
    """One fault to be fixed before publishing."""

    row: str
    """The label of the question, paper, fee and so on; empty for the version as a whole."""
    sentence: LazyString
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        return str(self.sentence) % self.facts if self.facts else str(self.sentence)

    def __str__(self) -> str:
        return f"{self.row}: {self.told}" if self.row else self.told


class _Document:
    """A compiled document, with cached values for the checks."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.whole = document
        self.sections: list[Any] = list(document.get("sections", ()))
        self.questions = [row for section in self.sections for row in section["questions"]]
        self.papers: list[Any] = list(document.get("papers", ()))
        self.results: list[Any] = list(document.get("results", ()))
        self.legs: list[Any] = list(document.get("legs", ()))

    @cached_property
    def by_key(self) -> dict[str, Any]:
        return {row["key"]: row for row in reversed(self.questions)}

    @cached_property
    def standing(self) -> dict[str, Any]:
        """The question for each ``StandsFor``, as ``Form.keys`` finds it."""
        said = {row["stands_for"]: row for row in self.questions if row.get("stands_for")}
        usual = {str(w): self.by_key[k] for w, k in USUAL_KEYS.items() if k in self.by_key}
        return said or usual

    def values(self, row: Mapping[str, Any]) -> set[str]:
        choices = row.get("choices") or ()
        pairs = (
            self.whole.get("lists", {}).get(choices, ()) if isinstance(choices, str) else choices
        )
        return {str(value) for value, _label in pairs} or {"yes", "no"}


def faults(document: Mapping[str, Any]) -> list[VersionFault]:
    found = _Document(document)
    return [fault for check in _CHECKS for fault in check(found)]


def _sections(found: _Document) -> Iterator[VersionFault]:
    if not found.sections:
        yield VersionFault("", _("There is no section yet."))
    for section in found.sections:
        if not section["questions"]:
            yield VersionFault(section["title"], _("The section has no question."))


def _keys(found: _Document) -> Iterator[VersionFault]:
    counts = Counter(row["key"] for row in found.questions)
    for key, count in counts.items():
        row = found.by_key[key]
        if count > 1:
            yield VersionFault(
                row["label"], _("Two questions have the key “%(key)s”."), {"key": key}
            )
        if not KEY.fullmatch(key):
            yield VersionFault(row["label"], _NO_KEY, {"key": key})
    papers = {row["key"] for row in found.papers}
    for row in found.results:
        if row["key"] in papers:
            yield VersionFault(
                row["name"], _("A document has the same key, “%(key)s”."), {"key": row["key"]}
            )


def _questions(found: _Document) -> Iterator[VersionFault]:
    seen: dict[str, Any] = {}
    for row in found.questions:
        name, rules = row["label"], row.get("rules") or {}
        conditions = [row.get("shown_if"), *(copy.get("if") for copy in row.get("copied") or ())]
        for condition in filter(None, conditions):
            yield from _condition(found, name, condition, seen)
        back = [copy["from"] for copy in row.get("copied") or ()]
        back += [*rules.get("joins", ()), *filter(None, [(rules.get("by") or {}).get("key")])]
        for key in back:
            if key not in seen:
                yield VersionFault(name, _NOT_BEFORE, {"key": key})
        yield from _rules(found, row, rules)
        seen[row["key"]] = row


def _condition(found: _Document, name: str, condition: Any, seen: Any) -> Iterator[VersionFault]:
    key = condition["key"]
    if key not in found.by_key:
        yield VersionFault(name, _NO_QUESTION, {"key": key})
    elif key not in seen:
        yield VersionFault(name, _NOT_BEFORE, {"key": key})
    elif not condition["in"]:
        yield VersionFault(
            name, _("It depends on “%(key)s”, but on no answer to it."), {"key": key}
        )
    else:
        for value in sorted({str(v) for v in condition["in"]} - found.values(seen[key])):
            yield VersionFault(
                name,
                _("It waits for the answer “%(value)s”, which “%(key)s” has not."),
                {"key": key, "value": value},
            )


def _rules(
    found: _Document, row: Mapping[str, Any], rules: Mapping[str, Any]
) -> Iterator[VersionFault]:
    name = row["label"]
    yield from _compared(found, row, rules)
    if "pattern" in rules and not is_sound_pattern(rules["pattern"]):
        yield VersionFault(name, _("The pattern cannot be used. Write a simpler one."))
    if "least" in rules and "most" in rules and rules["least"] > rules["most"]:
        yield VersionFault(name, _("The least is more than the most."))
    if row["kind"] in _CHOOSING and not row.get("choices"):
        yield VersionFault(name, _("There is nothing to choose from."))
    for refusal in refusals(rules):
        yield from _refused(found, row, refusal)


def _compared(
    found: _Document, row: Mapping[str, Any], rules: Mapping[str, Any]
) -> Iterator[VersionFault]:
    for rule in ("equal_to", "before", "not_before", "paper_kind"):
        key = rules.get(rule)
        if key and (key not in found.by_key or key == row["key"]):
            sentence = _("It is compared with “%(key)s”, which is no other question.")
            yield VersionFault(row["label"], sentence, {"key": key})
    for key, _label in rules.get("same_as", ()):
        if key not in found.by_key:
            yield VersionFault(row["label"], _NO_QUESTION, {"key": key})


def _refused(found: _Document, row: Mapping[str, Any], refusal: Refusal) -> Iterator[VersionFault]:
    if row["kind"] in {*_CHOOSING, QuestionKind.YES_NO}:
        for value in sorted({str(value) for value in refusal.values} - found.values(row)):
            sentence = _("It refuses the answer “%(value)s”, which is not offered.")
            yield VersionFault(row["label"], sentence, {"value": value})
    if not refusal.message:
        yield VersionFault(row["label"], _("It refuses an answer and does not say why."))


def is_sound_pattern(pattern: str) -> bool:
    try:
        safe_regex.read(pattern)
    except safe_regex.BadPattern:
        return False
    return True


def _standing(found: _Document) -> Iterator[VersionFault]:
    for word, sentence in WANTED.items():
        if str(word) not in found.standing:
            yield VersionFault("", sentence)
    said = (row["stands_for"] for row in found.questions if row.get("stands_for"))
    counts = Counter(word for word in said if word != StandsFor.OTHER_COMMUNE)  # may repeat
    for row in found.questions:
        if counts.get(row.get("stands_for"), 0) > 1:
            yield VersionFault(row["label"], _("Another question stands for the same."))


def _papers(found: _Document) -> Iterator[VersionFault]:
    keys = {row["key"] for row in found.papers}
    for row in (*found.papers, *found.results):
        if row.get("needed_if"):
            yield from _condition(found, row["name"], row["needed_if"], found.by_key)
    for row in found.papers:
        other = row.get("substitute_of")
        if other and (other not in keys or other == row["key"]):
            yield VersionFault(
                row["name"],
                _("It stands in for “%(key)s”, which is no other document."),
                {"key": other},
            )


def _fees(found: _Document) -> Iterator[VersionFault]:
    legs = {row["kind"] for row in found.legs}
    exempting = found.standing.get(StandsFor.EXEMPTION)
    counted = {
        FeeWhen.COPIES: (
            StandsFor.COPIES,
            _("It is counted by copies; no question asks them."),
        ),
        FeeWhen.PAGES: (StandsFor.PAGES, _("It is counted by pages; no question asks them.")),
    }
    for row in found.whole.get("fees", ()):
        name = row["label"]
        word, sentence = counted.get(row.get("due_when"), (None, None))
        if word and sentence and word not in found.standing:
            yield VersionFault(name, sentence)
        if row.get("for_leg") and row["for_leg"] not in legs:
            yield VersionFault(name, _("It is passed on to an agency that has no step here."))
        if row["kind"] == FeeKind.HELD and not row.get("for_leg"):
            yield VersionFault(name, _("It is held for another agency. Say for which."))
        if row.get("beyond") and row.get("amount_beyond") is None:
            yield VersionFault(name, _("Say what each costs beyond that number."))
        special = row.get("amount_if")
        if special and special["key"] not in found.by_key:
            yield VersionFault(name, _NO_QUESTION, {"key": special["key"]})
        offered = found.values(exempting) if exempting else set()
        for value in sorted(set(row.get("exempt", ())) - offered):
            yield VersionFault(
                name,
                _("It exempts the group “%(value)s”, which no question offers."),
                {"value": value},
            )


def _legs(found: _Document) -> Iterator[VersionFault]:
    kinds, steps = {row["kind"] for row in found.legs}, found.whole.get("limits", {})
    for row in found.legs:
        name = str(_AGENCIES[LegKind(row["kind"])])
        yield from _of_the_packet(found, name, row)
        if row.get("after") and row["after"] not in kinds:
            yield VersionFault(name, _("It begins after an agency that has no step here."))
        if row["kind"] not in steps:
            yield VersionFault(name, _("There is no time limit for it."))
        if row["kind"] == LegKind.COMMUNE and StandsFor.OTHER_COMMUNE not in found.standing:
            yield VersionFault(name, _("No question asks for the commune that is asked."))


def _of_the_packet(found: _Document, name: str, row: Mapping[str, Any]) -> Iterator[VersionFault]:
    known = {each["key"] for each in (*found.papers, *found.results)}
    for key in row["papers"]:
        if key not in known:
            yield VersionFault(
                name, _("It takes the document “%(key)s”, which there is not."), {"key": key}
            )
    for key in row["needs"]:
        if key not in NEEDS:
            yield VersionFault(name, _("It waits for “%(key)s”, which nobody knows."), {"key": key})


_AGENCIES: Mapping[LegKind, LazyString] = {
    LegKind.POLICE: _("District police"),
    LegKind.INSURANCE: _("District social insurance"),
    LegKind.COMMUNE: _("Another commune"),
}


def _whole(found: _Document) -> Iterator[VersionFault]:
    if not found.results:
        yield VersionFault("", _("There is no result: say what the citizen gets."))
    if "total" not in found.whole.get("limits", {}):
        yield VersionFault("", _("There is no time limit for the whole procedure."))
    if found.whole.get("visit") == Visit.BOOKED and StandsFor.VISIT_DAY not in found.standing:
        yield VersionFault(
            "", _("Citizens choose the day of the visit, and no question asks for it.")
        )
    people = {key.removesuffix("_name") for key in found.by_key if key.endswith("_name")}
    for row in found.results:
        both = sum(f"{who}_born" in found.by_key for who in people) >= COUPLE
        if row["layout"] == Layout.MARRIAGE and not both:
            yield VersionFault(
                row["name"], _("Its print states two people; ask name and birth of both.")
            )
        for key in PRINTED.get(Layout(row["layout"]), ()):
            if key not in found.by_key:
                yield VersionFault(
                    row["name"], _("Its print states “%(key)s”, which is not asked."), {"key": key}
                )


_CHECKS: tuple[Callable[[_Document], Iterable[VersionFault]], ...] = (
    _sections, _keys, _questions, _standing, _papers, _fees, _legs, _whole,
)  # fmt: skip
