"""What one word says about another: one key for one word, opposites, synonyms, closed classes."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier import lexicon

SAME = [
    ("fears", "feared"),
    ("stopped", "stops"),
    ("making", "made"),
    ("parties", "party"),
    ("went", "goes"),
    ("said", "says"),
    ("children", "child"),
    ("fled", "fleeing"),
    ("is", "were"),
    ("organisation", "organization"),
    ("praised", "praise"),
    ("advising", "advise"),
    ("disagreed", "disagree"),
    ("realised", "realized"),
    ("analyse", "analyze"),
    ("labour", "labor"),
    ("neighbours", "neighbor"),
    ("programme", "program"),
    ("centre", "center"),
    ("café", "cafe"),
    ("country's", "country"),
    ("november", "nov"),
    ("used", "using"),
]
APART = [
    ("hardly", "hard"),
    ("important", "import"),
    ("new", "news"),
    ("univers", "university"),
    ("need", "knee"),
    ("seed", "see"),
    ("this", "thi"),
    ("during", "dure"),
    ("king", "k"),
    ("policy", "police"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_forms_and_spellings_of_a_word_share_a_key(a: str, b: str) -> None:
    assert lexicon.lemma(a) == lexicon.lemma(b)


@pytest.mark.parametrize(("a", "b"), APART)
def test_other_words_do_not(a: str, b: str) -> None:
    assert lexicon.lemma(a) != lexicon.lemma(b)


OPPOSITES = [
    ("permanent", "temporary"),
    ("legal", "illegal"),
    ("possible", "impossible"),
    ("before", "after"),
    ("confirmed", "denied"),
    ("supports", "opposed"),
    ("won", "lost"),
    ("guilty", "innocent"),
    ("together", "apart"),
    ("safe", "unsafe"),
    ("honest", "dishonest"),
]
NOT_OPPOSITES = [
    ("side", "inside"),
    ("form", "inform"),
    ("play", "display"),
    ("dam", "bridge"),
    ("close", "near"),
    ("hold", "held"),
]


@pytest.mark.parametrize(("a", "b"), OPPOSITES)
def test_opposites_in_any_form_and_either_order(a: str, b: str) -> None:
    assert lexicon.opposite(a, b)
    assert lexicon.opposite(b, a)
    assert not lexicon.opposite(a, a)


@pytest.mark.parametrize(("a", "b"), NOT_OPPOSITES)
def test_not_opposites(a: str, b: str) -> None:
    assert not lexicon.opposite(a, b)


SYNONYMS = [
    ("close", "near"),
    ("huge", "massive"),
    ("total", "complete"),
    ("began", "starting"),
    ("seized", "captured"),
]


@pytest.mark.parametrize(("a", "b"), SYNONYMS)
def test_synonyms_both_ways(a: str, b: str) -> None:
    assert lexicon.lemma(b) in lexicon.synonyms(a)
    assert lexicon.lemma(a) in lexicon.synonyms(b)
    assert lexicon.lemma(a) not in lexicon.synonyms(a)


def test_no_pair_is_both() -> None:
    tables = {
        name: {
            frozenset((word, partner))
            for line in (Path(lexicon.__file__).parent / "data" / name).read_text("ascii").splitlines()
            if not line.startswith("#")
            for word, _, partners in [line.partition("\t")]
            for partner in partners.split()
        }
        for name in ("antonyms.tsv", "synonyms.tsv")
    }
    assert all(tables.values())
    assert not tables["antonyms.tsv"] & tables["synonyms.tsv"]


EXPANDED = [
    ("don't", ("do", "not")),
    ("can't", ("can", "not")),
    ("cannot", ("can", "not")),
    ("won't", ("will", "not")),
    ("they've", ("they", "have")),
    ("it's", ("it", "is")),
    ("country's", ("country",)),
    ("o'clock", ("o'clock",)),
    ("dam", ("dam",)),
]


@pytest.mark.parametrize(("word", "parts"), EXPANDED)
def test_contractions(word: str, parts: tuple[str, ...]) -> None:
    assert lexicon.expand(word) == parts


MISSPELT = [("goverment", "government"), ("recieve", "receive")]
NOT_MISSPELT = [("dam", "dan"), ("112", "111"), ("legal", "illegal"), ("bridge", "fridge"), ("house", "horses")]


@pytest.mark.parametrize(("a", "b"), MISSPELT)
def test_one_letter_apart(a: str, b: str) -> None:
    assert lexicon.one_letter_apart(a, b)


@pytest.mark.parametrize(("a", "b"), NOT_MISSPELT)
def test_more_than_a_slip_of_the_pen(a: str, b: str) -> None:
    assert not lexicon.one_letter_apart(a, b)


def test_degrees_of_certainty_and_persons() -> None:
    assert lexicon.modality("will") == lexicon.modality("would")
    assert len({lexicon.modality(word) for word in ("will", "may", "can", "must", "should")}) == 5
    assert lexicon.modality("dam") is None
    assert lexicon.person("we") == lexicon.person("our")
    assert lexicon.person("we") != lexicon.person("they")
