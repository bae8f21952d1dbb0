"""`decide`, by its truth table; and what is gathered for it from two statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.datamodel import Article, DiffersOn, Dimension, Finding, Mention, Reading, Span
from verifier.guards import Guard, Name
from verifier.quantities import NumberMatch, differences
from verifier.relation import Evidence, Judgement, Probabilities, ask, decide, gather, likelihood, relation_of
from verifier.rewording import Topic
from verifier.statements import Statement, day, named_alike, statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

YES: Probabilities = (0.95, 0.04, 0.01)
HARDLY: Probabilities = (0.10, 0.85, 0.05)
NO: Probabilities = (0.02, 0.06, 0.92)
PERHAPS_NOT: Probabilities = (0.20, 0.35, 0.45)
NOTHING = NumberMatch((), (), (), ())


def same(a: str, b: str) -> bool:
    return a.split()[-1] == b.split()[-1]


def differ(dimension: Dimension, reading: Reading) -> NumberMatch:
    return NumberMatch((), (DiffersOn(dimension, "40", "50", reading),), (), ())


def guard(score: float) -> Guard:
    return Guard(Finding("negation", score, "says no"), DiffersOn("polarity", "fell", "did not fall", "real"))


def evidence(
    forward: Probabilities | None = HARDLY,
    backward: Probabilities | None = HARDLY,
    *,
    numbers: NumberMatch = NOTHING,
    guards: Sequence[Guard] = (),
    near: float = 0.8,
    share: float = 0.8,
    names: tuple[int, int] = (1, 1),
    verbatim: bool = False,
) -> Evidence:
    return Evidence(near, share, share, *names, forward, backward, numbers, tuple(guards), verbatim)


@pytest.mark.parametrize(
    ("known", "stance"),
    [
        (evidence(YES, YES), "states"),
        (evidence(YES, HARDLY), "states"),
        (evidence(YES, HARDLY, names=(0, 0)), "states"),
        (evidence(NO, NO, verbatim=True), "states"),
        (evidence(None, None, verbatim=True), "states"),
        (evidence(YES, HARDLY, names=(0, 1)), "related"),
        (evidence(YES, HARDLY, names=(1, 2)), "partly"),
        (evidence(YES, HARDLY, share=0.3), "states"),
        (evidence((0.8, 0.1, 0.1), HARDLY, share=0.3), "related"),
        (evidence(HARDLY, YES), "partly"),
        (evidence(HARDLY, HARDLY), "related"),
        (evidence(NO, NO), "unresolved"),
        (evidence(NO, HARDLY), "related"),
        (evidence(None, None), "related"),
        (evidence(HARDLY, HARDLY, near=0.5, share=0.0), "related"),
        (evidence(HARDLY, HARDLY, near=0.2, share=0.0), None),
        (evidence(NO, NO, near=0.2, share=0.0), None),
        (evidence(NO, NO, near=0.5, share=0.2), "unresolved"),
        (evidence(YES, YES, near=0.2, share=0.0), None),
        (evidence(HARDLY, HARDLY, numbers=differ("number", "real")), "contradicts"),
        (evidence(None, None, numbers=differ("number", "update")), "contradicts"),
        (evidence(YES, YES, numbers=differ("number", "real")), "contradicts"),
        (evidence(HARDLY, HARDLY, numbers=differ("number", "unresolved")), "unresolved"),
        (evidence(NO, NO, numbers=differ("number", "unresolved")), "unresolved"),
        (evidence(HARDLY, HARDLY, numbers=differ("number", "scope")), "related"),
        (evidence(YES, YES, numbers=differ("number", "scope")), "unresolved"),
        (evidence(YES, YES, numbers=differ("number", "format")), "states"),
        (evidence(HARDLY, HARDLY, numbers=differ("time", "real")), "unresolved"),
        (evidence(NO, NO, numbers=differ("time", "real")), "unresolved"),
        (evidence(HARDLY, HARDLY, guards=[guard(0.95)]), "contradicts"),
        (evidence(HARDLY, HARDLY, guards=[guard(0.6)]), "unresolved"),
        (evidence(PERHAPS_NOT, PERHAPS_NOT, guards=[guard(0.6)]), "contradicts"),
        (evidence(YES, YES, guards=[guard(0.95)]), "unresolved"),
        (evidence(NO, NO, guards=[guard(0.95)], near=0.1, share=0.0), None),
    ],
)
def test_decide(known: Evidence, stance: str | None) -> None:
    assert decide(known).stance == stance


def test_a_clash_is_named_with_its_words_the_surest_first() -> None:
    known = evidence(NO, NO, numbers=differ("time", "real"), guards=[guard(0.95)])
    judgement = decide(known)
    assert [d.dimension for d in judgement.differs_on] == ["time", "polarity"]
    assert "negation" in [f.name for f in judgement.findings]
    assert "same-event" in [f.name for f in judgement.findings]


probabilities = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(
    lambda row: (row[0] / sum(row), row[1] / sum(row), row[2] / sum(row))
)
evidences = st.builds(
    Evidence,
    near=st.floats(-1, 1),
    share=st.floats(0, 1),
    back=st.floats(0, 1),
    names=st.integers(0, 9),
    asked=st.integers(0, 9),
    forward=probabilities,
    backward=probabilities,
    numbers=st.sampled_from([NOTHING, differ("number", "real"), differ("number", "scope"), differ("time", "real")]),
    guards=st.sampled_from([(), (guard(0.5),), (guard(1.0),)]),
)


@given(evidences)
def test_decide_never_contradicts_without_a_reason_or_an_event(known: Evidence) -> None:
    judgement = decide(known)
    assert 0 <= likelihood(known) <= 1
    if judgement.stance == "contradicts":
        model = (known.forward or YES)[2] + (known.backward or YES)[2]
        assert judgement.differs_on or model >= 1.5
        about = next(f for f in judgement.findings if f.name == "same-event")
        assert about.score >= 0.5
    if judgement.stance == "states":
        assert not any(d.reading != "format" for d in judgement.differs_on)


def test_relation_is_what_the_model_says() -> None:
    assert relation_of(evidence(NO, YES)).label == "contradiction"
    assert relation_of(evidence(YES, NO)).score == 0.95
    assert relation_of(evidence(None, None)).label == "unknown"


# -------------------------------------------------------------------------------------------------------------- gather


class Model:
    """Says that everything is neutral, and keeps what it was asked."""

    name, sha256 = "neutral", "0"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def relations(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        import numpy as np

        self.asked += pairs
        return np.tile(np.array([0.1, 0.8, 0.1], dtype=np.float32), (len(pairs), 1))


def named(text: str, *names: str) -> Statement:
    return Statement(
        text, tuple(Name(Span(text.index(n), text.index(n) + len(n)), n, "person") for n in names), date(2021, 5, 6)
    )


def test_the_model_reads_names_as_the_claim_prints_them() -> None:
    claim = named("Jane Moore  resigned.", "Jane Moore")
    sentence = named("On Monday Mayor J. Moore, who denied it,\nresigned.", "J. Moore")
    model = Model()
    ((forward, backward),) = ask(model, claim, [sentence], same)
    there = "On Monday Mayor Jane Moore, who denied it, resigned."
    assert model.asked == [(there, "Jane Moore resigned."), ("Jane Moore resigned.", there)]
    assert forward == backward == pytest.approx((0.1, 0.8, 0.1))


def test_other_names_stay_as_they_are() -> None:
    assert named_alike(named("Ann Hill left.", "Ann Hill"), named("Jane Moore left.", "Jane Moore"), same) == (
        "Ann Hill left."
    )


def test_gather_lets_every_judge_look() -> None:
    claim = named("Jane Moore said 40 people were injured.", "Jane Moore")
    sentence = named("Moore said that 52 people were injured in the crash.", "Moore")
    known = gather(claim, sentence, 0.8, Topic({}), same, NO, NO)
    assert known.names == 1
    assert 0.5 < known.share <= 1
    assert [d.dimension for d in known.numbers.differs] == ["number"]
    assert decide(known).stance == "contradicts"


def test_a_number_that_allows_the_claims_states_it_only_partly() -> None:
    match = differences("43 people were injured.", "More than 40 people were injured.")
    assert decide(evidence(YES, YES, numbers=match)).stance == "partly"
    match = differences("43 people were injured.", "At the port 43 people were injured.")
    assert decide(evidence(YES, YES, numbers=match)).stance == "states"


def test_a_sentence_knows_its_names_and_its_day() -> None:
    text = "First. Anna Berg left on Monday."
    article = Article("a", text, published="2021-05-06T10:00:00")
    mentions = [Mention("a", Span(7, 16), "Anna Berg", "person")]
    found = statement(article, Span(7, len(text)), mentions)
    assert found.text == "Anna Berg left on Monday."
    assert [(n.span.of(found.text), n.kind) for n in found.names] == [("Anna Berg", "person")]
    assert found.published == date(2021, 5, 6)
    assert statement(article, Span(0, 6), mentions).names == ()


@pytest.mark.parametrize(("printed", "wanted"), [(None, None), ("", None), ("soon", None), ("2021-02-31", None)])
def test_no_day_is_made_up(printed: str | None, wanted: None) -> None:
    assert day(Article("a", "text", published=printed)) is wanted


def test_a_judgement_without_anything_in_common_has_no_stance() -> None:
    judgement: Judgement = decide(evidence(HARDLY, HARDLY, near=0.0, share=0.0))
    assert judgement.stance is None
    assert judgement.relation.label == "neutral"


def test_the_same_words_are_a_statement_of_themselves_without_a_model() -> None:
    claim = Statement("The council of Lowport met", (Name(Span(15, 22), "Lowport", "place"),))
    printed = Statement("“The council of Lowport met.”")  # where nothing was read as a name
    known = gather(claim, printed, 1.0, Topic.of([printed.tokens]), same, None, None)
    judged = decide(known)
    assert (known.verbatim, known.names) == (True, 1)
    assert (judged.stance, judged.relation.label) == ("states", "entailment")
    assert [f.name for f in judged.findings] == ["same-event", "same-words"]
    other = Statement("The council of Lowporter met")
    assert gather(claim, other, 1.0, Topic.of([other.tokens]), same, None, None).names == 0


def test_who_does_not_say_when_states_only_a_part() -> None:
    claim = Statement("The council of Lowport met on Tuesday")
    for text, stance in [("The council of Lowport met", "partly"), ("On Tuesday the council of Lowport met", "states")]:
        printed = Statement(text)
        assert decide(gather(claim, printed, 0.9, Topic.of([printed.tokens]), same, YES, YES)).stance == stance
