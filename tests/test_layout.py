from __future__ import annotations

import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.articles.layout import layout, same_words
from verifier.datamodel import Role
from verifier.text import BLANK, sentences

SEEDS = Path(__file__).parent.parent / "seeds"

BODY = [
    "The army left the city on Thursday after two days of fighting, and the governor asked residents to stay at home.",
    "Shops were closed, he said, and the road to the airport was blocked by soldiers who would let nobody through it.",
    "The government has said for weeks that it would hold the city, which lies on the only railway to the coast.",
    "A spokesman said that talks would begin on Monday, and that both sides had named the people who would take part.",
]


def roles(*lines: str, title: str | None = None, gap: str = "\n\n") -> list[Role]:
    return [line.role for line in layout(gap.join(lines), title)]


def among(line: str, gap: str = "\n\n") -> Role:
    """The role of a line that stands between paragraphs of running text."""
    return roles(BODY[0], BODY[1], line, BODY[2], BODY[3], gap=gap)[2]


# ------------------------------------------------------------------------------------------------------------- the gold

# Line numbers of everything in the sample case that is no running text, read by a person.
FURNITURE: dict[str, dict[Role, list[int]]] = {
    "000": {
        "title": [1],
        "heading": [3],
        "counter": [5],
        "caption": [6, 7, 26, 27, 47, 48, 78, 79],
        "disclaimer": [8],
        "teaser": [89],
    },
    "001": {},
    "002": {"title": [1], "metadata": [3, 5], "heading": [27, 51], "pull-quote": [33]},
    "003": {"heading": [4, 7, 11, 14, 19, 25, 29], "credit": [33], "teaser": [34, 35, 36, 37, 38, 39]},
    "004": {"metadata": [1, 21, 22], "heading": [2, 7, 13], "teaser": [12], "credit": [20]},
}


@pytest.mark.parametrize("article", FURNITURE)
def test_the_sample_case(article: str) -> None:
    """All 41 lines of furniture, each with its role, and no line of running text among them."""
    (path,) = SEEDS.glob(f"{article}_*.txt")
    text = path.read_text("utf-8")
    found: dict[Role, list[int]] = {}
    for line in layout(text):
        if line.role != "body":
            found.setdefault(line.role, []).append(text.count("\n", 0, line.span.start) + 1)
    assert found == FURNITURE[article]


@pytest.mark.parametrize("article", ["000", "002"])
def test_hard_wrapping_changes_nothing(article: str) -> None:
    """The same article with lines of 72 characters has the same sentences in the same roles."""
    (path,) = SEEDS.glob(f"{article}_*.txt")
    text = path.read_text("utf-8")
    blocks = text.split("\n\n")
    wrapped = "\n\n".join(b if "\n" in b else textwrap.fill(b, 72, break_on_hyphens=False) for b in blocks)

    def read(text: str) -> list[tuple[Role, str]]:
        return [(s.role, " ".join(s.span.of(text).split())) for s in sentences("x", text, layout(text))]

    assert wrapped.count("\n") > text.count("\n") + 20
    assert read(wrapped) == read(text)


# ------------------------------------------------------------------------------------------------------- single lines


@pytest.mark.parametrize(
    ("line", "role"),
    [
        # counters
        ("12,345 views", "counter"),
        ("6320 views 7 comment(s)", "counter"),
        ("4 min read", "counter"),
        ("1.2k shares | 30 comments", "counter"),
        ("The video had 12,345 views by noon, the site said.", "body"),
        ("300 comments were deleted.", "body"),
        # captions and photo credits
        ("Soldiers in the square, Photo: REUTERS", "caption"),
        ("photo: REUTERS", "caption"),
        ("A soldier waves. (Jane Doe/AP)", "caption"),
        ("Photograph: Jane Doe/Getty Images", "caption"),
        ("Getty Images Soldiers wave at the gate", "caption"),
        ("Image copyright Reuters Image caption Soldiers at the gate", "caption"),
        ("3/12 The bridge at dawn", "caption"),
        ("The photo: it shows a man who was not there. He said so.", "body"),
        ("The picture was taken by a resident (a teacher).", "body"),
        # links to other stories
        ("ALSO READ: Why the railway matters. Explained", "teaser"),
        ("Bonus video:", "teaser"),
        ("Ten years of the railway in pictures Read more", "teaser"),
        ("[How the railway was built]", "teaser"),
        ("Follow us on Telegram and WhatsApp.", "teaser"),
        ("Sign up for our newsletter", "teaser"),
        ("“Follow me,” he said, and the men followed him.", "body"),
        # notes about the text
        ("Disclaimer: The translation was made by a machine.", "disclaimer"),
        ("This article was translated automatically.", "disclaimer"),
        ("Editor’s note: an earlier version named another station.", "disclaimer"),
        ("© 2021 The Daily. All rights reserved.", "disclaimer"),
        ("Copyright law was changed, the minister said.", "body"),
        # credits
        ("Source: example.org", "credit"),
        ("(with inputs from agencies)", "credit"),
        ("Reporting by Jane Doe in Paris; Editing by John Doe", "credit"),
        ("Jane Doe in Paris contributed to this report.", "credit"),
        ("Sources: the minister will resign, two of them said.", "body"),
        ("Reporting by the newspaper showed that the minister said so.", "body"),
        # dates, bylines, navigation
        ("Last Updated:", "metadata"),
        ("Published: 5 March 2021, 10:15 GMT", "metadata"),
        ("2021-03-05 15:00:03 - From: The Daily", "metadata"),
        ("Jane Doe Fri, 03/05/2021", "metadata"),
        ("By Jane Doe and John Doe", "metadata"),
        ("- Location :", "metadata"),
        ("___", "metadata"),
        ("Advertisement", "metadata"),
        ("https://example.org/story", "metadata"),
        ("The law of March 5, 2021 was repealed.", "body"),
        ("By noon the army had gone", "heading"),
        ("By noon the army had gone.", "body"),
        # headings
        ("Fear in the old town", "heading"),
        ("Minister warns of a long war: what we know", "heading"),
        ("At least 20 dead since the war began, thousands displaced", "heading"),
        ("What Happens Next?", "heading"),
        ("Onwards to the coast?", "heading"),
        ("' Di fferent reactions'", "heading"),
        ("“A Fight to the End”", "heading"),
        ('"Orderly withdrawal," says the governor', "heading"),
        ("- 'Strike a blow' -", "heading"),
        ("ROCKET STATS:", "heading"),
        # running text that looks like one
        ("How is that possible?", "body"),
        ("But why now?", "body"),
        ('"We will not leave," the governor said', "body"),
        ('"We will not leave"', "body"),
        ('"We will not leave."', "body"),
        ('He called it "a heavy blow', "body"),
        ('The governor described it as "a heavy blow"', "body"),
        ("The governor said the city was lost", "body"),
        ("She writes:", "body"),
        ("the army had gone", "body"),
        ("• the railway", "body"),
        ("Red sky at night — Jane Doe (@janedoe) March 5, 2021", "body"),
        ("Yes.", "body"),
        ("Q: Did he call you?", "body"),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_line_between_paragraphs(line: str, role: Role, gap: str) -> None:
    assert among(line, gap) == role


def test_what_a_colon_announces_is_text() -> None:
    assert roles(BODY[0], "The demands are:", "An end to the war", "Free elections", BODY[1], BODY[2])[2] == "body"


# ----------------------------------------------------------------------------------------------------------- neighbours


def test_a_line_right_above_a_photo_credit_is_its_caption() -> None:
    above = f"{BODY[0]}\n\nThe railway\nphoto: REUTERS\n\n{BODY[1]}"
    apart = f"{BODY[0]}\n\n{BODY[1]}\n\nThe railway\n\nphoto: REUTERS\n\n{BODY[2]}"
    assert [line.role for line in layout(above)] == ["body", "caption", "caption", "body"]
    assert [line.role for line in layout(apart)] == ["body", "body", "heading", "caption", "body"]


def test_the_line_below_a_label_is_its_value_if_it_looks_like_one() -> None:
    assert roles(BODY[0], "Location:", "Paris, France", gap="\n")[2] == "metadata"
    assert roles("Last Updated:", "March 5, 2021, 10:15", BODY[0], gap="\n")[1] == "metadata"
    assert roles("Last Updated:", BODY[0], BODY[1], gap="\n") == ["metadata", "body", "body"]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("example.com - 2021-03-05", "metadata"),
        ("news.example.co.uk, 5 March 2021", "metadata"),
        ("example.com was sold on 2021-03-05 to a bank in the north of the country.", "body"),
    ],
)
def test_a_site_signs_with_its_address_and_the_date(line: str, role: str) -> None:
    assert roles("Minister resigns after the storm", line, *BODY)[1] == role


def test_lines_below_a_link_label_are_links() -> None:
    found = roles(BODY[0], BODY[1], "Read more:", "Ten years of the railway", "How the war began", gap="\n")
    assert found == ["body", "body", "teaser", "teaser", "teaser"]


def test_cut_off_lines_at_the_end_are_other_stories() -> None:
    tail = ["A choir from the coast was recently honoured…", "Traffic police found ninety offences…"]
    assert roles(*BODY, *tail, gap="\n")[4:] == ["teaser", "teaser"]
    assert roles(*BODY, tail[0], gap="\n")[4:] == ["body"]  # one alone may be a sentence that trails off
    after = ["Source: example.org", tail[0], "The former mayor… died on Monday."]
    assert roles(*BODY, *after, gap="\n")[4:] == ["credit", "teaser", "teaser"]


def test_the_title() -> None:
    headline = "Army leaves the city as rebels advance"
    assert roles(headline, *BODY)[0] == "title"
    assert roles(f"date 2021-03-05 {headline}", *BODY)[0] == "title"
    assert roles("By Jane Doe", headline, *BODY)[:2] == ["metadata", "title"]
    assert roles(f"{headline}.", *BODY, title=headline)[0] == "title"
    assert roles("Army leaves the city;", "as rebels advance", *BODY, title=headline)[:2] == ["title", "title"]
    assert roles("Another line", *BODY, title=headline)[0] == "heading"
    assert roles(*BODY)[0] == "body"
    assert roles(headline) == ["body"]  # alone, it is all the text there is


def test_a_pull_quote_is_one_that_the_text_prints_again() -> None:
    quote = "We knew that the railway would not hold for long, and we told them so"
    body = f'"{quote}, many times," the engineer said.'
    pulled = f"'{quote}' - Jane Doe, the engineer"
    assert roles(*BODY[:2], pulled, body, *BODY[2:])[2] == "pull-quote"
    assert roles(*BODY[:2], pulled, *BODY[2:])[2] == "body"  # printed once, it is evidence


def test_a_standfirst_is_one_that_the_text_prints_again() -> None:
    first = "The city lies on the only railway to the coast and is the key on the way to the capital."
    again = first.replace("the key on the way", "a key on the road")
    assert roles("Army leaves the city", first, *BODY, again)[1] == "heading"
    assert roles("Army leaves the city", first, *BODY)[1] == "body"


def test_same_words_is_the_share_in_order() -> None:
    assert same_words("The army left", "the ARMY has left.") == 1.0
    assert same_words("left army the", "The army left") == pytest.approx(1 / 3)
    assert same_words("", "anything") == 0.0


# ------------------------------------------------------------------------------------------------------ continued lines


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("He blamed “the fruits of a chronic", "failure of the talks”.", True),
        ("He blamed the governor of the", "Northern Province for it.", True),
        ("He said “we knew it and", "The railway would not hold” then.", True),
        ("“Why?”", "he asked.", True),
        ("It was the 17th-", "century palace of the governor.", True),
        ("He left the city.", "The army stayed.", False),
        ("He left the city.", "al-Shabab claimed it.", False),
        ("He left the city", "The army stayed.", False),
        ("“We knew it.", "“We told them.”", False),
    ],
)
def test_a_newline_within_a_sentence(above: str, below: str, joined: bool) -> None:
    text = f"{BODY[0]}\n{above}\n{below}\n{BODY[1]}"
    assert [line.continues for line in layout(text)] == [False, False, joined, False]
    apart = f"{BODY[0]}\n\n{above}\n\n{below}\n\n{BODY[1]}"
    assert not any(line.continues for line in layout(apart))


# ----------------------------------------------------------------------------------------------------------- properties

TEXT = st.text(alphabet=st.sampled_from("abAB1 .,?:…\"“”'()[]-—/@©\n\r\u2028\u200b"), max_size=200)


@settings(max_examples=200)
@given(TEXT)
def test_every_printed_line_has_one_role(text: str) -> None:
    lines = layout(text)
    covered = {place for line in lines for place in range(line.span.start, line.span.end)}
    assert all(place in covered for place, c in enumerate(text) if c not in BLANK)
    assert all(a.span.end <= b.span.start for a, b in pairwise(lines))
    assert all(line.why and line.span.of(text).strip(BLANK) == line.span.of(text) for line in lines)
    assert not any("\n" in line.span.of(text) for line in lines)


@pytest.mark.parametrize(
    "line", ["a", "Some heading here", '"Some quoted words here, and more words"', "aaa bbb", "Photo: (", "1/2/2021 ["]
)
def test_a_page_of_many_lines_costs_linear_time(line: str) -> None:
    """A quadratic pass over so many lines would not end within the test run. Every line gets a role."""
    assert len(layout(f"{line}\n" * 20_000)) == 20_000
