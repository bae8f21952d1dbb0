"""What a name is: person, organisation, place, group or other, by the sum of weighted evidence around every mention."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from verifier.datamodel import MentionKind, Span
from verifier.names.gazetteer import capital, common, country, fold, gender, group
from verifier.names.tokens import Token

__all__ = ["Candidate", "settle", "vote"]

_CONNECTORS = frozenset(("of", "for", "on", "against", "without"))
_ADJECTIVE_ENDINGS = ("ite", "ish", "ese", "ian", "ist", "i", "ic")


@dataclass(slots=True)
class Candidate:
    """A name in the making, between tokens `first` and `last` (included) of one sentence."""

    tokens: list[Token]
    first: int
    last: int
    role: str | None = None
    votes: dict[MentionKind, float] = field(default_factory=dict)

    @property
    def words(self) -> list[Token]:
        """Its tokens."""
        return self.tokens[self.first : self.last + 1]

    @property
    def span(self) -> Span:
        """Where it is printed."""
        return Span(self.tokens[self.first].start, self.tokens[self.last].end)

    def vote(self, kind: MentionKind, weight: float) -> None:
        """Count a piece of evidence."""
        self.votes[kind] = self.votes.get(kind, 0.0) + weight


def vote(candidate: Candidate) -> None:
    """Evidence for what the name is, from its own words and from its neighbours."""
    _vote_words(candidate)
    tokens, first, last = candidate.tokens, candidate.first, candidate.last
    before = tokens[first - 1] if first and tokens[first].joins else None
    second = tokens[first - 2] if first > 1 and before and before.joins else None
    after = tokens[last + 1] if last + 1 < len(tokens) and tokens[last + 1].joins else None
    if before:
        low = before.low
        candidate.vote("place", 2.0 * (low in group("cues.place_strong")) + 0.4 * (low in group("cues.place_weak")))
        if low in ("of", "between") and second:
            candidate.vote(
                "place", 3.0 * (second.low in group("place_heads")) + 1.5 * (second.low in group("cues.place_of"))
            )
            candidate.vote("organisation", 2.0 * (second.low in ("leader", "head", "members", "member", "fighters")))
        if low == "the" and not (after and _goes_on(after)) and not _is_common(candidate):
            candidate.vote("organisation", 1.0)
        if low in group("organisation_nouns"):
            candidate.vote("organisation", 3.0)
        if low == "told" and tokens[first].low not in gender():
            candidate.vote("organisation", 0.8)
    if tokens[last].possessive and last + 1 < len(tokens) and tokens[last + 1].low in group("cues.family"):
        candidate.vote("person", 2.0)
    if tokens[last].ends and last + 1 < len(tokens) and tokens[last + 1].low in ("led", "run", "linked", "affiliated"):
        candidate.vote("organisation", 0.8)
    if after:
        described = before is not None and before.low in ("a", "an") and first == last
        _vote_after(candidate, after, described)


def _vote_after(candidate: Candidate, after: Token, adjective: bool) -> None:
    """`adjective`: a single word after "a", such as "an X village", is a people's or faith's adjective."""
    low = after.low
    if adjective and not after.cap and candidate.words[0].low.endswith(_ADJECTIVE_ENDINGS):
        candidate.vote("group", 2.5)
        return
    if low in group("cues.speech"):
        candidate.vote("person", 0.5)
    if low in ("who", "whose", "himself", "herself"):
        candidate.vote("person", 2.0)
    if low in group("place_heads") or low == "residents":
        candidate.vote("place", 1.5)
    if low == "in" and any(country(t.low) and t.cap for t in candidate.tokens[candidate.last + 2 : candidate.last + 4]):
        candidate.vote("place", 1.0)
    if low in group("organisation_people") or low in group("organisation_nouns"):
        candidate.vote("organisation", 1.5)
    if low in group("cues.group_nouns"):
        candidate.vote("group", 2.5)


def _vote_words(candidate: Candidate) -> None:
    words = candidate.words
    low = [t.low for t in words]
    whole = " ".join(low)
    if country(whole) or capital(whole):
        candidate.vote("place", 6.0)
    elif len(words) == 1 and words[0].text.isupper() and 2 <= len(low[0]) <= 6:
        candidate.vote("organisation", 2.5)
    heads = group("organisation_heads")
    place_first = any(w in group("place_heads") and low[n + 1 : n + 2] == ["of"] for n, w in enumerate(low))
    if place_first:
        candidate.vote("place", 4.0)
    elif low[-1] in heads or (low[0] in heads and len(low) > 1) or any(w in _CONNECTORS for w in low):
        candidate.vote("organisation", 4.0 if len(low) > 1 else 2.0)
    if any("&" in t.text for t in words) or any(b.start - a.end == len(" & ") for a, b in pairwise(words)):
        candidate.vote("organisation", 4.0)
    if whole in group("places"):
        candidate.vote("place", 2.0)
    if low[-1] in group("event_heads"):
        candidate.vote("other", 4.0)
    if (low[-1] in group("place_heads") and len(low) > 1) or (low[0] in group("grammar.place_first") and len(low) > 1):
        candidate.vote("place", 3.5)
    if len(low) > 1 and low[0] in gender() and low[-1] not in heads:
        candidate.vote("person", 3.0)
    if len(low) > 1 and any(len(t.text) == 1 and t.text.isupper() for t in words[1:-1]):
        candidate.vote("person", 2.0)
    if len(low) > 1 and any("-" in t.text and t.text.rsplit("-", 1)[1].islower() for t in words):
        candidate.vote("person", 2.0)  # "Park Geun-hye"
    if len(low) > 2 and group("cues.patronymics").intersection(low[1:-1]):
        candidate.vote("person", 1.5)
    plain = not any(w in common() or w in heads or country(w) for w in low)
    if len(low) in (2, 3) and plain and not words[-1].text.isupper():
        candidate.vote("person", _PLAIN)


def _goes_on(after: Token) -> bool:
    """ "the X administration": the article belongs to the noun and says nothing of X."""
    low = after.low
    if after.cap or low in group("cues.speech") or low in group("stop.openers"):
        return False
    return low in common() and not low.endswith("ed")


def _is_common(candidate: Candidate) -> bool:
    """ "the Moon", "the Far East": one common word with a capital is no organisation unless it is a head noun."""
    low = candidate.words[0].low
    return candidate.first == candidate.last and low in common() and low not in group("organisation_heads")


# Two or three words that are no common ones may be anybody's name: less than "other" has by default, until the last of
# them is seen alone where people stand.
_PLAIN = 0.5
_NOTHING = 0.6


def settle(text: str, found: list[Candidate]) -> dict[str, MentionKind]:
    """One kind for each form of the article, by the sum of its votes; nothing at all speaks for "other"."""
    votes: dict[str, dict[MentionKind, float]] = defaultdict(lambda: defaultdict(float))
    for candidate in found:
        form = fold(candidate.span.of(text))
        for kind, weight in candidate.votes.items():
            votes[form][kind] += weight
        votes[form].setdefault("other", _NOTHING)
    for form, table in votes.items():
        words = form.split()
        if len(words) > 1 and table.get("person") and words[-1] in votes:
            table["person"] += votes[words[-1]].get("person", 0.0) if words[-1] not in common() else 0.0
    order: tuple[MentionKind, ...] = ("person", "organisation", "place", "group", "other")
    return {form: max(order, key=lambda k: table.get(k, 0.0)) for form, table in votes.items()}
