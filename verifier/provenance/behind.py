"""The origins of a pile -> how many of them stand behind one claim, and which one source all of them credit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from verifier.datamodel import Article, Finding, Member, Origin, Span
from verifier.provenance.credits import credited

__all__ = ["Behind"]


SHORT = 3
"""Words of so few letters ("of", "the") have no capital in names either."""


class Behind:
    """The origins of all articles, as claims are looked up in them. Made once, asked for each claim."""

    def __init__(self, origins: Iterable[Origin], articles: Iterable[Article]) -> None:
        self._origins = list(origins)
        self._outlets = {a.id: a.outlet or a.id for a in articles}
        self._named = set(self._outlets.values())
        self._layers: dict[str, list[tuple[Origin, Sequence[Span]]]] = {}
        for origin in self._origins:
            for layer in origin.layers:
                self._layers.setdefault(layer.article, []).append((origin, layer.spans))
        self._witness: dict[str, list[tuple[Span, str]]] = {}
        for article in articles:
            heard = [(p.span, p.agency) for p in credited(article) if p.span and p.credit != "cited"]
            self._witness[article.id] = heard

    def origin(self, article: str, span: Span) -> Origin | None:
        """The origin of some words: of the passage that holds most of them; of two, a statement before a text.

        Words of an article that stand in no passage of another origin are counted with that of most of its text.
        """
        return self._found(article, span)[0]

    def _found(self, article: str, span: Span) -> tuple[Origin | None, bool]:
        """The origin, and whether it is known, not only that of the rest of the article."""
        found = [(sum(s.overlap(span) for s in spans), o) for o, spans in self._layers.get(article, ())]
        said = [o for shared, o in found if o.kind == "statement" and 2 * shared >= span.end - span.start]
        if said:
            return said[0], True
        texts = [(shared, o) for shared, o in found if o.kind != "statement"]
        best = max(texts, key=lambda one: one[0], default=(0, None))
        if best[0] or best[1] is None:
            return best[1], bool(best[0])
        sizes = [
            (sum(s.end - s.start for s in spans), o) for o, spans in self._layers[article] if o.kind != "statement"
        ]
        return max(sizes, key=lambda one: one[0])[1], False

    def count(self, members: Sequence[Member]) -> tuple[int, tuple[Finding, ...]]:
        """How many independent origins tell these members of a claim, and what is uncertain about the number.

        What one agency wrote, or was told, counts once, in whatever dispatch; so do articles of one outlet, and what
        others have from there.
        """
        keys = {self._key(m) for m in members}
        loose = {self._key(m) for m in members if self._found(m.article, m.span)[1]}
        apart = {m.article for m in members if not self._found(m.article, m.span)[1]}
        findings = []
        if apart and len(keys) < len(loose) + len(apart):
            which = ", ".join(sorted(apart))
            detail = f"the words in {which} are in no passage that it shares; they may have an origin of their own"
            findings.append(Finding("maybe-more-origins", 0.4, detail))
        return len(keys), (*findings, *self._maybe_one(members))

    def _maybe_one(self, members: Sequence[Member]) -> list[Finding]:
        """Why origins that are counted apart may be one."""
        behind = {o.id: o for m in members if (o := self.origin(m.article, m.span))}
        shared: dict[Finding, int] = {}
        for origin in behind.values():
            for finding in origin.possible:
                shared[finding] = shared.get(finding, 0) + 1
        return [Finding("maybe-one-origin", f.score, f.detail) for f, times in shared.items() if times > 1]

    def _key(self, member: Member) -> tuple[str, str]:
        """What the member counts as."""
        agency = next((name for span, name in self._witness.get(member.article, ()) if span.overlap(member.span)), None)
        origin = self.origin(member.article, member.span)
        if origin is not None and origin.kind == "statement":
            return "origin", origin.id
        agency = agency or (origin.agency if origin else None)
        if agency:
            return "agency", agency
        if origin is None or origin.kind == "own":
            return "outlet", self._outlets.get(member.article, member.article)
        if origin.name in self._named:
            return "outlet", origin.name
        return "origin", origin.id

    def primary(self, members: Sequence[Member]) -> str | None:
        """The one source that all origins of a claim credit, where several articles tell it; None if there is none.

        Of the members of one origin one may leave the source out. An unnamed source ("officials") is nobody's.
        """
        if len({m.article for m in members}) < 2:
            return None
        by_key: dict[tuple[str, str], set[str]] = {}
        for member in members:
            origin = self.origin(member.article, member.span)
            said = origin.name if origin and origin.kind == "statement" else _named(member)
            by_key.setdefault(self._key(member), set()).update({said} if said else ())
        names = set().union(*by_key.values())
        return names.pop() if len(names) == 1 and all(by_key.values()) else None


def _named(member: Member) -> str | None:
    """The name of who said it, if it is one: of "an official" and "Images shared by residents" most words have no
    capital."""
    name = member.speaker.name if member.speaker else None
    content = [word for word in (name or "").split() if len(word) > SHORT]
    return name if 2 * sum(word[:1].isupper() for word in content) >= len(content) > 0 else None
