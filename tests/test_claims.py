"""Sentences of several articles -> claims, and what keeps two claims apart."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from casework import BagOfWords, FakeRelationModel
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from verifier.articles import layout
from verifier.case import Analysis, Case, Vectors, embedded
from verifier.claims import find_claims, status_of
from verifier.claims.confirm import confirmed
from verifier.claims.grouping import grouped, joined
from verifier.claims.links import Rivals
from verifier.claims.members import reference_of
from verifier.claims.pairs import likelihood
from verifier.claims.parts import Part, divided
from verifier.datamodel import (
    Article,
    Claim,
    ClaimStatus,
    DiffersOn,
    Member,
    MemberRelation,
    Reading,
    Role,
    Sentence,
)
from verifier.datamodel import Span as Extent
from verifier.errors import CaseError
from verifier.guards import Name
from verifier.names.mentions import mentions
from verifier.search import Desk
from verifier.statements import Statement
from verifier.text import sentences

# ------------------------------------------------------------------------------------------------------------- grouping

TRIANGLES = dict.fromkeys([(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)], 0.9)


@pytest.mark.parametrize(
    ("links", "apart", "groups"),
    [
        ({}, [], []),
        ({(0, 1): 0.9}, [], [[0, 1]]),
        ({(0, 1): 0.2}, [], []),
        ({(0, 1): 0.9, (0, 2): 0.4, (1, 2): 0.4}, [], [[0, 1, 2]]),
        (TRIANGLES, [], [[0, 1, 2], [3, 4, 5]]),
        (TRIANGLES | {(2, 3): 0.85}, [], [[0, 1, 2], [3, 4, 5]]),
        (TRIANGLES, [(0, 1)], [[0, 2], [3, 4, 5]]),
    ],
)
def test_grouped(links: dict[tuple[int, int], float], apart: list[tuple[int, int]], groups: list[list[int]]) -> None:
    """A lone link between two groups does not merge them."""
    assert grouped(links, apart) == groups


def test_one_may_join_a_second_group_and_none_merge() -> None:
    links = TRIANGLES | {(2, 3): 0.6, (2, 4): 0.6, (2, 5): 0.6}
    assert joined([[0, 1, 2], [3, 4, 5]], links) == [[0, 1, 2], [2, 3, 4, 5]]
    assert joined([[0, 1, 2], [3, 4, 5]], TRIANGLES | {(2, 3): 0.9}) == [[0, 1, 2], [3, 4, 5]]


LINKS = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] < p[1]), st.sampled_from([0.3, 0.5, 0.9])
)


@given(LINKS, st.randoms(use_true_random=False))
def test_grouped_takes_links_in_any_order(links: dict[tuple[int, int], float], rng: random.Random) -> None:
    """And what is linked elsewhere moves nothing."""
    shuffled = list(links.items())
    rng.shuffle(shuffled)
    groups = grouped(dict(shuffled))
    assert groups == grouped(links)
    assert len({n for g in groups for n in g}) == sum(map(len, groups))
    elsewhere = {(a + 20, b + 20): w for (a, b), w in links.items()}
    assert [g for g in grouped(links | elsewhere) if g[0] < 20] == groups


def test_likelihood_rises_with_what_is_shared_and_falls_with_what_is_elsewhere() -> None:
    alike = (0.8, 0.2, 2.0, 0.6, 0.8, 0.48, 0.5, 0)
    for n, worse in ((0, 0.4), (1, -0.2)):
        assert likelihood(alike) > likelihood([*alike[:n], worse, *alike[n + 1 :]])
    assert likelihood([*alike[:-1], 1]) > likelihood(alike)
    assert likelihood(alike) > likelihood((0.8, 0.2, 2.0, 0.1, 0.2, 0.02, 0.5, 0))
    assert likelihood(alike) > likelihood(alike, within=True)
    assert likelihood(alike) > likelihood(alike, 0.5)


def test_what_stands_elsewhere_in_the_other_article_is_a_rival() -> None:
    """The third part of "b" is a rival of its first, but not its second, which is of the same sentence."""
    text = "One said so. Two said so."
    places = [("a", 0), ("b", 0), ("b", 0), ("b", 1)]
    articles = {one: Article(one, text) for one in "ab"}
    found = [
        Part(articles[one], Sentence(one, n, Extent(0, 12), "body", 0), Extent(0, 12), Statement(text), Statement(text))
        for one, n in places
    ]
    rows = np.array([[1, 0], [0.8, 0.6], [1, 0], [0.6, 0.8]], np.float32)
    rivals = Rivals(found, rows)
    assert rivals.apart(0, 1, 0.8) == pytest.approx(0.8 - 0.6 + 0.8 - 0.0, abs=1e-3)


# -------------------------------------------------------------------------------------------------------------- confirm


class Reader:
    """Two texts are one claim if they begin with the same letter; `asked` holds what it was asked."""

    name, sha256 = "reader", "0" * 64

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def relations(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        self.asked += pairs
        rows = [(0.6, 0.4, 0.0) if a[0] == b[0] else (0.1, 0.8, 0.1) for a, b in pairs]
        return np.array(rows, np.float32).reshape(len(pairs), 3)


def lone(text: str) -> Part:
    span = Extent(0, len(text))
    said = Statement(text)
    return Part(Article("a", text), Sentence("a", 0, span, "body", 0), span, said, said)


def test_what_the_model_does_not_confirm_leaves_and_makes_groups_of_its_own() -> None:
    """The fourth is only linked with the third; the fifth is alone and goes."""
    parts = [
        lone(text) for text in ("red one two", "rose three four", "blue five six", "bay seven eight", "green nine")
    ]
    links = {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.5, (0, 3): 0.5, (2, 3): 0.6, (0, 4): 0.5}
    assert confirmed([[0, 1, 2, 3, 4]], links, parts, Reader) == [[0, 1], [2, 3]]
    assert confirmed([], {}, [], Reader) == []


def test_parts_of_nearly_the_same_words_need_no_model() -> None:
    parts = [lone("red one two three four five"), lone("one two three four five red"), lone("red six seven")]
    reader = Reader()
    links = {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.4}
    assert confirmed([[0, 1, 2]], links, parts, lambda: reader) == [[0, 1, 2]]
    assert reader.asked == [(parts[0].in_context, parts[2].in_context)]


def test_a_part_is_read_with_its_sentence() -> None:
    whole = Statement("The mayor resigned after police searched her office.")
    sentence = Sentence("a", 0, Extent(0, 52), "body", 0)
    part = Part(Article("a", whole.text), sentence, Extent(25, 51), Statement(whole.text[25:51]), whole)
    assert part.in_context == "police searched her office | The mayor resigned after police searched her office."
    assert replace(part, span=sentence.span, statement=whole).in_context == whole.text


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("the mayor resigned on Monday", True),
        ("if the mayor resigned on Monday", False),
        ('did the mayor resign on Monday?"', False),
        ("more on the mayor at https://example.org/mayor", False),
        ("the mayor resigned,” said her office", False),
        ("the mayor “resigned” on Monday", True),
        ('the mayor "resigned on Monday', False),
    ],
)
def test_a_part_that_is_no_claim(text: str, states: bool) -> None:
    said = Statement(text)
    span = Extent(0, len(text))
    whole = Sentence("a", 0, Extent(0, len(text) + 9), "body", 0)
    assert Part(Article("a", text + " x" * 9), whole, span, said, Statement(text + " x" * 9)).states is states


# --------------------------------------------------------------------------------------------------------------- status


def member(article: str, relation: MemberRelation = "paraphrase", *readings: Reading) -> Member:
    differs = tuple(DiffersOn("number", "7", "8", reading) for reading in readings)
    return Member(article, Extent(0, 1), "x", relation, differs)


@pytest.mark.parametrize(
    ("members", "origins", "status"),
    [
        ([], [], "single-outlet"),
        ([member("a")], ["o1"], "single-outlet"),
        ([member("a"), member("a")], ["o1"], "single-outlet"),
        ([member("a"), member("b")], ["o1"], "same-origin"),
        ([member("a"), member("b")], ["o1", "o2"], "corroborated"),
        ([member("a"), member("b", "contradicts", "update")], ["o1", "o2"], "updated"),
        ([member("a"), member("b", "contradicts", "update", "format")], ["o1", "o2"], "updated"),
        ([member("a"), member("b", "contradicts", "real")], ["o1"], "contradicted"),
        ([member("a"), member("b", "contradicts")], ["o1"], "contradicted"),
        ([member("a"), member("b", "contradicts", "unresolved")], ["o1"], "unresolved"),
        ([member("a"), member("b", "contradicts", "update", "real")], ["o1"], "contradicted"),
        ([member("a"), member("b", "paraphrase", "real")], ["o1", "o2"], "corroborated"),
    ],
)
def test_status(members: list[Member], origins: list[str], status: ClaimStatus) -> None:
    assert status_of(members, origins) == status


# ---------------------------------------------------------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        (
            "The mayor resigned on Monday after police searched her office in the old town.",
            "police searched her office",
        ),
        (
            "The bridge, which was built in 1931 by a Danish firm, will be torn down next year.",
            "which was built in 1931",
        ),
        ("The rescue service counted 31 injured people, and the driver was taken to hospital.", "the driver was taken"),
        ("The union said that the strike would go on until wages rise by six percent.", "the strike would go on"),
    ],
)
def test_a_long_sentence_has_parts(sentence: str, part: str) -> None:
    said = [span.of(sentence) for span in divided(Statement(sentence))]
    assert any(part in one and len(one) < len(sentence) for one in said)


@pytest.mark.parametrize(
    ("sentence", "part", "made"),
    [
        (
            "Soldiers reached Bergen, the second city of Norway, and closed all of its harbours.",
            "Bergen, the second",
            True,
        ),
        ("Officials gave a toll, more than 800 deaths in one week, on Monday evening.", "more than 800", True),
        ("Gangs looted shops, since launching a surprise attack last week, police officers said.", "since laun", False),
        ("Over the past few hours, soldiers have lost control of the harbour in Odessa.", "Over the past", False),
        ("The army, backed by the pro-Russian Wagner group, left Odessa on Monday.", "the pro-Russian", False),
    ],
)
def test_a_part_without_a_verb_describes_or_counts(sentence: str, part: str, made: bool) -> None:
    said = [span.of(sentence) for span in divided(Statement(sentence))]
    assert any(one.startswith(part) for one in said) == made


def test_a_part_has_whole_names_numbers_and_words() -> None:
    text = "The Watch for Safe Roads, a group based in Odessa, said tens of thousands, mostly 20-year-old, left."
    names = (Name(Extent(4, 24), "Watch for Safe Roads", "organisation"), Name(Extent(43, 49), "Odessa", "place"))
    said = [span.of(text) for span in divided(Statement(text, names))]
    assert said
    assert not any(one.startswith(("Safe", "Roads", "thousands", "old", "year")) for one in said)
    assert not any(one.endswith((" 20", "20-year")) for one in said)


@pytest.mark.parametrize("sentence", ["", "Yes.", "Rain fell.", "x" * 9000, "a, " * 3000, "(" * 500, "… – ; , :"])
def test_what_says_one_thing_or_nothing_is_not_divided(sentence: str) -> None:
    assert divided(Statement(sentence)) == []


@settings(max_examples=60)
@given(st.text(alphabet="abc ABC,.;:()–'\"12 \n", max_size=120))
def test_parts_are_stretches_of_the_sentence(sentence: str) -> None:
    for span in divided(Statement(sentence)):
        assert 0 <= span.start < span.end <= len(sentence)
        assert span.of(sentence)[0].isalnum()
        assert span.of(sentence)[-1].isalnum()


# --------------------------------------------------------------------------------------------------------------- claims

HERALD = """Night train derails near Lowport
A night train derailed near Lowport on Tuesday.
The rescue service said 12 people were injured in the derailment.
The minister will resign, Anna Berg said on Tuesday evening.
The repair of the Lowport line will cost 3.500 euros.
"""
COURIER = """Train accident: more hurt
A night train derailed near Lowport on Tuesday.
The rescue service said 31 people were injured in the derailment.
The minister will not resign, Anna Berg said.
"""
GAZETTE = """A night train derailed near Lowport on Tuesday
The council met to speak about new schools and their pupils.
Photo: A night train derailed near Lowport on Tuesday.
"""
TEXTS = {"herald": HERALD, "courier": COURIER, "gazette": GAZETTE}
DATES = {"herald": "2021-05-04", "courier": "2021-05-06", "gazette": "2021-05-05"}


def analyse(article: Article) -> Analysis:
    """The first line is the heading, a line that begins with "Photo:" a caption."""
    lines = layout(article.text)
    roles: dict[int, Role] = {0: "heading"}
    for n, line in enumerate(lines):
        if "Photo:" in line.span.of(article.text):
            roles[n] = "caption"
    found = sentences(article.id, article.text, [replace(x, role=roles.get(n, "body")) for n, x in enumerate(lines)])
    bag = BagOfWords()
    vectors = bag.encode([s.span.of(article.text) for s in embedded(found)])
    return Analysis(article, found, (), mentions(article, found), Vectors(bag.name, bag.sha256, vectors))


def opened(path: Path, texts: dict[str, str]) -> Case:
    case = Case.open(path)
    for name, text in texts.items():
        case.add(analyse(Article(name, text, outlet=name.title(), published=DATES.get(name))))
    return case


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with opened(tmp_path / "case.db", TEXTS) as found:
        yield found


def claims_of(case: Case) -> tuple[list[Claim], list[Claim]]:
    return find_claims(case, encoder=BagOfWords(), model=FakeRelationModel)


def with_words(claims: Sequence[Claim], words: str) -> Claim:
    (claim,) = [c for c in claims if words in c.text]
    return claim


def test_claims_of_a_case(case: Case) -> None:
    claims, single = claims_of(case)
    derailed = with_words(claims, "night train derailed")
    assert [(m.article, m.relation) for m in derailed.members] == [("courier", "verbatim"), ("herald", "verbatim")]
    assert (derailed.outlets, derailed.silent, derailed.status) == (2, ("gazette",), "same-origin")
    injured = with_words(claims, "injured")
    assert {m.article for m in injured.members} == {"courier", "herald"}
    (denied,) = [m for m in injured.members if m.relation == "contradicts"]
    assert [(d.dimension, d.reading) for d in denied.differs_on] == [("number", "update")]
    assert (injured.status, injured.outlets) == ("updated", 1)
    assert any(op != "equal" for op, _, _ in denied.diff)
    assert any("schools" in c.text for c in single)


def test_offsets_origins_and_furniture(case: Case) -> None:
    claims, single = claims_of(case)
    for claim in (*claims, *single):
        assert claim.origins == 0
        for m in claim.members:
            text = case.article(m.article).text
            assert m.span.of(text) == m.exact
            assert m.origin is None
            (role,) = {s.role for s in case.sentences(m.article) if s.span.overlap(m.span)}
            assert role == "body"


def test_every_sentence_is_in_a_claim_or_alone(case: Case) -> None:
    claims, single = claims_of(case)
    told = {(m.article, s.ordinal) for c in claims for m in c.members for s in touched(case, m)}
    alone = {(m.article, s.ordinal) for c in single for m in c.members for s in touched(case, m)}
    body = {(a, s.ordinal) for a in case.ids() for s in Desk(case).page(a).body}
    assert told | alone == body
    assert not told & alone


def touched(case: Case, m: Member) -> list[Sentence]:
    return [s for s in case.sentences(m.article) if s.span.overlap(m.span)]


def test_the_order_of_adding_changes_nothing(case: Case, tmp_path: Path) -> None:
    with opened(tmp_path / "other.db", dict(reversed(TEXTS.items()))) as other:
        assert claims_of(other) == claims_of(case)


def test_a_new_article_leaves_ids_as_they_are(case: Case, tmp_path: Path) -> None:
    """One that joins some claims and is published later, and one on something else whose id comes first."""
    before = {c.id: {m.article for m in c.members} for group in claims_of(case) for c in group}
    later = "Update\nA night train derailed near Lowport on Tuesday.\n"
    case.add(analyse(Article("extra", later, published="2021-06-01")))
    case.add(analyse(Article("aardvark", "Zoo\nThe zoo welcomed two young aardvarks from Namibia.\n")))
    after = {c.id: {m.article for m in c.members} for group in claims_of(case) for c in group}
    assert before.keys() <= after.keys()
    assert all(after[one] - members <= {"extra"} for one, members in before.items())


def test_copies_of_one_article_make_one_claim_a_sentence(tmp_path: Path) -> None:
    texts = {f"copy-{n:03}": HERALD + f"\nEdition {n} was printed at plant number {n}.\n" for n in range(60)}
    with opened(tmp_path / "copies.db", texts) as case:
        claims, _ = claims_of(case)
        derailed = with_words(claims, "night train derailed")
    assert len(derailed.members) == 60
    assert {m.relation for m in derailed.members} == {"verbatim"}


def test_without_models_words_alone_judge(case: Case) -> None:
    claims, _ = find_claims(case)
    assert len(with_words(claims, "night train derailed").members) == 2


def test_an_empty_case_and_one_article(tmp_path: Path) -> None:
    with Case.open(tmp_path / "empty.db") as case:
        assert claims_of(case) == ([], [])
        case.add(analyse(Article("gazette", GAZETTE)))
        claims, single = claims_of(case)
    assert claims == []
    assert [c.status for c in single] == ["single-outlet"]


def test_vectors_of_another_encoder_are_refused(case: Case) -> None:
    class Other(BagOfWords):
        name, sha256 = "other", "1" * 64

    long = "Mayor\nThe mayor, who was elected in 2019, resigned on Monday after police searched her office in town.\n"
    case.add(analyse(Article("long", long)))
    with pytest.raises(CaseError, match="other"):
        find_claims(case, encoder=Other())


def test_progress_is_told(case: Case) -> None:
    told: list[tuple[str, int, int]] = []
    find_claims(case, encoder=BagOfWords(), progress=lambda *step: told.append(step))
    assert [stage for n, (stage, _, _) in enumerate(told) if n == 0 or told[n - 1][0] != stage] == [
        "reading",
        "comparing",
        "judging",
    ]
    assert all(0 <= done <= total for _, done, total in told)


def test_claims_are_plain_data(case: Case) -> None:
    claims, _ = claims_of(case)
    assert replace(claims[0], origins=2).origins == 2


def test_a_claim_reads_as_a_clause_if_one_is_nearly_as_surely_linked() -> None:
    def part(text: str) -> Part:
        sentence = Sentence("a", 0, Extent(0, len(text) + 9), "body", 0)
        return Part(
            Article("a", text + " and so on"),
            sentence,
            Extent(0, len(text)),
            Statement(text),
            Statement(text + " and so on"),
        )

    phrase, clause = part("the resignation of the mayor"), part("the mayor resigned on Monday")
    assert reference_of([(phrase, 1.0), (clause, 0.9)]) is clause
    assert reference_of([(phrase, 1.0), (clause, 0.5)]) is phrase
    assert reference_of([(phrase, 1.0)]) is phrase
