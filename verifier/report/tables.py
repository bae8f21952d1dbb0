"""What a case holds, for a reader: articles, one article with its marks, quotations, names, models, and what `add` did.

Lists are grouped rather than laid out as wide tables, so that 80 columns hold every spelling and every word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from verifier.datamodel import Article, Entity, MentionKind, Quote, Sentence, Speaker
from verifier.report.page import Page
from verifier.report.places import article_name, reason_parts
from verifier.report.printable import one_line

KINDS: tuple[MentionKind, ...] = ("person", "organisation", "place", "group", "other")

COLUMN = 11

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
    """Title, outlet, date, address and agencies, then the words that say so. What is not printed is said to be."""
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
            page.field(name, one_line(value), column=COLUMN)
    printed: dict[str, dict[str, None]] = {}
    for name, words in article.evidence:
        printed.setdefault(one_line(words), {})[name] = None
    said = [(words, ", ".join(names)) for words, names in printed.items() if words not in values.values()]
    for number, (words, names) in enumerate(said):
        page.field("" if number else "printed", f"{names}: “{words}”", column=COLUMN)
    missing = [name for name in ("title", "outlet", "published") if not values[name]]
    if missing:
        page.field("missing", f"{', '.join(missing)}: not printed in the article", column=COLUMN)


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


def entities(found: Iterable[Entity], outlets: Mapping[str, str], page: Page) -> None:
    """Every person, organisation and place with each spelling: how often, what kind of form, and who prints it.

    `outlets` maps an article's id to what the reader calls it.
    """
    listed = sorted(found, key=lambda entity: (KINDS.index(entity.kind), entity.name.casefold(), entity.id))
    for kind, group in groupby(listed, key=lambda entity: entity.kind):
        members = list(group)
        page.rule((f"{kind.upper()}S", "bold"), f" · {len(members)}")
        for entity in members:
            _entity(entity, outlets, page)
            page.blank()
    page.put(_count(len(listed), "name"))


def _entity(entity: Entity, outlets: Mapping[str, str], page: Page) -> None:
    roles = "; ".join(dict.fromkeys(one_line(role) for role in entity.roles))
    page.put((one_line(entity.name), "bold"), f" · {roles}" if roles else "", hang=4)
    for form in entity.forms:
        where = ", ".join(dict.fromkeys(one_line(outlets.get(one, one)) for one in sorted(form.articles)))
        page.put(one_line(form.form), (f" · {form.status} · {where}", "dim"), lead=f"{form.count:>4} × ", indent=2)
    for reason in entity.findings:
        page.put(*reason_parts(reason), indent=4, hang=6)


def models(rows: Iterable[Mapping[str, str]], defaults: Mapping[str, str], page: Page) -> None:
    """Each registered model: what it is, its hash, and where it lies. `defaults`: see `machine.models`."""
    used_as = {name: key.replace("_", " ") for key, name in defaults.items()}
    for row in rows:
        page.blank()
        page.put((one_line(row["name"]), "bold"), f" · the {used_as[row['name']]}" if row["name"] in used_as else "")
        absent = "missing; install verifier again" if row["task"] == "reader" else "made when first needed"
        for key, value in row.items():
            if key != "name":
                page.unbroken(one_line(value) or absent, lead=(key.ljust(10), "dim"), indent=2)


ADDED_SHOWN = 20
"""What was refused must not scroll away above hundreds of articles that were added."""


def added(
    new: Sequence[Article],
    duplicates: Sequence[tuple[str, str]],
    refused: Sequence[str],
    case: str,
    total: int,
    page: Page,
) -> None:
    """What `add` did: articles added with their metadata, each one skipped, each one refused with the reason."""
    for article in new[:ADDED_SHOWN]:
        page.put((one_line(article.id), "bold"), lead=("added    ", "green"))
        metadata(article, page)
    if len(new) > ADDED_SHOWN:
        page.put(f"and {len(new) - ADDED_SHOWN} more; `verify articles` lists them all", lead=("added    ", "green"))
    for name, same in duplicates:
        under = "" if name == same else f" as {one_line(same)}"
        page.put(f"{one_line(name)}: the case has this text already{under}", lead=("skipped  ", "yellow"))
    for reason in refused:
        page.put(one_line(reason), lead=("refused  ", "bold red"))
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
    page.put((role, "magenta"), shown, lead=(f"{sentence.span.start:>6}  ", "dim"))


def _quote(quote: Quote, article: Article, page: Page, lead: str) -> None:
    words = " […] ".join(one_line(span.of(article.text)) for span in quote.content)
    marked = quote.kind != "indirect"
    page.put(f"“{words}”" if marked else words, lead=(lead, "dim"))
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


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
