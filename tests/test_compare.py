"""Two passages compared: what the reader is asked, what differs on which words, and the stance that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from casework import FakeReader
from hypothesis import given
from hypothesis import strategies as st
from readerwork import HARDLY, NO, SILENT, YES, Probabilities, ScriptedReader, reading, spot

from verifier.compare import Comparison, Statement, compare, compare_pairs, day, decide, statement
from verifier.compare.decide import MIN_COSINE_RELATED
from verifier.compare.dimensions import MIN_CONTRADICTED, contradicted, differences_of, dimension_of
from verifier.compare.engine import MAX_NEUTRAL
from verifier.compare.exact import designations
from verifier.compare.statement import as_premise, named_alike, of_text
from verifier.datamodel import Article, DiffersOn, Dimension, Mention, Reading, Span, Stance
from verifier.grammar import Name
from verifier.quantities import NumberMatch, differences

NOTHING = NumberMatch((), (), (), ())


def same(a: str, b: str) -> bool:
    return a.split()[-1:] == b.split()[-1:]


def named(text: str, *names: str) -> Statement:
    return Statement(text, tuple(Name(spot(text, n), n, "person") for n in names), date(2021, 5, 6))


# ----------------------------------------------------------------------------------------------------------- statements


def test_a_sentence_knows_its_names_and_its_day() -> None:
    text = "First. Anna Berg left on Monday."
    article = Article("a", text, published="2021-05-06T10:00:00")
    mentions = [Mention("a", Span(7, 16), "Anna Berg", "person")]
    found = statement(article, Span(7, len(text)), mentions)
    assert found.text == "Anna Berg left on Monday."
    assert [(n.span.of(found.text), n.kind) for n in found.names] == [("Anna Berg", "person")]
    assert found.published == date(2021, 5, 6)
    assert statement(article, Span(0, 6), mentions).names == ()


@pytest.mark.parametrize("printed", [None, "", "soon", "2021-02-31"])
def test_no_day_is_made_up(printed: str | None) -> None:
    assert day(Article("a", "text", published=printed)) is None


@pytest.mark.parametrize(
    ("other", "own", "read"),
    [
        # spelling, title, acronym: as the other prints it, the rest as it stands
        (named("J. Moore left.", "J. Moore"), named("Jane Moore left.", "Jane Moore"), "Jane Moore left."),
        (named("Then\n J. Moore left.", "J. Moore"), named("Jane Moore", "Jane Moore"), "Then Jane Moore left."),
        # somebody else, nobody, and the same spelling
        (named("Ann Hill left.", "Ann Hill"), named("Jane Moore left.", "Jane Moore"), "Ann Hill left."),
        (named("Ann Hill left."), named("Jane Hill left.", "Jane Hill"), "Ann Hill left."),
        (named("Ann Hill left.", "Ann Hill"), named("She left."), "Ann Hill left."),
        # of two names in one place the longer counts
        (named("Port of J. Moore", "Port of J. Moore", "J. Moore"), named("Jane Moore", "Jane Moore"), "Jane Moore"),
    ],
)  # fmt: skip
def test_names_are_read_as_the_other_prints_them(other: Statement, own: Statement, read: str) -> None:
    assert named_alike(other, own, same) == read


def test_whom_a_pronoun_stands_for_is_told_behind_it() -> None:
    """With the name as the other statement prints it, if it does."""
    text = "He left the office."
    article = Article("a", text)
    he = statement(article, Span(0, len(text)), [], [(spot(text, "He"), "J. Moore"), (Span(50, 52), "Ann Hill")])
    assert named_alike(he, named("Jane Moore left.", "Jane Moore"), same) == "He [Jane Moore] left the office."
    assert named_alike(he, named("Somebody left."), same) == "He [J. Moore] left the office."


@pytest.mark.parametrize(
    ("published", "premise"),
    [(date(2021, 5, 6), "Thursday 6 May 2021: She left on Friday."), (None, "She left on Friday.")],
)
def test_the_day_of_a_premise_stands_before_it(published: date | None, premise: str) -> None:
    there = Statement("She left  on Friday.", (), published)
    assert as_premise(there, Statement("She left"), same) == premise


# --------------------------------------------------------------------------------------------------------------- engine


def test_both_directions_are_asked_with_the_names_of_the_other() -> None:
    """Only the premise has its day before it and the names of the other; a hypothesis is read as printed."""
    claim = named("Jane Moore\nresigned.", "Jane Moore")
    sentence = named("On Monday Mayor J. Moore,\nwho denied it, resigned.", "J. Moore")
    reader = ScriptedReader()
    (found,) = compare(reader, claim, [sentence], same)
    assert reader.asked == [
        [("Thursday 6 May 2021: On Monday Mayor Jane Moore, who denied it, resigned.", "Jane Moore resigned.")],
        [("Thursday 6 May 2021: J. Moore resigned.", "On Monday Mayor J. Moore, who denied it, resigned.")],
    ]
    assert found.forward and found.backward


@pytest.mark.parametrize(
    ("forward", "backward", "read"),
    [
        (YES, True, True),
        (NO, True, True),
        (HARDLY, True, True),
        (SILENT, True, False),
        ((0.05, MAX_NEUTRAL, 0.05), True, True),
        (YES, False, False),
    ],
)
def test_clearly_neutral_pairs_are_read_one_way_only(forward: Probabilities, backward: bool, read: bool) -> None:
    here, there = Statement("The mayor resigned."), Statement("The mayor left her office.")
    reader = ScriptedReader({here.text: forward})
    (found,) = compare_pairs(reader, [(here, there)], same, backward=backward)
    assert found.forward is not None
    assert (found.backward is not None) == read
    assert [pair for call in reader.asked for pair in call][1:] == ([(here.text, there.text)] if read else [])


def test_readings_go_to_their_pairs() -> None:
    """Also where some are read one way only."""
    claim = Statement("The mayor resigned.")
    others = [Statement(f"The mayor resigned {n} times.") for n in range(4)]
    reader = ScriptedReader({o.text: p for o, p in zip(others, (YES, NO, HARDLY, SILENT), strict=True)})
    found = compare_pairs(reader, [*((o, claim) for o in others)], same)
    assert [c.here for c in found] == others
    assert [c.entails for c in found] == [YES[0], NO[0], HARDLY[0], SILENT[0]]
    assert [c.backward is None for c in found] == [False, False, False, True]


def test_nothing_is_compared_with_nothing() -> None:
    assert compare(ScriptedReader(), Statement("The mayor resigned."), [], same) == []
    assert compare_pairs(None, [], same) == []


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("The council met.", "“The council met”", True),
        ("The council met.", "The  COUNCIL\nmet", True),
        ("The council met.", "Met the council", False),
        ("The council met.", "The council met again", False),
    ],
)
def test_the_same_words(here: str, there: str, expected: bool) -> None:
    """They state each other, whatever a reader says, and without one."""
    for reader in (None, ScriptedReader({here: NO, there: NO})):
        (found,) = compare(reader, Statement(here), [Statement(there)], same)
        assert found.same_words is expected
        assert (found.relation.label == "entailment") is expected
        assert (decide(found).stance == "states") is expected


@pytest.mark.parametrize(
    ("here", "there", "asks"),
    [
        ("The bridge is safe.", "Is the bridge safe?", True),
        ("The bridge is safe.", "“Is the bridge safe?”", True),
        ("Is the bridge safe?", "The bridge is safe.", True),
        ("The bridge is safe.", "“Is it?” he asked.", False),
        ("The bridge is safe.", "The bridge is safe.", False),
    ],
)
def test_a_question_states_nothing(here: str, there: str, asks: bool) -> None:
    (found,) = compare(ScriptedReader({here: NO, there: NO}), Statement(here), [Statement(there)], same)
    assert found.asks is asks
    assert (decide(found).stance == "related") is asks


def test_without_a_reader_the_exact_checks_are_alone() -> None:
    (found,) = compare(None, Statement("The firm paid 40 euros."), [Statement("The firm paid 50 euros.")], same)
    assert [(d.dimension, d.here, d.there) for d in found.differences] == [("number", "40 euros", "50 euros")]
    assert (found.relation.label, found.relation.score) == ("unknown", 0.0)
    assert (found.entails, found.entailed, found.contradicts, found.support) == (0, 0, 0, ())


def test_a_contradiction_is_as_likely_as_both_directions_say() -> None:
    here, there = Statement("The bridge is open."), Statement("The bridge is not open.")
    assert comparison(NO, HARDLY, here, there).contradicts == pytest.approx((NO[2] + HARDLY[2]) / 2)
    assert comparison(NO, None, here, there).contradicts == NO[2]


def test_support_is_of_the_words_of_the_claim() -> None:
    claim = Statement("The bridge is open.")
    (found,) = compare(FakeReader(), claim, [Statement("The bridge is old.")], same)
    assert [w.span.of(claim.text) for w in found.support if w.supported > 0.5] == ["The", "bridge", "is"]


# ----------------------------------------------------------------------------------------------------------- dimensions


@pytest.mark.parametrize(
    ("text", "words", "dimension"),
    [
        ("The mayor resigned on Friday.", "Friday", "time"),
        ("The mayor resigned in March 2014.", "2014", "time"),
        ("The firm was sold for 40 million euros.", "40", "number"),
        ("The firm was sold for 40 million euros.", "million euros", "number"),
        ("A bomb killed soldiers in Kenya.", "Kenya", "place"),
        ("Anna Schmidt sued the company.", "Anna Schmidt", "agent"),
        ("Anna Schmidt sued the company.", "Schmidt sued", "agent"),
        ("The bridge is not open.", "not", "polarity"),
        ("The bridge isn't open.", "isn't", "polarity"),
        ("Nobody paid the fine.", "Nobody", "polarity"),
        ("The airline may cut its routes.", "may", "certainty"),
        ("The fire was reportedly set.", "reportedly", "certainty"),
        ("The storm hit the school.", "school", "wording"),
        ("The storm hit the school.", "hit", "wording"),
    ],
)
def test_what_words_are_of(text: str, words: str, dimension: Dimension) -> None:
    """The same on either side, and beside words of no kind."""
    one, other = of_text(text), of_text("The storm hit the church.")
    span, church = spot(text, words), spot(other.text, "church")
    assert dimension_of(one, span, other, None) == dimension
    assert dimension_of(other, None, one, span) == dimension
    assert dimension_of(one, span, other, church) == dimension


@pytest.mark.parametrize(
    ("here", "a", "there", "b", "dimension"),
    [
        ("The bridge is open.", "open", "The bridge is closed.", "closed", "polarity"),
        ("Shares rose.", "rose", "Shares fell.", "fell", "polarity"),
        ("The storm hit the school.", "school", "The storm hit the church.", "church", "wording"),
        # a time is told before a number, a number before a name
        ("It fell in 2014.", "2014", "It fell in Kenya.", "Kenya", "time"),
        ("It fell by 40 feet.", "40 feet", "It fell in Kenya.", "Kenya", "number"),
        ("Anna Schmidt won.", "Anna Schmidt", "Kenya won.", "Kenya", "place"),
    ],
)
def test_what_the_words_of_both_sides_are_of(here: str, a: str, there: str, b: str, dimension: Dimension) -> None:
    assert dimension_of(of_text(here), spot(here, a), of_text(there), spot(there, b)) == dimension


def marked(text: str) -> tuple[str, list[str]]:
    """ "the *old* mayor" -> its words, and those that are marked."""
    return text.replace("*", ""), [part for n, part in enumerate(text.split("*")) if n % 2]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("the mayor resigned", []),
        ("the *old* mayor", ["old"]),
        ("the *old* *mayor* resigned", ["old mayor"]),
        # one word between them is of the difference, two are not
        ("*two* hundred *men* left", ["two hundred men"]),
        ("*two* or three *men* left", ["two", "men"]),
        # a mark parts them
        ("the *mayor*, *Lee*, left", ["mayor", "Lee"]),
        ("the *mayor* (*Lee*) left", ["mayor", "Lee"]),
        ("the *twenty*-*two* men", ["twenty-two"]),
    ],
)
def test_runs_of_contradicted_words(text: str, runs: list[str]) -> None:
    plain, denied = marked(text)
    found = contradicted(plain, reading(plain, NO, denied))
    assert sorted(span.of(plain) for span in found) == sorted(runs)


def test_the_surest_run_comes_first_and_the_least_is_a_threshold() -> None:
    text = "the old mayor left the town"
    by_hand = reading(text, NO)
    sure = {"old": 0.8, "town": 0.95, "left": MIN_CONTRADICTED - 0.01}
    words = tuple(type(w)(w.span, 0.0, sure.get(w.span.of(text), 0.0), 0.0) for w in by_hand.words)
    found = type(by_hand)(*NO, words)
    assert [s.of(text) for s in contradicted(text, found)] == ["town", "old"]
    assert [s.of(text) for s in contradicted(text, found, 0.9)] == ["town"]
    assert contradicted(text, None) == []
    assert contradicted(text, type(by_hand)(*NO)) == []  # a model that reads no words


def differ(
    here: str, there: str, mine: Sequence[str] = (), theirs: Sequence[str] = (), numbers: NumberMatch = NOTHING
) -> list[tuple[Dimension, str, str]]:
    forward, backward = reading(here, NO, mine), reading(there, NO, theirs)
    found = differences_of(of_text(here), of_text(there), forward, backward, numbers.differs, same)
    return [(d.dimension, d.here, d.there) for d in found]


@pytest.mark.parametrize(
    ("here", "there", "mine", "theirs", "found"),
    [
        # the words of the one side beside those of the other that are of the same dimension
        (
            "Anna Schmidt sued the bank in Kenya.",
            "In Nigeria, the bank was sued by Paul Weber.",
            ["anna", "schmidt", "kenya"],
            ["nigeria", "paul", "weber"],
            {("agent", "Anna Schmidt", "Paul Weber"), ("place", "Kenya", "Nigeria")},
        ),
        # else beside what is left
        ("The school burned.", "Kenya burned.", ["school"], ["kenya"], {("place", "school", "Kenya")}),
        # words that only one side has
        ("The bridge is open.", "The bridge is not open.", [], ["not"], {("polarity", "", "not")}),
        ("The bridge is not open.", "The bridge is open.", ["not"], [], {("polarity", "not", "")}),
        # the same words, and two spellings of one name, differ on nothing
        ("The old bridge fell.", "The Old bridge fell.", ["old"], ["old"], set()),
        ("J. Moore left.", "Jane Moore left.", ["j", "moore"], ["jane", "moore"], set()),
        ("The bridge is open.", "The bridge is open now.", [], [], set()),
    ],
)  # fmt: skip
def test_words_of_both_sides_are_paired(
    here: str, there: str, mine: list[str], theirs: list[str], found: set[tuple[Dimension, str, str]]
) -> None:
    assert set(differ(here, there, mine, theirs)) == found


def test_what_an_exact_check_names_is_not_told_again() -> None:
    """The reader's words come after it."""
    here, there = "The steel firm paid 40 euros.", "The glass firm paid 50 euros."
    numbers = differences(here, there)
    assert differ(here, there, ["steel", "40"], ["glass", "50"], numbers) == [
        ("number", "40 euros", "50 euros"),
        ("wording", "steel", "glass"),
    ]


def test_words_of_a_text_with_line_breaks() -> None:
    here = Statement("The  mayor\n\n  of the   old town resigned.")
    reader = FakeReader(rivals=[("old", "new")])
    (found,) = compare(reader, here, [Statement("The mayor of the new town resigned.")], same)
    assert [(d.here, d.there) for d in found.differences] == [("old", "new")]


def test_words_whose_letters_stand_in_a_number_are_told() -> None:
    here, there = "The men of ten met 40 women.", "The men of nine met 50 women."
    assert ("wording", "men", "") in differ(here, there, ["men"], [], differences(here, there))


VOCABULARY = "The mayor of Kenya did not pay 40 euros on Friday , may have left"
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_words_of_a_difference_are_printed(mine: list[str], theirs: list[str]) -> None:
    here, there = Statement(" ".join(mine)), Statement(" ".join(theirs))
    (found,) = compare(FakeReader(rivals=[("mayor", "kenya"), ("left", "pay")]), here, [there], same)
    for d in found.differences:
        assert d.here in here.text
        assert d.there in there.text
        assert d.here or d.there


# --------------------------------------------------------------------------------------------------------- exact checks


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        ("The LC-60 was sold.", "They sold the LC-40.", [("LC-60", "LC-40")]),
        ("He lay in ward 100.", "He lay in ward 101.", [("ward 100", "ward 101")]),
        ("Flight 12 was late.", "flight 12 was late.", []),
        # either has it with the same figure, too, or with two
        ("The LC-60 replaced the LC-40.", "They sold the LC-40.", []),
        ("He lay in ward 100.", "He was moved from ward 100 to ward 101.", []),
        # figures that are no part of a name
        ("It rained on May 3.", "It rained on May 4.", []),
        ("In 2014 it rained.", "In 2015 it rained.", []),
        ("Some 50 soldiers fell.", "Some 60 soldiers fell.", []),
        ("About 20 men took Berg.", "About 3 villages fell.", []),
        ("Lowport counted Berg 40 percent.", "Lowport counted Berg 50 percent.", []),
        ("He lay in ward 100.", "He lay in room 101.", []),
        ("", "", []),
    ],
)
def test_names_with_a_figure(here: str, there: str, found: list[tuple[str, str]]) -> None:
    assert [(d.here, d.there) for d in designations(here, there)] == found
    assert [(d.there, d.here) for d in designations(there, here)] == found
    assert all((d.dimension, d.reading) == ("name", "real") for d in designations(here, there))


# --------------------------------------------------------------------------------------------------------------- decide

OPEN, SHUT = Statement("The bridge is open."), Statement("The bridge was shut.")


def comparison(
    forward: Probabilities | None,
    backward: Probabilities | None,
    here: Statement = OPEN,
    there: Statement = SHUT,
    numbers: NumberMatch = NOTHING,
    named: tuple[DiffersOn, ...] = (),
) -> Comparison:
    f, b = (reading(s.text, p) if p else None for s, p in ((here, forward), (there, backward)))
    return Comparison(here, there, f, b, numbers, named, (*named, *numbers.differs))


def tied(reading: Reading, *, one_thing: bool = True) -> NumberMatch:
    found = (DiffersOn("number", "40", "50", reading),)
    return NumberMatch((), found, (), (), tied=found if one_thing else ())


@pytest.mark.parametrize(
    ("forward", "backward", "numbers", "stance"),
    [
        (YES, YES, NOTHING, "states"),
        (YES, HARDLY, NOTHING, "states"),
        (YES, None, NOTHING, "states"),
        (HARDLY, YES, NOTHING, "partly"),
        (NO, NO, NOTHING, "contradicts"),
        (NO, YES, NOTHING, "partly"),
        (HARDLY, HARDLY, NOTHING, "related"),
        (SILENT, None, NOTHING, "related"),
        (None, None, NOTHING, "related"),
        # contradiction is likelier than agreement, but not sure
        ((0.2, 0.35, 0.45), (0.2, 0.35, 0.45), NOTHING, "unresolved"),
        ((0.45, 0.1, 0.45), (0.45, 0.1, 0.45), NOTHING, "related"),
        # a figure of the same thing that is another is never outvoted by the reader
        (YES, YES, tied("real"), "contradicts"),
        (YES, YES, tied("update"), "contradicts"),
        (NO, NO, tied("real"), "contradicts"),
        (HARDLY, HARDLY, tied("real"), "unresolved"),
        # of another scope, in another format, or of nothing that is surely one thing: the reader judges
        (YES, YES, tied("scope"), "states"),
        (YES, YES, tied("format"), "states"),
        (YES, YES, tied("real", one_thing=False), "states"),
    ],
)
def test_decide(
    forward: Probabilities | None, backward: Probabilities | None, numbers: NumberMatch, stance: Stance
) -> None:
    assert decide(comparison(forward, backward, numbers=numbers)).stance == stance


WARDS = DiffersOn("name", "ward 100", "ward 101", "real")


@pytest.mark.parametrize(
    ("forward", "stance"), [(YES, "contradicts"), (NO, "contradicts"), (HARDLY, "related"), (None, "unresolved")]
)
def test_a_name_with_another_figure_is_weighed_as_a_figure(forward: Probabilities | None, stance: Stance) -> None:
    judged = decide(comparison(forward, forward, named=(WARDS,)))
    assert judged.stance == stance
    assert (WARDS in judged.differs_on) == (stance in ("unresolved", "contradicts"))


@pytest.mark.parametrize(("near", "stance"), [(MIN_COSINE_RELATED, "related"), (MIN_COSINE_RELATED - 0.01, None)])
def test_what_neither_states_nor_denies_is_related_if_it_is_near(near: float, stance: Stance | None) -> None:
    assert decide(comparison(HARDLY, HARDLY), near).stance == stance
    assert decide(comparison(YES, YES), near).stance == "states"


@pytest.mark.parametrize(
    ("forward", "numbers", "told"),
    [
        (NO, tied("real"), ["real"]),
        (NO, tied("format"), ["format"]),
        (YES, tied("real"), ["real"]),
        (YES, tied("format"), ["format"]),
        (YES, tied("scope"), []),
        (HARDLY, tied("real"), ["real"]),
        (HARDLY, tied("scope"), []),
    ],
)
def test_what_differs_is_told_where_it_is_a_reason(
    forward: Probabilities, numbers: NumberMatch, told: list[str]
) -> None:
    """A difference of format is told always: the editor has to put it right."""
    assert [d.reading for d in decide(comparison(forward, forward, numbers=numbers)).differs_on] == told


def test_a_judgement_says_why() -> None:
    """What decided, with its score, and what the reader says; what it says back only if that is something else."""
    found = {f.name: f for f in decide(comparison(NO, NO)).findings}
    assert set(found) == {"decided", "reader"}
    assert found["decided"].score == pytest.approx(NO[2], abs=0.01)
    assert {f.name for f in decide(comparison(NO, HARDLY)).findings} >= {"reader", "reader-backward"}
    assert [f.name for f in decide(comparison(None, None)).findings] == []
    (same_words,) = decide(comparison(YES, YES, OPEN, OPEN)).findings
    assert (same_words.name, same_words.score) == ("decided", 1.0)


def test_a_pair_that_was_cut_says_so() -> None:
    f = reading(OPEN.text, YES)
    cut = replace(comparison(YES, None), forward=replace(f, cut=True))
    assert "cut" in {one.name for one in decide(cut).findings}
    assert "cut" not in {one.name for one in decide(comparison(YES, None)).findings}


probabilities = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(
    lambda row: (row[0] / sum(row), row[1] / sum(row), row[2] / sum(row))
)
CHECKS = st.sampled_from([NOTHING, tied("real"), tied("scope"), tied("update", one_thing=False)])


@given(st.none() | probabilities, st.none() | probabilities, CHECKS, st.floats(-1, 1))
def test_a_verdict_has_its_probability(
    forward: Probabilities | None, backward: Probabilities | None, numbers: NumberMatch, near: float
) -> None:
    """Without another figure nothing is denied that is likelier to follow; nothing is stated that has one, or that is
    likelier to be denied."""
    judged = comparison(forward, backward if forward else None, numbers=numbers)
    stance = decide(judged, near).stance
    if stance == "contradicts":
        figure = any(d.reading in ("real", "update") for d in numbers.tied)
        assert judged.contradicts > judged.entails or figure
    if stance == "states":
        assert judged.entails >= judged.contradicts
        assert not any(d.reading in ("real", "update") for d in numbers.tied)
    if stance == "partly":
        assert judged.entailed > 0
