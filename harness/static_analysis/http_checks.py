"""Requests to the running system: headers of every kind of response, and sqlmap."""

from __future__ import annotations

import http.client
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlsplit

from app.accounts.roles import Role
from app.kernel.web.security_headers import HEADERS, POLICY
from harness.stage.running_system import System
from harness.static_analysis.findings import Finding, Report
from harness.static_analysis.scanners import TOOLS

RECEPTION, ADMIN = Role.COMMUNE_RECEPTION, Role.CITY_ADMIN
ASKED: tuple[tuple[str, str, Role | None], ...] = (
    *(
        ("GET", path, None)
        for path in (
            "/", "/tra-cuu", "/nop-ho-so/", "/nop-ho-so/khai", "/khong-co", "/?a=%00", "/healthz",
            "/lang/en", "/static/css/public.css", "/static/khong-co.css", "/can-bo/dang-nhap",
            "/can-bo/ho-so/list/",
        )
    ),
    ("POST", "/tra-cuu", None),
    ("PUT", "/", None),
    ("GET", "/can-bo/", RECEPTION),
    ("GET", "/can-bo/mot-cua/", RECEPTION),
    ("GET", "/can-bo/ho-so/list/", RECEPTION),
    ("GET", "/can-bo/ho-so/show/x", RECEPTION),
    ("GET", "/can-bo/nhan-su/list/", ADMIN),
    ("GET", "/can-bo/lua-chon/StaffView/unit?q=a", ADMIN),
)  # fmt: skip
KEPT = "/static/css/public.css"
FOREIGN = "evil.example"
FORGED = {"Host": FOREIGN, "X-Forwarded-Host": FOREIGN, "Referer": f"http://{FOREIGN}/"}


class Target(NamedTuple):
    """A URL with its parameters, and the user."""

    path: str
    data: str = ""
    role: Role | None = None
    form: str = ""
    """The page whose token the post needs."""


LIST = (
    "_flt_2_subject_name=a&_flt_0_code=b&_flt_0_state=c&_oc_DossierView=due_at&_od_DossierView=asc"
)
ON_BIRTH = "child=on_time&parents=married&residence=permanent&wish=all_three"
TARGETS = (
    Target("/?tim=ba&huyen=271"),
    Target("/nop-ho-so/xa/00493?thu_tuc=ket"),
    Target("/nop-ho-so/xa/00493/thu-tuc/1.000656*"),
    Target(f"/nop-ho-so/xa/00493*?{ON_BIRTH}"),
    Target("/tra-cuu", "ma=000.15.17.H26-161118-0007&bi_mat=AAAAAAAA", form="/tra-cuu"),
    Target("/nop-ho-so/bat-dau", f"commune=00493&{ON_BIRTH}",
           form=f"/nop-ho-so/xa/00493?{ON_BIRTH}"),
    Target("/can-bo/dang-nhap", "username=quantri&password=x", form="/can-bo/dang-nhap"),
    Target(f"/can-bo/ho-so/list/?{LIST}", role=RECEPTION),
    Target("/can-bo/mot-cua/?hang=new&tim=a&trang=1", role=RECEPTION),
    Target("/can-bo/xa-phuong/list/?_flt_0_name=a&_flt_0_code=b&page_CommuneView=0", role=ADMIN),
    Target("/can-bo/nhan-su/add", "full_name=a&unit=1&phone=0912345678", role=ADMIN,
           form="/can-bo/nhan-su/add"),
    Target("/can-bo/lua-chon/StaffView/unit?q=a&page=1", role=ADMIN),
)  # fmt: skip
AT_ONCE = 2
INJECTABLE = re.compile(r"Parameter: (.+)")
FAULTS = re.compile(r"(5\d\d) \([\w ]+\) - (\d+) times")


def headers(system: System) -> Report:
    """Every missing, doubled or revealing header is a finding; a foreign host that is repeated."""
    found = []
    for method, path, role in ASKED:
        told = {"Cookie": f"mot_cua={system.cookies[role]}"} if role else {}
        _status, answered, _body = _ask(system, method, path, told)
        found += [Finding("headers", rule, path) for rule in _faults(answered, path)]
    for path in ("/", "/can-bo/", "/can-bo/dang-nhap"):
        status, answered, body = _ask(system, "GET", path, FORGED)
        if status != http.HTTPStatus.BAD_REQUEST or FOREIGN in body + str(answered):
            found.append(Finding("headers", "foreign-host", path))
    return Report("headers", f"{len(ASKED)} answers of the running system", found)


def _faults(told: http.client.HTTPMessage, path: str) -> Iterator[str]:
    yield from (name for name, value in HEADERS.items() if told.get_all(name) != [value])
    policies = told.get_all("Content-Security-Policy") or []
    if len(policies) != 1 or any(name not in policies[0] for name in POLICY):
        yield "Content-Security-Policy"
    if path != KEPT and "no-store" not in (told.get("Cache-Control") or ""):
        yield "Cache-Control"
    if re.search(r"[/\d]", told.get("Server") or "") or "X-Powered-By" in told:
        yield "Server"
    cookies = told.get_all("Set-Cookie") or []
    if any("HttpOnly" not in each or "SameSite=Lax" not in each for each in cookies):
        yield "Set-Cookie"


def _ask(
    system: System, method: str, path: str, told: dict[str, str]
) -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection(urlsplit(system.address).netloc, timeout=20)
    connection.request(method, path, headers=told)
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, answer.headers, body


def sqlmap(system: System, seconds_each: int) -> Report:
    """All targets, each for a bounded time; what can be injected and a 5xx are findings."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        heard = list(pool.map(lambda n: _heard(system, n, seconds_each), range(len(TARGETS))))
    found = [each for n, said in enumerate(heard) for each in _findings(TARGETS[n], said)]
    unfinished = sum("all tested parameters do not appear" not in said for said in heard)
    looked_at = f"{len(TARGETS)} forms and addresses, {unfinished} of them until the time was up"
    silent = [TARGETS[n].path for n, said in enumerate(heard) if "testing if" not in said]
    failed = f"nothing was tested at {', '.join(silent)}" if silent else ""
    return Report("sqlmap", looked_at, found, failed)


def _heard(system: System, n: int, seconds: int) -> str:
    target = TARGETS[n]
    command = [
        str(TOOLS / "bin" / "sqlmap"), "-u", system.address + target.path, "--batch",
        "--dbms=postgresql", "--level=2", "--risk=1", "--technique=BEU", "--disable-coloring",
        "--flush-session", "--ignore-code=*", "--timeout=10", "--retries=1",
        f"--output-dir={TOOLS / 'sqlmap' / str(n)}",
    ]  # fmt: skip
    if target.data:
        command += ["--data", f"{target.data}&csrf_token=fresh", "--csrf-token=csrf_token"]
        command += ["--csrf-url", system.address + target.form, "--csrf-method=GET"]
    if target.role:
        command += ["--cookie", f"mot_cua={system.cookies[target.role]}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace")
    return done.stdout


def _findings(target: Target, said: str) -> Iterator[Finding]:
    place = target.path.partition("?")[0]
    for parameter in INJECTABLE.findall(said):
        yield Finding("sqlmap", "injectable", place, parameter)
    for status, times in FAULTS.findall(said):
        yield Finding("sqlmap", f"answer-{status}", place, f"{times} times")
