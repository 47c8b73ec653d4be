"""Response headers of the running system, for every kind of response."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from app.accounts.roles import Role
from app.kernel.web.security_headers import HEADERS, POLICY
from harness.stage.running_system import System
from harness.static_analysis.findings import Finding, Report

ASKED = (
    ("GET", "/", None),
    ("GET", "/tra-cuu", None),
    ("POST", "/tra-cuu", None),
    ("GET", "/nop-ho-so/", None),
    ("GET", "/nop-ho-so/khai", None),
    ("GET", "/khong-co", None),
    ("PUT", "/", None),
    ("GET", "/?a=%00", None),
    ("GET", "/healthz", None),
    ("GET", "/lang/en", None),
    ("GET", "/static/css/public.css", None),
    ("GET", "/static/khong-co.css", None),
    ("GET", "/can-bo/dang-nhap", None),
    ("GET", "/can-bo/ho-so/list/", None),
    ("GET", "/can-bo/", Role.COMMUNE_RECEPTION),
    ("GET", "/can-bo/mot-cua/", Role.COMMUNE_RECEPTION),
    ("GET", "/can-bo/ho-so/list/", Role.COMMUNE_RECEPTION),
    ("GET", "/can-bo/ho-so/show/x", Role.COMMUNE_RECEPTION),
    ("GET", "/can-bo/nhan-su/list/", Role.CITY_ADMIN),
    ("GET", "/can-bo/lua-chon/StaffView/unit?q=a", Role.CITY_ADMIN),
)
FOREIGN = "evil.example"
KEPT = "/static/css/public.css"


def headers(system: System) -> Report:
    """Every missing, doubled or revealing header is a finding."""
    found = []
    for method, path, role in ASKED:
        told = _ask(system, method, path, role)
        found += [Finding("headers", rule, path) for rule in _faults(told, path)]
    found += [
        Finding("headers", "foreign-host", path)
        for path in ("/", "/can-bo/", "/can-bo/dang-nhap")
        if _repeats(system, path)
    ]
    return Report("headers", f"{len(ASKED)} answers of the running system", found)


def _faults(told: http.client.HTTPMessage, path: str) -> list[str]:
    faults = [name for name, value in HEADERS.items() if told.get_all(name) != [value]]
    policies = told.get_all("Content-Security-Policy") or []
    if len(policies) != 1 or any(name not in policies[0] for name in POLICY):
        faults.append("Content-Security-Policy")
    if path != KEPT and "no-store" not in (told.get("Cache-Control") or ""):
        faults.append("Cache-Control")
    server = told.get("Server") or ""
    if "/" in server or any(sign.isdigit() for sign in server) or "X-Powered-By" in told:
        faults.append("Server")
    cookies = told.get_all("Set-Cookie") or []
    if any("HttpOnly" not in each or "SameSite=Lax" not in each for each in cookies):
        faults.append("Set-Cookie")
    return faults


def _ask(system: System, method: str, path: str, role: Role | None) -> http.client.HTTPMessage:
    told = {"Cookie": f"mot_cua={system.cookies[role]}"} if role else {}
    connection = http.client.HTTPConnection(urlsplit(system.address).netloc, timeout=20)
    connection.request(method, path, headers=told)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers


def _repeats(system: System, path: str) -> bool:
    """Whether a foreign host is accepted, or reflected in the response."""
    connection = http.client.HTTPConnection(urlsplit(system.address).netloc, timeout=20)
    told = {"Host": FOREIGN, "X-Forwarded-Host": FOREIGN, "Referer": f"http://{FOREIGN}/"}
    connection.request("GET", path, headers=told)
    answer = connection.getresponse()
    heard = answer.read().decode(errors="replace") + str(answer.headers)
    connection.close()
    return answer.status != http.HTTPStatus.BAD_REQUEST or FOREIGN in heard
