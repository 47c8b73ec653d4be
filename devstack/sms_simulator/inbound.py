"""Sends an SMS as a citizen.

``python -m devstack.sms_simulator.inbound 0912344127 "HS 000.15.17.H26-161118-0007"``
"""

import json
import socket
from pathlib import Path

import click

from app.kernel.text import phone_numbers
from config import VAR
from devstack import sms_gateway

OUR_NUMBER = "8088"


def send(folder: Path, sender: str, text: str) -> bool:
    """Pass a message to the simulator of the gateway that runs in a folder."""
    said = {"from": phone_numbers.international(sender), "to": OUR_NUMBER, "text": text}
    port = sms_gateway.numbers(folder)["control"]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(json.dumps(said).encode() + b"\n")
        return line.makefile().readline().strip() == "ok"


@click.command()
@click.argument("sender")
@click.argument("text")
def main(sender: str, text: str) -> None:
    """Send TEXT from the phone number SENDER, while ``make run SMS=kannel`` runs."""
    try:
        taken = send(VAR / "kannel", phone_numbers.normalise(sender), text)
    except (OSError, phone_numbers.NotAPhone) as error:
        raise click.ClickException(str(error)) from error
    click.echo("ok" if taken else "no line")


if __name__ == "__main__":
    main()
