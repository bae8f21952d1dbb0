"""Words of an article that its siblings contradict: what is a finding, how grave, and what is left in peace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from casework import FakeReader

from verifier.case import Case
from verifier.datamodel import Article, Review
from verifier.models.reader import Reading
from verifier.pipeline import analyse
from verifier.review import review_article
from verifier.review.contradictions import MAX_SIBLINGS, SIBLING_MARK

PLACE = "The river rose on Monday and flooded the old market of Tarna, a town in the north of the island. "
RIVALS = [
    ("permanent", "temporary"), ("monday", "friday"), ("mountain", "coast"), ("will", "may"), ("tarna", "berga"),
    ("fishermen", "farmers"),
]  # fmt: skip


def review(path: Path, text: str, *siblings: str, reader: FakeReader | None = None) -> Review:
    """The review of a text among siblings, with a reader for which only the rivals contradict each other."""
    path.mkdir(exist_ok=True)
    with Case.open(path / "case.db") as case:
        for number, one in enumerate((text, *siblings)):
            case.add(analyse(Article(f"a{number}", PLACE + one)))
        return review_article(case, "a0", reader=lambda: reader or FakeReader(rivals=RIVALS))


def found(answer: Review) -> dict[str, str]:
    """The words of each finding by its rule, of those that a reader makes."""
    return {one.rule: one.exact for one in answer.findings if one.rule.startswith("siblings-contradict-")}


HERE = "Rescuers counted 43 injured passengers in the two buses on the mountain road."
AGAINST = [
    # here, siblings, dimension, words here, words there, severity
    (HERE, HERE.replace("43", "34"), "number", "43", "34", "critical"),
    (
        "The court has not accepted the appeal of the fishermen against the quota.",
        "The court has accepted the appeal of the fishermen against the quota.",
        "polarity", "not", None, "critical",
    ),
    (
        "The union announced on Monday that the workers had won the dispute.",
        "The union announced on Friday that the workers had won the dispute.",
        "time", "Monday", "Friday", "critical",
    ),
    (
        "The ferry will open a new route between the island and the mainland in June.",
        "The ferry may open a new route between the island and the mainland in June.",
        "certainty", "will", "may", "major",
    ),
    (
        "The court has accepted the appeal of the fishermen against the quota.",
        "The court has accepted the appeal of the farmers against the quota.",
        "wording", "fishermen", "farmers", "minor",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("here", "there", "dimension", "words", "rival", "severity"), AGAINST)
def test_words_that_siblings_contradict(
    tmp_path: Path, here: str, there: str, dimension: str, words: str, rival: str | None, severity: str
) -> None:
    answer = review(tmp_path, here, there, there + " It was the second such case this year.")
    assert found(answer) == {f"siblings-contradict-{dimension}": words}
    (one,) = [f for f in answer.findings if f.rule.startswith("siblings-contradict-")]
    assert (one.severity, one.suggestion, one.action) == (severity, rival, "query-original")
    assert {place.article for place in one.evidence} <= {"a1", "a2"}
    assert one.evidence
    assert all(there in place.exact for place in one.evidence)
    assert rival is None or f"“{rival}”" in one.why
    assert answer.article.text[one.span.start : one.span.end] == one.exact


@pytest.mark.parametrize(("here", "there", "dimension", "words", "rival", "severity"), AGAINST)
def test_siblings_that_agree(
    tmp_path: Path, here: str, there: str, dimension: str, words: str, rival: str | None, severity: str
) -> None:
    assert found(review(tmp_path / "same", here, here, here + " It was the second such case this year.")) == {}
    assert found(review(tmp_path / "silent", here, "The council met to speak about new schools.")) == {}
    assert found(review(tmp_path / "alone", here)) == {}


def test_words_that_are_opposites_are_of_polarity(tmp_path: Path) -> None:
    here = "The ferry will open a permanent route between the island and the mainland in June."
    answer = review(tmp_path, here, here.replace("permanent", "temporary"))
    assert found(answer) == {"siblings-contradict-polarity": "permanent"}


@pytest.mark.parametrize(
    ("siblings", "wrong"),
    [
        (["34"], True),
        (["34", "34"], True),
        (["34", "43"], True),  # together they do not contradict it, one of them does, and as many print it
        (["34", "34", "43"], True),
        (["34", "43", "43"], False),
        (["34", "34", "34", "34", "43", "43"], False),
    ],
)
def test_siblings_that_print_the_word_speak_for_it(tmp_path: Path, siblings: list[str], wrong: bool) -> None:
    texts = [f"{HERE.replace('43', number)} Edition {n}." for n, number in enumerate(siblings)]
    assert bool(found(review(tmp_path, HERE, *texts))) is wrong


def test_siblings_in_much_the_same_words_that_hardly_doubt_the_word_speak_for_it(tmp_path: Path) -> None:
    silent = [HERE.replace("43 ", "") + " Yes." * n for n in range(2)]
    silent[1] = silent[1].replace("the mountain", "a mountain")
    against = HERE.replace("43", "34")
    assert found(review(tmp_path / "one", HERE, against, silent[0])) == {"siblings-contradict-number": "43"}
    assert found(review(tmp_path / "two", HERE, against, *silent)) == {}
    off = ["Rescuers counted injured passengers for hours, police said, and the road was closed."] * 2
    assert found(review(tmp_path / "off", HERE, against, *off)) == {"siblings-contradict-number": "43"}


@pytest.mark.parametrize(
    ("sure", "siblings", "severity"), [(0.9, 1, "critical"), (0.8, 1, "minor"), (0.8, 2, "critical")]
)
def test_one_sibling_that_is_not_sure_weighs_less(tmp_path: Path, sure: float, siblings: int, severity: str) -> None:
    class Doubtful(FakeReader):
        def _one(self, premise: str, hypothesis: str) -> Reading:
            read = super()._one(premise, hypothesis)
            return replace(read, words=tuple(replace(w, contradicted=min(w.contradicted, sure)) for w in read.words))

    there = [HERE.replace("43", "34"), HERE.replace("43", "34").replace("the mountain", "a mountain")]
    (one,) = review(tmp_path, HERE, *there[:siblings], reader=Doubtful()).findings
    assert (one.rule, one.severity) == ("siblings-contradict-number", severity)


def test_more_siblings_than_are_read_may_speak_for_a_word(tmp_path: Path) -> None:
    """The nearest are read, and against it; those further off print it."""
    near = [f"{HERE.replace('43', '34')}" + " Yes." * n for n in range(MAX_SIBLINGS)]
    far = [f"At dusk {HERE[0].lower()}{HERE[1:-1]}, police number {n} said." for n in range(MAX_SIBLINGS)]
    assert found(review(tmp_path / "near", HERE, *near)) != {}
    assert found(review(tmp_path / "far", HERE, *near, *far)) == {}


def test_siblings_are_read_together_and_one_by_one(tmp_path: Path) -> None:
    """Copies of one sentence are one sibling, and no more than a few are read."""
    reader = FakeReader()
    copies = [HERE.replace("43", "34") + " Yes." * n for n in range(3)]
    others = [HERE.replace("mountain", road) for road in ("coast", "north", "south", "west", "east")]
    review(tmp_path, HERE, *copies, *others, reader=reader)
    first = [premise for premise, hypothesis in reader.asked[0] if hypothesis == HERE]
    assert len(first) == 1 + MAX_SIBLINGS
    assert first[0] == SIBLING_MARK.join(first[1:])
    assert len(set(first)) == len(first)


def test_the_day_of_a_sibling_stands_before_its_words(tmp_path: Path) -> None:
    reader = FakeReader()
    with Case.open(tmp_path / "case.db") as case:
        case.add(analyse(Article("a0", PLACE + HERE, published="2021-05-04")))
        case.add(analyse(Article("a1", PLACE + HERE.replace("43", "34"), published="2021-05-06")))
        answer = review_article(case, "a0", reader=lambda: reader)
    assert found(answer) == {"siblings-contradict-number": "43"}
    assert ("Thursday 6 May 2021: " + HERE.replace("43", "34"), HERE) in reader.asked[0]


def test_in_quotation_marks_the_quotation_is_at_risk(tmp_path: Path) -> None:
    here = 'Mayor Ann Moore told the council: "We counted 43 injured passengers in the two buses on the road."'
    answer = review(tmp_path, here, here.replace("43", "34"))
    (one,) = [f for f in answer.findings if f.rule.startswith("siblings-contradict-")]
    assert (one.exact, one.action) == ("43", "quote-at-risk")


def test_offsets_outlive_line_breaks(tmp_path: Path) -> None:
    """A sentence that is wrapped over lines, with more than one blank in a row."""
    wrapped = HERE.replace("counted ", "counted\n").replace("in the", "in  the")
    answer = review(tmp_path, wrapped, HERE.replace("mountain", "coast"))
    assert found(answer) == {"siblings-contradict-wording": "mountain"}


def test_without_a_reader_nothing_is_contradicted(tmp_path: Path) -> None:
    with Case.open(tmp_path / "case.db") as case:
        for number, one in enumerate((HERE, HERE.replace("43", "34"))):
            case.add(analyse(Article(f"a{number}", PLACE + one)))
        assert found(review_article(case, "a0")) == {}


def test_a_reader_is_loaded_once(tmp_path: Path) -> None:
    loaded: list[FakeReader] = []

    def load() -> FakeReader:
        loaded.append(FakeReader())
        return loaded[-1]

    with Case.open(tmp_path / "case.db") as case:
        for number, one in enumerate((HERE, HERE.replace("43", "34"))):
            case.add(analyse(Article(f"a{number}", PLACE + one)))
        assert found(review_article(case, "a0", reader=load))
    assert len(loaded) == 1


def test_the_reader_is_named(tmp_path: Path) -> None:
    answer = review(tmp_path, HERE, HERE.replace("43", "34"))
    assert dict(answer.models) == {FakeReader().name: FakeReader().sha256}
