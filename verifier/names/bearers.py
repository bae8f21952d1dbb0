"""Whoever bears a set of names: what links.py found in one article, and what entities.py joins across articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from verifier.datamodel import Entity, Finding, Form, Mention, MentionKind
from verifier.names.gazetteer import fold, group
from verifier.names.institutions import institution
from verifier.names.links import ACRONYM, ALIAS, SEVERAL, SURNAME, TYPO
from verifier.names.spelling import bare, compare

__all__ = ["Bearer", "Reason", "as_entity", "bearers", "best", "distinct", "key"]

Reason = tuple[str, float, str]
"""A finding in the making: name, score, detail."""


@dataclass(slots=True)
class Bearer:
    """One bearer's printed forms (each with its count per article), and all that is known of him."""

    articles: set[str] = field(default_factory=set)
    forms: dict[str, Counter[str]] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    kinds: Counter[MentionKind] = field(default_factory=Counter)
    roles: dict[str, None] = field(default_factory=dict)
    reasons: dict[Reason, None] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    @property
    def kind(self) -> MentionKind:
        """The kind most mentions have; "other" only if none has a better one."""
        best_kind = [(n, k) for k, n in self.kinds.items() if k != "other"]
        return max(best_kind, key=lambda b: (b[0], b[1]))[1] if best_kind else "other"

    def add(self, article: str, form: str, status: str | None = None) -> None:
        """One more mention."""
        self.articles.add(article)
        self.forms.setdefault(form, Counter())[article] += 1
        if status:
            self.status.setdefault(form, status)

    def take(self, other: Bearer) -> None:
        """Everything that is known of `other` is known of this bearer too."""
        self.articles |= other.articles
        for form, counts in other.forms.items():
            self.forms.setdefault(form, Counter()).update(counts)
        for form, status in other.status.items():
            self.status.setdefault(form, status)
        self.kinds.update(other.kinds)
        self.roles.update(other.roles)
        self.reasons.update(other.reasons)
        self.keys |= other.keys

    def names(self) -> list[str]:
        """The forms that identify the bearer: no acronyms, surnames, short forms or descriptions if he has others."""
        return [f for f in self.forms if self.status.get(f) in (None, "alias")] or list(self.forms)


def bearers(mentions: Sequence[Mention]) -> list[Bearer]:
    """The bearers of each article, in the order of the articles' ids."""
    by_article: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_article[mention.article].append(mention)
    for found in by_article.values():
        found.sort(key=lambda m: (m.span.start, -m.span.end))
    return [bearer for article in sorted(by_article) for bearer in _one_article(by_article[article])]


class _Classes:
    """Union-find over keys."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        self.parent.setdefault(item, item)
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, a: str, b: str) -> None:
        self.parent[self.find(a)] = self.find(b)


def _one_article(mentions: Sequence[Mention]) -> list[Bearer]:
    """A surname follows its link and not its form, since one form may have two bearers in one article."""
    classes = _Classes()
    placed: list[tuple[str, Mention]] = []
    several: list[Mention] = []
    for mention in mentions:
        rules = {rule: form for form, rule in mention.same_as}
        if SEVERAL in rules:
            several.append(mention)
        elif SURNAME in rules:
            placed.append((key(rules[SURNAME]), mention))
        else:
            placed.append((key(mention.text), mention))
            for form, _ in mention.same_as:
                classes.join(key(mention.text), key(form))
    found: dict[str, Bearer] = {}
    for name, mention in placed:
        _note(found.setdefault(classes.find(name), Bearer()), mention)
    for mention in several:
        for name in dict.fromkeys(classes.find(key(form)) for form, _ in mention.same_as):
            if name in found:
                found[name].add(mention.article, mention.text, "surname")
    return list(found.values())


def _note(bearer: Bearer, mention: Mention) -> None:
    bearer.add(mention.article, mention.text, _status(mention))
    bearer.kinds[mention.kind] += 1
    if mention.role:
        bearer.roles[mention.role] = None
    for form, rule in mention.same_as:
        if (target := key(form)).startswith("="):
            bearer.keys.add(target)
        short, full = sorted((mention.text, form), key=lambda name: (len(name), name))  # once, whichever is met first
        bearer.reasons[(rule, 0.95, f"“{short}” = “{full}” in {mention.article}")] = None


def _status(mention: Mention) -> str | None:
    rules = {rule for _, rule in mention.same_as}
    if TYPO in rules:
        return "typo"
    if ACRONYM in rules and mention.text.isupper() and " " not in mention.text:
        return "acronym"
    if SURNAME in rules:
        return "surname"
    if ALIAS in rules:
        return "alias"
    return "description" if rules - {ACRONYM} else None


@lru_cache(maxsize=1 << 16)
def key(form: str) -> str:
    """What equal forms share: an institution's class, state and telling words ("=army|Chad|"), else the folded name."""
    parts = institution(form)
    if parts and (parts[1] or distinct(form, parts[2])):
        return f"={parts[0]}|{','.join(sorted(parts[1]))}|{' '.join(distinct(form, parts[2]))}"
    return bare(form)


def distinct(form: str, words: Iterable[str]) -> tuple[str, ...]:
    """Words that tell institutions apart: "main" does not tell a town's stadiums apart, "royal" does navies."""
    parts = institution(form)
    if parts is None or parts[0] not in group("institution_notes.places"):
        return tuple(words)
    return tuple(w for w in words if w not in group("institution_notes.modifiers"))


# ---------------------------------------------------------------------------------------------------------- the result


def best(bearer: Bearer) -> str:
    """The standard form: of the spelling family that is printed most, the most frequent, then the fullest spelling."""
    forms = bearer.names()
    if len(forms) == 1:
        return forms[0]

    def rank(form: str) -> tuple[int, bool, int, int, int, str]:
        family = sum(sum(bearer.forms[o].values()) for o in forms if compare(o, form).label in ("same", "variant"))
        counts = bearer.forms[form]
        shouted = form.isupper() and len(form) > 5
        return -family, shouted, -len(counts), -sum(counts.values()), -min(len(fold(form).split()), 4), form

    return min(forms, key=rank)


def as_entity(bearer: Bearer, name: str, slug: str) -> Entity:
    """The finished entity, called `name`, under the id `slug`."""
    forms = []
    for form in sorted(bearer.forms, key=lambda f: (f != name, -sum(bearer.forms[f].values()), f)):
        counts = bearer.forms[form]
        forms.append(Form(form, _form_status(bearer, form, name), tuple(sorted(counts)), sum(counts.values())))
    findings = tuple(Finding(*r) for r in sorted(bearer.reasons, key=lambda r: (-r[1], r)))
    return Entity(slug, name, bearer.kind, tuple(forms), tuple(bearer.roles), findings)


def _form_status(bearer: Bearer, form: str, name: str) -> str:
    known = bearer.status.get(form)
    if form == name:
        return "standard"
    if known in ("acronym", "typo", "surname", "description"):
        return known
    match = compare(form, name)
    if match.label == "same":
        return "standard"
    if key(form) == key(name):
        return "variant"
    if match.label == "variant":
        return "typo" if match.findings[0].name == "misspelling" else "variant"
    return "variant" if match.label == "compatible" and known != "alias" else "alias"
