"""What a text calls somebody: titles before a name, appositions behind it; whether two roles fit one person."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from verifier.datamodel import MentionKind
from verifier.names.gazetteer import country, fold, group, is_demonym, role_classes
from verifier.names.tokens import Token

__all__ = ["after_name", "before_name", "clash", "countries", "is_role_word", "preposed", "role_words", "share"]


@lru_cache(maxsize=65536)
def is_role_word(low: str) -> bool:
    """Whether a folded word is a title, rank, office or occupation; of a hyphenated word the last part decides."""
    if low in _role_words():
        return True
    if " " not in low:
        return low.endswith("s") and low[:-1] in group("offices") and low not in _VERBS
    return low.replace(" ", "-") in _role_words() or low.rsplit(" ", 1)[1] in _role_words()


_VERBS = frozenset(("heads", "chairs", "leads", "whips", "generals"))


@lru_cache(maxsize=1)
def _role_words() -> frozenset[str]:
    lists = ("honorifics", "honorifics_m", "honorifics_f", "ranks", "offices", "professions")
    return frozenset().union(*(group(name) for name in lists))


# ------------------------------------------------------------------------------------------------- roles around a name


def before_name(text: str, tokens: Sequence[Token], k: int, title: str | None, name: int) -> str | None:
    """The role printed right before the name at token `name`; `title` is its capitalised part, which begins at `k`."""
    first = k
    if title is None:
        word = tokens[k - 1] if k and tokens[k].joins else None
        if (
            word is None
            or word.cap
            or not is_role_word(word.low)
            or (word.low in group("grammar.adjectival_roles") and not _led(tokens, k - 1))
        ):
            return None
    while (
        first
        and k - first < 6
        and (tokens[first].joins or tokens[first - 1].possessive)
        and _in_role(tokens[first - 1])
    ):
        first -= 1
    return " ".join(text[tokens[first].start : tokens[name].start].rstrip(" .\u00a0").split()) if first < name else None


def _led(tokens: Sequence[Token], k: int) -> bool:
    return k > 0 and tokens[k].joins and (tokens[k - 1].cap or tokens[k - 1].low in group("role_modifiers"))


def _in_role(token: Token) -> bool:
    low = token.low
    if token.cap:
        return low not in group("stop.openers") and low not in group("stop.calendar")
    return is_role_word(low) or low in group("role_modifiers")


def after_name(text: str, tokens: Sequence[Token], last: int) -> tuple[str, MentionKind] | None:
    """The apposition behind a name, and what it makes of the name: "X, a 33-year-old teacher in Y," -> person."""
    k = last + 1
    if k >= len(tokens) or tokens[last].possessive:
        return None
    gap = text[tokens[last].end : tokens[k].start].strip()
    if gap not in (",", "(", "—", "–", "-", ", (", "),"):
        return None
    if tokens[k].text.isdigit() and 1 < len(tokens[k].text) < 4:
        following = text[tokens[k].end : tokens[k].end + 7]
        if following[:1] in (",", ")", "—") or following.startswith(" years"):
            more = after_name(text, tokens, k) if following[:1] == "," else None
            return (f"{tokens[k].text}, {more[0]}" if more else f"aged {tokens[k].text}"), "person"
    return _noun_phrase(text, tokens, k, k + 16)


def preposed(text: str, tokens: Sequence[Token], first: int, last: int) -> tuple[str, MentionKind] | None:
    """The description before a comma: "the head of the bank, X, said"; only if a comma or a verb follows the name."""
    if not first or text[tokens[first - 1].end : tokens[first].start].strip() != "," or tokens[first - 1].possessive:
        return None
    end = tokens[last].end
    following = text[end : end + 2]
    speaks = last + 1 < len(tokens) and tokens[last + 1].low in group("cues.speech")
    if not (speaks or following[:1] in (",", ".", ")", "—", "") or following == " ("):
        return None
    start = first - 1
    while start and first - start < 14 and not set(text[tokens[start - 1].end : tokens[start].start]) & _BREAKS:
        start -= 1
    for k in range(first - 1, start - 1, -1):
        if tokens[k].low in group("grammar.determiners") or tokens[k].possessive or k == start:
            found = _noun_phrase(text, tokens, k, first)
            if found and found[1] == "person" and role_words(found[0]):
                return found
    return None


_BREAKS = frozenset(',;:.!?()—–"“”«»„')
_QUOTES = frozenset(('"', "“", "«", "„", "'", "‘"))


def _noun_phrase(text: str, tokens: Sequence[Token], k: int, limit: int) -> tuple[str, MentionKind] | None:
    """The noun phrase that begins at token `k` if its head noun is a role, an organisation's or a place's."""
    begin = k + 1 if tokens[k].low in group("grammar.determiners") else k
    stop, head, closed = begin, None, False
    if begin < len(tokens) and tokens[begin].low in group("grammar.prepositions"):
        return None
    for n in range(begin, min(limit, len(tokens))):
        gap = text[tokens[n - 1].end : tokens[n].start] if n > begin else ""
        if (
            set(gap) & _BREAKS
            and not tokens[n].joins
            and not (tokens[n - 1].low in group("grammar.prepositions") and gap.strip() in _QUOTES)
        ):
            closed = not (gap[:1].isspace() and gap.strip()[:1] in _QUOTES)
            break
        if tokens[n].low in group("grammar.phrase_ends") or (tokens[n].low.endswith("nt") and "’" in tokens[n].text):
            closed = tokens[n].low in ("who", "whom", "which", "that", "where", "whose", "and")
            break
        if head is None and tokens[n].low in group("grammar.prepositions") and n > begin:
            head = n - 1
        stop = n + 1
    closed = closed or stop >= min(limit, len(tokens))
    if stop == begin or not closed:
        return None
    return _judge_head(text, tokens, k, begin, stop, stop - 1 if head is None else head)


def _judge_head(
    text: str, tokens: Sequence[Token], k: int, begin: int, stop: int, head: int
) -> tuple[str, MentionKind] | None:
    role = re.sub('["“”«»„]', "", text[tokens[begin].start : tokens[stop - 1].end])
    if any(t.low in group("grammar.determiners") for t in tokens[begin : head + 1]):
        return None  # "After X, the rebels took the town of Y": a clause, not an apposition
    low = tokens[head].low
    determined = begin > k or tokens[k].possessive
    names = [
        t
        for t in tokens[begin:head]
        if t.cap and not is_demonym(t.low) and not t.text.isupper() and not is_role_word(t.low)
    ]
    if low in group("grammar.company_roles") and tokens[head + 1 : head + 2] and tokens[head + 1].low == "of":
        return role, "other"
    if is_role_word(low) or (low == "chief" and head > begin):
        return (role, "person") if determined or not names else None
    if not determined or tokens[head].cap:
        return None
    if low in group("organisation_heads") or low in (
        "organisation",
        "organization",
        "company",
        "monitor",
        "watchdog",
        "ngo",
    ):
        return role, "organisation"
    if low in group("place_heads"):
        return role, "place"
    words = [
        n
        for n in range(begin, head)
        if is_role_word(tokens[n].low) and tokens[n].low not in group("grammar.adjectival_roles")
    ]
    if words and not any(t.cap for t in tokens[words[-1] : head + 1]):
        return role, "person"
    return None


# --------------------------------------------------------------------------------------------------- comparing roles


@lru_cache(maxsize=65536)
def role_words(role: str) -> frozenset[str]:
    """The role words of a description's head, before any "of": "editor of the President's paper" -> editor."""
    words = re.split(r"\b(?:of|at|for|in|with|to|from|whose|who|that)\b", fold(role), maxsplit=1)[0].split()
    found = {w for w in words if is_role_word(w)}
    return frozenset(found or {w for w in fold(role).split() if is_role_word(w)})


@lru_cache(maxsize=65536)
def countries(role: str) -> frozenset[str]:
    """The countries that a description names or names by adjective."""
    words = fold(role).split()
    pairs = [" ".join(p) for p in itertools.pairwise(words)]
    found = {country(p) for p in pairs} - {None}
    if not found:
        found = {country(w) for w in words if w != "us" or " us " not in f" {role} "} - {None}
    return frozenset(c for c in found if c)


def share(a: Collection[str], b: Collection[str]) -> str | None:
    """A role word that the roles of both sides have in common, as word or as synonym; None if there is none."""
    classes = role_classes()
    left = {w for role in a for w in role_words(role)}
    right = {w for role in b for w in role_words(role)}
    ages_a, ages_b = _ages(a), _ages(b)
    if ages_a and ages_b and min(abs(x - y) for x in ages_a for y in ages_b) < 2:
        return "age"
    for word in sorted(left):
        mine = classes.get(word, frozenset())
        for other in sorted(right):
            if word == other or mine & classes.get(other, frozenset()):
                return word
    return None


def clash(a: Sequence[str], b: Sequence[str], strict: bool = True) -> str | None:
    """Why two lists of roles cannot be one person's, or None: other ages, a private person and an office-holder.

    `strict`: also one office in two countries, which for two bearers of the very same name is more likely a misreading.
    """
    ages_a, ages_b = _ages(a), _ages(b)
    if ages_a and ages_b and min(abs(x - y) for x in ages_a for y in ages_b) > 1:
        return f"aged {min(ages_a)} and {min(ages_b)}"
    if not strict and share(a, b):
        return None
    if share(a, b):
        where_a, where_b = {c for r in a for c in countries(r)}, {c for r in b for c in countries(r)}
        if where_a and where_b and not where_a & where_b and share(a, b) in group("offices"):
            return f"{min(where_a)} and {min(where_b)}"
        return None
    private_a, private_b = _private(a), _private(b)
    if private_a is not None and private_b is not None and private_a != private_b:
        return f"“{a[0]}” and “{b[0]}”"
    return None


def _ages(roles: Iterable[str]) -> list[int]:
    return [
        int(m)
        for role in roles
        for m in re.findall(r"(?:^|aged )(\d{1,3})(?:,|$|-year)|\b(\d{1,3})-year-old", role)
        for m in m
        if m
    ]


def _private(roles: Iterable[str]) -> bool | None:
    """True if every role with a known word is a private person's, False if one is not, None if nothing is known."""
    words = {
        w
        for role in roles
        for w in role_words(role)
        if w not in group("honorifics_m") and w not in group("honorifics_f")
    }
    if not words:
        return None
    return words <= group("private")
