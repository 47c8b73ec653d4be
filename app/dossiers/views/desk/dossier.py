"""The one-stop desk (một cửa): queues, the dossier page, its files and prints."""

from collections.abc import Iterable
from math import inf
from typing import Any
from uuid import UUID

from flask import Response, redirect, request, url_for
from flask_appbuilder import BaseView

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import desk_drafts, transitions
from app.dossiers.queries import payments, queue_counts, queues, team, visibility
from app.dossiers.queries.marks import marks_of
from app.dossiers.queries.team import Whose
from app.dossiers.rules import StepActor, declared_people, relatives, supplements
from app.dossiers.rules.payments import MOVE_LABELS, waiting_for_receipt
from app.dossiers.rules.status import sent_back
from app.dossiers.views.admin.conditions import AT_HAND, choices_at_hand, chosen_at_hand
from app.dossiers.views.admin.dossiers import CHANNELS
from app.dossiers.views.bulk_selection import steps_for
from app.dossiers.views.desk import slips
from app.dossiers.views.desk.call_tasks import calls_here
from app.dossiers.views.desk.dossier_head import build_head
from app.dossiers.views.desk.duplicates import build_duplicates_panel
from app.dossiers.views.desk.entry import ENTERING
from app.dossiers.views.desk.lookups import WORK, people_panel
from app.dossiers.views.desk.next_dossier import remember_queue
from app.dossiers.views.desk.notices_panel import build_notices_panel
from app.dossiers.views.desk.panels import filled, journal_words
from app.dossiers.views.desk.queue import desk_listing, heads, listed, page_of_queue, tell_of
from app.dossiers.views.desk.teamwork_panel import build_teamwork_panel
from app.dossiers.workflow import TABLE, Transition
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.errors import NotFound
from app.kernel.files import virus_scan
from app.kernel.files.storage import PICTURES
from app.kernel.row_security.request_scope import planned_once
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import kept_file
from app.kernel.web.lists.header import head_of, pills
from app.kernel.web.lists.listing import ListDefinition
from app.kernel.web.routes import route
from app.kernel.workflow.table import Offer
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.answers.display import answers_summary
from app.procedures.models.vocabulary import Must, QuestionKind
from app.procedures.rules.form import Form, Surroundings
from app.procedures.rules.papers_and_fees import papers_for

ASKS_FIRST = frozenset({"sign"})
"""Irreversible steps: confirmed on a page of their own, though no reason is required."""


class Desk(BaseView):
    """The queues of the desk, and each dossier with its available steps."""

    route_base = "/can-bo/mot-cua"
    default_view = "queue"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def queue(self) -> Any:
        """One queue of the person, the most urgent dossier first."""
        actor = current_actor()
        asked = listed(request.args, actor, self.listing())
        if AT_HAND.keys() & request.args.keys():
            return redirect(url_for("Desk.queue", **asked.chosen_above()))
        access_log.log_list_access(actor, Dossier, asked.searched)
        tell_of(asked)
        today = queues.horizon()
        counts, calls, view_counts = queue_counts.counts_and_calls(
            actor, asked.own, today, asked.mine, asked.pinned
        )
        asked = asked.opened_on(counts)
        remember_queue(asked.queue)
        dossiers, pager = page_of_queue(asked, request.args, actor, today)
        return self.render_template(
            "dossiers/desk/queue.html",
            asked=asked,
            head=head_of(asked.listing, asked.wanted, asked.kept, actor),
            pills=pills(asked.listing, asked.wanted),
            pager=pager,
            heads=heads(asked),
            queues=asked.own,
            queue=asked.queue,
            counts=counts,
            view_counts=view_counts,
            count_up_to=queue_counts.COUNT_UP_TO if actor.city else inf,
            desk=asked.team,
            shared=asked.shared,
            whose=asked.whose,
            words=Whose,
            at_hand=choices_at_hand(),
            chosen=chosen_at_hand(asked.wanted.where),
            channels=CHANNELS,
            dossiers=dossiers,
            marks=marks_of(dossiers),
            many=steps_for(dossiers, actor, shared=asked.shared),
            typed=asked.typed,
            now=clock.now(),
            many_communes=actor.city or len(actor.reads) > 1,
            may_enter=any(seat.role in ENTERING for seat in actor.postings),
            calls=calls if calls_here(actor) else None,
        )

    def listing(self) -> ListDefinition:
        """The columns and filters of the list, configurable like those of generated lists."""
        return desk_listing(self.appbuilder)

    @route("/ho-so/<uuid:key>", verb="read")
    @planned_once
    def dossier(self, key: UUID) -> Any:
        """The dossier: answers, papers, deadline, legs, journal, available steps."""
        actor = current_actor()
        may_look_up = self.appbuilder.sm.has_access(*WORK)
        dossier = visibility.page(key, actor, people=may_look_up)
        told = build_notices_panel(dossier, actor)
        access_log.log_access(actor, dossier, fields=["message"] if told.shows_words else [])
        form = procedures.form(dossier.procedure_version)
        around = Surroundings(
            day=clock.today(), facilities=procedures.facilities(dossier.commune.district_id)
        )
        now = clock.now()
        calendar = organisation.calendar() if dossier.clock_started_at else None
        reckoning = transitions.compute_deadline(dossier, calendar)
        by = rules.officer(actor, dossier.commune_id)
        moves = payments.moves_read(dossier)
        offers = rules.offers(dossier, by)
        offers += rules.offers(dossier, rules.supervisor(actor, dossier.commune_id))
        beside = filled(dossier, actor)
        is_here = bool(actor.postings_in(dossier.commune_id))
        aside = team.aside(dossier.id, {dossier.commune_id} if is_here else ())
        return self.render_template(
            "dossiers/desk/dossier.html",
            dossier=dossier,
            head=build_head(dossier, by, offers, beside),
            sent_back=sent_back(dossier),
            teamwork=build_teamwork_panel(
                dossier, actor, offers, aside, may_note=bool(by.capacities)
            ),
            beside=TABLE.side_actions,
            duplicates=build_duplicates_panel(dossier, actor, offers),
            steps_open={str(offer.row.action) for offer in offers},
            last_step=rules.undo.undo(dossier, by),
            twin=_twin_offered(dossier, actor),
            relatives=_relatives(dossier, by, form, offers),
            page_of=lambda row: page_of(dossier, row),
            summary=answers_summary(
                form,
                dossier.answers,
                around,
                masked=True,
                calls=is_here,
            ),
            reckoning=reckoning,
            judged=_judged(dossier, by),
            scans=virus_scan.LABELS,
            pictures=PICTURES,
            made={
                paper.key for paper in papers_for(form, dossier.answers) if paper.must is Must.MADE
            },
            words=journal_words,
            recorded=rules.visits.recorded,
            panels=beside,
            notices=told,
            people=people_panel(dossier, actor, form) if may_look_up else None,
            prints=slips.offered(dossier) if by.capacities else (),
            slips=aside.slips,
            money=moves,
            move_labels=MOVE_LABELS,
            receipts_to_come=by.capacities and waiting_for_receipt(dossier.fees, moves),
            items_of=supplements.items,
            how=supplements.HOW_LABELS,
            now=now,
        )

    @route("/ho-so/<uuid:key>/hien-so", verb="read", methods=["POST"])
    def reveal(self, key: UUID) -> Any:
        """Show one number in full, once, and log the access."""
        actor = current_actor()
        dossier = visibility.page(key, actor)
        form = procedures.form(dossier.procedure_version)
        question = form.by_key.get(request.form.get("field", ""))
        if question is None or not (question.is_guarded or question.kind is QuestionKind.PHONE):
            raise NotFound
        access_log.log_access(actor, dossier, AccessKind.REVEAL, [question.key])
        return self.render_template(
            "dossiers/desk/revealed_number.html",
            dossier=dossier,
            question=question,
            value=dossier.answers.get(question.key, ""),
            now=clock.now(),
        )

    @route("/giay-to/<uuid:key>", verb="read")
    def paper(self, key: UUID) -> Response:
        """The file of a paper, served safely."""
        actor = current_actor()
        paper = visibility.paper(key, actor)
        response = kept_file(paper.storage_key, paper.mime, paper.file_name, paper.sha256)
        access_log.log_access(actor, paper, AccessKind.FILE)
        return response


def _judged(dossier: Dossier, by: StepActor) -> frozenset[UUID]:
    """The documents of which this person says whether they are in order."""
    if not rules.may_judge_papers(dossier, by):
        return frozenset()
    return frozenset(paper.id for paper in rules.papers_to_judge(dossier))


def _relatives(
    dossier: Dossier, by: StepActor, form: Form, offers: Iterable[Offer[Transition]]
) -> tuple[str, ...]:
    """To whom the officer who may register it seems to be related, as the form calls them."""
    if not any(offer.row.action in relatives.REGISTERING for offer in offers):
        return ()
    found = transitions.possible_relatives(dossier, by)
    return tuple(declared_people.label_of(form, dossier.answers, f"{each}_id") for each in found)


def _twin_offered(dossier: Dossier, actor: Actor) -> bool:
    """Whether this person may begin a dossier for another child of the same birth."""
    seats = actor.postings_in(dossier.commune_id)
    here = any(seat.role in ENTERING for seat in seats)
    return here and not dossier.ended_at and desk_drafts.may_have_twins(dossier)


def page_of(dossier: Dossier, row: Transition) -> str | None:
    """The page that precedes a step; None for one that a button takes at once."""
    base = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc"
    if row.screen:
        return f"{base}/{row.action.replace('_', '-')}"
    if row.wants_reason or row.action in ASKS_FIRST:
        return f"{base}/{row.action}/ly-do"
    return None
