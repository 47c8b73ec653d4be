"""What a citizen who has opened a dossier writes about it, on the tracking page and from it."""

from functools import cache
from typing import Any

from flask import (
    Response,
    flash,
    get_template_attribute,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length

from app.complaints import rules
from app.complaints.models import Complaint
from app.complaints.operations import complaints, satisfaction
from app.complaints.queries import complaints as complaint_queries
from app.complaints.queries import satisfaction as satisfaction_queries
from app.complaints.vocabulary import ComplaintKind, Satisfied
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.operations import slip_issue
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.workflow import WITHOUT_RESULT
from app.kernel import clock
from app.kernel.actor import NOBODY
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import capitalize_first, language
from app.kernel.printing import pdf
from app.kernel.security.rate_limits import COMPLAINTS
from app.kernel.web import access_log
from app.kernel.web.forms.citizen_fields import LineField, TextField
from app.kernel.web.refusals import refusals
from app.organisation import queries as organisation

LONGEST, WORDS_LONGEST = 4000, 300


class ComplaintForm(FlaskForm):
    kind = RadioField(
        _("What do you want to write?"),
        choices=[SelectChoice(str(each), each.label) for each in ComplaintKind],
        validate_choice=False,
        validators=[AnyOf([*ComplaintKind], _("Choose what you want to write"))],
    )
    said = TextField(
        _("What happened, and what do you ask for?"),
        description=_("Say when it was, and who it was if you know. Write no identity numbers."),
        validators=[
            DataRequired(_("Write what happened")),
            Length(max=LONGEST, message=_("Write %(most)s characters at most", most=LONGEST)),
        ],
    )


class SatisfactionForm(FlaskForm):
    face = RadioField(
        _("How content are you with how your dossier was handled?"),
        choices=[SelectChoice(str(each), each.label) for each in Satisfied],
        validate_choice=False,
        validators=[AnyOf([*Satisfied], _("Choose one of the three faces"))],
    )
    words = LineField(
        _("A word about it, if you like"),
        validators=[
            Length(
                max=WORDS_LONGEST,
                message=_("Write %(most)s characters at most", most=WORDS_LONGEST),
            )
        ],
    )


def tracking_section(dossier: Dossier) -> str:
    """What was written about the dossier with its answers, and the ways to write."""
    complained, said = satisfaction_queries.spoken(dossier.id)
    letters = complaint_queries.of_dossier(dossier.id) if complained else ()
    return render_template(
        "complaints/tracking_section.html",
        dossier=dossier,
        complaints=[(each, _promised(each)) for each in letters],
        faces=_unchosen(language()) if satisfaction.is_asked(dossier, said=said) else None,
        without_result=dossier.state in WITHOUT_RESULT,
        now=clock.now(),
    )


@cache
def _unchosen(_language: str) -> Markup:
    """The three faces before one is chosen, drawn once per process and language."""
    draw = get_template_attribute("complaints/faces.html", "faces")
    empty = SatisfactionForm(formdata=None, meta={"csrf": False})
    return Markup(draw(empty))  # noqa: S704  # our own template


@citizen.route("/tra-cuu/khieu-nai", methods=["GET", "POST"])
def complain() -> Any:
    """Ask what it is about; a complaint gets a number and the days of its answer at once."""
    form = ComplaintForm()
    if form.is_submitted() and is_sound(form):
        with refusals(form) as refused, transaction():
            dossier = browser_session.tracked(lock=True)
            COMPLAINTS.consume(str(dossier.id))
            kind, said = ComplaintKind(str(form.kind.data)), str(form.said.data)
            number = complaints.send(dossier, kind, said).number
        if not refused:
            flash(gettext("It has arrived under number %(number)s.", number=number), "success")
            return redirect(url_for("citizen.dossier", _anchor="khieu-nai"))
    dossier = browser_session.tracked()
    if request.method == "GET" and dossier.state in WITHOUT_RESULT:
        form.kind.data = str(ComplaintKind.COMPLAINT)
    body = render_template(
        "complaints/complaint_form.html",
        dossier=dossier,
        form=form,
        kinds=[(each, capitalize_first(each.label), each.hint) for each in ComplaintKind],
        is_remote=bool(dossier.commune.remote_days),
        longest=LONGEST,
    )
    return body, 422 if form.is_submitted() else 200


@citizen.get("/tra-cuu/khieu-nai/<int:n>/tra-loi")
def complaint_answer(n: int) -> Response:
    """The letter that answers it, byte for byte as issued."""
    return _read(_own(n).slip)


@citizen.get("/tra-cuu/khieu-nai/<int:n>/thu-ly")
def complaint_acceptance(n: int) -> Response:
    """The letter that it is handled, byte for byte as issued."""
    return _read(complaint_queries.acceptance(_own(n)))


def _own(n: int) -> Complaint:
    dossier = browser_session.tracked()
    found = next((each for each in complaint_queries.of_dossier(dossier.id) if each.n == n), None)
    if found is None:
        raise NotFound
    return found


def _read(letter: Slip | None) -> Response:
    if letter is None:
        raise NotFound
    access_log.log_access(NOBODY, letter, AccessKind.FILE)
    name = letter.number.replace("/", "-")
    return Response(slip_issue.as_kept(letter), headers=pdf.headers(f"{name}.pdf"))


@citizen.route("/tra-cuu/hai-long", methods=["GET", "POST"])
def say_satisfaction() -> Any:
    """Take one of the three faces and a word, once."""
    form = SatisfactionForm()
    if form.is_submitted() and is_sound(form):
        with refusals(form) as refused, transaction():
            dossier = browser_session.tracked(lock=True)
            satisfaction.say(dossier, Satisfied(str(form.face.data)), str(form.words.data or ""))
        if not refused:
            flash(
                gettext("Thank you. The heads of the commune read it without your name."), "success"
            )
        return redirect(url_for("citizen.dossier"))
    dossier = browser_session.tracked()
    if not satisfaction.is_asked(dossier, said=satisfaction_queries.is_said(dossier.id)):
        return redirect(url_for("citizen.dossier"))
    body = render_template("complaints/satisfaction_form.html", dossier=dossier, form=form)
    return body, 422 if form.is_submitted() else 200


def _promised(complaint: Complaint) -> rules.Reckoning:
    """By when it is accepted and answered, as the receipt says it and acceptance has changed it."""
    if complaint.accepted_at is not None:
        return rules.Reckoning(None, complaint.due_at)
    return rules.from_receipt(
        complaint.kind,
        complaint.sent_at,
        organisation.calendar(),
        is_remote=bool(complaint.commune.remote_days),
    )
