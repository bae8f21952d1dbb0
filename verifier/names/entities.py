"""Mentions of many articles -> the people, organisations and places behind them, with the reason for every join.

First each article by itself: what links.py found equated there is one *bearer*. Then bearers of different articles
are joined, surest evidence first: the same full name; spellings of one name; acronyms with one meaning; lone surnames
and short names with one candidate. Names meet through blocking keys (consonant skeletons), so that the work grows with
the number of distinct names and not with its square. What speaks against a join always wins: clashing kinds, ages or
roles, or two names side by side in one article, where no newspaper prints two spellings of one name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from verifier.datamodel import Article, Entity, Mention, MentionKind, Span, Speaker
from verifier.names.bearers import Bearer, Reason, as_entity, bearers, best, distinct, key
from verifier.names.gazetteer import british, capital, common, country, fold, group, is_country
from verifier.names.institutions import institution
from verifier.names.roles import clash, share
from verifier.names.spelling import ROMANISED, NameMatch, bare, compare, keys, name_tokens, sounds, surnames

__all__ = ["entities"]

# More names than this under one key are compared only with the neighbours that share a second key.
_BLOCK = 40
_PLACE_VARIANT = 0.86  # "Kharkiv" / "Kharkov"
_INDEFINITE = re.compile(r"(?:an?|some|one|several|many|two|three|other|another)\s", re.I)


def entities(
    articles: Sequence[Article], mentions: Sequence[Mention], speakers: Sequence[tuple[str, Speaker]]
) -> list[Entity]:
    """Everyone and everything that the mentions name, each with all printed forms and the findings that joined them.

    `speakers`, as (article id, speaker), adds sources that have no name ("a resident of X"). A form that two people
    bear stands under both. Same input, same answer: the order of the articles does not matter.
    """
    pile = _Pile(bearers(mentions))
    pile.join_same()
    pile.join_spellings()
    pile.join_acronyms()
    pile.join_single_names()
    pile.join_short()
    pile.add_speakers(speakers)
    return pile.finish()


# ------------------------------------------------------------------------------------------------------------- the pile


class _Pile:
    """Bearers in the making: `join` merges two unless something speaks against it."""

    def __init__(self, bearers: list[Bearer]) -> None:
        self.bearers = bearers
        self.parent = list(range(len(bearers)))

    def find(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def live(self) -> list[int]:
        return [i for i, p in enumerate(self.parent) if i == p]

    def join(self, i: int, j: int, reason: Reason | None = None) -> None:
        a, b = sorted((self.find(i), self.find(j)))
        if a == b:
            return
        self.bearers[a].take(self.bearers[b])
        self.parent[b] = a
        if reason:
            self.bearers[a].reasons[reason] = None

    def bearer(self, i: int) -> Bearer:
        return self.bearers[self.find(i)]

    # -------------------------------------------------------------------------------------------------- same full name

    def join_same(self) -> None:
        """Bearers with a full name in common, unless ages or roles clash. Single names of people wait."""
        by_key: dict[str, list[int]] = defaultdict(list)
        for i in self.live():
            bearer = self.bearers[i]
            for name in {k for form in bearer.names() for k in _exact_keys(form, bearer.kind)} | bearer.keys:
                by_key[name].append(i)
        for name in sorted(by_key):
            kept: list[int] = []
            for i in dict.fromkeys(self.find(i) for i in by_key[name]):
                home = next((k for k in kept if self._fit(k, i, 1.0) is None), None)
                if home is None:
                    kept.append(i)
                else:
                    self.join(home, i, self._same_institution(home, i, name))

    def _same_institution(self, i: int, j: int, name: str) -> Reason | None:
        a, b = best(self.bearer(i)), best(self.bearer(j))
        if name[0] not in "=o" or bare(a) == bare(b):
            return None
        return ("same-institution", 0.95, f"“{a}” and “{b}” say the same institution in other words")

    def _fit(self, i: int, j: int, score: float) -> str | None:
        """What speaks against two bearers being one, or None. The same name in full forgives a disputed kind."""
        a, b = self.bearer(i), self.bearer(j)
        kinds = {a.kind, b.kind}
        if "person" in kinds and len(kinds - {"other"}) > 1 and not (score == 1.0 and self._weak(a, b)):
            return f"a {a.kind} and a {b.kind}"
        if score < 1.0 and len(kinds - {"other", "group"}) > 1:
            return f"a {a.kind} and a {b.kind}"
        return clash(list(a.roles), list(b.roles), strict=score < 1.0) if kinds == {"person"} else None

    @staticmethod
    def _weak(a: Bearer, b: Bearer) -> bool:
        """Whether the one taken for a person is taken so without any title or apposition."""
        return not (a if a.kind == "person" else b).roles

    # ------------------------------------------------------------------------------------------------------- spellings

    def join_spellings(self) -> None:
        """Spellings of one full name, best match first, so that the surest joins decide what the others meet."""
        names: dict[str, list[int]] = defaultdict(list)
        for i in self.live():
            for form in self.bearers[i].names():
                if self.bearers[i].kind != "person" or len(name_tokens(form)) > 1:
                    names[form].append(i)
        pairs = self._pairs(sorted(names), names)
        partial: dict[str, set[int]] = defaultdict(set)
        for _, x, y, match in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
            for i in names[x]:
                for j in names[y]:
                    if self.find(i) == self.find(j):
                        continue
                    if match.label == "compatible":
                        partial[min(x, y, key=len)].add(self.find(i) if len(x) > len(y) else self.find(j))
                    elif self._same_name(i, j, x, y, match):
                        reason = match.findings[0]
                        self.join(i, j, (reason.name, round(match.score, 2), f"“{x}” and “{y}”: {reason.detail}"))
        for short in sorted(partial):
            homes = {self.find(i) for i in partial[short]}
            for i in names[short]:
                homes.discard(self.find(i))
            if len(homes) == 1:
                self._join_partial(short, names[short], homes.pop())

    def _pairs(self, forms: list[str], names: dict[str, list[int]]) -> list[tuple[float, str, str, NameMatch]]:
        blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for form in forms:
            person = self.bearer(names[form][0]).kind == "person"
            for block in _block_keys(form, person):
                blocks[block].append(form)
        seen: dict[tuple[str, str], tuple[float, str, str, NameMatch]] = {}
        for block in sorted(blocks):
            for x, y in _within(blocks[block]):
                if (x, y) not in seen and (match := compare(x, y)).label != "different":
                    seen[(x, y)] = (match.score, x, y, match)
        return list(seen.values())

    def _same_name(self, i: int, j: int, x: str, y: str, match: NameMatch) -> bool:
        if self._fit(i, j, match.score if match.score < 1 else 0.99) is not None:
            return False
        a, b = self.bearer(i), self.bearer(j)
        role = share(a.roles, b.roles)
        together = a.articles & b.articles
        if match.label == "same":
            return True
        if "person" in (a.kind, b.kind):
            if together or match.score < ROMANISED:
                return role is not None
            return True
        if together or _known_apart(x, y):
            return False
        short = min(len(fold(x)), len(fold(y)))
        if " " not in fold(x) + fold(y) and (short < 5 or x.isupper() or y.isupper() or not _same_start(x, y)):
            return False  # "CIA" and "Kia", "Einstein" and "Weinstein"
        return match.score >= (_PLACE_VARIANT if short > 5 and "place" in (a.kind, b.kind) else 0.93)

    def _join_partial(self, short: str, bearers: list[int], home: int) -> None:
        """A name without its middle part, its kunya or an initial, if only one fuller name of the pile fits."""
        target = self.bearers[home]
        for i in bearers:
            mine = self.bearer(i)
            if "person" not in (mine.kind, target.kind) or self._fit(i, home, 0.9) is not None:
                continue
            if mine.articles & target.articles and not share(mine.roles, target.roles):
                continue
            exact = any(set(name_tokens(short)) <= set(name_tokens(f)) for f in target.names())
            if mine.roles and target.roles and not exact and not share(mine.roles, target.roles):
                continue
            self.join(home, i, ("part-of-name", 0.85, f"“{short}” fits one fuller name only: “{best(target)}”"))

    # -------------------------------------------------------------------------------------------------------- acronyms

    def join_acronyms(self) -> None:
        """An acronym that an article leaves unexplained means what the other articles say, if they agree."""
        defined: dict[str, set[int]] = defaultdict(set)
        loose: dict[str, list[int]] = defaultdict(list)
        for i in self.live():
            bearer = self.bearers[i]
            for form in bearer.forms:
                if bearer.status.get(form) == "acronym":
                    defined[fold(form)].add(i)
                elif form.isupper() and " " not in form:
                    loose[fold(form)].append(i)
        for acronym in sorted(loose):
            homes = {self.find(i) for i in defined.get(acronym, ())}
            if len(homes) != 1:
                continue
            home = homes.pop()
            for i in loose[acronym]:
                if self.find(i) != home and len(self.bearer(i).forms) == 1 and self.bearer(i).kind != "person":
                    for form in self.bearer(i).forms:
                        self.bearer(i).status[form] = "acronym"
                    detail = (
                        f"“{acronym.upper()}” is “{best(self.bearers[home])}” in {min(self.bearers[home].articles)}"
                    )
                    self.join(home, i, ("acronym-elsewhere", 0.8, detail))

    # ---------------------------------------------------------------------------------------------------- single names

    def join_single_names(self) -> None:
        """People known by one name: with the only full name of the pile that has it as surname, or with each other.

        A description of their own that fits nobody ("X, a 40-year-old baker") keeps them apart.
        """
        full: dict[str, set[int]] = defaultdict(set)
        single: dict[str, list[int]] = defaultdict(list)
        things: dict[str, int] = {}
        for i in self.live():
            bearer = self.bearers[i]
            for form in bearer.names():
                tokens = name_tokens(form)
                if not tokens or bearer.status.get(form) == "description":
                    continue
                loose = bearer.kind == "other" and tokens[0] not in common()
                if len(tokens) == 1 and (bearer.kind == "person" or loose) and not _is_acronym(form):
                    single[tokens[0]].append(i)
                elif bearer.kind == "person":
                    for token in surnames(form):
                        full[token].add(i)
                elif len(tokens) == 1:
                    things.setdefault(tokens[0], i)
        for token in sorted(single):
            homes = {self.find(i) for i in full.get(token, ())}
            for i in single[token]:
                if len(homes) == 1 and (home := min(homes)) != self.find(i) and self._known_surname(i, home):
                    detail = f"“{token}” fits one full name of the pile only: “{best(self.bearer(home))}”"
                    for form in self.bearer(i).forms:
                        self.bearer(i).status.setdefault(form, "surname")
                    self.join(home, i, ("surname-elsewhere", 0.7, detail))
                elif token in things and self._fit(things[token], i, 1.0) is None:
                    self.join(things[token], i)
        self._join_bare({t: [i for i in found if self.find(i) == i] for t, found in single.items()})

    def _known_surname(self, i: int, home: int) -> bool:
        mine, target = self.bearer(i), self.bearer(home)
        if mine.articles & target.articles or self._fit(i, home, 0.7) is not None:
            return False
        telling = [r for r in mine.roles if fold(r) not in _PLAIN_TITLES]
        return not telling or share(telling, target.roles) is not None

    def _join_bare(self, single: dict[str, list[int]]) -> None:
        """Two people with one name each: the same or a variant, and the same sort of description."""
        blocks: dict[str, list[str]] = defaultdict(list)
        for token in sorted(single):
            if single[token]:
                for skeleton in keys(token):
                    blocks[skeleton].append(token)
        for block in sorted(blocks):
            for x, y in [*_within(blocks[block]), *((t, t) for t in blocks[block])]:
                match = compare(x, y)
                if x != y and match.score < ROMANISED:
                    continue
                for i in single[x]:
                    for j in single[y][:_BLOCK]:
                        if self.find(i) != self.find(j) and self._alike(i, j, x == y):
                            detail = f"“{x}” and “{y}”, both with one name, described alike"
                            self.join(i, j, ("single-name", round(0.8 * match.score, 2), detail))

    def _alike(self, i: int, j: int, same: bool) -> bool:
        a, b = self.bearer(i), self.bearer(j)
        if a.articles & b.articles or self._fit(i, j, 0.8) is not None:
            return False
        return share(a.roles, b.roles) is not None or (same and not a.roles and not b.roles)

    # ------------------------------------------------------------------------------------------------------ short names

    def join_short(self) -> None:
        """ "the main stadium" is the only one of the pile in a town the article names; "the Institute" the only one."""
        known: dict[str, set[int]] = defaultdict(set)
        heads: dict[str, set[int]] = defaultdict(set)
        words: dict[str, set[str]] = defaultdict(set)
        for i in self.live():
            bearer = self.bearers[i]
            for form, counts in bearer.forms.items():
                for article in counts:
                    words[article].add(bare(form))
                parts = institution(form)
                if parts and (parts[1] or distinct(form, parts[2])):
                    known[parts[0]].add(i)
                elif bearer.kind == "organisation" and len(fold(form).split()) > 1:
                    for word in set(fold(form).split()) & group("organisation_heads"):
                        heads[word].add(i)
        for i in self.live():
            self._join_short(i, known, heads, words)

    def _join_short(
        self, i: int, known: dict[str, set[int]], heads: dict[str, set[int]], words: dict[str, set[str]]
    ) -> None:
        bearer = self.bearers[i]
        if len(bearer.forms) > 1 or self.find(i) != i:
            return
        form = next(iter(bearer.forms))
        parts = institution(form)
        if parts and not parts[1] and not distinct(form, parts[2]) and form[0].islower():
            near = {self.find(k) for k in known[parts[0]]}
            near = {k for k in near if all(words[a] & _place_words(self.bearers[k]) for a in bearer.articles)}
        elif not parts and fold(form) in heads and form[0].isupper():
            near = {self.find(k) for k in heads[fold(form)]} - {i}
        else:
            return
        if len(near) == 1:
            home = near.pop()
            bearer.status[form] = "description"
            self.join(
                home, i, ("only-candidate", 0.7, f"“{form}”: the pile has one candidate, “{best(self.bearers[home])}”")
            )

    # ------------------------------------------------------------------------------------------------------- the result

    def add_speakers(self, speakers: Sequence[tuple[str, Speaker]]) -> None:
        """Sources without a name. "the strike committee" is one source in all articles, "a resident" one in each."""
        printed = {(a, bare(f)) for i in self.live() for f, counts in self.bearers[i].forms.items() for a in counts}
        found: dict[tuple[str, str], Bearer] = {}
        for article, speaker in sorted(speakers, key=lambda s: (s[0], s[1].span or _NOWHERE, s[1].name or "")):
            name = speaker.name or ""
            low = bare(name)
            if not low or (article, low) in printed or not re.search(r"\w", low):
                continue
            indefinite = (
                bool(_INDEFINITE.match(name))
                or bool(_INDEFINITE.match(speaker.printed))
                or low.split()[-1] in group("grammar.unnamed_folk")
            )
            bearer = found.setdefault((article if indefinite else "", low), Bearer())
            bearer.add(article, re.sub(r"^(?:the|an?)\s", "", name, flags=re.I), "description")
            bearer.kinds["group"] += 1
            if speaker.role:
                bearer.roles[speaker.role] = None
        for place in sorted(found):
            self.bearers.append(found[place])
            self.parent.append(len(self.parent))

    def finish(self) -> list[Entity]:
        out: list[Entity] = []
        used: Counter[str] = Counter()
        ordered = sorted(self.live(), key=lambda i: _order(self.bearers[i]))
        for i in ordered:
            bearer = self.bearers[i]
            name = best(bearer)
            slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "name"
            used[slug] += 1
            out.append(as_entity(bearer, name, slug if used[slug] == 1 else f"{slug}-{used[slug]}"))
        return out


_NOWHERE = Span(0, 0)
_PLAIN_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "lord", "lady", "prof", "professor", "aged"))


def _exact_keys(form: str, kind: MentionKind) -> list[str]:
    """Under what a form meets its like. People of one name have no such key, so that two bakers named X stay two."""
    institutional = key(form)
    if institutional.startswith("="):
        return [institutional]
    tokens = name_tokens(form)
    if not tokens:
        return []
    if kind == "person":
        return (
            ["p:" + " ".join(tokens)] + (["n:" + " ".join(tokens)] if len(tokens) > 1 else [])
            if len(tokens) > 1
            else []
        )
    plain = ["n:" + " ".join(tokens)]
    if kind in ("organisation", "other") and len(tokens) > 1:
        words = [british().get(w, w) for w in fold(form).split() if w not in ("of", "the", "for", "and")]
        core = sorted(f"@{c}" if (c := country(w)) else w for w in words if w not in group("generic_words")) or words
        plain.append("o:" + " ".join(core)) if len(core) > 1 else None
    return plain


def _block_keys(form: str, person: bool) -> list[tuple[str, ...]]:
    tokens = name_tokens(form)
    if not tokens:
        return []
    if person:
        last = [("s", k) for k in keys(tokens[-1])]
        return [*last, *(("g", k, tokens[-1][0]) for k in keys(tokens[0]))] if len(tokens) > 1 else []
    content = [t for t in tokens if t not in group("generic_words")] or list(tokens)
    return [("t", str(len(content)), a, b) for a in keys(content[0]) for b in keys(content[-1])]


def _within(block: list[str]) -> Iterable[tuple[str, str]]:
    """All pairs of a small block; in a large one each name meets the next few in alphabetical order of given names."""
    reach = len(block) if len(block) <= _BLOCK else 8
    for n, x in enumerate(block):
        for y in block[n + 1 : n + 1 + reach]:
            yield x, y


def _is_acronym(form: str) -> bool:
    return form.isupper() and len(fold(form)) < 5


def _same_start(x: str, y: str) -> bool:
    """Whether two names begin with the same vowel-or-consonant and may begin with the same sound."""
    a, b = sounds(fold(x).split()[-1]), sounds(fold(y).split()[-1])
    return keys(a)[0][:1] == keys(b)[0][:1] and (a[0] in "aeiou") == (b[0] in "aeiou")


def _known_apart(x: str, y: str) -> bool:
    """Two different countries or capitals are never two spellings: Iran and Iraq, Austria and Australia."""
    known = [is_country(fold(n)) or capital(fold(n)) is not None for n in (x, y)]
    return any(known) and (all(known) or min(len(x), len(y)) < 5)


def _place_words(bearer: Bearer) -> set[str]:
    out: set[str] = set()
    for form in bearer.forms:
        parts = institution(form)
        if parts:
            out |= {" ".join(distinct(form, parts[2]))} | {fold(c) for c in parts[1]}
    return out - {""}


def _order(bearer: Bearer) -> tuple[int, int, str]:
    return -len(bearer.articles), -sum(sum(c.values()) for c in bearer.forms.values()), best(bearer)
