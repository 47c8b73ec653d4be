"""Messages in the data of the matrix: call tasks, inbound SMS, addresses for digests.

An officer's note on a call is for readers of the dossier; messages from a stranger's phone are for
the city's two offices; the address for the digest is the user's own.
"""

from __future__ import annotations

from typing import Any

import psycopg

from harness.authorization_matrix.canaries import Canaries

Line = psycopg.Connection[Any]


def plant(line: Line, canaries: Canaries) -> None:
    """A call and an inbound SMS for each message of a dossier, an address for each user."""
    _calls(line, canaries)
    _inbound(line, canaries)
    _preferences(line, canaries)


def _calls(line: Line, canaries: Canaries) -> None:
    found = line.execute(
        "select m.id, d.id, d.commune_id from message m join dossier d on d.id = m.subject_id"
    ).fetchall()
    for message, dossier, unit in found:
        line.execute(
            "insert into call_task (id, message_id, about, unit_id, opened_at, tries, outcome,"
            " note, last_at) values (gen_random_uuid(), %s, %s, %s, now(), 1, 'no_answer', %s,"
            " now()) on conflict do nothing",
            [message, dossier, unit, f"Gọi {canaries.word('dossier', dossier, 'call_task.note')}"],
        )


def _inbound(line: Line, canaries: Canaries) -> None:
    for n, (dossier,) in enumerate(line.execute("select id from dossier").fetchall()):
        phone = f"0{canaries.number('inbound', dossier, 'inbound_message.sender')}"
        line.execute(
            "insert into inbound_message (id, gateway_id, sender, text, at, heard)"
            " values (gen_random_uuid(), %s, %s, %s, now(), 'other')",
            [f"matrix-{n}", phone, f"Hỏi {canaries.word('inbound', dossier, 'inbound.text')}"],
        )


def _preferences(line: Line, canaries: Canaries) -> None:
    for (staff,) in line.execute("select id from staff where user_id is not null").fetchall():
        mine = canaries.word("preference", staff, "notice_preference.email")
        line.execute(
            "insert into notice_preference (staff_id, digest_by, email, at)"
            " values (%s, 'email', %s, now()) on conflict do nothing",
            [staff, f"{mine}@example.vn"],
        )
