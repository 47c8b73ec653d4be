"""The public page that says whether a paper is ours and in force (xác thực giấy tờ)."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, flash, jsonify, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from flask_wtf.file import FileField

from app.dossiers.views.citizen.blueprint import is_sound, show_again
from app.kernel.printing import electronic_seal
from app.kernel.security import signed_codes
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import VERIFY_ALL, VERIFY_PLACE, TooOften
from app.kernel.web.attempts import Attempt, Use, here
from app.kernel.web.forms.citizen_fields import LineField
from app.registers.operations.issued_papers import CODE, typed_code
from app.registers.queries import issued_papers
from app.registers.queries.issued_papers import VerifiedPaper

LONGEST = 60
LARGEST = 8 * 1024 * 1024

verification = Blueprint("verification", __name__)
verification.register_error_handler(CSRFError, show_again)


class VerifiedVerdict(StrEnum):
    """What the page says of a paper."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class VerificationAnswer:
    """The verdict, and what the paper is if it is ours."""

    verdict: VerifiedVerdict
    paper: VerifiedPaper | None = None

    @classmethod
    def about(cls, paper: VerifiedPaper | None) -> "VerificationAnswer":
        if paper is None:
            return cls(VerifiedVerdict.UNKNOWN)
        return cls(VerifiedVerdict(paper.ended or VerifiedVerdict.IN_FORCE), paper)


VERIFIED_TOO_OFTEN = _(
    "Codes and files that are not ours were tried too often from this network, so yours has not"
    " been looked at. Try again after %(time)s."
)


class VerificationForm(FlaskForm):
    ma = LineField(
        _("Verification code (16 characters)"),
        description=_("It stands at the foot of the document, as 7KQ2-M9XD-4TRB-8HWF"),
    )
    tep = FileField(_("Or the PDF file of the document"))


@verification.route("/xac-thuc/", methods=["GET", "POST"])
def ask() -> Any:
    """Ask for a code or a file; after many that are not ours, for a proof of work too."""
    form = VerificationForm()
    if request.method == "GET":
        return _page(form)
    if not is_sound(form):
        return _page(form), 400
    code = typed_code(str(form.ma.data or "")[:LONGEST])
    file = form.tep.data.read(LARGEST) if form.tep.data else b""
    if not (code or file):
        form.ma.errors = [gettext("Enter the code, or choose the PDF file")]
        return _page(form), 422
    attempt = Attempt("verify", (Use(VERIFY_PLACE, here()), Use(VERIFY_ALL, "")))
    if used_up := attempt.count():
        refusal = TooOften(VERIFIED_TOO_OFTEN, seconds=used_up.seconds)
        flash(str(refusal), "warning")
        return _page(form, attempt.puzzle()), refusal.status, dict(refusal.headers)
    answer = of_file(file) if file else VerificationAnswer.about(issued_papers.by_code(code))
    if answer.paper:
        attempt.give_back()
    return _shown(answer)


@verification.get("/xac-thuc/<string:token>")
def of_qr(token: str) -> Any:
    """Where the QR on a paper leads; only a token that we signed is looked up."""
    said = signed_codes.read(token)
    paper = issued_papers.by_code(str(said.get(CODE))) if said else None
    return _shown(VerificationAnswer.about(paper)), 200 if paper else 404


@verification.get("/.well-known/giay-to/jwks.json")
def code_keys() -> Response:
    """The public keys with which the code of a paper is checked without network."""
    return jsonify(signed_codes.key_set())


@verification.get("/.well-known/giay-to/dau-dien-tu.pem")
def seal_certificates() -> Response:
    """The certificates of the seal, for programs that show PDF signatures."""
    found = electronic_seal.seal().certificates()
    return Response(found, content_type="application/x-pem-file")


def of_file(pdf: bytes) -> VerificationAnswer:
    """What a file is: ours byte for byte, changed since, or not ours.

    Only a file that is ours is read as a PDF; anybody's may be made to harm its reader.
    """
    paper = issued_papers.by_file(hashlib.sha256(pdf).hexdigest())
    seal = electronic_seal.seal()
    if paper is not None and seal.is_whole(pdf):
        return VerificationAnswer.about(paper)
    return VerificationAnswer(
        VerifiedVerdict.ALTERED if seal.is_named_in(pdf) else VerifiedVerdict.UNKNOWN
    )


def _page(form: VerificationForm, puzzle: Puzzle | None = None) -> str:
    return render_template("registers/verification.html", form=form, puzzle=puzzle)


def _shown(answer: VerificationAnswer) -> str:
    return render_template(
        "registers/verified_paper.html", answer=answer, VerifiedVerdict=VerifiedVerdict
    )
