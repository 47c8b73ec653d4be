"""Two windows of one draft: the older one is told what the other one changed, and loses nothing.

A hidden field names the window and the answers of the page as it showed them. A save from elsewhere
in the meantime makes the page come back once, with what was typed; pressed again, it is saved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from secrets import token_hex
from typing import Any, NamedTuple

from flask import request

from app.dossiers.models.dossier import Draft
from app.dossiers.views.citizen.form_pages import FormPages
from app.procedures.answers.display import printed

FIELD = "ban_luu"
LONGEST = 16


class Change(NamedTuple):
    """A question that another window has answered in the meantime."""

    label: str
    value: str


Changes = Sequence[Change]


def version(form_pages: FormPages, page: str) -> str:
    """The answers that a page shows, and the window in which it does."""
    return f"{_digest(_own(form_pages, page, form_pages.draft.answers))}-{window() or token_hex(4)}"


def whole_version(draft: Draft) -> str:
    """All answers and documents, as the page that sends them shows them."""
    return _digest({**draft.answers, "papers": sorted(str(paper.id) for paper in draft.papers)})


def is_outdated(draft: Draft) -> bool:
    """Whether the draft is another one than the page that is being sent showed."""
    return request.form.get(FIELD, whole_version(draft)) != whole_version(draft)


def window() -> str:
    """The window that the posted form comes from."""
    return request.form.get(FIELD, "").partition("-")[2][:LONGEST].replace("\x00", "")


def changes(form_pages: FormPages, page: str, typed: Mapping[str, Any]) -> Changes:
    """What another window has changed since the page was shown here, unless typed here too."""
    shown = request.form.get(FIELD, "").partition("-")[0]
    stored = _own(form_pages, page, form_pages.draft.answers)
    if not shown or shown == _digest(stored) or form_pages.draft.saved_by == window():
        return ()
    return [
        Change(each.label, printed(each, stored.get(each.key), form_pages.around))
        for each in form_pages.spec.page_of[page].questions
        if stored.get(each.key) != typed.get(each.key)
    ]


def _own(form_pages: FormPages, page: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {each.key: answers.get(each.key) for each in form_pages.spec.page_of[page].questions}


def _digest(answers: Mapping[str, Any]) -> str:
    return sha256(json.dumps(answers, sort_keys=True, default=str).encode()).hexdigest()[:16]
