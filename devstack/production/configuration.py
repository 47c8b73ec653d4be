"""Writes what the processes read: configuration from templates, secrets, the certificate."""

import hashlib
import json
import os
import secrets
import shlex
import shutil
import subprocess
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.kernel.security import key_files
from config import ROOT
from devstack import database, machine
from devstack.postgres import DATABASE, ROLES, SUPERUSER
from devstack.production import backups
from devstack.production.layout import DEPLOY, PORTS, PROXY, Host, Process, System, account

_TRIAL = "Một Cửa (thử nghiệm)"
_SERVERS_OWN = (SUPERUSER, "replication", "rewind", "patroni")

_templates = Environment(
    loader=FileSystemLoader(DEPLOY / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701  # no HTML
    keep_trailing_newline=True,
)
_templates.filters["quote"] = shlex.quote  # as in Ansible


def write(system: System) -> dict[str, str]:
    """Write everything; returns the environment of the commands that prepare the database."""
    _folders(system)
    key_files.kept(system.secrets / "secret_key", partial(secrets.token_urlsafe, 48))
    key_files.kept(system.secrets / "seal.pem", partial(key_files.new_seal_key, _TRIAL))
    key_files.kept(system.secrets / "codes.pem", key_files.new_code_key)
    backups.write(system)
    _certificate(system)
    shutil.copy(DEPLOY / "trial" / "signatures.ndb", system.folder("signatures"))
    for process in system.processes():
        for file, text in rendered(system, process).items():
            _put(system.folder(process.name) / file, text, process.user)
    for host in system.web_hosts:
        pooled = partial(_address, host, "pgbouncer", "mc_web", passwords(system))
        _put(system.secrets / f"web-{host.name}.url", pooled())
        _put(system.secrets / f"web-{host.name}-read.url", pooled(f"{DATABASE}_read"))
    _put(system.secrets / f"worker-{system.web_hosts[0].name}.url", address(system, "mc_worker"))
    _put(system.secrets / "backup.url", address(system, SUPERUSER, "postgres"))
    _supervisor(system)
    return _environment(system)


def passwords(system: System) -> dict[str, str]:
    """The passwords of the database and of Patroni, made once."""
    made = {name: secrets.token_urlsafe(18) for name in (*_SERVERS_OWN, *ROLES)}
    kept = key_files.kept(system.secrets / "passwords.json", partial(json.dumps, made))
    found: dict[str, str] = json.loads(kept)
    return found


def address(system: System, role: str, database: str = DATABASE) -> str:
    """The database for whoever keeps a session: past the pooler, to whichever is primary."""
    return _address(system.web_hosts[0], "postgresql", role, passwords(system), database)


def _folders(system: System) -> None:
    for name in ("application", "files", "seals", "secrets", "signatures"):
        system.folder(name).mkdir(exist_ok=True)
    system.secrets.chmod(0o700)
    system.socket.parent.mkdir(exist_ok=True)
    for process in system.processes():
        folder = system.folder(process.name)
        folder.mkdir(exist_ok=True)
        if process.user:
            shutil.chown(folder, process.user, account(process.user).pw_gid)
        folder.chmod(0o700 if process.user == "postgres" else 0o755)
        if process.name.startswith("patroni"):
            user = account(process.user)
            sockets = machine.socket_folder(folder)
            machine.own_folder(sockets, 0o755, (user.pw_uid, user.pw_gid))


def settings_of(system: System, process: Process) -> dict[str, str]:
    """The environment of one of our own processes."""
    text = (system.folder(process.name) / "application.env").read_text()
    return dict(word.split("=", 1) for word in shlex.split(text))


def has_other_files(system: System, process: Process) -> bool:
    """Whether it reads something else than what will be written."""
    return any(
        not path.exists() or path.read_text() != text
        for file, text in rendered(system, process).items()
        for path in [system.folder(process.name) / file]
    )


def write_proxy(system: System) -> None:
    """Where the proxy leads people."""
    proxy = next(each for each in system.processes() if each.name == PROXY)
    for file, text in rendered(system, proxy).items():
        _put(system.folder(proxy.name) / file, text, proxy.user)


def rendered(system: System, process: Process) -> dict[str, str]:
    """The files that a process reads, by their names."""
    known = {**passwords(system), "backup": backups.password(system)}
    told = {**system.variables(process), "passwords": known}
    return {
        file: _templates.get_template(template).render(told)
        for template, file in process.templates.items()
    }


def _supervisor(system: System) -> None:
    programs = [
        {
            # the code of another release is nothing to the servers of others, which go on
            "directory": system.place if each.autostart else ROOT,
            "digest": _digest(system, each),
            **vars(each),
        }
        for each in system.processes()
    ]
    told = {"folder": _logs(system), "socket": system.socket, "processes": programs}
    _put(supervisor_file(system), _templates.get_template("supervisord.conf.j2").render(told))


def _digest(system: System, process: Process) -> str:
    """A process whose digest has changed is started again."""
    files = (
        system.folder(process.name) / file
        for file in process.templates.values()
        if not process.reload
    )
    read = b"\0".join(file.read_bytes() for file in files)
    code = "" if process.autostart else database.version_of_code()
    return hashlib.sha256(read + code.encode()).hexdigest()[:16]


def supervisor_file(system: System) -> Path:
    return system.place / "supervisord.conf"


def _logs(system: System) -> Path:
    folder = system.folder("logs")
    folder.mkdir(exist_ok=True)
    return folder


def _put(path: Path, text: str, user: str = "") -> None:
    """Replace a file that only its user may read."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400), "w") as stream:
        stream.write(text)
    if user:
        os.chown(half, account(user).pw_uid, account(user).pw_gid)
    half.replace(path)


def _address(
    host: Host, port: str, role: str, known: dict[str, str], database: str = DATABASE
) -> str:
    password = quote(known[role], safe="")
    server = f"{host.address}:{PORTS[port]}/{database}?connect_timeout=5"
    return f"postgresql+psycopg://{role}:{password}@{server}"


def _environment(system: System) -> dict[str, str]:
    web = next(each for each in system.processes() if each.name.startswith("web"))
    told = settings_of(system, web)
    for each in ("DATABASE_URL_FILE", "READ_DATABASE_URL_FILE"):
        del told[each]
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("PG")},
        **told,
        # flushed by the last commit, which marks the database as prepared
        "PGOPTIONS": "-c synchronous_commit=off",
        "DATABASE_URL": address(system, "mc_web"),
        "DATABASE_PUBLIC_URL": address(system, "mc_public"),
        "DATABASE_WORKER_URL": address(system, "mc_worker"),
        "DATABASE_LOADER_URL": address(system, "mc_loader"),
        "DATABASE_ADMIN_URL": address(system, SUPERUSER),
    }


def _certificate(system: System) -> None:
    """A certificate for this machine's own names, signed by itself."""
    if system.certificate.exists():
        return
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    files = ["-keyout", str(system.certificate.with_name("key.pem")), "-out"]
    command = ["openssl", "req", "-x509", "-days", "825", "-subj", "/CN=localhost"]
    subprocess.run(
        [*command, "-addext", names, *key, *files, str(system.certificate)],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    system.certificate.with_name("key.pem").chmod(0o400)
