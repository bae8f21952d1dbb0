"""Quotations -> utterances: what is one, what is not, and that copies cost nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from casework import BagOfWords, join_names
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier import utterances
from verifier.case import Analysis, Case, Vectors
from verifier.datamodel import Article, Mention, Quote, QuoteKind, Sentence, Span, Speaker
from verifier.utterances import find_utterances

BAG = BagOfWords()

Said = tuple[str, str, QuoteKind]
"""A speaker, the words, and the kind of quotation."""


def analysis(name: str, said: Sequence[Said]) -> Analysis:
    """An article of one line for each quotation: '“words,” Speaker said.'"""
    lines = [f"“{words}” {speaker} said." if speaker else f"“{words}”" for speaker, words, _ in said]
    text = "\n".join([*lines, f"Printed in {name}."])  # a case takes no text twice
    sentences, quotes, mentions = [], [], []
    for n, (match, (speaker, words, kind)) in enumerate(zip(re.finditer(r"“[^\n]+", text), said, strict=True)):
        start = match.start()
        sentences.append(Sentence(name, n, Span(*match.span()), "body", n))
        who = None
        if speaker:
            at = text.index(speaker, start + len(words))
            span = Span(at, at + len(speaker))
            who = Speaker(speaker, span, speaker)
            mentions.append(Mention(name, span, speaker, "person"))
        quotes.append(Quote(f"{name}:q{n}", name, (Span(start + 1, start + 1 + len(words)),), kind, who))
    rows = BAG.encode([s.span.of(text) for s in sentences])
    return Analysis(Article(name, text), sentences, quotes, mentions, Vectors(BAG.name, BAG.sha256, rows))


def groups(tmp_path: Path, *articles: Sequence[Said]) -> list[list[str]]:
    """The utterances of these articles as lists of words, those of one article alone too."""
    path = tmp_path / f"{hashlib.sha256(repr(articles).encode()).hexdigest()}.db"
    with Case.open(path, join_names=join_names) as case:
        for number, said in enumerate(articles):
            case.add(analysis(f"a{number:04}", said))
        texts = {one.id: one.text for one in case.articles()}
        return [
            [" … ".join(span.of(texts[quote.article]) for span in quote.content) for quote, _ in one.places]
            for one in find_utterances(case)
        ]


DAM = "the old dam will hold until the engineers arrive from the capital"
OTHERS = ["bread is dear this winter", "nobody has seen the minister", "ships wait before the lighthouse"]
DAM_TOLD = "until the engineers come from the capital the old dam will hold"


@pytest.mark.parametrize(
    "first, second, together",
    [
        (("Roe", DAM, "direct"), ("Roe", DAM, "direct"), True),
        (("Roe", DAM, "direct"), ("Roe", DAM.capitalize() + ",", "mixed"), True),
        (("Roe", DAM, "direct"), ("Roe", DAM_TOLD, "direct"), True),
        # words in another's mouth: the same ones are shown side by side, other ones are not
        (("Roe", DAM, "direct"), ("Poe", DAM, "direct"), True),
        (("Roe", DAM, "direct"), ("Poe", "the dam is old and the engineers are late", "direct"), False),
        (("Roe", DAM, "direct"), ("Roe", "nobody has asked us about the price of bread", "direct"), False),
        # one holds the other
        (("Roe", DAM, "direct"), ("Roe", "the old dam will hold", "mixed"), True),
        # one word is said all the time
        (("Roe", "urgently", "mixed"), ("Poe", "urgently needed", "mixed"), False),
        # what is not said
        (("Roe", DAM, "direct"), ("Roe", DAM, "scare"), False),
        (("Roe", DAM, "title"), ("Roe", DAM, "title"), False),
        (("Roe", DAM, "indirect"), ("Roe", DAM, "indirect"), False),
        (("", DAM, "direct"), ("Roe", DAM, "direct"), True),
    ],
)  # fmt: skip
def test_what_is_one_utterance(tmp_path: Path, first: Said, second: Said, together: bool) -> None:
    found = groups(tmp_path, [first], [second])
    assert (max(map(len, found), default=0) == 2) is together


def test_a_quotation_that_holds_two_joins_neither(tmp_path: Path) -> None:
    """It is a place of both, and has no group of its own."""
    bridge = "a passing tactical measure, our forces are still close to the city"
    found = groups(
        tmp_path,
        [("Roe", bridge, "direct")],
        [("Roe", "a passing tactical measure", "mixed")],
        [("Roe", "our forces are still close to the city", "direct")],
    )
    assert sorted(map(sorted, found)) == [
        sorted([bridge, "a passing tactical measure"]),
        sorted([bridge, "our forces are still close to the city"]),
    ]


def test_a_number_changed_in_one_mouth_stands_side_by_side(tmp_path: Path) -> None:
    told = "we have counted {} boats in the northern bay since Monday morning"
    found = groups(tmp_path, [("Roe", told.format(12), "direct")], [("Roe", told.format(19), "direct")])
    assert len(found) == 1 and len(found[0]) == 2


def test_those_in_most_articles_come_first_and_carry_their_sentence(tmp_path: Path) -> None:
    with Case.open(tmp_path / "case.db", join_names=join_names) as case:
        for number in range(3):
            case.add(analysis(f"a{number}", [("Poe", OTHERS[number], "direct"), ("Roe", DAM, "direct")]))
        found = find_utterances(case)
    assert [len(one.places) for one in found] == [3, 1, 1, 1]
    assert found[0].speaker == "Roe"
    assert {sentence for _, sentence in found[0].places} == {f"“{DAM}” Roe said."}
    assert len({one.id for one in found}) == len(found)


def test_an_article_added_later_leaves_the_ids(tmp_path: Path) -> None:
    with Case.open(tmp_path / "case.db", join_names=join_names) as case:
        case.add(analysis("b", [("Roe", DAM, "direct"), ("Roe", "bread is dear this winter", "direct")]))
        before = {one.id for one in find_utterances(case)}
        case.add(analysis("c", [("Roe", DAM, "direct")]))
        assert {one.id for one in find_utterances(case)} == before


def test_the_work_grows_with_wordings_not_with_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    link = utterances._link

    def counted(*args: Any) -> utterances.Link | None:
        compared.append(args)
        return link(*args)

    monkeypatch.setattr(utterances, "_link", counted)
    said: list[Said] = [("Roe", DAM, "direct"), ("Roe", "bread is dear this winter", "direct")]
    found = groups(tmp_path, *([("Poe", f"copy {n}", "direct"), *said] for n in range(60)))
    assert sorted(map(len, found))[-2:] == [60, 60]
    assert len(compared) < 60 * 31


SAID = st.tuples(st.sampled_from(["Roe", "Poe", ""]), st.sampled_from([DAM, DAM_TOLD, "we left", "oh"]))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(SAID, max_size=3), min_size=1, max_size=4))
def test_every_quotation_has_a_place(
    tmp_path_factory: pytest.TempPathFactory, pile: list[list[tuple[str, str]]]
) -> None:
    """Each is in some utterance; the same pile gives the same answer."""
    path = tmp_path_factory.mktemp("pile") / "case.db"
    with Case.open(path, join_names=join_names) as case:
        for number, said in enumerate(pile):
            case.add(analysis(f"a{number}", [(*one, "direct") for one in said]))
        quotes = {(quote.article, quote.id) for quote in case.quotes()}
        found = find_utterances(case)
        assert {(quote.article, quote.id) for one in found for quote, _ in one.places} == quotes
        assert find_utterances(case) == found
