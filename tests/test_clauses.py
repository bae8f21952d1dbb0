"""Sentences -> clauses: who does what to whom, and where the reading of a long text ends."""

from __future__ import annotations

import pytest

from verifier.clauses import read
from verifier.datamodel import Article, Sentence, Span
from verifier.grammar import Name, Phrase
from verifier.names.mentions import mentions


def named(text: str) -> tuple[Name, ...]:
    found = mentions(Article("x", text), [Sentence("x", 0, Span(0, len(text)), "body", 0)])
    return tuple(Name(m.span, m.text, m.kind) for m in found)


@pytest.mark.parametrize(
    ("text", "verb", "parties"),
    [
        ("The rebels attacked the army.", "attacked", "rebels > army"),
        ("The army was attacked by the rebels.", "attacked", "rebels > army"),
        ("The leader of the rebels in the north attacked the army.", "attacked", "leader > army"),
        ("The minister, who resigned on Monday, sold the house.", "sold", "minister > house"),
        ("The minister, who resigned on Monday, sold the house.", "resigned", "minister > "),
        ("The wolf that killed the dog was caught.", "killed", "wolf > dog"),
        ("The wolf that killed the dog was caught.", "caught", " > wolf"),
        ("Officials said the rebels shelled the town.", "shelled", "rebels > town"),
        ("The firm plans to close the plant.", "close", "firm > plant"),
        ("The general ordered the troops to leave the town.", "leave", "troops > town"),
        ("The rebels shelled the town and killed ten people.", "killed", "rebels > people"),
        ("The deal would never pass, said the senator.", "said", "senator > "),
        ("Most of the town was destroyed by the fire.", "destroyed", "fire > town"),
        ("Failure to pay the fine is a crime.", "is", "failure > crime"),
    ],
)
def test_who_does_what_to_whom(text: str, verb: str, parties: str) -> None:
    reading = read(text, named(text))
    (found,) = [c for c in reading.clauses if reading.words[c.head].norm == verb]

    def printed(phrases: tuple[Phrase, ...]) -> str:
        return ", ".join(reading.words[p.head].norm for p in phrases)

    assert f"{printed(found.agent)} > {printed(found.patient)}" == parties


@pytest.mark.parametrize("piece", ["not ", "(", "“", "1 ", "that ", ", and the man ", "-", "to be ", "A "])
def test_long_text_is_read_up_to_a_limit(piece: str) -> None:
    assert len(read(piece * 100_000).words) < 1000
