"""The words at the head of a sentence that stand for a name told earlier: "He", "She", "the bank", "the minister".

Read alone, "He resigned on Monday" says of nobody that he resigned. Whom it means is looked up as a speaker is
(`sources.py`): the nearest earlier name that fits, and none where two fit as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.datamodel import Article, Mention, Quote, Sentence, Span
from verifier.names.gazetteer import fold
from verifier.names.sources import resolve_source

__all__ = ["antecedents"]

MIN_SCORE = 0.6
"""How sure the look-up has to be; it is 0.95 for the last speaker in the sentence before, less for each further."""
_HEAD = re.compile(
    r"(?:(?:But|And|Meanwhile|Later|Still|Then),?\s+)?(He|She|They|The\s+[a-z][a-z-]+(?:\s+[a-z][a-z-]+)?)\b"
)
_VERB = re.compile(
    r"\s+(?:has|had|have|is|was|were|are|will|would|said|also|then|later|did|does|may|might|could|can)\b|\s+\w+ed\b"
)


def antecedents(
    article: Article,
    body: Sequence[Sentence],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    quotes: Sequence[Quote],
) -> list[tuple[Span, str]]:
    """The words that stand for a name, with that name as the article prints it most fully."""
    speakers = [q.speaker for q in quotes if q.speaker and q.speaker.span]
    found = []
    for sentence in body:
        head = _head(article.text, sentence.span)
        if head is None:
            continue
        earlier = [s for s in speakers if s.span and s.span.start < head.start]
        meant = resolve_source(head, article, sentences, mentions, earlier)
        sure = max((f.score for f in meant.findings), default=0.0)
        if meant.name and sure >= MIN_SCORE and fold(meant.name) != fold(meant.printed):
            if any(f.name in ("ambiguous", "unresolved") for f in meant.findings):
                continue
            found.append((head, meant.name))
    return found


def _head(text: str, sentence: Span) -> Span | None:
    """The pronoun or description that a sentence begins with, if a verb follows: its subject."""
    match = _HEAD.match(text, sentence.start, sentence.end)
    if match is None:
        return None
    for word in re.finditer(r"\S+", match[1]):
        end = match.start(1) + word.end()
        if word[0] != "The" and _VERB.match(text, end, sentence.end):
            return Span(match.start(1), end)
    return None
