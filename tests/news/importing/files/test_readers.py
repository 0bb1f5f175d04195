"""Files as rows."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from news.importing.files.columns import known_columns
from news.importing.files.readers import NO_OPTIONS, read_rows
from news.importing.files.reading import RawRow, ReadOptions
from news.importing.problems import ImportRefused
from tests.news.importing.samples import write_csv, write_json

OR_ELSE = "Give the encoding it is in, such as --encoding windows-1252, or save it again in UTF-8."
NOT_UTF8 = f"is not in UTF-8: see line 1. {OR_ELSE}"
REMEDY = f"Name what they are by --map, or leave them out by --ignore-unknown. {known_columns()}"
NO_LIST = "a.json must hold a list of articles, or an object with such a list as `articles`."
TOO_MUCH = "a.json is no JSON: too long a number, or too deep."
TOO_DEEP = "a.json has more than 100 levels at `item.item.item.item.item.item`."
ROW = {"title": "Fog halts the ferry", "date": "2024-03-07"}


def written(directory: Path, content: str | bytes, name: str) -> Path:
    path = directory / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(path: Path, **options: Any) -> list[RawRow]:
    return list(read_rows(path, ReadOptions(**options)))


def refusal(path: Path, options: ReadOptions = NO_OPTIONS) -> str:
    with pytest.raises(ImportRefused) as caught:
        list(read_rows(path, options))
    return str(caught.value)


def test_json_is_an_object_with_articles_or_a_bare_list(tmp_path: Path) -> None:
    expected = [RawRow(1, None, ROW)]

    assert rows_of(write_json(tmp_path, ROW)) == expected
    assert rows_of(written(tmp_path, '[{"title": "Fog halts the ferry", "date": "2024-03-07"}]', "a.json")) == expected


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

    assert rows_of(path) == [
        RawRow(1, 2, {"title": "Fog, again; still", "date": "2024-03-07", "summary": "Two\nlines"}),
        RawRow(2, 4, {"title": "Quay", "date": "2024-03-06", "summary": ""}),
    ]


def test_blank_lines_of_csv_are_no_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "title,date\r\n\r\nQuay,2024-03-06\r\n,\r\n", "a.csv")

    assert rows_of(path) == [RawRow(1, 3, {"title": "Quay", "date": "2024-03-06"})]


def test_a_cell_may_be_as_long_as_a_story(tmp_path: Path) -> None:
    story = "word " * 100_000

    assert rows_of(write_csv(tmp_path, [["title", "date", "body"], ["Q", "2024-03-06", story]]))[0].values == {
        "title": "Q",
        "date": "2024-03-06",
        "body": story,
    }


def test_without_an_ending_the_first_character_decides(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, ' [{"title": "A", "date": "b"}]', "export")) == [
        RawRow(1, None, {"title": "A", "date": "b"})
    ]
    assert rows_of(written(tmp_path, "title,date\nA,b\n", "export")) == [RawRow(1, 2, {"title": "A", "date": "b"})]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", b'[{"title": "\xe9"}]', f"a.json {NOT_UTF8}"),
        ("a.csv", "title,date\nQuay,é".encode("latin-1"), f"a.csv {NOT_UTF8.replace('line 1', 'line 2')}"),
        ("a.json", "title,date", "a.json is no JSON: Expecting value, at line 1, column 1."),
        ("a.json", "[1" + "0" * 5000 + "]", TOO_MUCH),
        ("a.json", "[]", "a.json holds no articles."),
        ("a.json", '{"articles": []}', "a.json holds no articles."),
        ("a.json", '{"items": []}', NO_LIST),
        ("a.json", '"x"', NO_LIST),
        (
            "a.json",
            '[{"Titel": "A"}, {"Datum": "", "Titel": ""}]',
            f"a.json has unknown columns: `Datum` (row 2), `Titel` (row 1). {REMEDY}",
        ),
        ("a.csv", "\n", f"a.csv must begin with a row of column names. {known_columns()}"),
        ("a.csv", "", "a.csv is empty."),
        ("a.csv", "title,date\n", "a.csv holds no articles."),
        ("a.csv", "title,date,by\x00line\n", f"a.csv has unknown columns: `by\\x00line`. {REMEDY}"),
        ("a.csv", "title,summary\n", f"a.csv lacks the column `date`. {known_columns()}"),
        ("a.csv", "title,date,title\n", "a.csv has the column `title` twice."),
        ("a.csv", 'title,date\n"A"b,2024-03-06\n', "a.csv is no CSV: ',' expected after '\"', at line 2."),
        ("a.csv", 'title,date\n"A,2024-03-06\n', "a.csv is no CSV: unexpected end of data, at line 2."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: str | bytes, expected: str) -> None:
    assert refusal(written(tmp_path, content, name)) == expected


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.json") == f"There is no file {tmp_path}/none.json."
    assert refusal(tmp_path).startswith(
        f"{tmp_path.name} holds no files of a format that a folder or archive may have: "
    )


def test_a_bad_row_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    cells = "has 3 cells, but there are 2 columns. A cell with a separator in it must stand in quotation marks."

    assert rows_of(written(tmp_path, "title,date\nA,2024-03-06\nB,b,2024-03-06\n", "a.csv")) == [
        RawRow(1, 2, {"title": "A", "date": "2024-03-06"}),
        RawRow(2, 3, {"title": "B", "date": "b"}, faults=(cells,)),
    ]
    assert rows_of(written(tmp_path, '[{"title": "A"}, 7]', "a.json")) == [
        RawRow(1, None, {"title": "A"}),
        RawRow(2, None, {}, faults=("is no object with columns such as title and date.",)),
    ]
    assert rows_of(written(tmp_path, '[{"title": "A", "Title": "B"}]', "a.json")) == [
        RawRow(1, None, {"title": "A"}, faults=("has `title` twice.",))
    ]


def test_json_too_deep_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "[" * 100_000, "a.json")) == TOO_DEEP


def test_excel_is_understood(tmp_path: Path) -> None:
    expected = [RawRow(1, 2, {"title": "Fog, halts", "date": "2024-03-07"})]
    for text in ("title;date\nFog, halts;2024-03-07\n", "title;date;;\nFog, halts;2024-03-07;;\n"):
        assert rows_of(written(tmp_path, text, "a.csv")) == expected
    unicode_text = "title\tdate\r\nFog, halts\t2024-03-07\r\n".encode("utf-16")
    assert rows_of(written(tmp_path, unicode_text, "a.txt")) == expected
    declared = "sep=;\r\ntitle;date\r\nFog, halts;2024-03-07\r\n"
    assert rows_of(written(tmp_path, declared, "a.csv")) == [RawRow(1, 3, expected[0].values)]
    western = "title;date\nFähre;2024-03-07\n".encode("cp1252")
    assert rows_of(written(tmp_path, western, "a.csv"), encoding="windows-1252")[0].values["title"] == "Fähre"


def test_a_row_that_ends_early_is_filled_up_and_noted(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, "title,date,summary,tags\nQuay,2024-03-06\n", "a.csv")) == [
        RawRow(
            1,
            2,
            {"title": "Quay", "date": "2024-03-06", "summary": "", "tags": ""},
            notes=("ends after 2 of 4 cells, so summary, tags came in empty",),
        )
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "Headline,Day,Desk\nQuay,2024-03-06,x\n"),
        ("a.json", '[{"headline": "Quay", "day": "2024-03-06", "desk": 1}]'),
        ("a.jsonl", '{"headline": "Quay", "day": "2024-03-06", "desk": 1}\n'),
    ],
)
def test_columns_are_renamed_and_unknown_ones_left_out_where_asked(tmp_path: Path, name: str, content: str) -> None:
    path = written(tmp_path, content, name)
    renamed = {"headline": "title", "day": "date"}

    (row,) = rows_of(path, renamed=renamed, ignore_unknown=True)
    assert row.values == {"title": "Quay", "date": "2024-03-06"}
    assert row.notes == ("unknown columns were left out: `desk`",) or name == "a.csv"
    assert f"{name} has unknown columns: `desk`" in refusal(path, ReadOptions(renamed=renamed))
    assert refusal(path, ReadOptions(renamed=renamed | {"by": "authors"}, ignore_unknown=True)) == (
        f"{name} has no column `by`, which --map names."
    )
    assert refusal(path, ReadOptions(renamed={"headline": "head"})).startswith("--map: there is no column `head`.")


def test_json_lines_are_read_and_a_cut_line_is_named(tmp_path: Path) -> None:
    lines = '{"title": "A", "date": "b"}\n\n{"title": "C", "date": "d"}\n'
    expected = [RawRow(1, 1, {"title": "A", "date": "b"}), RawRow(2, 3, {"title": "C", "date": "d"})]

    assert rows_of(written(tmp_path, lines, "a.jsonl")) == expected
    assert rows_of(written(tmp_path, lines, "export")) == expected
    assert refusal(written(tmp_path, lines[:40], "a.jsonl")).startswith("a.jsonl ends in the middle of line 3: ")
    assert refusal(written(tmp_path, '{"title": A}\n{}\n', "a.jsonl")) == (
        "a.jsonl is no JSON at line 1, column 11: Expecting value."
    )


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", b"%PDF-1.7", "a.csv is a PDF. Export the articles from the program that made it."),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1", "a.doc is an old Microsoft Office document (.doc or .xls)."),
        ("a.json", b"<!DOCTYPE html><html>", "a.json is a web page (HTML), perhaps an error page or a login page."),
        ("a.csv", b'<?xml version="1.0"?><a/>', "a.csv is XML of a kind that is not known here."),
        ("a.db", b"SQLite format 3\0", "a.db is an SQLite database. Export its articles as CSV or JSON Lines."),
        ("a.csv", b"\x1f\x8b\x08", "a.csv is compressed by gzip. Unpack it first."),
        ("a.sql", b"-- MySQL dump\nCREATE TABLE a;", "a.sql is a database dump (SQL)."),
        (
            "a.csv",
            "title,date\n".encode("utf-16-le"),
            "a.csv is in UTF-16 without its mark. Give --encoding utf-16-le.",
        ),
        ("a.txt", b"Once upon a time", "a.txt is of no known format."),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    assert refusal(written(tmp_path, content, name)).startswith(f"{expected} ")


def test_a_word_document_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    assert refusal(path).startswith("a.docx is a Microsoft Word document. Save its table as CSV in UTF-8. ")


def test_options_that_fit_nothing_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "title,date\n", "a.csv")

    assert refusal(path, ReadOptions(format="rtf")).startswith("There is no format “rtf”. Formats: ")
    assert refusal(path, ReadOptions(encoding="latin-99")).startswith("There is no encoding “latin-99” of text.")


def test_a_line_longer_than_any_story_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.importing.files.encodings.MAX_LINE_CHARACTERS", 1000)
    long = "x" * 1001

    assert refusal(written(tmp_path, f"title,date\n{long},b\n", "a.csv")) == (
        "a.csv: line 2 has more than 1,000 characters."
    )
    assert refusal(written(tmp_path, f'{{"title": "{long}"}}\n', "a.jsonl")) == (
        "a.jsonl: line 1 has more than 1,000 characters."
    )


@pytest.mark.parametrize(
    "content", ['[{"title": "Fog"', '[\n{"title": "Fo', '{"articles": [{"title": "Fog"}, ', '[{"title":']
)
def test_json_that_is_cut_off_is_called_so(tmp_path: Path, content: str) -> None:
    found = refusal(written(tmp_path, content, "a.json"))

    assert found.startswith("a.json is no JSON: it ends in the middle, at line ")
    assert found.endswith("; it is cut off.")
