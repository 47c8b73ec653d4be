"""The written refusal to somebody at the desk, before there is a dossier."""

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.dossiers import rules
from app.dossiers.operations.desk_refusals import DeskRefusal, issue_refusal
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.views.desk.daily_documents import own_commune
from app.dossiers.views.desk.entry import communes_of
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.errors import NotAllowed
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures import queries as procedures
from app.procedures.rules.procedure_finder import QUESTIONS, Residence, choose

PROCEDURE, QUESTION, REASON = "thu_tuc", "muc", "ly_do"
"""The procedure, the question whose answer the commune may not take, and which of its reasons."""
BIRTH_REQUEST = "Đăng ký khai sinh"
COMPETENCE = "Điều 13 Luật Hộ tịch năm 2014"
OF_FOREIGNERS = "khoản 1 Điều 35 Luật Hộ tịch năm 2014"
LINE, TEXT = 200, 2000


class RefusalLetterForm(FlaskForm):
    """What the letter says; the reason and the way are filled in from the answers."""

    commune = SelectField(_("Commune"), coerce=int)
    applicant = StringField(
        _("Name of the person who asks"), validators=[DataRequired(), Length(max=LINE)]
    )
    address = StringField(_("Address"), validators=[Length(max=LINE)])
    request = StringField(_("What is asked for"), validators=[DataRequired(), Length(max=LINE)])
    reason = TextAreaField(_("Reason"), validators=[DataRequired(), Length(max=TEXT)])
    article = StringField(
        _("Article of the law"),
        description=_("The letter to the citizen prints it"),
        validators=[DataRequired(), Length(max=TEXT)],
    )
    instead = TextAreaField(_("Where to go instead"), validators=[Length(max=TEXT)])


class RefusalLetters(BaseView):
    """Print the numbered refusal that the head of the commune signs."""

    route_base = "/can-bo/mot-cua/tu-choi"
    default_view = "write"
    class_permission_name = "Desk"

    @route("/", verb="work", methods=["GET", "POST"])
    def write(self) -> Any:
        actor = current_actor()
        form = _form(actor)
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                commune = own_commune(actor, form.commune.data)
                by = Issuer.at_desk(rules.officer(actor, commune.id))
                words = {name: (value or "").strip() for name, value in _texts(form).items()}
                slip_id = issue_refusal(commune, DeskRefusal(**words), by=by).id
            if not refused:
                return redirect(url_for("Slips.show", key=slip_id))
        return self.render_template(
            "dossiers/desk/refusal_letter.html",
            form=form,
            one_commune=len(form.commune.choices) == 1,
        )


def _texts(form: RefusalLetterForm) -> dict[str, Any]:
    return {name: form[name].data for name in DeskRefusal.__dataclass_fields__}


def _form(actor: Actor) -> RefusalLetterForm:
    """The form, filled in from the answers that led here.

    Raises:
        NotAllowed: the person has no posting at a commune's desk.
    """
    communes = communes_of(actor)
    if not communes:
        raise NotAllowed
    form = RefusalLetterForm()
    form.commune.choices = communes
    if not form.is_submitted():
        form.commune.data = communes[0].value
        for name, text in _found().items():
            form[name].data = text
    return form


def _found() -> dict[str, str]:
    """What the letter says about these answers, in Vietnamese as the letter is."""
    if code := request.args.get(PROCEDURE, ""):
        return _of_question(
            code, request.args.get(QUESTION, ""), request.args.get(REASON, 0, type=int)
        )
    given = {asked.key: request.args.get(asked.key, "") for asked in QUESTIONS}
    if not given["child"]:
        return {}
    with force_locale("vi"):
        choice = choose(given)
        if choice.code is not None:
            return {}
        return {
            "request": BIRTH_REQUEST,
            "reason": str(choice.reason),
            "instead": " ".join(map(str, choice.advice)),
            "article": OF_FOREIGNERS if given["residence"] == Residence.FOREIGN else COMPETENCE,
        }


def _of_question(code: str, key: str, n: int) -> dict[str, str]:
    """The refusal of a question of the declaration; its message names the office to go to."""
    version = procedures.published(code[:16].replace("\x00", ""))
    asked = procedures.form(version).by_key.get(key)
    words = [refusal.message for refusal in asked.refusals[max(n, 0) :][:1]] if asked else []
    return {
        "request": version.procedure.name,
        "reason": "\n".join(words),
        "article": version.basis or "",
    }
