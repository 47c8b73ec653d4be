"""The commands of the house: ``flask --app run …``."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.kernel.worker import worker_main


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(worker)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send messages and do deferred work until told to stop."""
    worker_main(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own
