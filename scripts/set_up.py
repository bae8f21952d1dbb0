#!/usr/bin/env python3
"""Make .venv/ in the checkout: the packages of requirements.lock, this project, its models. Standard library only.

    python3.11 scripts/set_up.py STAMP

STAMP is what the environment is made from, as `environment.sh` writes it; it is kept in .venv/stamp once all is done.
Of two calls at once one works and the other waits. A set-up that was interrupted left no stamp, and starts again from
nothing; after a change of the lock file only the difference is installed.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "stamp"


def say(words: str) -> None:
    print(f"verify: {words}", file=sys.stderr, flush=True)


def run(*arguments: str) -> None:
    """Run the environment's Python; what it prints goes to standard error."""
    subprocess.run([str(PYTHON), *arguments], stdout=sys.stderr, check=True, cwd=ROOT)


def pip_install(*arguments: str) -> None:
    run("-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-warn-script-location", *arguments)


def set_up(stamp: str) -> None:
    was = STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""
    if was.rstrip("\n") == stamp and PYTHON.exists():
        return  # the call that we waited for has done it
    STAMP.unlink(missing_ok=True)
    moved = was.partition("\n")[0] != str(ROOT)
    say(f"setting up {ENVIRONMENT} (once; some minutes)")
    if moved or not PYTHON.exists():
        venv.create(ENVIRONMENT, clear=True, with_pip=True, symlinks=True)
    say("installing the packages of requirements.lock")
    pip_install("-r", "requirements.lock")
    pip_install("--no-deps", "--no-build-isolation", "-e", ".")
    run("-m", "compileall", "-q", "verifier")  # as pip does for what it installs: else each call may compile anew
    say("preparing the models")
    run("-c", "from verifier.encoders import prepare; prepare()")
    scratch = STAMP.with_suffix(".new")
    scratch.write_text(stamp + "\n", encoding="utf-8")
    scratch.replace(STAMP)
    say("ready")


def main() -> int:
    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another call is setting up; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            set_up(sys.argv[1])
        except subprocess.CalledProcessError as error:
            say(f"set-up failed (status {error.returncode}); what is above says why. The next call starts it again.")
            return 1
        except KeyboardInterrupt:
            say("set-up interrupted; the next call starts it again")
            return 130
    return 0


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)  # another project's packages would be taken for installed ones
    sys.exit(main())
