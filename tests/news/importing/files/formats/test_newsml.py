"""Items of NewsML-G2 as rows."""

from base64 import b64encode
from pathlib import Path

import pytest

from news.importing.bodies.formats import convert
from news.importing.bodies.reading import ReadingRules
from news.importing.files.readers import read_rows, reader_for
from news.importing.files.reading import RawRow
from news.importing.problems import ImportRefused
from tests.news.importing.bodies.contents import contents, picture, text

ENCODED = b64encode("Nóvoa".encode()).decode()
NAMESPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
CONTENT = (
    "<contentMeta><contentCreated>20240307T083000+0000</contentCreated>"
    "<contentModified>2024-03-08T10:00:00Z</contentModified><located><name>Quay</name></located>"
    "<creator><name>Ana Duarte</name></creator><language tag='en'/>"
    "<subject><name>harbours</name></subject><keyword>fog</keyword>"
    "<headline role='hld:sub'>Second</headline><headline role='hld:main'>Fog halts\n the ferry</headline>"
    "<description role='drol:summary'>Ballots close.</description></contentMeta>"
)
XHTML = (
    "<contentSet><inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><head>"
    "<title>No</title></head><body><p>It <b>rose</b> &lt;up&gt;.</p></body></html></inlineXML></contentSet>"
)


def item(
    guid: str = "urn:quay:7", version: int = 1, meta: str = "", content: str = CONTENT, story: str = XHTML
) -> str:
    status = "" if "pubStatus" in meta else "<pubStatus qcode='stat:usable'/>"
    return (
        f"<newsItem {NAMESPACE} guid='{guid}' version='{version}' xml:lang='en-GB'><rightsInfo><copyrightHolder>"
        "<name>Quay Ltd</name></copyrightHolder></rightsInfo><itemMeta><itemClass qcode='ninat:text'/>"
        f"<versionCreated>2024-03-08T10:00:00Z</versionCreated>{status}{meta}</itemMeta>{content}{story}</newsItem>"
    )


def photo(guid: str, *files: str) -> str:
    return (
        f"<newsItem {NAMESPACE} guid='{guid}'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta><contentMeta>"
        f"<creator><name>N.N.</name></creator><creditline>Wire</creditline>"
        "<description role='drol:caption'>The quay.</description></contentMeta>"
        f"<contentSet>{''.join(files)}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    return (
        f"<?xml version='1.0'?>\n<newsMessage {NAMESPACE}><header/><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


def rows(directory: Path, document: str) -> list[RawRow]:
    path = directory / "wire.xml"
    path.write_text(document, encoding="utf-8")
    assert reader_for(path).name == "newsml"
    return list(read_rows(path))


def test_an_item(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, item(meta="<firstCreated>2024-03-07T09:00:00Z</firstCreated><edNote>Hold.</edNote>"))

    assert row.values == {
        "import_id": "urn:quay:7",
        "title": "Fog halts the ferry",
        "date": "20240307T083000+0000",
        "updated_at": "2024-03-08T10:00:00Z",
        "first_published_at": "2024-03-07T09:00:00Z",
        "locale": "en",
        "summary": "Ballots close.",
        "authors": ["Ana Duarte"],
        "categories": [],
        "tags": ["harbours", "fog"],
        "body": "<p>It <b>rose</b> &lt;up&gt;.</p>",
        "body_format": "html",
    }
    assert row.notes == (
        "left out its note to editors: Hold.",
        "left out what articles have no place for: located (Quay), copyrightHolder (Quay Ltd)",
    )


def test_nitf(tmp_path: Path) -> None:
    story = (
        "<contentSet><inlineXML contenttype='application/nitf+xml'><nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'>"
        "<body><body.head><hedline><hl1>Fog</hl1></hedline><byline>By <person>Bo Lind</person>, <byttl>Staff</byttl>"
        "</byline><abstract><p>Ballots.</p></abstract></body.head><body.content><p>It <em>rose</em> in "
        "<location>Quay</location>.</p><hl2>Later</hl2><media media-type='image'>"
        "<media-reference source='s.jpg' width='10'/>"
        "<media-reference source='l.jpg' width='900' alternate-text='A quay'/>"
        "<media-caption>The quay.</media-caption><media-producer>N.N.</media-producer></media><p>It sank.</p>"
        "</body.content><body.end><tagline>More soon.</tagline></body.end></body></nitf></inlineXML></contentSet>"
    )
    (row,) = rows(tmp_path, item(content="<contentMeta/>", story=story))

    blocks, notes = convert(row.values["body"], "html", ReadingRules(pictures=True))
    assert contents(blocks) == [
        text("<p>It <i>rose</i> in Quay.</p>"),
        ("heading", {"text": "Later", "level": "3"}),
        text("<p>It sank.</p><p>More soon.</p>"),
    ]
    assert notes == ()
    names = ("title", "summary", "authors", "image", "image_description", "image_credit")
    assert [row.values[name] for name in names] == ["Fog", "Ballots.", ["Bo Lind"], "l.jpg", "A quay", "N.N."]
    assert row.notes == (
        "left out the caption of the picture at its top: The quay.",
        "left out what articles have no place for: copyrightHolder (Quay Ltd)",
    )


def test_pictures_of_packages_and_links_stand_with_the_text(tmp_path: Path) -> None:
    package = (
        "<packageItem guid='p'><groupSet root='r'><group id='r'><itemRef residref='urn:quay:7'/>"
        "<itemRef residref='ph:1'/></group></groupSet></packageItem>"
    )
    small = "<remoteContent href='file:///./s.jpg' width='10'/>"
    large = "<remoteContent href='./l.jpg' width='900'/>"
    linked = item(meta="<link rel='irel:seeAlso' residref='ph:2'/>")

    (row,) = rows(tmp_path, message(linked, package, photo("ph:1", small, large), photo("ph:2", small)))

    assert [row.values[name] for name in ("image", "image_credit")] == ["s.jpg", "N.N./Wire"]
    blocks, _notes = convert(row.values["body"], "html", ReadingRules(pictures=True))
    assert contents(blocks) == [
        text("<p>It <b>rose</b> &lt;up&gt;.</p>"),
        ("image", picture("l.jpg", "", "The quay.", "N.N./Wire")),
    ]
    assert row.notes[-1] == (
        "the files also hold what is no text by itself: 1 of class packageItem, 2 of class picture"
    )


def test_the_latest_version_counts(tmp_path: Path) -> None:
    old = item(content=CONTENT.replace("Fog halts", "Mist halts"))

    row, unnamed, again = rows(tmp_path, message(old, item(version=3), old, item(version=3), item(""), item("")))

    assert row.values["title"] == "Fog halts the ferry"
    assert (unnamed.values["import_id"], again.values["import_id"]) == ("", "")
    assert again.notes[-1] == "left out 3 older versions of texts"


@pytest.mark.parametrize(
    ("meta", "values", "notes"),
    [
        ("<pubStatus qcode='stat:withheld'/>", {"embargo": "yes", "embargo_until": None}, ()),
        ("<embargoed/>", {"embargo": "yes", "embargo_until": None}, ()),
        (
            "<embargoed>2024-04-01T00:00:00Z</embargoed>",
            {"embargo": "yes", "embargo_until": "2024-04-01T00:00:00Z"},
            (),
        ),
        (
            "<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/canceled'/>",
            {"status": "draft", "embargo": None},
            ("was canceled by its source: a new article of it is a draft",),
        ),
        (
            "<pubStatus qcode='stat:canceled'/><embargoed>2024-04-01T00:00:00Z</embargoed>",
            {"status": "draft", "embargo": "yes", "embargo_until": "2024-04-01T00:00:00Z"},
            ("was canceled by its source: a new article of it is a draft",),
        ),
    ],
)
def test_status(tmp_path: Path, meta: str, values: dict[str, str | None], notes: tuple[str, ...]) -> None:
    (row,) = rows(tmp_path, item(meta=meta))

    assert {name: row.values.get(name) for name in values} == values
    assert row.notes[:-1] == notes


@pytest.mark.parametrize(
    ("story", "body", "notes"),
    [
        ("<contentSet><inlineData contenttype='text/plain'>A &lt; B\n\nC</inlineData></contentSet>", "A < B\n\nC", ()),
        (
            f"<contentSet><inlineData encoding='encd:base64'>{ENCODED}</inlineData></contentSet>",
            "Nóvoa",
            (),
        ),
        (
            "<contentSet><remoteContent href='https://old.example/7.pdf'/></contentSet>",
            "",
            ("has no story in the file but https://old.example/7.pdf",),
        ),
        ("", "", ("has no story in the file",)),
    ],
)
def test_stories_in_other_forms(tmp_path: Path, story: str, body: str, notes: tuple[str, ...]) -> None:
    (row,) = rows(tmp_path, item(story=story))

    assert (row.values["body"], row.values["body_format"]) == (body, "text")
    assert row.notes[:-1] == notes


def test_a_story_that_is_no_base64_is_a_fault(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, item(story="<contentSet><inlineData encoding='base64'>/////w==</inlineData></contentSet>"))

    assert row.faults == ("has a story in `inlineData` that is no text in base64 and UTF-8.",)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (
            message(photo("ph:1", "<remoteContent href='l.jpg'/>")),
            "wire.xml holds no text, which is what becomes articles: 1 of class picture.",
        ),
        (item()[:-20], "wire.xml is no whole NewsML-G2: unclosed token, at line 2. Export it again."),
        (message(), "wire.xml holds no articles."),
    ],
)
def test_a_file_without_texts_is_refused(tmp_path: Path, document: str, reason: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        rows(tmp_path, document)

    assert str(refused.value) == reason


def test_a_folder_holds_texts_and_their_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "2.xml").write_text(item(meta="<link residref='ph:1'/>"))
    (folder / "1.xml").write_text(photo("ph:1", "<remoteContent href='l.jpg'/>"))
    (folder / "catalog.xml").write_text("<catalog/>")

    (row,) = read_rows(folder)

    assert (row.file, row.values["image"]) == ("2.xml", "l.jpg")
    assert row.notes[-1] == "the files also hold what is no text by itself: 1 of class picture, 1 of class unknown"
