"""The index of the decisions lists each record, with its status and the record that replaces it."""

import re
from pathlib import Path

import pytest

DIRECTORY = Path(__file__).resolve().parents[2] / "docs" / "decisions"
RECORDS = sorted(path for path in DIRECTORY.glob("*.md") if path.name != "README.md")
ROW = re.compile(r"^\| \[(\d{4})\]\((\S+\.md)\) \| (.+?) \| (.+?) \|$", flags=re.MULTILINE)
INDEX = {
    number: (file, title, status) for number, file, title, status in ROW.findall((DIRECTORY / "README.md").read_text())
}


def status_line(path: Path) -> str:
    """The part of a record that states its status: the paragraph after its title."""
    return " ".join(path.read_text().split("\n\n")[1].split())


def replaced_numbers(line: str) -> list[str]:
    """The numbers of the records that a status line says it replaces, narrows or refines, in whole or in part."""
    clauses = re.findall(r"\b(?:[Rr]eplaces|[Cc]hanges|[Nn]arrows|[Rr]efines)\b([^.;]*)", line.replace(".md", ""))
    return [number.zfill(4) for clause in clauses for number in re.findall(r"\b(\d{2}|0\d{3})\b", clause)]


def test_every_record_has_a_row_in_the_order_of_the_numbers() -> None:
    titles = [path.read_text().splitlines()[0] for path in RECORDS]

    assert [(file, f"# {number}. {title}") for number, (file, title, _status) in INDEX.items()] == [
        (path.name, title) for path, title in zip(RECORDS, titles, strict=True)
    ]
    assert len(ROW.findall((DIRECTORY / "README.md").read_text())) == len(RECORDS) > 50


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_a_record_states_its_date_and_status(path: Path) -> None:
    assert re.match(r"Date: 20\d\d-\d\d-\d\d\. Status: (accepted|replaced by) ?", status_line(path))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_the_index_has_the_status_of_the_record(path: Path) -> None:
    stated, indexed = status_line(path).partition("Status: ")[2], INDEX[path.name[:4]][2]

    assert indexed.startswith("replaced by") == stated.startswith("replaced by")
    assert indexed == "accepted" or re.match(r"(accepted; in part )?replaced by \[\d{4}\]", indexed)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_what_a_record_replaces_says_so_in_the_index(path: Path) -> None:
    for number in replaced_numbers(status_line(path)):
        assert f"replaced by [{path.name[:4]}]({path.name})" in INDEX[number][2], f"row {number} of the index"


def test_what_a_status_line_replaces_is_read() -> None:
    assert replaced_numbers("Status: accepted. Replaces 0039, and the default of 0030.") == ["0039", "0030"]
    assert replaced_numbers("Status: accepted; replaces decisions 23 and 32. granian 2.8.7 (maintained)") == [
        "0023",
        "0032",
    ]
    assert replaced_numbers("Status: accepted. Adds to 0002.") == []
