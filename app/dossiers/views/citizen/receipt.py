"""The proof of filing as a page and an A5 sheet; it opens the dossier without retyping."""

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask_babel import force_locale, gettext
from flask_wtf import FlaskForm

from app.dossiers import rules
from app.dossiers.models.dossier import Channel, Dossier, Paper, PaperKind
from app.dossiers.operations import desk_drafts, slip_contents, submission, transitions
from app.dossiers.queries import citizen_access, visibility
from app.dossiers.rules import postal_delivery
from app.dossiers.slips.declarations import FiledPaper, Payment
from app.dossiers.slips.submission_receipts import SubmissionReceipt, submission_receipt
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.uploads import by_key, wanted_by
from app.dossiers.workflow import Action
from app.kernel.db import db, transaction
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import phone
from app.kernel.printing import pdf
from app.kernel.printing.qr import qr
from app.kernel.security.rate_limits import START_DRAFT
from app.kernel.web.attempts import here
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import LimitScope, Must
from app.procedures.rules.consultations import is_linked


@citizen.get("/nop-ho-so/bien-nhan")
def receipt() -> Any:
    """The proof of filing, where to go, what comes next; shown as often as this browser asks."""
    dossier = _sent_from_here()
    if dossier is None:
        return redirect(url_for("citizen.track"))
    form = procedures.form(dossier.procedure_version)
    limit = procedures.limits_for(dossier.procedure_version, dossier.commune.district_id)
    return render_template(
        "dossiers/citizen/receipt.html",
        dossier=dossier,
        secret=_secret(dossier),
        qr=qr(_tracking_url(dossier)),
        answered_by=dossier.intake_due_at,
        answer=transitions.compute_intake_deadline(dossier),
        reckoning=None if dossier.ended_at else transitions.compute_deadline(dossier),
        wanted=wanted_by(dossier),
        files=_files(dossier),
        post_address=postal_delivery.address(dossier),
        linked=is_linked(form),
        at_home=rules.visits.is_at_home(dossier),
        limit=limit[LimitScope.TOTAL],
        officer=dossier.channel is not Channel.SELF,
        twin=_twin_offered(dossier),
    )


@citizen.get("/nop-ho-so/bien-nhan.pdf")
def receipt_sheet() -> Response:
    """The same proof as a sheet to keep on the device."""
    dossier = _sent_from_here()
    if dossier is None:
        raise NotFound
    with force_locale("vi"):
        made = submission_receipt(_proof(dossier)).printed(day=dossier.submitted_at.date())
    return Response(made, headers=pdf.headers(f"bien-nhan-{dossier.code}.pdf"))


@citizen.post("/nop-ho-so/bien-nhan/mo")
def open_from_receipt() -> Any:
    """Open the dossier that this browser has sent, while the secret of its receipt holds."""
    draft_id = browser_session.receipt()
    dossier = _sent_from_here()
    opened = citizen_access.receipt(draft_id) if draft_id else None
    if dossier is None or opened is None or not _holds(dossier):
        return redirect(url_for("citizen.track"))
    if not is_sound(FlaskForm()):
        flash(gettext("The page was open for too long. Press the button once more."), "warning")
        return redirect(url_for("citizen.receipt"))
    browser_session.close_ticket()
    browser_session.give_ticket(opened)
    return redirect(url_for("citizen.dossier"))


@citizen.post("/nop-ho-so/sinh-cung")
def another_child() -> Any:
    """Begin a dossier for another child of the same birth, as the holder of the receipt."""
    first = _sent_from_here()
    if first is None or first.channel is not Channel.SELF or not desk_drafts.has_twins(first):
        return redirect(url_for("citizen.track"))
    if not is_sound(FlaskForm()):
        flash(gettext("The page was open for too long. Press the button once more."), "warning")
        return redirect(url_for("citizen.receipt"))
    START_DRAFT.consume(here())
    with transaction():
        version = procedures.published(first.procedure_version.procedure.code)
        draft, token = submission.start_draft(version, first.commune)
        desk_drafts.as_a_twin(draft, first)
        db.session.flush()  # the browser may hold the draft only once it exists
        browser_session.keep(draft, token)
    return redirect(url_for("citizen.go_on"))


def _sent_from_here() -> Dossier | None:
    """The dossier that this browser has sent last."""
    draft_id = browser_session.receipt()
    return citizen_access.submitted_from(draft_id) if draft_id else None


def _holds(dossier: Dossier) -> bool:
    """Whether the secret of the receipt still opens the dossier."""
    return visibility.last_reason(dossier, Action.NEW_SECRET) is None


def _secret(dossier: Dossier) -> str:
    """The secret as it is written down; empty once another one has replaced it."""
    draft_id = browser_session.receipt()
    if draft_id is None or not _holds(dossier):
        return ""
    keys = (str(current_app.secret_key), *current_app.config["SECRET_KEY_FALLBACKS"])
    secrets = [rules.secret_of(draft_id, key) for key in keys]
    secret = secrets[0] if len(secrets) == 1 else citizen_access.opening(dossier, secrets)
    return f"{secret[:4]} {secret[4:]}".strip()


def _tracking_url(dossier: Dossier) -> str:
    return url_for("citizen.track", ma=dossier.code, _external=True)


def _twin_offered(dossier: Dossier) -> bool:
    """Always offered at the desk; to a family only if it declared a multiple birth."""
    if dossier.channel is Channel.SELF:
        return desk_drafts.has_twins(dossier)
    return desk_drafts.may_have_twins(dossier)


def _filed(dossier: Dossier) -> list[Paper]:
    """The photos and files that came with the dossier."""
    return [each for each in dossier.papers if each.kind is PaperKind.FILED and each.storage_key]


def _files(dossier: Dossier) -> list[tuple[str, int]]:
    """The papers of which files were sent, and how many of each."""
    return [(files[0].name, len(files)) for files in by_key(_filed(dossier)).values()]


def _proof(dossier: Dossier) -> SubmissionReceipt:
    commune, filed = dossier.commune, by_key(_filed(dossier))
    number = commune.phone or current_app.config["SUPPORT_PHONE"]
    return SubmissionReceipt(
        commune=commune.name,
        district=commune.district.name if commune.district else "",
        code=dossier.code,
        secret=_secret(dossier),
        request=dossier.procedure_version.procedure.name,
        applicant=dossier.applicant_name,
        subject=dossier.subject_name,
        sent_at=dossier.submitted_at,
        answered_by=dossier.intake_due_at,
        files=tuple(FiledPaper(name, f"{count} tệp", count) for name, count in _files(dossier)),
        to_bring=tuple(
            FiledPaper(each.name, slip_contents.BROUGHT[each.original][each.key in filed].lower())
            for each in wanted_by(dossier)
            if each.must is not Must.MADE
        ),
        to_pay=tuple(Payment(each.label, each.amount) for each in dossier.fees),
        result_place=slip_contents.result_place(dossier, "tại bộ phận một cửa của xã"),
        office=tuple(
            filter(
                None,
                (
                    f"Bộ phận một cửa, UBND {commune.name}",
                    commune.address,
                    commune.hours,
                    f"Điện thoại: {phone(number)}",
                ),
            )
        ),
        tracking_url=_tracking_url(dossier),
    )
