"""``make run``: the whole system on one machine, started, supervised and stopped by one process.

``python -m devstack.launch`` starts the database (unless ``DATABASE_URL`` names one), migrates and
loads it when the code has changed since the last time, starts the web server and the worker, waits
until they are ready, and stops everything on a signal. ``… launch db`` only prepares the database;
``… launch demo`` loads the demo data as well. ``SMS=kannel`` also starts an SMS gateway
(``sms_gateway.py``).
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

import click
import psycopg

from app.kernel.i18n import catalogues
from config import ROOT, VAR, Config, UnsafeSetting
from devstack import database, sms_gateway
from devstack.database import Stop, as_loader, as_owner, without_addresses
from devstack.kannel import Setup, prepare_reports
from devstack.machine import ServerError

WORKERS = 4
READY_WITHIN_SECONDS = 90
STOP_WITHIN_SECONDS = 20
_LOOK_EVERY_SECONDS = 0.25
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_ = catalogues.sentence

Children = dict[str, subprocess.Popen[bytes]]


def main(arguments: list[str]) -> int:
    """Run the system until a signal arrives; returns the exit status."""
    what = arguments[0] if arguments else "run"
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    try:
        with _alone():
            if what == "run":
                _free_port(Config.from_environment(os.environ))
                if sms_gateway.is_wanted(os.environ):
                    sms_gateway.refuse_without_kannel()
            with database.database(os.environ) as environment:
                config = Config.from_environment(environment)
                database.prepare(environment, demo=what != "db" and not config.production)
                if what == "run":
                    _serve(config, environment)
    except (Stop, ServerError, UnsafeSetting, psycopg.OperationalError) as error:
        click.echo(str(error), err=True)
        return 1
    except KeyboardInterrupt:
        click.echo(_("Everything is stopped."))
    return 0


def _serve(config: Config, environment: Mapping[str, str]) -> None:
    """Supervise web server and worker until a signal arrives; if one exits, all are stopped."""
    parent = os.getppid()
    with _gateway(environment) as (told, beside), processes(config, told) as children:
        try:
            address = address_of(config)
            wait_until_ready(address, children)
            _greet(address, environment)
            if beside:
                _tell_of_telephones()
            while os.getppid() == parent:
                _look_after({**beside, **children})
                time.sleep(_LOOK_EVERY_SECONDS)
        finally:
            for number in _SIGNALS:  # a second Ctrl-C does not interrupt the cleanup
                signal.signal(number, signal.SIG_IGN)


def web_command(config: Config, workers: int = WORKERS, module: str = "run:app") -> list[str]:
    """The web server as a module of Python with its arguments; the bench starts it too."""
    host = f"[{config.host}]" if ":" in config.host else config.host
    gunicorn = ["gunicorn", "--bind", f"{host}:{config.port}", "--workers", str(workers)]
    return [
        *gunicorn,
        "--no-control-socket",
        "--log-level",
        "warning",
        # whose headers count is said by PROXIES alone (app.kernel.web.trusted_hosts)
        "--forwarded-allow-ips",
        "",
        module,
    ]


@contextmanager
def processes(
    config: Config, environment: Mapping[str, str], *, workers: int = WORKERS
) -> Iterator[Children]:
    """Web server and worker, each with only its own database address."""
    commands = {
        "web": ("DATABASE_URL", web_command(config, workers)),
        "worker": ("DATABASE_WORKER_URL", ["flask", "--app", "run", "worker"]),
    }
    children: Children = {}
    try:
        for name, (address, command) in commands.items():
            own = without_addresses(environment) | {"DATABASE_URL": environment[address]}
            # own session: only we receive Ctrl-C, and we stop the children in order
            children[name] = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=own, start_new_session=True
            )
        yield children
    finally:
        for child in children.values():
            child.terminate()
        for child in children.values():
            _end(child)


@contextmanager
def _gateway(environment: Mapping[str, str]) -> Iterator[tuple[Mapping[str, str], Children]]:
    """The environment with our own gateway, and its processes, if one is wanted."""
    if not sms_gateway.is_wanted(environment):
        yield environment, {}
        return
    command = [sys.executable, "-m", "flask", "--app", "run", "sms", "addresses"]
    said = subprocess.run(
        command, cwd=ROOT, env=as_owner(environment), stdout=subprocess.PIPE, check=True, text=True
    )
    setup = Setup(
        folder=VAR / "kannel",
        inbound=said.stdout.split()[-1],
        reports=prepare_reports(environment["DATABASE_ADMIN_URL"], "kannel"),
    )
    with sms_gateway.running(setup) as children:
        yield {**environment, **setup.environment()}, children


def _tell_of_telephones() -> None:
    """Print where SMS arrive, and how to send one."""
    facts = {"path": VAR / "kannel" / "telephones.jsonl"}
    click.echo("\n" + _("Short messages go through Kannel and arrive in %(path)s") % facts)
    click.echo(
        _("What a citizen sends:")
        + ' .venv/bin/python -m devstack.sms_simulator.inbound 0912344127 "HS …"'
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(STOP_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _look_after(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            facts = {"name": name, "status": child.returncode}
            raise Stop(_("The process “%(name)s” ended by itself (%(status)s).") % facts)


def wait_until_ready(
    address: str,
    children: Children,
    within_seconds: int = READY_WITHIN_SECONDS,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Return when ``/readyz`` succeeds; ``headers``: those that a proxy would send.

    Raises:
        Stop: a process exited, or it took too long.
    """
    asked = urllib.request.Request(f"{address}/readyz", headers=dict(headers or {}))  # noqa: S310
    until = time.monotonic() + within_seconds
    answer = ""
    while time.monotonic() < until:
        _look_after(children)
        try:
            with urllib.request.urlopen(asked, timeout=5):  # noqa: S310  # our own
                return
        except urllib.error.HTTPError as error:
            answer = error.read().decode(errors="replace")
        except OSError as error:
            answer = str(error)
        time.sleep(_LOOK_EVERY_SECONDS)
    facts = {"seconds": within_seconds, "answer": answer[:500]}
    raise Stop(_("Not ready after %(seconds)s seconds: %(answer)s") % facts)


def _greet(address: str, environment: Mapping[str, str]) -> None:
    """Print the addresses and the demo accounts."""
    click.echo("")
    click.echo(_("Citizens:  %(address)s/") % {"address": address})
    click.echo(_("Officers:  %(address)s/can-bo/") % {"address": address})
    own = as_loader(environment)
    command = [sys.executable, "-m", "flask", "--app", "run", "demo", "accounts", "--json"]
    said = subprocess.run(command, cwd=ROOT, env=own, stdout=subprocess.PIPE, check=False)
    accounts = json.loads(said.stdout) if said.returncode == 0 and said.stdout.strip() else []
    if accounts:
        click.echo("\n" + _("Demonstration accounts (name, password, who):"))
    for account in accounts:
        who = " · ".join((account["role"], account["unit"], account["name"]))
        click.echo(f"  {account['username']:<28} {account['password']:<18} {who}")
    click.echo("\n" + _("Ctrl-C stops everything."))


def address_of(config: Config) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104
    return f"http://[{host}]:{config.port}" if ":" in host else f"http://{host}:{config.port}"


def _free_port(config: Config) -> None:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            facts = {"host": config.host, "port": config.port, "reason": error.strerror}
            raise Stop(
                _(
                    "Cannot listen on %(host)s:%(port)s (%(reason)s). "
                    "Choose another port: PORT=8081 make run"
                )
                % facts
            ) from error


@contextmanager
def _alone() -> Iterator[None]:
    """Lock that permits one instance per checkout."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop(_("The system already runs from this folder; stop it first.")) from error
        yield


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
