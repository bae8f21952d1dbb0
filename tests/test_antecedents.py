"""Whom "He" and "the minister" at the head of a sentence stand for, and where nobody can tell."""

from __future__ import annotations

import pytest

from verifier.datamodel import Article
from verifier.names.antecedents import antecedents
from verifier.pipeline import analyse


def told(text: str) -> list[tuple[str, str]]:
    """The words that stand for a name, and the name."""
    found = analyse(Article("a", "News\n\n" + text))
    body = [s for s in found.sentences if s.role == "body"]
    meant = antecedents(found.article, body, found.sentences, found.mentions, found.quotes)
    return [(span.of(found.article.text), name) for span, name in meant]


MAYOR = "Mayor Ann Moore visited the old harbour on Monday. "


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (MAYOR + "She said that the pier would close.", [("She", "Ann Moore")]),
        (MAYOR + "The pier would close, she said.", []),  # at the head of a sentence only
        ("It rained in the harbour on Monday. She said that the pier would close.", []),  # nobody is named before
        ("Ann Moore left on Monday. The dam has burst.", []),
        (MAYOR + "The mayor has resigned.", [("The mayor", "Ann Moore")]),  # the verb is no part of it
        (MAYOR + "The mayor is tired.", [("The mayor", "Ann Moore")]),
        ("Finance Minister Ann Moore left on Monday. The minister is tired.", [("The minister", "Ann Moore")]),
    ],
)
def test_the_head_of_a_sentence_stands_for_a_name(text: str, meant: list[tuple[str, str]]) -> None:
    assert told(text) == meant
