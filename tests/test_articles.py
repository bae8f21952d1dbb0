from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from verifier import articles
from verifier.articles import read
from verifier.datamodel import Article
from verifier.errors import InputError

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="{charset}"><title>Army leaves the city - Daily</title>
<meta property="og:site_name" content="The Daily"><meta property="og:title" content="Army leaves the city">
<meta property="article:published_time" content="2024-12-05T10:00:00Z">
<link rel="canonical" href="https://daily.example.org/a/b"></head><body><nav>Home | World | Sport</nav><article>
<h1>Army leaves the city</h1><p>The army left the city on Thursday, the governor’s office said in a
<q lang="en">café</q>. It was the second city in a week that its soldiers gave up since the war began again.</p>
<h2>What next?</h2><p>“We are afraid,”
said a resident who asked not to be named because he feared for his family in the city and its suburbs.</p></article>
<footer>Imprint</footer></body></html>"""


def both(*paths: str | Path, stdin: bytes | None = None) -> tuple[list[Article], list[str]]:
    """What was read, and the messages about what was not."""
    items = list(read(paths, io.BytesIO(stdin) if stdin is not None else None))
    return [i for i in items if isinstance(i, Article)], [str(i) for i in items if isinstance(i, InputError)]


def write(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


# ---------------------------------------------------------------------------------------------------------- text files


def test_a_text_file_is_read_as_python_reads_it(tmp_path: Path) -> None:
    """Offsets count the code points of Path.read_text: no byte order mark, line ends are newlines."""
    path = write(
        tmp_path, "story.one.txt", b"\xef\xbb\xbfFirst line of it.\r\nSecond \xe2\x80\x9cline\xe2\x80\x9d.\rThird.\n"
    )
    (article,), errors = both(path)
    assert not errors
    assert article.id == "story.one"
    assert article.text == path.read_text("utf-8-sig") == "First line of it.\nSecond “line”.\nThird.\n"
    assert article.outlet is article.url is article.published is article.language is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "The minister’s “temporary measure” – announced in a café in Orléans on Thursday – cost €5 million.\n" * 3
    (article,), errors = both(write(tmp_path, "a.txt", text.encode(encoding)))
    assert not errors
    assert article.text == text


def test_cyrillic_in_its_old_encoding(tmp_path: Path) -> None:
    text = "Министр обороны заявил, что армия всё ещё находится рядом с городом. Это временная мера, сказал он.\n" * 4
    (article,), _ = both(write(tmp_path, "a.txt", text.encode("cp1251")))
    assert article.text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n\xc2\xa0\xe2\x80\x8b", "is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04abc", "ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"Good text\x00 with a NUL", "binary or in no known encoding"),
        (bytes(range(256)) * 4, "binary or in no known encoding"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08" * 10, "binary or in no known encoding"),
        (b"\xff\xfeA", "binary or in no known encoding"),
        ("odd\x00".encode("utf-16"), "binary or in no known encoding"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    found, (error,) = both(write(tmp_path, "bad.txt", data))
    assert not found
    assert reason in error and "bad.txt" in error and "\n" not in error


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    good = write(tmp_path, "good.txt", "A good text.")
    secret = write(tmp_path, "secret.txt", "Hidden.")
    secret.chmod(0)
    (tmp_path / "empty").mkdir()
    found, errors = both(tmp_path / "none.txt", tmp_path / "empty", "https://example.org/a.html", "-", good)
    assert [a.id for a in found] == ["good"]
    assert [e.split(": ", 1)[1].split(";")[0] for e in errors] == [
        "there is no such file or folder",
        "no files in this folder",
        "addresses are not fetched",
        "there is no standard input to read",
    ]
    if os.geteuid():  # nothing is hidden from root
        assert "cannot be read" in both(secret)[1][0]


def test_an_article_of_fifty_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    found, (error,) = both(path)
    assert not found
    assert "larger than 20 MB" in error and "split" in error


def test_a_row_may_be_as_large_as_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "MAX_BYTES", 100)
    path = write(
        tmp_path, "a.jsonl", json.dumps({"id": "x", "text": "word " * 30}) + '\n{"id": "y", "text": "Fine."}\n'
    )
    found, (error,) = both(path)
    assert [a.id for a in found] == ["y"]
    assert "line 1" in error and "larger than" in error


def test_a_folder_is_read_with_its_folders(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "Text b.")
    write(tmp_path, "in/a.txt", "Text a.")
    write(tmp_path, "in/rows.jsonl", '{"id": 7, "text": "Text seven."}')
    write(tmp_path, ".git/c.txt", "Hidden.")
    write(tmp_path, "picture.gif", b"GIF89a")
    found, (error,) = both(tmp_path)
    assert [a.id for a in found] == ["b", "a", "7"]
    assert "picture.gif" in error


def test_one_id_with_two_texts_is_an_error_and_the_same_article_twice_is_not(tmp_path: Path) -> None:
    write(tmp_path, "one/a.txt", "The text.")
    write(tmp_path, "two/a.txt", "The text.")
    write(tmp_path, "zwei/a.txt", "Another text.")
    found, (error,) = both(tmp_path)
    assert [a.text for a in found] == ["The text."] * 2
    assert 'a second article "a" with another text' in error


# ---------------------------------------------------------------------------------------------------------------- HTML


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-15", "windows-1252"])
def test_an_html_page(tmp_path: Path, charset: str) -> None:
    page = PAGE.format(charset=charset)
    if charset == "iso-8859-15":  # which has no curly quotation marks
        page = page.translate(str.maketrans("’“”", '\'""'))
    (article,), errors = both(write(tmp_path, "page.html", page.encode(charset)))
    assert not errors
    assert (article.id, article.title, article.outlet) == ("page", "Army leaves the city", "The Daily")
    assert (article.url, article.published) == ("https://daily.example.org/a/b", "2024-12-05")
    assert article.language == "en-GB"
    assert "in a “café”. It was" in article.text and "Sport" not in article.text
    assert ("outlet", "The Daily (metadata of the page)") in article.evidence


def test_an_html_page_is_known_by_its_content_and_on_standard_input(tmp_path: Path) -> None:
    page = '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE.format(charset="utf-8")
    (article,), _ = both(write(tmp_path, "page.txt", page))
    assert article.title == "Army leaves the city"
    (article,), _ = both("-", stdin=page.encode("utf-8"))
    assert (article.id, article.title) == ("stdin", "Army leaves the city")


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<html></html>", "<!doctype html>" + "<div>" * 5000])
def test_a_page_without_an_article_is_an_error(tmp_path: Path, page: str) -> None:
    found, (error,) = both(write(tmp_path, "page.html", page))
    assert not found
    assert "no article text found" in error


# ----------------------------------------------------------------------------------------------------------- JSON lines


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        {
            "id": 1,
            "text": "Text\r\none.",
            "title": " A  title ",
            "outlet": "The Daily",
            "url": "https://a.b/c",
            "other": [1],
        },
        {"text": "Text two.", "published": "2024-12-05T10:00:00Z", "language": "en", "title": None, "outlet": ""},
    ]
    path = write(tmp_path, "rows.jsonl", "\ufeff" + "\n\n".join(map(json.dumps, rows)))
    (one, two), errors = both(path)
    assert not errors
    assert (one.id, one.text, one.title) == ("1", "Text\r\none.", "A title")
    assert (two.id, two.published, two.language, two.outlet) == ("rows-3", "2024-12-05", "en", None)


def test_a_date_that_is_no_single_day_is_kept_as_evidence(tmp_path: Path) -> None:
    (article,), _ = both(write(tmp_path, "r.jsonl", '{"id": "a", "text": "Text.", "published": "12/05/2024"}'))
    assert article.published is None
    assert ("published", "12/05/2024") in article.evidence


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "a", "text": "T."', "line 2: is no JSON"),
        ("not json", "line 2: is no JSON"),
        ('["text"]', "line 2: is no object"),
        ('{"id": "a"}', "line 2: no text"),
        ('{"id": "a", "text": 5}', "line 2: no text"),
        ('{"id": "a", "text": "  "}', "line 2: is empty"),
        ('{"id": "a", "text": "a\\u0000b"}', "line 2: holds a NUL"),
        ('{"id": "a", "text": "a\\ud800b"}', "line 2: holds a NUL or half a character"),
        ('{"id": ["a"], "text": "T."}', 'line 2: "id" is neither'),
        ('{"id": "a\\u0007", "text": "T."}', "line 2: the id"),
        ('{"id": "first", "text": "Other."}', 'a second article "first"'),
        ("[" * 100_000, "line 2: is no JSON"),
        ('{"id": ' + "9" * 5000 + ', "text": "T."}', "line 2: is no JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_are_read(tmp_path: Path, line: str, reason: str) -> None:
    first, last = '{"id": "first", "text": "One."}', '{"id": "last", "text": "Three."}'
    found, (error,) = both(write(tmp_path, "rows.jsonl", f"{first}\n{line}\n{last}\n"))
    assert [a.id for a in found] == ["first", "last"]
    assert reason in error and "\n" not in error


def test_a_line_that_is_not_utf_8(tmp_path: Path) -> None:
    found, (error,) = both(write(tmp_path, "r.jsonl", b'{"text": "caf\xe9"}\n{"text": "Fine."}'))
    assert [a.text for a in found] == ["Fine."]
    assert "line 1: is not UTF-8" in error


def test_json_lines_in_utf_16_and_binaries_named_jsonl(tmp_path: Path) -> None:
    (article,), _ = both(write(tmp_path, "r.jsonl", '{"text": "café"}\n'.encode("utf-16")))
    assert article.text == "café"
    assert "ZIP" in both(write(tmp_path, "z.jsonl", b"PK\x03\x04\n\n\n"))[1][0]


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        ('[{"id": "a", "text": "T."}, {"text": "U."}]', ["a", "rows-2"]),
        ('{"articles": [{"id": "a", "text": "T."}]}', ["a"]),
        ('{"id": "a", "text": "T."}', ["a"]),
        ('{"text": "T."}', ["rows"]),
        ('{"id": "a", "text": "T."}\n{"id": "b", "text": "U."}', ["a", "b"]),
    ],
)
def test_json(tmp_path: Path, content: str, ids: list[str]) -> None:
    found, errors = both(write(tmp_path, "rows.json", content))
    assert not errors
    assert [a.id for a in found] == ids


def test_json_that_holds_no_articles(tmp_path: Path) -> None:
    assert "neither a list" in both(write(tmp_path, "a.json", "5"))[1][0]
    assert "article 2: is no object" in both(write(tmp_path, "b.json", '[{"text": "T."}, 3]'))[1][0]


def test_standard_input_is_text_or_json_lines() -> None:
    (article,), _ = both("-", stdin=b"The army left. It was late.\n")
    assert (article.id, article.text) == ("stdin", "The army left. It was late.\n")
    found, (error,) = both("-", stdin=b'{"id": "a", "text": "T."}\nnonsense\n{"id": "b", "text": "U."}\n')
    assert [a.id for a in found] == ["a", "b"]
    assert "standard input: line 2" in error
    (article,), _ = both("-", stdin=b"{That is how} he began.")
    assert article.text == "{That is how} he began."


# ------------------------------------------------------------------------------------------------------------------ CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, delimiter: str) -> None:
    lines = [["ID", "Text", "Outlet"], ["1", '"He said: ""No; never, he.""\nThen left."', "A"], ["2", "Two.", ""]]
    data = "\ufeff" + "\r\n".join(delimiter.join(line) for line in lines) + "\r\n"
    (one, two), errors = both(write(tmp_path, "rows.csv", data))
    assert not errors
    assert (one.id, one.text, one.outlet) == ("1", 'He said: "No; never, he."\nThen left.', "A")
    assert (two.id, two.text, two.outlet) == ("2", "Two.", None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2,Two,too many", "row 3: has 3 fields, not 2"),
        ("2", "row 3: has 1 fields, not 2"),
        ('2,"never closed', "row 3: "),
        ('2,"closed" too early', "row 3: "),
        ("2,", "row 3: is empty"),
        ("2,a\x00b", "row 3: holds a NUL"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_read(tmp_path: Path, row: str, reason: str) -> None:
    found, (error,) = both(write(tmp_path, "rows.csv", f'id,text\n1,One.\n{row}\n3,"Three, ""quoted""."\n4,Four.\n'))
    assert [a.id for a in found] == ["1", "3", "4"]
    assert reason in error


def test_csv_without_a_text_column_or_without_rows(tmp_path: Path) -> None:
    assert 'no column "text"' in both(write(tmp_path, "a.csv", "id,body\n1,One.\n"))[1][0]
    assert "is empty" in both(write(tmp_path, "b.csv", " \n\n"))[1][0]


def test_a_csv_of_open_quotation_marks_costs_no_more_than_its_length(tmp_path: Path) -> None:
    path = write(tmp_path, "rows.csv", "id,text\n" + '1,"x"y\n' * 20_000)
    found, errors = both(path)
    assert not found
    assert len(errors) == 20_000
