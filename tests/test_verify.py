"""From a quotation to a verdict, on an invented case: a dam, a mine, four outlets. And `judge`, by its truth table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from casework import BagOfWords

from verifier.case import Analysis, Case, Vectors, embedded
from verifier.datamodel import (
    Article,
    Finding,
    Hit,
    Marks,
    Mention,
    Quote,
    QuoteKind,
    Relation,
    Role,
    Sentence,
    Span,
    Speaker,
    SpeakerHit,
    SpeakerVerdict,
    Verdict,
    VerdictLabel,
    WordingLabel,
)
from verifier.errors import QueryError
from verifier.verify import explain, judge, verify_quote

ANNA, OTTO = "Anna Berg", "Otto Lind"

HERALD = """Dam holds, says operator
The operator calls the flood a "passing summer event" in its report.
“The dam will hold through the winter,” Anna Berg told the Herald. “We have checked every gate.”
She did not rule out “further controlled releases” of water.
Otto Lind called the delay “a costly, costly mistake by the ministry” and left.
Engineers said the lower valley was evacuated on Monday.
It is not “a permanent closure”, Otto Lind said, but the road stays shut.
"""
COURIER = """Valley waits
Operator chief Anna Berg said the flood was "a passing summer event" and nothing more.
The dam will hold through the winter, Anna Berg said in a statement.
He called on the ministry to “quickly” present a “rescue plan”, Otto Lind said.
About 112 families left their homes, the council said.
"""
TRIBUNE = """“Dam to burst in spring”
For Otto Lind the delay is “a very expensive mistake of the ministry”, he told the Tribune.
“If the gates fail, the town is lost,” said Otto Lind.
The book “Silent Valley” is sold out.
“We have not checked every gate (...) but we will,” Anna Berg said.
"""
GAZETTE = """Nothing on the river
The town council met on Tuesday to speak about schools.
A new bridge for pupils will open in autumn, the mayor said.
"""

ROLES: dict[str, Role] = {}


def speech(article: Article) -> list[Quote]:
    """Marked words and who is named in their line; a title and the report's phrase are no speech; two indirect ones."""
    found: list[tuple[Span, QuoteKind, str | None]] = []
    for m in re.finditer(r"[“\"]([^”\"\n]+?),?[”\"]", article.text):
        line = article.text[article.text.rfind("\n", 0, m.start()) + 1 : article.text.find("\n", m.end())]
        who = next((name for name in (ANNA, OTTO) if name in line), ANNA if line.startswith("She") else None)
        kind: QuoteKind = "title" if "Silent" in m[1] else "direct"
        if line.endswith("”") and line.startswith("“") and who is None:
            continue  # the heading
        found.append((Span(*m.span(1)), kind, who if kind == "direct" else None))
    for said, who in (
        ("The dam will hold through the winter, ", ANNA),
        ("the lower valley was evacuated on Monday", "Engineers"),
        ("About 112 families left their homes", "the council"),
    ):
        at = article.text.find("\n" + said if said[0].isupper() else said)
        if at >= 0:
            at += article.text[at] == "\n"
            found.append((Span(at, at + len(said.rstrip(", "))), "indirect", who))
    return [
        Quote(f"{article.id}:q{n}", article.id, (span,), kind, speaker(article.text, span, who))
        for n, (span, kind, who) in enumerate(sorted(found))
    ]


def speaker(text: str, quoted: Span, who: str | None) -> Speaker | None:
    """The speaker, printed first behind the quotation or else before it."""
    if who is None:
        return None
    at = text.find(who, quoted.end) if who in text[quoted.end :] else text.rfind(who)
    return Speaker(who, Span(at, at + len(who)) if at >= 0 else None, who)


def analyse(article: Article, encoder: BagOfWords) -> Analysis:
    """Each line a paragraph, the first a heading; sentences end with a full stop."""
    sentences: list[Sentence] = []
    for paragraph, line in enumerate(re.finditer(r"[^\n]+", article.text)):
        role: Role = "body" if paragraph else "heading"
        for m in re.finditer(r"\S[^.]*(?:\.+(?!\s|$)[^.]*)*(?:\.[”\"]?)?", line.group()):
            span = Span(line.start() + m.start(), line.start() + m.end())
            sentences.append(Sentence(article.id, len(sentences), span, role, paragraph))
    mentions = [
        Mention(article.id, Span(*m.span()), m.group(), "person") for m in re.finditer(f"{ANNA}|{OTTO}", article.text)
    ]
    texts = [s.span.of(article.text) for s in embedded(sentences)]
    vectors = Vectors(encoder.name, encoder.sha256, encoder.encode(texts))
    return Analysis(article, sentences, speech(article), mentions, vectors)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    texts = {"herald": HERALD, "courier": COURIER, "tribune": TRIBUNE, "gazette": GAZETTE}
    with Case.open(tmp_path_factory.mktemp("case") / "case.db") as opened:
        for name, text in texts.items():
            opened.add(analyse(Article(name, text, outlet=name.title()), BagOfWords()))
        yield opened


def ask(case: Case, quote: str, speaker: str | None = None) -> Verdict:
    return verify_quote(case, quote, speaker, encoder=BagOfWords())


VERDICTS: list[tuple[str, VerdictLabel]] = [
    ("the dam will hold through the winter", "exact"),
    ("We have checked every gate", "exact"),
    ("The dam will hold through the winter. We have checked every gate.", "exact"),
    ("a costly, costly mistake by the ministry", "exact"),
    ("the dams will hold through winter", "near-exact"),
    ("we have not checked every gate but we will", "near-exact"),
    ("further controlled releases of water", "boundary"),
    ("rule out further controlled releases", "altered"),
    ("a passing summer event and nothing more", "boundary"),
    ("dam to burst in spring", "boundary"),
    ("the dam will hold through the winter and the villages stay dry", "altered"),
    ("the dam will hold the winter", "omission"),
    ("quickly present a rescue plan", "stitched"),
    ("We have checked every gate. The dam will hold through the winter.", "stitched"),
    ("The dam will hold through the winter. If the gates fail, the town is lost.", "stitched"),
    ("The dam will hold through the a very expensive mistake of the ministry", "stitched"),
    ("The dam will hold through the winter and the gates fail, the town is lost", "stitched"),
    ("The dam will hold town is lost", "stitched"),
    ("The dam will hold through the and nothing more", "altered"),
    ("We have checked every gate again and again", "altered"),
    ("We have checked every gate. The minister will resign tomorrow.", "altered"),
    ("the dam will not hold through the winter", "altered"),
    ("a temporary closure", "altered"),
    ("the dam may hold through the winter", "altered"),
    ("113 families left their homes", "altered"),
    ("the gates fail", "altered"),
    ("a very costly mistake of the ministry", "reworded"),
    ("the lower valley was evacuated on Monday", "reported"),
    ("Silent Valley", "not-a-quote"),
    ("Otto Lind", "not-a-quote"),
    ("we will sell the dam to a fund in Norway", "not-found"),
    ("schools need more teachers", "not-found"),
]


@pytest.mark.parametrize(("quote", "label"), VERDICTS)
def test_verdict(case: Case, quote: str, label: VerdictLabel) -> None:
    answer = ask(case, quote)
    assert (answer.label, quote) == (label, quote), [(h.wording, h.marks, h.findings) for h in answer.hits]


def test_every_kind_of_verdict_has_an_example() -> None:
    assert {label for _, label in VERDICTS} == set(get_args(VerdictLabel))


@pytest.mark.parametrize(("quote", "label"), [v for v in VERDICTS if v[1] in ("exact", "near-exact")])
def test_printed_words_load_no_model(case: Case, quote: str, label: VerdictLabel) -> None:
    encoder = BagOfWords()
    assert verify_quote(case, quote, encoder=encoder).label == label
    assert encoder.loaded == 0


def test_other_words_load_it_once(case: Case) -> None:
    encoder = BagOfWords()
    verify_quote(case, "the reservoir is safe", encoder=encoder)
    assert encoder.loaded == 1


def test_without_an_encoder_only_printed_words_are_found(case: Case) -> None:
    assert verify_quote(case, "a very costly mistake of the ministry").label != "exact"
    assert verify_quote(case, "we will sell the dam to a fund in Norway").label == "not-found"


SPEAKERS: list[tuple[str, str, SpeakerVerdict]] = [
    ("a costly, costly mistake by the ministry", "Otto Lind", "match"),
    ("a costly, costly mistake by the ministry", "Anna Berg", "misattributed"),
    ("the dam will hold through the winter", "Otto Lind", "misattributed"),
    ("the dam will hold through the winter", "Anna Berg", "match"),
    ("Silent Valley", "Anna Berg", "unattributed"),
    ("we will sell the dam to a fund in Norway", "Anna Berg", "unattributed"),
]


@pytest.mark.parametrize(("quote", "speaker", "expected"), SPEAKERS)
def test_speaker(case: Case, quote: str, speaker: str, expected: SpeakerVerdict) -> None:
    assert ask(case, quote, speaker).speaker_label == expected


def test_a_speaker_whom_nobody_names_is_said_to_be_unknown(case: Case) -> None:
    assert "speaker-unknown" in {f.name for f in ask(case, "we have checked every gate", "Igor Samsa").findings}
    assert not ask(case, "we have checked every gate", "Anna Berg").findings


def test_another_translation_is_found_without_a_model(case: Case) -> None:
    answer = verify_quote(case, "a costly, costly mistake by the ministry")
    other = next(h for h in answer.hits if h.article.id == "tribune")
    assert (other.wording, other.marks) == ("reworded", "inside")
    assert {"near-sentence", "shared-words", "same-speaker"} <= {f.name for f in other.findings}


def test_what_follows_and_limits_the_quotation_is_shown(case: Case) -> None:
    hit = ask(case, "we have not checked every gate").hits[0]
    assert hit.continues.startswith("but we will")
    assert "limited" in {f.name for f in hit.findings}


def test_silence_is_listed_and_a_heading_is_no_evidence(case: Case) -> None:
    answer = ask(case, "we have checked every gate")
    assert [a.id for a in answer.silent] == ["courier", "gazette"]
    heading = ask(case, "dam to burst in spring")
    assert {h.marks for h in heading.hits if h.wording != "related"} == {"heading"}


def test_not_found_says_what_was_searched_and_what_came_nearest(case: Case) -> None:
    answer = ask(case, "a very cheap bargain for the ministry")
    assert answer.label == "not-found"
    assert answer.nearest is not None
    assert answer.nearest.wording == "related"
    assert answer.searched == sum(len(case.sentences(one)) for one in case.ids())
    assert (answer.outlets, answer.origins) == (0, ())


def test_every_place_is_what_is_printed(case: Case) -> None:
    for quote, _ in VERDICTS:
        for hit in ask(case, quote).hits:
            text = hit.article.text
            assert hit.span.of(text).strip()
            assert text[: hit.span.start].endswith(hit.prefix)
            assert text[hit.span.end :].startswith(hit.suffix)
            assert all(hit.span.covers(piece) for piece in hit.pieces)


def test_same_question_same_answer(case: Case) -> None:
    for quote, _ in VERDICTS:
        assert ask(case, quote) == ask(case, quote)


@pytest.mark.parametrize(
    ("quote", "says"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("“…” – !", "no words"),
        ("\u200b\u200b", "no words"),
        ("nul\x00byte", "U\\+0000"),
        ("bell\x07", "U\\+0007"),
        ("half \ud800 a character", "U\\+D800"),
        ("word " * 20_000, "20,000 words"),
        ("x" * 1_000_000, "1,000,000 characters"),
    ],
)
def test_what_is_no_quotation_is_refused(case: Case, quote: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        verify_quote(case, quote)


@pytest.mark.parametrize(
    "quote", ['"' * 50_000 + "the dam", "(" * 50_000 + "the dam", "dam " * 1_900, "...the dam..." * 600]
)
def test_hostile_quotations_are_answered(case: Case, quote: str) -> None:
    assert verify_quote(case, quote).label in get_args(VerdictLabel)


@pytest.mark.parametrize("quote", [quote for quote, _ in VERDICTS])
def test_explain_explains_the_answer_that_is_given(case: Case, quote: str) -> None:
    """The verdict, and every place that it rests on, are those of `verify quote`."""
    answer = verify_quote(case, quote, encoder=BagOfWords())
    stages = explain(case, quote, encoder=BagOfWords())
    judged = [(h["article"], h["start"], h["wording"]) for h in stages["judged"]]
    assert stages["verdict"] == answer.label
    assert judged == [(h.article.id, h.span.start, h.wording) for h in answer.hits]


def test_explain_shows_every_stage_as_plain_data(case: Case) -> None:
    stages = json.loads(json.dumps(explain(case, "a very costly mistake of the ministry", encoder=BagOfWords())))
    assert {"query", "candidates", "printed", "retold", "judged", "verdict", "speaker_verdict"} <= set(stages)
    assert stages["verdict"] == "reworded"
    assert stages["query"]["tokens"][2] == {"printed": "costly", "key": "costli", "content": True}


# ---------------------------------------------------------------------------------------------------------------- judge


def hit(
    wording: WordingLabel,
    marks: Marks = "inside",
    match: SpeakerVerdict | None = None,
    finding: str | None = None,
    article: str = "a",
    similarity: float = 0.7,
) -> Hit:
    return Hit(
        article=Article(article, ""),
        sentence=f"{article}:0",
        span=Span(0, 0),
        prefix="",
        suffix="",
        wording=wording,
        marks=marks,
        diff=(),
        continues="",
        speaker=SpeakerHit("X", "X", None, match) if match else None,
        cue=None,
        relation=Relation("unknown", 0.0),
        origin=None,
        similarity=similarity,
        findings=(Finding(finding, 1.0, ""),) if finding else (),
    )


TRUTH: list[tuple[list[Hit], VerdictLabel]] = [
    ([], "not-found"),
    ([hit("related")], "not-found"),
    ([hit("exact")], "exact"),
    ([hit("near-exact"), hit("exact")], "exact"),
    ([hit("near-exact")], "near-exact"),
    ([hit("exact", "across")], "boundary"),
    ([hit("exact", "across"), hit("exact")], "exact"),
    ([hit("exact", "across"), hit("near-exact")], "near-exact"),
    ([hit("exact", "heading")], "boundary"),
    ([hit("exact", "heading"), hit("altered", finding="number")], "boundary"),
    ([hit("exact", "outside")], "boundary"),
    ([hit("exact", "outside", "not-asked")], "reported"),
    ([hit("exact", "not-speech")], "not-a-quote"),
    ([hit("exact", "not-speech"), hit("exact", "across")], "boundary"),
    ([hit("omission"), hit("stitched")], "omission"),
    ([hit("stitched"), hit("altered", finding="number")], "stitched"),
    ([hit("altered", finding="number"), hit("reworded")], "altered"),
    ([hit("altered", finding="negation"), hit("reported", "outside")], "altered"),
    ([hit("altered", finding="word"), hit("reworded")], "reworded"),
    ([hit("altered", finding="word", similarity=0.9), hit("reworded")], "altered"),
    ([hit("altered", finding="word"), hit("reported", "outside")], "altered"),
    ([hit("altered", "outside", finding="number"), hit("reported", "outside")], "reported"),
    ([hit("altered", "outside", finding="number")], "altered"),
    ([hit("reworded"), hit("reported", "outside")], "reworded"),
    ([hit("exact", finding="pull-quote"), hit("omission")], "omission"),
    ([hit("exact", finding="pull-quote"), hit("omission", article="b")], "exact"),
    ([hit("exact", finding="pull-quote")], "exact"),
]


@pytest.mark.parametrize(("hits", "label"), TRUTH)
def test_judge_words(hits: list[Hit], label: VerdictLabel) -> None:
    assert judge(hits, None) == (label, "not-asked")
    assert judge(hits[::-1], None) == (label, "not-asked")


SPOKEN: list[tuple[list[Hit], SpeakerVerdict]] = [
    ([], "unattributed"),
    ([hit("exact")], "unattributed"),
    ([hit("exact", match="match"), hit("exact", match="misattributed")], "match"),
    ([hit("exact", match="variant"), hit("exact", match="ambiguous")], "variant"),
    ([hit("exact", match="misattributed"), hit("exact")], "misattributed"),
    ([hit("exact", match="misattributed"), hit("reworded", match="match")], "misattributed"),
    ([hit("exact", match="misattributed"), hit("near-exact", match="match")], "match"),
    ([hit("reworded", match="match"), hit("related", match="misattributed")], "match"),
    ([hit("altered", match="match", finding="number"), hit("reworded", match="misattributed")], "match"),
]


@pytest.mark.parametrize(("hits", "expected"), SPOKEN)
def test_judge_speakers(hits: list[Hit], expected: SpeakerVerdict) -> None:
    assert judge(hits, "X")[1] == expected
