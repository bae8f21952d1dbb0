"""Stand-ins for the stages around a case, and the processes that the crash tests start and kill."""

from __future__ import annotations

import hashlib
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import verifier.database
import verifier.pipeline
from verifier.alignment import tokens
from verifier.case import Analysis, Case, Vectors, embedded
from verifier.datamodel import Article, Entity, Finding, Form, Mention, Quote, Role, Sentence, Span, Speaker
from verifier.models.reader import Reading, WordReading
from verifier.pipeline import Summary, add_articles
from verifier.text import stem, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SYNCHRONOUS = verifier.database.SYNCHRONOUS
# A power cut is not what is tested here, and waiting for the disk would cost a minute. SIGKILL loses no written page.
verifier.database.SYNCHRONOUS = "OFF"


def article(number: int, lines: int = 6) -> Article:
    """An article of its own words: a heading, then sentences, one of them a quotation by somebody named."""
    body = [f"Line {n} of report {number} counts {number * 100 + n} barrels at the harbour." for n in range(lines)]
    quote = f'"We will not leave pier {number}," Captain{number} Mora said.'
    return Article(
        f"report-{number:04}",
        "\n".join([f"Harbour report {number}", *body, quote]),
        title=f"Harbour report {number}",
        outlet=f"Outlet {number % 3}",
        agencies=("Wire",),
        evidence=(("outlet", f"Source: Outlet {number % 3}"),),
    )


def analyse(article: Article) -> Analysis:
    """One line is one sentence, the first a heading; every straight quotation a quote; every CaptainN a mention."""
    sentences = []
    for n, match in enumerate(re.finditer(r"[^\n]+", article.text)):
        role: Role = "body" if n else "heading"
        sentences.append(Sentence(article.id, n, Span(*match.span()), role, n))
    mentions = [
        Mention(article.id, Span(*match.span()), match.group(), "person", "Captain", (("Skipper", "a rule"),))
        for match in re.finditer(r"Captain\d+", article.text)
    ]
    quotes = []
    for n, match in enumerate(re.finditer(r'"([^"]+)"', article.text)):
        content = Span(*match.span(1))
        half = (content.start + content.end) // 2
        who = mentions[0] if mentions else None
        speaker = Speaker(who.text, who.span, who.text, None, (Finding("near", 0.5, "next to it"),)) if who else None
        pieces = (Span(content.start, half), Span(half, content.end))
        quotes.append(Quote(f"{article.id}:q{n}", article.id, pieces, "direct", speaker, Span(*match.span())))
    return Analysis(article, sentences, quotes, mentions)


def join_names(
    articles: Sequence[Article], mentions: Sequence[Mention], speakers: Sequence[tuple[str, Speaker]]
) -> list[Entity]:
    """Every name its own entity."""
    found: dict[str, set[str]] = {}
    for mention in mentions:
        found.setdefault(mention.text, set()).add(mention.article)
    return [
        Entity(name, name, "person", (Form(name, "standard", tuple(sorted(ids)), len(ids)),), ("Captain",))
        for name, ids in sorted(found.items())
    ]


class FakeEncoder:
    """Unit vectors from a hash of the text. `calls` holds the number of texts of each call."""

    name = "fake"
    dimensions = 16

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.sha256 = hashlib.sha256(name.encode()).hexdigest()
        self.calls: list[int] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See verifier.encoders.Encoder."""
        import numpy as np

        self.calls.append(len(texts))
        rows = np.array([self._one(text) for text in texts], dtype=np.float32).reshape(len(texts), self.dimensions)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True) if texts else rows

    def _one(self, text: str) -> list[int]:
        return [byte - 127 for byte in hashlib.sha512(text.encode()).digest()[: self.dimensions]]


class BagOfWords:
    """Stems thrown into 512 boxes: a stand-in for a model, for which only shared words mean the same."""

    name = "bag"
    sha256 = "0" * 64
    dimensions = 512

    def __init__(self) -> None:
        self.loaded = 0

    def __call__(self) -> BagOfWords:
        self.loaded += 1
        return self

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for token in tokens(text):
                row[zlib.crc32(stem(token.norm).encode()) % self.dimensions] += 1.0 if token.content else 0.2
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return rows


class FakeReader:
    """A reader for which words mean themselves alone.

    A word of the hypothesis is supported if the premise has it; contradicted if it is "not", or a number where the
    premise has others, or the premise has its rival; else it is unmentioned. Of pairs that share half of their words,
    one with a contradicted word, or with "not" in the premise only, is a contradiction; one whose words are all
    supported is an entailment; the rest is neutral. The day before a premise supports words, but its numbers contradict
    none. `asked` holds the pairs of each call.
    """

    def __init__(self, name: str = "fake-reader", rivals: Sequence[tuple[str, str]] = ()) -> None:
        self.name = name
        self.sha256 = hashlib.sha256(name.encode()).hexdigest()
        self.rivals = {a: b for pair in rivals for a, b in (pair, pair[::-1])}
        self.asked: list[list[tuple[str, str]]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """See verifier.models.reader.Reader."""
        self.asked.append(list(pairs))
        return [self._one(premise, hypothesis) for premise, hypothesis in pairs]

    def _one(self, premise: str, hypothesis: str) -> Reading:
        there = {w.norm.replace(",", ".") for w in words(premise)}
        numbers = {w.norm for w in words(DAY_BEFORE.sub("", premise)) if w.norm[0].isdigit()}
        found, mine = [], [(w.span, w.norm.replace(",", ".")) for w in words(hypothesis)]
        for span, norm in mine:
            if norm in there:
                scores = SUPPORTED
            elif (norm[0].isdigit() and numbers) or norm == "not" or self.rivals.get(norm) in there:
                scores = CONTRADICTED
            else:
                scores = UNMENTIONED
            found.append(WordReading(span, *scores))
        shared = sum(one.supported > 0.5 for one in found)
        denied = any(one.contradicted > 0.5 for one in found)
        if 2 * shared >= len(found) and (denied or ("not" in there and "not" not in {norm for _, norm in mine})):
            return Reading(0.05, 0.05, 0.9, tuple(found))
        if shared == len(found):
            return Reading(0.9, 0.05, 0.05, tuple(found))
        neutral = 0.85 if 2 * shared >= len(found) else 0.95  # of the surer ones the other direction is not read
        return Reading(0.05, neutral, round(0.95 - neutral, 2), tuple(found))


SUPPORTED, CONTRADICTED, UNMENTIONED = (0.9, 0.05, 0.05), (0.05, 0.9, 0.05), (0.05, 0.05, 0.9)
"""Probabilities of a word: supported, contradicted, unmentioned."""
DAY_BEFORE = re.compile(r"\b[A-Z][a-z]+day \d{1,2} [A-Z][a-z]+ \d{4}: ")
"""What stands before each sentence of a premise whose article has a day."""


def with_vectors(analysis: Analysis, encoder: FakeEncoder) -> Analysis:
    """The same, with vectors."""
    texts = [sentence.span.of(analysis.article.text) for sentence in embedded(analysis.sentences)]
    vectors = Vectors(encoder.name, encoder.sha256, encoder.encode(texts))
    return Analysis(analysis.article, analysis.sentences, analysis.quotes, analysis.mentions, vectors)


def open_case(path: Path, *, readonly: bool = False, create: bool = True, patience: float = 10.0) -> Case:
    """A case whose names are joined by `join_names`."""
    return Case.open(path, readonly=readonly, create=create, patience=patience, join_names=join_names)


def add_all(case: Case, articles: Sequence[Article], encoder: FakeEncoder | None = None) -> Summary:
    """Through the real pipeline, with the stand-ins."""
    return add_articles(case, articles, encoder, analyse=analyse)


def contents(case: Case) -> list[object]:
    """Everything that a case can be asked for."""
    with case.snapshot():
        return [
            case.articles(),
            [case.sentences(one) for one in case.ids()],
            case.quotes(),
            case.mentions(),
            case.entities(),
            case.models(),
            case.without_vectors(),
            case.search_words(["barrels", "pier", "leave", "100"]),
        ]


def check_whole(case: Case) -> int:
    """Assert that every article is there with all its parts; how many there are."""
    with case.snapshot():
        for one in case.articles():
            wanted = analyse(one)
            assert case.sentences(one.id) == wanted.sentences
            assert case.quotes(one.id) == wanted.quotes
            assert case.mentions(one.id) == wanted.mentions
            last = wanted.sentences[-1]
            words = re.findall(r"\w+", last.span.of(one.text).lower())
            assert (one.id, last.ordinal) in case.search_words(words)
        return len(case.ids())


# ------------------------------------------------------------------------------------- as a process: `casework.py ...`


def say(line: str) -> None:
    """Tell the test that started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _adding(path: Path, count: int) -> None:
    """Say `ready`, then add `count` articles with vectors, in batches of the pipeline."""
    verifier.pipeline.BATCH_ARTICLES = 5
    encoder = FakeEncoder()
    encoder.encode(["numpy is loaded now"])

    def articles() -> Iterator[Article]:
        say("ready")
        for number in range(count):
            yield article(number, lines=20)

    with open_case(path) as case:
        add_articles(case, articles(), encoder, analyse=analyse)


def _reading(path: Path, count: int) -> None:
    """Read the case again and again, as whole as it is at that moment, until it holds `count` articles."""
    say("ready")
    seen, rounds = 0, 0
    while seen < count:
        with open_case(path, create=False) as case:
            now = check_whole(case)
        assert now >= seen, f"{now} articles after {seen}"
        seen, rounds = now, rounds + 1
    say(f"{rounds} rounds")


if __name__ == "__main__":
    {"add": _adding, "read": _reading}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
