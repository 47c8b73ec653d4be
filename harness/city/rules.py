"""Which pages are of one kind: the rule of the address, its words without keys, the kind of row."""

from __future__ import annotations

import os
import re
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from app import create_app
from app.accounts.roles import Role
from app.dossiers.rules import CAPACITY_OF_ROLE
from app.dossiers.workflow import TABLE, State, Transition
from app.kernel.workflow.vocabulary import any_hides
from config import Config
from harness.city.page import WORD

WITHOUT_DATABASE = {
    "DATABASE_URL": "postgresql://mc_web@localhost/none",
    "SECRET_KEY": "no request is served",
}
"""Enough to build the application and ask it for its addresses."""
_ORDER = re.compile(r"_o[cd]_|p(?:age|size)_")
"""Parameters of FAB's lists: order and page look the same to every role."""


class Rules:
    """The addresses and steps of the application, asked without a database."""

    def __init__(self, app: Flask | None = None, *, once: bool = False) -> None:
        """Use this application; else one is made, whose keys this process then has.

        ``once``: what is asked of an address makes no other kind of page.
        """
        self._once = once
        site = {"ROLLOUT": os.environ.get("ROLLOUT", "")}
        self.app = app or create_app(config=Config.from_environment(WITHOUT_DATABASE | site))
        self._here = self.app.url_map.bind("here")
        self._known: dict[str, tuple[str, list[str]]] = {}

    @cached_property
    def steps(self) -> dict[tuple[str, str], tuple[Transition, ...]]:
        """What the workflow offers a role, by the words of role and state."""
        with self.app.test_request_context(headers={"Accept-Language": "vi"}):
            return {
                (str(Role(role).label), str(state.label)): tuple(
                    row
                    for row in TABLE.offered(state, frozenset({capacity}))
                    if not (row.side_action or row.danger or any_hides(row.needs))
                )
                for role, capacity in CAPACITY_OF_ROLE.items()
                for state in State
            }

    def endpoint(self, address: str) -> str:
        """The name of the view; the path itself when there is none."""
        return self._matched(address)[0]

    def kind(self, address: str, role: str = "", row: str = "") -> tuple[str, ...]:
        """The same for all pages of which one is enough."""
        endpoint, values = self._matched(address)
        pairs = parse_qsl(urlsplit(address).query)
        words = [f"{k}={v}" if WORD.fullmatch(v) else k for k, v in pairs if v]
        if any(_ORDER.match(name) for name, _value in pairs):
            role, row = "", ""
        row = row if values else ""  # a list looks the same from whichever row it was reached
        told = (value for value in values if WORD.fullmatch(value))
        more = () if self._once else (*told, *sorted(words))
        return (endpoint, role, row, *more)

    def _matched(self, address: str) -> tuple[str, list[str]]:
        path = urlsplit(address).path
        if path not in self._known:
            self._known[path] = self._asked(path)
        return self._known[path]

    def _asked(self, path: str) -> tuple[str, list[str]]:
        for method in ("GET", "POST"):
            try:
                endpoint, values = self._here.match(path, method)
            except HTTPException:
                continue
            return endpoint, [str(value) for value in values.values()]
        return path, []
