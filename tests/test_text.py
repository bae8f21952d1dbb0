from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.articles.layout import layout
from verifier.datamodel import Line, Span
from verifier.text import BLANK, Paragraph, normalise, paragraphs, selectors, sentences, stem, words

NEWS = st.text(alphabet=st.sampled_from("abcAB .,?!…\"'“”‘’«»()[]-–—\n\t\r01é\u0301\u00ad\u200bﬁİß𝒜"), max_size=120)


def norms(text: str) -> list[str]:
    return [word.norm for word in words(text)]


def split(text: str) -> list[str]:
    """The sentences of a text that is all running text in one line."""
    lines = [Line(Span(0, len(text)), "body", "test")]
    return [sentence.span.of(text) for sentence in sentences("x", text, lines)]


# ---------------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't go", ["don't", "go"]),
        ("Syria’s", ["syria's"]),
        ("the rebels' capture", ["the", "rebels", "capture"]),
        ("‘one of them’", ["one", "of", "them"]),
        ("al-Assad, 40-year-old", ["al", "assad", "40", "year", "old"]),
        ("115.000 and 1,234.5 and 9/2", ["115.000", "and", "1,234.5", "and", "9", "2"]),
        ("in 2016. Then 5, 6", ["in", "2016", "then", "5", "6"]),
        ("Hay`at Sana‘a", ["hay'at", "sana'a"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("co\u00adopera\u200btion", ["cooperation"]),
        ("re\u0301gime régime", ["régime", "régime"]),
        ("Café ≠ Cafe", ["café", "cafe"]),
        ("snake_case U.S.", ["snake", "case", "u", "s"]),
        ("Дамаск دمشق", ["дамаск", "دمشق"]),
        ("— … \u200b", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert norms(text) == expected


def test_words_of_a_part_keep_offsets_into_the_whole() -> None:
    text = "one two three"
    assert [word.span.of(text) for word in words(text, 4, 7)] == ["two"]


@given(NEWS)
def test_words_are_what_is_printed(text: str) -> None:
    last = 0
    for word in words(text):
        assert last <= word.span.start < word.span.end
        assert norms(word.span.of(text)) == [word.norm]
        last = word.span.end


def test_combining_marks_of_the_named_scripts_stay_within_words() -> None:
    for code in [*range(0x300, 0x370), *range(0x64B, 0x660), *range(0x5B0, 0x5BE), *range(0x93E, 0x94E)]:
        if unicodedata.category(chr(code)).startswith("M"):
            assert len(words(f"a{chr(code)}b")) == 1, hex(code)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("fleeing", "flee", True),
        ("rebels", "rebel", True),
        ("syria's", "syria", True),
        ("captured", "capturing", True),
        ("loss", "lose", False),
        ("not", "no", False),
    ],
)
def test_stem(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other)) is same


# ------------------------------------------------------------------------------------------------------- normalisation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Total liberation”", '"total liberation"'),
        ("«Oui» „ja“ ‹non›", '"oui" "ja" \'non\''),
        ("a – b — c‑d −1", "a - b - c-d -1"),
        ("Wait… now", "wait... now"),
        ("  two \n\t  words\u00a0here ", "two words here"),
        ("co\u00adope\u200bration", "cooperation"),
        ("e\u0301 ﬁ Ⅳ ½", "é fi iv 1⁄2"),
        ("İstanbul", "i̇stanbul"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text).text == expected


def test_normalised_words_map_back_to_what_is_printed() -> None:
    text = "He  said:\u00a0“No… ﬁght”"
    plain = normalise(text)
    start = plain.text.index('"no... fight"')
    assert plain.span(start, start + len('"no... fight"')).of(text) == "“No… ﬁght”"
    middle = plain.text.index("ight")  # half of a ligature is the whole ligature
    assert plain.span(middle, middle + 4).of(text) == "ﬁght"
    assert plain.span(0, 0) == Span(0, 0)


@given(NEWS)
def test_normalisation_maps_every_character_to_where_it_was(text: str) -> None:
    plain = normalise(text)
    assert len(plain.offsets) == len(plain.ends) == len(plain.text)
    assert plain.offsets == sorted(plain.offsets)
    for place in range(len(plain.text)):
        span = plain.span(place, place + 1)
        assert 0 <= span.start < span.end <= len(text)
        assert plain.text[place] in normalise(span.of(text)).text or plain.text[place] == " "


@given(NEWS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


# ----------------------------------------------------------------------------------------------------------- selectors


def test_selectors_are_those_of_the_w3c() -> None:
    text = "The army left the city at dawn."
    quote, position = selectors(text, Span(9, 13), context=4)
    assert quote == {"type": "TextQuoteSelector", "exact": "left", "prefix": "rmy ", "suffix": " the"}
    assert position == {"type": "TextPositionSelector", "start": 9, "end": 13}
    assert selectors(text, Span(0, 3))[0]["prefix"] == ""


# ----------------------------------------------------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    "parts",
    [
        # abbreviations, initials, numbers
        ["It began on Nov. 27.", "The army left."],
        ["Lt. Col. John Smith spoke.", "He left."],
        ["The U.S. and the U.K. agreed.", "In the U.S. it rained.", "He left."],
        ["He was in the U.S.", "He left."],
        ["He met Mr. Big Smith and Gen. Young at St. James.", "They spoke."],
        ["J. K. Rowling and George W. Bush met.", "They ate."],
        ["Founder J. Joe Ricketts paid.", "A. Philip Randolph did not."],
        ["No. 5 was hit.", "Vol. 3 of it.", "Art. 5 stays."],
        ["He weighed 5.5 kg.", "Then 115.000 came."],
        ["1. The first question is this.", "2. The second."],
        ["It was signed in 2016.", "The war went on."],
        ["Approx. five men came.", "E.U. leaders left."],
        ["Sen. Graham (R-S.C.) told us.", "We left."],
        ["Dogs, cats, etc. and more.", "They left."],
        # quotation marks and brackets
        ['"Why?" he asked.', '"Because!" she said.'],
        ["“Why?” Ms. Doe asked.", "“No!” Smith said."],
        ["“We are ready.”", "Smith said the army would stay."],
        ["“It is done.”", "He added, “We won.”"],
        ['He said "no."', '"We left."', "Done."],
        ["He quoted ‘the end.’", "Then left."],
        ["“We fear that they (the rebels) will come.", "We have nowhere to go,” he said."],
        ["(He left.)", "Then it rained."],
        ['"We go. "', "Then we left."],
        # ellipses and omission marks
        ["He tried (...) but failed.", "She won (…) and left."],
        ["“He failed.", "(...) Then he won,” she said."],
        ["Some groups… these groups entered, groups... these left.", "So it was."],
        ["I do not know…", "The crowd left."],
        ["The couple wed . . . and left.", "It rained."],
        # datelines and other dashes
        ["PARIS, Tex. - The coal was high.", "It was late."],
        # other alphabets
        ["这是一支笔。", "那是一本书。"],
        ["Is it so?!", "Yes."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left the city.He said so.", ["He left the city.", "He said so."]),
        ("It is over.”The army came.", ["It is over.”", "The army came."]),
        ('They left."We go" was all.', ["They left.", '"We go" was all.']),
        ("In London.The war began.", ["In London.", "The war began."]),
        ("See example.com and Node.js and Booking.Com now.", None),
        ("Write to a.b@c.Org or http://x.y/Z.Html today.", None),
        ("The a.m. train of J.Crew.", None),
    ],
)
def test_a_lost_space_is_found_where_that_is_safe(text: str, expected: list[str] | None) -> None:
    assert split(text) == (expected or [text])


@pytest.mark.parametrize(("article", "count"), [("000", 56), ("001", 20), ("002", 38), ("003", 43), ("004", 34)])
def test_the_sample_case_has_the_sentences_that_a_person_counts(article: str, count: int) -> None:
    (path,) = (Path(__file__).parent.parent / "seeds").glob(f"{article}_*.txt")
    text = path.read_text("utf-8")
    assert len(sentences(article, text, layout(text))) == count


def test_a_sentence_never_crosses_a_blank_line_or_furniture() -> None:
    text = "The army left the city\n\nand the rebels came.\nphoto: REUTERS\nThey stayed in it."
    found = [(s.span.of(text), s.role) for s in sentences("x", text, layout(text))]
    assert found == [
        ("The army left the city", "body"),
        ("and the rebels came.", "body"),
        ("photo: REUTERS", "caption"),
        ("They stayed in it.", "body"),
    ]


def test_a_newline_within_a_sentence_does_not_split_it() -> None:
    text = "He blamed “the bitter fruits of a long\nfailure of the talks”. He left.\nThe army went home."
    found = [s.span.of(text) for s in sentences("x", text, layout(text))]
    assert found == [
        "He blamed “the bitter fruits of a long\nfailure of the talks”.",
        "He left.",
        "The army went home.",
    ]


def test_paragraphs_join_only_lines_that_continue() -> None:
    lines = [
        Line(Span(0, 3), "body", "test"),
        Line(Span(4, 7), "body", "test", continues=True),
        Line(Span(8, 9), "heading", "test"),
    ]
    assert paragraphs("abc def g", lines) == [Paragraph(Span(0, 7), "body"), Paragraph(Span(8, 9), "heading")]


@settings(max_examples=200)
@given(NEWS)
def test_sentences_cover_all_that_is_printed(text: str) -> None:
    found = sentences("x", text, layout(text))
    covered = {place for s in found for place in range(s.span.start, s.span.end)}
    assert all(place in covered for place, c in enumerate(text) if c not in BLANK)
    assert [s.ordinal for s in found] == list(range(len(found)))
    assert all(a.span.end <= b.span.start and a.paragraph <= b.paragraph for a, b in pairwise(found))
    assert all(s.span.of(text).strip(BLANK) == s.span.of(text) for s in found)


HOSTILE = {
    "quotation marks": '"' * 100_000,
    "opening marks": "“" * 100_000,
    "said": "said " * 20_000,
    "brackets": "(" * 100_000,
    "one word": "a" * 100_000,
    "no stop": "word " * 20_000,
    "stops": "." * 100_000,
    "spaced stops": ". " * 50_000,
    "question marks": "?" * 100_000 + "x",
    "quoted stops": '."' * 50_000,
    "initials": "A. " * 10_000,
    "marks": "a" + "\u0301" * 100_000,
    "blank": " \n" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_costs_linear_time(name: str) -> None:
    """A quadratic pass over so much would not end within the test run. Nothing of the text is lost."""
    text = HOSTILE[name]
    found = sentences("x", text, layout(text))
    assert sum(len(s.span.of(text).replace(" ", "")) for s in found) == len("".join(text.split()))
    assert all(w.span.end <= len(text) for w in words(text))
    assert len(normalise(text).offsets) == len(normalise(text).text)


def test_reading_words_loads_no_nltk() -> None:
    import subprocess

    code = "import sys, verifier.text as t; t.words('a'); t.normalise('a'); sys.exit('nltk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
