from __future__ import annotations

from pathlib import Path

import pytest

from verifier.articles.imprint import imprint, iso_date
from verifier.articles.layout import layout
from verifier.datamodel import Article

BODY = (
    "The army left the city on Thursday after two days of fighting, and the governor asked people to stay at home.\n\n"
    "Shops were closed, he said, and the road to the airport was blocked by soldiers who would let nobody through it."
)


def read(text: str, **known: str) -> Article:
    return imprint(Article(id="a", text=text, **known), layout(text, known.get("title")))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2021-03-05", "2021-03-05"),
        ("2021-03-05T10:00:00Z", "2021-03-05"),
        ("2021/3/5", "2021-03-05"),
        ("5 March 2021", "2021-03-05"),
        ("Friday, 5th of March 2021", "2021-03-05"),
        ("Mar. 5, 2021, 10:15 a.m.", "2021-03-05"),
        ("March 5 2021", "2021-03-05"),
        ("Fri, 05 Mar 2021 15:00:03 GMT", "2021-03-05"),
        ("31/12/2021", "2021-12-31"),
        ("12/31/2021", "2021-12-31"),
        ("05.05.2021", "2021-05-05"),
        ("Fri, 03/05/2021", "2021-03-05"),  # 3 May 2021 was a Monday
        ("Monday 03/05/2021", "2021-05-03"),
        # open, impossible or absent
        ("03/05/2021", None),
        ("Tue, 03/05/2021", None),
        ("2021-02-30", None),
        ("32 March 2021", None),
        ("5 March 2021 and 6 March 2021", None),
        ("5 Marching 2021", None),
        ("March 2021", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_printed_date_is_read_only_if_it_names_one_day(printed: str, expected: str | None) -> None:
    assert iso_date(printed) == expected


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("Published: 5 March 2021\nLast updated: 7 March 2021", "2021-03-05"),
        ("Last updated: 7 March 2021", "2021-03-07"),
        ("Last Updated:\nMarch 7, 2021", "2021-03-07"),
        ("Jane Doe Fri, 03/05/2021", "2021-03-05"),
        ("Jane Doe 03/05/2021", None),
        ("2021-03-06 15:00:03 - From: The Daily\n\nJane Doe 03/05/2021", "2021-03-05"),  # 3 May is months away
        ("2021-03-06 15:00:03 - From: The Daily\n\nJane Doe Fri, 03/05/2021", "2021-03-05"),  # its own, not the feed's
        ("date 2021-03-06 Army leaves the city as rebels advance", "2021-03-06"),
        ("Published: 5 March 2021\nPublished: 6 March 2021", None),
        ("", None),
    ],
)
def test_the_day_of_publication(head: str, published: str | None) -> None:
    article = read(f"{head}\n\n{BODY}")
    assert article.published == published
    assert bool([words for field, words in article.evidence if field == "date"]) == bool(head)


def test_an_unlabelled_date_below_the_text_is_that_of_something_else() -> None:
    article = read(f"{BODY}\n\nCorrection: an earlier version named another day.\n\nFriday, March 5, 2021")
    assert article.published is None


def test_a_date_in_the_running_text_is_not_the_day_of_publication() -> None:
    assert read(f"{BODY} The law of March 5, 2021 was repealed.").published is None


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Source: example.org", "example.org"),
        ("Source: https://www.example.org/a/b.html", "example.org"),
        ("Source: The Daily", "The Daily"),
        ("2021-03-05 15:00:03 - From: The Daily", "The Daily"),
        ("© 2021 The Daily. All rights reserved.", "The Daily"),
        ("This article was originally published in The Daily.", "The Daily"),
        ("Source: Reuters", None),
        ("Source: AFP, The Daily", None),
        ("Copyright 2021 The Associated Press. All rights reserved.", None),
        ("(with inputs from agencies)", None),
        ("Source: said to be close to the minister", None),
        ("Soldiers in the square, Photo: The Daily", None),
    ],
)
def test_the_outlet(line: str, outlet: str | None) -> None:
    article = read(f"{BODY}\n\n{line}")
    assert article.outlet == outlet
    assert (("outlet", line) in article.evidence) == bool(outlet)


@pytest.mark.parametrize(
    ("sentence", "agencies"),
    [
        ("PARIS (Reuters) - The army left.", ("Reuters",)),
        ("PARIS, March 5 (AFP) — The army left.", ("AFP",)),
        ("The army left, a resident told AFP.", ("AFP",)),
        ("The army left, he told The Associated Press by phone.", ("AP",)),
        ("They cheered, according to AFP footage.", ("AFP",)),
        ("A photographer of news agency AFP saw it.", ("AFP",)),
        ("He said so in a statement carried by the official Petra news agency.", ("Petra",)),
        ("The state-run Anadolu Agency said so.", ("Anadolu",)),
        ("The Example Press news agency said so.", ("Example Press",)),
        ("The army left. (PTI)", ("PTI",)),
        ("As reported by APE-MPE, they left. He told AFP so.", ("ANA-MPA", "AFP")),
        # no credits
        ("The PA said so, and AA batteries ran out; the map of Fars was on a TAP.", ()),
        ("He told an agency so.", ()),
        ("The Reuters building was closed.", ()),
    ],
)
def test_agencies_that_the_text_credits(sentence: str, agencies: tuple[str, ...]) -> None:
    article = read(f"{BODY}\n\n{sentence}")
    assert article.agencies == agencies
    assert len([1 for field, words in article.evidence if field == "agency" and words in sentence]) == len(agencies)


def test_the_agency_of_a_photograph_is_not_one_of_the_text() -> None:
    article = read(f"{BODY}\n\nThe railway\nphoto: REUTERS\n\n{BODY}")
    assert article.agencies == ()
    assert ("photo", "photo: REUTERS") in article.evidence


def test_agencies_without_a_name_are_evidence_only() -> None:
    article = read(f"{BODY}\n\n(with inputs from agencies)")
    assert article.agencies == ()
    assert ("agency", "(with inputs from agencies)") in article.evidence


@pytest.mark.parametrize(
    ("line", "evidence"),
    [
        ("By Jane Doe", ("byline", "Jane Doe")),
        ("Jane Doe Fri, 03/05/2021", ("byline", "Jane Doe")),
        ("- Location :\nParis, France", ("location", "Paris, France")),
        ("Disclaimer: translated by a machine.", ("note", "Disclaimer: translated by a machine.")),
    ],
)
def test_what_else_is_printed(line: str, evidence: tuple[str, str]) -> None:
    assert evidence in read(f"{line}\n\n{BODY}").evidence


def test_the_title_is_what_the_title_line_prints() -> None:
    article = read(f"date 2021-03-06 Army leaves the city as rebels advance\n\n{BODY}")
    assert article.title == "Army leaves the city as rebels advance"
    assert ("title", article.title) in article.evidence
    assert read(BODY).title is None


def test_what_is_known_is_kept() -> None:
    text = f"Army leaves the city as rebels advance\n\n{BODY}\n\nSource: example.org\nPublished: 5 March 2021"
    article = read(text, title="Another", outlet="The Daily", published="2020-01-01")
    assert (article.title, article.outlet, article.published) == ("Another", "The Daily", "2020-01-01")


@pytest.mark.parametrize(
    ("article", "title", "outlet", "published", "agencies"),
    [
        ("000", "Some Syrians are fleeing en masse", None, None, ("AFP", "SANA")),
        ("001", None, None, None, ("SANA",)),
        ("002", "Hama city falls to Syrian rebels as advance", "Middle East Eye", "2024-12-05", ()),
        ("003", None, "iefimerida.gr", None, ("AFP", "ANA-MPA")),
        ("004", None, None, None, ("AFP",)),
    ],
)
def test_the_sample_case(
    article: str, title: str | None, outlet: str | None, published: str | None, agencies: tuple[str, ...]
) -> None:
    (path,) = (Path(__file__).parent.parent / "seeds").glob(f"{article}_*.txt")
    text = path.read_text("utf-8")
    found = read(text)
    assert [line.role for line in layout(text, found.title)] == [line.role for line in layout(text)]
    assert (found.title or "").startswith(title or "\0") == bool(title)
    assert (found.outlet, found.published, found.agencies) == (outlet, published, agencies)
    assert all(words.split(" (")[0] in found.text for _, words in found.evidence)


@pytest.mark.parametrize("piece", ["told the ", "News agency ", "(AFP) ", "03/05/2021 ", "A B C D ", "Source: "])
def test_hostile_text_costs_linear_time(piece: str) -> None:
    """A quadratic pass over so much would not end within the test run. The text is never altered."""
    text = piece * 20_000
    assert imprint(Article(id="a", text=text), layout(text)).text == text
