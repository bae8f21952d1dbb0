"""The report as one table in CSV: one row for each sentence of a claim, and for each place of a quotation checked.

RFC 4180: commas, CR LF, quotation marks around every cell. What a spreadsheet would take for a formula gets an
apostrophe before it (OWASP, "CSV injection"): a cell is text from an article, and an article is hostile input. Offsets
are into the article's text; in the cell itself runs of white space are one space.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from verifier.datamodel import Article, Claim, DiffersOn, Hit, Member, QuoteCheck, Report, SpeakerHit
from verifier.report.printable import one_line

__all__ = ["COLUMNS", "table"]

COLUMNS = (
    "kind",  # claim, single (a statement that one sentence alone makes) or quotation
    "id",
    "text",
    "status",
    "outlets",
    "origins",
    "article",
    "outlet",
    "published",
    "origin",
    "relation",
    "differs_on",
    "speaker",
    "cue",
    "start",
    "end",
    "words",
    "url",
)
_FORMULA = re.compile(r"^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;|\t])(?=\s{0,9}[=+\-@＝＋－＠])")
"""Where a formula may begin: in a cell, and behind what other countries' spreadsheets take for the end of one."""

Row = dict[str, object]


def table(report: Report) -> str:
    """The whole table. Its rows are in the order of the report, those of a claim in the order of its members."""
    articles = {article.id: article for article in report.articles}
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for kind, claims in (("claim", report.claims), ("single", report.single)):
        for claim in claims:
            writer.writerows(_cells(row) for row in _members(kind, claim, articles))
    for check in report.checks:
        writer.writerows(_cells(row) for row in _checked(check))
    return out.getvalue()


def _members(kind: str, claim: Claim, articles: Mapping[str, Article]) -> Iterator[Row]:
    about: Row = {
        "kind": kind,
        "id": claim.id,
        "text": claim.text,
        "status": claim.status,
        "outlets": claim.outlets,
        "origins": claim.origins,
    }
    for member in claim.members:
        yield about | _where(articles[member.article]) | _said(member)


def _where(article: Article) -> Row:
    return {
        "article": article.id,
        "outlet": article.outlet or "",
        "published": article.published or "",
        "url": article.url or "",
    }


def _said(member: Member) -> Row:
    return {
        "origin": member.origin or "",
        "relation": member.relation,
        "differs_on": _differences(member.differs_on),
        "speaker": _speaker(member.speaker),
        "cue": member.cue or "",
        "start": member.span.start,
        "end": member.span.end,
        "words": member.exact,
    }


def _checked(check: QuoteCheck) -> Iterator[Row]:
    """The places of a quotation; one row where there are none, or where the row of the list was wrong."""
    asked: Row = {"kind": "quotation", "id": check.row, "text": check.quote, "speaker": check.speaker or ""}
    if check.answer is None:
        yield asked | {"status": "error", "words": check.error or ""}
        return
    asked |= {
        "status": check.answer.label,
        "outlets": check.answer.outlets,
        "origins": len(check.answer.origins),
    }
    hits = [hit for hit in check.answer.hits if hit.wording != "related"]
    yield from (asked | _where(hit.article) | _hit(hit) for hit in hits)
    if not hits:
        yield asked


def _hit(hit: Hit) -> Row:
    changes = (f"{{-{query}-}}{{+{source}+}}" for step, query, source in hit.diff if step != "equal")
    return {
        "origin": hit.origin or "",
        "relation": hit.wording,
        "differs_on": " ".join(changes),
        "speaker": _speaker(hit.speaker),
        "cue": hit.cue or "",
        "start": hit.span.start,
        "end": hit.span.end,
        "words": hit.span.of(hit.article.text),
    }


def _differences(found: Iterable[DiffersOn]) -> str:
    """ "number: 727 people / 826 people (update)"."""
    return "; ".join(f"{one.dimension}: {one.here or '—'} / {one.there or '—'} ({one.reading})" for one in found)


def _speaker(who: SpeakerHit | None) -> str:
    return (who.name or who.printed) if who else ""


def _cells(row: Row) -> Row:
    return {key: value if isinstance(value, int) else _cell(str(value)) for key, value in row.items()}


def _cell(words: str) -> str:
    """One line, and no formula."""
    return _FORMULA.sub("'", one_line(words))
