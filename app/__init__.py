"""Một Cửa: online public services in the justice field for the communes of Hanoi."""

from collections.abc import Iterable

from flask import Flask
from flask_appbuilder import AppBuilder
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import app.models  # noqa: F401  # every table, before a view asks for the first
import logs
from app import cli, views
from app.accounts.registration import PACKAGE as ACCOUNTS
from app.accounts.security import AccountSecurity
from app.accounts.views.start import Start
from app.complaints.registration import PACKAGE as COMPLAINTS
from app.dossiers.registration import PACKAGE as DOSSIERS
from app.handoffs.registration import PACKAGE as HANDOFFS
from app.kernel.connections import read_replica
from app.kernel.db import db
from app.kernel.jobs import queue
from app.kernel.row_security import request_scope
from app.kernel.web import (
    access_log,
    clock_check,
    error_pages,
    language_choice,
    request_bodies,
    request_log,
    template_globals,
)
from app.kernel.web.error_reference import Application
from app.kernel.web.package import Package
from app.kernel.web.registration import PACKAGE as KERNEL
from app.kernel.web.security_headers import guard_headers
from app.kernel.web.trusted_hosts import guard_hosts
from app.notifications.registration import PACKAGE as NOTIFICATIONS
from app.organisation.registration import PACKAGE as ORGANISATION
from app.organisation.views import working_days_shown
from app.procedures.registration import PACKAGE as PROCEDURES
from app.registers.registration import PACKAGE as REGISTERS
from app.reports.registration import PACKAGE as REPORTS
from app.reports.registration import ROLLOUT as ROLLOUT_REPORTS
from app.residents.registration import PACKAGE as RESIDENTS
from app.rollout.registration import AFTERWARDS as ROLLOUT_ENDED
from app.rollout.registration import PACKAGE as ROLLOUT_WORK
from app.training.registration import PACKAGE as TRAINING
from config import Config

__all__ = ["create_app"]

PACKAGES = (
    KERNEL,
    DOSSIERS,
    COMPLAINTS,
    HANDOFFS,
    ACCOUNTS,
    RESIDENTS,
    ORGANISATION,
    PROCEDURES,
    NOTIFICATIONS,
    REGISTERS,
    REPORTS,
)
"""The packages of the site, in the order of their counters on the start page."""
ROLLOUT = (ROLLOUT_REPORTS, ROLLOUT_WORK, TRAINING)
"""Left out with ``ROLLOUT=off``."""
AFTERWARDS = (ROLLOUT_ENDED,)
"""What takes their place then."""
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
    packages = PACKAGES + (ROLLOUT if settings.rollout else AFTERWARDS)
    app = Application(__name__)
    app.config.from_mapping(settings.flask(), **OFF, SURFACE=surface)
    logs.init_app(app)
    request_log.init_app(app)
    guard_hosts(app, settings.trusted_hosts, settings.proxies)
    request_bodies.init_app(app)
    _connect(packages, settings)
    with app.app_context():
        access_log.init_app(app)
        db.init_app(app)
        for engine in db.engines.values():
            request_scope.watch(engine)
        read_replica.init_app(app, db.engines)
        clock_check.init_app(app)
        Migrate(app, db)
        CSRFProtect(app)
        guard_headers(app, https=settings.production)
        start = views.NoOffice if surface == "public" else Start
        appbuilder = AppBuilder(indexview=start, security_manager_class=AccountSecurity)
        appbuilder.init_app(app, db.session)
        template_globals.init_app(app, working_days_until=working_days_shown)
        if surface != "public":
            views.register(appbuilder, packages, rollout=settings.rollout)
        appbuilder.post_init()
        views.register_blueprints(app, packages)
        error_pages.init_app(app, surface)
        language_choice.init_app(app)
        cli.init_app(app)
    return app


def _connect(packages: Iterable[Package], settings: Config) -> None:
    """Give the packages their settings, and the hooks of the lower ones their handlers."""
    for package in packages:
        if package.configure:
            package.configure(settings)
        for register in package.handlers:
            register()
    if not settings.rollout:
        queue.leave_out(package.name for package in ROLLOUT)
