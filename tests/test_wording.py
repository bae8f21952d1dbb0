"""How words stand in a source. Each row: what is looked for, what is printed, the label, and findings that must be
named."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.datamodel import Span, Wording
from verifier.marks import regions
from verifier.text import words
from verifier.wording import Marked, Query, Source, continuation, find, source

SENTENCE = re.compile(r"\S(?:[^.!?]|[.!?](?=\S))*(?:[.!?]+[\"”]?(?=\s|$)|$)")


def printed(text: str) -> Source:
    """The source for a text of one paragraph. Regions parted by "said" alone are one utterance."""
    sentences = [Span(*m.span()) for m in SENTENCE.finditer(text)]
    marked: list[Marked] = []
    for region in regions(text, [Span(0, len(text))], sentences):
        between = text[marked[-1].span.end : region.content.start] if marked else ""
        one = marked and re.fullmatch(r"[,.!?]?[”\"] (?:he|she|they|the \w+) said[,.] [“\"]", between)
        marked.append(Marked(region.content, marked[-1].utterance if one else str(region.span.start)))
    return source(text, sentences, marked)


def best(query: str, text: str) -> Wording | None:
    found = find(Query.of(query), printed(text))
    return found[0] if found else None


def label(query: str, text: str) -> str:
    wording = best(query, text)
    return wording.label if wording else "nothing"


SAME = [  # typography never matters
    ("the dam will hold", "“The dam will hold,” the engineer said.", "exact"),
    ("THE DAM WILL HOLD", "The engineer said: «the dam will hold»", "exact"),
    ("the dam   will\nhold", "'The dam will hold', the engineer said.", "exact"),
    ("“The dam will hold.”", "She said the dam will hold for years.", "exact"),
    ("it's the mayor's fault", "“It’s the mayor’s fault,” he said.", "exact"),
    ("well-known re-election plan", "a “well known re election plan”", "exact"),
    ("we waited... nobody came", "“We waited… nobody came,” she said.", "exact"),
    ("the café is closed", "“The cafe\u0301 is closed,” he said.", "exact"),
    ("co\u00adoperation pays", "“Cooperation pays,” she said.", "exact"),
]

NEARLY = [  # spelling, inflection, an article, contractions, number formats, marked cuts and insertions
    (
        "the organisation will realise its programme",
        "“The organization will realize its program,” he said.",
        ["spelling"],
    ),
    ("we can't stay in this harbour", "“We cannot stay in this harbor,” she said.", ["spelling"]),
    ("we do not know the answer", "“We don't know the answer,” she said.", ["spelling"]),
    ("they will close the schools", "“They'll close the schools,” the minister said.", ["spelling"]),
    ("miners demand safer tunnels", "“The miners demanded a safer tunnel,” it read.", []),
    ("airstrikes hit the harbour", "“Air strikes hit the harbor,” the group said.", ["spelling"]),
    ("forty houses burnt down", "“40 houses burned down,” the mayor said.", ["number-format"]),
    ("half a million people fled", "“500,000 people fled,” the agency said.", ["number-format"]),
    ("115,000 people fled", "“115.000 people fled,” the agency said.", ["number-format"]),
    ("prices rose 5 per cent", "“Prices rose 5%,” the bank said.", ["spelling"]),
    ("it cost 5 million dollars", "“It cost $5 million,” the bank said.", ["spelling"]),
    ("the river broke the dyke", "“River broke the dyke,” he said.", ["article"]),
    ("we fear they will come back", "“We fear that they will come back,” she said.", ["article"]),
    ("we fear they will come back", "“We fear they (the militia) will come back,” she said.", ["insertion"]),
    ("we fear they will come back", "“We fear they [the militia] will come back,” she said.", ["insertion"]),
    (
        "the crew tried to turn but the ship sank",
        "“The crew tried to turn (…) but the ship sank,” he said.",
        ["ellipsis-dropped"],
    ),
    (
        "the crew tried to turn ... but the ship sank",
        "“The crew tried to turn but the ship sank,” he said.",
        ["ellipsis-added"],
    ),
    ("the vote [on the budget] was fair", "“The vote was fair,” the observer said.", []),
    ("envoys of the UN saw the camps", "“Envoys of the United Nations saw the camps,” he said.", ["name-spelling"]),
    ("the strike begins on Nov. 27 at dawn", "“The strike begins on November 27 at dawn,” it said.", ["spelling"]),
    ("a naïve plan", "“A naive plan,” she said.", ["spelling"]),
    ("goverment forces left", "“Government forces left,” he said.", ["spelling"]),
]

OMITTED = [
    (
        "the bridge will open in May",
        "“The bridge, which cost too much, will open in May,” she said.",
        ["words-left-out"],
    ),
    ("200 lorries crossed the border", "“200 heavily loaded lorries crossed the border,” he said.", ["words-left-out"]),
    (
        "killed 200 soldiers and wounded 90",
        "“killed more than 200 soldiers and wounded 90,” it said.",
        ["bound-dropped"],
    ),
    (
        "we saw the village and left at the right time",
        "“We saw the village and left in the right place at the right time,” he said.",
        ["words-left-out"],
    ),
    (
        "we will be back you can ride it in May",
        "“We will be back on Monday with a new plan for the old tram so that you can ride it in May,” he said.",
        ["words-left-out"],
    ),
    (
        "jets struck the bridge (…) to cut off the road",
        "“Jets struck the bridge (…) in an effort to cut off the road,” it said.",
        ["words-left-out"],
    ),
]

ALTERED = [
    ("112 miners were rescued", "“111 miners were rescued,” the governor said.", ["number"]),
    ("prices rose by 15 percent", "“Prices rose by 5 percent,” the bank said.", ["number"]),
    ("it cost €5 million", "“It cost $5 million,” the bank said.", []),
    ("thousands of workers walked out", "“Hundreds of workers walked out,” the union said.", ["number"]),
    ("the third reactor is safe", "“The second reactor is safe,” the operator said.", ["number"]),
    ("we will not close the plant", "“We will close the plant,” the owner said.", ["negation"]),
    ("we will close the plant", "“We will not close the plant,” the owner said.", ["negation"]),
    ("we can close the plant", "“We can't close the plant,” the owner said.", ["negation"]),
    ("we will never close the plant", "“We will close the plant,” the owner said.", ["negation"]),
    ("there was evidence of fraud", "“There was no evidence of fraud,” the judge said.", ["negation"]),
    ("a permanent export ban", "a “temporary export ban”, the ministry said.", ["antonym"]),
    ("the deal is legal under the treaty", "“The deal is illegal under the treaty,” she said.", ["antonym"]),
    ("the senator supports the bill", "“The senator opposes the bill,” his office said.", ["antonym"]),
    ("we met after the ceremony", "“We met before the ceremony,” she said.", ["antonym"]),
    ("the plant may close in winter", "“The plant will close in winter,” she said.", ["modality"]),
    ("the plant must close in winter", "“The plant should close in winter,” she said.", ["modality"]),
    ("the plant will close in winter", "“The plant might close in winter,” she said.", ["modality"]),
    ("all of the workers were paid", "“Some of the workers were paid,” he said.", []),
    ("most workers were paid", "“Many workers were paid,” he said.", ["quantity"]),
    ("Peru invaded its neighbour at dawn", "“Look: Chile invaded its neighbour at dawn,” he said.", ["name"]),
    ("the minister met Oksana Petrenko in Lviv", "“The minister met Oksana Petrenko in Odesa,” he said.", ["name"]),
    ("the people of (Lima) want this dam", "“The people of (South Wales) want this dam,” he said.", ["name"]),
    ("Well, ask Jane. I am sure he knows it.", "“Well, ask Otto. I am sure he knows it,” she said.", ["name"]),
    ("We need new dams. We have old ones.", "(“We don’t need new dams. We have old ones,” she said.)", ["negation"]),
    ("Peru attacked Chile", "“Chile attacked Peru,” the historian said.", ["order"]),
    ("a good friend betrayed us in May", "“We betrayed a good friend in May,” he said.", ["order"]),
    (
        "Thank you all. This day will never forget me. You will be in my heart for years.",
        "“Thank you all. I will never forget this day. You will be in my heart for years,” she said.",
        ["order"],
    ),
    (
        "the tunnel fell at dawn, and the miners heard you just go silent",
        "“The tunnel fell at dawn, and you heard the miners just go silent,” he said.",
        ["order"],
    ),
    ("the army destroyed the bridge", "“The army seized the bridge,” he said.", ["word"]),
    ("they will leave the island", "“We will leave the island,” he said.", ["pronoun"]),
    (
        "the tunnel is safe for every train and children ride free",
        "“The tunnel is safe for every train,” the minister said.",
        ["tail-not-printed"],
    ),
    (
        "I must say he surprised me, and the whole board will resign tomorrow in front of the press",
        "“I must say he surprised me,” she said.",
        ["tail-not-printed"],
    ),
    (
        "we wanted neither money nor anything else in return. We burned the documents the same evening",
        "“We wanted neither money nor anything else in return,” she said. The paper got the documents in spring.",
        ["tail-not-printed"],
    ),
    ("strategic, but the port is", "“The town is not strategic, but the port is,” she said.", ["preceded-by-negation"]),
    ("this was a coup", "“I do not believe that this was a coup,” she said.", ["preceded-by-negation"]),
    (
        "the bridge falls tonight",
        "“If the bridge falls tonight, the town is lost,” he said.",
        ["preceded-by-condition"],
    ),
    ("the talks failed because the envoy lied", "“The talks failed,” he said. “The envoy lied.”", ["connective-added"]),
]

APART = [
    (
        "urgently find a political solution",
        "He called on her to “urgently” find a “political solution”.",
        ["two-quotations"],
    ),
    (
        "urgently find a political solution",
        "He called on her to “urgently” find a way to reach a “political solution”.",
        ["two-quotations"],
    ),
    (
        "the harvest is lost and the barns are empty",
        "“The harvest is lost,” said one farmer, and a neighbour added that “the barns are empty”.",
        ["two-quotations"],
    ),
    (
        "The harvest is lost. The barns are empty.",
        "“The harvest is lost. We told the ministry in June that this would happen. The barns are empty.”",
        ["sentences-apart"],
    ),
]

REWORDED = [
    ("our ships are close to the coast", "“Our ships are near the coast,” the admiral said.", ["synonym"]),
    ("a huge problem for the region", "“a big problem for the region”, she said.", ["synonym"]),
    ("it was a costly mistake", "The report calls it “a costly mistake”.", ["function-words-added"]),
]

ONE_UTTERANCE = [
    ("The dam is safe. It will hold.", "“The dam is safe,” he said. “It will hold.”"),
    ("the dam is safe and it will hold", "“The dam is safe,” she said, “and it will hold.”"),
    ("dam is safe. It will", "“The dam is safe,” the engineer said. “It will hold.”"),
]

UNRELATED = [
    ("we will retake the port within days", "“Our men entered the port prison and freed the sailors,” he said."),
    ("our troops will return to the city", "“Our troops are still near the city,” the minister said."),
    ("the mayor resigned over the budget", "“The budget is sound,” the treasurer said."),
    ("nobody will pay for the wall", "The wall was painted blue by pupils of the school."),
    ("political solution", "“a military solution”, the general said."),
]


@pytest.mark.parametrize(("query", "text", "expected"), SAME)
def test_typography_never_matters(query: str, text: str, expected: str) -> None:
    assert label(query, text) == expected


@pytest.mark.parametrize(
    ("query", "text", "expected", "names"),
    [
        *((q, t, "near-exact", n) for q, t, n in NEARLY),
        *((q, t, "omission", n) for q, t, n in OMITTED),
        *((q, t, "altered", n) for q, t, n in ALTERED),
        *((q, t, "stitched", n) for q, t, n in APART),
        *((q, t, "reworded", n) for q, t, n in REWORDED),
    ],
)
def test_label_and_reasons(query: str, text: str, expected: str, names: list[str]) -> None:
    wording = best(query, text)
    assert wording is not None
    assert (wording.label, text) == (expected, text), wording.findings
    assert set(names) <= {f.name for f in wording.findings}
    assert expected == "exact" or wording.findings


@pytest.mark.parametrize(("query", "text"), ONE_UTTERANCE)
def test_an_inset_attribution_does_not_break_an_utterance(query: str, text: str) -> None:
    wording = best(query, text)
    assert wording is not None
    assert wording.label == "exact"
    assert "attribution-inset" in {f.name for f in wording.findings}
    assert len(wording.pieces) == 2


@pytest.mark.parametrize(("query", "text"), UNRELATED)
def test_another_statement_is_no_alteration(query: str, text: str) -> None:
    assert label(query, text) in ("related", "nothing")


FAR = "We paid the miners in March. " + "It rained for days in the hills. " * 40 + "We closed the shaft in June."


def test_sentences_far_apart_are_pieces_and_one_lone_word_far_away_is_chance() -> None:
    far = best("We paid the miners in March. We closed the shaft in June.", FAR)
    assert far is not None
    assert (far.label, len(far.pieces)) == ("stitched", 2)
    lone = best("the hills of March", FAR)
    assert lone is None or lone.label == "related"


CONTINUES = [
    ("the dam is safe", "“The dam is safe for now,” he said.", "for now", False),
    ("the dam is safe", "“The dam is safe, unless it rains again,” he said.", "unless it rains again", True),
    ("the dam is safe", "“The dam is safe,” he said, but nobody listened.", "", False),
    ("the dam is safe", "The dam is safe but nobody believes it.", "", False),
    ("it rains", "“It rains. But the dam holds.”", "But the dam holds", False),
]


@pytest.mark.parametrize(("query", "text", "following", "limited"), CONTINUES)
def test_what_follows_in_the_same_quotation(query: str, text: str, following: str, limited: bool) -> None:
    src = printed(text)
    found, finding = continuation(src, find(Query.of(query), src)[0].span.end)
    assert (found, finding is not None) == (following, limited)


def test_every_place_of_a_window_is_found_once() -> None:
    text = "“The dam is safe,” she said. “The dam is safe,” she said again. “The dam is not safe,” he said."
    found = find(Query.of("the dam is safe"), printed(text))
    assert [w.label for w in found] == ["exact", "exact", "altered"]
    spans = sorted(w.span for w in found)
    assert all(a.end <= b.start for a, b in pairwise(spans))


VOCABULARY = (
    "the a not never will may dam mill bridge Peru Chile holds held broke broken 40 forty 1,200 all we they (sic)"
)
WORDS = st.sampled_from([*VOCABULARY.split(), "…", "“", "”", ",", "."])
TEXTS = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)


@given(TEXTS, TEXTS)
def test_places_are_inside_the_source_and_reasons_are_given(query: str, text: str) -> None:
    if not words(query):
        return
    for w in find(Query.of(query), printed(text)):
        assert 0 <= w.span.start < w.span.end <= len(text)
        assert all(w.span.covers(piece) and piece.of(text).strip() for piece in w.pieces)
        assert 0.0 <= w.similarity <= 1.0
        assert w.findings or w.label == "exact"
        assert all(0.0 <= f.score <= 1.0 and f.detail for f in w.findings)


@given(TEXTS)
def test_a_text_prints_itself_exactly(text: str) -> None:
    if words(text):
        first = find(Query.of(text), source(text, [Span(0, len(text))]))[0]
        assert (first.label, first.similarity) == ("exact", 1.0)


@given(TEXTS.filter(lambda text: "40" not in text and "forty" not in text))
def test_another_number_is_never_a_match(text: str) -> None:
    if words(text):
        found = find(Query.of(f"{text} 41 dams"), source(f"{text} 40 dams", [Span(0, len(text) + 8)]))
        assert {w.label for w in found} <= {"altered", "related"}


HOSTILE = [
    "dam " * 3000,
    "“" * 20_000 + "dam",
    "(" * 20_000 + "dam",
    "said " * 5000,
    "the " * 5000 + "dam",
    "1 " * 5000,
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("query", ["the dam said the", "dam " * 500, "1 2 3 (dam)"])
def test_hostile_text_costs_linear_time(query: str, text: str) -> None:
    """A quadratic alignment of so many words would not end within the test run."""
    found = find(Query.of(query), source(text, [Span(0, len(text))]))
    assert all(Span(0, len(text)).covers(one.span) for one in found)
