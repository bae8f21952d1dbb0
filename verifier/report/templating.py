"""Pages of HTML from templates: one file that needs no other, and in which no article can do anything but be read.

Three locks, each enough against a script in an article: Jinja2 escapes every value; characters that steer a terminal or
turn the direction of writing are shown as escapes (`printable`); and a Content Security Policy names the hashes of the
page's own style and script, so that a browser runs and loads nothing else, whatever stands in the page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from verifier import __version__
from verifier.report.printable import one_line, printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["render"]

TEMPLATES = Path(__file__).resolve().parent / "templates"


def render(template: str, *, styles: Sequence[str] = (), scripts: Sequence[str] = (), **values: object) -> str:
    """The page that `template` makes of `values`, with the files `styles` and `scripts` of `templates/` inside it.

    A template extends `base.html.j2` and fills its blocks; `base.css` is always there. An undefined name in a template
    is an error, never an empty place.
    """
    from markupsafe import Markup

    style = _joined(("base.css", *styles))
    script = _joined(scripts)
    page = _environment().get_template(template)
    return page.render(
        style=Markup(style),  # noqa: S704 -- the package's own file
        script=Markup(script),  # noqa: S704
        policy=_policy(style, script),
        version=__version__,
        **values,
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["words"] = words
    made.filters["flow"] = one_line
    made.filters["counted"] = counted
    made.filters["tight"] = tight
    return made


def _shown(value: object) -> object:
    """What a template prints for a value: markup as it is, and text with nothing in it that a reader would not see."""
    return printable(value) if type(value) is str else "" if value is None else value


def words(text: str) -> Markup:
    """Words of an article within a line: a direction of writing of their own, so that none spills into the page."""
    from markupsafe import Markup

    return Markup("<bdi>{}</bdi>").format(one_line(text))


def tight(html: str) -> Markup:
    """Markup without the line feeds between its tags: in a page of a thousand claims they are half of all nodes."""
    from markupsafe import Markup

    return Markup(re.sub(r">\s*\n\s*<", "><", html))  # noqa: S704 -- what comes is markup already


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """ "1 place", "2,000 places"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


@cache
def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _joined(names: Sequence[str]) -> str:
    return "\n".join(_text(name).strip() for name in names)


def _policy(style: str, script: str) -> str:
    """The Content Security Policy: only this style, only this script, nothing fetched, no form sent."""
    parts = ["default-src 'none'", f"style-src {_hash(style)}"]
    if script:
        parts.append(f"script-src {_hash(script)}")
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    """The source expression of an inline element, after W3C Content Security Policy Level 3, section 2.3.1."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
