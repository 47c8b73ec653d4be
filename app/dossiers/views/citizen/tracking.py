"""Following a dossier with its code and the secret of its receipt."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from app.dossiers import rules
from app.dossiers.models.dossier import Custody, Dossier, Paper, PaperKind
from app.dossiers.operations import slip_issue, transitions
from app.dossiers.queries import citizen_access, slips, visibility
from app.dossiers.rules import citizen_states, postal_delivery, supplements, visits
from app.dossiers.views.citizen import browser_session, timeline
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.browser_session import TicketOver
from app.dossiers.views.citizen.tracking_sections import TrackingSection, sections
from app.dossiers.views.citizen.uploads import wanted_by
from app.dossiers.workflow import FINAL, OPEN, Action, SlipKind, State
from app.kernel import clock
from app.kernel.actor import NOBODY
from app.kernel.audit.access_log import AccessKind
from app.kernel.connections.read_replica import reads_replica
from app.kernel.errors import NotFound
from app.kernel.files import storage
from app.kernel.printing import pdf
from app.kernel.row_security.request_scope import planned_once
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import TRACK, TRACK_ALL, TRACK_PLACE, TooOften
from app.kernel.text import parsing
from app.kernel.web import access_log
from app.kernel.web.attempts import Attempt, Use, here
from app.kernel.web.forms.citizen_fields import LineField
from app.notifications.models.outbox import FAILED
from app.procedures.models.vocabulary import Must

LONGEST = 60


SECRET_TRIED_TOO_OFTEN = _(
    "Wrong tracking codes were tried too often for this dossier or from this network, so yours has"
    " not been looked at. Try again after %(time)s, or open the dossier with a code sent to your"
    " mobile phone."
)


class TrackForm(FlaskForm):
    ma = LineField(
        _("Dossier code"),
        description=_("It is printed on the receipt, as 000.15.17.H26-161118-0007"),
    )
    bi_mat = LineField(
        _("Tracking code (8 characters)"), description=_("It is shown under the dossier code")
    )


@citizen.errorhandler(TicketOver)
def _over(refusal: TicketOver) -> Any:
    flash(str(refusal), "info")
    return redirect(url_for("citizen.track"))


@citizen.route("/tra-cuu", methods=["GET", "POST"])
def track() -> Any:
    """Ask for code and secret; after ten wrong tries a day for a code, for a proof of work too."""
    form = TrackForm()
    if request.method == "GET":
        form.ma.data = parsing.line(request.args.get("ma", "")[: LONGEST * 4])[:LONGEST]
        return _page(form)
    if not is_sound(form):
        return _page(form), 400
    code, secret = (str(field.data or "")[:LONGEST] for field in (form.ma, form.bi_mat))
    code = "".join(code.split()).upper()
    _ask_for_both(form, code, secret)
    if form.errors:
        return _page(form), 422
    attempt = _attempt(code)
    if used_up := attempt.count():
        refusal = TooOften(SECRET_TRIED_TOO_OFTEN, seconds=used_up.seconds)
        flash(str(refusal), "warning")
        return _page(form, attempt.puzzle()), refusal.status, dict(refusal.headers)
    opened = citizen_access.open_dossier(code, secret)
    if opened is None:
        form.form_errors.append(
            gettext("The two codes do not fit together. Compare them with the receipt.")
        )
        return _page(form), 422
    attempt.give_back()
    browser_session.close_ticket()
    browser_session.give_ticket(opened)
    return redirect(url_for("citizen.dossier"))


@citizen.get("/tc")
def track_short() -> Any:
    """The address that short messages and people say."""
    return redirect(url_for("citizen.track"))


@citizen.get("/tra-cuu/ho-so")
@planned_once
@reads_replica
def dossier() -> Any:
    """The state, where originals are, what comes next; no names."""
    found = browser_session.followed()
    told = timeline.of(found)
    over = found.state in FINAL
    waiting = found.state is State.SUPPLEMENTING and bool(found.supplements)
    supplement = found.supplements[-1] if waiting else None
    wanted = wanted_by(found)
    made = {each.key for each in wanted if each.must is Must.MADE}
    return render_template(
        "dossiers/citizen/tracking.html",
        dossier=found,
        story=told,
        state_words=citizen_states.state_words(found),
        over=over,
        reckoning=None if over or found.ended_at else transitions.compute_deadline(found),
        answered_by=found.intake_due_at if found.state is State.SUBMITTED else None,
        answer=transitions.compute_intake_deadline(found),
        supplement=supplement,
        asked=supplements.items(found, supplement) if supplement else (),
        how=supplements.HOW_LABELS,
        offers={offer.row.action for offer in rules.offers(found, rules.APPLICANT)},
        proposed=visibility.last_reason(found, Action.PROPOSE_TRANSFER),
        Action=Action,
        refunds=[fee for fee in found.fees if fee.refund_due_at] if found.ended_at else [],
        kept=_kept(found),
        wanted=wanted if _is_expected(found) else (),
        held=[each for each in found.papers if _is_held(each) and each.key not in made],
        since=_since(found),
        post_address=postal_delivery.address(found),
        parcel=postal_delivery.parcel(found),
        results=_results(found),
        not_reached=found.last_notice in FAILED,
        visit=(visits.is_at_home(found), visits.has_come(found)),
        now=clock.now(),
        last_section=sections[TrackingSection.LAST](found),
        accesses_section=sections[TrackingSection.ACCESSES](found),
    )


@citizen.get("/tra-cuu/van-ban-tra-loi")
def written_answer() -> Response:
    """The signed answer to a dossier without a result, byte for byte as issued."""
    return _kept_slip(SlipKind.WRITTEN_ANSWER)


def _kept_slip(kind: SlipKind) -> Response:
    """The last slip of this kind of the dossier that is followed.

    Raises:
        NotFound: none was issued.
    """
    slip = slips.last_slip(kind, of=browser_session.followed())
    if slip is None:
        raise NotFound
    access_log.log_access(NOBODY, slip, AccessKind.FILE)
    name = slip.number.replace("/", "-")
    return Response(slip_issue.as_kept(slip), headers=pdf.headers(f"{name}.pdf"))


@citizen.get("/tra-cuu/giay-tiep-nhan")
def official_slip() -> Response:
    """The slip that the acceptance issued, the last one where it was replaced, byte for byte."""
    return _kept_slip(SlipKind.RECEIPT)


@citizen.get("/tra-cuu/ket-qua/<uuid:key>")
def result(key: UUID) -> Response:
    """The sealed file of a result that was handed over, byte for byte as issued."""
    found = next((each for each in _results(browser_session.followed()) if each.id == key), None)
    if found is None or not (found.storage_key and found.sha256):
        raise NotFound
    made = storage.read_whole(found.storage_key, found.sha256)
    access_log.log_access(NOBODY, found, AccessKind.FILE)
    return Response(made, headers=pdf.headers(found.file_name or "ket-qua.pdf"))


def _results(dossier: Dossier) -> list[Paper]:
    """Results of the commune whose file its citizen may have: after the paper was handed over."""
    if dossier.state is not State.RETURNED:
        return []
    made = (each for each in dossier.papers if each.kind is PaperKind.RESULT)
    return [each for each in made if each.leg_id is None and each.storage_key]


def _is_expected(dossier: Dossier) -> bool:
    """Whether the citizen has still to come, or to be visited, with papers and money."""
    return dossier.state in OPEN and dossier.registered_at is None and not visits.has_come(dossier)


def _is_held(paper: Paper) -> bool:
    """Whether it is an original of the citizen that an office has."""
    return paper.kind is PaperKind.FILED and paper.custody is not Custody.CITIZEN


def _since(dossier: Dossier) -> datetime | None:
    """Since when the result is there, was given, or the dossier is closed: the largest line."""
    if dossier.state is State.RETURNED:
        event = visibility.last_reason(dossier, Action.RETURN_RESULT)
        return event.at if event else None
    return dossier.ended_at


def _kept(dossier: Dossier) -> list[str]:
    """Names of the originals that await their citizen after the dossier has ended."""
    if dossier.owed_since is None:
        return []
    return [paper.name for paper in dossier.papers if paper.custody is Custody.COMMUNE]


@citizen.post("/tra-cuu/ra")
def leave() -> Any:
    """Close the tracking page on a shared computer."""
    if is_sound(FlaskForm()):
        browser_session.leave()
        flash(gettext("The page of the dossier is closed."), "success")
    return redirect(url_for("citizen.track"))


def _attempt(code: str) -> Attempt:
    uses = Use(TRACK, code), Use(TRACK_PLACE, here()), Use(TRACK_ALL, "")
    return Attempt(f"track {code}", uses)


def _page(form: TrackForm, puzzle: Puzzle | None = None) -> str:
    return render_template("dossiers/citizen/find_dossier.html", form=form, puzzle=puzzle)


def _ask_for_both(form: TrackForm, code: str, secret: str) -> None:
    if not code:
        form.ma.errors = [gettext("Enter the dossier code")]
    if not secret.strip():
        form.bi_mat.errors = [gettext("Enter the tracking code")]
