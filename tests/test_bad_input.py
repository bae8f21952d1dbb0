"""Bad input, end to end: one clear line, the right exit status, and nothing lost that was good."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from verifier.case import Case

Run = Callable[..., Result]

GOOD = 'The harbour was closed on Monday.\n"We will not leave pier 9," Captain9 Mora said.\n'


@pytest.fixture
def harbour(run: Run) -> Run:
    """`verify` in a folder with a case of one good article."""
    Path("good.txt").write_text(GOOD)
    assert run("add", "good.txt").exit_code == 0
    return run


def said(result: Result) -> str:
    """The one line of an error, when nothing was printed as a result."""
    assert (result.exit_code, result.stdout) == (1, ""), result.stdout + result.stderr
    (line,) = result.stderr.splitlines()
    return line


def ids(run: Run) -> list[str]:
    return [one["id"] for one in json.loads(run("articles", "--json").stdout)["articles"]]


# --------------------------------------------------------------------------------------------------------- the question


@pytest.mark.parametrize("command", ["quote", "explain"])
@pytest.mark.parametrize(
    "quote, says",
    [
        ("", "empty"),
        (" \n\t \u00a0", "empty"),
        ("\u200b\u200b", "only punctuation"),
        ("“…” — ?!", "only punctuation"),
        ("word " * 20_000, "20,000 words"),
        ("a" * 300_000, "characters"),
        ("leave\x1b[2Jpier", "U+001B"),
        ("leave\x00pier", "U+0000"),
        ("leave \x9b pier", "U+009B"),
    ],
)
def test_what_is_no_quotation(harbour: Run, command: str, quote: str, says: str) -> None:
    assert says in said(harbour(command, "-", stdin=quote.encode()))


@pytest.mark.parametrize(
    "quote",
    [
        '"' * 50_000 + "leave pier",
        "((((" * 5_000 + "leave pier",
        "said " * 1_500 + "leave",
        'NEAR("leave" pier) OR * AND NOT',
        "'; DROP TABLE articles; --",
        "leave.*(a+)+$",
        "ليس صحيحا أننا غادرنا",
        "我们不会离开",
        "👩‍🚀 leave",
    ],
)
def test_odd_quotations_get_an_answer(harbour: Run, quote: str) -> None:
    result = harbour("quote", "-", "--json", stdin=quote)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["verdict"] in ("not-found", "near-exact", "omission", "altered", "reworded")
    assert ids(harbour) == ["good"]


def test_a_speaker_that_occurs_nowhere_is_said_to(harbour: Run) -> None:
    result = harbour("quote", "We will not leave pier 9", "--speaker", "Olga Nowhere")
    assert result.exit_code == 0
    assert "MISATTRIBUTED" in result.stdout and "Olga Nowhere" in result.stdout
    answer = json.loads(harbour("quote", "We will not leave pier 9", "--speaker", "Olga Nowhere", "--json").stdout)
    assert any("unknown" in finding["name"] for finding in answer["findings"])


@pytest.mark.parametrize("speaker", ["", " ", "!", "x" * 100_000, "\x1b[2J"])
def test_odd_speakers_get_an_answer_or_one_line(harbour: Run, speaker: str) -> None:
    result = harbour("quote", "We will not leave pier 9", "--speaker", speaker)
    assert result.exit_code in (0, 1)
    assert "\x1b" not in result.stdout + result.stderr
    assert result.exit_code == 0 or len(result.stderr.splitlines()) == 1


# --------------------------------------------------------------------------------------------------------- the articles


@pytest.mark.parametrize(
    "name, content, says",
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n\t\n", "empty"),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "image.txt"),
        ("nul.txt", b"The harbour\x00 was closed.\n", "nul.txt"),
        ("program.bin", b"\x7fELF" + bytes(range(256)) * 40, "program.bin"),
        ("huge.txt", b"The harbour was closed. \n" * 2_000_000, "huge.txt"),
        ("page.pdf", b"%PDF-1.7\n\x00\x01\x02\xff" * 20, "page.pdf"),
        ("broken.json", b'{"id": "a", "text": ', "broken.json"),
        ("columns.csv", b"name,words\na,b\n", "columns.csv"),
        ("bare.html", b"<html><body></body></html>", "bare.html"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(harbour: Run, name: str, content: bytes, says: str) -> None:
    """The good article named after it is added all the same."""
    Path(name).write_bytes(content)
    Path("later.txt").write_text("The ferry sailed on Tuesday.\n")
    result = harbour("add", name, "later.txt", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    (why,) = answer["refused"]
    assert says in why and name in why and "\n" not in why
    assert ids(harbour) == ["good", "later"]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffThe café was closed on Monday, “as ever”.\n".encode(),
        "The café was closed on Monday, “as ever”.\n".encode("utf-16"),
        "\ufeffThe café was closed on Monday, “as ever”.\n".encode("utf-16-le"),
        ("The café was closed on Monday, “as ever”. Zoë and René went to the façade.\n" * 3).encode("cp1252"),
        "The café was closed on Monday, “as ever”.\r\n".encode(),
    ],
)
def test_other_encodings_are_read(harbour: Run, content: bytes) -> None:
    Path("other.txt").write_bytes(content)
    assert harbour("add", "other.txt").exit_code == 0
    shown = " ".join(harbour("show", "other").stdout.split())
    assert "café was closed on Monday, “as ever”." in shown and "\ufeff" not in shown


def test_a_path_that_is_missing_or_may_not_be_read(harbour: Run) -> None:
    Path("secret.txt").write_text("A secret.\n")
    Path("secret.txt").chmod(0)
    if os.access("secret.txt", os.R_OK):  # a superuser reads everything
        Path("secret.txt").unlink()
    result = harbour("add", "absent.txt", "secret.txt", "no/such/folder")
    assert result.exit_code == 1
    assert all(f"refused  {name}" in result.stdout for name in ("absent.txt", "secret.txt", "no/such/folder"))


@pytest.mark.parametrize(
    "name, content, says, good",
    [
        (
            "pile.jsonl",
            '{"id": "a", "text": "One."}\n{"id": "b", \n{"id": "c", "text": "Three."}\n',
            "line 2",
            ["a", "c"],
        ),
        ("pile.jsonl", '{"id": "a", "text": "One."}\n["b"]\n{"id": "c"}\n', "line 2", ["a"]),
        ("pile.jsonl", '{"id": "a", "text": "One."}\n{"id": "b", "text": 7}\n', "line 2", ["a"]),
        ("pile.jsonl", '{"id": "a", "text": "One."}\n{"id": "b", "text": "half \\ud800"}\n', "line 2", ["a"]),
        ("pile.jsonl", '{"id": "a", "text": "One."}\n' + "[" * 100_000 + "\n", "line 2", ["a"]),
        ("pile.csv", 'id,text\na,One.\nb,"\nc,Three.\n', "row 3", ["a", "c"]),
        ("pile.csv", "id,text\na,One.\nb\nc,Three.\n", "row 3", ["a", "c"]),
        ("pile.csv", "id,text\na,One.\nb,\nc,Three.\n", "row 3", ["a", "c"]),
    ],
)
def test_a_bad_row_is_named_by_its_number(harbour: Run, name: str, content: str, says: str, good: list[str]) -> None:
    Path(name).write_text(content)
    result = harbour("add", name, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert says in answer["refused"][0]
    assert ids(harbour) == sorted([*good, "good"])


def test_the_same_article_twice_and_two_with_one_id(harbour: Run) -> None:
    Path("folder").mkdir()
    Path("folder/good.txt").write_text("Another text altogether.\n")
    assert "2 skipped as duplicate" in harbour("add", "good.txt", "good.txt").stdout
    result = harbour("add", "folder")
    assert result.exit_code == 1
    assert "refused  good" in result.stdout and "another text under this id" in result.stdout
    Path("both.jsonl").write_text(
        '{"id": "x", "text": "One."}\n{"id": "x", "text": "Two."}\n{"id": "x", "text": "One."}\n'
    )
    result = harbour("add", "both.jsonl", "--json")
    answer = json.loads(result.stdout)
    assert [len(answer[key]) for key in ("added", "duplicates", "refused")] == [1, 1, 1]


def test_names_that_steer_a_terminal_do_not(harbour: Run) -> None:
    Path("evil\x1b[2J\n.txt").write_text("An ordinary text.\n")
    for args in (
        ["add", "evil\x1b[2J\n.txt", "absent\x1b.txt"],
        ["articles"],
        ["show", "evil\x1b"],
        ["quote", "ordinary"],
    ):
        result = harbour(*args)
        assert "\x1b" not in result.stdout + result.stderr


def test_hostile_text_is_escaped_wherever_it_is_printed(harbour: Run) -> None:
    Path("evil.jsonl").write_text(
        json.dumps(
            {
                "id": "evil",
                "text": 'The \u202eharbour\u202c.\n"We will \x1b[31m never leave pier 8," Captain8\x9b Mora said.\n',
                "title": "\x1b]0;owned\x07",
                "outlet": "\x1b[2J",
            }
        )
    )
    added = harbour("add", "evil.jsonl")
    outputs = [added] + [
        harbour(*args)
        for args in (["articles"], ["show", "evil"], ["quotes"], ["names"], ["quote", "We will never leave pier 8"])
    ]
    for result in outputs:
        assert not {c for c in result.stdout + result.stderr if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"}
        assert "\u202e" not in result.stdout


def test_a_million_marks_in_an_article(harbour: Run) -> None:
    Path("marks.txt").write_text("The harbour " + '"' * 500_000 + "(" * 500_000 + " was closed.\n")
    assert harbour("add", "marks.txt").exit_code == 0
    assert harbour("quote", "the harbour was closed on Monday", "--json").exit_code == 0


# ------------------------------------------------------------------------------------------------------------- the case


def newer(path: Path) -> None:
    Case.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()


def damaged(path: Path) -> None:
    with Case.open(path):
        pass
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 3] = b"\xa5" * 4096 * 2
    path.write_bytes(content)


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda path: path.write_bytes(b"This is a letter, not a database. " * 50), "is not a case"),
        (lambda path: path.write_bytes(b""), "an empty file, no case"),
        (lambda path: path.mkdir(), "a folder, not a case"),
        (newer, "a newer version"),
        (foreign, "another program"),
        (damaged, "damaged"),
    ],
)
@pytest.mark.parametrize("args", [["articles"], ["quote", "words"], ["quotes"], ["names"], ["remove", "good"]])
def test_a_case_that_is_none(run: Run, make: Callable[[Path], object], says: str, args: list[str]) -> None:
    make(Path("other.db"))
    before = Path("other.db").read_bytes() if Path("other.db").is_file() else b""
    line = said(run(*args, "--case", "other.db"))
    assert "other.db" in line and says in line
    assert not before or Path("other.db").read_bytes() == before


def test_add_does_not_write_into_what_is_no_case(run: Run) -> None:
    Path("letter.db").write_text("This is a letter. " * 100)
    Path("good.txt").write_text(GOOD)
    assert "is not a case" in said(run("add", "good.txt", "--case", "letter.db"))
    assert Path("letter.db").read_text() == "This is a letter. " * 100


def test_a_case_in_a_folder_that_is_not_there(run: Run) -> None:
    Path("good.txt").write_text(GOOD)
    assert "does not exist" in said(run("add", "good.txt", "--case", "no/such/case.db"))


@pytest.mark.parametrize("command", [("quote", "the bridge is closed"), ("quotes",), ("names",), ("articles",)])
def test_an_empty_case_gives_no_answer(run: Run, command: tuple[str, ...]) -> None:
    """An `add` that could read nothing leaves an empty case: that nobody in it prints the words is no finding."""
    assert run("add", "missing.txt").exit_code == 1
    asked = run(*command)
    assert asked.exit_code == 1
    assert "holds no articles yet" in said(asked)
