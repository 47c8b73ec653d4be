"""Một Cửa: online public services in the justice field for the communes of Hanoi."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_appbuilder import AppBuilder
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import logs
from app import cli, models, views
from app.accounts.operations import Gateway, Opened, clearances, link_gateway
from app.accounts.security import AccountSecurity
from app.accounts.views import counters as account_counts
from app.dossiers import queries as dossiers
from app.dossiers.operations import (
    assignments,
    citizen_notices,
    commune_transfers,
    control_slip,
    duplicate_decisions,
    duplicate_search,
    email_attachments,
    payments,
    slip_issue,
    sms_status,
    transitions,
    undo,
)
from app.dossiers.queries import LegWork, PartsOf, citizen_parts, leg_work
from app.dossiers.queries.help_points import HelpOf, help_places
from app.dossiers.rules import lateness
from app.dossiers.rules.lateness import IntakeSettings
from app.dossiers.rules.undo import let_undo_within
from app.dossiers.views import counters as dossier_counters
from app.dossiers.views.desk import call_tasks
from app.dossiers.views.desk.panels import Panel, journal_words, panels
from app.dossiers.workflow import Effect, Need
from app.handoffs import queries as handoffs
from app.handoffs import workflow as legs
from app.handoffs.operations import control_slip as leg_tracing
from app.handoffs.operations import inquiries, leg_creation
from app.handoffs.views import counters as agency_counting
from app.handoffs.views.panel import legs_panel
from app.kernel import clock, public_urls
from app.kernel.db import db
from app.kernel.files import orphan_cleanup, storage
from app.kernel.row_security import request_scope
from app.kernel.security import encryption
from app.kernel.web import access_log, counters, error_pages, request_bodies, template_globals
from app.kernel.web.error_reference import Application
from app.kernel.web.health_check import health
from app.kernel.web.security_headers import guard_headers
from app.kernel.web.trusted_hosts import guard_hosts
from app.notifications import channels
from app.notifications.channels.kannel import Kannel
from app.notifications.channels.smtp import Smtp
from app.notifications.models import Channel
from app.notifications.operations import attachments, inbound_sms, outbox
from app.notifications.rules import settings as notices
from app.notifications.rules.message_kinds import Enclosure
from app.notifications.views.gateway import gateway
from app.organisation import views as organisation_views
from app.procedures import catalogue
from app.registers import operations as registers
from app.registers.views.panel import entry_panel
from app.residents import queries as residents
from app.residents.operations import import_apply as residents_applying
from app.residents.operations import import_validation as residents_reading
from app.residents.operations.import_apply import AfterImport
from app.residents.operations.import_validation import Catalogue
from app.residents.views import counters as look_up_counts
from app.rollout.operations import clearance as plan
from app.rollout.queries import outreach
from app.rollout.rules import readiness
from app.rollout.rules.readiness import Freshness
from app.rollout.views import counters as account_rounds
from app.rollout.views import equipment_faults
from config import Config, Notices

__all__ = ["create_app", "models"]

OFF = {"FAB_ADD_MENU_API": False, "RATELIMIT_ENABLED": False}
"""FAB's JSON menu, and its rate limiter, whose counts are not shared between processes."""


def create_app(surface: str | None = None, config: Config | None = None) -> Flask:
    """Build the application: the citizens' pages, the officers' pages, or both.

    The public surface has none of the officers' views and no sessions: whoever compromises its
    process finds no way to them there.

    This is the only place that connects the packages.
    """
    settings = config or Config.from_environment()
    surface = surface or settings.surface
    app = Application(__name__)
    app.config.from_mapping(settings.flask(), **OFF, SURFACE=surface)
    guard_hosts(app, settings.trusted_hosts, settings.proxies)
    request_bodies.init_app(app)
    logs.init_app(app)
    clock.pretend_today_is(settings.demo_today)
    lateness.use(IntakeSettings(settings.intake_hours, settings.urged_after_days))
    readiness.use(Freshness(settings.conditions_good_for))
    let_undo_within(timedelta(minutes=settings.undo_minutes))
    _join_rooms()
    storage.use(settings.files_dir, settings.clamd)
    public_urls.use(settings.portal, settings.office_url)
    notices.use(settings.notices)
    _connect_channels(settings.notices)
    encryption.use(settings.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()))
    with app.app_context():
        access_log.init_app(app)
        db.init_app(app)
        request_scope.watch(db.engine)
        Migrate(app, db)
        CSRFProtect(app).exempt(gateway)
        guard_headers(app, https=settings.production)
        start = views.NoOffice if surface == "public" else views.Start
        appbuilder = AppBuilder(indexview=start, security_manager_class=AccountSecurity)
        appbuilder.init_app(app, db.session)
        template_globals.init_app(app)
        if surface != "public":
            views.register(appbuilder)
        appbuilder.post_init()
        app.register_blueprint(health)
        app.register_blueprint(gateway)
        views.register_public(app)
        error_pages.init_app(app, surface)
        cli.init_app(app)
    return app


def _connect_channels(settings: Notices) -> None:
    """Connect the configured channels to their gateways; the others use the sandbox."""
    if settings.sms == "kannel":
        channels.connect(Channel.SMS, Kannel(settings))
    if settings.smtp_url:
        channels.connect(Channel.EMAIL, Smtp(settings.smtp_url, settings.mail_from))


def _join_rooms() -> None:
    """Register the hook handlers of the higher packages."""
    clearances.register(Opened.POSTING, plan.check_posting)
    clearances.register(Opened.ACCOUNT, plan.check_account)
    link_gateway.register(Gateway.IS_THERE, outbox.goes_out)
    link_gateway.register(Gateway.WAKE, outbox.wake_sms)
    transitions.effects.register(Effect.TELL_APPLICANT, citizen_notices.tell_applicant)
    transitions.effects.register(Effect.ISSUE_SLIP, slip_issue.issue_for_step)
    transitions.effects.register(Effect.NUMBER_ENTRY, registers.register)
    transitions.effects.register(Effect.OPEN_LEGS, leg_creation.open_legs)
    transitions.effects.register(Effect.RELEASE_HELD_FEES, transitions.release_held_fees)
    transitions.effects.register(Effect.KEEP_FOR_CITIZEN, transitions.keep_for_citizen)
    transitions.effects.register(Effect.GIVE_BACK_ORIGINALS, transitions.give_back_originals)
    transitions.effects.register(Effect.PAY_BACK, payments.pay_back)
    transitions.effects.register(Effect.TAKE_BACK, undo.take_back)
    transitions.effects.register(Effect.ASK_CONSENT, commune_transfers.keep_proposal)
    transitions.effects.register(Effect.PASS_ON, commune_transfers.pass_on)
    transitions.effects.register(Effect.KEEP_HERE, commune_transfers.keep_here)
    transitions.effects.register(Effect.OPEN_INQUIRIES, inquiries.open_inquiries)
    transitions.effects.register(Effect.CLOSE_INQUIRIES, inquiries.close_inquiries)
    transitions.effects.register(
        Effect.EXTEND_FOR_VERIFICATION, transitions.extend_for_verification
    )
    transitions.effects.register(Effect.HAND_TO, assignments.hand_to)
    transitions.effects.register(Effect.GIVE_IN_TURN, assignments.give_in_turn)
    transitions.effects.register(Effect.FIND_DUPLICATES, duplicate_search.compare_after)
    transitions.effects.register(Effect.KEEP_JUDGEMENT, duplicate_decisions.keep_judgement)
    transitions.needs.register(Need.LEGS_CLOSED, leg_creation.not_closed)
    transitions.needs.register(Need.INQUIRIES_ANSWERED, inquiries.unanswered)
    leg_work.register(LegWork.TO_SEND, handoffs.waits_to_be_sent)
    leg_work.register(LegWork.LISTS, handoffs.waits_for_its_list)
    leg_work.register(LegWork.TO_COLLECT, handoffs.waits_to_be_collected)
    citizen_parts.register(PartsOf.LEGS, handoffs.citizen_parts)
    control_slip.handings.register(control_slip.HandingsOf.LEGS, leg_tracing.handings)
    help_places.register(HelpOf.POINTS, outreach.help_places)
    journal_words.update(legs.ACTION_WORDS)
    panels.register(Panel.LEGS, legs_panel)
    panels.register(Panel.ENTRY, entry_panel)
    dossier_counters.register(counters)
    call_tasks.register(counters)
    agency_counting.register(counters)
    account_counts.register(counters)
    look_up_counts.register(counters)
    organisation_views.register(counters)
    account_rounds.register(counters)
    equipment_faults.register(counters)
    inbound_sms.asked.register(inbound_sms.SmsQuestion.STATE, sms_status.state_for)
    residents_reading.catalogues.register(Catalogue.ETHNIC_GROUPS, catalogue.ethnic_groups)
    residents_applying.after_import.register(AfterImport.NUMBERS, registers.ask_for_numbers)
    residents_reading.catalogues.register(Catalogue.NATIONALITIES, catalogue.nationalities)
    attachments.enclosures.register(Enclosure.RECEIPT, email_attachments.receipt)
    orphan_cleanup.keepers.register(orphan_cleanup.Keeper.RESIDENTS, residents.files_known)
    orphan_cleanup.keepers.register(orphan_cleanup.Keeper.PAPERS, dossiers.files_known)
    orphan_cleanup.keepers.register(orphan_cleanup.Keeper.SLIPS, dossiers.slip_files_known)
    orphan_cleanup.keepers.register(orphan_cleanup.Keeper.PACKETS, handoffs.files_known)
    orphan_cleanup.keepers.register(orphan_cleanup.Keeper.SHEETS, handoffs.signed_sheets_known)
    orphan_cleanup.keepers.register(orphan_cleanup.Keeper.POSTINGS, outreach.files_known)
    orphan_cleanup.keepers.register(orphan_cleanup.Keeper.GUIDANCE, outreach.guidance_files_known)
