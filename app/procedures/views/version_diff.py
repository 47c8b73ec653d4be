"""The page that compares two versions of a procedure."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import abort, request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.kernel.deadlines.deadline import LimitUnit, Policy
from app.kernel.web.crud.labels import label_of as label_of_column
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import format_value
from app.kernel.web.routes import route
from app.procedures import catalogue, queries
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
    Visit,
)
from app.procedures.rules.compiler import compiled
from app.procedures.rules.version_diff import (
    VersionChangeKind,
    VersionDifference,
    VersionPartKind,
    differences,
)
from app.procedures.views.base import PartView
from app.procedures.views.labels import FEEDS, LISTS, NEEDS, PARTS_OF_A_PERSON, label_of
from app.procedures.views.questions import QuestionView, SectionView
from app.procedures.views.version_parts import (
    FeeRuleView,
    LegPlanView,
    PaperKindView,
    ResultPlanView,
    StepLimitView,
)

_VIEWS: Mapping[VersionPartKind, type[PartView]] = {
    VersionPartKind.SECTION: SectionView,
    VersionPartKind.QUESTION: QuestionView,
    VersionPartKind.PAPER: PaperKindView,
    VersionPartKind.FEE: FeeRuleView,
    VersionPartKind.LEG: LegPlanView,
    VersionPartKind.LIMIT: StepLimitView,
    VersionPartKind.RESULT: ResultPlanView,
}
CHANGES: Mapping[VersionChangeKind, LazyString] = {
    VersionChangeKind.ADDED: _("Added"),
    VersionChangeKind.REMOVED: _("Removed"),
    VersionChangeKind.CHANGED: _("Changed"),
}
_WORDS: Mapping[str, Any] = {
    "policy": Policy,
    "visit": Visit,
    "signer": Signer,
    "must": Must,
    "original": Original,
    "due_when": FeeWhen,
    "for_leg": LegKind,
    "after": LegKind,
    "opens": LegWhen,
    "unit": LimitUnit,
    "book": BookKind,
    "layout": Layout,
    "stands_for": StandsFor,
}
_LISTED: Mapping[str, Mapping[str, Any]] = {
    "feeds": FEEDS,
    "needs": NEEDS,
    "parts": PARTS_OF_A_PERSON,
    "optional": PARTS_OF_A_PERSON,
}
_MORE: Mapping[str, LazyString] = {
    "place": _("Place in the list"),
    "section": _("Section"),
    "choices": _("What can be chosen"),
    "shown_if": _("When it is asked"),
    "needed_if": _("When it is needed"),
    "default": _("Answer given beforehand"),
    "copied": _("Taken over from"),
    "refuse": _("Answers that are refused"),
    "same_as": _("Offered as the same"),
    "amount": _("Amount"),
    "amount_if": _("Another amount, and when"),
    "unit": _("Counted in"),
}


class VersionDiff(GeneratedView):
    """Mixin of the view of versions that compares them."""

    @route("/so-sanh/<pk>", verb="read")
    def compare(self, pk: str) -> Any:
        """Compare with another version of the procedure, by default the preceding one."""
        version: Version = self.find(pk)
        others = [each for each in version.procedure.versions if each.id != version.id]
        other = _chosen(others, version)
        found = differences(_document(other), _document(version)) if other else []
        groups = groupby(found, key=lambda each: each.group)
        return self.render_template(
            "procedures/version_diff.html",
            version=version,
            other=other,
            others=others,
            groups=[(_title(group), [_row(each) for each in rows]) for group, rows in groups],
            page=url_for("VersionView.show", pk=version.id),
        )


def _chosen(others: list[Version], version: Version) -> Version | None:
    """The version in the URL; else the newest one before this; else any."""
    wanted = request.args.get("voi", "")
    if wanted:
        return next((each for each in others if str(each.id) == wanted), None) or abort(404)
    before = [each for each in others if each.n < version.n]
    return next(iter(before or others), None)


def _document(version: Version) -> Mapping[str, Any]:
    """The published document, or that of a draft as it would be published."""
    return version.compiled or compiled(queries.whole(version.id), catalogue.lists())


def _row(each: VersionDifference) -> dict[str, Any]:
    row = label_of(LimitScope(each.row)) if each.group is VersionPartKind.LIMIT else each.row
    row = label_of(LegKind(each.row)) if each.group is VersionPartKind.LEG else row
    return {
        "row": row or _field(each),
        "change": CHANGES[each.change],
        "field": _field(each) if each.field else "",
        "was": _value(each, each.was),
        "now": _value(each, each.now),
        "tone": {"added": "ready", "removed": "closed"}.get(each.change, "process"),
    }


def _field(each: VersionDifference) -> Any:
    """The label of the field, as on other pages."""
    view = _VIEWS.get(each.group)
    label = view.label(each.field) if view else label_of_column(Version, each.field)
    return _MORE.get(each.field) or label or gettext("Rule “%(name)s”", name=each.field)


def _title(group: VersionPartKind) -> Any:
    view = _VIEWS.get(group)
    return view.datamodel.obj.__noun__[1] if view else _("The version as a whole")


def _value(each: VersionDifference, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    kinds: Mapping[VersionPartKind, Any] = {
        VersionPartKind.QUESTION: QuestionKind,
        VersionPartKind.FEE: FeeKind,
        VersionPartKind.LEG: LegKind,
    }
    words = kinds.get(each.group) if each.field == "kind" else _WORDS.get(each.field)
    if words:
        return str(label_of(words(value)))
    if each.field == "choices" and isinstance(value, str):
        return str(LISTS.get(value, value))
    return _spoken(value, _LISTED.get(each.field, {}))


def _spoken(value: Any, words: Mapping[str, Any]) -> str:
    if isinstance(value, Mapping) and "in" in value:
        answers = ", ".join(str(each) for each in value["in"])
        if "key" in value:
            when = gettext("“%(key)s” is %(answers)s", key=value["key"], answers=answers)
            return f"{when}: {_spoken(value['amount'], words)}" if "amount" in value else when
        return f"{answers}: {value.get('message', '')}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_spoken(each, words)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        pairs = all(isinstance(each, list | tuple) and len(each) == 2 for each in value)
        shown = (f"{v} | {w}" for v, w in value) if pairs else (_spoken(v, words) for v in value)
        return "; ".join(shown)
    return str(words.get(value, value)) if isinstance(value, str) else format_value(value)
