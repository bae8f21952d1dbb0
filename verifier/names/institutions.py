"""Institutions without a name of their own: "Chad’s finance ministry", "the army", "the X regime", "the stadium"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from verifier.datamodel import Mention
from verifier.names.gazetteer import country, fold, group, institutions
from verifier.names.roles import countries, role_words

__all__ = ["GOVERNMENT", "SHORT", "Links", "institution", "link_institutions"]

SHORT = "short for the only such name in the text"
GOVERNMENT = "the only government that the text can mean"
Links = defaultdict[int, dict[str, str]]


@lru_cache(maxsize=1 << 16)
def institution(text: str) -> tuple[str, frozenset[str], tuple[str, ...]] | None:
    """(class, countries, other qualifying words) of an institution, printed in either case; None if it is none.

    >>> institution("Chad’s finance ministry") == institution("Chadian finance ministry")
    True
    """
    words = fold(text.replace("’s ", " ").replace("'s ", " ")).removeprefix("the ").split()
    if len(words) > 2 and words[-2] == "of" and country(words[-1]):
        words = [words[-1], *words[:-2]]
    for width in (4, 3, 2, 1):
        if len(words) >= width and " ".join(words[-width:]) in institutions():
            rest = words[:-width]
            states = frozenset(c for w in rest if (c := country(w)))
            pair = country(" ".join(rest[-2:])) if len(rest) > 1 else None
            states = frozenset((pair,)) if pair else states
            other = tuple(w for w in rest if not country(w) and (not pair or w not in rest[-2:]))
            return institutions()[" ".join(words[-width:])], states, other
    return None


def link_institutions(text: str, found: Sequence[Mention], links: Links) -> None:
    """ "the army" is the only army the article qualifies; "the X regime" is the government that X heads."""
    parsed = [(i, m, institution(m.text)) for i, m in enumerate(found)]
    known: dict[str, dict[tuple[frozenset[str], tuple[str, ...]], str]] = defaultdict(dict)
    for _, mention, parts in parsed:
        if parts and (parts[1] or _names(parts[2])):
            known[parts[0]].setdefault((parts[1], _names(parts[2])), mention.text)
    heads = _unnamed_heads(text, found)
    states = set(heads) | {c for where, _ in known["government"] for c in where}
    for i, mention, parts in parsed:
        if parts is None or parts[1]:
            continue
        kind, _, other = parts
        if kind == "government":
            state = (
                _state_of(_names(other), found, heads) if _names(other) else (min(states) if len(states) == 1 else None)
            )
            if state and (_names(other) or fold(mention.text) != "administration"):
                links[i].setdefault(f"{state} government", GOVERNMENT)
        elif not _names(other) and len(known[kind]) == 1:
            name = next(iter(known[kind].values()))
            if fold(name).split()[-1] == fold(mention.text).split()[-1]:
                links[i].setdefault(name, SHORT)


def _names(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(w for w in words if w not in group("institution_notes.modifiers"))


_HEAD = re.compile(
    r"\b[Tt]he\s((?:[A-Z]\w+\s)?[A-Z]\w+)\s(president|prime minister|chancellor|leader|king)\b(?!\s[A-Z])"
)


def _unnamed_heads(text: str, found: Sequence[Mention]) -> dict[str, str]:
    """Country -> office, for heads of state or government that the text mentions and never names."""
    heads = {c: m[2].split()[-1] for m in _HEAD.finditer(text) if (c := country(fold(m[1])))}
    for mention in found:
        if mention.kind == "person" and mention.role:
            for where in countries(mention.role):
                if heads.get(where) in role_words(mention.role):
                    del heads[where]
    return heads


def _state_of(names: tuple[str, ...], found: Sequence[Mention], heads: dict[str, str]) -> str | None:
    """The country that the person called `names` heads: by a printed role, or as the one head without a name."""
    roles = [m.role for m in found if m.kind == "person" and m.role and names[-1] in fold(m.text).split()]
    leaders = frozenset(
        ("president", "minister", "premier", "chancellor", "leader", "king", "prime", "dictator", "ruler")
    )
    stated = {c for role in roles if role_words(role) & leaders for c in countries(role)}
    if not stated:
        stated = {c for c, office in heads.items() if any(office in role_words(role) for role in roles)}
    return min(stated) if len(stated) == 1 else None
