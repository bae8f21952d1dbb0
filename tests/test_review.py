"""A translated article held against its siblings: what is found, what is left in peace, and what editors decide."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from verifier.case import Case
from verifier.cli import cli
from verifier.datamodel import Article, Review, Span
from verifier.errors import InputError
from verifier.pipeline import analyse
from verifier.report import review as report
from verifier.report.page import Page
from verifier.review import context, merged, review_article
from verifier.review.context import finding_id
from verifier.search import Stretches


def review(tmp_path: Path, text: str, *siblings: str) -> Review:
    """The review of a text among siblings, without a model."""
    with Case.open(tmp_path / "case.db") as case:
        for number, one in enumerate((text, *siblings)):
            case.add(analyse(Article(f"a{number}", one)))
        return review_article(case, "a0")


def found(answer: Review) -> set[tuple[str, str]]:
    return {(one.rule, one.exact) for one in answer.findings}


LEAD = "The river rose on Monday and flooded the market in Tarna.\n\n"

ALONE = [
    # text, rule, words
    ("The agency counted 115.000 displaced people in the town.", "number-format", "115.000"),
    ("The guide counted 12.500 visitors in the first week of May.", "number-format", "12.500"),
    ("The bridge was closed on 3.5.2021 after the flood.", "date-format", "3.5.2021"),
    ("The convoy left Tarna (north) on Monday for the coast.", "region-in-brackets", "Tarna (north)"),
    ("Troops left two towns, including ‘one on the road to the coast.", "stray-quotation-mark", None),
    ("There were di fferent views. The different views were heard.", "broken-word", "di fferent"),
]


@pytest.mark.parametrize(("text", "rule", "words"), ALONE)
def test_rules_that_need_no_sibling(tmp_path: Path, text: str, rule: str, words: str | None) -> None:
    answer = review(tmp_path, LEAD + text)
    assert rule in {r for r, _ in found(answer)}
    assert words is None or (rule, words) in found(answer)
    assert [note.name for note in answer.notes] == ["no-siblings"]


IN_PEACE = [
    "The agency counted 115,000 displaced people, 3.5 percent of the country, and version 2.0.1 of its list.",
    "The convoy of the Northern Fleet (NF) left Tarna on 3 May 2021 for the coast (again).",
    "‘Tis the season, said the mayor: ‘one more night’ and then the ’90s end.",
    "“We will stay,” said Ann Moore. “We will not leave.”",
]


@pytest.mark.parametrize("text", IN_PEACE)
def test_what_is_as_it_should_be(tmp_path: Path, text: str) -> None:
    assert found(review(tmp_path, LEAD + text)) == set()


def test_a_name_spelt_unlike_the_pile(tmp_path: Path) -> None:
    here = "The minister, Karel Novaak, said on Monday that the dam would hold.\nHe visited the dam in Tarna."
    there = "Minister Karel Novak said on Monday the dam would hold.\nHe visited the dam in Tarna."
    answer = review(tmp_path, here, there, there.replace("Minister", "The minister"))
    assert ("name-spelling", "Karel Novaak") in found(answer)
    one = next(f for f in answer.findings if f.rule == "name-spelling")
    assert one.suggestion == "Karel Novak"
    assert one.evidence


def test_ids_outlive_a_change_further_up() -> None:
    text = "One fox. Two foxes. One fox."
    first, last = Span(0, 7), Span(20, 27)
    assert finding_id("a", text, first, "r", "t") != finding_id("a", text, last, "r", "t")
    moved = "A new line. " + text
    assert finding_id("a", moved, Span(12, 19), "r", "t") == finding_id("a", text, first, "r", "t")
    assert finding_id("b", text, first, "r", "t") != finding_id("a", text, first, "r", "t")


def test_offsets_and_order(tmp_path: Path) -> None:
    answer = review(tmp_path, LEAD + " ".join(text for text, _, _ in ALONE))
    assert answer.findings
    for one in answer.findings:
        assert answer.article.text[one.span.start : one.span.end] == one.exact
    assert [f.span for f in answer.findings] == sorted(f.span for f in answer.findings)
    assert merged(answer.findings) == list(answer.findings)


def test_an_unknown_article(tmp_path: Path) -> None:
    with Case.open(tmp_path / "case.db") as case:
        case.add(analyse(Article("a0", LEAD)))
        with pytest.raises(InputError, match="no such article"):
            review_article(case, "b")


# ---------------------------------------------------------------------------------------------------------------- marks

FAULTY = LEAD + "The agency counted 115.000 displaced people in the town.\n"


def command(path: Path, *args: str) -> Result:
    return CliRunner().invoke(cli, ["--case", str(path), "review", "a0", *args], prog_name="verify")


def made(tmp_path: Path, *texts: str) -> Path:
    with Case.open(tmp_path / "case.db") as case:
        for number, text in enumerate(texts):
            case.add(analyse(Article(f"a{number}", text)))
    return tmp_path / "case.db"


def test_a_mark_is_kept(tmp_path: Path) -> None:
    path = made(tmp_path, FAULTY)
    one = json.loads(command(path, "--json").stdout)["findings"][0]
    assert one["mark"] is None
    assert command(path, "--fail-on", "critical").exit_code == 3
    assert command(path, "--mark", one["id"], "ignored").exit_code == 0
    assert json.loads(command(path, "--json").stdout)["findings"][0]["mark"] == "ignored"
    assert command(path, "--fail-on", "minor").exit_code == 0
    assert "115.000" not in command(path).stdout
    assert "marked as ignored" in command(path).stdout
    assert command(path, "--mark", one["id"], "accepted").exit_code == 0
    assert "accepted" in command(path).stdout


def test_a_mark_on_nothing(tmp_path: Path) -> None:
    path = made(tmp_path, FAULTY)
    result = command(path, "--mark", "0000000000", "ignored")
    assert result.exit_code == 1
    assert "no such finding" in result.stderr
    assert command(path, "--mark", "0000000000", "perhaps").exit_code == 2


def test_a_case_of_schema_1_gets_its_marks(tmp_path: Path) -> None:
    path = made(tmp_path, FAULTY)
    with sqlite3.connect(path) as con:
        con.execute("DROP TABLE marks")
        con.execute("PRAGMA user_version = 1")
    con.close()
    with Case.open(path, readonly=True) as case:
        assert case.marks("a0") == {}
        assert case.article("a0").text == FAULTY
    with Case.open(path) as case:
        case.mark("a0", "x", "queried")
        assert case.marks("a0") == {"x": "queried"}
        assert case.article("a0").text == FAULTY


# -------------------------------------------------------------------------------------------------------------- outputs


def test_formats(tmp_path: Path) -> None:
    path = made(tmp_path, FAULTY)
    for ending, start in ((".html", "<!doctype html>"), (".json", "{"), (".txt", "1 finding")):
        target = tmp_path / f"out{ending}"
        assert command(path, "-o", str(target)).exit_code == 0
        assert target.read_text("utf-8").lstrip().startswith(start)
    assert command(path, "--format", "html").stdout == (tmp_path / "out.html").read_text("utf-8")
    assert command(path, "--format", "json").stdout == command(path, "--json").stdout


HOSTILE = LEAD + (
    '<script>alert(1)</script> "><img onerror=x> counted 115.000 people\x1b[2J in \u202etown.\n\n'
    "The <b>mayor</b> counted 12.000 people (<i>north</i>).\n"
)


def test_hostile_words_are_escaped(tmp_path: Path) -> None:
    answer = review(tmp_path, HOSTILE)
    assert answer.findings
    html = report.as_html(answer)
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    page = Page(width=80)
    report.as_text(answer, page)
    assert "\x1b" not in page.plain()
    assert "\u202e" not in page.plain()


# ---------------------------------------------------------------------------------------------------- against siblings

PLACE = "The river rose on Monday and flooded the old market of Tarna, a town in the north of the island. "

AGAINST = [
    # here, siblings, rule, words
    (
        "The union boasted on Friday that the port workers had won the dispute.",
        "The union announced on Friday that the port workers had won the dispute.",
        "coloured-reporting-verb",
        "boasted",
    ),
    (
        "The mayor called the new bridge only a temporary measure for the winter.",
        "The mayor called the new bridge a temporary measure for the winter.",
        "limit-put-in",
        "only a temporary",
    ),
    (
        "The company is the main supplier of grain to the northern islands.",
        "The company is a major supplier of grain to the northern islands.",
        "rank-put-in",
        "the main supplier",
    ),
    (
        "The minister said today that the harbour was still closed after the storm.",
        "The minister said Thursday that the harbour was still closed after the storm.",
        "relative-day",
        "said today",
    ),
]


@pytest.mark.parametrize(("here", "there", "rule", "words"), AGAINST)
def test_what_siblings_say_otherwise(tmp_path: Path, here: str, there: str, rule: str, words: str) -> None:
    answer = review(tmp_path, PLACE + here, PLACE + there, there + " It was the second such case this year.")
    assert (rule, words) in found(answer)
    one = next(f for f in answer.findings if f.rule == rule)
    assert {place.article for place in one.evidence} <= {"a1", "a2"}
    assert one.evidence


@pytest.mark.parametrize(("here", "there", "rule", "words"), AGAINST)
def test_siblings_that_agree(tmp_path: Path, here: str, there: str, rule: str, words: str) -> None:
    answer = review(tmp_path, PLACE + here, PLACE + here, here + " It was the second such case this year.")
    assert rule not in {r for r, _ in found(answer)}


QUOTED = [
    # here, siblings, rule, words
    (
        'Mayor Ann Moore said in the market hall: "The old stone bridge of Tarna is gone for ever from the town."',
        'Mayor Ann Moore said in the market hall: "The old stone bridge of Tarna is lost for ever to the town."',
        "quotation-reworded",
        None,
    ),
    (
        "Our workers will rebuild the bridge, Ann Moore said in a statement on Friday.",
        '"Our workers will rebuild the bridge," Ann Moore said in a statement on Friday.',
        "quotation-marks-lost",
        "Our workers will rebuild the bridge",
    ),
]


@pytest.mark.parametrize(("here", "there", "rule", "words"), QUOTED)
def test_quotations(tmp_path: Path, here: str, there: str, rule: str, words: str | None) -> None:
    answer = review(tmp_path, PLACE + here, PLACE + there, there + " It was the second such case this year.")
    mine = {w for r, w in found(answer) if r == rule}
    assert mine if words is None else words in mine
    (tmp_path / "again").mkdir()
    same = review(tmp_path / "again", PLACE + there + " So it was.", PLACE + there)
    assert rule not in {r for r, _ in found(same)}


def test_headings_are_held_to_the_body(tmp_path: Path) -> None:
    spoken = (
        "The {} of the town spoke to the people on the square on {}. He thanked the helpers for their work in the rain."
    )
    paragraphs = [
        spoken.format(who, day) for day in ("Monday", "Friday") for who in ("mayor", "priest", "doctor", "judge")
    ]
    counted = (
        "Since Monday, floods have killed at least 43 people in Tarna and the villages around it. The rain goes on."
    )
    headings = ["At least 43 dead in Tarna since war broke out", '"Town of our dreams and fears," says the mayor']
    text = "\n\n".join([PLACE, *paragraphs[:4], headings[0], counted, headings[1], *paragraphs[4:]])
    rules = {rule for rule, _ in found(review(tmp_path, text))}
    assert {"heading-gives-another-period", "heading-quotes-what-nobody-prints"} <= rules


# ---------------------------------------------------------------------------------------------------------------- scale


@pytest.mark.parametrize("repeated", [True, False])
def test_work_grows_with_the_article_not_with_its_square(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repeated: bool
) -> None:
    counts: Counter[str] = Counter()

    def counted(owner: object, name: str) -> None:
        original = getattr(owner, name)

        def one_more(*args: Any) -> Any:
            counts[name] += 1
            return original(*args)

        monkeypatch.setattr(owner, name, one_more)

    things = ("river", "dam", "market", "bridge", "town", "convoy", "flood", "storm", "house", "road", "school")

    def sentence(n: int) -> str:
        n = 0 if repeated else n
        return f"“We guard the {things[n % 11]} near the {things[n // 11 % 11]},” said Ann Moore at gate {n}."

    counted(Span, "overlap")
    counted(Span, "covers")
    counted(context, "common")
    counted(Stretches, "on")
    seen: list[Counter[str]] = []
    for size in (60, 240):
        text = "\n".join(sentence(n) for n in range(size))
        with Case.open(tmp_path / f"{size}.db") as case:
            case.add(analyse(Article("a0", LEAD + text)))
            case.add(analyse(Article("a1", text + "\n\n" + PLACE)))
            counts.clear()
            review_article(case, "a0")
            seen.append(counts.copy())
    for name, few in seen[0].items():
        assert seen[1][name] <= 4 * 1.5 * few, name
