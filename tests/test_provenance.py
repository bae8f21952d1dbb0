"""Copies have one origin, whether copied or translated; articles that share nothing but a quotation have their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from verifier.datamodel import Article, Finding, Member, Origin, Sentence, Span, SpeakerHit
from verifier.provenance import Behind, Passage, origins
from verifier.provenance.candidates import candidates
from verifier.provenance.credits import credited, named, provenance_of
from verifier.provenance.evidence import Link, compare, tau
from verifier.provenance.layers import origins_of
from verifier.provenance.pile import standing

FLOOD = [
    "The dam above the village broke at dawn and the lower streets were under water within an hour.",
    "Nobody was hurt because the alarm had been given in the night by two fishermen who heard the wall crack.",
    "The school was turned into a shelter and the bakers of three towns sent bread through the night.",
]
REPORT = [
    "Engineers had warned of the dam for years in a report that the council kept in a drawer.",
    "The village will be rebuilt on the hill as its people have asked since the flood of their grandfathers.",
    "A judge has taken the plans of the old wall from the archive of the water board and sealed the room.",
]
Rows = NDArray[np.float32] | None


def passage(
    name: str,
    sentences: Sequence[str],
    rows: Rows = None,
    *,
    outlet: str | None = None,
    agency: str = "",
    quoted: Sequence[int] = (),
    around: Sequence[int] = (),
) -> Passage:
    """An article of these sentences, of which some are quoted, and some stand around what was asked for."""
    text = "\n".join(sentences)
    starts = [sum(len(s) + 1 for s in sentences[:n]) for n in range(len(sentences))]
    body = tuple(Span(start, start + len(s)) for start, s in zip(starts, sentences, strict=True))
    evidence = (("agency", f"({agency})"),) if agency else ()
    article = Article(
        name, text, outlet=outlet or name.title(), agencies=(agency,) if agency else (), evidence=evidence
    )
    said = tuple(body[n] for n in quoted)
    return Passage(article, tuple(body[n] for n in around), lambda: rows, said, body, said)


def made(prefix: str, count: int) -> list[str]:
    """Sentences that share no run of words with those of another prefix."""
    return [" ".join(f"{prefix}{n}x{k}" for k in range(10)) for n in range(count)]


def groups(*passages: Passage) -> list[tuple[str, ...]]:
    return [origin.articles for origin in origins(passages)]


def names(found: Sequence[Origin]) -> set[str]:
    return {f.name for o in found for f in o.evidence}


def links(*passages: Passage) -> list[Link]:
    return [link for a, b in combinations(passages, 2) for link in compare(a, b)]


def pile(*passages: Passage) -> list[Origin]:
    return origins_of({p.article.id: p for p in passages}, links(*passages))


# --------------------------------------------------------------------------------------------------- of one quotation


def test_repeated_text_is_one_origin() -> None:
    found = origins(
        [
            passage("a", FLOOD + REPORT, around=(0,)),
            passage("b", [*FLOOD, "Rain is forecast."], around=(0,)),
            passage("c", made("c", 3), around=(0,)),
        ]
    )
    assert [o.articles for o in found] == [("a", "b"), ("c",)]
    assert names(found) == {"reused-text", "copied-passage", "same-passage"}
    assert [o.kind for o in found] == ["text", "own"]
    assert found[1].evidence == ()


def test_a_paragraph_copied_elsewhere_does_not_make_the_quotation_one_origin() -> None:
    """The two share a paragraph of twenty words, but not where they print what was asked for."""
    copied = " ".join(f"word{n}" for n in range(24))
    a = [*made("a", 15), copied, "He said it."]
    b = ["She heard it.", *made("b", 15), copied]
    assert groups(passage("a", a, around=(2,)), passage("b", b, around=(2,))) == [("a",), ("b",)]
    assert groups(passage("a", a, around=(15,)), passage("b", b, around=(16,))) == [("a", "b")]


def test_sentences_alike_in_order_without_common_words_are_one_origin() -> None:
    rows = np.eye(10, dtype=np.float32)
    found = origins([passage("a", made("a", 10), rows), passage("b", made("b", 8), rows[:8])])
    assert [o.articles for o in found] == [("a", "b")]
    assert names(found) == {"parallel-sentences", "same-order"}


@pytest.mark.parametrize(
    ("order", "one"),
    [
        ([0, 1, 2, 3, 4, 5], True),  # the same order
        ([0, 1, 2, 4, 3, 5], True),
        ([3, 0, 5, 1, 4, 2], False),  # the same things, told in another order
        ([0, 1, 2], False),  # too few to tell
    ],
)
def test_order_tells_a_translation_from_two_reports(order: list[int], one: bool) -> None:
    """Twenty sentences each, of which a few are alike: too few to be parallel, so that only their order counts."""
    rows = np.eye(40, dtype=np.float32)
    theirs = np.concatenate([rows[order], rows[20 : 40 - len(order)]])
    assert (len(groups(passage("a", made("a", 20), rows[:20]), passage("b", made("b", 20), theirs))) == 1) is one


def test_quotations_in_the_same_order_are_no_copy() -> None:
    """Two reporters of one speech quote it from its beginning to its end."""
    rows = np.eye(12, dtype=np.float32)
    said = range(12)
    assert groups(passage("a", made("a", 12), rows, quoted=said), passage("b", made("b", 12), rows, quoted=said)) == [
        ("a",),
        ("b",),
    ]


@pytest.mark.parametrize(
    ("outlet", "sentence", "one"),
    [
        ("www.the-echo.example", "The baker told the Echo that he saw the wall crack.", True),
        ("Harbour Post", "The baker saw the wall crack, the Harbour Post reported.", True),
        ("Harbour Post", "The baker told Reuters that he saw the wall crack.", False),  # but the other names nobody
        ("Harbour Post", "The baker saw the wall crack at the harbour.", False),
        ("Harbour Post", "The baker told the Herald that he saw the wall crack.", False),
    ],
)
def test_what_is_told_after_citing_an_outlet_comes_from_there(outlet: str, sentence: str, one: bool) -> None:
    rows = np.eye(30, dtype=np.float32)
    a = passage("a", [*made("a", 8), "A baker says that he saw how the wall cracked."], rows[:9], outlet=outlet)
    b = passage("b", [*made("b", 8), sentence], np.concatenate([rows[10:18], rows[8:9]]), outlet="Gazette")
    found = [origin for origin in pile(a, b) if origin.kind == "text"]
    assert [o.articles for o in found] == ([("a", "b")] if one else [])
    assert [(o.name, layer.spans) for o in found for layer in o.layers] == (
        [(outlet, (a.body[8],)), (outlet, (b.body[8],))] if one else []
    )


@pytest.mark.parametrize(("agency", "one"), [("Reuters", True), ("Parliament", False)])
def test_what_both_say_was_told_to_one_agency_is_one_passage(agency: str, one: bool) -> None:
    """What was said in public has as many witnesses as reporters."""
    rows = np.eye(30, dtype=np.float32)
    a = passage("a", [*made("a", 8), f"The baker told {agency} that he saw how the wall cracked."], rows[:9])
    theirs = np.concatenate([rows[10:18], rows[8:9]])
    b = passage("b", [*made("b", 8), f"He saw the wall crack, a baker told {agency}."], theirs)
    assert [(f.name, len(link.here)) for link in links(a, b) for f in link.findings] == [("cited-agency", 1)] * one


def test_links_join_over_a_third_article() -> None:
    assert groups(passage("a", FLOOD), passage("b", REPORT), passage("c", FLOOD + REPORT)) == [("a", "b", "c")]


@pytest.mark.parametrize(("length", "one"), [(8, False), (20, True)])
def test_a_long_statement_printed_alike_is_one_origin(length: int, one: bool) -> None:
    """Two articles that share nothing but a quotation: a slogan has two witnesses, a statement was handed out."""
    said = " ".join(f"word{n}" for n in range(length))
    found = origins(
        [passage("a", [*made("a", 8), said], quoted=(8,)), passage("b", [*made("b", 8), said], quoted=(8,))]
    )
    assert (len(found) == 1) is one
    assert names(found) == ({"same-statement"} if one else set())


def test_nothing_printed_has_no_origin() -> None:
    assert origins([]) == []


# --------------------------------------------------------------------------------------------------- of all articles


def test_an_article_of_two_dispatches_has_layers_of_two_origins() -> None:
    flood, report = FLOOD + made("f", 1), REPORT + made("r", 1)
    found = pile(passage("a", flood), passage("b", report), passage("c", FLOOD + made("c", 5) + REPORT))
    assert [(o.articles, o.kind) for o in found] == [(("a", "c"), "text"), (("b", "c"), "text")]
    c = passage("c", FLOOD + made("c", 5) + REPORT)
    layers = {(o.id, layer.article): layer.spans for o in found for layer in o.layers}
    assert layers["o1", "c"] == (Span(c.body[0].start, c.body[2].end),)
    assert layers["o2", "c"] == (Span(c.body[8].start, c.body[10].end),)


def test_furniture_parts_a_passage() -> None:
    a, b = passage("a", FLOOD), passage("b", FLOOD)
    parted = Passage(a.article, body=a.body, parted=frozenset({2}))
    layer = pile(parted, b)[0].layers[0]
    assert layer.spans == (Span(a.body[0].start, a.body[1].end), a.body[2])


def test_a_statement_has_an_origin_beside_those_of_the_articles() -> None:
    said = " ".join(f"word{n}" for n in range(20))
    found = pile(passage("a", [*made("a", 8), said], quoted=(8,)), passage("b", [said, *made("b", 8)], quoted=(0,)))
    assert [(o.kind, o.articles) for o in found] == [("own", ("a",)), ("own", ("b",)), ("statement", ("a", "b"))]
    assert [layer.spans[0].start for layer in found[2].layers] == [len("\n".join(made("a", 8))) + 1, 0]


def test_a_weak_likeness_is_possible_and_joins_nothing() -> None:
    rows = np.eye(16, dtype=np.float32)
    theirs = np.concatenate([rows[:4], rows[8:12]])
    found = pile(passage("a", made("a", 8), rows[:8]), passage("b", made("b", 8), theirs))
    assert [o.articles for o in found] == [("a",), ("b",)]
    assert [[f.name for f in o.possible] for o in found] == [["same-order"], ["same-order"]]


def test_many_copies_are_one_origin() -> None:
    copies = {f"a{n:03}": passage(f"a{n:03}", [*FLOOD, f"Copy {n}."]) for n in range(300)}
    found = origins_of(copies, [link for a, b in candidates(copies) for link in compare(copies[a], copies[b])])
    assert [(o.kind, len(o.articles), len(o.layers)) for o in found] == [("text", 300, 300)]


def test_links_are_joined_in_whatever_order_they_come() -> None:
    """b is linked with a and with c in the same sentences, but only the last link tells of both."""
    finding = Finding("reused-text", 0.5, "")
    made_up = [("a", "b", {0, 1}, {0, 1}), ("c", "d", {0, 1}, {0, 1}), ("b", "c", {1, 2}, {0, 1})]
    passages = {one: passage(one, FLOOD) for one in "abcd"}
    for order in permutations(made_up):
        given = [Link(a, b, "text", True, frozenset(x), frozenset(y), (finding,)) for a, b, x, y in order]
        assert [o.articles for o in origins_of(passages, given)] == [("a", "b", "c", "d")]


def test_an_article_of_one_word_is_compared_in_time_that_does_not_explode() -> None:
    one = passage("a", ["no " * 3000 + "end."])
    assert [f.name for link in compare(one, passage("b", ["no " * 3000 + "stop."])) for f in link.findings] == [
        "reused-text"
    ]


def test_a_weak_likeness_is_shown_beside_a_quotation_too() -> None:
    rows = np.eye(16, dtype=np.float32)
    found = origins(
        [passage("a", made("a", 8), rows[:8]), passage("b", made("b", 8), rows[[0, 1, 2, 3, 8, 9, 10, 11]])]
    )
    assert [([f.name for f in o.possible], o.evidence) for o in found] == [(["same-order"], ())] * 2


def test_standing_text_of_an_outlet_is_no_evidence() -> None:
    """A newsletter's box below every article of one outlet, which the outlet's reports do not otherwise share."""
    box = made("box", 4)
    papers = [passage(f"p{n}", made(f"p{n}s", 8) + box, outlet="Gazette") for n in range(3)]
    known = standing(papers)
    assert [compare(a, b, known[a.article.id]) for a, b in combinations(papers, 2)] == [[], [], []]
    assert [len(compare(a, b)) for a, b in combinations(papers, 2)] == [1, 1, 1]  # else they would be joined


def test_copies_of_one_text_within_an_outlet_are_not_its_standing_text() -> None:
    papers = [passage(f"p{n}", FLOOD, outlet="Gazette") for n in range(3)]
    assert standing(papers) == {}


def test_a_thousand_copies_make_as_many_pairs_as_articles() -> None:
    found = candidates({f"a{n:04}": passage(f"a{n:04}", [*FLOOD, f"Copy {n}."]) for n in range(1000)})
    assert len(found) == 999
    assert candidates({"a": passage("a", FLOOD), "b": passage("b", REPORT)}) == []


def test_articles_near_in_meaning_are_compared() -> None:
    rows = np.eye(6, dtype=np.float32)
    piled = [passage("a", made("a", 6), rows), passage("b", made("b", 6), rows), passage("c", made("c", 6), -rows)]
    assert candidates({p.article.id: p for p in piled}) == [("a", "b")]


# --------------------------------------------------------------------------------------------------- names, provenance


def article(name: str, text: str, *agencies: tuple[str, str], outlet: str | None = None) -> Article:
    """`agencies`: (name, the phrase that credits it)."""
    evidence = tuple(("agency", phrase) for _, phrase in agencies)
    return Article(name, text, outlet=outlet, agencies=tuple(a for a, _ in agencies), evidence=evidence)


TOLD = article("a", "A baker told Reuters that he saw it.", ("Reuters", "told Reuters"))
CITED = article("b", "Nine died, according to AP.", ("AP", "according to AP"), outlet="Gazette")
DATELINE = article("c", "(Reuters) - Nine died.", ("Reuters", "(Reuters)"))
PLAIN = article("d", "Nine died.", outlet="Gazette")
SITE = article("e", "Nine died.", outlet="www.reuters.com")


@pytest.mark.parametrize(
    ("articles", "name"),
    [
        ([TOLD, CITED], ("Reuters", "Reuters")),  # who was told wrote it; who is cited need not have
        ([CITED, PLAIN], ("Gazette", None)),
        ([CITED, article("f", "Nine died.", outlet="Herald")], ("b", None)),
        ([DATELINE], ("Reuters", "Reuters")),
        ([TOLD], ("a", None)),  # one passage of an article that stands alone
        ([SITE, PLAIN], ("Reuters", "Reuters")),
        ([DATELINE, article("g", "(AP) - Nine died.", ("AP", "(AP)"))], ("c", None)),  # two agencies: nobody knows
    ],
)
def test_the_name_of_an_origin(articles: list[Article], name: tuple[str, str | None]) -> None:
    assert named(articles) == name


def test_the_way_of_an_article() -> None:
    note = "This text was translated by a machine."
    text = f"{note}\nA baker told Reuters that he saw it.\nSource: gazette.example"
    one = Article(
        "a",
        text,
        outlet="gazette.example",
        agencies=("Reuters",),
        evidence=(("outlet", "Source: gazette.example"), ("agency", "told Reuters")),
    )
    lines = [Sentence("a", 0, Span(0, len(note)), "disclaimer", 0)]
    found = provenance_of(one, lines, [Origin("o1", "Reuters", ("a", "b"), agency="Reuters")])
    assert [(h.name, h.kind, h.printed) for h in found.hops] == [
        ("Reuters", "agency", "told Reuters"),
        ("translation", "translation", note),
        ("gazette.example", "outlet", "Source: gazette.example"),
        ("a", "article", ""),
    ]
    assert (found.disclaimer, found.origins) == (Span(0, len(note)), ("o1",))


def test_an_agency_that_only_the_other_copies_credit() -> None:
    found = provenance_of(PLAIN, [], [Origin("o1", "Reuters", ("a", "d"), agency="Reuters")])
    assert [h.name for h in found.hops] == ["Reuters", "Gazette"]
    assert [f.name for f in found.evidence] == ["agency-by-likeness"]


# ------------------------------------------------------------------------------------------------------- of one claim


def member(passage: Passage, sentence: int, speaker: str | None = None) -> Member:
    span = passage.body[sentence]
    hit = SpeakerHit(speaker, speaker, None, "not-asked") if speaker else None
    return Member(passage.article.id, span, span.of(passage.article.text), "paraphrase", speaker=hit)


A, B, C = passage("a", FLOOD), passage("b", FLOOD + made("b", 6)), passage("c", made("c", 3), outlet="Herald")
D = passage("d", made("d", 3), outlet="Herald")


def behind(*passages: Passage) -> Behind:
    return Behind(pile(*passages), [p.article for p in passages])


@pytest.mark.parametrize(
    ("members", "count", "finding"),
    [
        ([member(A, 0), member(B, 0)], 1, []),  # two copies of one text
        ([member(A, 0), member(C, 0)], 2, []),
        ([member(C, 0), member(D, 0)], 1, []),  # two articles of one outlet
        ([member(A, 0), member(B, 8)], 1, ["maybe-more-origins"]),  # a passage that only b has
        ([member(B, 8), member(C, 0)], 2, []),
        ([], 0, []),
    ],
)
def test_how_many_origins_tell_a_claim(members: list[Member], count: int, finding: list[str]) -> None:
    number, findings = behind(A, B, C, D).count(members)
    assert (number, [f.name for f in findings]) == (count, finding)


def test_what_one_agency_was_told_counts_once() -> None:
    told = Passage(TOLD, body=(Span(0, len(TOLD.text)),))
    line = Passage(DATELINE, body=(Span(0, len(DATELINE.text)),))
    found = Behind(pile(told, line), [TOLD, DATELINE])
    assert found.count([member(told, 0), member(line, 0)])[0] == 1


SPEECH = "“I saw it,” a baker told Reuters. “It fell.”"


def test_an_outlet_and_those_who_have_it_from_there_count_once() -> None:
    """Two passages of one paper are taken over by two others, a third is its own."""
    paper = passage("a", [*FLOOD, *REPORT, *made("a", 3)], outlet="Harbour Post")
    first = passage("b", [*FLOOD, "So the Harbour Post reported."], outlet="Gazette")
    second = passage("c", [*REPORT, "So the Harbour Post reported."], outlet="Herald")
    found = behind(paper, first, second)
    assert found.count([member(first, 0), member(second, 0), member(paper, 6)])[0] == 1


@pytest.mark.parametrize(
    ("text", "phrase", "covered"),
    [
        (f"{SPEECH} Rain followed.", "told Reuters", SPEECH),
        ("A baker told Reuters that it fell. Rain followed.", "told Reuters", "told Reuters"),
        ("A photographer of news agency Reuters saw it.", "agency Reuters", "agency Reuters"),
    ],
)
def test_what_was_told_to_an_agency_is_all_that_is_quoted_beside_it(text: str, phrase: str, covered: str) -> None:
    found = list(credited(article("a", text, ("Reuters", phrase))))
    assert [(one.credit, one.span.of(text) if one.span else "") for one in found] == [("witness", covered)]


@pytest.mark.parametrize(
    ("speakers", "primary"),
    [
        (("The Monitor", "The Monitor"), "The Monitor"),
        (("The Monitor", None), None),
        (("The Monitor", "The Ministry"), None),
        (("officials", "officials"), None),
        (("Images shared by residents", "Images shared by residents"), None),
    ],
)
def test_the_source_that_all_credit(speakers: tuple[str | None, str | None], primary: str | None) -> None:
    found = behind(A, C)
    assert found.primary([member(p, 0, s) for p, s in zip((A, C), speakers, strict=True)]) == primary


def test_a_copy_may_leave_the_source_out() -> None:
    assert behind(A, B, C).primary([member(A, 0, "The Monitor"), member(B, 0), member(C, 0, "The Monitor")]) == (
        "The Monitor"
    )


def test_one_article_alone_has_no_primary_source() -> None:
    assert behind(A).primary([member(A, 0, "The Monitor"), member(A, 1, "The Monitor")]) is None


# ---------------------------------------------------------------------------------------------------------- invariants


@given(st.permutations(range(12)))
def test_tau_is_that_of_all_pairs(order: list[int]) -> None:
    pairs = list(enumerate(order))
    agree = sum((a < c) == (b < d) for (a, b), (c, d) in combinations(pairs, 2))
    assert tau(pairs)[0] == pytest.approx(2 * agree / 66 - 1)
    assert tau(pairs[:1]) == (0.0, 0.0)


@given(st.lists(st.lists(st.sampled_from(FLOOD + REPORT + made("x", 4)), max_size=8), max_size=5))
def test_every_article_has_an_origin_and_layers_are_its_sentences(texts: list[list[str]]) -> None:
    passages = {f"a{n}": passage(f"a{n}", text) for n, text in enumerate(texts)}
    found = pile(*passages.values())
    assert {one for o in found for one in o.articles} == set(passages)
    assert [o.id for o in found] == [f"o{n}" for n in range(1, len(found) + 1)]
    for origin in found:
        for layer in origin.layers:
            ends = {s.end for s in passages[layer.article].body}
            starts = {s.start for s in passages[layer.article].body}
            assert all(s.start in starts and s.end in ends for s in layer.spans)
            assert all(a.end < b.start for a, b in zip(layer.spans, layer.spans[1:], strict=False))
