"""What we stand on: known vulnerabilities of the locked packages, and a bill of materials.

``python -m harness.static_analysis.dependencies`` writes ``var/sbom.json`` (CycloneDX), from the
lock file with its hashes; Debian's own packages are in ``deploy/packages.txt``.
"""

from __future__ import annotations

import json
import subprocess
import sys

from harness.static_analysis import scanners
from harness.static_analysis.findings import ROOT, Finding, Report

LOCK = "requirements.txt"
BILL = ROOT / "var" / "sbom.json"


def pip_audit() -> Report | None:
    """Vulnerabilities known today; None where their source is not reached."""
    options = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    tool = str(scanners.TOOLS / "bin" / "pip-audit")
    done = subprocess.run(
        [tool, "--requirement", LOCK, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    packages = json.loads(done.stdout)["dependencies"] if done.stdout.startswith("{") else []
    asked = [each for each in packages if "vulns" in each]
    if not asked:  # an index without this knowledge: that is not “no known vulnerabilities”
        sys.stderr.write("pip-audit does not reach its source: nothing is known of any package\n")
        return None
    found = [
        Finding(
            "pip_audit",
            each["id"],
            package["name"],
            f"{package['version']}; mended in {', '.join(each['fix_versions']) or 'none yet'}",
        )
        for package in asked
        for each in package["vulns"]
    ]
    return Report("pip_audit", f"{len(asked)} of {len(packages)} packages", found)


def write_bill() -> int:
    """Write the bill of materials; how many components it names."""
    BILL.parent.mkdir(exist_ok=True)
    tool = str(scanners.TOOLS / "bin" / "cyclonedx-py")
    options = ["--pyproject", "pyproject.toml", "--of", "JSON", "--output-reproducible"]
    command = [tool, "requirements", LOCK, *options, "-o", str(BILL)]
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    return len(json.loads(BILL.read_text())["components"])


if __name__ == "__main__":
    try:
        scanners.install()
    except scanners.Missing as missing:
        sys.exit(str(missing))
    sys.stdout.write(json.dumps({"sbom": str(BILL), "components": write_bill()}) + "\n")
