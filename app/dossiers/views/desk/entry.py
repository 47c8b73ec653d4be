"""The start of a declaration at the desk: an officer fills it in for a citizen."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.operations import desk_drafts, submission
from app.dossiers.queries import visibility
from app.dossiers.views.citizen import browser_session
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.rules.procedure_finder import QUESTIONS, Choice, choose, unanswered

ENTERING = frozenset({Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE})
SUGGEST = "goi_y"
"""The button that only suggests a procedure."""
TWIN = "sinh_cung"
"""The parameter naming the dossier of a child of the same birth."""
CHANNELS = (
    (Channel.ASSISTED, _("The citizen sits here and answers")),
    (Channel.ON_BEHALF, _("The citizen asked me to fill it in for them")),
    (Channel.FROM_PAPER, _("Copied from a signed paper declaration")),
)


class EntryForm(FlaskForm):
    """How the citizen asks, for what, and the questions that help to choose."""

    commune = SelectField(_("Commune"), coerce=int)
    procedure = SelectField(
        _("Procedure"), validators=[InputRequired(_("Choose the procedure."))], validate_choice=True
    )
    channel = RadioField(
        _("How does the dossier come about?"),
        choices=[SelectChoice(str(value), label) for value, label in CHANNELS],
        validators=[InputRequired(_("Choose how the dossier comes about."))],
    )
    evidence = StringField(
        _("What shows that the citizen asked for it"),
        description=_("For example: the citizen is present; a signed declaration of 21/11/2016."),
        validators=[
            DataRequired(_("Write what shows that the citizen asked for it.")),
            Length(max=300),
        ],
    )
    sinh_cung = HiddenField()


for _asked in QUESTIONS:
    setattr(
        EntryForm,
        _asked.key,
        RadioField(
            _asked.label,
            choices=[SelectChoice(option.value, option.label) for option in _asked.options],
            validators=[Optional()],
        ),
    )


class DeskEntry(BaseView):
    """Begin a declaration for a citizen at the desk."""

    route_base = "/can-bo/mot-cua/nhap"
    default_view = "begin"
    class_permission_name = "Desk"

    @route("/", verb="work", methods=["GET", "POST"])
    def begin(self) -> Any:
        """The start page; beginning clears the previous citizen from the browser's session."""
        actor = current_actor()
        twin = _twin(actor)
        form = _form(actor, twin)
        if SUGGEST in request.form:
            return self._page(form, twin, _suggested(form))
        if form.validate_on_submit():
            with refusals(form) as refused:
                self._start(form, actor, twin)
            if not refused:
                return redirect(url_for("DeskDeclaration.page"))
        return self._page(form, twin)

    @route("/cong-dan-moi", verb="work", methods=["POST"])
    def new_citizen(self) -> Any:
        """Clear everything of the previous citizen from the browser's session."""
        browser_session.forget_everybody()
        return redirect(url_for("DeskEntry.begin"))

    def _start(self, form: EntryForm, actor: Actor, twin: Dossier | None) -> None:
        with transaction():
            draft, token = submission.start_draft(
                procedures.published(form.procedure.data),
                organisation.unit(form.commune.data),
                channel=Channel(form.channel.data),
                evidence=form.evidence.data.strip(),
                entered_by=actor.staff_id,
                is_rehearsal=actor.is_rehearsal,
            )
            if twin is not None:
                desk_drafts.as_a_twin(draft, twin)
            db.session.flush()  # the browser may hold the draft only once it exists
            browser_session.forget_everybody()
            browser_session.keep(draft, token)

    def _page(self, form: EntryForm, twin: Dossier | None, choice: Choice | None = None) -> Any:
        return self.render_template(
            "dossiers/desk/entry.html",
            form=form,
            asked=[form[asked.key] for asked in QUESTIONS],
            choice=choice,
            answers={each.key: form[each.key].data for each in QUESTIONS if form[each.key].data},
            suggest=SUGGEST,
            one_commune=len(form.commune.choices) == 1,
            twin=twin,
        )


def _form(actor: Actor, twin: Dossier | None) -> EntryForm:
    """The form with the choices of this person's desk.

    Raises:
        NotAllowed: the person has no posting at a commune's desk.
    """
    communes = communes_of(actor)
    if not communes:
        raise NotAllowed
    form = EntryForm()
    form.commune.choices = communes
    form.procedure.choices = _procedures_at(
        [choice.value for choice in communes], is_rehearsal=actor.is_rehearsal
    )
    if not form.is_submitted():
        form.commune.data = twin.commune_id if twin else communes[0].value
        form.procedure.data = twin.procedure_version.procedure.code if twin else ""
        form.sinh_cung.data = str(twin.id) if twin else ""
    return form


def _suggested(form: EntryForm) -> Choice | None:
    """The procedure that the answers choose, preselected in the form where it is open."""
    given = {asked.key: form[asked.key].data for asked in QUESTIONS}
    if unanswered(given):
        form.form_errors.append(gettext("Answer the questions to see which procedure fits."))
        return None
    choice = choose(given)
    if choice.code in {offered.value for offered in form.procedure.choices}:
        form.procedure.data = choice.code
    return choice


def _twin(actor: Actor) -> Dossier | None:
    """The dossier of the sibling, if one is named and belongs to this person's desk.

    Raises:
        NotFound: it does not belong to this person's desk.
    """
    named = request.values.get(TWIN, "")
    if not named:
        return None
    try:
        dossier = visibility.page(UUID(named), actor)
    except ValueError as error:
        raise NotFound from error
    if dossier.commune_id not in {choice.value for choice in communes_of(actor)}:
        raise NotFound
    access_log.log_access(actor, dossier)
    return dossier


def communes_of(actor: Actor) -> list[SelectChoice]:
    seats = (seat for seat in actor.postings if seat.role in ENTERING)
    names = {seat.unit_id: seat.unit_name for seat in seats}
    return [SelectChoice(key, name) for key, name in names.items()]


def _procedures_at(unit_ids: list[int], *, is_rehearsal: bool) -> list[SelectChoice]:
    """The procedures that are open there today, and an empty choice.

    In the practice space all of them: rehearsals precede the opening of a commune.
    """
    opened = {None} if is_rehearsal else organisation.opened_codes(unit_ids, clock.today())
    found = [each for each in procedures.offered() if None in opened or each.code in opened]
    if opened:  # what other authorities send is entered from the first day on
        found += procedures.internal()
    return [
        SelectChoice("", gettext("Choose")),
        *(SelectChoice(each.code, each.name) for each in found),
    ]
