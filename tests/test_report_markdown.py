"""The report as Markdown: what a colleague reads, and that words of an article stay words."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from reportwork import HOSTILE, empty, hostile, sample

from verifier.report.markdown import escaped, message
from verifier.report.printable import one_line

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def rendered(text: str) -> str:
    """What a reader sees of one paragraph."""
    page = RENDERER.render(text).strip()
    assert re.findall(r"<[^>]*>", page) in ([], ["<p>", "</p>"]), page
    return html.unescape(page.removeprefix("<p>").removesuffix("</p>"))


def test_the_message() -> None:
    shown = message(sample())
    assert shown.startswith("# 4 outlets, 3 origins; 4 claims told more than once, 1 statement told once\n")
    assert shown.index("## Contradicted") < shown.index("## Updated") < shown.index("## Corroborated")
    assert "number: **“12” / “19”**: a later count" in shown
    assert "all credit the mayor's office" in shown
    assert "- **Coast Wire**: The Daily Tide, Morning Herald" in shown
    assert "- row 2: not read: the row has no quotation" in shown
    assert "- **Ines Duarte**: Inês Duarte" in shown
    assert "“a passing step” (Radio Norte)" in shown
    assert "[Radio Norte](<http://norte.example/1#top:~:text=" in shown
    assert shown.endswith("*Made by verifier 0.1.0 with fake-encoder 000000000000.*\n")


def test_lists_nest_also_behind_two_digits() -> None:
    """What is said of claim 10 belongs to claim 10."""
    report = sample()
    many = message(replace(report, claims=report.claims[:1] * 12))
    assert RENDERER.render(many).count("<ol") == 1


def test_an_empty_report() -> None:
    assert message(empty()).startswith("# 0 outlets, 0 origins; 0 claims")


def test_nothing_from_an_article_is_markup() -> None:
    shown = RENDERER.render(message(hostile()))
    allowed = {"p", "h1", "h2", "ul", "ol", "li", "em", "strong", "a"}
    assert {tag.lower() for tag in re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", shown)} <= allowed
    assert not re.findall(r"<\w+ (?!href=\"https?://|start=\")", shown)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\x00]", shown)
    assert all(one.partition("/")[0] == "news.example" for one in re.findall(r'href="https?://([^"]*)"', shown))


@pytest.mark.parametrize(
    "printed",
    [
        *HOSTILE,
        "# no heading",
        "1. no list",
        "12) no list",
        "- no list",
        "+ no list",
        "=====",
        "--- *** ___",
        "> no quotation",
        "a | b | c",
        "`code` ``more``",
        "*a* _b_ **c** __d__ ~~e~~ a_b_c _a_",
        "[text](https://evil.example) ![](x) [ref]: y [^1]",
        "<b>bold</b> <https://evil.example> <!-- -->",
        "&lt; &amp;amp; &#42;",
        "back\\slash\\* end\\",
        "$5 million and $6 million",
        "two\nlines\n\n    and code",
        "    code",
        "line end  \nnext",
    ],
)
def test_what_is_escaped_is_rendered_as_it_was(printed: str) -> None:
    assert rendered("so: " + escaped(printed)) == "so: " + one_line(printed)
    assert rendered(escaped(printed)) == one_line(printed)


@given(st.text(min_size=1))
@example("&copy;")
def test_any_words_stay_words(words: str) -> None:
    if one_line(words):
        assert rendered("“" + escaped(words) + "”") == "“" + one_line(words) + "”"


@given(st.text("ab_*`<>[]()#-+=1.)&;\\|~$!:/@ ", min_size=1))
def test_any_markup_stays_words(words: str) -> None:
    if one_line(words):
        assert rendered(escaped(words)) == one_line(words)


@pytest.mark.parametrize("address", ["see https://evil.example/x", "see www.evil.example", "ftp://evil.example"])
def test_addresses_are_not_live(address: str) -> None:
    """GitHub and others make links of what begins so."""
    assert not re.search(r"https?://|ftp://|www\.", escaped(address))
