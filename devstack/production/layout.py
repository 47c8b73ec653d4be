"""Which hosts there are, which process runs where, and as whom.

Each host has an address of its own in 127.0.0.0/8, so that ports are those of production and each
template is the one of production.
"""

import pwd
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from config import ROOT, VAR, Config
from devstack import launch, machine

DEPLOY = ROOT / "deploy"
PORTS: Mapping[str, int] = {
    "postgresql": 5432,
    "postgresql_read": 5433,
    "pgbouncer": 6432,
    "patroni": 8008,
    "etcd": 2379,
    "etcd_peer": 2380,
    "web": 8080,
    "clamd": 3310,
    "pgbackrest_exporter": 9854,
}
WEB_WORKERS = 2
PROXY = "nginx"
"""The process in front."""
PASSED_ON = (
    "SMS", "KANNEL_URL", "KANNEL_USER", "KANNEL_PASSWORD_FILE", "KANNEL_SMSC", "SMS_FROM",
    "SMTP_URL_FILE", "MAIL_FROM", "SUPPORT_PHONE", "QUIET_HOURS", "SEAL_TSA", "SEAL_KEY_FILE",
    "CODE_KEY_FILE", "SECRET_KEY_FILE", "DEMO_TODAY", "ROLLOUT", "FILES_URL", "FILES_KEY_FILE",
    "FILES_REGION", "FILES_CA",
)  # fmt: skip
"""Settings of the application that are taken from the environment of ``make up``."""


@dataclass(frozen=True)
class Host:
    """What would be a machine of its own."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process, with a folder of its own for configuration and data."""

    name: str
    node: Host
    templates: Mapping[str, str]
    """Name of each template, and of the file that is made from it."""
    command: str
    user: str = ""
    """Who owns the folder and runs the process; empty: whoever runs ``make up``."""
    autostart: bool = True
    reload: str = ""
    """The signal by which it reads its configuration again; empty: it is started again instead."""
    network: str = ""
    """A network of its own (``ip netns``), where hosts are cut off from one another on purpose."""


@dataclass(frozen=True)
class System:
    """The hosts, and where on this machine they keep everything."""

    place: Path
    network: str
    https: int
    environment: str
    workers: int
    settings: Mapping[str, str]
    drained: Sequence[str] = ()
    """Web hosts to which the proxy leads nobody."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "System":
        """The system of this checkout; ``NETWORK``, ``PORT``, ``WEB_WORKERS`` move or size it."""
        root = VAR / "city-up"
        root.mkdir(parents=True, exist_ok=True)
        return cls(
            place=machine.home(root, machine.server_user(root)),
            network=environ.get("NETWORK") or "127.0.66",
            https=int(environ.get("PORT") or 8443),
            environment=environ.get("ENVIRONMENT") or "development",
            workers=int(environ.get("WEB_WORKERS") or WEB_WORKERS),
            settings={name: environ[name] for name in PASSED_ON if environ.get(name)},
        )

    @property
    def database_hosts(self) -> list[Host]:
        return [Host(f"db{n}", f"{self.network}.1{n}") for n in (1, 2, 3)]

    @property
    def web_hosts(self) -> list[Host]:
        return [Host(f"web{n}", f"{self.network}.2{n}") for n in (1, 2)]

    @property
    def proxy(self) -> Host:
        return Host("proxy", "127.0.0.1")

    @property
    def address(self) -> str:
        return f"https://localhost:{self.https}"

    @property
    def certificate(self) -> Path:
        return self.folder("nginx") / "certificate.pem"

    @property
    def secrets(self) -> Path:
        return self.place / "secrets"

    @property
    def socket(self) -> Path:
        """Where supervisord listens."""
        return machine.socket_folder(self.place) / "supervisor.sock"

    def folder(self, name: str) -> Path:
        return self.place / name

    def processes(self) -> Iterator[Process]:
        """Everything that runs, in the order of the start."""
        for host in self.database_hosts:
            yield self._process("etcd", host, "etcd.yml", "/usr/bin/etcd --config-file", "etcd")
        for host in self.database_hosts:
            patroni = "patroni.yml", "/usr/bin/patroni", "postgres", "pgbackrest.conf"
            yield replace(self._process("patroni", host, *patroni), reload="HUP")
        for host in self.web_hosts:
            yield from self._web_host(host)
        yield self._application("worker", self.web_hosts[0], ["flask", "--app", "run", "worker"])
        yield self._exporter(self.database_hosts[0])
        yield self._application("backup", self.web_hosts[0], ["devstack.backup", "run"], "backup")
        nginx = "/usr/sbin/nginx -e stderr -g 'daemon off;' -c"
        proxy = self._process(PROXY, self.proxy, "nginx.conf", nginx, name=PROXY)
        yield replace(proxy, reload="HUP")

    def _web_host(self, host: Host) -> Iterator[Process]:
        haproxy = "haproxy.cfg", "/usr/sbin/haproxy -W -f", "haproxy"
        yield replace(self._process("haproxy", host, *haproxy), reload="USR2")
        pooler = "pgbouncer.ini", "/usr/sbin/pgbouncer", "postgres", "userlist.txt"
        yield replace(self._process("pgbouncer", host, *pooler), reload="HUP")
        yield self._process("clamd", host, "clamd.conf", "/usr/sbin/clamd -c", "clamav")
        serving = Config.from_environment({"HOST": host.address, "PORT": str(PORTS["web"])})
        yield self._application("web", host, launch.web_command(serving, self.workers))

    def _process(
        self, program: str, host: Host, template: str, command: str, user: str = "",
        *more: str, name: str = "",
    ) -> Process:  # fmt: skip
        name = name or f"{program}-{host.name}"
        return Process(
            name=name,
            node=host,
            templates={f"{each}.j2": each for each in (template, *more)},
            command=_shell(f"exec {command} {shlex.quote(str(self.folder(name) / template))}"),
            user=user,
        )

    def _exporter(self, host: Host) -> Process:
        """Tells Prometheus of the backups of the database."""
        configuration = shlex.quote(self.backup["configurations"][0])
        address = f"{host.address}:{PORTS['pgbackrest_exporter']}"
        options = f"--backrest.config={configuration} --web.listen-address={address}"
        program = "/usr/bin/prometheus-pgbackrest-exporter --collect.interval=60"
        return Process(
            name="pgbackrest-exporter",
            node=host,
            templates={},
            command=_shell(f"exec {program} {options}"),
            user="postgres",
        )

    def _application(
        self, program: str, host: Host, module: Sequence[str], name: str = ""
    ) -> Process:
        file = "backup.env" if name else "application.env"
        name = name or f"{program}-{host.name}"
        settings = shlex.quote(str(self.folder(name) / file))
        run = f"set -a; . {settings}; exec {shlex.join([sys.executable, '-m', *module])}"
        return Process(
            name=name,
            node=host,
            templates={f"{file}.j2": file},
            command=_shell(run),
            autostart=False,
        )

    @property
    def backup(self) -> dict[str, Any]:
        """Where backups lie; on real hosts on other machines, each kind on its own."""
        folder = self.folder("backups")
        members = (self.folder(f"patroni-{host.name}") for host in self.database_hosts)
        return {
            "repository": {"repo1-path": str(folder / "database")},
            "configurations": [str(member / "pgbackrest.conf") for member in members],
            "files": str(folder / "files"),
            "seals": str(folder / "seals"),
            "metrics": str(folder / "metrics"),
        }

    def _reading(self, process: Process) -> dict[str, str]:
        """Web processes alone read from standbys."""
        file = self.secrets / f"{process.name}-read.url"
        return {"READ_DATABASE_URL_FILE": str(file)} if process.name.startswith("web-") else {}

    def variables(self, process: Process) -> dict[str, Any]:
        """What the templates of a process are told; in production the inventory tells the same."""
        folder = self.folder(process.name)
        return {
            "node": process.node,
            "folder": folder,
            "database_hosts": self.database_hosts,
            "web_hosts": self.web_hosts,
            "drained": self.drained,
            "networks": ["127.0.0.0/8"],
            "ports": {**PORTS, "https": self.https, "http": self.https + 1},
            "environment_name": self.environment,
            "names": ["localhost", "127.0.0.1"],
            "public_url": self.address,
            "settings": {
                "DATABASE_URL_FILE": str(self.secrets / f"{process.name}.url"),
                **self._reading(process),
                **self.settings,
            },
            "folders": {
                "application": self.folder("application"),
                "files": self.folder("files"),
                "seals": self.folder("seals"),
                "secrets": self.secrets,
                "pages": DEPLOY / "pages",
            },
            "postgresql": {
                "shared_buffers": "128MB",
                "sockets": machine.socket_folder(folder),
            },
            "backup": self.backup,
            "pgbouncer": {"pool_size": 2 * self.workers},
            "clamav": {"signatures": self.folder("signatures")},
        }


def _shell(script: str) -> str:
    """A command without input, as under systemd.

    supervisord leaves a pipe open instead, and an orphan of PostgreSQL that has lost its client
    would wait for a command there for ever, holding the memory without which no other starts.
    """
    return shlex.join(["/bin/sh", "-c", f"{script} </dev/null"])


def account(user: str) -> pwd.struct_passwd:
    """The user of this machine, made by a Debian package."""
    return pwd.getpwnam(user)
