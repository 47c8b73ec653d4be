"""``python -m harness.residents.worker read|apply <key>``: one phase of a file, as a worker.

It prints a line when it is ready, so that its memory before the work is known.
"""

from __future__ import annotations

import sys
from uuid import UUID

from app import create_app
from app.kernel.db import db
from app.residents.operations import import_apply, import_validation
from config import Config

if __name__ == "__main__":
    phase, key = sys.argv[1:3]
    app = create_app(config=Config.from_environment())
    with app.app_context():
        db.session.connection()
        db.session.remove()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        if phase == "read":
            import_validation.read_file(UUID(key))
        else:
            import_apply.apply_file(UUID(key))
