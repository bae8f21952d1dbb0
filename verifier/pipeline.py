"""Articles -> case: read, divide into sentences, find names and quotes, encode, store. And the sample case, made so."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from verifier import resources
from verifier.case import Analysis, Case, JoinNames, Outcome, Vectors, embedded, join_names
from verifier.datamodel import Article
from verifier.errors import InputError

if TYPE_CHECKING:
    from verifier.encoders import Encoder

__all__ = ["DEFAULT_CASE", "Summary", "add_articles", "add_missing_vectors", "analyse", "default_path", "sample"]

DEFAULT_CASE = Path("case.db")

BATCH_ARTICLES = 64
BATCH_SENTENCES = 2000
"""Articles are encoded together, since sentences of one length make the quickest batches; a process that is killed
loses the work on one such batch, a few seconds."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of all articles, in the order in which they came."""

    outcomes: tuple[Outcome, ...]

    @property
    def added(self) -> list[Outcome]:
        """Those that are new in the case."""
        return self._of("added")

    @property
    def duplicates(self) -> list[Outcome]:
        """Those whose text the case had already; `why` is the id it has it under."""
        return self._of("duplicate")

    @property
    def refused(self) -> list[Outcome]:
        """Those that could not be read, or whose id is taken; `why` is the reason."""
        return self._of("refused")

    def _of(self, status: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.status == status]


def analyse(article: Article) -> Analysis:
    """Everything that is found in one article by itself, but for vectors."""
    # nltk and the word lists of attribution and names take a second to load; reading a case needs none of them.
    from verifier.articles.layout import layout
    from verifier.attribution import quotes
    from verifier.names.mentions import mentions
    from verifier.text import sentences

    divided = sentences(article.id, article.text, layout(article.text, article.title))
    named = mentions(article, divided)
    return Analysis(article, divided, quotes(article, divided, named), named)


def add_articles(
    case: Case,
    articles: Iterable[Article | InputError],
    encoder: Encoder | None = None,
    progress: Callable[[Outcome], None] = lambda outcome: None,
    *,
    analyse: Callable[[Article], Analysis] = analyse,
) -> Summary:
    """Add what `articles.read` yields: each article wholly or not at all, whatever happens on the way.

    What cannot be read or stored under its id is `refused` and the rest goes on. `progress` hears of each outcome when
    it is final. Without an encoder no vectors are made; the next call with one makes them up first. Raises CaseError.
    """
    if encoder:
        case.check_model(encoder.name, encoder.sha256)
        add_missing_vectors(case, encoder)
    outcomes: list[Outcome] = []
    for batch in _batches(_analysed(case, articles, analyse)):
        for item in _with_vectors(batch, encoder):
            outcome = item if isinstance(item, Outcome) else _add(case, item)
            outcomes.append(outcome)
            progress(outcome)
    case.refresh()
    return Summary(tuple(outcomes))


def add_missing_vectors(case: Case, encoder: Encoder) -> None:
    """Encode the articles that were added without an encoder. Raises CaseError."""
    waiting = (Analysis(case.article(one), case.sentences(one)) for one in case.without_vectors())
    for batch in _batches(waiting):
        for item in _with_vectors(batch, encoder):
            if isinstance(item, Analysis) and item.vectors:
                case.add_vectors(item.article.id, item.vectors)


def _analysed(
    case: Case, articles: Iterable[Article | InputError], analyse: Callable[[Article], Analysis]
) -> Iterator[Analysis | Outcome]:
    """Analyses of what is new, and outcomes of what is not."""
    for article in articles:
        if isinstance(article, InputError):
            yield _refused("", article)
            continue
        try:
            yield case.seen(article) or analyse(article)
        except InputError as error:
            yield _refused(article.id, error)


def _add(case: Case, analysis: Analysis) -> Outcome:
    try:
        return case.add(analysis)
    except InputError as error:
        return _refused(analysis.article.id, error)


def _refused(article_id: str, error: InputError) -> Outcome:
    return Outcome(article_id, "refused", str(error))


def _batches(items: Iterable[Analysis | Outcome]) -> Iterator[list[Analysis | Outcome]]:
    batch: list[Analysis | Outcome] = []
    sentences = 0
    for item in items:
        batch.append(item)
        sentences += len(item.sentences) if isinstance(item, Analysis) else 0
        if len(batch) == BATCH_ARTICLES or sentences >= BATCH_SENTENCES:
            yield batch
            batch, sentences = [], 0
    if batch:
        yield batch


def _with_vectors(batch: Sequence[Analysis | Outcome], encoder: Encoder | None) -> Iterator[Analysis | Outcome]:
    """The batch, with vectors where an encoder is given: one call for the sentences of all its articles."""
    texts = [
        sentence.span.of(item.article.text)
        for item in batch
        if isinstance(item, Analysis)
        for sentence in embedded(item.sentences)
    ]
    if encoder is None or not any(isinstance(item, Analysis) for item in batch):
        yield from batch
        return
    rows = encoder.encode(texts)
    done = 0
    for item in batch:
        if isinstance(item, Analysis):
            count = len(embedded(item.sentences))
            item = replace(item, vectors=Vectors(encoder.name, encoder.sha256, rows[done : done + count]))
            done += count
        yield item


# ------------------------------------------------------------------------------------------------------ which case file


def default_path(named: str | Path | None = None) -> Path | None:
    """The case to use: the one named, that of $VERIFY_CASE, or ./case.db if there is one.

    None: there is none. Then a question is put to the `sample`, and `verify add` makes DEFAULT_CASE.
    """
    chosen = named or os.environ.get("VERIFY_CASE")
    if chosen:
        return Path(chosen)
    return DEFAULT_CASE if DEFAULT_CASE.exists() else None


def sample(
    encoder: Callable[[], Encoder],
    *,
    analyse: Callable[[Article], Analysis] = analyse,
    join_names: JoinNames = join_names,
) -> Path:
    """The case of the five sample articles: made on first use, kept in the user's cache, found there afterwards.

    Made elsewhere and renamed, so that it is whole or not there; its name is a hash of the articles and of this
    program, so that another version makes its own. Raises CaseError, ModelError, OSError.
    """
    folder = resources.cache() / f"sample-{_fingerprint()}"
    path = folder / "case.db"
    if path.exists():
        return path
    from verifier import articles

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="sample-") as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        with Case.open(made / "case.db", join_names=join_names) as case:
            add_articles(case, articles.read([resources.folder("seeds")]), encoder(), analyse=analyse)
        try:
            made.rename(folder)
        except OSError:
            # Another process was quicker: its folder is there, and is the same.
            if not path.exists():
                raise
    return path


def _fingerprint() -> str:
    """A hash of everything the sample case is made from: articles, code, word lists, registered models."""
    code = Path(__file__).parent
    paths = [path for path in code.rglob("*") if path.suffix in {".py", ".toml", ".txt", ".tsv", ".sql"}]
    paths += [*resources.folder("seeds").iterdir(), resources.folder("models") / "registry.toml"]
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
