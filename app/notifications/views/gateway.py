"""Callbacks of the gateway: delivery reports and inbound messages.

Responses are empty, and a URL without a valid signature is not found. Nothing is decided here: a
row is stored and a job queued, in one transaction. There is no session and no form, so there
is nothing for CSRF to exploit.
"""

from flask import Blueprint, Response, request
from sqlalchemy.exc import IntegrityError

from app.kernel.db import transaction
from app.notifications.operations.delivery_receipts import note_report
from app.notifications.operations.inbound_sms import note_inbound
from app.notifications.rules import callback_urls

gateway = Blueprint("gateway", __name__)

METHODS = ("GET", "POST")
_KINDS = {str(kind): kind for kind in callback_urls.KINDS}
_LONGEST_REF = 128


@gateway.route(f"{callback_urls.REPORTS}/<word>", methods=METHODS)
def report(word: str) -> Response:
    message_id = callback_urls.message_of(word)
    if message_id is None:
        return _answer(404)
    kind = _KINDS.get(request.values.get("kind", ""))
    if kind is None:
        return _answer(400)
    try:
        with transaction():
            note_report(message_id, kind, request.values.get("ref", "")[:_LONGEST_REF] or None)
    except IntegrityError:  # signed for another database: no such message here
        return _answer(404)
    return _answer(200)


@gateway.route(f"{callback_urls.INBOUND}/<word>", methods=METHODS)
def inbound(word: str) -> Response:
    """Receive a citizen's message; the answer is a separate message."""
    if not callback_urls.is_inbound(word):
        return _answer(404)
    sender = request.values.get("from", "").strip()
    if not sender:
        return _answer(400)
    with transaction():
        note_inbound(request.values.get("id", ""), sender, request.values.get("text", ""))
    return _answer(200)


def _answer(status: int) -> Response:
    """An empty body: Kannel would forward any content to the citizen."""
    response = Response(status=status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
