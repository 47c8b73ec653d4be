"""Pages for steps on a leg, of the holding agency and of the sending commune."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dossiers.forms.steps import ReasonForm, StepForm
from app.dossiers.operations.slip_issue import as_kept
from app.dossiers.queries import slips
from app.dossiers.workflow import SlipKind
from app.handoffs import rules, workflow
from app.handoffs.forms import AnswerForm
from app.handoffs.models import Leg
from app.handoffs.operations import answers, transitions
from app.handoffs.operations.packets import list_of_children
from app.handoffs.queries import packet_lists, packets
from app.handoffs.rules import LegActor
from app.handoffs.views.reveal_number import NUMBER_LABELS, RESULT, revealed
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures.models.vocabulary import LegKind

Doing = Callable[[Leg, LegActor, int], Any]


class Side(NamedTuple):
    """One of the two offices of a leg: how it loads the leg, and its templates."""

    page: Callable[[UUID, Actor], Leg]
    locked: Callable[[UUID, Actor], Leg]
    back: Callable[[Leg], str]
    template: str


class LegPages(BaseView):
    """What both offices share: the POST for simple steps, the pages for reason and answer."""

    side: Side

    def _at_once(self, key: UUID) -> Any:
        """Take a step that needs nothing more than the button."""
        form = StepForm()
        if not form.validate():
            raise BadRequest
        action = _action(str(form.action.data))
        leg = self.side.page(key, current_actor())
        back = self.side.back(leg)
        with refusals() as refused:
            self._do(
                key, form, lambda leg, by, seen: transitions.advance(leg, action, by=by, seen=seen)
            )
        if not refused:
            flash(_("Done: %(what)s.", what=action.label), "success")
        return redirect(back)

    def _reason(self, key: UUID, action: str) -> Any:
        leg, word = self.side.page(key, current_actor()), _action(action)
        row = workflow.TABLE.step(leg.state, word)
        form = ReasonForm()

        def act(found: Leg, by: LegActor, seen: int) -> Any:
            return transitions.advance(found, word, by=by, seen=seen, reason=form.reason.data)

        title = row.label if row else word.label
        return self._page(leg, form, act, "handoffs/reason.html", title=title, row=row)

    def _answer(self, key: UUID) -> Any:
        """Ask for the result: number, note, photos."""
        leg, form = self.side.page(key, current_actor()), AnswerForm()
        form.number.label.text = NUMBER_LABELS[leg.kind]
        known = leg.corrects and leg.corrects.result.get("number")
        if known and not form.is_submitted():
            shown = [str(NUMBER_LABELS[leg.kind])]
            access_log.log_access(current_actor(), leg, AccessKind.REVEAL, shown)
            form.number.data = known
        if leg.kind is LegKind.COMMUNE:
            form.note.label.text = _("What the books of the commune say")
            form.files.label.text = _("Photos or scans of the letter")

        def act(found: Leg, by: LegActor, seen: int) -> Any:
            return answers.answer(
                found,
                by=by,
                number=form.number.data or "",
                note=form.note.data or "",
                files=form.kept,
                seen=seen,
            )

        title = _("Answer") if leg.kind is LegKind.COMMUNE else _("Record the result")
        if leg.corrects_id:
            title = _("Corrected in our register")
        return self._page(leg, form, act, "handoffs/answer.html", title=title)

    def _page(self, leg: Leg, form: Any, act: Doing, template: str, **shown: Any) -> Any:
        """Show the form or take the step; a refusal is shown on the form, input is preserved."""
        key, back = leg.id, self.side.back(leg)
        if form.is_submitted():
            if form.validate():
                with refusals(form) as refused:
                    self._do(key, form, act)
                if not refused:
                    flash(_("Done: %(what)s.", what=shown["title"]), "success")
                    return redirect(self._onward(key) or back)
        else:
            form.version.data = leg.version
        actor = current_actor()
        leg = self.side.page(key, actor)
        access_log.log_access(actor, leg)
        return self.render_template(
            template,
            frame=self.side.template,
            leg=leg,
            form=form,
            back=back,
            now=clock.now(),
            kind=rules.label_of(leg),
            **shown,
        )

    def _onward(self, key: UUID) -> str | None:
        """The page that the user asked to go on with; None for the leg itself."""
        return None

    def _do(self, key: UUID, form: Any, act: Doing) -> None:
        actor = current_actor()
        with transaction():
            leg = self.side.locked(key, actor)
            act(leg, packets.acting_on(actor, leg), form.version.data)


class PacketSteps(LegPages):
    """Steps of the agency."""

    route_base = "/can-bo/ho-so-lien-thong/<uuid:key>/buoc"
    class_permission_name = "Packet"
    side = Side(
        page=packets.packet_page,
        locked=packets.for_holder_step,
        back=lambda leg: url_for("Packets.packet", key=leg.id),
        template="handoffs/packet_head.html",
    )

    @route("", verb="work", methods=["POST"])
    def take(self, key: UUID) -> Any:
        """Receive the packet, and other steps that need no form."""
        return self._at_once(key)

    @route("/<action>/ly-do", verb="work", methods=["GET", "POST"])
    def reason(self, key: UUID, action: str) -> Any:
        """Ask the commune to complete, or refuse; the reason is shown to the commune."""
        return self._reason(key, action)

    @route("/tra-loi", verb="work", methods=["GET", "POST"])
    def answer(self, key: UUID) -> Any:
        """Record the result: number, note, photos."""
        return self._answer(key)

    def _onward(self, key: UUID) -> str | None:
        """The answer of the next packet, or the list when none is left."""
        if "next" not in request.form:
            return None
        following = packet_lists.next_to_answer(current_actor(), besides=key)
        if following is None:
            return url_for("Packets.packets", muc="dang-giai-quyet")
        return url_for("PacketSteps.answer", key=following)


class LegSteps(LegPages):
    """Steps of the commune, from the page of the dossier."""

    route_base = "/can-bo/ho-so-lien-thong/nhanh/<uuid:key>"
    class_permission_name = "Leg"
    side = Side(
        page=packets.commune_page,
        locked=packets.for_commune_step,
        back=lambda leg: url_for("Desk.dossier", key=leg.dossier_id),
        template="handoffs/leg_head.html",
    )

    @route("/buoc", verb="work", methods=["POST"])
    def take(self, key: UUID) -> Any:
        """Confirm the list, send, collect, note a refusal."""
        return self._at_once(key)

    @route("/buoc/<action>/ly-do", verb="work", methods=["GET", "POST"])
    def reason(self, key: UUID, action: str) -> Any:
        """Send again or recall; the reason is shown to the agency."""
        return self._reason(key, action)

    @route("/buoc/tra-loi", verb="work", methods=["GET", "POST"])
    def answer(self, key: UUID) -> Any:
        return self._answer(key)

    @route("/hien-so", verb="read", methods=["POST"])
    def reveal(self, key: UUID) -> Any:
        """Show the number of the agency's answer in full, once, and log the access."""
        leg = packets.commune_page(key, current_actor())
        return revealed(self, leg, RESULT, frame=self.side.template, back=self.side.back(leg))

    @route("/in/d03-ts", verb="read")
    def list_of_children(self, key: UUID) -> Response:
        """The list D03-TS: as issued with the packet, before that from the current answers."""
        actor = current_actor()
        leg = packets.commune_page(key, actor)
        if not rules.has_list(leg):
            raise NotFound
        access_log.log_access(actor, leg, AccessKind.PRINT, ["d03-ts"])
        slip = slips.last_slip(SlipKind.INSURANCE_LIST, of=leg.dossier, about=leg.id)
        made = (
            as_kept(slip) if slip else list_of_children(leg).printed(is_rehearsal=leg.is_rehearsal)
        )
        return Response(made, headers=pdf.headers(f"d03-ts-{leg.code}.pdf"))


def _action(word: str) -> LegAction:
    try:
        return LegAction(word)
    except ValueError as error:
        raise NotFound from error
