"""The names that one article prints: where, what they seem to be, and what their bearers are called there.

Rules, no model: runs of capitalised words, with the particles that names hold ("al-", "van der", "bin") and the
connectors that organisations hold ("of", "for"); titles cut off in front, appositions read behind. A capital that opens
a sentence proves nothing, so such a word is a name only if it is no common word or is capitalised within a sentence
elsewhere. What a name is (`kind`) is voted on by every place that prints it. links.py then says which names the article
equates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from verifier.datamodel import Article, Mention, MentionKind, Sentence, Span
from verifier.names.gazetteer import (
    acronym_stops,
    common,
    country,
    country_phrases,
    fold,
    gender,
    group,
    institution_openers,
    institutions,
    is_country,
    is_demonym,
    phrases,
)
from verifier.names.kinds import Candidate, settle, vote
from verifier.names.links import link
from verifier.names.roles import after_name, before_name, is_role_word, preposed
from verifier.names.tokens import Token, tokenise

__all__ = ["mentions"]

_READ = ("body", "pull-quote")
_CONNECTORS = frozenset(("of", "for", "on", "against", "without"))


def mentions(article: Article, sentences: Sequence[Sentence]) -> list[Mention]:
    """Every name printed in the article's body, in text order; names inside longer names or titles are listed too.

    A mention never holds an article ("the") or a possessive "'s". `role` is a title or apposition printed with it.
    """
    text = article.text
    parsed = [tokenise(text, s.span) for s in sentences if s.role in _READ and s.article == article.id]
    parsed = [tokens for tokens in parsed if not _is_title_case(text, tokens)]
    inner = Counter(t.low for tokens in parsed for t in tokens if t.cap and not t.initial)
    found: list[Candidate] = []
    for tokens in parsed:
        found += _candidates(text, tokens, inner)
    kinds = settle(text, found)
    surnames = {form.split()[-1] for form, kind in kinds.items() if kind == "person" and " " in form}
    out: dict[Span, Mention] = {}
    for c in found:
        exact = c.span.of(text)
        kind = kinds[fold(exact)]
        if kind != "other" or fold(exact) not in common() or fold(exact) in surnames:
            out.setdefault(c.span, Mention(article.id, c.span, exact, kind, c.role))
    return link(article, sorted(out.values(), key=lambda m: (m.span.start, -m.span.end)))


# -------------------------------------------------------------------------------------------------------------- tokens


def _is_title_case(text: str, tokens: list[Token]) -> bool:
    """A heading that was not recognised as one: nearly every word is capitalised, so that capitals say nothing."""
    long = [t for t in tokens if len(t.text) > 3 and not t.text[0].isdigit()]
    if len(long) < 4 or text[tokens[-1].end : tokens[-1].end + 1] in (".", "!", ",", ";"):
        return False
    return sum(t.cap for t in long) >= 0.8 * len(long) and tokens[-1].end - tokens[0].start < 200


# ---------------------------------------------------------------------------------------------------------------- runs


def _candidates(text: str, tokens: list[Token], inner: Counter[str]) -> Iterator[Candidate]:
    """The names of one sentence."""
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if not token.cap or _never(tokens, i):
            i += 1
            continue
        last = _run_end(tokens, i)
        yield from _named(text, tokens, i, last, inner)
        i = last + 1
    yield from _institutions(text, tokens)


def _never(tokens: list[Token], i: int) -> bool:
    """Whether a capitalised word cannot begin a name: function words, weekdays and months, "I"."""
    token = tokens[i]
    after = tokens[i + 1] if i + 1 < len(tokens) and tokens[i + 1].joins and tokens[i + 1].cap else None
    if token.low in group("stop.calendar") or token.low.removesuffix("s") in group("stop.calendar"):
        return not (token.low in group("stop.ambiguous_months") and after and after.low not in group("stop.calendar"))
    if token.text.endswith(_CONTRACTED) or token.low.split()[0] in _TENS:
        return True
    if token.low not in group("stop.openers") or (len(token.text) > 1 and token.text.isupper()):
        return len(token.text) == 1 and (after is None or token.low == "i")
    if after and token.low in gender() and after.low not in common():
        return False
    ordinal = token.low in (
        "first",
        "second",
        "third",
        "last",
        "under",
        "just",
        "next",
        "five",
        "seven",
        "three",
        "two",
        "one",
    )
    return token.initial or not (ordinal and after)


_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_CONTRACTED = tuple(mark + end for mark in "'’" for end in ("t", "ve", "re", "ll", "m", "d"))


def _run_end(tokens: list[Token], i: int) -> int:
    """Index of the last token of the name that begins at `i`."""
    last = i
    while last + 1 < len(tokens):
        following = tokens[last + 1]
        if not following.joins or tokens[last].ends:
            break
        if following.cap and not _breaks(tokens, last + 1):
            last += 1
            continue
        stop = _over_particles(tokens, last + 1) or _over_connector(tokens, i, last)
        if stop is None:
            break
        last = stop
    return last


def _breaks(tokens: list[Token], k: int) -> bool:
    token = tokens[k]
    if token.low in group("stop.calendar"):
        return not (token.low in group("stop.ambiguous_months") and tokens[k - 1].low in gender())
    shouted = len(token.text) > 1 and token.text.isupper()
    return (
        token.low in group("stop.openers")
        and not shouted
        and token.low not in ("first", "second", "third", "two", "one", "three", "will")
    )


def _over_particles(tokens: list[Token], k: int) -> int | None:
    """Index of the capitalised word after lower-case particles that begin at `k`: "Ursula von der Leyen"."""
    for n in range(k, min(k + 3, len(tokens))):
        if not tokens[n].joins or tokens[n].possessive:
            return None
        if tokens[n].cap:
            return n if n > k and not _breaks(tokens, n) else None
        if tokens[n].low not in group("particles"):
            return None
    return None


def _over_connector(tokens: list[Token], i: int, last: int) -> int | None:
    """Index of the capitalised word after "of (the)", "for", "and" inside the name of an organisation or office."""
    run = [t.low for t in tokens[i : last + 1]]
    link_word = tokens[last + 1].low
    k = last + 2
    if k < len(tokens) and tokens[k].low == "the" and link_word in ("of", "for", "on"):
        k += 1
    if k >= len(tokens) or not tokens[k].cap or not tokens[k].joins or _breaks(tokens, k):
        return None
    if link_word in ("on", "against", "without") and not _is_panel(run):
        return None
    if link_word in _CONNECTORS:
        return k if _takes_of(run, tokens[k]) else None
    joined = any(word in _CONNECTORS for word in run)
    if link_word == "and" and len(run) < 5 and run[-1] in common() and not country(run[-1]):
        stop = k
        while (
            stop + 1 < len(tokens) and tokens[stop + 1].cap and tokens[stop + 1].joins and not tokens[stop].possessive
        ):
            stop += 1
        if stop > k and all(t.low in common() or _is_head(t.low) for t in tokens[k : stop + 1]):
            return stop if tokens[stop].low in group("organisation_heads") else None
    if link_word == "and" and joined and tokens[k].low in group("organisation_heads"):
        return k if k + 1 < len(tokens) and tokens[k + 1].cap and tokens[k + 1].joins else None
    if link_word == "and" and (joined or run[0] in group("grammar.departments")) and tokens[k].low in common():
        return k if tokens[k].low not in group("organisation_heads") or not joined else None
    return None


def _is_panel(run: list[str]) -> bool:
    return run[-1] in (
        "committee",
        "commission",
        "council",
        "panel",
        "conference",
        "convention",
        "doctors",
        "reporters",
        "campaign",
    )


def _is_head(low: str) -> bool:
    return low in group("organisation_heads") or low in group("place_heads")


def _takes_of(run: list[str], following: Token) -> bool:
    """Whether "of", "for" or "on" goes on with the name: "Bank of", "Popular Front for the Liberation of"."""
    head = run[-1]
    if is_role_word(head):
        low = following.low
        return low in group("role_modifiers") or is_country(low) or low in ("staff", "affairs")
    if head in ("north", "south", "east", "west"):
        return False
    if _is_head(head) or (_is_head(run[0]) and len(run) < 4) or head in ("isle", "doctors", "reporters"):
        return True
    return any(word in _CONNECTORS for word in run) and any(_is_head(word) for word in run)


# ------------------------------------------------------------------------------------------------------- run -> names


def _named(text: str, tokens: list[Token], first: int, last: int, inner: Counter[str]) -> Iterator[Candidate]:
    """The names of one run: a title in front is cut off and read as the role; names inside the title are listed."""
    first = _skip_adjectives(tokens, _skip_opener(tokens, first, last, inner), last)
    if first == last and " " in tokens[first].low and _two_names(tokens[first], inner):
        yield from _halves(tokens, first)
        return
    half = (last - first + 1) // 2
    if half > 1 and [t.low for t in tokens[first : first + half]] == [
        t.low for t in tokens[last - half + 1 : last + 1]
    ]:
        first = last - half + 1  # a name printed twice, as caption and text: "Jane Smith Jane Smith"
    if first > last or _says_nothing(tokens, first, last, inner):
        return
    run = tokens[first : last + 1]
    if last > first and all(t.text.isupper() for t in run) and any(t.low in common() for t in run):
        return  # words shouted in a headline
    split = _person_after(tokens, first, last)
    if split:
        yield from _named(text, tokens, first, split - 1, inner)
        first = split
    cut = _title_end(tokens, first, last)
    if cut > first:
        yield from _inside_title(tokens, first, min(cut, last + 1))
    if cut > last:
        return
    begin = _skip_role_rest(tokens, cut, last) if cut > first else cut
    if begin > last or (begin == last and len(tokens[begin].text) == 1):
        return
    candidate = Candidate(tokens, begin, last)
    _extend(candidate)
    title = text[tokens[first].start : tokens[begin - 1].end] if begin > first else None
    _read_role(text, candidate, title, first)
    vote(candidate)
    yield candidate


def _two_names(token: Token, inner: Counter[str]) -> bool:
    """ "the Kyiv-Kharkiv road": both halves are printed alone elsewhere."""
    halves = token.low.split()
    return (
        len(halves) == 2 and token.text.count("-") == 1 and all(inner[h] for h in halves) and halves[0] not in gender()
    )


def _halves(tokens: list[Token], k: int) -> Iterator[Candidate]:
    token = tokens[k]
    cut = token.text.index("-")
    for start, end in ((0, cut), (cut + 1, len(token.text))):
        word = token.text[start:end]
        half = Token(word, fold(word), token.start + start, token.start + end, True, False, False)
        yield Candidate([half], 0, 0)


def _skip_opener(tokens: list[Token], first: int, last: int, inner: Counter[str]) -> int:
    """Cut a common word whose capital only opens the sentence: "Striking X" -> X, but "Frontier Corp" stays."""
    token = tokens[first]
    if not token.initial or inner[token.low] or (token.text.isupper() and len(token.text) > 1):
        return first
    if first < last and token.low.endswith(("ed", "ing", "ly")) and token.low not in gender():
        return first + 1
    if token.low not in common():
        return first
    if first == last:
        return first + 1
    following = tokens[first + 1]
    if (
        following.low in common()
        or _is_head(following.low)
        or is_role_word(token.low)
        or token.low in group("role_modifiers")
    ):
        return first
    if following.cap and (following.low in gender() or inner[following.low] > 1 or country(following.low)):
        return first + 1
    return first


def _only_in_front(token: Token) -> bool:
    """A picture agency before a caption ("GETTY Jane Smith") or a common word before a name ("Sleepy Joe Smith")."""
    low = token.low
    if token.text.isupper() and len(token.text) != 3:
        return True
    part = is_role_word(low) or low in group("role_modifiers") or _is_head(low)
    return low in common() and low not in gender() and not part


def _skip_adjectives(tokens: list[Token], first: int, last: int) -> int:
    """Cut nationalities and faiths before a proper name: "Somali Shabab" -> Shabab; "Islamic State" is a name."""
    if first < last and tokens[first + 1].low in gender() and _only_in_front(tokens[first]):
        return first + 1
    while first < last and (is_demonym(tokens[first].low) or tokens[first].low in group("stop.adjectives")):
        rest = [t.low for t in tokens[first + 1 : last + 1]]
        whole = " ".join([tokens[first].low, *rest[:1]])
        if whole in country_phrases() or whole in phrases("fixed") or any(_is_head(w) or is_role_word(w) for w in rest):
            return first
        if rest[0] in common() and rest[0] not in gender():
            return first
        first += 1
    return first


def _says_nothing(tokens: list[Token], first: int, last: int, inner: Counter[str]) -> bool:
    """Nationalities, faiths, points of the compass alone; stop-listed abbreviations; numerals."""
    run = tokens[first : last + 1]
    whole = " ".join(t.low for t in run)
    if whole in country_phrases():
        return is_demonym(whole)
    if all(is_demonym(t.low) or _is_adjective(t.low) or t.text in acronym_stops() for t in run):
        return not any(is_country(t.low) for t in run)
    if len(run) > 1:
        return False
    token = run[0]
    if token.text in acronym_stops() or token.text[0].isdigit() or token.text[:2] in ("R-", "D-"):
        return True
    return token.initial and not inner[token.low] and (token.low in common() or token.low.endswith(_ENDINGS))


def _is_adjective(low: str) -> bool:
    return low in group("stop.adjectives") or low.removesuffix("s") in group("stop.adjectives")


# A capitalised word at the beginning of a sentence that has one of these endings is hardly ever a name: "Indefensible".
_ENDINGS = (
    "able",
    "ible",
    "ingly",
    "edly",
    "ously",
    "fully",
    "ically",
    "ness",
    "ments",
    "tions",
    "tional",
    "wards",
    "wise",
    "less",
)


def _title_end(tokens: list[Token], first: int, last: int) -> int:
    """Index after the last title word of the run; beyond `last` if the run is nothing but a title."""
    run = tokens[first : last + 1]
    places = [n for n, t in enumerate(run) if is_role_word(t.low)]
    if not places or (
        run[0].low in gender() and run[0].low not in group("role_modifiers") and not is_role_word(run[0].low)
    ):
        return first
    if len(run) > 1 and places[-1] == len(run) - 1 and run[-2].low in _ADDRESS:
        return last  # "Mr. King", "Ms. Baker"
    cut = places[-1] + 1
    rest = run[cut:]
    office = run[places[-1]].low in group("offices") and len(rest) == 1
    if rest and (_is_head(rest[-1].low) or rest[-1].low in group("event_heads")) and not office and rest[0].low != "of":
        return first
    if not rest and any(not _is_title_part(t) for t in run):
        return first
    return first + cut


_ADDRESS = frozenset(("mr", "mrs", "ms", "miss", "dr", "sen", "rep", "gov", "president", "senator"))


def _is_title_part(token: Token) -> bool:
    low = token.low
    return (
        is_role_word(low)
        or low in group("role_modifiers")
        or is_demonym(low)
        or is_country(low)
        or low in common()
        or token.text.isupper()
    )


def _person_after(tokens: list[Token], first: int, last: int) -> int | None:
    """Where a person's name begins right after an organisation's: "(envoy to the) United Nations | Nikki Haley"."""
    for k in range(first + 2, last):
        if tokens[k].low in gender() and tokens[k - 1].low in group("organisation_heads"):
            return k
    return None


def _skip_role_rest(tokens: list[Token], cut: int, last: int) -> int:
    """Skip "of State", "of Foreign Affairs", "of Ukraine", "of the X Agency" between an office and the name."""
    k = cut
    if k <= last and tokens[k].low == "of":
        heads = [n for n in range(k + 1, last) if tokens[n].low in group("organisation_heads")]
        k = heads[-1] + 1 if heads else k + 1
        while k <= last and (_is_title_part(tokens[k]) or tokens[k].low in ("the", "and")):
            if tokens[k].low in gender() and k < last:
                break
            k += 1
    return k


def _inside_title(tokens: list[Token], first: int, cut: int) -> Iterator[Candidate]:
    """Names inside a title: "UN" in "UN Secretary-General X", "Apple" in "Apple CEO X"."""
    k = first
    while k < cut:
        if k + 1 < cut and is_demonym(f"{tokens[k].low} {tokens[k + 1].low}"):
            k += 2
            continue
        stop = k
        while stop < cut and _is_name_in_title(tokens[stop]):
            stop += 1
        if stop > k:
            candidate = Candidate(tokens, k, stop - 1)
            kind: MentionKind = "place" if country(" ".join(t.low for t in tokens[k:stop])) else "organisation"
            candidate.vote(kind, 5.0 if kind == "place" else 1.5)
            yield candidate
        k = stop + 1


def _is_name_in_title(token: Token) -> bool:
    low = token.low
    if is_role_word(low) or low in group("role_modifiers") or (is_demonym(low) and not is_country(low)):
        return False
    return (
        token.cap
        and token.text not in acronym_stops()
        and (low not in common() or is_country(low) or token.text.isupper())
    )


def _extend(candidate: Candidate) -> None:
    """ "the Daily Star newspaper", "the London-based Institute": the lower-case word is part of how it is called."""
    tokens, k, first = candidate.tokens, candidate.last + 1, candidate.first
    alone = first == candidate.last and tokens[first].low in group("organisation_heads")
    if alone and first > 1 and tokens[first - 1].low == "based" and tokens[first - 2].cap:
        candidate.first = first - 2
        return
    if (
        k < len(tokens)
        and tokens[k].joins
        and tokens[k].low in group("publication_nouns")
        and candidate.last > candidate.first
    ):
        candidate.last = k
        candidate.vote("organisation", 3.0)


def _read_role(text: str, candidate: Candidate, title: str | None, first: int) -> None:
    """Role in front (capitalised or not), behind, or before a comma; a person's role is strong evidence of a person."""
    tokens = candidate.tokens
    role = before_name(text, tokens, first if title else candidate.first, title, candidate.first)
    if role:
        candidate.vote("person", 3.0)
    behind = after_name(text, tokens, candidate.last)
    if behind is None and role is None and tokens[candidate.first].start > 0:
        behind = preposed(text, tokens, candidate.first, candidate.last)
    if behind and behind[1] != "other":
        candidate.vote(behind[1], 3.0)
    candidate.role = role or (behind[0] if behind else None)


# -------------------------------------------------------------------------------------------------------- institutions


def _institutions(text: str, tokens: list[Token]) -> Iterator[Candidate]:
    """Institutions in lower case with what tells them apart: "China's foreign ministry", "the central prison"."""
    for k, token in enumerate(tokens):
        if token.cap or token.low not in institution_openers():
            continue
        length = _institution_length(tokens, k)
        if not length:
            continue
        first = k
        while first and (tokens[first].joins or tokens[first - 1].possessive) and _qualifies(tokens, first - 1):
            first -= 1
        definite = first > 0 and tokens[first - 1].low == "the"
        named = any(t.cap for t in tokens[first:k])
        if (named or definite) and _stands_alone(tokens, k + length):
            candidate = Candidate(tokens, first, k + length - 1)
            candidate.vote("place" if token.low in group("institution_notes.places") else "organisation", 5.0)
            yield candidate


def _stands_alone(tokens: list[Token], k: int) -> bool:
    """Whether the word at `k` does not go on with the noun: "the army said" does not, "the army chief" does."""
    if k >= len(tokens) or not tokens[k].joins:
        return True
    low = tokens[k].low
    if low in group("cues.speech") or low in group("stop.openers"):
        return True
    noun = (
        is_role_word(low) or _is_head(low) or low in group("group_heads") or low in group("grammar.institution_tails")
    )
    return not noun and not (low.endswith("s") and low in common())


def _institution_length(tokens: list[Token], k: int) -> int:
    """Number of tokens of the institution that begins at `k`, 0 if none does."""
    words = tokens[k].low
    best = 1 if words in institutions() else 0
    for n in range(k + 1, min(k + 4, len(tokens))):
        if not tokens[n].joins:
            break
        words += " " + tokens[n].low
        if words in institutions():
            best = n - k + 1
    return best


def _qualifies(tokens: list[Token], k: int) -> bool:
    token = tokens[k]
    if not token.cap:
        return token.low in group("institution_notes.modifiers")
    return token.low not in group("stop.openers") and token.low not in group("stop.calendar") and not token.ends
