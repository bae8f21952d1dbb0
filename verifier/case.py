"""The case: one SQLite file of articles, sentences, quotes, names and vectors. Add, remove, read, search.

An article is in it wholly or not at all. What is derived from all articles together (entities, and the vector index in
a file beside the case) bears a stamp of what it was made from, and is made again when it is missing or stale.
The same articles give the same answers, in whatever order they were added: everything is read sorted by article id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from verifier import __version__
from verifier.database import PATIENCE, Database
from verifier.datamodel import Article, Entity, Finding, Form, Mark, Mention, Quote, Role, Sentence, Span, Speaker
from verifier.errors import CaseError, InputError
from verifier.text import words

if TYPE_CHECKING:
    import sqlite3

    import numpy as np
    from numpy.typing import NDArray

    from verifier.index import Index, Rows

__all__ = ["EMBEDDED", "Analysis", "Case", "Outcome", "Vectors", "embedded"]

EMBEDDED: frozenset[Role] = frozenset({"body", "title", "heading", "pull-quote"})
"""The lines that get a vector: running text, and what sums it up. Captions, counters, teasers and credits do not."""

FEW = 5000
"""So many vectors are multiplied by numpy before FAISS has been imported."""
RARE_WORDS = 4
COMMON = 1000
"""A word in so many sentences is common; how common does not matter for choosing the rare ones."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of an article's `embedded` sentences, in their order: `rows` is (n, dimensions), float32."""

    model: str
    sha256: str
    rows: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Analysis:
    """An article with all that was found in it: what `Case.add` stores."""

    article: Article
    sentences: Sequence[Sentence]
    quotes: Sequence[Quote] = ()
    mentions: Sequence[Mention] = ()
    vectors: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article. `why`: the id of the article it duplicates, or the reason for refusing it."""

    article: str
    status: Literal["added", "duplicate", "refused"]
    why: str = ""


def embedded(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences that get a vector."""
    return [sentence for sentence in sentences if sentence.role in EMBEDDED]


JoinNames = Callable[[Sequence[Article], Sequence[Mention], Sequence[tuple[str, Speaker]]], list[Entity]]
"""What makes entities of mentions, as `names.entities` does: articles, their mentions, (article id, speaker)."""


def join_names(
    articles: Sequence[Article], mentions: Sequence[Mention], speakers: Sequence[tuple[str, Speaker]]
) -> list[Entity]:
    """The default: what `names.entities` makes of them. Needed only when the case has changed since the last query."""
    from verifier.names.entities import entities

    return entities(articles, mentions, speakers)


class Case:
    """One case. A context manager. Every method raises CaseError if the file cannot be used, and says what to do."""

    def __init__(self, database: Database, join_names: JoinNames) -> None:
        self._database = database
        self._join_names = join_names
        self._index: tuple[str, Index] | None = None
        self._unkept: tuple[list[Entity], str] | None = None

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        readonly: bool = False,
        create: bool = True,
        patience: float = PATIENCE,
        join_names: JoinNames = join_names,
    ) -> Case:
        """Open the case at `path`; where there is none, make one if `create`.

        `readonly` keeps this process from writing anything, derived data too. `patience`: seconds to wait for a writer.
        """
        return cls(Database.open(Path(path), readonly=readonly, create=create, patience=patience), join_names)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Where the case lies."""
        return self._database.path

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it all reads see one state, although another process may add meanwhile."""
        with self._database.read():
            yield
        self._keep_entities()

    # ------------------------------------------------------------------------------------------------------- articles

    def ids(self) -> list[str]:
        """The ids of all articles, sorted."""
        with self._database.read() as con:
            return [row[0] for row in con.execute("SELECT id FROM articles ORDER BY id")]

    def articles(self) -> list[Article]:
        """All articles, sorted by id."""
        with self._database.read():
            return [self.article(one) for one in self.ids()]

    def article(self, article_id: str) -> Article:
        """One article. Raises InputError if the case has none of that id."""
        with self._database.read() as con:
            self._known(con, article_id)
            query = """SELECT id, text, title, outlet, url, published, language, agencies, evidence
                       FROM articles WHERE id = ?"""
            row: list[Any] = list(con.execute(query, (article_id,)).fetchone())
        row[7:] = tuple(json.loads(row[7])), _pairs(row[8])
        return Article(*row)

    def sentences(self, article_id: str) -> list[Sentence]:
        """The sentences of one article, in text order."""
        with self._database.read() as con:
            self._known(con, article_id)
            rows = con.execute(
                "SELECT ordinal, start, stop, role, paragraph FROM sentences WHERE article = ? ORDER BY ordinal",
                (article_id,),
            )
            return [Sentence(article_id, n, Span(start, stop), role, par) for n, start, stop, role, par in rows]

    def sentence_count(self) -> int:
        """How many sentences and lines of furniture all articles have."""
        with self._database.read() as con:
            return int(con.execute("SELECT count(*) FROM sentences").fetchone()[0])

    def quotes(self, article_id: str | None = None) -> list[Quote]:
        """The quotes of one article, or of all, in the order in which they were found."""
        with self._database.read() as con:
            return [quote for one in self._chosen(con, article_id) for quote in _quotes(con, one)]

    def mentions(self, article_id: str | None = None) -> list[Mention]:
        """The printed names of one article, or of all."""
        query = "SELECT start, stop, text, kind, role, same_as FROM mentions WHERE article = ? ORDER BY ordinal"
        with self._database.read() as con:
            return [
                Mention(one, Span(start, stop), text, kind, role, _pairs(same_as))
                for one in self._chosen(con, article_id)
                for start, stop, text, kind, role, same_as in con.execute(query, (one,))
            ]

    def _chosen(self, con: sqlite3.Connection, article_id: str | None) -> list[str]:
        if article_id is None:
            return self.ids()
        self._known(con, article_id)
        return [article_id]

    def _known(self, con: sqlite3.Connection, article_id: str) -> None:
        if not con.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone():
            raise InputError(f"{article_id}: no such article in {self.path}. List them with: verify articles")

    # ----------------------------------------------------------------------------------------------------- add, remove

    def seen(self, article: Article) -> Outcome | None:
        """`duplicate` if the case has this text already, None if it is new. Raises InputError if its id is taken."""
        with self._database.read() as con:
            return _seen(con, article, _digest(article))

    def add(self, analysis: Analysis) -> Outcome:
        """Add one article wholly, or leave the case as it was.

        The same text twice is a `duplicate`, under whatever id. Raises InputError if the id has another text already,
        CaseError if the file cannot be written or holds vectors of another model.
        """
        article = analysis.article
        digest = _digest(article)
        with self._database.write() as con:
            outcome = _seen(con, article, digest)
            if outcome is None:
                _insert(con, analysis, digest)
                if analysis.vectors:
                    self._insert_vectors(con, article.id, analysis.vectors)
                _changed(con, "add", article.id, digest, str(len(analysis.sentences)))
        return outcome or Outcome(article.id, "added")

    def remove(self, article_id: str) -> None:
        """Remove an article with all that was found in it. Raises InputError if there is none of that id."""
        with self._database.write() as con:
            self._known(con, article_id)
            con.execute(
                """INSERT INTO sentence_words (sentence_words, rowid, words)
                   SELECT 'delete', id, words FROM sentences WHERE article = ?""",
                (article_id,),
            )
            con.execute("DELETE FROM articles WHERE id = ?", (article_id,))
            _changed(con, "remove", article_id)

    # ----------------------------------------------------------------------------------------------------------- marks

    def marks(self, article_id: str) -> dict[str, Mark]:
        """What editors have decided about findings on one article: the finding's id -> mark."""
        with self._database.read() as con:
            if not con.execute("SELECT 1 FROM sqlite_master WHERE name = 'marks'").fetchone():
                return {}  # a case of schema 1 that may not be written
            return dict(con.execute("SELECT finding, mark FROM marks WHERE article = ?", (article_id,)).fetchall())

    def mark(self, article_id: str, finding_id: str, mark: Mark) -> None:
        """Keep what an editor has decided; a later one replaces it. Raises InputError if there is no such article."""
        with self._database.write() as con:
            self._known(con, article_id)
            con.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", (article_id, finding_id, mark))

    # --------------------------------------------------------------------------------------------------------- vectors

    def models(self) -> dict[str, str]:
        """What made the vectors: name -> sha256. Empty if there are none; at most one, as vectors do not mix."""
        query = "SELECT name, sha256 FROM models WHERE name IN (SELECT model FROM articles) ORDER BY name"
        with self._database.read() as con:
            return dict(con.execute(query).fetchall())

    def without_vectors(self) -> list[str]:
        """The ids of the articles that were added without an encoder."""
        with self._database.read() as con:
            return [row[0] for row in con.execute("SELECT id FROM articles WHERE model IS NULL ORDER BY id")]

    def add_vectors(self, article_id: str, vectors: Vectors) -> None:
        """Give an article the vectors that it was added without; nothing happens if it has got them by now."""
        with self._database.write() as con:
            self._known(con, article_id)
            row = con.execute("SELECT model FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row[0] is None:
                self._insert_vectors(con, article_id, vectors)

    def check_model(self, name: str, sha256: str) -> None:
        """Raises CaseError if the case has vectors of another model: a cosine between two models means nothing."""
        other = {model: digest for model, digest in self.models().items() if (model, digest) != (name, sha256)}
        for model, digest in other.items():
            raise CaseError(
                f"{self.path}: its vectors are of {model} ({digest[:12]}), not of {name} ({sha256[:12]}). "
                "Use that --encoder, or add the articles to another case"
            )

    def _insert_vectors(self, con: sqlite3.Connection, article_id: str, vectors: Vectors) -> None:
        self.check_model(vectors.model, vectors.sha256)
        found = con.execute("SELECT id, role FROM sentences WHERE article = ? ORDER BY ordinal", (article_id,))
        ids = [sentence for sentence, role in found if role in EMBEDDED]
        rows = vectors.rows.astype("<f4")
        if len(ids) != len(rows):
            raise ValueError(f"{article_id}: {len(rows)} vectors for {len(ids)} sentences")
        con.execute("INSERT OR REPLACE INTO models VALUES (?, ?, ?)", (vectors.model, vectors.sha256, rows.shape[1]))
        con.execute("UPDATE articles SET model = ? WHERE id = ?", (vectors.model, article_id))
        blobs = [row.tobytes() for row in rows]
        con.executemany("INSERT INTO vectors VALUES (?, ?)", zip(ids, blobs, strict=True))
        _changed(con, "vectors", article_id, vectors.model, vectors.sha256)

    # ---------------------------------------------------------------------------------------------------------- search

    def search_words(self, query: Sequence[str], limit: int = 200) -> list[tuple[str, int]]:
        """Sentences that share the rarest words of a query: (article id, sentence ordinal), those sharing most first.

        `query` holds normalised words (`text.words`). Of its words that the case knows, the four rarest count; a
        sentence needs two of them, or one if none has two. That finds a quotation although some words were altered or
        left out, or part of it stands in the next sentence. Where even the rarest words are common ("it is what it
        is"), sentences that print the whole query come first.
        """
        with self._database.read() as con:
            rare = _rarest(con, query)
            found: dict[tuple[str, int], None] = {}
            for shared in range(len(rare), 0, -1):
                if found and shared == 1 < len(rare):
                    break
                for group in combinations(rare, shared):  # those of rarer words first
                    if len(found) < limit:
                        rows = _matching(con, " AND ".join(map(_quoted, group)))
                        if shared == len(rare) and len(rows) > limit:
                            rows = _matching(con, " + ".join(map(_quoted, query))) + rows
                        found.update(dict.fromkeys(rows))
        return list(found)[:limit]

    def search_meaning(self, vector: NDArray[np.float32], k: int = 50) -> list[tuple[str, int, float]]:
        """The k sentences nearest in meaning to a unit vector: (article id, sentence ordinal, cosine), nearest first.

        Raises CaseError if the articles have no vectors, or they have another number of dimensions.
        """
        with self._database.read() as con:
            sizes = con.execute("SELECT dimensions FROM models WHERE name IN (SELECT model FROM articles)").fetchall()
            if not sizes:
                if self.ids():
                    raise CaseError(f"{self.path}: its articles have no vectors yet. Make them with: verify add PATH")
                return []
            if (len(vector),) not in sizes:
                raise CaseError(f"{self.path}: its vectors have {sizes[0][0]} dimensions, the query's {len(vector)}")
            scores, ids = self._vector_index(con).search(vector.reshape(1, -1).astype("float32"), k)
            place = "SELECT article, ordinal FROM sentences WHERE id = ?"
            near = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
            hits = [(*con.execute(place, (sentence,)).fetchone(), score) for sentence, score in near]
        return sorted(hits, key=lambda hit: (-hit[2], hit[0], hit[1]))

    def vectors(self, article_id: str) -> dict[int, NDArray[np.float32]]:
        """The stored vectors of an article's sentences, by ordinal; empty if it has none."""
        import numpy as np

        query = "SELECT ordinal, vector FROM vectors JOIN sentences ON id = sentence WHERE article = ? ORDER BY ordinal"
        with self._database.read() as con:
            return {ordinal: np.frombuffer(row, dtype="<f4") for ordinal, row in con.execute(query, (article_id,))}

    def neighbours(self, places: Sequence[tuple[str, int]], k: int = 50) -> list[tuple[str, int, float]]:
        """The k sentences nearest to any of these sentences of the case, (article id, ordinal), as in `search_meaning`.

        No model is needed, their vectors are known; nor FAISS while the case is small: to import it takes 45 ms.
        """
        import numpy as np

        with self._database.read() as con:
            known = [self.vectors(article).get(ordinal) for article, ordinal in places]
            anchors = [vector for vector in known if vector is not None]
            if not anchors:
                return []
            count = con.execute("SELECT count(*) FROM vectors").fetchone()[0]
            if count > FEW:
                found = [hit for vector in anchors for hit in self.search_meaning(vector, k)]
                best = {hit[:2]: hit for hit in sorted(found, key=lambda hit: hit[2])}
                return sorted(best.values(), key=lambda hit: (-hit[2], hit[0], hit[1]))[:k]
            ids, rows = _rows(con)
            scores = (rows @ np.stack(anchors).T).max(axis=1)
            place = "SELECT article, ordinal FROM sentences WHERE id = ?"
            nearest = np.argsort(-scores, kind="stable")[:k]
            hits = [(*con.execute(place, (int(ids[n]),)).fetchone(), float(scores[n])) for n in nearest]
        return sorted(hits, key=lambda hit: (-hit[2], hit[0], hit[1]))

    # --------------------------------------------------------------------------------------------------------- derived

    def entities(self) -> list[Entity]:
        """Who and what is named, across all articles. Worked out when first asked for after a change, then kept."""
        with self._database.read() as con:
            stamp = f"{_state(con, 'contents')} {__version__}"
            if _state(con, "entities") == stamp:
                return _stored_entities(con)
            speakers = [(quote.article, quote.speaker) for quote in self.quotes() if quote.speaker]
            found = self._join_names(self.articles(), self.mentions(), speakers)
            self._unkept = found, stamp
        self._keep_entities()
        return found

    def _keep_entities(self) -> None:
        """Store what `entities` has worked out, as soon as no snapshot stands in the way."""
        if self._unkept and self._database.writable and not self._database.in_transaction:
            entities, stamp = self._unkept
            self._unkept = None
            # If that fails (a full disk, a folder that became read-only), the answer is the same.
            with suppress(CaseError), self._database.write() as con:
                _store_entities(con, entities, stamp)

    def refresh(self) -> None:
        """Make now what is derived, so that the first query need not. Nothing happens if all is up to date."""
        self.entities()
        with self._database.read() as con:
            if self.models():
                self._vector_index(con)

    def _vector_index(self, con: sqlite3.Connection) -> Index:
        from verifier import index

        stamp = _state(con, "contents")
        if self._index is None or self._index[0] != stamp:
            path = self.path.with_name(f"{self.path.name}.faiss")
            self._index = stamp, index.obtain(path, stamp, lambda: _rows(con), keep=self._database.writable)
        return self._index[1]


# ------------------------------------------------------------------------------------------------- rows <-> data types


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in json.loads(text))


def _list(items: Iterable[Any]) -> str:
    return json.dumps([astuple(item) if isinstance(item, Finding) else item for item in items], ensure_ascii=False)


def _findings(text: str | None) -> tuple[Finding, ...]:
    return tuple(Finding(*finding) for finding in json.loads(text or "[]"))


def _span(start: int | None, stop: int | None) -> Span | None:
    return None if start is None or stop is None else Span(start, stop)


def _digest(article: Article) -> str:
    """The hash of an article's text. Raises InputError if any field holds what no file can ("\\ud800" in JSON)."""
    try:
        json.dumps(astuple(article), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InputError(f"{article.id!a}: half a character, no valid Unicode; repair its source") from error
    return hashlib.sha256(article.text.encode()).hexdigest()


def _seen(con: sqlite3.Connection, article: Article, digest: str) -> Outcome | None:
    same_id = con.execute("SELECT sha256 FROM articles WHERE id = ?", (article.id,)).fetchone()
    if same_id and same_id[0] != digest:
        raise InputError(
            f"{article.id}: the case has another text under this id. Rename one of the two, or first: "
            f"verify remove {article.id}"
        )
    same_text = con.execute("SELECT id FROM articles WHERE sha256 = ?", (digest,)).fetchone()
    return Outcome(article.id, "duplicate", same_text[0]) if same_text else None


def _insert(con: sqlite3.Connection, analysis: Analysis, digest: str) -> None:
    """Everything but the vectors."""
    a = analysis.article
    con.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        (a.id, a.text, digest, a.title, a.outlet, a.url, a.published, a.language, _list(a.agencies), _list(a.evidence)),
    )
    con.executemany(
        "INSERT INTO sentences (article, ordinal, start, stop, role, paragraph, words) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (a.id, s.ordinal, s.span.start, s.span.end, s.role, s.paragraph, _words(a.text, s.span))
            for s in analysis.sentences
        ),
    )
    con.execute("INSERT INTO sentence_words (rowid, words) SELECT id, words FROM sentences WHERE article = ?", (a.id,))
    for ordinal, quote in enumerate(analysis.quotes):
        con.execute(
            "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (a.id, quote.id, ordinal, quote.kind, *_speaker_columns(quote.speaker), *_ends(quote.cue)),
        )
        spans = ((a.id, quote.id, n, span.start, span.end) for n, span in enumerate(quote.content))
        con.executemany("INSERT INTO quote_spans VALUES (?, ?, ?, ?, ?)", spans)
    con.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (a.id, ordinal, m.span.start, m.span.end, m.text, m.kind, m.role, _list(m.same_as))
            for ordinal, m in enumerate(analysis.mentions)
        ),
    )


def _words(text: str, span: Span) -> str:
    return " ".join(word.norm for word in words(text, span.start, span.end))


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)


def _speaker_columns(speaker: Speaker | None) -> tuple[str | int | None, ...]:
    if speaker is None:
        return (None,) * 6
    return (speaker.printed, *_ends(speaker.span), speaker.name, speaker.role, _list(speaker.findings))


def _quotes(con: sqlite3.Connection, article_id: str) -> Iterator[Quote]:
    content: dict[str, list[Span]] = {}
    query = "SELECT quote, start, stop FROM quote_spans WHERE article = ? ORDER BY quote, ordinal"
    for quote, start, stop in con.execute(query, (article_id,)):
        content.setdefault(quote, []).append(Span(start, stop))
    query = """SELECT id, kind, speaker_printed, speaker_start, speaker_stop, speaker_name, speaker_role,
                      speaker_findings, cue_start, cue_stop FROM quotes WHERE article = ? ORDER BY ordinal"""
    rows = con.execute(query, (article_id,))
    for quote, kind, printed, start, stop, name, role, findings, cue_start, cue_stop in rows:
        speaker = None
        if printed is not None:
            speaker = Speaker(printed, _span(start, stop), name, role, _findings(findings))
        yield Quote(quote, article_id, tuple(content[quote]), kind, speaker, _span(cue_start, cue_stop))


def _stored_entities(con: sqlite3.Connection) -> list[Entity]:
    forms: dict[str, list[Form]] = {}
    query = "SELECT entity, form, status, articles, count FROM entity_forms ORDER BY entity, ordinal"
    for entity, form, status, articles, count in con.execute(query):
        forms.setdefault(entity, []).append(Form(form, status, tuple(json.loads(articles)), count))
    return [
        Entity(entity, name, kind, tuple(forms.get(entity, ())), tuple(json.loads(roles)), _findings(findings))
        for entity, name, kind, roles, findings in con.execute(
            "SELECT id, name, kind, roles, findings FROM entities ORDER BY ordinal"
        )
    ]


def _store_entities(con: sqlite3.Connection, entities: Sequence[Entity], stamp: str) -> None:
    con.execute("DELETE FROM entities")
    for ordinal, e in enumerate(entities):
        row = (e.id, ordinal, e.name, e.kind, _list(e.roles), _list(e.findings))
        con.execute("INSERT INTO entities VALUES (?, ?, ?, ?, ?, ?)", row)
        con.executemany(
            "INSERT INTO entity_forms VALUES (?, ?, ?, ?, ?, ?)",
            ((e.id, n, form.form, form.status, _list(form.articles), form.count) for n, form in enumerate(e.forms)),
        )
    _set_state(con, "entities", stamp)


# -------------------------------------------------------------------------------------------------------- state, search


def _state(con: sqlite3.Connection, name: str) -> str:
    row = con.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def _set_state(con: sqlite3.Connection, name: str, value: str) -> None:
    con.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


def _changed(con: sqlite3.Connection, *what: str) -> None:
    """Chain what happened onto the stamp of the contents: constant cost, and another case has another history."""
    event = "\0".join((_state(con, "contents"), *what))
    _set_state(con, "contents", hashlib.sha256(event.encode()).hexdigest())


def _rows(con: sqlite3.Connection) -> Rows:
    """All vectors, in the order of article and sentence, so that the order of adding cannot show."""
    import numpy as np

    query = """SELECT v.sentence, v.vector FROM sentences s JOIN vectors v ON v.sentence = s.id
               ORDER BY s.article, s.ordinal"""
    ids: list[int] = []
    data = bytearray()
    for sentence, vector in con.execute(query):
        ids.append(sentence)
        data += vector
    return np.array(ids, dtype=np.int64), np.frombuffer(data, dtype="<f4").reshape(len(ids), -1)


def _rarest(con: sqlite3.Connection, query: Sequence[str]) -> list[str]:
    """The rarest words of the query that the case knows, the rarest first; of common words, the longest.

    Counting stops at COMMON. fts5vocab has exact counts, but reads the whole list for them: 2 ms for "the" in 100,000
    sentences, where this takes 0.05.
    """
    count = "SELECT count(*) FROM (SELECT 1 FROM sentence_words WHERE sentence_words MATCH ? LIMIT ?)"
    counts = {word: con.execute(count, (_quoted(word), COMMON)).fetchone()[0] for word in dict.fromkeys(query)}
    known = [word for word in counts if counts[word]]
    return sorted(known, key=lambda word: (counts[word], -len(word), word))[:RARE_WORDS]


def _matching(con: sqlite3.Connection, match: str) -> list[tuple[str, int]]:
    query = """SELECT s.article, s.ordinal FROM sentence_words JOIN sentences s ON s.id = sentence_words.rowid
               WHERE sentence_words MATCH ? ORDER BY s.article, s.ordinal"""
    return con.execute(query, (match,)).fetchall()


def _quoted(word: str) -> str:
    """As a string of FTS5's query language, in which nothing is an operator. NUL would end the whole query."""
    return '"' + word.replace('"', '""').replace("\0", " ") + '"'
