"""Files of every format that are cut off, wrong, hostile or empty: a sentence with the place, and nothing changed.

Exports of this project are in tests/news/exporting/test_damaged.py.
"""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from warnings import catch_warnings, simplefilter
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from news.models import NewsIndexPage
from tests.news.importing.files.formats import test_feeds as feeds
from tests.news.importing.files.formats import test_newsml as newsml
from tests.news.importing.files.formats import test_wordpress as wordpress
from tests.news.importing.files.formats.sites.test_markdown import PAGE
from tests.news.importing.files.formats.test_ghost import POST, TABLES
from tests.news.importing.files.formats.test_ninjs import ITEM
from tests.news.importing.samples import stored_files

LONG = "x" * 10_000_001
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
DTD = (
    "begins with a document type (<!DOCTYPE …>), which can be hostile, and was not read. If you trust the file, remove"
    " that and run the command again."
)
TOO_LONG = "has a text of more than 10,000,000 characters at `{}`. No story is so long."
TOO_DEEP = "has more than 100 levels at `{}`."


def ghost(**values: object) -> str:
    data = {"posts": [POST | values], **TABLES}
    return json.dumps({"db": [{"meta": {"exported_on": 1}, "data": data}]})


def rss(inside: str, before: str = "") -> str:
    return feeds.RSS.replace("{}", inside).replace("<rss", f"{before}<rss", 1)


def wxr(inside: str, before: str = "") -> str:
    return (wordpress.HEAD + inside + wordpress.TAIL).replace("<rss", f"{before}<rss", 1)


def xml(name: str, label: str, build: Callable[[str, str], str], item: str) -> dict[str, tuple[str, str, str]]:
    """Returns the cases that are the same for all formats of XML."""
    whole = build(item, "")
    forbidden = f"{name} {DTD}"
    return {
        f"{label} with an external entity": (name, build(item.replace("Fog", "&e;"), XXE), forbidden),
        f"{label} with a bomb of entities": (name, build(item.replace("Fog", "&e;"), BOMB), forbidden),
        f"{label} with a document type of another server": (name, build(item, REMOTE), forbidden),
        f"{label} cut off": (name, whole[:-9], f"{name} is no whole {label}: "),
        f"{label} with a long line": (
            name,
            build(item.replace("Fog", LONG), ""),
            "is longer than 10,000,000 characters. No story is: export the articles again.",
        ),
        f"{label} of many levels": (
            name,
            build(item.replace("Fog", "<a>" * 400), ""),
            f"{name} has more than 300 levels of elements within each other.",
        ),
    }


CASES: dict[str, tuple[str, str, str]] = {
    "JSON cut off": ("a.json", '[{"title": "Fog",', "a.json is no JSON: "),
    "JSON of the wrong kind": (
        "a.json",
        '[{"title": ["Fog"], "date": "2024-03-07"}]',
        "row 1, title: must be text, not a list.",
    ),
    "JSON of many levels": ("a.json", "[" * 200, f"a.json {TOO_DEEP.format('item.item.item.item.item.item')}"),
    "JSON with a long text": ("a.json", f'[{{"title": "{LONG}"}}]', f"a.json {TOO_LONG.format('item.title')}"),
    "JSON Lines cut off": ("a.jsonl", '{"title": "Fog"', "a.jsonl ends in the middle of line 1: "),
    "JSON Lines of the wrong kind": (
        "a.jsonl",
        '{"title": 5, "date": "2024-03-07"}\n',
        "row 1 (line 1), title: must be text, not a number.",
    ),
    "JSON Lines with a long line": (
        "a.jsonl",
        f'{{"title": "{LONG}"}}\n',
        "a.jsonl: line 1 has more than 10,000,000 characters.",
    ),
    "JSON Lines of many levels": ("a.jsonl", '{"a": ' + "[" * 200_000, "a.jsonl: line 1 is too deep"),
    "CSV cut off": ("a.csv", 'title,date\n"Fog', "a.csv is no CSV: unexpected end of data, at line 2."),
    "CSV of the wrong kind": ("a.csv", "title,date\nFog,soon\n", "row 1 (line 2), date: “soon” "),
    "CSV with a long line": (
        "a.csv",
        f"title,date\n{LONG},2024-03-07\n",
        "a.csv: line 2 has more than 10,000,000 characters.",
    ),
    "Ghost cut off": ("a.json", ghost()[:-40], "a.json is no JSON: "),
    "Ghost of the wrong kind": ("a.json", ghost(title=[1]), "row 1, row: `title` must be text, not a list."),
    "Ghost with a wrong table": (
        "a.json",
        ghost().replace('"tags": [', '"tags": 5, "x": ['),
        "a.json: `db.item.data.tags` must be a list of objects.",
    ),
    "Ghost with a long text": (
        "a.json",
        ghost(html=LONG),
        f"a.json {TOO_LONG.format('db.item.data.posts.item.html')}",
    ),
    "Ghost of many levels": (
        "a.json",
        ghost(html="H").replace('"H"', "[" * 200),
        f"a.json {TOO_DEEP.format('db.item.data.posts.item.html')}",
    ),
    "ninjs cut off": ("a.json", json.dumps(ITEM)[:-9], "a.json is no JSON: "),
    "ninjs of the wrong kind": (
        "a.json",
        json.dumps([ITEM | {"headlines": "Fog"}]),
        "row 1, row: `headlines` must be a list, not text.",
    ),
    "ninjs with a long text": (
        "a.json",
        json.dumps([{**ITEM, "title": LONG}]),
        f"a.json {TOO_LONG.format('item.title')}",
    ),
    "ninjs that never expires": (
        "a.json",
        json.dumps([ITEM | {"expires": "9999-12-31T23:59:59Z"}]),
        "row 1, expire_at: “9999-12-31T23:59:59Z” is too far ahead; leave it empty where it means never.",
    ),
    "feed of the wrong kind": (
        "a.xml",
        rss("<item><title>Fog</title><pubDate>soon</pubDate></item>"),
        "row 1, date: ",
    ),
    "WordPress of the wrong kind": (
        "a.xml",
        wxr(wordpress.item("x", post_date="soon", post_date_gmt="")),
        "row 1, date: ",
    ),
    "NewsML of the wrong kind": (
        "a.xml",
        newsml.item().replace("20240307T083000+0000", "soon"),
        "row 1, date: ",
    ),
    "Markdown cut off": ("a.md", "---\ntitle: Fog\n", "row 1, row: has front matter in YAML without an end."),
    "Markdown of the wrong kind": (
        "a.md",
        PAGE.replace("Fog", "[Fog]"),
        "row 1, row: `title` must be text, not a list.",
    ),
    "Markdown with a bomb of aliases": (
        "a.md",
        "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n",
        "row 1, row: has an alias (*a) at line 3: write its value there.",
    ),
    "Markdown of many levels": (
        "a.md",
        f"---\na: {'[' * 30}\n---\n",
        "row 1, row: has front matter of more than 20 levels.",
    ),
    "Markdown with a long line": ("a.md", PAGE + LONG, "row 1, row: has more than 10,000,000 characters."),
    **xml("a.xml", "WordPress export", wxr, wordpress.item("Fog")),
    **xml("a.xml", "RSS or Atom feed", rss, "<item><title>Fog</title></item>"),
    **xml(
        "a.xml",
        "NewsML-G2",
        lambda item, before: f"<?xml version='1.0'?>\n{before}{item}",
        newsml.item(),
    ),
}


def refusal_of(path: Path) -> str:
    """Imports a file, which is refused with exit status 1 and changes nothing."""
    counts = {model: model._default_manager.count() for model in apps.get_models()}
    files = stored_files()
    with pytest.raises(CommandError) as refused:
        call_command("import_articles", str(path), index="/news/", verbosity=0)
    assert refused.value.returncode == 1
    assert {model: model._default_manager.count() for model in apps.get_models()} == counts
    assert stored_files() == files
    return str(refused.value)


@pytest.mark.parametrize("case", CASES)
def test_a_file(index: NewsIndexPage, tmp_path: Path, case: str) -> None:
    name, content, sentence = CASES[case]
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    refusal = refusal_of(path)

    assert sentence in refusal
    assert len(refusal) < 500
    assert "/etc" not in refusal


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.xml", "a.rss", "a.md", "a.zip", "a.txt", "a"])
def test_an_empty_file(index: NewsIndexPage, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")

    assert refusal_of(tmp_path / name) == f"{name} is empty."


def symbolic_link(name: str, target: str) -> tuple[ZipInfo, str]:
    entry = ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry, target


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([("../fog.md", PAGE)], "a.zip names a file outside of it: “../fog.md”."),
        ([("/etc/fog.md", PAGE)], "a.zip names a file outside of it: “/etc/fog.md”."),
        ([("a\\..\\fog.md", PAGE)], "a.zip names a file outside of it: “a\\\\..\\\\fog.md”."),
        ([symbolic_link("fog.md", "/etc/passwd")], "a.zip holds a symbolic link, “fog.md”."),
        ([("fog.md", PAGE), ("fog.md", PAGE)], "a.zip holds a file twice."),
        ([("fog.md", "x" * 5_000_000)], "a.zip would become 5,000,000 bytes: that is no export of articles."),
        ([("fog.xml", "<x/>")], "a.zip holds no files of a format that a folder or archive may have: "),
        ([("fog.txt", "x")], "a.zip is an archive (.zip) of no known export. Unpack it first. "),
        ([], "a.zip is an archive (.zip) that holds nothing. "),
        ([("word/document.xml", "<x/>")], "a.zip is a Microsoft Word document. Save its table as CSV in UTF-8. "),
    ],
)
def test_an_archive(
    index: NewsIndexPage, tmp_path: Path, entries: list[tuple[ZipInfo | str, str]], sentence: str
) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as packed, catch_warnings():
        simplefilter("ignore")  # a name twice
        for name, content in entries:
            packed.writestr(name, content)

    assert refusal_of(path).startswith(sentence)


def test_an_archive_that_is_cut_off(index: NewsIndexPage, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("fog.md", PAGE)
    data = path.read_bytes()
    path.write_bytes(data[:-30])
    assert refusal_of(path) == (
        "a.zip is an archive (.zip) that is cut off or damaged. Copy it again from where it was made."
    )

    path.write_bytes(data.replace(b"It *rose*", b"It *sank*"))
    assert refusal_of(path) == (
        "a.zip is damaged: Bad CRC-32 for file 'fog.md'. Copy it again from where it was made."
    )


def test_an_archive_behind_a_password(index: NewsIndexPage, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("fog.md", PAGE)
    data = bytearray(path.read_bytes())
    for flag in (6, data.index(b"PK\x01\x02") + 8):  # of the entry, and of its line in the archive's directory
        data[flag] |= 1
    path.write_bytes(data)

    assert refusal_of(path) == "a.zip is protected by a password. Unpack it first."


def test_an_archive_whose_packed_bytes_are_damaged(index: NewsIndexPage, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        packed.writestr("fog.md", PAGE)
    data = bytearray(path.read_bytes())
    data[30 + len("fog.md")] = 0xFF  # after the head of the entry: a block of no known type
    path.write_bytes(data)

    assert refusal_of(path).startswith("a.zip is damaged: Error -3 while decompressing data: invalid block type. ")


def test_a_folder_with_a_link_out_of_it(index: NewsIndexPage, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "fog.md").symlink_to("/etc/passwd")

    assert refusal_of(folder) == "site holds a symbolic link out of it, “fog.md”."


def test_an_empty_folder(index: NewsIndexPage, tmp_path: Path) -> None:
    nothing = "holds no files of a format that a folder or archive may have: export of Dateline, NewsML-G2, Markdown"

    assert refusal_of(tmp_path).startswith(f"{tmp_path.name} {nothing}")
