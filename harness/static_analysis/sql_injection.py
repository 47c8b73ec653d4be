"""sqlmap against forms and URLs of the running system, each for a bounded time."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.accounts.roles import Role
from harness.stage.running_system import System
from harness.static_analysis.findings import Finding, Report
from harness.static_analysis.scanners import TOOLS

SECONDS_EACH = 60
AT_ONCE = 2
INJECTABLE = re.compile(r"Parameter: (.+)")
FAULTS = re.compile(r"(5\d\d) \([\w ]+\) - (\d+) times")


@dataclass(frozen=True)
class Target:
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
    Target(f"/can-bo/ho-so/list/?{LIST}", role=Role.COMMUNE_RECEPTION),
    Target("/can-bo/mot-cua/?hang=new&tim=a&trang=1", role=Role.COMMUNE_RECEPTION),
    Target("/can-bo/xa-phuong/list/?_flt_0_name=a&_flt_0_code=b&page_CommuneView=0",
           role=Role.CITY_ADMIN),
    Target("/can-bo/nhan-su/add", "full_name=a&unit=1&phone=0912345678", role=Role.CITY_ADMIN,
           form="/can-bo/nhan-su/add"),
    Target("/can-bo/lua-chon/StaffView/unit?q=a&page=1", role=Role.CITY_ADMIN),
)  # fmt: skip


def sqlmap(system: System) -> Report:
    """All targets; an injectable parameter and a response of 5xx are findings."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        heard = list(pool.map(lambda n: _heard(system, n), range(len(TARGETS))))
    found = [each for n, said in enumerate(heard) for each in _findings(TARGETS[n], said)]
    unfinished = sum("all tested parameters do not appear" not in said for said in heard)
    looked_at = f"{len(TARGETS)} forms and addresses, {unfinished} of them until the time was up"
    report = Report("sqlmap", looked_at, found)
    silent = [TARGETS[n].path for n, said in enumerate(heard) if "testing if" not in said]
    report.failed = f"nothing was tested at {', '.join(silent)}" if silent else ""
    return report


def _heard(system: System, n: int) -> str:
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
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS_EACH, check=False
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace")
    return done.stdout


def _findings(target: Target, said: str) -> Iterator[Finding]:
    place = target.path.partition("?")[0]
    for parameter in INJECTABLE.findall(said):
        yield Finding("sqlmap", "injectable", place, parameter)
    for status, times in FAULTS.findall(said):
        yield Finding("sqlmap", f"answer-{status}", place, f"{times} times")
