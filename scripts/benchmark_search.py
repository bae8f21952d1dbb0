"""How well and how quickly a case finds the sentences that print a quotation, next to three other ways, in one run.

    python scripts/benchmark_search.py
    python scripts/benchmark_search.py --sentences 20000
    python scripts/benchmark_search.py --text lines.txt        (your own sentences, one a line)

Quotations are cut out of random sentences: as printed, and slightly altered (of every eight words one is replaced,
dropped or put in). A way finds one if the sentence is among its candidates (200 at most).
"""

from __future__ import annotations

import argparse
import itertools
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from verifier.case import Analysis, Case
from verifier.datamodel import Article, Sentence, Span
from verifier.text import words

LIMIT = 200
PER_ARTICLE = 30

Query = tuple[int, list[str]]
"""The sentence it comes from, and its words."""
Way = Callable[[list[str]], Iterable[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--text", type=Path, help="sentences, one a line; default: made up, of Zipf-distributed words")
    parser.add_argument("--queries", type=int, default=400, help="quotations of each kind")
    parser.add_argument("--slow-queries", type=int, default=40, help="of these, how many the slow ways are asked")
    options = parser.parse_args()
    rng = random.Random(1)  # the same sentences and queries in every run
    lines = options.text.read_text("utf-8").splitlines() if options.text else made_up(options.sentences, rng)
    lines = lines[: options.sentences]
    cut = [[word.norm for word in words(line)] for line in lines]
    kinds = {
        "8 to 25 words": quotations(cut, 8, 25, options.queries, rng),
        "4 to 7 words": quotations(cut, 4, 7, options.queries, rng),
    }
    kinds |= {f"{kind}, altered": [(n, altered(q, cut, rng)) for n, q in found] for kind, found in kinds.items()}
    with tempfile.TemporaryDirectory() as folder, Case.open(Path(folder, "case.db")) as case:
        fill(case, lines)
        print(f"{len(lines):,} sentences")
        for kind, queries in kinds.items():
            report(kind, queries, ways(case, cut), options.slow_queries)


def made_up(count: int, rng: random.Random) -> list[str]:
    """Sentences of 6 to 30 words, whose frequencies fall with their rank as in any language."""
    syllables = ["".join(pair) for pair in itertools.product("bdfgklmnprstvz", "aeiou")]
    vocabulary = ["".join(rng.choices(syllables, k=1 + min(4, int(rank**0.2)))) for rank in range(1, 60_000)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    return [" ".join(rng.choices(vocabulary, cum_weights=weights, k=rng.randint(6, 30))) + "." for _ in range(count)]


def quotations(cut: Sequence[list[str]], least: int, most: int, count: int, rng: random.Random) -> list[Query]:
    """Runs of so many words out of sentences that are long enough."""
    found: list[Query] = []
    while len(found) < count:
        number = rng.randrange(len(cut))
        length = rng.randint(least, most)
        if len(cut[number]) >= length:
            start = rng.randint(0, len(cut[number]) - length)
            found.append((number, cut[number][start : start + length]))
    return found


def altered(query: list[str], cut: Sequence[list[str]], rng: random.Random) -> list[str]:
    """With one word in eight, and at least one, replaced, dropped or put in."""
    query = list(query)
    for _ in range(max(1, len(query) // 8)):
        place = rng.randrange(len(query))
        other = rng.choice(rng.choice(cut) or ["word"])
        query[place : place + 1] = rng.choice([[other], [], [query[place], other]])
    return query


def fill(case: Case, lines: Sequence[str]) -> None:
    """Articles of thirty sentences."""
    for first in range(0, len(lines), PER_ARTICLE):
        article_id = f"{first // PER_ARTICLE:06}"
        part = lines[first : first + PER_ARTICLE]
        ends = list(itertools.accumulate(len(line) + 1 for line in part))
        sentences = [
            Sentence(article_id, n, Span(end - len(line) - 1, end - 1), "body", n)
            for n, (line, end) in enumerate(zip(part, ends, strict=True))
        ]
        case.add(Analysis(Article(article_id, "\n".join(part) + "\n"), sentences))


def ways(case: Case, cut: Sequence[list[str]]) -> dict[str, tuple[Way, bool]]:
    """Each way to find candidates, and whether it is slow."""
    texts = [" ".join(line) for line in cut]
    con = sqlite3.connect(":memory:")
    con.execute("CREATE VIRTUAL TABLE plain USING fts5 (words, tokenize = 'unicode61')")
    con.execute("CREATE VIRTUAL TABLE trigram USING fts5 (words, tokenize = 'trigram')")
    for table in ("plain", "trigram"):
        con.executemany(f"INSERT INTO {table} (rowid, words) VALUES (?, ?)", enumerate(texts))  # noqa: S608

    def rarest(query: list[str]) -> Iterator[int]:
        for article_id, ordinal in case.search_words(query, LIMIT):
            yield int(article_id) * PER_ARTICLE + ordinal

    def bm25(query: list[str]) -> Iterator[int]:
        match = " OR ".join(f'"{word}"' for word in query)
        rows = con.execute("SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT ?", (match, LIMIT))
        return (row[0] for row in rows)

    def trigrams(query: list[str]) -> Iterator[int]:
        """Any quarter of the quotation, as a string."""
        text, size = " ".join(query), max(3, len(" ".join(query)) // 4)
        pieces = [text[n : n + size] for n in range(0, len(text) - 2, size)]
        match = " OR ".join(f'"{piece}"' for piece in pieces if len(piece) > 2)
        rows = con.execute("SELECT rowid FROM trigram WHERE trigram MATCH ? ORDER BY rank LIMIT ?", (match, LIMIT))
        return (row[0] for row in rows)

    def scan(query: list[str]) -> Iterator[int]:
        found = process.extract(" ".join(query), texts, scorer=fuzz.partial_ratio, limit=LIMIT, score_cutoff=70)
        return (number for _, _, number in found)

    return {
        "four rarest words": (rarest, False),
        "BM25, all words": (bm25, True),
        "trigrams": (trigrams, True),
        "rapidfuzz scan": (scan, True),
    }


def report(kind: str, queries: Sequence[Query], ways: dict[str, tuple[Way, bool]], slow_queries: int) -> None:
    """One line for each way: recall, times, and how many times slower its median is than the first way's."""
    print(f"\n{kind}")
    first = 0.0
    for name, (way, slow) in ways.items():
        asked = queries[:slow_queries] if slow else queries
        times, hits = [], 0
        for number, query in asked:
            started = time.perf_counter()
            candidates = list(way(query))
            times.append((time.perf_counter() - started) * 1000)
            hits += number in candidates
        middle = statistics.median(times)
        first = first or middle
        tail = sorted(times)[int(len(times) * 0.95)]
        print(
            f"  {name:18} found {hits / len(asked):.3f} of {len(asked):4}   median {middle:8.2f} ms   "
            f"95 % {tail:8.2f} ms   {middle / first:7.1f} x"
        )


if __name__ == "__main__":
    main()
