"""``make up`` and ``make down``: production on one machine, without systemd.

Started once more, it changes what has changed: configuration, code, database.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import psycopg

from app.kernel.i18n import catalogues
from config import UnsafeSetting
from devstack import database, launch
from devstack.database import Stop
from devstack.machine import ServerError
from devstack.postgres import SUPERUSER
from devstack.production import backups, configuration, packages
from devstack.production.layout import PORTS, PROXY, Host, Process, System

PRIMARY_WITHIN_SECONDS = 120
DOWN_WITHIN_SECONDS = 90
READY_WITHIN_SECONDS = 300
"""Both web hosts and the worker load the application at once."""
RELOADED_AFTER_SECONDS = 1.0
"""When the proxy has its new configuration."""
DRAINED_WITHIN_SECONDS = 120
"""The longest that a page may take (``gunicorn.conf.py``)."""
_LOOK_EVERY_SECONDS = 0.5
_IN_SYNC = (
    "select not pg_is_in_recovery()"
    " and exists (select from pg_stat_replication where sync_state = 'sync')"
)

_ = catalogues.sentence


def main(arguments: list[str]) -> int:
    """Start or stop the system; returns the exit status."""
    try:
        _refuse_unless_root()
        system = System.of(os.environ)
        (down if arguments == ["down"] else up)(system)
    except (Stop, ServerError, UnsafeSetting, psycopg.OperationalError) as error:
        click.echo(str(error), err=True)
        return 1
    return 0


def _refuse_unless_root() -> None:
    if os.geteuid() != 0:
        raise Stop(_("The parts of production run as users of their own: be root."))


def up(system: System, *, demo: bool = True) -> None:
    """Start everything, or what has changed; ``demo``: with the people of the demonstration."""
    began = time.monotonic()
    packages.install()
    catalogues.compile_stale()
    stale = _stale(system) if (runs := is_up(system)) else []
    environment = configuration.write(system)
    web = {f"web-{host.name}": host for host in system.web_hosts}
    changed = ""
    if runs:
        changed = control(system, "reread")
        control(system, "update", *(each for each in _names(system) if each not in web))
        for each in stale:
            control(system, "signal", each.reload, each.name)
    else:
        _run("/usr/bin/supervisord", "-c", str(configuration.supervisor_file(system)))
    maintenance = configuration.address(system, SUPERUSER, "postgres").replace("+psycopg", "")
    _wait(
        lambda: _is_in_sync(maintenance), PRIMARY_WITHIN_SECONDS, _("the database has no primary")
    )
    backups.set_up(system)
    database.prepare(environment, demo=demo and system.environment != "production")
    renewed = [name for name in web if f"{name}: changed" in changed]
    application = (each.name for each in system.processes() if not each.autostart)
    control(system, "start", *(each for each in application if each not in renewed))
    for name in renewed:
        _renew(system, name, web[name])
    os.environ["SSL_CERT_FILE"] = str(system.certificate)
    launch.wait_until_ready(system.address, {}, READY_WITHIN_SECONDS)
    facts = {"address": system.address, "seconds": round(time.monotonic() - began)}
    click.echo(_("Ready after %(seconds)s seconds: %(address)s") % facts)
    click.echo(_("Its certificate: %(path)s") % {"path": system.certificate})
    click.echo(_("Stop it: make down"))


def _names(system: System) -> list[str]:
    return [each.name for each in system.processes()]


def _stale(system: System) -> list[Process]:
    """Those that will have to read their configuration again."""
    able = (each for each in system.processes() if each.reload)
    return [each for each in able if configuration.has_other_files(system, each)]


def _renew(system: System, name: str, host: Host) -> None:
    """Start the web processes of a host again, while the proxy leads everybody to the other host.

    systemd holds their socket on real hosts, and who comes meanwhile waits there. Here the requests
    that no process had taken yet would be lost with it.
    """
    with _led_past(system, host):
        control(system, "update", name)
        control(system, "start", name)
        headers = {"Host": f"localhost:{system.https}", "X-Forwarded-Proto": "https"}
        address = f"http://{host.address}:{PORTS['web']}"
        launch.wait_until_ready(address, {}, READY_WITHIN_SECONDS, headers)


@contextmanager
def _led_past(system: System, host: Host) -> Iterator[None]:
    """Nobody is led to the host; the block begins when whoever was there has got an answer."""
    configuration.write_proxy(replace(system, drained=(host.name,)))
    control(system, "signal", "HUP", PROXY)
    here = f"{host.address}:{PORTS['web']}"
    time.sleep(RELOADED_AFTER_SECONDS)
    _wait(lambda: not _has_connections(here), DRAINED_WITHIN_SECONDS, _("people wait for pages"))
    try:
        yield
    finally:
        configuration.write_proxy(system)
        control(system, "signal", "HUP", PROXY)


def _has_connections(address: str) -> bool:
    command = ["/usr/bin/ss", "--no-header", "--numeric", "state", "established", "dst", address]
    return bool(subprocess.run(command, capture_output=True, check=True).stdout)


def down(system: System) -> None:
    """Stop everything."""
    if is_up(system):
        running = Path("/proc", _ask(system, "pid").stdout.strip())
        control(system, "shutdown")  # answers nothing more, but stops one process after the other
        _wait(lambda: not running.exists(), DOWN_WITHIN_SECONDS, _("it does not stop"))
    click.echo(_("Everything is stopped."))


def _is_in_sync(address: str) -> bool:
    """Whether there is a primary whose commits a standby has as well."""
    try:
        with psycopg.connect(address, connect_timeout=3) as line:
            row = line.execute(_IN_SYNC).fetchone()
    except psycopg.OperationalError:
        return False
    return bool(row and row[0])


def is_up(system: System) -> bool:
    """Whether its processes are supervised."""
    return _ask(system, "pid").returncode == 0


def control(system: System, *arguments: str) -> str:
    """Tell supervisord something; what it says.

    Raises:
        Stop: it refuses.
    """
    done = _ask(system, *arguments)
    if "ERROR" in done.stdout.replace("ERROR (already started)", ""):
        raise Stop(done.stdout)
    return done.stdout


def _ask(system: System, *arguments: str) -> subprocess.CompletedProcess[str]:
    file = str(configuration.supervisor_file(system))
    command = ["/usr/bin/supervisorctl", "-c", file, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _run(*command: str) -> None:
    if subprocess.run(command, check=False).returncode:
        raise Stop(_("The step “%(step)s” failed.") % {"step": " ".join(command)})


def _wait(is_so: Callable[[], bool], seconds: int, otherwise: str) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            facts = {"seconds": seconds, "answer": otherwise}
            raise Stop(_("Not ready after %(seconds)s seconds: %(answer)s") % facts)
        time.sleep(_LOOK_EVERY_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
