"""Make ``.venv`` from the lock file, with nothing but the Python that is there.

``python3 bootstrap.py`` installs what the system needs; ``python3 bootstrap.py dev`` also what the
tests need, Chromium included where it may; ``python3 bootstrap.py kannel`` also the simulator of an
operator to which a gateway for short messages is bound. Quick when there is nothing to do.
Standard library only, in a dialect that older Pythons can read, so that they can say what is wrong.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
TO_RUN, FOR_TESTS, FOR_KANNEL = "requirements.txt", "requirements-dev.txt", "requirements-sms.txt"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(text):
    sys.stderr.write(text + "\n")


def stop(text):
    say(text)
    sys.exit(1)


def digest(path):
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def make_environment():
    """An empty environment, unless a usable one is there."""
    usable = [PYTHON, "-c", "import pip"]
    if os.path.exists(PYTHON) and subprocess.call(usable, stderr=subprocess.DEVNULL) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making .venv with Python %d.%d …" % sys.version_info[:2])
    made = subprocess.run([sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "Python's venv module is incomplete here. On Debian or Ubuntu:\n"
            "  apt-get install python%d.%d-venv" % sys.version_info[:2]
        )


def install(lock):
    """Install a lock file by its hashes, once for each content of it."""
    stamp = os.path.join(VENV, "installed-" + os.path.splitext(lock)[0])
    wanted = digest(os.path.join(ROOT, lock))
    if os.path.exists(stamp) and open(stamp).read() == wanted:
        return
    say("Installing " + lock + " …")
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if lock == FOR_TESTS:
        command.append("--no-compile")  # Python does it for the third of it that tests import
    done = subprocess.call([*command, "--no-input", "--require-hashes", "-r", lock], cwd=ROOT)
    if done:
        stop("Installing failed; pip has said why above. A package index must be reachable.")
    with open(stamp, "w") as stream:
        stream.write(wanted)


def bring_chromium():
    """A browser for the browser tests, by apt when we may; otherwise one line."""
    if any(map(shutil.which, BROWSERS)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium …")
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        options = ["-qq", "-y", "--no-install-recommends"]
        for command in (["update", "-qq"], ["install", *options, "chromium"]):
            subprocess.call(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL)
    if not any(map(shutil.which, BROWSERS)):
        say("No Chromium here: the browser tests will not run (apt-get install chromium).")
        if os.environ.get("CI"):
            sys.exit(1)


def main():
    if sys.version_info < (3, 11):
        stop("Python 3.11 or newer is needed; this is %d.%d. Set PYTHON=…" % sys.version_info[:2])
    os.makedirs(os.path.join(ROOT, "var"), exist_ok=True)
    with open(os.path.join(ROOT, "var", "bootstrap.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make run` and `make test` may start together
        make_environment()
        if "dev" in sys.argv[1:]:
            install(FOR_TESTS)
            bring_chromium()
        else:
            install(TO_RUN)
            if "kannel" in sys.argv[1:]:
                install(FOR_KANNEL)


main()
