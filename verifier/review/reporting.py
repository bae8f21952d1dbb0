"""How the article says that something was said: coloured verbs, limits and ranks put in, quotation marks lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from verifier import lexicon
from verifier.alignment import Token, tokens
from verifier.datamodel import Place, Quote, ReviewFinding, Sentence, Span
from verifier.grammar import Word
from verifier.review.context import Context, Counterpart, alike, nearly, parallel, place
from verifier.review.lists import keys, printed
from verifier.review.lists import labels as listed
from verifier.search import Page, Stretches
from verifier.text import words

__all__ = ["admiring", "cues", "labels", "limits", "ranks"]


def cues(context: Context) -> Iterator[ReviewFinding]:
    """A verb of saying that lets on more about the speaker than those of the siblings."""
    seen: set[Span] = set()
    for quote in context.page.quotes:
        verb = _verb(context, quote)
        if verb is None or verb in seen:
            continue
        seen.add(verb)
        key = lexicon.lemma(verb.of(context.text).casefold())
        coloured = key in keys("cues.coloured")
        if not coloured and key not in keys("cues.weighted"):
            continue
        neutral, same = _others(context, quote)
        if same or not neutral or not (coloured or context.signs(context.page)):
            continue
        why = f"“{verb.of(context.text)}” judges the speaker; where others tell the same they have “{neutral[0].exact}”"
        yield context.finding(
            verb, "coloured-reporting-verb", "style/register", "major" if coloured else "minor", "fix", why,
            neutral[0].exact, neutral,
        )  # fmt: skip


def _verb(context: Context, quote: Quote) -> Span | None:
    """The verb of a cue, in the body."""
    if quote.cue is None or context.quoted(quote.cue):
        return None
    wanted = keys("cues.coloured") | keys("cues.weighted")
    row = words(context.text, quote.cue.start, quote.cue.end)
    return next((w.span for w in row if lexicon.lemma(w.norm) in wanted), None)


def _others(context: Context, quote: Quote) -> tuple[list[Place], bool]:
    """Neutral verbs of saying in sentences that tell the same, and whether any has a verb like ours."""
    neutral: list[Place] = []
    same = False
    for sentence in context.page.body_at.on(quote.cue) if quote.cue else ():
        for other in context.counterparts(sentence):
            text = other.page.article.text
            for theirs in _told_in(context, other):
                if (
                    context.bearers.voice(context.page.article.id, quote.speaker, other.page.article.id, theirs.speaker)
                    == "other"
                ):
                    continue
                for w in words(text, theirs.cue.start, theirs.cue.end) if theirs.cue else ():
                    if lexicon.lemma(w.norm) in keys("cues.neutral"):
                        neutral.append(place(other.page, w.span))
                    same = same or lexicon.lemma(w.norm) in keys("cues.coloured") | keys("cues.weighted")
    return neutral, same


def _told_in(context: Context, other: Counterpart) -> list[Quote]:
    """What a sibling's sentence says that somebody said."""
    known: dict[str, Stretches[Quote]] = context.kept(_told_in)
    at = known.get(other.page.article.id)
    if at is None:
        at = Stretches((quote.cue, quote) for quote in other.page.quotes if quote.cue)
        known[other.page.article.id] = at
    return at.on(other.sentence.span)


# ----------------------------------------------------------------------------------------------------- limits and ranks


def limits(context: Context) -> Iterator[ReviewFinding]:
    """ "Only", "especially": a word that limits what follows, where the siblings have none, or another one."""
    for sentence in context.body:
        own = tokens(context.text, sentence.span.start, sentence.span.end)
        for n, token in enumerate(own):
            if token.key not in keys("hedges.focus") or context.quoted(token.span):
                continue
            after = next((t for t in own[n + 1 :] if t.content), None)
            before, told = [], 0
            for other in context.counterparts(sentence):
                if after is None or not parallel(other):
                    continue
                at = next((k for k, t in enumerate(other.tokens) if t.key == after.key and t.content), None)
                if at is None:
                    continue
                near = [t for t in other.tokens[max(0, at - 3) : at] if t.key in keys("hedges.focus")]
                told += any(t.key == token.key or t.key in lexicon.synonyms(token.norm) for t in near)
                before.append((other, near))
            if not before or told or _same_kind(token, [t for _, near in before for t in near]):
                continue
            yield _limit(context, token, after, before)


def _same_kind(token: Token, others: list[Token]) -> bool:
    exclusive = ("only", "merely", "just", "simply", "solely", "exclusively")
    return any((token.norm in exclusive) == (t.norm in exclusive) and t.norm[:4] == token.norm[:4] for t in others)


def _limit(
    context: Context, token: Token, after: Token | None, before: list[tuple[Counterpart, list[Token]]]
) -> ReviewFinding:
    other, near = next(((o, n) for o, n in before if n), before[0])
    instead = near[0].span.of(other.page.article.text) if near else ""
    end = after.span.end if after else token.span.end
    word = token.span.of(context.text)
    why = f"“{word}” limits what follows; " + (f"others have “{instead}”" if instead else "no other article has it")
    span = Span(token.span.start, min(end, token.span.end + 40))
    return context.finding(
        span, "limit-put-in", "accuracy/addition" if not instead else "accuracy/mistranslation", "major", "fix", why,
        instead or None, [o.place for o, _ in before],
    )  # fmt: skip


def ranks(context: Context) -> Iterator[ReviewFinding]:
    """ "The main supporter" where siblings have "a supporter": a rank that the others do not give."""
    for sentence in context.body:
        row = context.tagged(context.page, sentence)
        for n, word in enumerate(row[:-1]):
            if word.norm not in printed("ranks.top") or context.quoted(word.span):
                continue
            if not n or row[n - 1].tag not in ("DT", "PRP$", "POS") or row[n - 1].norm in ("a", "an"):
                continue
            head = next((w for w in row[n + 1 : n + 4] if w.tag in ("NN", "NNS")), None)
            if head is None:
                continue
            near = [o for o in context.counterparts(sentence) if nearly(o)]
            without = _without_rank(context, near, head)
            if not without:
                continue
            why = f"“{word.norm}” puts it above all others; where others tell the same they do not"
            yield context.finding(
                Span(row[n - 1].span.start, head.span.end), "rank-put-in", "accuracy/addition", "major", "fix", why,
                without[0].exact, without,
            )  # fmt: skip


def _without_rank(context: Context, others: list[Counterpart], head: Word) -> list[Place]:
    """The noun phrases of siblings with the same head and no rank; nothing if any gives the same rank."""
    found: list[Place] = []
    for other in others:
        row = context.tagged(other.page, other.sentence)
        for n, word in enumerate(row):
            if not word.tag.startswith("NN") or not alike(word, head):
                continue
            before = row[max(0, n - 3) : n]
            if any(w.norm.split("-")[0] in printed("ranks.top") for w in before):
                return []
            leads = [w for w in before if w.tag in ("DT", "PRP$", "POS")]
            start = leads[-1].span.start if leads else word.span.start
            found.append(place(other.page, Span(start, word.span.end)))
            break
    return found


# --------------------------------------------------------------------------------------------------------------- labels


def labels(context: Context) -> Iterator[ReviewFinding]:
    """A contested label in the reporter's own words, where the siblings use a plain one; told where it is first."""
    for loaded, plain in listed():
        mine = list(_printed(context, context.page, loaded))
        loud = {p.article.id for p in context.siblings if list(_printed(context, p, loaded))}
        quiet = [p for p in context.siblings if p.article.id not in loud and list(_printed(context, p, plain))]
        if not mine or len(quiet) < 2 or len(loud) >= len(quiet):
            continue
        evidence = [place(p, next(_printed(context, p, plain))) for p in quiet]
        more = f" ({len(mine)} times in this article)" if len(mine) > 1 else ""
        why = f"“{loaded}” takes a side{more}; the others write “{plain}” in their own words"
        yield context.finding(mine[0], "contested-label", "style/register", "minor", "style", why, plain, evidence[:3])


def _printed(context: Context, page: Page, word: str) -> Iterator[Span]:
    """Where a word stands in the reporter's own words."""
    text = page.article.text
    for sentence in page.body:
        for w in words(text, sentence.span.start, sentence.span.end):
            hyphen = text[w.span.start - 1 : w.span.start] in ("-", "‑")
            if w.norm.removesuffix("'s") == word and not hyphen and not context.quoted(w.span, page):
                yield w.span


def admiring(context: Context) -> Iterator[ReviewFinding]:
    """A word of praise before a noun that the siblings print without any."""
    for sentence in context.body:
        row = context.tagged(context.page, sentence)
        for n, word in enumerate(row[:-1]):
            if not (word.tag.startswith("JJ") or word.norm.endswith("ing")) or not _praises(word.norm):
                continue
            head = row[n + 1]
            if head.tag not in ("NN", "NNS") or context.quoted(word.span):
                continue
            plain = _modified(context, sentence, head.key)
            if plain and context.signs(context.page):
                yield context.finding(
                    Span(word.span.start, head.span.end), "word-of-praise", "accuracy/mistranslation", "major", "fix",
                    f"“{word.norm}” admires what others call “{plain[0].exact}”", plain[0].exact, plain,
                )  # fmt: skip


def _modified(context: Context, sentence: Sentence, key: str) -> list[Place]:
    """The same noun with another word before it, in sentences that tell the same; nothing if one praises too."""
    found: list[Place] = []
    for other in context.counterparts(sentence):
        row = context.tagged(other.page, other.sentence)
        for before, word in pairwise(row):
            if word.key == key and before.tag.startswith(("JJ", "NN", "VBG")):
                if _praises(before.norm):
                    return []
                found.append(place(other.page, Span(before.span.start, word.span.end)))
    return found


PRAISE, SUBJECTIVE = 0.6, 0.9


def _praises(word: str) -> bool:
    """By polarity and subjectivity (De Smedt and Daelemans, "Vreselijk mooi!", LREC 2012; textblob ships them)."""
    from textblob.en import sentiment

    known = sentiment.get(word) or {}
    polarity, subjectivity = (known.get("JJ") or known.get(None) or (0.0, 0.0))[:2]
    return bool(polarity >= PRAISE and subjectivity >= SUBJECTIVE)
