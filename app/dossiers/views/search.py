"""What the search of the head finds at the desk: dossiers, and the slips issued for them."""

import re
from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.queries import queues, slips
from app.dossiers.queries.queues import ListFilter, PageSlice, Queue
from app.kernel.actor import Actor
from app.kernel.web import access_log
from app.kernel.web.search import MOST_HITS, Hit, SearchSource, SearchText

MAY = ("can_read", "Desk")
_DOCUMENT = re.compile(r"\d+/.*")


def _dossiers(actor: Actor, typed: SearchText) -> list[Hit]:
    narrow = ListFilter(typed.text)
    if _DOCUMENT.fullmatch(typed.code):
        return []
    access_log.log_list_access(actor, Dossier, ["code", "subject_name"])
    found = queues.queue_page(actor, Queue.ALL, narrow, PageSlice(size=MOST_HITS))
    many = actor.city or len(actor.reads) > 1
    return [
        Hit(
            name=dossier.subject_name,
            code=dossier.code,
            url=url_for("Desk.dossier", key=dossier.id),
            about=" · ".join(
                [
                    dossier.procedure_name,
                    str(dossier.state.label),
                    *([dossier.commune_name] if many else []),
                ]
            ),
            is_exact=typed.is_code(dossier.code),
        )
        for dossier in found
    ]


def _slips(actor: Actor, typed: SearchText) -> Sequence[Hit]:
    if not _DOCUMENT.fullmatch(typed.code):
        return ()
    access_log.log_list_access(actor, Slip, ["number"])
    return [
        Hit(
            name=str(slip.kind.label),
            code=slip.number,
            url=url_for("Desk.dossier", key=slip.dossier_id),
            about=f"{slip.subject_name} · {slip.code}",
            is_exact=True,
        )
        for slip in slips.numbered(actor, typed.code, MOST_HITS + 1)
    ]


def _in_list(typed: SearchText) -> str:
    return url_for("Desk.queue", hang=Queue.ALL, tim=typed.text)


SEARCHED = (
    SearchSource(
        key="dossiers", label=_("Dossiers"), permission=MAY, find=_dossiers, more=_in_list
    ),
    SearchSource(key="slips", label=_("Slips and letters"), permission=MAY, find=_slips),
)
