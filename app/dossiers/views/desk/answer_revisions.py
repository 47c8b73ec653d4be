"""Officers correct the declaration, page by page, until it is signed."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _

from app.dossiers import rules, workflow
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.answer_revisions import revise_answers
from app.dossiers.queries import visibility
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.masked import REVEAL, masked_fields, reveal
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures import queries as procedures
from app.procedures.answers.display import answers_summary
from app.procedures.forms import section_form


class AnswerRevisions(BaseView):
    """Corrections by the commune; each saved page is a revision."""

    route_base = "/can-bo/mot-cua/ho-so/<uuid:key>/buoc/revise"
    class_permission_name = "Desk"

    @route("", verb="work")
    def overview(self, key: UUID) -> Any:
        """The pages of the declaration, each with a link to change it."""
        dossier = _open_to_change(key)
        form = procedures.form(dossier.procedure_version)
        around = procedures.surroundings(dossier.commune)
        return self.render_template(
            "dossiers/desk/answer_revisions.html",
            dossier=dossier,
            summary=answers_summary(form, dossier.answers, around, masked=True),
            now=clock.now(),
        )

    @route("/<section>", verb="work", methods=["GET", "POST"])
    def section(self, key: UUID, section: str) -> Any:
        dossier = _open_to_change(key)
        spec = procedures.form(dossier.procedure_version)
        around = procedures.surroundings(dossier.commune)
        made = section_form(
            spec, section, dossier.answers, context=around, officer=True, correcting=True
        )
        if made is None:
            raise NotFound
        form = made()
        seen = request.form.get("version", dossier.row_version, type=int)
        shown = reveal(form)
        if shown:
            access_log.log_access(current_actor(), dossier, AccessKind.REVEAL, shown)
        elif form.is_submitted() and REVEAL not in request.form and form.validate():
            actor = current_actor()
            with refusals() as refused, transaction():
                found = visibility.for_step(key, actor)
                by = rules.officer(actor, found.commune_id)
                revise_answers(found, form.answers(), by=by, seen=seen, compared=form.compared())
            if not refused:
                flash(_("The answers are corrected."), "success")
                return redirect(url_for("AnswerRevisions.overview", key=key))
        return self.render_template(
            "dossiers/desk/answer_revision_section.html",
            dossier=dossier,
            form=form,
            section=spec.section(section),
            masked=masked_fields(form),
            version=seen,
        )


def _open_to_change(key: UUID) -> Dossier:
    """The dossier, if this person may correct it now.

    Raises:
        NotFound: it is not this person's to correct, or its answers are final.
    """
    actor = current_actor()
    dossier = visibility.page(key, actor)
    row = workflow.TABLE.step(dossier.state, Action.REVISE)
    if row is None or rules.officer(actor, dossier.commune_id).capacity_for(row.by) is None:
        raise NotFound
    access_log.log_access(actor, dossier)
    return dossier
