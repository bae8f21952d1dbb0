"""What a number counts, how it is bounded, what is said of it; and whether two statements agree on it."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.quantities import NumberMatch, Quantity, compare, differences, quantities

Row = tuple[str, str, str, str | None, str | None]


def the(text: str) -> Quantity:
    """The one quantity of a text."""
    (found,) = quantities(text)
    return found


# ---------------------------------------------------------------------------------------------------------- the reading

# text, the phrase, its bound, the noun, what is said of it
COUNTS: list[Row] = [
    ("Police arrested 34 demonstrators on Sunday.", "34 demonstrators", "exact", "demonstrator", "arrested"),
    ("More than 4,000 families had to be evacuated.", "More than 4,000 families", "more-than", "family", "displaced"),
    ("The floods left two police officers dead.", "two police officers", "exact", "officer", "killed"),
    ("The death toll from the flooding has risen to 154.", "154", "exact", None, "killed"),
    ("Officials put the number of injured at 1,300.", "1,300", "exact", None, "wounded"),
    ("Nearly three dozen people, most of them women, died.", "Nearly three dozen people", "about", "person", "killed"),
    ("No fewer than 30 children lost their lives.", "No fewer than 30 children", "at-least", "child", "killed"),
    ("The fire claimed 12 lives.", "12 lives", "exact", "life", "killed"),
    ("The quake left at least 2,000 homeless.", "at least 2,000 homeless", "at-least", "homeless", "displaced"),
    ("up to 50 lorries were destroyed", "up to 50 lorries", "at-most", "lorry", "destroyed"),
    ("under 200 votes were cast", "under 200 votes", "less-than", "vote", "voted"),
    ("Tens of thousands of residents fled.", "Tens of thousands of residents", "vague", "resident", "displaced"),
    ("the release of hundreds of angry prisoners", "hundreds of angry prisoners", "vague", "prisoner", "released"),
    ("half a million dead", "half a million dead", "exact", "dead", "killed"),
    ("20,000-40,000 people dead", "20,000-40,000 people", "range", "person", "killed"),
    ("between 15 and 20 gunmen", "between 15 and 20 gunmen", "range", "gunman", None),
    ("four or five times", "four or five times", "range", "time", None),
    ("12 current and former ministers", "12 current and former ministers", "exact", "minister", None),
    ("a hundred-odd guests", "a hundred-odd guests", "about", "guest", None),
    ("500+ people", "500+ people", "at-least", "person", None),
    ("40 or more houses", "40 or more houses", "at-least", "house", None),
    ("18 U.S. soldiers", "18 U.S. soldiers", "exact", "soldier", None),
    ("55,000 US troops", "55,000 US troops", "exact", "troop", None),
    ("30 arms dealers", "30 arms dealers", "exact", "dealer", None),
    ("80.000 displaced persons", "80.000 displaced persons", "exact", "person", "displaced"),
    ("a 10-man team", "10-man", "exact", "man", None),
    ("Some 300,000 Maasai have fled", "Some 300,000 Maasai", "about", "maasai", "displaced"),
    ("Dozens of nurses near a boy who is trapped", "Dozens of nurses", "vague", "nurse", None),
    ("killing the mayor and three guards", "three guards", "exact", "guard", "killed"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "phrase", "bound", "noun", "predicate"), COUNTS)
def test_counts(text: str, phrase: str, bound: str, noun: str | None, predicate: str | None) -> None:
    found = the(text)
    assert (found.text, found.bound, found.noun, found.predicate) == (phrase, bound, noun, predicate)
    assert found.kind == "count"


MEASURES = [
    ("40 kilometers", "measure", "km", 40.0, None),
    ("40km away", "measure", "km", 40.0, None),
    ("12 square kilometres", "measure", "square km", 12.0, None),
    ("5 km² of forest", "measure", "square km", 5.0, "forest"),
    ("90 miles per hour", "measure", "mph", 90.0, None),
    ("3.8 billion light years", "measure", "light-year", 3.8e9, None),
    ("2,300 metric tons", "measure", "ton", 2300.0, None),
    ("hundreds of kilometres", "measure", "km", 100.0, None),
    ("a 7.8-magnitude earthquake", "measure", "magnitude", 7.8, "earthquake"),
    ("magnitude 6.5", "measure", "magnitude", 6.5, None),
    ("-3 degrees", "measure", "degree", -3.0, None),
    ("a 450-pound gorilla", "measure", "lb", 450.0, "gorilla"),
    ("a well 80m deep", "measure", "m", 80.0, None),
    ("two days of digging", "duration", "day", 2.0, None),
    ("two weeks", "duration", "week", 2.0, None),
    ("a week-old strike", "age", "week", 1.0, "strike"),
    ("aged 34", "age", "year", 34.0, None),
    ("a 34-year-old man", "age", "year", 34.0, "man"),
    ("He is 34 years old", "age", "year", 34.0, None),
    ("at the age of 88", "age", "year", 88.0, None),
    ("said Ann Lee, 25, who", "age", "year", 25.0, "lee"),
    ("$3.5bn deal", "money", "usd", 3.5e9, "deal"),
    ("millions of euros", "money", "eur", 1e6, None),
    ("30,000 Egyptian pounds", "money", "egyptian pound", 30_000.0, None),
    ("40 US dollars", "money", "usd", 40.0, None),
    ("52% of the vote", "percent", "percent", 52.0, "vote"),
    ("half of the voters", "percent", "percent", 50.0, "voter"),
    ("a third of the houses", "percent", "percent", 100 / 3, "house"),
    ("a quarter of the houses", "percent", "percent", 25.0, "house"),
    ("two-thirds of members", "percent", "percent", 66.6667, "member"),
    ("one in five voters", "percent", "percent", 20.0, "voter"),
    ("the country's third-largest city", "rank", None, 3.0, "city"),
    ("won 3-1 on Saturday", "score", None, 3.0, None),
]


@pytest.mark.parametrize(("text", "kind", "unit", "value", "noun"), MEASURES)
def test_measures(text: str, kind: str, unit: str | None, value: float, noun: str | None) -> None:
    found = the(text)
    assert (found.kind, found.unit, found.noun) == (kind, unit, noun)
    assert found.value == pytest.approx(value)


NOT_QUANTITIES = [
    "in 2016",
    "Throughout 2017, the council met.",
    "his 2006 ballad",
    "the 1980s",
    "on 12/05/2024",
    "November 27, 2024",
    "at 5:52 p.m.",
    "15:00",
    "two days ago",
    "World War II",
    "Flight 370 vanished",
    "no one likes it",
    "no more than that",
    "nobody else was killed",
    "one of the best",
    "the Six Nations",
    "24/7",
    "third-party software",
    "Apollo-3",
    "a mother-of-two",
    "an 18:9 screen",
    "Formula One cars",
    "lap 10",
    "the No. 1 player",
    "Ann Lee (21) ran",
    "it was first reported there",
    "",
]


@pytest.mark.parametrize("text", NOT_QUANTITIES)
def test_no_quantity(text: str) -> None:
    assert quantities(text) == []


PARTS = [
    ("The crash killed 60 people, including 14 children.", ["60", "14"], [False, True], ["killed", "killed"]),
    ("The ship had 27 crew, 22 of whom were rescued.", ["27", "22"], [False, True], [None, "rescued"]),
    ("Of that total, 9 were nurses.", ["9"], [True], [None]),
    ("60 people - mostly men but also 14 women - have been killed", ["60", "14"], [False, True], ["killed", "killed"]),
    ("30 people were injured and 1,200 homes destroyed", ["30", "1,200"], [False, False], ["wounded", "destroyed"]),
    ("The floods killed 12 people and injured 30.", ["12", "30"], [False, False], ["killed", "wounded"]),
    ("Rescuers found 11, among them two children.", ["11", "two"], [False, True], [None, None]),
]


@pytest.mark.parametrize(("text", "numbers", "parts", "predicates"), PARTS)
def test_parts_of_a_whole(text: str, numbers: list[str], parts: list[bool], predicates: list[str | None]) -> None:
    found = quantities(text)
    assert [q.number.of(text) for q in found] == numbers
    assert [q.part for q in found] == parts
    assert [q.predicate for q in found] == predicates


def test_a_bound_leaves_one_side_open() -> None:
    assert (the("more than 40 cars").low, the("more than 40 cars").high) == (40, math.inf)
    assert (the("at most 40 cars").low, the("at most 40 cars").high) == (0, 40)
    assert (the("hundreds of cars").low, the("hundreds of cars").high) == (100, 1000)


def test_two_readings_are_kept() -> None:
    assert (the("80.000 cars").value, the("80.000 cars").also) == (80_000, 80)
    assert the("1,5 metres").continental
    assert the("80,000 cars").also is None


def test_places_and_periods() -> None:
    text = "Since May 3, storms have killed 40 people in Kent."
    found = the(text)
    assert found.places == ("Kent",)
    assert [p.of(text) for p in found.periods] == ["May 3"]
    kent, total = quantities("60 people, including 12 in Kent, have been killed.")[::-1]
    assert (kent.places, total.places) == (("Kent",), ())


# ------------------------------------------------------------------------------------------------------- the comparison

COMPARED = [
    ("more than 400 people were killed", "412 people were killed", "compatible"),
    ("at least 412 people were killed", "More than 400 people have been killed", "compatible"),
    ("380 people were killed", "412 people were killed", "different"),
    ("380 people were killed", "412 dead", "different"),
    ("412 people were killed", "412 deaths", "same"),
    ("412 people were killed", "412 people were injured", "incomparable"),
    ("more than 400 people were killed", "more than 800 people were killed", "different"),
    ("hundreds of people were killed", "412 people were killed", "compatible"),
    ("dozens of people were killed", "412 people were killed", "different"),
    ("tens of thousands were displaced", "120,000 people were displaced", "compatible"),
    ("thousands were displaced", "hundreds of thousands were displaced", "different"),
    ("about 40 houses", "42 houses", "compatible"),
    ("about 40 houses", "60 houses", "different"),
    ("20-40 people were hurt", "30 people were hurt", "compatible"),
    ("20-40 people were hurt", "more than 30 people were hurt", "compatible"),
    ("20-40 people were hurt", "70 people were hurt", "different"),
    ("12 children were killed", "60 people were killed", "incomparable"),
    ("60 children were killed", "12 people were killed", "different"),
    ("12 children were killed", "12 people were killed", "compatible"),
    ("12 French tourists", "9 German tourists", "incomparable"),
    ("12 lorries", "14 ships", "incomparable"),
    ("40 km", "25 miles", "same"),
    ("40 km", "40 miles", "different"),
    ("3 hours", "180 minutes", "same"),
    ("40 km", "40 kg", "incomparable"),
    ("$3bn", "€3bn", "incomparable"),
    ("$3bn", "$4bn", "different"),
    ("$3 a barrel", "$3", "compatible"),
    ("$3 a barrel", "$4", "incomparable"),
    ("$3 a barrel", "$3 a tonne", "incomparable"),
    ("12 others died", "20 people died", "incomparable"),
    ("half of the voters", "52% of voters", "compatible"),
    ("a third of the voters", "52% of voters", "different"),
    ("aged 34", "a 35-year-old woman", "different"),
    ("won 3-1", "won 3-2", "different"),
    ("won 3-1", "lost 1-3", "same"),
    ("80.000 cars", "80,000 cars", "same"),
    ("80.000 cars", "80 cars", "compatible"),
    ("1,5 metres", "1.5 metres", "same"),
    ("half a million votes", "500,000 votes", "same"),
    ("１２ cars", "12 cars", "same"),
    ("1½ hours", "90 minutes", "same"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "label"), COMPARED)
def test_comparison(a: str, b: str, label: str) -> None:
    assert compare(the(a), the(b)).label == label
    assert compare(the(b), the(a)).label == label


def test_a_part_never_compares_with_a_total() -> None:
    total, part = quantities("The crash killed 60 people, including 14 children.")
    assert compare(total, part).label == "incomparable"
    assert compare(part, quantities("70 people died, 14 of them children.")[1]).label == "same"


def test_format_is_named() -> None:
    assert compare(the("80.000 cars"), the("80,000 cars")).reading == "format"
    assert compare(the("80.000 cars"), the("80 cars")).reading == "unresolved"
    assert compare(the("80.000 cars"), the("95 cars")).reading == "unresolved"
    assert compare(the("80,000 cars"), the("80,000 cars")).reading is None


# ------------------------------------------------------------------------------------------------------ two statements


def readings(match: NumberMatch, dimension: str = "number") -> list[str]:
    return [d.reading for d in match.differs if d.dimension == dimension]


READINGS = [
    # tolls grow
    ("The quake killed 30 people", "The quake has killed 45 people", "update"),
    ("Police arrested 34 demonstrators", "61 demonstrators were arrested", "update"),
    ("The flood displaced 3,000 people", "5,500 people were displaced", "update"),
    # elsewhere, or of another time
    ("The floods killed 12 people in Kent", "Flooding left 30 dead in Devon", "scope"),
    ("The war has left 40,000 dead since 2011", "Since May 2023 the war has killed 900 people", "scope"),
    ("The massacre of 1982 left 9,000 dead", "60 people were killed", "scope"),
    # what does not grow
    ("The party won 52 seats", "the party won 48 seats", "real"),
    ("The deal is worth $3bn", "a $4bn deal", "real"),
    ("won 41 percent of the vote", "won 44 percent of the vote", "real"),
    ("1.2m people applied", "1.5m people applied", "real"),
    ("the 34-year-old striker", "the striker, aged 35", "real"),
    ("Ann Lee, 25, said", "Ann Lee, 27, said", "real"),
    ("City beat Rovers 3-1", "City beat Rovers 2-1", "real"),
    ("The town is 40 km from Leeds", "The town is 60 km from Leeds", "real"),
    ("He fell into the 80m-deep shaft", "the shaft is 40 metres deep", "real"),
    # of other years, or of what nobody knows to be the same
    ("In 2014 she paid a rate of 35 percent", "From 2007 to 2014 she paid a rate of 31 percent", "scope"),
    ("The mayor wants $9,500 for that", "The mayor calls $11,000 too little for that", "unresolved"),
    # the print
    ("80,000 people were displaced", "80.000 people were displaced", "format"),
    # cannot be told
    ("3 people were killed", "900 people were killed", "unresolved"),
    ("more than 40 lorries were sent", "at least 90 lorries were sent", "unresolved"),
]


@pytest.mark.parametrize(("here", "there", "reading"), READINGS)
def test_why_two_numbers_differ(here: str, there: str, reading: str) -> None:
    for a, b in ((here, there), (there, here)):
        found = [d for d in differences(a, b).differs if d.dimension == "number"]
        assert [d.reading for d in found] == [reading]
        assert found[0].here in a and found[0].there in b


def test_a_number_that_agrees_in_one_reading_only_is_unresolved() -> None:
    match = differences("80 people were displaced", "80.000 people were displaced")
    assert [p.comparison.reading for p in match.pairs] == ["unresolved"]


CLOSE = [
    ("The ship came to Leeds in 2015.", "The ship was transported to Leeds in 2014.", True),
    ("The vote was held on April 30.", "The vote was held in May.", True),
    ("The ship came to Leeds on Friday.", "The ship came to Leeds in 1996.", False),
    ("She was paid $9m in 2013.", "She was paid $30m in 2014 and the first months of 2015.", False),
]


@pytest.mark.parametrize(("here", "there", "close"), CLOSE)
def test_times_of_one_deed_clash_only_if_they_are_near(here: str, there: str, close: bool) -> None:
    match = differences(
        here, there, published_here=date(2016, 3, 4), published_there=date(2016, 3, 5), same_deed=lambda a, b: True
    )
    assert bool(match.close) is close


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("The firm bought $9,500 worth of chairs", "The firm bought $11,000 worth of lamps"),
        ("the 30cm-diameter shaft", "the shaft was about 40 metres"),
    ],
)
def test_numbers_of_two_things(here: str, there: str) -> None:
    assert not differences(here, there).differs


@pytest.mark.parametrize(
    ("here", "there", "reading"),
    [
        ("the 26-year-old male Ann Lee", "the bear, a 17-year-old male named Otto", "unresolved"),
        ("the 26-year-old male Otto", "the bear, a 27-year-old male named Otto", "real"),
        ("a 27-year-old female", "the bear, a 26-year-old female named Otto", "real"),
        ("The party kept a 60-seat limit", "The party won 41 seats", "unresolved"),
        ("The 60-seat limit was kept", "The 41-seat limit was kept", "real"),
    ],
)
def test_whose_a_number_is(here: str, there: str, reading: str) -> None:
    for a, b in ((here, there), (there, here)):
        assert readings(differences(a, b)) in ([], [reading]) if reading == "unresolved" else [[reading]]


def test_two_periods_may_be_of_two() -> None:
    assert differences("He was mayor from 2000 to 2006.", "He was mayor from 2006 to 2012.").times_open
    assert not differences("He was mayor from 2000 to 2006.", "He was mayor from 2000 to 2006.").times_open


def test_a_number_of_long_ago_may_be_another() -> None:
    match = differences(
        "The boy is 4 years old.", "A 3-year-old boy fell into it in 1996.", published_there=date(2016, 3, 5)
    )
    assert [d.reading for d in match.differs] == ["real"]
    assert match.times_open


def test_a_toll_does_not_shrink() -> None:
    sooner, later = date(2023, 2, 6), date(2023, 2, 7)
    few, many = "The quake killed 30 people", "The quake killed 45 people"
    assert readings(differences(few, many, published_here=sooner, published_there=later)) == ["update"]
    assert readings(differences(many, few, published_here=later, published_there=sooner)) == ["update"]
    assert readings(differences(many, few, published_here=sooner, published_there=later)) == ["unresolved"]
    assert readings(differences(few, many, published_here=sooner, published_there=sooner)) == ["update"]


def test_what_agrees_is_returned() -> None:
    match = differences("60 people were killed and 14 hurt", "The crash killed 60, police said, and wounded 14.")
    assert [(p.here.text, p.comparison.label) for p in match.pairs] == [("60 people", "same"), ("14", "same")]
    assert match.numbers_agree
    assert not match.differs and not match.unmatched_here and not match.unmatched_there


def test_what_has_no_partner_is_returned() -> None:
    match = differences("60 people were killed", "The crash wounded 14.")
    assert [q.text for q in match.unmatched_here] == ["60 people"]
    assert [q.text for q in match.unmatched_there] == ["14"]
    assert not match.pairs and not match.differs and not match.numbers_agree


def test_distances_from_different_places_are_not_compared() -> None:
    assert not differences("It lies 200 km north of Leeds.", "It lies 40 km south of York.").differs


def test_a_distance_to_the_south_is_none_to_the_north() -> None:
    assert not differences("It lies about 40 km to the south.", "It lies 200 km north of York.").differs
    assert readings(differences("It lies 40 km to the south.", "It lies 90 km to the south."), "number") == ["real"]


def test_of_a_rank_it_is_not_read_who_has_it() -> None:
    match = differences("Leeds, the second city", "They fear for York, the third-largest city")
    assert readings(match, "number") == ["unresolved"]


def test_times_differ_with_their_reading() -> None:
    assert readings(differences("He was elected in 2016", "In 2015 he was elected"), "time") == ["real"]
    thursday, friday = date(2024, 2, 15), date(2024, 2, 16)
    match = differences("He resigned today", "He resigned yesterday", published_here=thursday, published_there=friday)
    assert not match.differs and len(match.pairs) == 1
    undated = differences("He resigned today", "He resigned on Thursday")
    assert not undated.differs and undated.times_open and [m.text for m in undated.times_here] == ["today"]
    assert not differences("He resigned on Thursday", "On Thursday he resigned").differs


SAME_WORDS = ["40 people have died since last week, she said yesterday", "It opens on 04/05/2024", "Today, it is quiet"]


@pytest.mark.parametrize("text", SAME_WORDS)
@pytest.mark.parametrize("published", [None, date(2024, 2, 15)])
def test_a_claim_in_the_words_of_an_article_differs_in_nothing(text: str, published: date | None) -> None:
    match = differences(text, text, published_there=published)
    assert not match.differs
    assert match.pairs


# ------------------------------------------------------------------------------------------------------ hostile input

WORDS = ["12", "1,5", "80.000", "½", "more than", "tens of", "thousands", "of", "people", "were", "killed", "including",
         ",", ".", "-", "$", "%", "km", "MMXXIV", "in", "Kent", "since", "2016", "half", "a", "dozen", "old", "year",
         "one", "to", "between", "and", "-3", "1e9", "９", "²", "\n", "“", "the", "third", "U.S."]  # fmt: skip
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))


@given(texts)
def test_spans_lie_in_the_text(text: str) -> None:
    found = quantities(text)
    assert all(q.span.of(text) == q.text and q.span.covers(q.number) for q in found)
    assert all(0 <= q.span.start < q.span.end <= len(text) and q.low <= q.high for q in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@given(texts, texts)
def test_comparison_is_symmetric(here: str, there: str) -> None:
    for a in quantities(here):
        assert compare(a, a).label in ("same", "compatible", "incomparable")
        for b in quantities(there):
            assert compare(a, b).label == compare(b, a).label
            assert compare(a, b).reading == compare(b, a).reading


@given(texts, texts)
def test_differences_print_what_they_found(here: str, there: str) -> None:
    match = differences(here, there)
    assert all(d.here in here and d.there in there for d in match.differs)
    assert len(match.unmatched_here) <= len(quantities(here))


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "12 men, ", "10 people including 1 man ", "half of ", "tens of ", "(", "12-"]
)
def test_a_long_text_is_read(unit: str) -> None:
    """A quadratic reading would take minutes here."""
    text = unit * (20_000 // len(unit))
    assert all(q.span.end <= len(text) for q in quantities(text))


# -------------------------------------------------------------------------------------------------------------- none

# claim, sentence, what differs and how it is read
NONE = [
    ("No one was injured in the fire.", "Two people were injured in the fire.", [("No one", "Two people")]),
    ("Nobody died in the flood.", "12 people died in the flood.", [("Nobody", "12 people")]),
    ("No injuries were reported.", "Seven people were injured.", [("No injuries", "Seven people")]),
    ("There were no casualties.", "At least four people were killed.", [("no casualties", "At least four people")]),
    ("None of the 40 guests was hurt.", "Five guests were hurt.", [("None of the 40 guests", "Five guests")]),
    ("No arrests were made.", "Police arrested 12 people.", [("No arrests", "12 people")]),
    ("No workers were hurt.", "Three people were hurt.", []),
    ("No more than 12 people died.", "Ten people died.", []),
    ("Nobody else was killed.", "Three people were killed.", []),
    ("No one was injured.", "Nobody was hurt.", []),
    ("Nobody died.", "Two people were injured.", []),
]  # fmt: skip


@pytest.mark.parametrize(("here", "there", "found"), NONE)
def test_none_is_a_number(here: str, there: str, found: list[tuple[str, str]]) -> None:
    match = differences(here, there)
    assert [(d.here, d.there) for d in match.differs] == found
    assert match.tied == match.differs
    assert {d.reading for d in match.differs} <= {"unresolved"}


def test_none_that_became_some_is_an_update() -> None:
    match = differences(
        "Nobody died.", "Two people died.", published_here=date(2024, 2, 1), published_there=date(2024, 2, 2)
    )
    assert readings(match, "number") == ["update"]


def test_a_measure_in_two_units_is_one_measure() -> None:
    found = the("a 90-pound (41-kg) statue")
    assert (found.value, found.unit, found.noun) == (90, "lb", "statue")
    assert the("He fell 12 feet (3.7 meters).").unit == "foot"
    assert [q.unit for q in quantities("It costs $100 (£80).")] == ["usd", "gbp"]
    assert [q.value for q in quantities("a 90-pound (and 20-year-old) statue")] == [90, 20]


def test_of_two_with_one_surname_the_ages_are_not_compared() -> None:
    assert not differences("John Smith, 23, was shot.", "Ann Smith, 20, was unhurt.").differs
    assert differences("John Smith, 23, was shot.", "John Smith, 24, was shot.").differs


def test_numbers_and_times_of_other_deeds_are_told_apart() -> None:
    match = differences("They painted 40 cars.", "They washed 50 cars.", same_deed=lambda a, b: False)
    assert readings(match, "number") == ["unresolved"] and not match.tied
    match = differences("They painted 40 cars.", "They painted 50 cars.", same_deed=lambda a, b: True)
    assert readings(match, "number") == ["real"] and match.tied == match.differs
    match = differences("It was sold in 2014.", "It was built in 1990.", same_deed=lambda a, b: False)
    assert not match.differs and len(match.times_here) == 1
    match = differences("It was sold in 2014.", "It was sold in 2015.", same_deed=lambda a, b: True)
    assert readings(match, "time") == ["real"] and match.tied == match.differs


def test_pounds_that_something_weighs_are_no_money() -> None:
    assert [(q.kind, q.unit) for q in quantities("The statue weighed nearly 9,000 pounds.")] == [("measure", "lb")]
    assert [q.kind for q in quantities("The statue cost nearly 9,000 pounds.")] == ["money"]


def _told(a: str, b: str, deed: bool | None) -> list[tuple[str, str, str]]:
    match = differences(a, b, same_deed=lambda mine, theirs: deed)
    return [(d.here, d.there, d.reading) for d in match.differs]


def test_depths_are_of_a_thing_wherever_it_is() -> None:
    dug = _told("A man fell into a 40-metre-deep well in Wales.", "He fell into the 80m-deep well in Powys.", True)
    assert [reading for _, _, reading in dug] == ["real"]
    assert not _told("The village is 40 km from Leeds.", "The farm is 80 km from York.", True)


def test_ages_of_nobody_by_name_are_ones_if_they_are_close() -> None:
    a = "They try to reach the five-year-old."
    assert [row[2] for row in _told(a, "The six-year-old boy fell.", None)] == ["real"]
    assert not _told(a, "The 60-year-old woman fell.", None)


def test_of_one_deed_two_spans_are_apart() -> None:
    a, b = "He was sentenced to 12 years in prison.", "He was sentenced to 15 years in prison."
    assert [row[2] for row in _told(a, b, True)] == ["real"]
    assert [row[2] for row in _told(a, b, None)] == ["unresolved"]


def test_times_of_day_clash_only_of_one_deed() -> None:
    a, b = "The train left at 7:20 a.m.", "The train left at 8.30am."
    assert _told(a, b, True) == [("7:20 a.m.", "8.30am.", "real")]
    assert not _told(a, b, None)


def test_a_time_within_a_list_of_times_is_no_other() -> None:
    listed = "It will fall between October 2017 and April 2018."
    assert not _told(listed, "It will fall in March 2018.", True)
    assert _told(listed, "It will fall in June 2018.", True)


def test_what_only_one_tells_of_the_past_is_far() -> None:
    today = date(2024, 2, 15)
    told = differences("A boy fell in.", "In 1996 a girl fell in.", published_here=today, published_there=today)
    assert not told.times_far  # nothing says when the boy fell
    dated = differences(
        "A boy fell in on Monday.", "In 1996 a girl fell in.", published_here=today, published_there=today
    )
    assert dated.times_far


def test_a_magnitude_is_one_however_it_is_put() -> None:
    for text in ("The quake had a magnitude of 6.4.", "A magnitude 6.4 earthquake struck."):
        assert [(q.kind, q.unit, q.value) for q in quantities(text)] == [("measure", "magnitude", 6.4)]
