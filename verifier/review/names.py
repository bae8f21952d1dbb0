"""Names that are printed otherwise than the pile, or the article itself, prints them.

Names are compared word by word: each article of the pile has one vote for how a word of an entity's name is spelt, so
that one "Jonson" among three "Johnson" is found whatever given names and titles stand beside it. Of two spellings with
as many votes, the one in the letters of another language is doubted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

from verifier.datamodel import Entity, Form, Mention, Place, ReviewFinding, Severity, Span
from verifier.lexicon import lemma
from verifier.names.gazetteer import acronym_stops, fold, gender, group, is_demonym
from verifier.names.links import fits
from verifier.names.spelling import token_similarity
from verifier.review.context import Context, place
from verifier.review.lists import pairs

__all__ = ["acronyms", "groups", "parts_missing", "spellings"]

ALIKE = 0.84
"""From here on two words spell one name ("Yeltsin", "Jelzin": 0.91)."""
SPELLING = {"standard", "variant", "alias", "typo", "surname"}
"""Forms of an entity that print its name; a description does not."""
EVIDENCE = 4
LETTERS = 0.5
"""A foreign acronym shares so much of the name's initials, in another order."""
GROUP_LETTERS = 0.5
"""Likeness of two names of one group whose words were mistaken: "Slovene", "Slovak" 0.62."""

_WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼ`´][^\W\d_]+)*")


def _shape(word: str) -> str:
    """A word as spellings are told apart: capitals and apostrophes are the typesetter's."""
    return fold(word).replace(" ", "")


def _tokens(form: str) -> list[str]:
    return [_shape(w) for w in _WORD.findall(form)]


def _forms(entity: Entity) -> list[Form]:
    return [f for f in entity.forms if f.status in SPELLING and any(c.isupper() for c in f.form)]


def _votes(entity: Entity) -> dict[str, set[str]]:
    """Each word of an entity's names -> the articles that print it."""
    found: dict[str, set[str]] = defaultdict(set)
    for form in _forms(entity):
        for token in _tokens(form.form):
            found[token] |= set(form.articles)
    return found


def _mentions(context: Context, form: str) -> list[Mention]:
    """Where the article prints a form, quotations included; furniture is the page's."""
    return [m for m in context.page.mentions if m.text == form]


def _evidence(context: Context, forms: Sequence[str]) -> list[Place]:
    """Places, the article's own first, that print one of some forms."""
    found = []
    for page in [context.page, *context.siblings]:
        for form in forms:
            hit = next((m for m in page.mentions if m.text == form), None)
            if hit:
                found.append(place(page, hit.span))
                break
    return found[:EVIDENCE]


# ------------------------------------------------------------------------------------------------------------ spelling


def spellings(context: Context) -> Iterator[ReviewFinding]:
    """A word of a name that most others, or the article itself, spell otherwise."""
    own = context.page.article.id
    for entity in context.entities:
        if entity.kind == "group":
            continue
        votes = _votes(entity)
        counts = _counts(entity)
        for form in _forms(entity):
            if own not in form.articles:
                continue
            better = {t: b for t in _tokens(form.form) if (b := _better(t, votes, counts, own))}
            if better:
                yield from _misspelt(context, entity, form, better)


def _counts(entity: Entity) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for form in _forms(entity):
        for token in _tokens(form.form):
            found[token] += form.count
    return found


def _better(token: str, votes: dict[str, set[str]], counts: dict[str, int], own: str) -> str | None:
    """How the others spell a word of a name; None if they spell it so too, or are as many."""
    rivals = [t for t in votes if t != token and not _one_word(t, token) and token_similarity(t, token) >= ALIKE]
    if not rivals:
        return None
    best = max(rivals, key=lambda t: (len(votes[t]), counts[t], t))
    mine, theirs = (len(votes[token]), counts[token]), (len(votes[best]), counts[best])
    if theirs[0] > mine[0] or (own in votes[best] and theirs[0] >= mine[0] and theirs[1] > mine[1]):
        return best
    return best if theirs[0] == mine[0] and anglicised(token, best) else None


def _one_word(a: str, b: str) -> bool:
    """Whether two words are one in American and British spelling, or with and without an umlaut."""
    return lemma(a) == lemma(b) or any(a.replace(v + "e", v) == b.replace(v + "e", v) for v in "aou")


def anglicised(token: str, other: str) -> bool:
    """Whether `other` is a name in English letters that `token` has in those of another language."""
    return any(token.replace(foreign, english) == other for foreign, english in pairs("letters.foreign"))


def _misspelt(context: Context, entity: Entity, form: Form, better: dict[str, str]) -> Iterator[ReviewFinding]:
    right = _WORD.sub(lambda m: _cased(better.get(_shape(m[0]), ""), m[0], entity), form.form)
    others = [f.form for f in _forms(entity) if any(b in _tokens(f.form) for b in better.values())]
    evidence = _evidence(context, others)
    outright = any(token_similarity(a, b) < ROMANISED for a, b in better.items())
    severity: Severity = "critical" if outright and entity.kind == "person" else "major"
    n = len({p.article for p in evidence})
    why = f"“{form.form}” is spelt “{right}” in {n} {'article' if n == 1 else 'articles'} of this case"
    for mention in _mentions(context, form.form):
        yield context.finding(
            mention.span, "name-spelling", "accuracy/mistranslation/name", severity, "fix", why, right, evidence
        )


ROMANISED = 0.95
"""Two ways to write one sound ("Mohamed", "Muhammad"); below it, a letter too many or too few."""


def _cased(better: str, word: str, entity: Entity) -> str:
    """A word of a name as the pile prints it."""
    if not better:
        return word
    printed = (w for f in _forms(entity) for w in _WORD.findall(f.form) if _shape(w) == better)
    return next(printed, better)


def parts_missing(context: Context) -> Iterator[ReviewFinding]:
    """A name without a part that makes it another one: "Mazen" for "Abu Mazen"."""
    own = context.page.article.id
    for entity in context.entities:
        if entity.kind != "person":
            continue
        votes = _votes(entity)
        for form in _forms(entity):
            words = _tokens(form.form)
            if own not in form.articles or len(words) < 2:
                continue
            for part in sorted(group("cues.patronymics") & set(votes)):
                full = _fuller(entity, words, part)
                told = {a for f in full for a in f.articles}
                if part in words or own in told or len(told) < 2:
                    continue
                best = max(full, key=lambda f: (len(f.articles), f.count, f.form))
                why = f"all others print “{best.form}”, with “{part.capitalize()}”"
                for mention in _mentions(context, form.form):
                    yield context.finding(
                        mention.span, "name-part-missing", "accuracy/mistranslation/name", "critical", "fix",
                        why, best.form, _evidence(context, [f.form for f in full]),
                    )  # fmt: skip


def _fuller(entity: Entity, words: list[str], part: str) -> list[Form]:
    """The forms that have the same words and that part before them."""
    found = []
    for form in _forms(entity):
        tokens = _tokens(form.form)
        rest = [t for t in tokens if t != part]
        alike = len(rest) == len(words) and all(
            a == b or token_similarity(a, b) >= ALIKE for a, b in zip(rest, words, strict=True)
        )
        if part in tokens and alike:
            found.append(form)
    return found


# ------------------------------------------------------------------------------------------------------------ acronyms


def acronyms(context: Context) -> Iterator[ReviewFinding]:
    """An acronym whose letters are those of the name in another language, or in a wrong order."""
    own = context.page.article.id
    for entity in context.entities:
        names = [f for f in entity.forms if f.status == "standard" and len(f.form.split()) > 1]
        short = [f for f in entity.forms if f.status in ("acronym", "typo") and f.form.isupper()]
        told = {a for f in names for a in f.articles}
        if not names or any(len(f.articles) * 2 > len(told) for f in short if not _fitting(f.form, names)):
            continue
        right = initials(names[0].form)
        for form in short:
            if own not in form.articles or _fitting(form.form, names) or not _shuffled(form.form, right):
                continue
            why = f"the letters of “{form.form}” are not those of “{names[0].form}” as printed here"
            for mention in _mentions(context, form.form):
                yield context.finding(
                    mention.span, "acronym-of-another-language", "accuracy/do-not-translate-or-untranslated",
                    "major", "fix", why, right, _evidence(context, [f.form for f in names]),
                )  # fmt: skip


def _fitting(acronym: str, names: Sequence[Form]) -> bool:
    return any(fits(acronym, name.form) for name in names)


def initials(name: str) -> str:
    """What an English acronym of a name would be: "World Food Programme", WFP."""
    return "".join(w[0].upper() for w in _WORD.findall(name) if w[0].isupper() and fold(w) not in acronym_stops())


def _shuffled(acronym: str, right: str) -> bool:
    """Whether an acronym has much the same letters as the right one, in another order; "KBTV" has those of "KBT"."""
    rest = iter(acronym)
    if all(letter in rest for letter in right):
        return False
    left = list(right)
    common = 0
    for letter in acronym:
        if letter in left:
            left.remove(letter)
            common += 1
    return acronym != right and common >= max(2, LETTERS * max(len(acronym), len(right)))


# -------------------------------------------------------------------------------------------------------------- groups


def groups(context: Context) -> Iterator[ReviewFinding]:
    """A capitalised word that only this article has, where sentences that tell the same have one much like it."""
    mine, theirs = _capitalised(context)
    one = _one_name(context)
    for sentence in context.body:
        for word, span in _words_in(context.text, sentence.span):
            if word not in mine or word in theirs:
                continue
            rivals: dict[str, list[Place]] = defaultdict(list)
            for other in context.counterparts(sentence):
                for rival, at in _words_in(other.page.article.text, other.sentence.span):
                    if rival in theirs and rival not in mine and _mistaken(word, rival) and not one(word, rival):
                        rivals[rival].append(place(other.page, at))
            if not rivals:
                continue
            best = max(sorted(rivals), key=lambda r: len(rivals[r]))
            right = rivals[best][0].exact
            why = f"only this article has “{span.of(context.text)}”; where the others tell the same they have “{right}”"
            yield context.finding(
                span, "name-unlike-others", "terminology/wrong-term", "critical", "fix", why, right, rivals[best]
            )


def _one_name(context: Context) -> Callable[[str, str], bool]:
    """Whether two words are spellings in one entity's names: then `spellings` decides."""
    entities = defaultdict(set)
    for number, entity in enumerate(context.entities):
        for token in _votes(entity):
            entities[token].add(number)
    return lambda a, b: bool(entities[a] & entities[b])


def _capitalised(context: Context) -> tuple[set[str], set[str]]:
    """The capitalised words inside sentences of the article, and of its siblings."""
    found: list[set[str]] = []
    for pages in ([context.page], context.siblings):
        found.append({w for p in pages for s in p.body for w, _ in _words_in(p.article.text, s.span)})
    return found[0], found[1]


def _words_in(text: str, span: Span) -> list[tuple[str, Span]]:
    """The capitalised words of a sentence but its first, folded."""
    found = []
    for n, match in enumerate(_WORD.finditer(text, span.start, span.end)):
        if n and match[0][0].isupper() and len(match[0]) > 3:
            end = match.end() - 2 if match[0].endswith(("'s", "’s")) else match.end()
            found.append((_shape(text[match.start() : end]), Span(match.start(), end)))
    return found


def _mistaken(word: str, rival: str) -> bool:
    """Whether one may have been taken for the other: they begin alike, and neither is a form of the other."""
    if word[:2] != rival[:2] or word.startswith(rival) or rival.startswith(word):
        return False
    if is_demonym(word) or is_demonym(rival) or word in gender() or rival in gender():
        return False
    return SequenceMatcher(None, word, rival, autojunk=False).ratio() >= GROUP_LETTERS
