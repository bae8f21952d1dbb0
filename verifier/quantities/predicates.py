"""What is said of what is counted: that they were killed, fled, voted. A class of `data/quantities.toml`, or nothing.

A verb counts only where grammar ties it to the number: right before it ("killed 12"), in the passive behind it ("12 men
were killed"), as a participle beside its noun ("12 dead", "12 men killed in"). A verb elsewhere in the sentence may be
about others, and a wrong class would set apart what agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from verifier import lexicon
from verifier.quantities.phrases import NounPhrase, View
from verifier.quantities.quantity import singular, table

__all__ = ["growing", "noun_class", "predicate"]

_REACH = 14  # words from a subject to its verb


def growing(name: str | None) -> bool:
    """Whether counts of this class grow with time, as tolls do."""
    return name is not None and bool(table("predicates")[name].get("growing"))


def noun_class(noun: str | None) -> str | None:
    """The class that a noun says by itself: that of "death" is killed."""
    return _lemmas("nouns").get(lexicon.lemma(noun)) if noun else None


def predicate(
    view: View,
    first: int,
    phrase: NounPhrase,
    *,
    skipped: Callable[[int], bool],
    stops: Callable[[int], bool],
    counts: bool = True,
) -> str | None:
    """The class of what is said of the number that begins at word `first` (with its bound) and counts `phrase`.

    `counts`: the noun is counted; one that a percentage or a price is of says nothing by itself.

    `skipped(k)`: word `k` belongs to a number that is a part of this one; `stops(k)`: another quantity begins there.
    """
    own = (noun_class(phrase.noun) if counts else None) or _lives(view, first, phrase)
    if own:
        return own
    return (
        _object_of(view, first)
        or _adjective(view, phrase)
        or _beside(view, phrase.last)
        or _said_behind(view, phrase.last, skipped, stops)
        or _introduced(view, first)
    )


def _lives(view: View, first: int, phrase: NounPhrase) -> str | None:
    if phrase.noun != "life":
        return None
    verbs = {lexicon.lemma(v) for v in str(table("lives")["verbs"]).split()}
    near = [*range(max(0, first - 3), first), *range(phrase.last, min(phrase.last + 3, len(view.words)))]
    return "killed" if any(lexicon.lemma(view.norm(k)) in verbs for k in near) else None


def _object_of(view: View, first: int) -> str | None:
    """ "killed 12", "the killing of 12", "displacing, the UN says, 12" is beyond us."""
    k = first - 1
    while k >= 0 and view.norm(k) in ("of", "the", "another", "a", "an", "about") and not view.parted(k + 1):
        k -= 1
    k = _past_place(view, k)
    if k < 0 or view.parted(k + 1):
        return None
    if view.norm(k) == "and":
        return _coordinated(view, k)
    found = _lemmas("object").get(lexicon.lemma(view.norm(k)))
    return None if found and view.norm(k - 1) in _grammar()["be"] and view.norm(k) != "killed" else found


def _coordinated(view: View, k: int) -> str | None:
    """ "killing the mayor and | three guards"."""
    for at in range(k - 1, max(-1, k - 6), -1):
        if view.parted(at + 1) or view.norm(at)[0].isdigit():
            return None
        if found := _lemmas("object").get(lexicon.lemma(view.norm(at))):
            return None if view.norm(at - 1) in _grammar()["be"] else found
    return None


def _past_place(view: View, k: int) -> int:
    """Back past where to or where from: "moved to Leeds | 12 lorries"."""
    at = k
    while at > max(0, k - 4) and view.capital(at) and not view.parted(at):
        at -= 1
    return at - 1 if at < k and view.norm(at) in ("to", "into", "in", "from", "at", "near") else k


def _adjective(view: View, phrase: NounPhrase) -> str | None:
    return next((found for word in phrase.modifiers if (found := _adjectives().get(word))), None)


def _beside(view: View, last: int) -> str | None:
    """ "12 people dead", "12 killed", "12 soldiers killed in"."""
    if last >= len(view.words) or view.parted(last):
        return None
    word = view.norm(last)
    found = _adjectives().get(word)
    if found and not word.endswith("ed"):
        return found
    found = found or (_lemmas("object").get(lexicon.lemma(word)) if word.endswith(("ed", "en", "nt", "ld")) else None)
    ends = last + 1 >= len(view.words) or view.parted(last + 1) or view.norm(last + 1) in _grammar()["after_participle"]
    return found if found and ends else None


def _said_behind(view: View, last: int, skipped: Callable[[int], bool], stops: Callable[[int], bool]) -> str | None:
    """ "12 people, three of them soldiers, have been killed", "12 men fled"."""
    passive = seen = 0
    for k in range(_past_insertion(view, last), len(view.words)):
        relative = view.norm(k) in ("who", "that") and k > last + 1  # of another noun: "12 men near a boy who was hurt"
        if view.ends_sentence(k) or seen > _REACH or relative or view.norm(k) in _grammar()["clause"]:
            return None
        if skipped(k):
            continue
        word, seen = view.norm(k), seen + 1
        if word[0].isdigit() or stops(k):
            return None
        lemma = lexicon.lemma(word)
        if word in _grammar()["be"]:
            passive = 4
        elif passive and (found := _lemmas("object").get(lemma) or _adjectives().get(word)):
            return found
        elif word == "lost" and "lives" in (view.norm(k + 1), view.norm(k + 2)):
            return "killed"
        elif (found := _lemmas("subject").get(lemma)) and bool(passive) == word.endswith("ing"):
            return _adjectives().get(view.norm(k + 1), found)  # "12 people left homeless"
        passive -= passive > 0
    return None


def _past_insertion(view: View, last: int) -> int:
    """Past what a comma, a bracket or a dash inserts before the verb: "12 people - most of them old - have been"."""
    if last >= len(view.words) or not view.parted(last) or view.ends_sentence(last):
        return last
    for k in range(last + 1, min(last + 2 * _REACH, len(view.words))):
        if view.ends_sentence(k):
            return last
        verb = view.norm(k) in (*_grammar()["be"], *_grammar()["have"]) or (
            not view.norm(k).endswith("ing") and lexicon.lemma(view.norm(k)) in _lemmas("subject")
        )
        if view.parted(k) and verb:
            return k
    return last


def _introduced(view: View, first: int) -> str | None:
    """ "the toll rose to 12", "death toll: 12", "the number of injured at 12"."""
    for k in range(first - 1, max(-1, first - 11), -1):
        if view.ends_sentence(k + 1) or view.norm(k)[:1].isdigit():
            return None
        if view.norm(k) == "number" and view.norm(k + 1) == "of":
            return next((c for j in (k + 2, k + 3) if j < first and (c := _says(view.norm(j)))), None)
        if found := _lemmas("before").get(lexicon.lemma(view.norm(k))):
            return found
    return None


def _says(word: str) -> str | None:
    return _adjectives().get(word) or noun_class(singular(word))


@cache
def _lemmas(role: str) -> dict[str, str]:
    """The lemma of every word that stands in this role -> its class."""
    rows = ((word, name) for name, row in table("predicates").items() for word in str(row.get(role, "")).split())
    found: dict[str, str] = {}
    for word, name in rows:
        found.setdefault(lexicon.lemma(word), name)
        if role in ("object", "subject"):  # "wound" alone is also the past of "wind"
            found.setdefault(lexicon.lemma(word + ("d" if word.endswith("e") else "ed")), name)
    return found


@cache
def _adjectives() -> dict[str, str]:
    return {w: name for name, row in table("predicates").items() for w in str(row.get("adjectives", "")).split()}


@cache
def _grammar() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in table("grammar").items()}
