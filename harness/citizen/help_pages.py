"""Help from everywhere: how many help pages the foot of each public page leads to."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient

from harness.stage import databases
from harness.stage.application import Client, at_work_in

PAGES = (
    "/", "/nop-ho-so/", "/nop-ho-so/xa/00493", "/nop-ho-so/xa/00493/khai-sinh", "/thu-tuc/",
    "/thu-tuc/2.000986", "/nop-ho-so/lam-tiep", "/tra-cuu", "/tra-cuu/quen-ma", "/xac-thuc/",
    "/huong-dan/", "/cong-khai/", "/khong-co",
)  # fmt: skip
HELP = ("/thu-tuc/", "/huong-dan/", "/bao-mat/", "/ho-tro-nguoi-khuyet-tat/", "/dieu-khoan/")
_LINK = re.compile(r'href="([^"]+)"')


def figures() -> Mapping[str, Any]:
    """The help pages that each page of ``PAGES`` leads to and that answer."""
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_help") as database:
            app = databases.app_on(database)
            app.test_client_class = Client
            with app.app_context(), at_work_in(database):
                client = app.test_client()
                return {"pages_help": min(len(_reached(client, page)) for page in PAGES)}


def _reached(client: FlaskClient, page: str) -> set[str]:
    foot = client.get(page).text.rpartition("<footer")[2]
    linked = set(_LINK.findall(foot)) & set(HELP)
    return {address for address in linked if client.get(address).status_code == 200}
