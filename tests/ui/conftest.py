"""The application behind the browser, for tests of rendered pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.accounts.operations import accounts
from app.kernel import clock
from app.kernel.db import transaction
from harness.stage.databases import Database

PASSWORD = "con-trau-di-truoc-cai-cay"


@pytest.fixture
def address(app: Flask, committed: Database) -> Iterator[str]:
    """The application, served to the browser from a database of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def administrator(committed: Database) -> tuple[str, str]:
    """User name and password of a city administrator, who has a colleague."""
    with transaction():
        accounts.create_city_admin("Trần Thị Lý", since=clock.today())
        user = accounts.account_of(
            accounts.create_city_admin("Nguyễn Văn Quản", since=clock.today())
        )
        accounts.set_passwords([user], PASSWORD)
    return user.username, PASSWORD
