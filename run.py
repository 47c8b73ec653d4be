"""The application: ``run:app`` for gunicorn and flask; ``python run.py`` serves for development.

Without ``DATABASE_URL`` it uses the embedded database, which it starts if needed and leaves running
for other processes that use it.
"""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import ExitStack

from app import create_app
from app.cli.production_checks import refuse_unsafe
from app.kernel import demonstration
from app.kernel.i18n import catalogues
from app.kernel.web import template_globals
from config import Config, UnsafeSetting, with_files
from demo import demo
from devstack import database

_held, _holder = ExitStack(), os.getpid()
atexit.register(lambda: _held.close() if os.getpid() == _holder else None)  # not in a forked worker

if not with_files(os.environ).get("DATABASE_URL") and os.environ.get("ENVIRONMENT") != "production":
    os.environ.update(_held.enter_context(database.database(os.environ)))

catalogues.compile_stale()
try:
    app = create_app()
    app.cli.add_command(demo)
    demonstration.set_clock(app)
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":  # CLI commands create what is checked here
        refuse_unsafe(app)
        template_globals.compile_all(app)
except UnsafeSetting as refusal:  # the web server's log omits the text of exceptions
    sys.stderr.write(f"{refusal}\n")
    raise

if __name__ == "__main__":
    config = Config.from_environment()
    app.run(host=config.host, port=config.port, debug=config.debug, use_reloader=False)
