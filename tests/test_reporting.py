"""The batch: origins and status of each claim, what is left out, and sensible reports on odd piles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from casework import BagOfWords, FakeReader, analyse
from hypothesis import given
from hypothesis import strategies as st

from verifier import reporting
from verifier.case import Analysis, Case, Vectors, embedded
from verifier.datamodel import Article, Claim, DiffersOn, Layer, Member, MemberRelation, Origin, Reading, Report, Span
from verifier.provenance import Behind
from verifier.quotations import Row
from verifier.report import machine, markdown, overview, spreadsheet
from verifier.report.page import Page
from verifier.reporting import make_report, with_origins

BAG = BagOfWords()
OUTLETS = {"a": "Post", "b": "Mail", "c": "Mail", "d": "d"}


def member(
    article: str, relation: MemberRelation = "paraphrase", reading: Reading | None = None, at: int = 0
) -> Member:
    differs = (DiffersOn("number", "5 boats", "9 boats", reading),) if reading else ()
    return Member(article, Span(at, at + 10), "x" * 10, relation, differs)


def claim(*members: Member) -> Claim:
    return Claim("c1", "x" * 10, "unresolved", members, (), 0, 0)


PILE = [Article(one, "x" * 600, outlet=None if one == "d" else OUTLETS[one]) for one in OUTLETS]


def behind(*origins: Origin) -> Behind:
    return Behind(origins, PILE)


def origin(name: str, *articles: str, spans: tuple[Span, ...] = ()) -> Origin:
    whole = (Span(0, 600),)
    return Origin(name, name, articles, layers=tuple(Layer(one, spans or whole) for one in articles))


@pytest.mark.parametrize(
    "members, origins, status, outlets, count",
    [
        ([member("a"), member("b")], [origin("o1", "a"), origin("o2", "b")], "corroborated", 2, 2),
        ([member("a"), member("b")], [origin("o1", "a", "b")], "same-origin", 2, 1),
        ([member("a"), member("a", at=20)], [origin("o1", "a")], "single-outlet", 1, 1),
        # an article in no origin is one of its own; one outlet does not corroborate itself
        ([member("a"), member("d")], [], "corroborated", 2, 2),
        ([member("b"), member("c")], [origin("o1", "b"), origin("o2", "c")], "single-outlet", 1, 1),
        ([member("b"), member("c")], [], "single-outlet", 1, 1),
        # who contradicts confirms nothing
        (
            [member("a"), member("b", "contradicts", "real")],
            [origin("o1", "a"), origin("o2", "b")],
            "contradicted",
            1,
            1,
        ),
        ([member("a"), member("b", "contradicts", "update")], [], "updated", 1, 1),
    ],
)
def test_status_and_counts(members: list[Member], origins: list[Origin], status: str, outlets: int, count: int) -> None:
    found = with_origins(claim(*members), behind(*origins), OUTLETS)
    assert (found.status, found.outlets, found.origins) == (status, outlets, count)


def test_a_passage_has_the_origin_of_its_layer() -> None:
    """One article, two origins: the dispatch it begins with, and its own reporting below."""
    origins = [origin("wire", "a", "b", spans=(Span(0, 15),)), origin("own", "a", spans=(Span(15, 60),))]
    found = with_origins(claim(member("a"), member("a", at=30), member("b", at=12)), behind(*origins), OUTLETS)
    assert [one.origin for one in found.members] == ["wire", "own", "wire"]
    assert found.origins == 2
    outside = with_origins(claim(member("a", at=500)), behind(*origins), OUTLETS)
    assert outside.origins == 1


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1), st.lists(st.sampled_from(["a", "b", "c", "d"])))
def test_never_more_origins_than_articles_that_tell_it(told: list[str], shared: list[str]) -> None:
    origins = [origin("o1", *dict.fromkeys(shared))]
    found = with_origins(claim(*(member(one) for one in told)), behind(*origins), OUTLETS)
    assert 1 <= found.origins <= len(set(told))
    assert found.outlets == len({OUTLETS[one] for one in told})


# ---------------------------------------------------------------------------------------------------------- whole piles

STORY = """Harbour closed
The harbour of the old town was closed on Monday after the storm.
At least 12 boats sank in the northern bay during the night.
"We will not leave the pier before the wind drops," Captain7 Mora said.
"""


def case(path: Path, *articles: Article) -> Case:
    """A case with these articles and vectors of their words."""
    opened = Case.open(path)
    for one in articles:
        found = analyse(one)
        rows = BAG.encode([s.span.of(one.text) for s in embedded(found.sentences)])
        opened.add(Analysis(one, found.sentences, found.quotes, found.mentions, Vectors(BAG.name, BAG.sha256, rows)))
    return opened


def reported(path: Path, *articles: Article, **options: object) -> Report:
    with case(path, *articles) as opened:
        return make_report(opened, encoder=BAG, reader=FakeReader, **options)  # type: ignore[arg-type]


def every_format(report: Report) -> str:
    """All that can be made of a report; none of it fails."""
    page = Page(80)
    overview.report(report, page)
    return "\n".join(
        (page.plain(), machine.dumps(machine.report(report)), spreadsheet.table(report), markdown.message(report))
    )


def names(report: Report) -> set[str]:
    return {reason.name for reason in report.findings}


def test_an_empty_case(tmp_path: Path) -> None:
    report = reported(tmp_path / "case.db")
    assert (report.articles, report.claims, report.single, report.origins) == ((), (), (), ())
    assert names(report) == {"no-articles"}
    assert "verify add PATH" in every_format(report)


def test_one_article(tmp_path: Path) -> None:
    """Nothing to compare it with; its statements are there."""
    report = reported(tmp_path / "case.db", Article("a", STORY, outlet="Post", published="2031-03-04"))
    assert "one-article" in names(report)
    told = {m.exact for one in (*report.claims, *report.single) for m in one.members}
    assert "At least 12 boats sank in the northern bay during the night." in told
    assert report.left_out == (("a", "heading", 1),)
    assert len(report.utterances) == 1
    every_format(report)


def test_articles_without_date_and_outlet(tmp_path: Path) -> None:
    report = reported(tmp_path / "case.db", Article("a", STORY), Article("b", STORY.replace("12", "19")))
    assert {"no-date", "no-outlet"} <= names(report) and "one-outlet" not in names(report)
    assert machine.report(report)["articles"][0]["published"] is None
    every_format(report)


def test_all_in_one_outlet_corroborates_nothing_twice(tmp_path: Path) -> None:
    report = reported(
        tmp_path / "case.db", *(Article(one, f"{STORY}Edition {one}.\n", outlet="Post") for one in ("a", "b", "c"))
    )
    assert "one-outlet" in names(report)
    assert {one.outlets for one in report.claims} == {1}
    every_format(report)


def test_without_models_the_report_says_so(tmp_path: Path) -> None:
    with Case.open(tmp_path / "case.db") as opened:
        opened.add(analyse(Article("a", STORY)))
        report = make_report(opened)
    assert {"no-vectors", "no-relation-model"} <= names(report)
    assert report.models == ()


def test_a_list_of_quotations_is_checked(tmp_path: Path) -> None:
    rows = [Row(2, "We will not leave the pier before the wind drops"), Row(3, "", None, "has no quotation")]
    report = reported(tmp_path / "case.db", Article("a", STORY), quotes=rows)
    assert [(one.row, one.answer.label if one.answer else one.error) for one in report.checks] == [
        (2, "exact"),
        (3, "has no quotation"),
    ]


def test_models_are_loaded_once(tmp_path: Path) -> None:
    loaded: list[str] = []

    def reader() -> FakeReader:
        loaded.append("reader")
        return FakeReader()

    rows = [Row(n, f"the captain will leave pier number {n}") for n in range(4)]
    with case(tmp_path / "case.db", Article("a", STORY), Article("b", STORY + "More of it.\n")) as opened:
        encoder = BagOfWords()
        make_report(opened, encoder=encoder, reader=reader, quotes=rows)
    assert (len(loaded), encoder.loaded) == (1, 1)


def test_same_case_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of adding, and however often it is asked."""
    pile = [Article(one, f"{STORY}Edition {one}.\n", outlet=one) for one in ("a", "b", "c")]
    texts = {
        machine.dumps(machine.report(reported(tmp_path / f"{n}.db", *order)))
        for n, order in enumerate((pile, pile[::-1], pile))
    }
    assert len(texts) == 1


def test_stages_are_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    reported(tmp_path / "case.db", Article("a", STORY), progress=lambda *args: told.append(args))
    assert {"origins", "names", "quotations"} <= {stage for stage, _, _ in told}
    assert all(0 <= done <= max(total, 1) for _, done, total in told)


def test_settings_name_version_hash_and_thresholds(tmp_path: Path) -> None:
    one = dict(reported(tmp_path / "one.db", Article("a", STORY)).settings)
    two = dict(reported(tmp_path / "two.db", Article("a", STORY + "More.\n")).settings)
    assert one["articles"] == "1" and one["sentences"] == "3"
    assert one["articles-sha256"] != two["articles-sha256"]
    assert all(float(value) >= 0 for key, value in one.items() if key.startswith("utterances."))
    assert one["limit-1"] == reporting.LIMITS[0]


@pytest.mark.slow
def test_a_thousand_copies_of_one_article(tmp_path: Path) -> None:
    """One text under a thousand names: the claims are those of one article, and all of one origin."""
    pile = [Article(f"a{n:04}", f"{STORY}Edition {n}.\n", outlet=f"Outlet {n}") for n in range(1000)]
    report = reported(tmp_path / "case.db", *pile)
    widest = max(report.claims, key=lambda one: len(one.members))
    assert len({m.article for m in widest.members}) == 1000
    assert widest.outlets == 1000 and widest.origins == 1
    assert len(max(report.utterances, key=lambda one: len(one.places)).places) == 1000
    assert len(every_format(replace(report, claims=report.claims[:20], single=report.single[:20]))) > 1000
