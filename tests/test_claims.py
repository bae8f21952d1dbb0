"""Sentences of several articles -> claims, and what keeps two claims apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from casework import BagOfWords, FakeReader
from numpy.typing import NDArray

from verifier.articles import layout
from verifier.case import Analysis, Case, Vectors, embedded
from verifier.claims import find_claims, status_of
from verifier.claims.candidates import MAX_HOLDERS_OF_A_RARE_WORD, MIN_COSINE, NEIGHBOURS, candidates
from verifier.claims.parts import Part, parts
from verifier.claims.stories import MIN_COSINE_ONE_STORY, Akin
from verifier.compare import Statement
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
    Span,
)
from verifier.errors import CaseError
from verifier.models.reader import Reading as Verdict
from verifier.names.mentions import mentions
from verifier.search import Desk
from verifier.text import sentences

# ------------------------------------------------------------------------------------------------------ what is a claim


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("the mayor resigned on Monday", True),
        ('did the mayor resign on Monday?"', False),
        ("more on the mayor at https://example.org/mayor", False),
        ("the mayor “resigned” on Monday", True),
    ],
)
def test_a_sentence_that_is_no_claim(text: str, states: bool) -> None:
    assert lone("a", text).states is states


# --------------------------------------------------------------------------------------------------------------- status


def member(article: str, relation: MemberRelation = "paraphrase", *readings: Reading) -> Member:
    differs = tuple(DiffersOn("number", "7", "8", reading) for reading in readings)
    return Member(article, Span(0, 1), "x", relation, differs)


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
        # a figure that differs although the reader takes it to follow: nobody can tell
        ([member("a"), member("b", "paraphrase", "real")], ["o1", "o2"], "unresolved"),
        ([member("a"), member("b", "paraphrase", "format")], ["o1", "o2"], "corroborated"),
    ],
)
def test_status(members: list[Member], origins: list[str], status: ClaimStatus) -> None:
    assert status_of(members, origins) == status


# ----------------------------------------------------------------------------------------------------------- candidates


def lone(article: str, text: str, ordinal: int = 0) -> Part:
    """A sentence of an article."""
    return Part(Article(article, text), Sentence(article, ordinal, Span(0, len(text)), "body", 0), Statement(text))


def beside(found: Sequence[Part], rows: NDArray[np.float32] | None, kin: Akin) -> dict[int, float]:
    """What is read beside the first, with the cosines."""
    return {b: cosine for (a, b), cosine in candidates(found, rows, kin).items() if a == 0}


def vectors(*cosines: float) -> NDArray[np.float32]:
    """Unit vectors with these cosines to the first."""
    return np.array([(c, (1 - c * c) ** 0.5) for c in (1.0, *cosines)], np.float32)


def one_story(a: str, b: str) -> float:
    return 1.0


def test_what_is_near_is_read_with_its_cosine() -> None:
    found = [lone(one, "red") for one in "abc"]
    rows = vectors(MIN_COSINE + 0.02, MIN_COSINE - 0.02)
    assert beside(found, rows, one_story) == {1: pytest.approx(MIN_COSINE + 0.02, abs=1e-3)}


def test_a_statement_is_not_read_beside_itself() -> None:
    """Another sentence of its article is read; of two sentences each is read beside the other."""
    found = [lone("a", "The mayor left."), lone("a", "The mayor has left the town.", 1)]
    assert set(candidates(found, vectors(0.9), one_story)) == {(0, 1), (1, 0)}


def test_what_tells_of_another_event_is_not_read() -> None:
    found = [lone(one, "The mayor left the burning market") for one in "abc"]
    far = {frozenset("ab"): MIN_COSINE_ONE_STORY - 0.01, frozenset("ac"): MIN_COSINE_ONE_STORY}
    assert set(beside(found, vectors(0.9, 0.9), lambda a, b: far.get(frozenset((a, b)), 1.0))) == {2}


def test_a_statement_has_a_few_neighbours_the_nearest() -> None:
    many = NEIGHBOURS + 8
    found = [lone(f"a{n:02}", "red") for n in range(many + 1)]
    cosines = [0.4 + 0.5 * n / many for n in range(many)]
    kept = beside(found, vectors(*cosines), one_story)
    assert sorted(kept) == list(range(many - NEIGHBOURS + 1, many + 1))


RARE = "The chandler sold sextants"


def test_two_rare_words_bring_together_what_is_not_near() -> None:
    """With vectors and without; one rare word does not."""
    found = [lone("a", RARE), lone("b", "No chandler has sextants"), lone("c", "A chandler left")]
    assert set(beside(found, vectors(0.0, 0.0), one_story)) == {1}
    assert set(candidates(found, None, one_story)) == {(0, 1), (1, 0)}


def test_words_that_many_sentences_have_bring_nothing_together() -> None:
    found = [lone(f"a{n}", RARE) for n in range(MAX_HOLDERS_OF_A_RARE_WORD + 1)]
    assert candidates(found, None, one_story) == {}
    assert len(beside(found[:-1], None, one_story)) == MAX_HOLDERS_OF_A_RARE_WORD - 1


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
    return find_claims(case, encoder=BagOfWords(), reader=FakeReader)


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


def test_the_sentences_of_the_body_are_compared_whole(case: Case) -> None:
    for one in case.ids():
        page = Desk(case).page(one)
        found = parts(page)
        assert [p.sentence for p in found] == list(page.body)
        assert [p.statement.text for p in found] == [p.span.of(page.article.text) for p in found]


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

    bare = analyse(Article("bare", "Mayor\nThe mayor resigned on Monday.\n"))
    case.add(replace(bare, vectors=None))  # so an encoder is asked for them
    with pytest.raises(CaseError, match="other"):
        find_claims(case, encoder=Other(), reader=FakeReader)


def test_progress_is_told(case: Case) -> None:
    told: list[tuple[str, int, int]] = []
    find_claims(case, encoder=BagOfWords(), reader=FakeReader, progress=lambda *step: told.append(step))
    assert [stage for n, (stage, _, _) in enumerate(told) if n == 0 or told[n - 1][0] != stage] == [
        "reading",
        "comparing",
        "reading pairs",
    ]
    assert all(0 <= done <= total for _, done, total in told)


def test_claims_are_plain_data(case: Case) -> None:
    claims, _ = claims_of(case)
    assert replace(claims[0], origins=2).origins == 2


# ----------------------------------------------------------------------------------------------------- what is a member

TELLS = [
    # statement, another article's sentence -> the relation of the one that is not the claim's wording
    ("The storm destroyed the old wooden bridge.", "The storm destroyed the old wooden bridge!", "verbatim"),
    ("The storm destroyed the old wooden bridge.", "The storm destroyed the wooden old bridge.", "near-verbatim"),
    ("The storm destroyed the bridge.", "The bridge of the village the storm destroyed at night.", "extends"),
    ("Divers found 12 boats near the pier.", "Near the pier divers found 19 boats.", "contradicts"),
    ("The court accepted the appeal on Monday.", "On Monday the court has not accepted the appeal.", "contradicts"),
    ("The storm destroyed the old bridge.", "The bridge the old storm destroyed.", "paraphrase"),
]


@pytest.mark.parametrize(("here", "there", "relation"), TELLS)
def test_how_a_member_tells_the_statement(tmp_path: Path, here: str, there: str, relation: MemberRelation) -> None:
    texts = {"herald": f"News\n{here}\n", "courier": f"Other news\n{there}\n"}
    with opened(tmp_path / "case.db", texts) as case:
        claims, _ = claims_of(case)
    (found,) = claims
    assert {m.article for m in found.members} == {"herald", "courier"}
    assert relation in {m.relation for m in found.members}
    assert {m.relation for m in found.members} <= {relation, "verbatim"}


APART = [
    ("The storm destroyed the old wooden bridge.", "The council opened a new wooden bridge in the old town."),
    ("The rescue service counted 12 boats.", "The council counted 19 votes for the new school."),
    ("Did the court accept the appeal?", "The court did accept the appeal."),
]


@pytest.mark.parametrize(("here", "there"), APART)
def test_what_states_something_else_is_no_member(tmp_path: Path, here: str, there: str) -> None:
    texts = {"herald": f"News\n{here}\n", "courier": f"Other news\n{there}\n"}
    with opened(tmp_path / "case.db", texts) as case:
        claims, single = claims_of(case)
    assert claims == []
    assert {m.exact for c in single for m in c.members} == {here, there}


def test_a_member_says_what_differs_and_why(case: Case) -> None:
    claims, _ = claims_of(case)
    (denied,) = [m for c in claims for m in c.members if m.relation == "contradicts" and "injured" in m.exact]
    assert {f.name for f in denied.findings} >= {"reader", "decided"}
    assert {(d.here[:2], d.there[:2]) for d in denied.differs_on} <= {("12", "31"), ("31", "12")}
    verbatim = next(m for c in claims for m in c.members if m.relation == "verbatim")
    assert verbatim.differs_on == ()


def test_lines_that_all_articles_print_are_no_claim(tmp_path: Path) -> None:
    """A template: articles on different events have it in the same words."""
    template = "Please enter a valid address to receive our letter every morning."
    texts = {
        "herald": "Fire\nThe burning market kept forty firemen awake.\nSmoke drifted over harbour warehouses.\n"
        f"Insurers expect large losses.\n{template}\n",
        "courier": "Tennis\nAn unseeded player beat her champion rival twice.\nSpectators cheered every single rally.\n"
        f"Organisers doubled prize money.\n{template}\n",
    }
    with opened(tmp_path / "case.db", texts) as case:
        claims, _ = claims_of(case)
    assert claims == []


def test_copies_are_read_once(tmp_path: Path) -> None:
    """Of many copies each sentence is one node: as many pairs are read as of two."""
    asked = []
    for copies in (2, 20):
        reader = FakeReader()
        texts = {f"copy-{n:02}": HERALD for n in range(copies)} | {"courier": COURIER}
        with opened(tmp_path / f"{copies}.db", texts) as case:
            find_claims(case, encoder=BagOfWords(), reader=lambda reader=reader: reader)  # type: ignore[misc]
        asked.append(sorted(pair for call in reader.asked for pair in call))
    assert asked[0]
    assert asked[0] == asked[1]


def test_a_reader_that_finds_nothing_joins_only_the_same_words(case: Case) -> None:
    class Deaf(FakeReader):
        def _one(self, premise: str, hypothesis: str) -> Verdict:
            return Verdict(0.01, 0.98, 0.01)

    claims, _ = find_claims(case, encoder=BagOfWords(), reader=Deaf)
    assert [{m.relation for m in c.members} for c in claims] == [{"verbatim"}]
