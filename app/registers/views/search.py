"""What the search of the head finds in the books: entries, and documents issued from them."""

import re
from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _

from app.kernel.actor import Actor
from app.kernel.web import access_log
from app.kernel.web.search import MOST_HITS, Hit, SearchSource, SearchText
from app.registers.models.entries import Entry
from app.registers.models.issued_papers import IssuedPaper
from app.registers.queries import numbers
from app.registers.views.admin import KINDS

MAY = ("can_read", "Entry")
_NUMBER = re.compile(r"([1-9]\d{0,4})(?:/(\d{4}))?")
"""The number of an entry in its book, with or without the year."""


def _entries(actor: Actor, typed: SearchText) -> Sequence[Hit]:
    place = _NUMBER.fullmatch(typed.code)
    if place is None and not typed.number:
        return ()
    access_log.log_list_access(actor, Entry, ["number" if place else "personal_number"])
    if place is None:
        found = numbers.entries_of_person(actor, typed.number, MOST_HITS + 1)
    else:
        year = int(place[2]) if place[2] else None
        found = numbers.entries_numbered(actor, int(place[1]), year, MOST_HITS + 1)
    return [
        Hit(
            name=entry.subject_name,
            code=f"{entry.number}/{entry.year}",
            url=url_for("EntryView.show", pk=entry.id),
            about=f"{KINDS[entry.kind]} · {entry.commune}",
            is_exact=bool(place and place[2]),
        )
        for entry in found
    ]


def _papers(actor: Actor, typed: SearchText) -> Sequence[Hit]:
    if "/" not in typed.code or not typed.code[0].isdigit():
        return ()
    of_entry = _NUMBER.fullmatch(typed.code)  # an original has the number of its entry, which opens
    access_log.log_list_access(actor, IssuedPaper, ["number"])
    return [
        Hit(
            name=paper.name,
            code=paper.number,
            url=url_for("Desk.dossier", key=paper.dossier_id),
            about=f"{paper.initials} · {paper.office}",
            is_exact=of_entry is None,
        )
        for paper in numbers.papers_numbered(actor, typed.code, MOST_HITS + 1)
    ]


SEARCHED = (
    SearchSource(
        key="entries", label=_("Entries in civil-status books"), permission=MAY, find=_entries
    ),
    SearchSource(key="papers", label=_("Issued documents"), permission=MAY, find=_papers),
)
