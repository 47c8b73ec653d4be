"""The earlier entry that a dossier is about, named by the officer (việc đã đăng ký trước)."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import visibility
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.errors import NotAllowed
from app.kernel.security.rate_limits import ENTRY_NAMING
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.registers.forms.books import EarlierEntryForm
from app.registers.models.entries import Entry, RegisterKind
from app.registers.operations import notes
from app.registers.queries.notes import earlier_entries
from app.registers.views.admin import KINDS


class EarlierEntries(BaseView):
    """Naming the entry on which the signature of a dossier writes a note."""

    route_base = "/can-bo/so-ho-tich/viec-truoc"
    class_permission_name = "Desk"

    @route("/<uuid:key>", verb="work", methods=["GET", "POST"])
    def show(self, key: UUID) -> Any:
        """Find the entry by commune, book, year and number; each search is logged."""
        actor = current_actor()
        dossier, form = _own(key, actor), EarlierEntryForm()
        form.commune.choices = [
            (unit.id, f"{unit.name}, {unit.district.name if unit.district else ''}")
            for unit in organisation.communes()
        ]
        form.kind.choices = [(kind, str(KINDS[kind])) for kind in NAMED]
        if form.commune.data is None:
            form.commune.data = dossier.commune_id
        if form.validate_on_submit():
            access_log.log_list_access(actor, Entry, ("unit_id", "kind", "year", "number"))
            with refusals(form) as refused, transaction():
                if form.commune.data != dossier.commune_id:
                    ENTRY_NAMING.consume(str(actor.staff_id))
                notes.name_earlier_entry(
                    dossier,
                    form.commune.data,
                    RegisterKind(form.kind.data),
                    form.year.data or 0,
                    form.number.data or 0,
                    by=actor,
                )
            if not refused:
                flash(str(_("The entry is named. The signature writes the note on it.")), "success")
                return redirect(url_for("EarlierEntries.show", key=key))
        return self.render_template(
            "registers/earlier_entries.html",
            form=form,
            dossier=dossier,
            named=earlier_entries(dossier.id),
        )

    @route("/<uuid:key>/bo", verb="work", methods=["POST"])
    def remove(self, key: UUID) -> Any:
        """Take back all entries that were named."""
        dossier = _own(key, current_actor())
        with refusals(), transaction():
            notes.remove_earlier_entries(dossier)
        return redirect(url_for("EarlierEntries.show", key=key))


NAMED = (
    RegisterKind.BIRTH,
    RegisterKind.MARRIAGE,
    RegisterKind.DEATH,
    RegisterKind.GUARDIANSHIP,
    RegisterKind.RECOGNITION,
    RegisterKind.CHANGE,
)
"""Books of events, whose entries get notes."""


def _own(key: UUID, actor: Actor) -> Dossier:
    dossier = visibility.page(key, actor)
    if not actor.postings_in(dossier.commune_id):
        raise NotAllowed
    return dossier
