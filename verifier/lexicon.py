"""What one English word says about another: the same word inflected or spelt elsewhere, its opposite, its synonym.

Everything here is a table look-up or a suffix rule, in the ten microseconds a word: `verify quote` compares words by
the thousand. The tables and where they come from: `data/wording.toml` (closed classes) and, made from WordNet 3.0 by
`scripts/make_lexicon.py`, `data/antonyms.tsv`, `synonyms.tsv`, `irregular.tsv`.
"""

from __future__ import annotations

import tomllib
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

__all__ = ["at_odds", "expand", "in_class", "lemma", "modality", "one_letter_apart", "opposite", "person", "synonyms"]

WordClass = Literal[
    "determiners", "negations", "quantifiers", "bounds", "hedges", "conditions", "limits", "function", "doubled"
]

_DATA = Path(__file__).parent / "data"
_VOWELS = frozenset("aeiouy")


def in_class(key: str, name: WordClass) -> bool:
    """Whether the word with this key (see `lemma`) belongs to a closed class of `data/wording.toml`."""
    return key in _keys(name)


def modality(key: str) -> int | None:
    """The degree of certainty or duty that a modal expresses, None if it is no modal: will = would, may, must."""
    return _lines("modals").get(key)


def person(key: str) -> int | None:
    """The grammatical person and number of a pronoun, None for other words: we = our, they."""
    return _lines("pronouns").get(key)


def expand(word: str) -> tuple[str, ...]:
    """The words a contraction stands for: "don't" -> do, not. "'s" and "'d" say too little and are dropped or kept
    whole.

    >>> expand("they've"), expand("country's")
    (('they', 'have'), ('country',))
    """
    if "'" not in word and word not in _contractions():
        return (word,)
    if word in _contractions():
        return tuple(_contractions()[word].split())
    if word.endswith("n't") and len(word) > 4:
        return (word[:-3], "not")
    for ending, meant in (("'re", "are"), ("'ve", "have"), ("'ll", "will")):
        if word.endswith(ending) and len(word) > len(ending):
            return (word[: -len(ending)], meant)
    if word in ("it's", "that's", "there's", "he's", "she's", "what's", "who's", "here's", "where's"):
        return (word[:-2], "is")
    return (word.removesuffix("'s"),)


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """A key that the inflections and spellings of one word share; not itself a word.

    Irregular forms by table, the regular ones by step 1 of Porter's stemmer ("An algorithm for suffix stripping",
    Program 14:3, 1980) with `-e` and doubled letters dropped. Unlike a whole stemmer it never joins "hardly" to "hard"
    or "important" to "import". British and American spellings and letters with and without diacritics share a key.
    """
    bare = _plain(word).removesuffix("'s").removesuffix("'")
    bare = _spellings().get(bare, bare)
    if bare in _classes()["function"] and bare not in _SHORT:
        return bare
    bare = _SHORT.get(bare) or _table("irregular.tsv").get(bare, bare)
    return _bare(_spelling(bare))


_SHORT = {
    **dict.fromkeys(["am", "is", "are", "was", "were", "be", "been", "being"], "be"),
    **dict.fromkeys(["have", "has", "had", "having"], "have"),
    **dict.fromkeys(["do", "does", "did", "doing", "done"], "do"),
    **dict.fromkeys(["goes", "going"], "go"),
    **dict.fromkeys(["uses", "used", "using"], "use"),
    **{form: verb for verb in ("die", "lie", "tie") for form in (verb, f"{verb}s", f"{verb}d", f"{verb[0]}ying")},
    "agreed": "agree",
    "disagreed": "disagree",
    "freed": "free",
    "guaranteed": "guarantee",
}


def _plain(word: str) -> str:
    """Without diacritics: "café" -> cafe."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _spelling(word: str) -> str:
    """American endings for British ones: organisation, realise, analyse."""
    if len(word) > 6:
        # The stem decides, so that all forms go one way: organised, but praise, praised and praising.
        for british, american, rest in (
            ("isation", "ization", 0),
            ("ising", "izing", 2),
            ("ised", "ized", 1),
            ("ises", "izes", 1),
        ):
            if british in word[-8:] and len(word) - rest > 6:
                return word.replace(british, american)
        if word.endswith(("ise", "yse")):
            return word[:-2] + "ze"
    if len(word) > 5 and word.endswith(("our", "ours", "oured", "ouring")):
        return word.replace("our", "or")
    return word


def _bare(word: str) -> str:
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is", "news")):
        word = word[:-1]
    if word.endswith("ied"):
        word = word[:-3] + "y"
    elif word.endswith("ed") and not word.endswith("eed") and _has_vowel(word[:-2]):
        word = word[:-2]
    elif word.endswith("ing") and len(word) > 5 and _has_vowel(word[:-3]):
        word = word[:-3]
    if len(word) > 2 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "i" if word[-1] == "y" and word[-2] not in _VOWELS else word


def _has_vowel(part: str) -> bool:
    return len(part) > 2 and any(c in _VOWELS for c in part)


def opposite(a: str, b: str) -> bool:
    """Whether two words are opposites in a common sense: permanent, temporary; legal, illegal; before, after."""
    return lemma(b) in _partners("antonyms.tsv", lemma(a)) or _prefixed(a, b) or _prefixed(b, a)


def opposites(a: str) -> frozenset[str]:
    """The lemmas that a list has as opposites of a word in a common sense: fall for rise."""
    return _partners("antonyms.tsv", lemma(a))


def at_odds(a: str, b: str) -> bool:
    """Whether two words are opposites, or a synonym of one is the opposite of the other: rapid, slow (by fast)."""
    if opposite(a, b):
        return True
    mine, theirs = lemma(a), lemma(b)
    return any(theirs in _partners("antonyms.tsv", key) for key in synonyms(a)) or any(
        mine in _partners("antonyms.tsv", key) for key in synonyms(b)
    )


def _prefixed(longer: str, shorter: str) -> bool:
    if len(longer) <= len(shorter) or len(shorter) < 4:
        return False
    prefix = longer[: len(longer) - len(shorter)]
    return prefix in _classes()["negative_prefixes"] and lemma(longer[len(prefix) :]) == lemma(shorter)


def synonyms(a: str) -> frozenset[str]:
    """The lemmas that share a common sense with a word: those of near and nearby for "close"."""
    return _partners("synonyms.tsv", lemma(a))


def one_letter_apart(a: str, b: str) -> bool:
    """Whether two words of five letters or more look like one word misspelt, and not like a word and its opposite."""
    if min(len(a), len(b)) < 5 or a[0] != b[0] or any(c.isdigit() for c in a + b):
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(a, b, score_cutoff=1) <= 1 and not opposite(a, b)


@cache
def _toml() -> dict[str, Any]:
    return tomllib.loads((_DATA / "wording.toml").read_text("utf-8"))


@cache
def _classes() -> dict[str, frozenset[str]]:
    return {name: frozenset(value.split()) for name, value in _toml().items() if isinstance(value, str)}


@cache
def _keys(name: WordClass) -> frozenset[str]:
    return frozenset(lemma(word) for word in _classes()[name])


@cache
def _lines(name: str) -> dict[str, int]:
    return {lemma(word): number for number, line in enumerate(_toml()[name]) for word in line.split()}


@cache
def _contractions() -> dict[str, str]:
    return dict(_toml()["contractions"])


@cache
def _spellings() -> dict[str, str]:
    """Every listed spelling or abbreviation -> the first of its group."""
    groups = f"{_toml()['spellings']};{_toml()['abbreviations']}".split(";")
    return {form: group.split()[0] for group in groups for form in group.split()[1:]}


@cache
def _table(name: str) -> dict[str, str]:
    lines = (_DATA / name).read_text("ascii").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


@lru_cache(maxsize=4096)
def _partners(name: str, key: str) -> frozenset[str]:
    """The lemmas of the partners that a table, or a list kept by hand, gives the words of this lemma.

    Only the lines that can be meant are read: a lemma has the first letters of its word.
    """
    lines = _lines_of(name)
    start = key[:3] if len(key) > 3 else key[:2]
    at = bisect_left(lines, start)
    found = set(_by_hand("opposites" if name == "antonyms.tsv" else "alike").get(key, ()))
    while at < len(lines) and lines[at].startswith(start):
        word, _, partners = lines[at].partition("\t")
        if lemma(word) == key:
            found.update(lemma(p) for p in partners.split())
        at += 1
    return frozenset(found - {key})


@cache
def _lines_of(name: str) -> list[str]:
    return sorted(line for line in (_DATA / name).read_text("ascii").splitlines() if not line.startswith("#"))


@cache
def _by_hand(name: str) -> dict[str, set[str]]:
    """Lemma -> the other lemmas of its group."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in str(_toml()[name]).split(";"):
        keys = {lemma(word) for word in group.split()}
        for key in keys:
            found[key] |= keys
    return found
