"""The list of what is missing: requested at the desk, and answered there item by item."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.dossiers import rules
from app.dossiers.forms.steps import ITEMS, AnswersForm, SecondSupplementForm, SupplementForm
from app.dossiers.models.dossier import Dossier, PaperVerdict
from app.dossiers.models.phrases import PhraseKind
from app.dossiers.operations import supplements
from app.dossiers.operations.phrases import count_phrases
from app.dossiers.operations.supplements import ITEMS_AT_MOST, Answer
from app.dossiers.operations.transitions import WRONG_STATE
from app.dossiers.queries import visibility
from app.dossiers.queries.phrases import phrases_for
from app.dossiers.rules import StepActor
from app.dossiers.rules.supplements import (
    HOW_LABELS,
    Asking,
    How,
    SupplementSubject,
    items,
    open_items,
)
from app.dossiers.rules.supplements import subjects as subjects_of
from app.dossiers.views.citizen.uploads import receive
from app.dossiers.views.desk.transitions import StepPages
from app.dossiers.workflow import State
from app.kernel.db import transaction
from app.kernel.files.content_type import OFFERED
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.kernel.workflow.engine import WrongState

MORE = "them"
"""The button that adds rows to the list and keeps the input."""
RECORDED = (How.BROUGHT, How.SAID)
"""What an officer records; files and corrections are detected automatically."""


class Supplements(StepPages):
    """Requesting what is missing, and recording what arrived."""

    @route("/ask-supplement", verb="work", methods=["GET", "POST"])
    def ask_supplement(self, key: UUID) -> Any:
        dossier = self._opened(key)
        earlier = [each for each in dossier.supplements if each.voided_at is None]
        form = SecondSupplementForm() if earlier else SupplementForm()
        more = form.is_submitted() and MORE in request.form
        for _line in range(min(ITEMS, ITEMS_AT_MOST - len(form["items"])) if more else 0):
            form["items"].append_entry()
        choices = _choices(dossier)
        if not form.is_submitted():
            _prefill(form, dossier)
        for line in form["items"]:
            line.form.about.choices = choices
        shown = {
            "title": _("Ask for a supplement"),
            "more": MORE if len(form["items"]) < ITEMS_AT_MOST else None,
            "earlier": [(each, items(dossier, each)) for each in earlier],
            "how": HOW_LABELS,
            "until": supplements.last_day(),
            "missing": phrases_for(dossier, PhraseKind.MISSING),
            "to_do": phrases_for(dossier, PhraseKind.TO_DO),
        }

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            asked = [_asking(line.form) for line in form["items"] if not line.form.is_empty]
            count_phrases(found, PhraseKind.MISSING, *(item.wrong for item in asked))
            count_phrases(found, PhraseKind.TO_DO, *(item.todo for item in asked))
            return supplements.ask_supplement(found, asked, by=by, seen=seen)

        if more:
            return self._shown(dossier, form, "supplement.html", **shown)
        return self._page(dossier, form, act, "supplement.html", **shown)

    @route("/answer-item", verb="work", methods=["GET", "POST"])
    def answer_item(self, key: UUID) -> Any:
        """Record what arrived, item by item; when complete, the dossier proceeds."""
        dossier = _waiting(visibility.page(key, current_actor()))
        asked = items(dossier, dossier.supplements[-1])
        form = _answers_form(asked)
        refused: dict[str, str] = {}
        if form.is_submitted() and form.validate():
            refused = receive(lambda: _waiting(visibility.for_step(key, current_actor())), key)
            if not refused:  # otherwise the dossier might proceed without the refused file
                with refusals(form) as stopped:
                    goes_on = self._record(key, form)
                if not stopped:
                    flash(_told(goes_on), "success")
                    return redirect(url_for("Desk.dossier", key=key))
        elif not form.is_submitted():
            form.version.data = dossier.row_version
        return self._shown(
            dossier,
            form,
            "answer_item.html",
            title=_("Record what came"),
            supplement=dossier.supplements[-1],
            asked=asked,
            refused=refused,
            how=HOW_LABELS,
            taken=OFFERED,
        )

    def _record(self, key: UUID, form: AnswersForm) -> bool:
        """Store the answers; returns whether the dossier proceeds."""
        actor = current_actor()
        with transaction():
            dossier = _waiting(visibility.for_step(key, actor))
            by = rules.officer(actor, dossier.commune_id)
            answers = {
                line.form.n.data: Answer(How(line.form.how.data), line.form.said.data or "")
                for line in form["items"]
                if line.form.how.data
            }
            supplements.answer_items(dossier, answers, by=by, seen=form.version.data)
            if open_items(dossier):
                return False
            supplements.supply(dossier, by=by)
            return True


def _waiting(dossier: Dossier) -> Dossier:
    """The dossier, while something is requested of its citizen.

    Raises:
        WrongState: nothing is requested, or no longer.
    """
    if dossier.state is not State.SUPPLEMENTING or not dossier.supplements:
        raise WrongState(WRONG_STATE, code=dossier.code)
    return dossier


def _told(goes_on: bool) -> str:
    if goes_on:
        return _("The whole list is answered: the dossier goes on.")
    return _("Recorded. The dossier waits for the rest of the list.")


def _choices(dossier: Dossier) -> list[SelectChoice]:
    """Papers, answers and anything else, each under its heading."""
    groups = {
        SupplementSubject.PAPER: _("Documents"),
        SupplementSubject.FIELD: _("The declaration"),
    }
    found = [
        SelectChoice(anchor, name, optgroup=groups[SupplementSubject(anchor.partition(":")[0])])
        for anchor, name in subjects_of(dossier).items()
    ]
    other = SelectChoice(
        f"{SupplementSubject.OTHER}:", _("Something else"), optgroup=_("Anything else")
    )
    return [SelectChoice("", _("Choose")), *found, other]


def _prefill(form: Any, dossier: Dossier) -> None:
    """One line for each document that is marked as not in order."""
    known = subjects_of(dossier)
    unsound = [each for each in dossier.papers if each.verdict is PaperVerdict.UNSOUND]
    for n, paper in enumerate(unsound[:ITEMS_AT_MOST]):
        if n == len(form["items"]):
            form["items"].append_entry()
        line, anchor = form["items"][n].form, f"{SupplementSubject.PAPER}:{paper.key}"
        line.about.data = anchor if anchor in known else f"{SupplementSubject.OTHER}:"
        line.wrong.data = paper.verdict_note
        line.todo.data = _("Send or bring it again: %(paper)s", paper=paper.name)


def _asking(line: Any) -> Asking:
    about, _colon, key = line.about.data.partition(":")
    return Asking(
        about=SupplementSubject(about),
        key=key,
        wrong=line.wrong.data.strip(),
        todo=line.todo.data.strip(),
    )


def _answers_form(asked: tuple[Any, ...]) -> AnswersForm:
    known = [
        {"n": item.n, "how": item.how if item.how in RECORDED else "", "said": item.said}
        for item in asked
    ]
    form = AnswersForm(data={"items": known})
    for line in known[len(form["items"]) :]:  # the posted form may have had fewer rows
        form["items"].append_entry(line)
    choices = [SelectChoice("", _("Nothing yet"))]
    choices += [SelectChoice(how, capitalize_first(str(HOW_LABELS[how]))) for how in RECORDED]
    for line in form["items"]:
        line.form.how.choices = choices
    return form
