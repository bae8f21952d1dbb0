"""Who is said to have said something: one bearer across articles, compared with the speaker asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from verifier.case import Case
from verifier.datamodel import Entity, Finding, MentionKind, Span, Speaker, SpeakerHit, SpeakerVerdict
from verifier.rewording import Voice
from verifier.text import words

if TYPE_CHECKING:
    from verifier.grammar import Name
    from verifier.names.speakers import Directory

__all__ = ["Bearers"]

LONGEST = 8
"""Words of the longest name that is looked for in a query."""


class Bearers:
    """Who the speakers are across articles, as far as the case's names tell. Read when first asked for."""

    def __init__(self, case: Case) -> None:
        self._case = case

    @cached_property
    def directory(self) -> Directory:
        """The index in which a speaker asked for is looked up."""
        from verifier.names.speakers import Directory

        return Directory(self._case.entities())

    @cached_property
    def _by_form(self) -> dict[tuple[str, str], list[Entity]]:
        found: dict[tuple[str, str], list[Entity]] = {}
        for entity in self._case.entities():
            for form in entity.forms:
                for article in form.articles:
                    found.setdefault((article, form.form.casefold()), []).append(entity)
        return found

    @cached_property
    def _ids(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for entity in self._case.entities():
            for form in entity.forms:
                found.setdefault(form.form.casefold(), set()).add(entity.id)
        return found

    def same_name(self, a: str, b: str) -> bool:
        """Whether two printed names may be one bearer's: by their spelling, or as the articles equate them."""
        from verifier.names.spelling import compare

        if self._ids.get(a.casefold(), set()) & self._ids.get(b.casefold(), set()):
            return True
        return compare(a, b).label != "different"

    @cached_property
    def _kinds(self) -> dict[tuple[str, ...], MentionKind]:
        """The kind of every name, by its words; of two bearers of one name, the first one's."""
        found: dict[tuple[str, ...], MentionKind] = {}
        for entity in self._case.entities():
            for form in entity.forms:
                found.setdefault(tuple(w.norm for w in words(form.form)), entity.kind)
        return found

    def names_in(self, text: str) -> tuple[Name, ...]:
        """The names in a query, as far as the case knows them; a name of one word needs its capital."""
        from verifier.grammar import Name

        printed = words(text)
        found: list[Name] = []
        i = 0
        while i < len(printed):
            for n in range(min(LONGEST, len(printed) - i), 0, -1):
                span = Span(printed[i].span.start, printed[i + n - 1].span.end)
                kind = self._kinds.get(tuple(w.norm for w in printed[i : i + n]))
                if kind and (n > 1 or span.of(text)[:1].isupper()):
                    found.append(Name(span, span.of(text), kind))
                    i += n - 1
                    break
            i += 1
        return tuple(found)

    def entity(self, article: str, speaker: Speaker | None) -> Entity | None:
        """The one bearer of the speaker's name in that article; None if nobody, or more than one, bears it there."""
        known = self._by_form.get((article, (speaker.name or "").casefold()), []) if speaker else []
        return known[0] if len({e.id for e in known}) == 1 else None

    def voice(self, article: str, a: Speaker | None, other: str, b: Speaker | None) -> Voice:
        """Whether two speakers in two articles are one person or body."""
        if a and b and a.name and a.name == b.name and article == other:
            return "same"
        here, there = self.entity(article, a), self.entity(other, b)
        if here is None or there is None:
            return "unknown"
        if here.id == there.id:
            return "same"
        return "other" if "person" in (here.kind, there.kind) else "unknown"

    def named(
        self, article: str, speaker: Speaker | None, asked: str | None = None
    ) -> tuple[SpeakerHit | None, tuple[Finding, ...]]:
        """The speaker under the name that all articles have for him, against who was asked for, if anybody was."""
        match: SpeakerVerdict = "not-asked"
        findings: tuple[Finding, ...] = ()
        if asked is not None:
            from verifier.names.speakers import match_speaker

            match, findings = match_speaker(asked, speaker, article, self.directory)
        if speaker is None:
            return None, findings
        bearer = self.entity(article, speaker)
        return SpeakerHit(speaker.printed, bearer.name if bearer else speaker.name, speaker.role, match), findings
