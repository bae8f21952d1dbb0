"""The case: what goes in comes out, twice is once, and a file that cannot be used is named in one line."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from casework import SYNCHRONOUS, FakeEncoder, add_all, analyse, article, check_whole, contents, open_case, with_vectors
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.case import Analysis, Case, Outcome
from verifier.database import APPLICATION_ID, SCHEMA_VERSION
from verifier.datamodel import Article, Sentence, Span
from verifier.errors import CaseError, InputError
from verifier.text import words


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with open_case(tmp_path / "case.db") as opened:
        yield opened


@pytest.fixture
def full(case: Case) -> Case:
    add_all(case, [article(n) for n in (3, 1, 2)], FakeEncoder())
    return case


def lines(article_id: str, *texts: str) -> Analysis:
    """An article of these sentences, one a line."""
    found = analyse(Article(article_id, "\n".join(texts)))
    return replace(found, sentences=[replace(sentence, role="body") for sentence in found.sentences])


# ------------------------------------------------------------------------------------------------------ what goes in


def test_what_goes_in_comes_out(full: Case) -> None:
    """Every field of every type, sorted by article, whatever the order of adding."""
    wanted = [analyse(article(n)) for n in (1, 2, 3)]
    assert full.articles() == [one.article for one in wanted]
    assert [full.sentences(one.article.id) for one in wanted] == [one.sentences for one in wanted]
    assert full.quotes() == [quote for one in wanted for quote in one.quotes]
    assert full.mentions() == [mention for one in wanted for mention in one.mentions]
    assert full.quotes("report-0002") == wanted[1].quotes
    assert [entity.name for entity in full.entities()] == ["Captain1", "Captain2", "Captain3"]
    assert full.entities() == full.entities()
    assert check_whole(full) == 3


def test_text_is_kept_to_the_code_point(case: Case) -> None:
    text = "\ufeffA\r\nnul \x00 in it, \u2028 e\u0301 and \U0001f600 \ufdfa."
    case.add(Analysis(Article("odd", text), [Sentence("odd", 0, Span(0, len(text)), "body", 0)]))
    assert case.article("odd").text == text


def test_the_same_text_twice_is_a_duplicate(full: Case) -> None:
    before = contents(full)
    assert full.add(analyse(article(2))) == Outcome("report-0002", "duplicate", "report-0002")
    assert full.add(analyse(replace(article(2), id="copy"))) == Outcome("copy", "duplicate", "report-0002")
    assert contents(full) == before


def test_another_text_under_one_id_is_refused(full: Case) -> None:
    before = contents(full)
    with pytest.raises(InputError, match=r"^report-0002: the case has another text under this id\. .*verify remove"):
        full.add(analyse(replace(article(2), text="Something else.")))
    assert contents(full) == before


@pytest.mark.parametrize(
    "broken",
    [
        Article("half \ud800", "Words."),
        Article("a", "half \ud800"),
        Article("a", "Words.", title="half \ud800"),
        Article("a", "Words.", evidence=(("title", "half \ud800"),)),
    ],
)
def test_half_a_character_is_refused(case: Case, broken: Article) -> None:
    """JSON can say "\\ud800", which no file can hold."""
    with pytest.raises(InputError, match="no valid Unicode"):
        case.add(Analysis(broken, []))
    assert case.ids() == []


def test_remove_leaves_nothing(full: Case) -> None:
    for one in full.ids():
        full.remove(one)
    assert contents(full)[:2] == [[], []]
    with sqlite3.connect(full.path) as con:
        tables = ["articles", "sentences", "quotes", "quote_spans", "mentions", "vectors"]
        left = {table: con.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}  # noqa: S608
        assert set(left.values()) == {0}, left
        con.execute("INSERT INTO sentence_words (sentence_words) VALUES ('integrity-check')")
    con.close()
    assert full.search_words(["barrels"]) == []
    add_all(full, [article(1)], FakeEncoder("another model"))
    assert list(full.models()) == ["another model"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda case: case.article("nobody"),
        lambda case: case.sentences("nobody"),
        lambda case: case.quotes("nobody"),
        lambda case: case.mentions("nobody"),
        lambda case: case.remove("nobody"),
    ],
)
def test_an_unknown_article_is_named(full: Case, ask: Callable[[Case], object]) -> None:
    with pytest.raises(InputError, match=r"^nobody: no such article in .*case\.db"):
        ask(full)


@settings(max_examples=12, deadline=None)
@given(st.permutations(range(7)), st.lists(st.integers(0, 6), max_size=5), st.booleans())
def test_order_and_repetition_do_not_show(order: list[int], again: list[int], one_by_one: bool) -> None:
    """The same articles give the same answers, in whatever order and however often they are added."""
    encoder = FakeEncoder()
    query = encoder.encode(["Line 3 of report 4"])[0]
    parts = [[n] for n in order + again] if one_by_one else [order + again]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_case(Path(folder, "a.db")) as plain,
        open_case(Path(folder, "b.db")) as mixed,
    ):
        add_all(plain, [article(n) for n in range(7)], encoder)
        for part in parts:
            add_all(mixed, [article(n) for n in part], encoder)
        assert contents(plain) == contents(mixed)
        assert plain.search_meaning(query, 9) == mixed.search_meaning(query, 9)


# ---------------------------------------------------------------------------------------------------------- searching

SENTENCES = [
    "Turkey's president said it wouldn't be the last visit.",
    "Some 1,234 crates, or 12.5 tonnes, were unloaded in Piraeus.",
    "The 40-year-old pilot of the ferry said nothing.",
    "A ferry left Piraeus with crates.",
    "Not a pilot but the harbour master spoke.",
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Turkey’s president", [0]),
        ("wouldn't be the last visit", [0]),
        ("some 1,234 crates", [1]),
        ("1,234 crates unloaded", [1]),
        ("12.5 tonnes", [1]),
        ("40-year-old", [2]),
        ("the ferry left Piraeus with some crates", [3, 1]),
        ("ferry pilot", [2]),
        ("PIRAEUS", [1, 3]),
        ("zeppelin", []),
        ("", []),
        ("zeppelin pilot", [2, 4]),
        ("and or not near", [4, 1]),
        ('"ferry" * ^ : NEAR(pilot) {words} : -left', [3, 2]),
    ],
)
def test_search_words(case: Case, query: str, expected: list[int]) -> None:
    """Words are matched as `text.words` cuts them, and nothing in them is an operator."""
    case.add(lines("a", *SENTENCES))
    found = case.search_words([word.norm for word in words(query)])
    assert [ordinal for _, ordinal in found] == expected


def test_search_takes_any_string_for_a_word(case: Case) -> None:
    case.add(lines("a", *SENTENCES))
    for hostile in ['"', "*", "words:ferry", "ferry OR pilot", "(", "'", "\x00", "a\x00b", "-", "^ferry", "🙂"]:
        assert case.search_words([hostile]) == []


def test_common_words_find_the_whole_phrase_first(case: Case) -> None:
    """ "it is what it is": hundreds of sentences have these words, one prints them so; it is not cut off."""
    many = [f"what it is is number {n} and that is what it was" for n in range(1200)]
    case.add(lines("a", *many[:600]))
    case.add(lines("b", *many[600:], "he shrugged: it is what it is, he said"))
    found = case.search_words(["it", "is", "what", "it", "is"], limit=50)
    assert found[0] == ("b", 600)
    assert len(found) == 50 == len(set(found))


def test_search_meaning(full: Case) -> None:
    encoder = FakeEncoder()
    text = "Line 3 of report 2 counts 203 barrels at the harbour."
    hits = full.search_meaning(encoder.encode([text])[0], k=4)
    assert hits[0][:2] == ("report-0002", 4)
    assert hits[0][2] == pytest.approx(1.0, abs=1e-6)
    assert [hit[2] for hit in hits] == sorted((hit[2] for hit in hits), reverse=True)
    assert len(full.search_meaning(encoder.encode(["x"])[0], k=500)) == 3 * 8
    with pytest.raises(CaseError, match="16 dimensions, the query's 3"):
        full.search_meaning(encoder.encode(["x"])[0][:3])


def test_equal_sentences_are_found_in_the_order_of_articles(case: Case) -> None:
    """Copies of one dispatch print the same sentence: cosines tie."""
    encoder = FakeEncoder()
    for one in ("c", "a", "d", "b"):
        case.add(with_vectors(lines(one, f"Unlike the others {one}.", "The same words."), encoder))
    hits = case.search_meaning(encoder.encode(["The same words."])[0], k=3)
    assert [hit[:2] for hit in hits] == [("a", 1), ("b", 1), ("c", 1)]


def test_vectors_can_follow(case: Case) -> None:
    query = FakeEncoder().encode(["Line 3 of report 2"])[0]
    assert case.search_meaning(query) == []  # nothing is there: nothing is near
    add_all(case, [article(1), article(2)])
    assert case.without_vectors() == ["report-0001", "report-0002"]
    assert case.models() == {}
    with pytest.raises(CaseError, match="no vectors yet"):
        case.search_meaning(query)
    add_all(case, [article(3)], FakeEncoder())
    assert case.without_vectors() == []
    assert case.models() == {"fake": FakeEncoder().sha256}
    assert len(case.search_meaning(query, 50)) == 3 * 8


def test_vectors_of_two_models_do_not_mix(full: Case) -> None:
    with pytest.raises(CaseError, match=r"its vectors are of fake \(.*\), not of other"):
        full.add(with_vectors(analyse(article(9)), FakeEncoder("other")))
    assert "report-0009" not in full.ids()
    with pytest.raises(CaseError, match="not of other"):
        add_all(full, [article(9)], FakeEncoder("other"))
    wrong = with_vectors(analyse(article(9)), FakeEncoder())
    assert wrong.vectors
    with pytest.raises(ValueError, match="7 vectors for 8 sentences"):
        full.add(replace(wrong, vectors=replace(wrong.vectors, rows=wrong.vectors.rows[1:])))
    assert "report-0009" not in full.ids()


def test_entities_follow_the_articles(full: Case) -> None:
    with sqlite3.connect(full.path) as con:
        con.execute("UPDATE entities SET name = 'from the file'")
    con.close()
    assert {entity.name for entity in full.entities()} == {"from the file"}  # kept, not worked out again
    full.add(analyse(article(4)))
    assert [entity.name for entity in full.entities()] == ["Captain1", "Captain2", "Captain3", "Captain4"]
    full.remove("report-0001")
    assert [entity.name for entity in full.entities()] == ["Captain2", "Captain3", "Captain4"]


def test_entities_worked_out_in_a_snapshot_are_kept(full: Case) -> None:
    """A question reads within a snapshot; after a killed `add` the first one makes up for it, not every one."""
    full.add(analyse(article(4)))
    with full.snapshot():
        assert len(full.entities()) == 4
    with sqlite3.connect(full.path) as con:
        assert con.execute("SELECT count(*) FROM entities").fetchone() == (4,)
    con.close()


# -------------------------------------------------------------------------------------- the file, for people and others


def test_any_sqlite_tool_can_read_it(full: Case) -> None:
    with sqlite3.connect(full.path) as con:
        quotes = con.execute("SELECT article, speaker, printed FROM printed_quotes").fetchall()
        printed = con.execute("SELECT printed FROM printed_sentences WHERE article = 'report-0003'").fetchall()
        spans = con.execute("SELECT q.speaker_name, s.start, s.stop FROM quotes q JOIN quote_spans s ON s.quote = q.id")
        assert len(spans.fetchall()) == 6
        assert con.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert con.execute("PRAGMA foreign_key_check").fetchall() == []
    con.close()
    assert quotes[0] == ("report-0001", "Captain1", "We will not  [...] leave pier 1,")
    assert [row[0] for row in printed] == article(3).text.split("\n")


def test_how_the_file_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written through to the disk, as the tests do not wait for it elsewhere."""
    monkeypatch.setattr("verifier.database.SYNCHRONOUS", SYNCHRONOUS)
    with open_case(tmp_path / "case.db") as case:
        ask = case._database._connection.execute
        found = {name: ask(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode", "foreign_keys")}
    assert found == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


def test_reading_and_searching_load_nothing_heavy(full: Case) -> None:
    code = (
        "import sys; from verifier.case import Case\n"
        "with Case.open(sys.argv[1], create=False) as case:\n"
        "    assert case.search_words(['barrels', 'harbour']) and case.articles() and case.quotes()\n"
        "heavy = {'numpy', 'faiss', 'nltk', 'onnxruntime', 'torch', 'verifier.names', 'verifier.attribution'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, full.path], capture_output=True, text=True, cwd=repository())
    assert (done.stdout, done.stderr) == ("[]\n", "")


def repository() -> Path:
    return Path(__file__).parent.parent


# ------------------------------------------------------------------------------------------------ files of other kinds


def text_file(path: Path) -> None:
    path.write_text("This is an article, not a case.\n" * 200)


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE bookmarks (url)")
    con.close()


def numbered_database(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute("PRAGMA application_id = 252006673")
    con.close()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        con.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    con.close()


def truncated(path: Path) -> None:
    with open_case(path) as case:
        add_all(case, [article(n) for n in range(20)])
    os.truncate(path, path.stat().st_size // 2)


def tables_gone(path: Path) -> None:
    open_case(path).close()
    with sqlite3.connect(path) as con:
        con.execute("DROP TABLE articles")
    con.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (text_file, "is not a case"),
        (other_database, "an SQLite database of another program"),
        (numbered_database, "an SQLite database of another program"),
        (newer, rf"made by a newer version of verifier \(schema {SCHEMA_VERSION + 1}; this one knows {SCHEMA_VERSION}"),
        (truncated, "is damaged"),
        (tables_gone, "no such table: articles; it is not as this program makes a case"),
        (Path.mkdir, "a folder, not a case"),
    ],
)
def test_a_file_that_is_no_case(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    """Named, explained with what to do, and left as it is."""
    path = tmp_path / "case.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    for create in (True, False):
        with pytest.raises(CaseError, match=message) as error, open_case(path, create=create) as case:
            add_all(case, [article(1)])
        assert str(error.value).startswith(f"{path}: ")
        assert "\n" not in str(error.value)
    assert before == (path.read_bytes() if path.is_file() else b"")


def test_damage_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    with open_case(path) as case:
        add_all(case, [article(n, lines=40) for n in range(20)])
    data = bytearray(path.read_bytes())
    data[4096 * 4 :] = b"\x5a" * (len(data) - 4096 * 4)
    path.write_bytes(data)
    with pytest.raises(CaseError, match="is damaged"), open_case(path) as case:
        contents(case)


def test_where_there_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"no such case\. Make one with: verify add"):
        open_case(tmp_path / "case.db", create=False)
    with pytest.raises(CaseError, match=r"the folder .* does not exist"):
        open_case(tmp_path / "missing" / "case.db")
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(CaseError, match="an empty file, no case"):
        open_case(empty, create=False)
    with open_case(empty) as case:
        assert case.ids() == []


def test_odd_names_of_files(tmp_path: Path) -> None:
    """A path is no URI: "?" and "#" are letters of a name."""
    for name in ("what?mode=ro#1.db", "50% of it.db", "дело.db", "a b'c\".db"):
        with open_case(tmp_path / name) as case:
            add_all(case, [article(1)])
        assert (tmp_path / name).is_file()


# ----------------------------------------------------------------------------------------- writers, readers, full disks


def test_a_locked_case_says_so(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    open_case(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_case(path, patience=0.05) as case:
        with pytest.raises(CaseError, match=r"another process is writing to it, still after 0\.05 s"):
            case.add(analyse(article(1)))
        assert case.ids() == []  # reading goes on
        other.close()
        case.add(analyse(article(1)))


def test_a_second_writer_waits(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    open_case(path).close()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, other.rollback)
    started = time.monotonic()
    timer.start()
    with open_case(path) as case:
        case.add(analyse(article(1)))
        assert case.ids() == ["report-0001"]
    assert time.monotonic() - started >= 0.25
    timer.join()
    other.close()


def test_many_may_make_one_case(tmp_path: Path) -> None:
    """Started at the same moment on a path where nothing is, all of them add."""
    path = tmp_path / "case.db"
    barrier = threading.Barrier(6)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            barrier.wait()
            with open_case(path) as case:
                case.add(analyse(article(number)))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with open_case(path) as case:
        assert check_whole(case) == 6


def test_a_snapshot_stands_still(full: Case) -> None:
    with open_case(full.path) as writer, full.snapshot():
        before = contents(full)
        writer.add(analyse(article(7)))
        writer.remove("report-0001")
        assert contents(full) == before
    assert full.ids() == ["report-0002", "report-0003", "report-0007"]


def test_readonly_writes_nothing(full: Case) -> None:
    full.add(analyse(article(5)))  # entities and index are stale now
    folder = full.path.parent
    before = {path.name for path in folder.iterdir()}
    with open_case(full.path, readonly=True) as reader:
        with pytest.raises(CaseError, match="may not be written"):
            reader.add(analyse(article(6)))
        assert "Captain5" in {entity.name for entity in reader.entities()}
        assert reader.search_meaning(FakeEncoder().encode(["x"])[0])
    assert {path.name for path in folder.iterdir()} == before
    missing = folder / "new.db"
    with pytest.raises(CaseError, match="no such case"):
        open_case(missing, readonly=True)
    assert not missing.exists()


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder that the test may read and not write, also if root runs it; a case lies in it."""
    folder = Path(tempfile.mkdtemp())
    with open_case(folder / "case.db") as case:
        add_all(case, [article(n) for n in range(3)], FakeEncoder())
    user = os.geteuid()
    folder.chmod(0o555)
    if user == 0:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(user)
        folder.chmod(0o700)
        shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of POSIX")
def test_a_read_only_folder_can_be_read(locked_folder: Path) -> None:
    """A shared archive: questions are answered in memory, adding says why it cannot."""
    path = locked_folder / "case.db"
    with open_case(path) as case:
        assert check_whole(case) == 3
        assert len(case.entities()) == 3
        assert case.search_meaning(FakeEncoder().encode(["x"])[0])
        with pytest.raises(CaseError, match="may not be written"):
            case.add(analyse(article(9)))
    assert {path.name for path in locked_folder.iterdir()} == {"case.db", "case.db.faiss"}
    with pytest.raises(CaseError, match="cannot be opened"):
        open_case(locked_folder / "new.db")


def test_a_full_disk_leaves_nothing_half_added(full: Case) -> None:
    before = contents(full)
    limit_pages(full, 2)
    with pytest.raises(CaseError, match="no room on the disk; nothing was half-added"):
        full.add(analyse(article(8, lines=2000)))
    assert contents(full) == before
    limit_pages(full, 10_000)
    assert full.add(analyse(article(8, lines=2000))).status == "added"


def limit_pages(case: Case, more: int) -> None:
    """Let the file grow by so many pages only: SQLite then fails as on a full disk."""
    con = case._database._connection
    con.execute(f"PRAGMA max_page_count = {con.execute('PRAGMA page_count').fetchone()[0] + more}")
