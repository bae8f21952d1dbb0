"""From a statement to its verdict, on an invented case: a train derailed, three outlets and one that is silent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from casework import BagOfWords, FakeReader

from verifier.articles import layout
from verifier.case import Analysis, Case, Vectors, embedded
from verifier.corroborate import judge_claim, parse_claim, verify_claim
from verifier.datamodel import (
    Article,
    ClaimHit,
    ClaimLabel,
    ClaimVerdict,
    Quote,
    Relation,
    Span,
    Speaker,
    Stance,
)
from verifier.errors import QueryError
from verifier.names.mentions import mentions
from verifier.report import machine
from verifier.text import sentences

HERALD = """Night train derails near Lowport
A night train derailed near Lowport on Tuesday.
The rescue service said 12 people were injured in the derailment.
The minister will resign, Anna Berg said on Tuesday evening.
The repair of the Lowport line will cost 3.500 euros.
"""
COURIER = """Train accident: more hurt
The rescue service said 31 people were injured in the derailment.
The minister will not resign, Anna Berg said.
In 1987 another derailment at Lowport injured 80 people.
"""
TRIBUNE = """After the derailment
More than 10 people were injured in the derailment near Lowport, police said.
Some passengers were kept in hospital.
"""
GAZETTE = """Schools
The council met to speak about new schools and their pupils.
"""
DATES = {"herald": "2021-05-04", "courier": "2021-05-06", "tribune": None, "gazette": None}


def analyse(article: Article) -> Analysis:
    """As the program does, but for what needs a model: "X said" is an attribution of what stands before it."""
    found = sentences(article.id, article.text, layout(article.text))
    quotes = []
    for n, m in enumerate(re.finditer(r"(?m)^(.+), (Anna Berg|police) (said)", article.text)):
        who = Speaker(m[2], Span(*m.span(2)), m[2])
        quotes.append(Quote(f"{article.id}:q{n}", article.id, (Span(*m.span(1)),), "indirect", who, Span(*m.span(3))))
    bag = BagOfWords()
    vectors = bag.encode([s.span.of(article.text) for s in embedded(found)])
    return Analysis(article, found, quotes, mentions(article, found), Vectors(bag.name, bag.sha256, vectors))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    texts = {"herald": HERALD, "courier": COURIER, "tribune": TRIBUNE, "gazette": GAZETTE}
    with Case.open(tmp_path_factory.mktemp("case") / "case.db") as opened:
        for name, text in texts.items():
            opened.add(analyse(Article(name, text, outlet=name.title(), published=DATES[name])))
        yield opened


def ask(case: Case, claim: str) -> ClaimVerdict:
    return verify_claim(case, claim, encoder=BagOfWords(), reader=FakeReader)


def stances(answer: ClaimVerdict, stance: Stance) -> list[str]:
    return [h.article.id for h in answer.hits if h.stance == stance]


def test_a_count_that_grew_is_stated_here_and_contradicted_there(case: Case) -> None:
    answer = ask(case, "12 people were injured in the derailment")
    assert answer.label == "both"
    assert stances(answer, "states") == ["herald"]
    assert stances(answer, "contradicts") == ["courier"]
    other = next(h for h in answer.hits if h.stance == "contradicts")
    (number,) = other.differs_on
    assert (number.dimension, number.reading) == ("number", "update")
    assert "12" in number.here
    assert "31" in number.there
    assert [a.id for a in answer.silent] == ["gazette"]


def test_a_number_nobody_has_is_contradicted_but_not_by_another_year(case: Case) -> None:
    answer = ask(case, "45 people were injured in the derailment on Tuesday")
    assert answer.label == "contradicted"
    assert "courier" in stances(answer, "contradicts")
    assert stances(answer, "states") == []
    assert not any("1987" in h.sentence for h in answer.hits if h.stance == "contradicts")


def test_a_sentence_that_follows_from_the_claim_states_a_part(case: Case) -> None:
    answer = ask(case, "Some passengers were kept in hospital over night")
    assert (answer.label, stances(answer, "partly")) == ("partly", ["tribune"])


def test_a_denial_contradicts_and_says_which_words(case: Case) -> None:
    answer = ask(case, "The minister will resign")
    assert answer.label == "both"
    (hit,) = [h for h in answer.hits if h.stance == "contradicts"]
    assert hit.article.id == "courier"
    assert any("not" in d.there for d in hit.differs_on)
    assert hit.speaker is not None
    assert hit.speaker.name == "Anna Berg"
    assert hit.cue == "said"


def test_one_number_in_two_formats_is_no_contradiction(case: Case) -> None:
    answer = ask(case, "The repair of the Lowport line will cost 3,500 euros.")
    assert "herald" not in stances(answer, "contradicts")
    formats = [d for h in answer.hits for d in h.differs_on if d.reading == "format"]
    assert formats
    assert formats[0].there.startswith("3.500")


@pytest.mark.parametrize(
    "claim", ["The bank raised its interest rate", "Le chat est sous la table", "数字 は 何 です か 東京"]
)
def test_what_nobody_says_is_not_found(case: Case, claim: str) -> None:
    answer = ask(case, claim)
    assert answer.label in ("not-found", "related")
    assert not [h for h in answer.hits if h.stance in ("states", "partly", "contradicts")]
    assert answer.outlets == 0


def test_the_nearest_miss_is_shown_where_nothing_is_found(case: Case) -> None:
    answer = ask(case, "The bank has met its aims and raised the price of new money")
    assert (answer.label, answer.hits) == ("not-found", ())
    assert answer.nearest is not None
    assert (answer.nearest.article.id, answer.nearest.stance) == ("gazette", "related")
    assert ask(case, "12 people were injured in the derailment").nearest is None


@pytest.mark.parametrize("models", [[], ["bag"]])
def test_sentences_without_vectors_are_read_for_their_words(tmp_path: Path, models: list[str]) -> None:
    with Case.open(tmp_path / "case.db") as mixed:
        for name, text in {"herald": HERALD, "courier": COURIER}.items():
            found = analyse(Article(name, text, published=DATES[name]))
            mixed.add(found if models and name == "courier" else replace(found, vectors=None))
        answer = ask(mixed, "12 people were injured in the derailment")
    assert "herald" in {h.article.id for h in answer.hits}
    assert "meaning-not-searched" in {f.name for f in answer.findings}


@pytest.mark.parametrize(
    ("claim", "noted"),
    [
        ("Der Zug entgleiste am Dienstag bei Lowport", True),
        ("Поезд сошёл с рельсов во вторник", True),
        ("列車は火曜日に脱線した" * 5, True),
        ("Night train derails in Lowport", False),
        ("The train derailed on Tuesday near Lowport", False),
        ("Trains stop", False),
    ],
)
def test_another_language_is_noted(case: Case, claim: str, noted: bool) -> None:
    assert ("other-language" in {f.name for f in ask(case, claim).findings}) == noted


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("...", "no words"),
        ("derailment", "single word"),
        ("Were 12 people injured?", "question"),
        ("“Were 12 people injured?”", "question"),
        ("word " * 5000, "words"),
        ("a\x00b c", "control character"),
        ("x" * 300_000, "characters"),
    ],
)
def test_what_states_nothing_is_refused_with_advice(case: Case, claim: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        ask(case, claim)


def test_parse_keeps_the_words() -> None:
    assert parse_claim("  Twelve people were injured. ") == "Twelve people were injured."
    assert parse_claim("“Twelve people were injured;”") == "“Twelve people were injured;”"


ODD = ["1,5", "10.000,00", "½", "MMXXIV", "0", "-3", "1e9", "９", "four score", "a hundred-odd"]


@pytest.mark.parametrize("number", ODD)
def test_odd_numbers_are_looked_up_without_an_error(case: Case, number: str) -> None:
    answer = ask(case, f"{number} people were injured in the derailment")
    assert answer.label in get_args(ClaimLabel)
    assert json.loads(machine.dumps(machine.claim_verdict(answer)))["verdict"] == answer.label


def test_without_models_the_answer_says_what_it_lacks(case: Case) -> None:
    """The same words state the claim, another figure of the same leaves it open; nothing else bears on it."""
    answer = verify_claim(case, "12 people were injured in the derailment")
    assert {f.name for f in answer.findings} == {"meaning-not-searched", "no-relation-model"}
    assert answer.label == "related"
    assert {(h.stance, h.relation.label) for h in answer.hits} == {("unresolved", "unknown")}
    assert all(d.dimension == "number" for h in answer.hits for d in h.differs_on)
    answer = verify_claim(case, "A night train derailed near Lowport on Tuesday")
    assert (answer.label, stances(answer, "states")) == ("stated", ["herald"])


def test_models_are_named_and_the_answer_is_the_same_twice(case: Case) -> None:
    first, second = (machine.dumps(machine.claim_verdict(ask(case, "The minister will resign"))) for _ in range(2))
    assert first == second
    assert set(json.loads(first)["models"]) == {"bag", "fake-reader"}


def test_selectors_and_text_agree(case: Case) -> None:
    answer = ask(case, "12 people were injured in the derailment")
    for hit in answer.hits:
        assert hit.span.of(hit.article.text) == hit.sentence
        assert hit.article.text[: hit.span.start].endswith(hit.prefix)


def hit(stance: Stance) -> ClaimHit:
    article = Article("a", "text")
    return ClaimHit(article, "text", Span(0, 4), "", "", stance, Relation("neutral", 0.5), (), None, None, None, 0.5)


@pytest.mark.parametrize(
    ("found", "label"),
    [
        ([], "not-found"),
        (["related"], "related"),
        (["unresolved"], "related"),
        (["partly"], "partly"),
        (["partly", "related"], "partly"),
        (["states", "partly"], "stated"),
        (["contradicts", "partly"], "contradicted"),
        (["contradicts", "unresolved"], "contradicted"),
        (["states", "contradicts"], "both"),
    ],
)
def test_the_verdict_by_its_truth_table(found: Sequence[Stance], label: ClaimLabel) -> None:
    assert judge_claim([hit(s) for s in found]) == label
