"""Which deed a number or a time is told of, and what a contradiction needs; on sentences made up for it."""

from __future__ import annotations

import re

import pytest

from verifier.cues import can_contradict, names_agent, of_others
from verifier.datamodel import Span
from verifier.deeds import deeds_at, same_deed
from verifier.events import Side
from verifier.grammar import Name


def side(text: str) -> Side:
    """A statement; words in capitals at the beginning are names of people: "LEE left"."""
    names = tuple(Name(Span(*m.span()), m.group(), "person") for m in re.finditer(r"\b[A-Z]{3,}\b", text))
    return Side(text, names, lambda a, b: a == b)


def spot(text: str, part: str) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


@pytest.mark.parametrize(
    ("text", "part", "deeds"),
    [
        ("The firm was sold in 2014.", "2014", ["sold"]),
        ("On Friday, the firm was sold.", "Friday", ["sold"]),
        ("Police on Friday arrested a man.", "Friday", ["arrested"]),
        ("Police arrested a man in the 1967 killings.", "1967", ["killings"]),
        ("He shot and wounded two guards on Monday.", "Monday", ["shot", "wounded"]),
        ("Two guards were hurt, officials said Saturday.", "Saturday", ["said"]),
        ("The bank closed, and on Friday the shop opened.", "Friday", ["opened"]),
        ("Twelve people were hurt.", "Twelve people", ["hurt"]),
        ("The boy fell 15ft into the pit.", "15ft", ["fell"]),
        ("A long day.", "day", []),
    ],
)
def test_the_deed_of_a_time_or_a_number(text: str, part: str, deeds: list[str]) -> None:
    assert [w.norm for w in deeds_at(side(text).reading, spot(text, part))] == deeds


@pytest.mark.parametrize(
    ("a", "mine", "b", "theirs", "same"),
    [
        ("The firm was sold in 2014.", "2014", "They sold the firm in 2015.", "2015", True),
        ("The firm was sold in 2014.", "2014", "The firm was founded in 1990.", "1990", False),
        ("The bridge was opened on Monday.", "Monday", "The bridge was closed on Friday.", "Friday", None),
        ("The mayor resigned on Friday.", "Friday", "The 1987 flood is remembered.", "1987", False),
        ("The mayor was ill on Friday.", "Friday", "The mayor took leave on Monday.", "Monday", None),
        ("The car goes on sale on May 9.", "May 9", "The car goes on sale in June.", "June", True),
        ("Lee said on Friday that it rains.", "Friday", "Lee said on Monday that it snows.", "Monday", None),
        ("The old plane was sold in May.", "May", "The new ship was sold in June.", "June", None),
        ("The bear came here in 2014.", "2014", "The bear was transported to the zoo in 2015.", "2015", True),
        ("It was unveiled on Friday.", "Friday", "It was launched on Monday.", "Monday", True),
        ("She was found on Wednesday.", "Wednesday", "The body was discovered on Friday.", "Friday", True),
        ("It took them an hour on Friday.", "Friday", "He took the job on Monday.", "Monday", None),
    ],
)
def test_two_times_of_one_deed(a: str, mine: str, b: str, theirs: str, same: bool | None) -> None:
    assert same_deed(side(a), side(b))(spot(a, mine), spot(b, theirs)) is same


@pytest.mark.parametrize(
    ("a", "b", "can"),
    [
        ("The bridge is open.", "The bridge is not open.", True),
        ("The union accepted the offer.", "The union refused the offer.", True),
        ("The minister left.", "The minister denied that he had left.", True),
        ("The senator backs the bill.", "The senator opposes the bill.", True),
        ("The show begins at 8 p.m.", "The show begins at 7 p.m.", True),
        ("The launch is set for June.", "The launch is set for August.", True),
        ("They confirmed on Friday that contact was made.", "Contact was lost on Tuesday.", False),
        ("The show begins at 8 p.m.", "The show begins.", False),
        ("The bridge is not open.", "The bridge has not been opened.", False),
        ("The mayor was fired as head of the police.", "The mayor was relieved of his duties.", False),
        ("The champion beat his rival.", "The champion kept his title.", False),
    ],
)
def test_words_that_can_bear_a_contradiction(a: str, b: str, can: bool) -> None:
    assert can_contradict(side(a), side(b)) is can


@pytest.mark.parametrize(
    ("a", "b", "named"),
    [
        ("LEE is the foreign minister.", "OTTER, the foreign minister, said no.", False),
        ("LEE is the foreign minister.", "The foreign minister, LEE, said no.", True),
        ("The minister said no.", "LEE said no.", None),
        ("It rained.", "LEE said that it rained.", None),
    ],
)
def test_whom_a_claim_is_about(a: str, b: str, named: bool | None) -> None:
    assert names_agent(side(a), side(b)) is named


@pytest.mark.parametrize(
    ("a", "b", "others"),
    [
        ("Our men entered the prison.", "Our men entered the suburbs.", True),
        ("Our men entered the prison.", "Our men entered and took the suburbs.", True),
        ("Our men entered the prison.", "The prison was entered by our men.", False),
        ("The firm sold the mill.", "The bank sold the mill.", True),
        ("The firm sold the mill.", "The firm closed the mill.", False),
    ],
)
def test_the_same_done_by_others_or_to_others(a: str, b: str, others: bool) -> None:
    assert of_others(side(a), side(b)) is others
