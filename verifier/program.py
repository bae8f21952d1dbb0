"""What all commands owe their surroundings: one line and a status for an error, a signal or a closed pipe."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from verifier.errors import VerifierError
from verifier.report.printable import one_line

__all__ = ["Program", "mend_streams"]

INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it
PIPE_CLOSED = 141  # 128 + SIGPIPE


class Program(click.Group):
    """The group of all commands. Turns what is raised below into one line and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of work rather than of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; flush at the end, so that a full disk or a closed pipe is noticed here."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except VerifierError as error:
            raise click.ClickException(one_line(str(error))) from error
        except KeyboardInterrupt:
            click.echo("\nStopped. Nothing is half-added: an article is in the case wholly or not at all.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _leave_closed_pipe(ctx)
        except OSError as error:
            _give_up_output()
            raise click.ClickException(one_line(_os_error(error))) from error


def _os_error(error: OSError) -> str:
    """Where, what, and what to do."""
    where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
    advice = {
        errno.ENOSPC: "free some room and run the command again; what was added before is safe",
        errno.EACCES: "check the permissions, or name another file with --case",
        errno.EROFS: "the file system is read-only; name another file with --case",
        errno.EMFILE: "too many open files; raise the limit with ulimit -n",
    }
    return f"{where}{error.strerror or error}; {advice.get(error.errno or 0, 'check the path and run it again')}"


def _leave_closed_pipe(ctx: click.Context) -> NoReturn:
    """`verify names | head -1`: the reader has seen enough."""
    _give_up_output()
    ctx.exit(PIPE_CLOSED)


def _give_up_output() -> None:
    """Where standard output can take no more, Python would complain once again at exit, with another status."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def mend_streams() -> None:
    """A stream that the caller has closed is empty; what a terminal's encoding lacks is printed as an escape."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end
        elif mode == "w":
            stream.reconfigure(errors="backslashreplace")
