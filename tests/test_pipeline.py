"""Articles into a case, one outcome each; which case is used; the sample case."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from casework import FakeEncoder, analyse, article, check_whole, contents, join_names, open_case

from verifier import pipeline, resources
from verifier.case import Case, Outcome
from verifier.datamodel import Article
from verifier.errors import CaseError, InputError
from verifier.pipeline import add_articles, default_path


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with open_case(tmp_path / "case.db") as opened:
        yield opened


def test_each_article_has_its_outcome(case: Case) -> None:
    """What cannot be read is named and does not keep the rest out; progress hears of all, in order."""
    heard: list[Outcome] = []
    unreadable = InputError("notes.pdf: not a text. Convert it first")
    pile: list[Article | InputError] = [
        article(1),
        unreadable,
        article(1),
        replace(article(1), id="copy"),
        replace(article(2), id="report-0001"),
    ]
    summary = add_articles(case, [*pile, article(3)], FakeEncoder(), heard.append, analyse=analyse)
    assert [outcome.status for outcome in heard] == ["added", "refused", "duplicate", "duplicate", "refused", "added"]
    assert summary.outcomes == tuple(heard)
    assert [outcome.article for outcome in summary.added] == ["report-0001", "report-0003"]
    assert [outcome.why for outcome in summary.duplicates] == ["report-0001", "report-0001"]
    assert summary.refused[0].why == "notes.pdf: not a text. Convert it first"
    assert summary.refused[1].why.startswith("report-0001: the case has another text under this id")
    assert check_whole(case) == 2


def test_adding_again_changes_nothing_and_encodes_nothing(case: Case) -> None:
    pile = [article(n) for n in range(4)]
    add_articles(case, pile, FakeEncoder(), analyse=analyse)
    before, encoder = contents(case), FakeEncoder()
    summary = add_articles(case, pile, encoder, analyse=analyse)
    assert len(summary.duplicates) == 4
    assert (contents(case), encoder.calls) == (before, [])


def test_sentences_of_many_articles_are_encoded_together(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH_ARTICLES", 3)
    encoder = FakeEncoder()
    add_articles(case, [article(n) for n in range(7)], encoder, analyse=analyse)
    assert encoder.calls == [3 * 8, 3 * 8, 8]
    for n in range(7):
        text = article(n).text.split("\n")[2]
        assert case.search_meaning(encoder.encode([text])[0], 1)[0][:2] == (f"report-{n:04}", 2)


def test_a_long_article_is_a_batch_of_its_own(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH_SENTENCES", 50)
    encoder = FakeEncoder()
    add_articles(case, [article(1, lines=60), article(2)], encoder, analyse=analyse)
    assert encoder.calls == [62, 8]


def test_an_article_without_sentences_can_be_added(case: Case) -> None:
    assert add_articles(case, [Article("blank", " \n")], FakeEncoder(), analyse=analyse).added
    assert case.without_vectors() == []


def test_stopped_by_hand_what_was_stored_stays(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH_ARTICLES", 2)

    def pile() -> Iterator[Article]:
        yield from (article(n) for n in range(5))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_articles(case, pile(), FakeEncoder(), analyse=analyse)
    assert check_whole(case) == 4
    assert len(add_articles(case, [article(n) for n in range(5)], FakeEncoder(), analyse=analyse).added) == 1


def test_another_encoder_is_refused_before_any_work(case: Case) -> None:
    add_articles(case, [article(1)], FakeEncoder(), analyse=analyse)
    other = FakeEncoder("other")
    with pytest.raises(CaseError, match="not of other"):
        add_articles(case, [article(2)], other, analyse=analyse)
    assert other.calls == []


# ------------------------------------------------------------------------------------------------------ which case file


def test_default_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VERIFY_CASE", raising=False)
    assert default_path() is None
    (tmp_path / "case.db").touch()
    assert default_path() == Path("case.db")
    monkeypatch.setenv("VERIFY_CASE", "elsewhere/other.db")
    assert default_path() == Path("elsewhere/other.db")
    assert default_path("named.db") == Path("named.db")
    monkeypatch.setenv("VERIFY_CASE", "")
    assert default_path() == Path("case.db")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Seeds, models and cache in a folder of the test."""
    for name in ("seeds", "models"):
        (tmp_path / name).mkdir()
    for n in range(3):
        (tmp_path / "seeds" / f"seed-{n}.txt").write_text(article(n).text)
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    monkeypatch.setattr(resources, "cache", lambda: tmp_path / "cache" / "verifier")
    return tmp_path


def sample() -> Path:
    return pipeline.sample(FakeEncoder, analyse=analyse, join_names=join_names)


def test_the_sample_is_made_once(places: Path) -> None:
    path = sample()
    made = path.stat().st_mtime_ns

    def never() -> FakeEncoder:
        raise AssertionError("made again")

    assert pipeline.sample(never, analyse=analyse, join_names=join_names) == path
    assert path.stat().st_mtime_ns == made
    assert sorted(one.name for one in path.parent.iterdir()) == ["case.db", "case.db.faiss"]
    assert [one.name for one in (places / "cache" / "verifier").iterdir()] == [path.parent.name]
    with open_case(path, create=False) as case:
        assert check_whole(case) == 3
        assert case.without_vectors() == []


def test_other_articles_or_models_make_another_sample(places: Path) -> None:
    first = sample()
    (places / "seeds" / "seed-9.txt").write_text(article(9).text)
    second = sample()
    (places / "models" / "registry.toml").write_text("[model]\n")
    assert len({first, second, sample()}) == 3


def test_a_sample_that_fails_leaves_nothing(places: Path) -> None:
    def broken() -> FakeEncoder:
        raise RuntimeError("no weights")

    with pytest.raises(RuntimeError, match="no weights"):
        pipeline.sample(broken, analyse=analyse, join_names=join_names)
    assert list((places / "cache" / "verifier").iterdir()) == []


def test_two_may_make_the_sample_at_once(places: Path) -> None:
    barrier = threading.Barrier(2)
    found: list[Path] = []

    def slow_encoder() -> FakeEncoder:
        barrier.wait()  # both are at work now
        return FakeEncoder()

    def run() -> None:
        found.append(pipeline.sample(slow_encoder, analyse=analyse, join_names=join_names))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert found[0] == found[1]
    assert [one.name for one in (places / "cache" / "verifier").iterdir()] == [found[0].parent.name]
    with open_case(found[0], create=False) as case:
        assert check_whole(case) == 3
