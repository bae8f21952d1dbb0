#!/usr/bin/env python3
"""Make the word tables of `verifier/data` from WordNet 3.0: antonyms, synonyms, irregular forms.

    make_lexicon.py WORDNET_FOLDER [OUT_FOLDER]

WORDNET_FOLDER holds data.* and index.* of WordNet 3.0, on Debian in the package `wordnet-base` under
/usr/share/wordnet. Run it again only to change a rule below: the tables are part of the repository. The file formats
are described in WordNet's manual pages wndb(5WN) and cntlist(5WN). Needs the standard library only.

What is taken, and why so little: a table decides whether a changed word changes the meaning, so a pair has to hold in
the common senses of both words. "Seize" and "take" share a rare sense; a fact-checker would not call them one word.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

POS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
ANTONYM, SIMILAR = "!", "&"
# How far down a word's list of senses (most frequent first) a pair may be found: "close" (adj.) has 15.
COMMON_SENSES = {"n": 2, "v": 3, "a": 3, "r": 2}
# Tagged at least so often in WordNet's own corpora; rarer words are mostly science and dialect.
COMMON_WORD = 2
# The satellites of these heads are degrees of size and strength, and so one another's synonyms: huge, massive.
SIZE = {"large", "small", "severe", "strong"}

NOTICE = """\
# {what}
# Derived by scripts/make_lexicon.py from WordNet 3.0, Copyright 2006 by Princeton University. All rights reserved.
# Used and redistributed under the WordNet 3.0 licence, which travels as LICENSE-wordnet.txt beside this file.
"""

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Synset:
    """One meaning: its words, and pointers (relation, other synset, word here, word there; 0 means all words)."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, Key, int, int], ...]


def read_synsets(folder: Path) -> dict[Key, Synset]:
    """Every synset of the four data files by part of speech and offset."""
    found: dict[Key, Synset] = {}
    for name, pos in POS.items():
        for line in (folder / f"data.{name}").read_text("ascii").splitlines():
            if not line.startswith(" "):
                fields = line.split(" | ")[0].split()
                found[(pos, int(fields[0]))] = _synset(fields)
    return found


def _synset(fields: list[str]) -> Synset:
    count = int(fields[3], 16)
    words = tuple(fields[4 + 2 * i].split("(")[0].lower() for i in range(count))
    start = 4 + 2 * count
    pointers = []
    for i in range(int(fields[start])):
        relation, offset, pos, ends = fields[start + 1 + 4 * i : start + 5 + 4 * i]
        key = ("a" if pos == "s" else pos, int(offset))
        pointers.append((relation, key, int(ends[:2], 16), int(ends[2:], 16)))
    return Synset(words, tuple(pointers))


def read_ranks(folder: Path) -> dict[tuple[str, Key], int]:
    """(word, synset) -> how many senses of the word are more frequent."""
    ranks = {}
    for name, pos in POS.items():
        for line in (folder / f"index.{name}").read_text("ascii").splitlines():
            if not line.startswith(" "):
                fields = line.split()
                for rank, offset in enumerate(fields[-int(fields[2]) :]):
                    ranks[(fields[0], (pos, int(offset)))] = rank
    return ranks


def read_counts(folder: Path) -> Counter[str]:
    """How often each word is tagged in WordNet's corpora."""
    counts: Counter[str] = Counter()
    for line in (folder / "cntlist.rev").read_text("ascii").splitlines():
        key, _, count = line.split()
        counts[key.split("%")[0]] += int(count)
    return counts


class Lexicon:
    """The three files together, and what counts as common."""

    def __init__(self, folder: Path) -> None:
        self.synsets = read_synsets(folder)
        self.ranks = read_ranks(folder)
        self.counts = read_counts(folder)

    def common(self, word: str, key: Key, depth: int | None = None) -> bool:
        """Whether `word` is a common single word and this is one of its common senses."""
        limit = COMMON_SENSES[key[0]] if depth is None else depth
        return word.isalpha() and self.counts[word] >= COMMON_WORD and self.ranks.get((word, key), 99) < limit

    def antonyms(self) -> Iterator[tuple[str, str]]:
        """Direct opposites, and for adjectives also between the synonyms of each side (temporary: permanent)."""
        for key, synset in self.synsets.items():
            for relation, other, here, there in synset.pointers:
                if relation != ANTONYM:
                    continue
                facing = self.synsets[other].words
                yield from self._opposed(key, other, [synset.words[here - 1]], [facing[there - 1]], 9)
                if key[0] == "a":
                    yield from self._opposed(key, other, synset.words, facing, 2)

    def _opposed(
        self, key: Key, other: Key, words: list[str] | tuple[str, ...], facing: list[str] | tuple[str, ...], depth: int
    ) -> Iterator[tuple[str, str]]:
        for a, b in product(words, facing):
            if self.common(a, key, depth) and self.common(b, other, depth) and a != b:
                yield (min(a, b), max(a, b))

    def synonyms(self) -> Iterator[tuple[str, str]]:
        """Words of one common meaning; of adjectives also a head and its satellites (big: huge: massive)."""
        for key, synset in self.synsets.items():
            words = [w for w in synset.words if self.common(w, key)]
            yield from ((min(a, b), max(a, b)) for a, b in product(words, words) if a < b)
            around = [other for relation, other, _, _ in synset.pointers if relation == SIMILAR]
            near = [w for other in around for w in self.synsets[other].words if self.common(w, other, 2)]
            here = [w for w in synset.words if self.common(w, key, 2)]
            yield from ((min(a, b), max(a, b)) for a, b in product(here, near) if a != b)
            if SIZE & set(synset.words):
                yield from ((min(a, b), max(a, b)) for a, b in product(near, near) if a != b)


def read_irregular(folder: Path, counts: Counter[str]) -> dict[str, str]:
    """Irregular form -> base form: went, go.

    A form that is itself the commoner word keeps its own meaning ("wound", "ground"), and so does one that is also a
    regular form of another word ("leaves").
    """
    found: dict[str, str] = {}
    for name in ("verb", "noun"):
        for line in (folder / f"{name}.exc").read_text("ascii").splitlines():
            form, base = line.split()[:2]
            plain = form.isalpha() and base.isalpha() and form != base
            regular = form.endswith("s") and counts[form[:-1]] >= COMMON_WORD
            if plain and counts[base] >= COMMON_WORD and counts[form] < counts[base] and not regular:
                found.setdefault(form, base)
    return found


def write_groups(path: Path, what: str, pairs: set[tuple[str, str]]) -> None:
    """One line a word, sorted: the word, a tab, and its partners. Each pair stands in both words' lines."""
    groups = defaultdict(list)
    for a, b in sorted({*pairs, *((b, a) for a, b in pairs)}):
        groups[a].append(b)
    lines = [f"{word}\t{' '.join(partners)}" for word, partners in groups.items()]
    path.write_text(NOTICE.format(what=what) + "\n".join(lines) + "\n", "ascii")
    print(f"{path.name}: {len(pairs)} pairs, {path.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=Path(__file__).parent.parent / "verifier" / "data")
    args = parser.parse_args()
    lexicon = Lexicon(args.wordnet)
    antonyms = set(lexicon.antonyms())
    write_groups(args.out / "antonyms.tsv", "Opposites: word, tab, its opposites", antonyms)
    synonyms = set(lexicon.synonyms()) - antonyms
    write_groups(args.out / "synonyms.tsv", "Words of one common meaning", synonyms)
    irregular = read_irregular(args.wordnet, lexicon.counts)
    lines = [f"{form}\t{base}" for form, base in sorted(irregular.items())]
    head = NOTICE.format(what="Irregular forms: form, tab, base")
    (args.out / "irregular.tsv").write_text(head + "\n".join(lines) + "\n", "ascii")
    print(f"irregular.tsv: {len(irregular)} forms")


if __name__ == "__main__":
    main()
