"""Who is meant by a printed source: "He", "the minister", "the NGO", a surname, "X, a union leader", "residents".

Names first, then pronouns, then descriptions; each looks for one candidate in the article, nearest first, and says
which rule found it. Two equally good candidates are left open: the printed words stay as the name, with the finding
`ambiguous`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from verifier.datamodel import Article, Finding, Mention, Sentence, Span, Speaker
from verifier.names.gazetteer import british, country, fold, gender, group, is_demonym
from verifier.names.links import ACRONYM, ALIAS, GOVERNMENT, SEVERAL, SHORT, SURNAME, TYPO, institution
from verifier.names.roles import is_role_word, role_words, share

__all__ = ["resolve_source"]

_PERSON = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(("she", "her", "hers", "herself"), "f")
_FIRST = frozenset(("i", "we", "me", "us"))
_RELATIVE = frozenset(("who", "which", "that"))
_THING = frozenset(("it", "its", "itself"))
_PLURAL = frozenset(("they", "them", "their", "themselves", "both"))
_PRONOUNS = frozenset(_PERSON) | _FIRST | _RELATIVE | _THING | _PLURAL
_DEFINITE = re.compile(r"(?:the|this|that|his|her|its|their|said)\s", re.I)
_INDEFINITE = re.compile(r"(?:an?|some|one|another|several|many|two|three|other|unnamed|anonymous)\s", re.I)
_CHAIN = re.compile(r"\b(?:of|for|to|from|by|at|in|with|on|near|against|about|close)\b")
_FAR = 6  # sentences: "he" hardly ever reaches back further than that past other people
_QUOTED = re.compile(r"[\"“«„][^\"“”«»„]{0,3000}[\"”»]")


def resolve_source(
    span: Span, article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], earlier: Sequence[Speaker]
) -> Speaker:
    """The bearer of the source printed at `span`, with his fullest name in this article and the role given there.

    `earlier`: the speakers already resolved in this article, in text order. A source that refers to nobody named keeps
    its printed words as name ("a nurse", "residents"). Never raises; an empty span gives a speaker without name.
    """
    place = _Place(article.text, span, sentences, mentions, earlier)
    printed = span.of(article.text)
    low = fold(printed)
    if not low:
        return Speaker(printed, span, None)
    if low in _PRONOUNS:
        return _pronoun(place, printed, low)
    named = _named(place)
    if named:
        return named
    return _description(place, printed)


@dataclass
class _Place:
    """A source in its article. Mentions that the source itself prints are `inside`; `before` are those above it."""

    text: str
    span: Span
    sentences: Sequence[Sentence]
    mentions: Sequence[Mention]
    earlier: Sequence[Speaker]

    def sentence(self, position: int) -> int:
        """Index of the sentence that holds a position."""
        return max(0, bisect_right(self.sentences, position, key=lambda s: s.span.start) - 1)

    def within(self, span: Span) -> list[Mention]:
        """The mentions that a span covers."""
        first = bisect_left(self.mentions, span.start, key=lambda m: m.span.start)
        last = bisect_left(self.mentions, span.end, key=lambda m: m.span.start)
        return [m for m in self.mentions[first:last] if span.covers(m.span)]

    @cached_property
    def inside(self) -> list[Mention]:
        return self.within(self.span)

    @cached_property
    def by_text(self) -> dict[str, list[Mention]]:
        table: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            table.setdefault(fold(mention.text), []).append(mention)
        return table

    def outside_quotes(self, index: int) -> list[Mention]:
        """The mentions of one sentence that stand outside its quotation marks."""
        span = self.sentences[index].span
        quoted = [Span(*m.span()) for m in _QUOTED.finditer(self.text, span.start, span.end)]
        long = [q for q in quoted if q.end - q.start > 30]
        return [m for m in self.within(span) if not any(q.covers(m.span) for q in long)]


# --------------------------------------------------------------------------------------------------------------- names


def _named(place: _Place) -> Speaker | None:
    """The name that heads the source, if one does: in "a lawyer for X" and "X's lawyer" none does."""
    people = [m for m in place.inside if m.kind == "person" and _heads(place, m)]
    if len(people) > 1 and _joined(place, people[0], people[1]):
        return Speaker(place.span.of(place.text), place.span, place.span.of(place.text), None)
    if people:
        titled = [
            m for m in people[1:] if m.role and _strip(place.text[place.span.start : m.span.start]) == fold(m.role)
        ]
        return _bearer(place, (titled or people)[0])
    things = [m for m in place.inside if m.kind != "person" and _heads(place, m)]
    if len(things) > 1 and _joined(place, things[0], things[1]):
        return Speaker(place.span.of(place.text), place.span, place.span.of(place.text), None)
    things = [m for m in things if _closes(place, m)]
    things = [m for m in things if not (is_demonym(fold(m.text)) and len(m.text) < len(place.span.of(place.text)) - 4)]
    if things:
        return _bearer(place, max(things, key=lambda m: (m.span.end - m.span.start, -m.span.start)))
    return None


def _strip(before: str) -> str:
    return fold(before).removeprefix("the ").removeprefix("a ").removeprefix("an ")


def _heads(place: _Place, mention: Mention) -> bool:
    before = place.text[place.span.start : mention.span.start]
    after = place.text[mention.span.end : place.span.end]
    if re.match(r"['’]s?\s+\w", after) or (mention.kind == "person" and _is_adjective(after)):
        return False
    if not before.strip() or re.search(r"[,:—–(]\s*[\"“'‘]?$", before):
        return not re.match(r"\s*-\w", after)
    title = fold(mention.role or "")
    if _CHAIN.search(before.lower()):
        return bool(title) and (fold(before).removeprefix("the ") in title)
    return not re.search(r"['’]s\b", before) or mention.kind == "person"


def _is_adjective(after: str) -> bool:
    """Whether a person's name goes on with a noun: "X supporters" and "the X campaign" are not X."""
    word = re.match(r"\s+([a-z][\w-]*)", after)
    return (
        bool(word) and word is not None and word[1] not in group("grammar.phrase_ends") | group("grammar.prepositions")
    )


def _joined(place: _Place, first: Mention, second: Mention) -> bool:
    """ "X and Y", "Mr X and Mr Y": two speak at once."""
    between = place.text[first.span.end : second.span.start]
    return re.fullmatch(r"\s+(?:and|&)\s+(?:the\s+)?(?:[A-Z][\w.]*\s+){0,3}", between) is not None


def _closes(place: _Place, mention: Mention) -> bool:
    """Whether nothing that changes who speaks follows an institution's name.

    "the X group" and "the X with its many sources": nothing does; "X officials": something does.
    """
    after = place.text[mention.span.end : place.span.end]
    if not after.strip() or after.lstrip()[0] in ",(—–)":
        return True
    words = fold(after).split()
    return (
        not words
        or words[0] in group("grammar.prepositions")
        or (
            (words[0] in group("grammar.generic_tails") or words[-1] in group("grammar.generic_tails"))
            and len(words) < 4
        )
    )


def _bearer(place: _Place, mention: Mention) -> Speaker:
    """The speaker for a mention: its fullest form here, its role or one that the article gives elsewhere."""
    printed = place.span.of(place.text)
    links = {rule: form for form, rule in mention.same_as}
    if SEVERAL in links:
        names = [form for form, rule in mention.same_as if rule == SEVERAL]
        detail = f"“{mention.text}” may be " + " or ".join(f"“{n}”" for n in names)
        return Speaker(printed, place.span, mention.text, mention.role, (Finding("ambiguous", 0.5, detail),))
    for rule in (SURNAME, TYPO, SHORT, ACRONYM):
        if rule in links and (rule != ACRONYM or mention.text.isupper()):
            finding = Finding("same-bearer", 0.95, f"“{mention.text}” = “{links[rule]}”: {rule}")
            return Speaker(
                printed, place.span, links[rule], _told(mention.role) or _role(place, links[rule]), (finding,)
            )
    if GOVERNMENT in links and fold(mention.text) in ("government", "authorities", "regime", "administration"):
        finding = Finding("same-bearer", 0.8, f"“{mention.text}” = “{links[GOVERNMENT]}”: {GOVERNMENT}")
        return Speaker(printed, place.span, links[GOVERNMENT], None, (finding,))
    return Speaker(printed, place.span, mention.text, _told(mention.role) or _role(place, mention.text), ())


def _role(place: _Place, name: str) -> str | None:
    """The first role that the article prints with this name or with a form linked to it; a title beats "Mr"."""
    found = [m.role for m in place.by_text.get(fold(name), ()) if m.role]
    found += [
        m.role
        for m in place.mentions
        if m.role and any(form == name and rule in (SURNAME, ALIAS) for form, rule in m.same_as)
    ]
    telling = [r for r in found if _told(r)]
    return next(iter(telling), None)


def _told(role: str | None) -> str | None:
    """The role if it tells more than "Mr"."""
    return role if role and not role_words(role) <= _TITLES else None


_TITLES = frozenset(("mr", "mrs", "ms", "miss", "sir", "dr"))


# ------------------------------------------------------------------------------------------------------------ pronouns


@dataclass(frozen=True)
class _Candidate:
    name: str
    role: str | None
    position: int
    person: bool
    source: bool


def _candidates(place: _Place) -> list[_Candidate]:
    """Earlier sources and the first names of earlier sentences (their likely subjects), the nearest first."""
    found = [
        _Candidate(s.name, s.role, s.span.start if s.span else 0, _is_person(place, s), True)
        for s in place.earlier
        if s.name
        and (s.span is None or s.span.start < place.span.start)
        and not any(f.name == "ambiguous" for f in s.findings)
    ]
    here = place.sentence(place.span.start)
    for index in range(here, max(-1, here - _FAR), -1):
        if place.sentences[index].role != "body":
            continue
        names = [m for m in place.outside_quotes(index) if m.span.start < place.span.start]
        for kind in (True, False):
            first = next(
                (
                    m
                    for m in names
                    if ((m.kind == "person") is kind and m.kind != "place") or (_is_state(m, names) and not kind)
                ),
                None,
            )
            if first:
                speaker = _bearer(place, first)
                if (speaker.name and not speaker.findings[:1]) or (
                    speaker.findings and speaker.findings[0].name != "ambiguous"
                ):
                    found.append(_Candidate(speaker.name or first.text, speaker.role, first.span.start, kind, False))
    return sorted(found, key=lambda c: (-c.position, not c.source))


def _is_state(mention: Mention, names: Sequence[Mention]) -> bool:
    return mention.kind == "place" and bool(country(fold(mention.text))) and mention is names[0]


def _is_person(place: _Place, speaker: Speaker) -> bool:
    known = place.by_text.get(fold(speaker.name or ""))
    if known:
        return known[0].kind == "person"
    words = role_words(speaker.name or "")
    first = fold(speaker.name or "").split()
    return bool(words) or (bool(first) and first[0] in gender() and len(first) > 1)


def _pronoun(place: _Place, printed: str, low: str) -> Speaker:
    """ "he"/"she": the nearest fitting source, unless a sentence in between has another person as its subject."""
    here = place.sentence(place.span.start)
    pool = _relative(place, here) if low in _RELATIVE else _fitting(low, _candidates(place))
    if low in _FIRST:
        pool = [c for c in pool if here - place.sentence(c.position) < 2]
    if not pool:
        finding = Finding("unresolved", 0.0, f"nobody for “{printed}” to refer to")
        return Speaker(printed, place.span, printed, None, (finding,))
    chosen = _choose(place, pool, here)
    distance = here - place.sentence(chosen.position)
    score = round(max(0.4, 0.95 - 0.1 * distance - (0.0 if chosen.source else 0.1)), 2)
    kind = "the last source" if chosen.source else "the last subject"
    detail = f"“{printed}” = “{chosen.name}”: {kind} that fits, {distance} sentence{'s' * (distance != 1)} back"
    return Speaker(printed, place.span, chosen.name, chosen.role, (Finding("coreference", score, detail),))


def _fitting(low: str, pool: list[_Candidate]) -> list[_Candidate]:
    """The candidates that a pronoun's gender and number allow."""
    wants = _PERSON.get(low)
    if wants:
        return [c for c in pool if c.person and _gender(c) in (wants, "u")]
    if low in _THING:
        return [c for c in pool if not c.person]
    if low in _PLURAL:
        return [c for c in pool if not c.person] or [c for c in pool if c.source]
    return [c for c in pool if c.source]


def _relative(place: _Place, here: int) -> list[_Candidate]:
    """ "who", "which": the name right before, in the same sentence."""
    start = max(place.sentences[here].span.start, place.span.start - 60) if place.sentences else 0
    near = [m for m in place.within(Span(start, place.span.start)) if m.span.end >= place.span.start - 3]
    found = [(m, _bearer(place, m)) for m in near]
    return [_Candidate(s.name or m.text, s.role, m.span.start, m.kind == "person", False) for m, s in found]


def _choose(place: _Place, pool: Sequence[_Candidate], here: int) -> _Candidate:
    source = next((c for c in pool if c.source), None)
    subject = next((c for c in pool if not c.source), None)
    if source is None or subject is None:
        return source or subject or pool[0]
    if subject.position <= source.position or fold(subject.name) == fold(source.name):
        return source
    nearer = place.sentence(subject.position)
    opens = subject.position - place.sentences[nearer].span.start < 60
    return subject if opens and nearer < here and nearer > place.sentence(source.position) else source


def _gender(candidate: _Candidate) -> str:
    words = set(fold(candidate.role or "").split())
    if words & group("honorifics_f") or words & {
        "spokeswoman",
        "chairwoman",
        "actress",
        "mother",
        "wife",
        "daughter",
        "sister",
        "widow",
        "woman",
    }:
        return "f"
    if words & group("honorifics_m") or words & {"spokesman", "chairman", "husband", "son", "businessman"}:
        return "m"
    first = fold(candidate.name).split()[0]
    return gender().get(first, "u") if " " in candidate.name else "u"


# -------------------------------------------------------------------------------------------------------- descriptions


def _description(place: _Place, printed: str) -> Speaker:
    """A definite description refers to somebody the article names with such a role; anything else keeps its words."""
    own = Speaker(printed, place.span, printed, None, ())
    if _INDEFINITE.match(printed) or not (_DEFINITE.match(printed) or _possessed(printed)):
        return own
    head = _head_noun(printed)
    if is_role_word(head) or (head in ("man", "woman", "leader") and role_words(printed)):
        return _by_role(place, printed) or own
    if head in group("grammar.generic_nouns") or (head in group("organisation_heads") and head not in _LOOSE):
        return _by_noun(place, printed, head) or own
    return own


# Heads of names that are no nouns for an organisation by themselves: "the nations of the world".
_LOOSE = frozenset(("nations", "united", "services", "forces", "news", "times", "post", "cross", "crescent", "bar"))


def _possessed(printed: str) -> bool:
    return bool(re.match(r"[^\W\d_][\w.-]*(?:\s[^\W\d_][\w.-]*)?['’]s\s", printed))


def _head_noun(printed: str) -> str:
    words = re.split(r"\s(?:of|for|in|at|to|from|on|with)\s", fold(printed), maxsplit=1)[0].split()
    return words[-1] if words else ""


def _by_role(place: _Place, printed: str) -> Speaker | None:
    """The one named person whose printed role has this role word and nothing against the description's other words."""
    wanted = role_words(printed)
    rest = _qualifiers(printed, place)
    pool: dict[str, tuple[int, str]] = {}
    for mention in place.mentions:
        if mention.kind == "person" and mention.role and not place.span.overlap(mention.span):
            name = _full(mention)
            _offer(pool, name, mention.role, mention.span.start)
    for speaker in place.earlier:
        if speaker.span == place.span:
            continue
        if speaker.name and speaker.role:
            _offer(pool, speaker.name, speaker.role, speaker.span.start if speaker.span else 0)
        elif speaker.name and role_words(speaker.name):
            _offer(pool, speaker.name, speaker.name, speaker.span.start if speaker.span else 0)
    fits = {n: (p, r) for n, (p, r) in pool.items() if share([printed], [r]) and _agree(rest, _qualifiers(r, place))}
    exact = {n: v for n, v in fits.items() if wanted & role_words(v[1])}
    for table in (exact, fits):
        stated = {n: v for n, v in table.items() if rest and rest & _qualifiers(v[1], place)}
        chosen = _one(place, stated or table)
        if chosen:
            detail = f"“{printed}” = “{chosen}”, printed as “{table[chosen][1]}”"
            return Speaker(printed, place.span, chosen, table[chosen][1], (Finding("description", 0.85, detail),))
        if len(table) > 1:
            detail = f"“{printed}” may be " + " or ".join(f"“{n}”" for n in sorted(table))
            return Speaker(printed, place.span, printed, None, (Finding("ambiguous", 0.5, detail),))
    return None


def _offer(pool: dict[str, tuple[int, str]], name: str, role: str, position: int) -> None:
    known = pool.get(name)
    if known is None or (role_words(role) and len(role_words(role)) > len(role_words(known[1]))):
        pool[name] = (position if known is None else known[0], role)


def _full(mention: Mention) -> str:
    return next((form for form, rule in mention.same_as if rule == SURNAME), mention.text)


def _qualifiers(role: str, place: _Place) -> frozenset[str]:
    """What else a description says: countries, organisations (an acronym also by its long name), British spelling."""
    out: set[str] = set()
    for word in fold(role).split():
        word = british().get(word, word)
        if is_role_word(word) or word in group("grammar.empty") or len(word) < 2:
            continue
        out.add(country(word) or word)
    for mention in place.mentions:
        if mention.kind == "organisation" and mention.text in role:
            out |= {fold(form) for form, rule in mention.same_as if rule == ACRONYM and " " not in form}
    return frozenset(out)


def _agree(asked: frozenset[str], known: frozenset[str]) -> bool:
    """Countries must not differ; other words of the description must occur in the role if the role has any."""
    states = {w for w in asked if w[:1].isupper()}
    others = {w for w in known if w[:1].isupper()}
    if states and others and not states & others:
        return False
    plain, theirs = asked - states, known - others
    return not plain or not theirs or bool(plain & theirs) or bool(states & others)


def _one(place: _Place, table: dict[str, tuple[int, str]]) -> str | None:
    """The only candidate; else the last source among them; else the only one introduced above."""
    if len(table) == 1:
        return next(iter(table))
    for speaker in reversed(place.earlier):
        if (
            speaker.name in table
            and speaker.span
            and place.sentence(place.span.start) - place.sentence(speaker.span.start) < _FAR
        ):
            return speaker.name
    above = [n for n, (position, _) in table.items() if position < place.span.start]
    return above[0] if len(above) == 1 else None


def _by_noun(place: _Place, printed: str, head: str) -> Speaker | None:
    """ "the institute": the only organisation so called by name or apposition; "the NGO": the last that spoke."""
    kin = group("kin." + head) if head in _KIN else frozenset((head,))
    named: dict[str, int] = {}
    for mention in place.mentions:
        if mention.kind in ("organisation", "other", "group") and mention.span.start < place.span.start:
            long = next((f for f, rule in mention.same_as if rule in (ACRONYM, SHORT, TYPO) and " " in f), mention.text)
            telling = {*fold(long).split(), *fold(mention.role or "").split()}
            if not institution(long) and (head in telling or kin & telling):
                named[long] = mention.span.start
    bare_noun = (
        len(
            [
                w
                for w in fold(printed).split()
                if w not in group("grammar.empty") and w not in ("based", "rights", "monitoring")
            ]
        )
        == 1
    )
    spoke = [s.name for s in place.earlier if s.name and _is_organisation(place, s.name)]
    sources = list(dict.fromkeys(reversed(spoke))) if head in group("grammar.generic_nouns") and bare_noun else []
    fitting = [n for n in sources if n in named] or (sources if not named else [])
    chosen = next(iter(named)) if len(named) == 1 else (fitting[0] if fitting else None)
    if chosen is None:
        return None
    only = len(named) == 1 or len(sources) == 1
    detail = f"“{printed}” = “{chosen}”: " + (
        "the only one so called" if only else "the last such organisation that spoke"
    )
    return Speaker(
        printed, place.span, chosen, _role(place, chosen), (Finding("description", 0.85 if only else 0.65, detail),)
    )


_KIN = frozenset(("ngo", "monitor", "watchdog", "agency", "newspaper", "paper", "charity", "broadcaster"))


def _is_organisation(place: _Place, name: str) -> bool:
    known = place.by_text.get(fold(name)) or []
    return bool(known) and known[0].kind in ("organisation", "other") and institution(name) is None
