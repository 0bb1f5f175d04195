"""Files as rows."""

from pathlib import Path

import pytest

from news.importing.files.columns import known_columns
from news.importing.files.readers import RawRow, read_rows
from news.importing.problems import ImportRefused
from tests.news.importing.samples import write_csv, write_json

NOT_UTF8 = "is not in UTF-8: see line 1. Save or export it again with the encoding UTF-8."
NO_LIST = "a.json must hold a list of articles, or an object with such a list as `articles`."
TOO_MUCH = "a.json is no JSON that can be read: too long a number, or too deep."
CELLS = (
    "a.csv: row 2 (line 3) has 3 cells, but there are 2 columns. "
    "A cell with a separator in it must stand in quotation marks."
)
ROW = {"title": "Fog halts the ferry", "date": "2024-03-07"}


def written(directory: Path, content: str | bytes, name: str) -> Path:
    path = directory / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ImportRefused) as caught:
        read_rows(path)
    return str(caught.value)


def test_json_is_an_object_with_articles_or_a_bare_list(tmp_path: Path) -> None:
    expected = [RawRow(1, None, ROW)]

    assert read_rows(write_json(tmp_path, ROW)) == expected
    assert (
        read_rows(written(tmp_path, '[{"title": "Fog halts the ferry", "date": "2024-03-07"}]', "a.json")) == expected
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_comes_with_any_usual_separator_and_byte_order_mark(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_csv(
        tmp_path,
        [
            [" Title ", "DATE", "summary"],
            ["Fog, again; still", "2024-03-07", "Two\nlines"],
            ["Quay", "2024-03-06", ""],
        ],
        delimiter=delimiter,
        encoding=encoding,
    )

    assert read_rows(path) == [
        RawRow(1, 2, {"title": "Fog, again; still", "date": "2024-03-07", "summary": "Two\nlines"}),
        RawRow(2, 4, {"title": "Quay", "date": "2024-03-06", "summary": ""}),
    ]


def test_blank_lines_of_csv_are_no_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "title,date\r\n\r\nQuay,2024-03-06\r\n,\r\n", "a.csv")

    assert read_rows(path) == [RawRow(1, 3, {"title": "Quay", "date": "2024-03-06"})]


def test_a_cell_may_be_as_long_as_a_story(tmp_path: Path) -> None:
    story = "word " * 100_000

    assert read_rows(write_csv(tmp_path, [["title", "date", "body"], ["Q", "2024-03-06", story]]))[0].values == {
        "title": "Q",
        "date": "2024-03-06",
        "body": story,
    }


def test_without_an_ending_the_first_character_decides(tmp_path: Path) -> None:
    assert read_rows(written(tmp_path, ' [{"title": "A", "date": "b"}]', "export")) == [
        RawRow(1, None, {"title": "A", "date": "b"})
    ]
    assert read_rows(written(tmp_path, "title,date\nA,b\n", "export")) == [RawRow(1, 2, {"title": "A", "date": "b"})]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", b'[{"title": "\xe9"}]', f"a.json {NOT_UTF8}"),
        ("a.csv", "title,date\nQuay,2024".encode("utf-16"), f"a.csv {NOT_UTF8}"),
        ("a.json", "title,date", "a.json is no JSON: Expecting value: line 1 column 1 (char 0)."),
        ("a.json", "[" * 100_000, TOO_MUCH),
        ("a.json", "[1" + "0" * 5000 + "]", TOO_MUCH),
        ("a.json", "[]", "a.json holds no articles."),
        ("a.json", '{"articles": []}', "a.json holds no articles."),
        ("a.json", '{"items": []}', NO_LIST),
        ("a.json", '"x"', NO_LIST),
        ("a.json", '[{"title": "A"}, 7]', "a.json: row 2 is no object with columns such as title and date."),
        (
            "a.json",
            '[{"Titel": "A"}, {"Datum": "", "Titel": ""}]',
            f"a.json has unknown columns: `Datum` (row 2), `Titel` (row 1). {known_columns()}",
        ),
        ("a.csv", "", f"a.csv must begin with a row of column names. {known_columns()}"),
        ("a.csv", "title,date\n", "a.csv holds no articles."),
        ("a.csv", "title,date,by\x00line\n", f"a.csv has unknown columns: `by\\x00line`. {known_columns()}"),
        ("a.csv", "title,summary\n", f"a.csv lacks the column `date`. {known_columns()}"),
        ("a.csv", "title,date,title\n", "a.csv has the column `title` twice."),
        ("a.csv", "title,date\nA,2024-03-06\nB,b,2024-03-06\n", CELLS),
        ("a.csv", 'title,date\n"A"b,2024-03-06\n', "a.csv is no CSV: ',' expected after '\"', at line 2."),
        ("a.csv", 'title,date\n"A,2024-03-06\n', "a.csv is no CSV: unexpected end of data, at line 2."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: str | bytes, expected: str) -> None:
    assert refusal(written(tmp_path, content, name)) == expected


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.json") == f"There is no file {tmp_path}/none.json."
    assert refusal(tmp_path) == f"{tmp_path} cannot be read: Is a directory."
