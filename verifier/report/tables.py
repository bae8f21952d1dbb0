"""What a case holds, for a reader: articles, one article with its marks, quotations, names, models, and what `add` did.

Lists are grouped rather than laid out as wide tables, so that 80 columns hold every spelling and every word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from verifier.datamodel import Article, Entity, Finding, Quote, Sentence, Speaker
from verifier.report.page import Page
from verifier.report.printable import one_line
from verifier.report.text import article_name

__all__ = ["added", "articles", "entities", "models", "quotes", "show"]


def articles(rows: Iterable[tuple[Article, int, int]], page: Page) -> None:
    """Each article with its number of sentences and quotes, and where its metadata are printed."""
    count = 0
    for article, sentences, quoted in rows:
        count += 1
        page.blank()
        page.put(
            (one_line(article.id), "bold"), f" · {_count(sentences, 'sentence')} · {_count(quoted, 'quote')}", hang=2
        )
        metadata(article, page)
    page.blank()
    page.put(_count(count, "article"))


def metadata(article: Article, page: Page) -> None:
    """Title, outlet, date, address and agencies, each with the words that say so. What is not printed is said to be."""
    printed = dict(article.evidence)
    values = {
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "url": article.url,
        "language": article.language,
        "agencies": ", ".join(article.agencies),
    }
    for name, value in values.items():
        if value:
            words = one_line(printed.get(name, ""))
            page.field(
                name, one_line(value), (f"  (printed: {words})" if words and words != one_line(value) else "", "dim")
            )
    missing = [name for name in ("title", "outlet", "published") if not values[name]]
    if missing:
        page.field("not printed", ", ".join(missing), column=13)


def show(article: Article, sentences: Sequence[Sentence], quotes_: Sequence[Quote], page: Page) -> None:
    """The text, sentence by sentence with role and offset; quotations are marked and numbered, their speakers below."""
    page.put((article_name(article), "bold"))
    metadata(article, page)
    numbered = sorted(enumerate(sorted(quotes_, key=lambda quote: quote.span), 1), key=lambda pair: pair[1].span)
    paragraph = None
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            page.blank()
            paragraph = sentence.paragraph
        inside = [(number, quote) for number, quote in numbered if sentence.span.overlap(quote.span)]
        _sentence(article, sentence, inside, page)
    if numbered:
        page.rule(("QUOTES", "bold"), f" · {len(numbered)}")
    for number, quote in numbered:
        _quote(quote, article, page, f"{number:>3}  ")


def quotes(found: Iterable[Quote], of: Mapping[str, Article], page: Page) -> None:
    """Every quotation by article: its words, its kind, who is said to have said it, and the cue."""
    article = None
    count = 0
    for quote in sorted(found, key=lambda quote: (quote.article, quote.span, quote.id)):
        if quote.article != article:
            article = quote.article
            page.rule((article_name(of[article]), "bold"))
        _quote(quote, of[article], page, "  ")
        count += 1
    page.blank()
    page.put(_count(count, "quote"))


def entities(found: Iterable[Entity], page: Page) -> None:
    """Every person, organisation and place with each spelling: how often, in which articles, and what kind of form."""
    listed = sorted(found, key=lambda entity: (entity.kind, entity.name.casefold(), entity.id))
    for entity in listed:
        page.blank()
        roles = "; ".join(dict.fromkeys(one_line(role) for role in entity.roles))
        page.put((one_line(entity.name), "bold"), f" · {entity.kind}", f" · {roles}" if roles else "", hang=4)
        page.columns([_form(form.form, form.count, form.status, form.articles) for form in entity.forms], indent=4)
        for reason in entity.findings:
            page.put(*_reason(reason), indent=4, hang=6)
    page.blank()
    page.put(_count(len(listed), "name"))


def models(rows: Iterable[Mapping[str, str]], page: Page) -> None:
    """Each model: what it is, its hash, and where it lies."""
    for row in rows:
        page.blank()
        page.put((one_line(row["name"]), "bold"))
        for key, value in row.items():
            if key != "name":
                page.field(key, one_line(value), indent=2, column=12)


def added(
    new: Sequence[Article],
    duplicates: Sequence[tuple[str, str]],
    refused: Sequence[str],
    case: str,
    total: int,
    page: Page,
) -> None:
    """What `add` did: each article added with its metadata, each skipped, each refused with the reason."""
    for article in new:
        page.put(("added    ", "green"), (one_line(article.id), "bold"), hang=9)
        metadata(article, page)
    for name, same in duplicates:
        under = "" if name == same else f" as {one_line(same)}"
        page.put(("skipped  ", "yellow"), f"{one_line(name)}: the case has this text already{under}", hang=9)
    for reason in refused:
        page.put(("refused  ", "bold red"), one_line(reason), hang=9)
    page.blank()
    parts = [f"{len(new)} added", f"{len(duplicates)} skipped as duplicate", f"{len(refused)} refused"]
    page.put(", ".join(parts), f"; {one_line(case)} now holds {_count(total, 'article')}.")


def _sentence(article: Article, sentence: Sentence, quoted: Sequence[tuple[int, Quote]], page: Page) -> None:
    """One line of `show`: offset, role if it is furniture, and the words with the quotations in them marked."""
    text, at = article.text, sentence.span.start
    shown = page.text()
    for number, quote in quoted:
        for span in quote.content:
            start, end = max(span.start, at), min(span.end, sentence.span.end)
            if start < end:
                shown.append_text(page.text(text[at:start]))
                shown.append_text(page.marked(text[start:end], "bold underline", "[[", "]]"))
                shown.append_text(page.text((f"({number})", "dim cyan")))
                at = end
    shown.append_text(page.text(text[at : sentence.span.end]))
    role = "" if sentence.role == "body" else f"({sentence.role}) "
    page.put((f"{sentence.span.start:>6}  ", "dim"), (role, "magenta"), shown, hang=8)


def _quote(quote: Quote, article: Article, page: Page, lead: str) -> None:
    words = " […] ".join(one_line(span.of(article.text)) for span in quote.content)
    page.put((lead, "dim"), words, hang=len(lead))
    cue = f"cue “{one_line(quote.cue.of(article.text))}”" if quote.cue else ""
    offsets = ", ".join(f"{span.start}–{span.end}" for span in quote.content)
    about = [_speaker(quote.speaker), cue, quote.kind, f"characters {offsets}"]
    page.put(("— " + " · ".join(part for part in about if part), "dim"), indent=len(lead) + 2, hang=len(lead) + 4)


def _speaker(who: Speaker | None) -> str:
    if who is None:
        return "nobody named"
    printed, name = one_line(who.printed), one_line(who.name or "")
    resolved = f"{printed} → {name}" if name and name != printed else printed
    role = one_line(who.role or "")
    return f"{resolved}, {role}" if role and role.casefold() not in printed.casefold() else resolved


def _form(form: str, count: int, status: str, of: Sequence[str]) -> list[str]:
    return [f"{count:>3} ×", one_line(form), status, ", ".join(sorted(map(one_line, of)))]


def _reason(reason: Finding) -> list[str | tuple[str, str]]:
    return [one_line(reason.detail), (f" [{reason.name} {reason.score:.2f}]", "dim")]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
