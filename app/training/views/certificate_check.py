"""The public page behind the code of a certificate, for verification."""

from typing import Any

from flask import Blueprint, make_response, render_template

from app.kernel.security.rate_limits import CERTIFICATE_PLACE
from app.kernel.web.attempts import here
from app.training.queries import certificates as training_certificates

certificates = Blueprint("certificates", __name__)


@certificates.get("/chung-nhan/<string:code>")
def verify(code: str) -> Any:
    """The content of the certificate; the same kind of page if there is none."""
    found = training_certificates.public_certificate(code[:32])
    if found is None:
        CERTIFICATE_PLACE.consume(here())
    page = render_template("training/certificate_check.html", found=found)
    return make_response(page, 404 if found is None else 200)
