"""Steps of a dossier taken at the desk: at once by a button, or on a page that asks first."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import instance_state
from werkzeug.exceptions import BadRequest
from wtforms.fields.choices import SelectChoice

from app.dossiers import rules, workflow
from app.dossiers.forms.steps import (
    PostForm,
    ReasonForm,
    ReturnForm,
    SeenForm,
    StepForm,
    WithArticleForm,
)
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.phrases import PhraseKind
from app.dossiers.operations import transitions
from app.dossiers.operations import visits as dossier_visits
from app.dossiers.operations.phrases import count_phrases
from app.dossiers.queries import visibility
from app.dossiers.rules import StepActor, postal_delivery, result_labels, visits, written_answers
from app.dossiers.rules.duplicates import duplicate_of
from app.dossiers.views.desk import next_dossier
from app.dossiers.views.desk.next_dossier import Left
from app.dossiers.views.desk.panels import Panel, panels
from app.dossiers.views.desk.phrases import offered
from app.dossiers.workflow import Action, Transition
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

ENDS_A_DUPLICATE = frozenset({Action.REFUSE_INTAKE, Action.WITHDRAW})
"""Steps that end a duplicate request; their reason is prefilled."""

Doing = Callable[[Dossier, StepActor, int], Any]


class StepPages(BaseView):
    """Base class of the pages that ask for input before a step."""

    route_base = "/can-bo/mot-cua/ho-so/<uuid:key>/buoc"
    class_permission_name = "Desk"

    def _opened(self, key: UUID) -> Dossier:
        """The dossier: to show the form, or, locked at once, to take the step."""
        load = visibility.for_step if request.method == "POST" else visibility.page
        return load(key, current_actor())

    def _page(self, dossier: Dossier, form: Any, act: Doing, template: str, **shown: Any) -> Any:
        """Show the form, or take the step; a refusal is shown on the form, with the input kept."""
        phrases = shown.get("phrases")
        if form.is_submitted() and not (phrases and phrases.fill()):
            key = dossier.id  # not read again after the commit
            if form.validate():
                with refusals(form) as refused:
                    left = self._do(dossier, form, act)
                if not refused:
                    done = _("Done: %(what)s.", what=shown["title"])
                    next_dossier.tell(" ".join([done, *shown.get("said", ())]), left)
                    return redirect(url_for("Desk.dossier", key=key))
        elif not form.is_submitted():
            form.version.data = dossier.row_version
        return self._shown(dossier, form, template, **shown)

    def _shown(self, dossier: Dossier, form: Any, template: str, **shown: Any) -> Any:
        actor, state = current_actor(), instance_state(dossier)
        if state.expired or not state.persistent:  # since a refusal
            (key,) = state.identity or ()
            dossier = visibility.page(key, actor)
        access_log.log_access(actor, dossier)
        return self.render_template(
            f"dossiers/desk/{template}",
            dossier=dossier,
            form=form,
            now=clock.now(),
            **shown,
        )

    def _do(self, dossier: Dossier, form: Any, act: Doing) -> Left:
        key, due = dossier.id, dossier.due_at
        with transaction():
            event = act(dossier, self._by(dossier), form.version.data)
            return Left(key, due, next_dossier.slips_of(event))

    def _by(self, dossier: Dossier) -> StepActor:
        """This person, as somebody who takes steps on the dossier."""
        return rules.officer(current_actor(), dossier.commune_id)


class DeskSteps(StepPages):
    """The pages and the one POST by which officers move a dossier."""

    @route("", verb="work", methods=["POST"])
    def take(self, key: UUID) -> Any:
        """Take a step that needs no further input."""
        form = StepForm()
        if not form.validate():
            raise BadRequest
        action = _action(str(form.action.data))

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            row = workflow.TABLE.step(found.state, action)
            if row is not None and row.screen:  # its own page asks for more
                raise NotFound
            return transitions.advance(found, action, by=by, seen=seen)

        with refusals() as refused:
            left = self._do(visibility.for_step(key, current_actor()), form, act)
        if not refused:
            next_dossier.tell(_("Done: %(what)s.", what=action.label), left)
        return redirect(url_for("Desk.dossier", key=key))

    @route("/<action>/ly-do", verb="work", methods=["GET", "POST"])
    def reason(self, key: UUID, action: str) -> Any:
        """Ask for a reason or confirmation before a step that ends or returns something."""
        dossier, word = self._opened(key), _action(action)
        row = workflow.TABLE.step(dossier.state, word)
        if row is not None and row.screen:  # its own page asks for more
            raise NotFound
        form = _form(row)
        kind = PhraseKind.SENT_BACK if word is Action.SEND_BACK else PhraseKind.REASON
        if not form.is_submitted():
            if word in ENDS_A_DUPLICATE:
                form.reason.data = duplicate_of(dossier)
            if before := written_answers.words_before(dossier, word):
                form.reason.data = before.reason
            if "article" in form:
                form.article.data = written_answers.article(dossier, word)

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            reason = form.reason.data if "reason" in form else None
            facts = {"article": form.article.data} if "article" in form else None
            count_phrases(found, kind, reason)
            return transitions.advance(found, word, by=by, seen=seen, reason=reason, facts=facts)

        title = row.label if row else word.label
        about = panels[Panel.ENTRY](dossier, current_actor()) if word is Action.SIGN else None
        return self._page(
            dossier,
            form,
            act,
            "reason.html",
            title=title,
            row=row,
            about=about,
            phrases=offered(dossier, kind, form.reason) if "reason" in form else None,
        )

    @route("/return-result", verb="work", methods=["GET", "POST"])
    def return_result(self, key: UUID) -> Any:
        """Ask who collects the results, or under which number they were posted."""
        dossier = self._opened(key)
        if not postal_delivery.may_be_posted(dossier):
            return self._hand_over(
                key, dossier_visits.return_result, _("Return the result"), spouses=visits.spouses
            )
        form = PostForm()

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            if form.way.data == "post":
                number, postage = form.parcel.data or "", form.postage.data or 0
                return dossier_visits.post_result(
                    found, by=by, number=number, postage=postage, seen=seen
                )
            return dossier_visits.return_result(
                found,
                by=by,
                collected_by=form.collected_by.data or "",
                collected_with=form.collected_with.data or "",
                seen=seen,
            )

        return self._page(
            dossier,
            form,
            act,
            "post.html",
            title=_("Return the result"),
            handed=result_labels.to_hand_over(dossier),
            post_address=postal_delivery.address(dossier),
        )

    @route("/give-back", verb="work", methods=["GET", "POST"])
    def give_back(self, key: UUID) -> Any:
        """Return the citizen's papers and money after the dossier has ended."""
        return self._hand_over(key, dossier_visits.give_back, _("Give back documents and money"))

    # ---- shared helpers

    def _hand_over(
        self,
        key: UUID,
        operation: Callable[..., Any],
        title: str,
        spouses: Callable[[Dossier], Sequence[tuple[str, str]]] = lambda _dossier: (),
    ) -> Any:
        """Ask who collects it, and for their identity paper; of a marriage, whether both did."""
        dossier = self._opened(key)
        form = ReturnForm()
        form.originals.choices = [SelectChoice(key, name) for key, name in spouses(dossier)]
        if not form.is_submitted():
            form.collected_by.data = dossier.applicant_name

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            return operation(
                found,
                by=by,
                collected_by=form.collected_by.data or "",
                collected_with=form.collected_with.data or "",
                seen=seen,
                **({"originals": form.originals.data or ()} if form.originals.choices else {}),
            )

        handed = result_labels.to_hand_over(dossier)
        return self._page(dossier, form, act, "return.html", title=title, handed=handed)


def _form(row: Transition | None) -> Any:
    """The form that asks for what the step needs: a confirmation, a reason, an article."""
    if row is not None and row.names_article:
        return WithArticleForm()
    return ReasonForm() if row is None or row.wants_reason else SeenForm()


def _action(word: str) -> Action:
    try:
        return Action(word)
    except ValueError as error:
        raise NotFound from error
