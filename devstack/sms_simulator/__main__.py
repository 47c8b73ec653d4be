"""``python -m devstack.sms_simulator <port> <control port> <journal>``: the simulated operator.

Numbers that end in 98 are never reached, those that end in 99 do not exist; options add random
faults. The control port takes messages of citizens (``devstack.sms_simulator.inbound``).
"""

import argparse
import asyncio
import json
import random
import signal
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, TextIO

import smpp34

from devstack.sms_simulator import alphabet

NOT_REACHED, NO_SUCH_NUMBER = "98", "99"
INVALID_DESTINATION = 0x0B
RECEIPT = 4
"""``esm_class`` of a delivery report."""
_TRIES, _PATIENCE_SECONDS = 20, 1.0


class Operator:
    """Accepts messages, reports on them, delivers messages of citizens."""

    def __init__(self, wanted: argparse.Namespace, journal: TextIO) -> None:
        self.wanted, self.journal = wanted, journal
        self.chance = random.Random(wanted.seed)  # noqa: S311  # faults, no secrets
        self.lines: dict[str, smpp34.Esme] = {}
        self.unanswered: list[smpp34.SubmitSmEvent] = []
        self.numbers = count(1)
        self.reporting: set[asyncio.Task[None]] = set()

    async def serve(self, server: smpp34.Server) -> None:
        """Process events until cancelled."""
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.lines[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                self.lines.pop(event.session_id, None)
            else:
                self.take(event)

    def take(self, event: smpp34.SubmitSmEvent) -> None:
        """Answer one message, or none, and report on it later."""
        to, key = event.destination_addr, f"{next(self.numbers):x}"
        dice = self.chance.random()
        if to.endswith(NO_SUCH_NUMBER):
            event.reject(INVALID_DESTINATION)
            return
        self._write_down(key, event)
        if dice < self.wanted.lost:
            self.unanswered.append(event)  # the library would answer a released event
            return
        event.accept(message_id=key)
        if event.registered_delivery & 1:
            errors = self.wanted.lost + self.wanted.errors
            reached = not (to.endswith(NOT_REACHED) or dice < errors)
            task = asyncio.create_task(self._report(event, key, reached=reached))
            self.reporting.add(task)
            task.add_done_callback(self.reporting.discard)

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Deliver one message of a citizen to the gateway; answer whether it was accepted."""
        with suppress(ValueError, KeyError):
            said: dict[str, str] = json.loads(await reader.readline())
            coding, content = alphabet.written(said["text"])
            taken = await self._bring(said["from"], said["to"], content, coding=coding)
            writer.write(b"ok\n" if taken else b"no line\n")
        writer.close()

    async def _report(self, event: smpp34.SubmitSmEvent, key: str, *, reached: bool) -> None:
        await asyncio.sleep(self.chance.uniform(0, 2 * self.wanted.delay))
        word, now = "DELIVRD" if reached else "UNDELIV", datetime.now(UTC)  # noqa: TID251
        told = (
            f"id:{key} sub:001 dlvrd:00{int(reached)} submit date:{now:%y%m%d%H%M}"
            f" done date:{now:%y%m%d%H%M} stat:{word} err:000 text:"
        )
        to, ours = event.destination_addr, event.source_addr
        for _try in range(_TRIES):
            if await self._bring(to, ours, told.encode(), esm_class=RECEIPT):
                self._say(id=key, to=to, stat=word)
                return
            await asyncio.sleep(_PATIENCE_SECONDS)

    async def _bring(
        self, by: str, to: str, content: bytes, *, coding: int = alphabet.GSM, esm_class: int = 0
    ) -> bool:
        """Deliver a message to the gateway, on the newest open connection."""
        for line in reversed([*self.lines.values()]):
            with suppress(smpp34.SmppError, OSError, RuntimeError):
                answer = await line.deliver_sm(
                    destination_addr=to,
                    short_message=content,
                    source_addr=by,
                    data_coding=coding,
                    esm_class=esm_class,
                )
                if answer.is_success:
                    return True
        return False

    def _write_down(self, key: str, event: smpp34.SubmitSmEvent) -> None:
        text, part, parts = alphabet.read(
            event.data_coding, event.esm_class, bytes(event.short_message)
        )
        self._say(
            id=key, to=event.destination_addr, by=event.source_addr, coding=event.data_coding,
            part=part, parts=parts, text=text,
        )  # fmt: skip

    def _say(self, **facts: Any) -> None:
        self.journal.write(json.dumps(facts, ensure_ascii=False) + "\n")
        self.journal.flush()


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="smsc", description="An operator that does not exist.")
    parser.add_argument("port", type=int)
    parser.add_argument("control", type=int)
    parser.add_argument("journal", type=Path)
    parser.add_argument("--errors", type=float, default=0, help="so many are never reached")
    parser.add_argument("--lost", type=float, default=0, help="so many are not answered")
    parser.add_argument("--delay", type=float, default=1, help="seconds until the report")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


async def _main(wanted: argparse.Namespace) -> None:
    wanted.journal.touch(mode=0o600)
    with wanted.journal.open("a") as journal:
        operator = Operator(wanted, journal)
        server = smpp34.Server(host="127.0.0.1", port=wanted.port, system_id="SMSC")
        await server.start()
        await asyncio.start_server(operator.hear, "127.0.0.1", wanted.control)
        serving = asyncio.create_task(operator.serve(server))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
        with suppress(asyncio.CancelledError):
            await serving
        await server.stop()


if __name__ == "__main__":
    asyncio.run(_main(_wanted()))
