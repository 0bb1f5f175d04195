"""Feeds as rows."""

from pathlib import Path

import pytest

from news.importing.bodies.formats import convert
from news.importing.bodies.reading import ReadingRules
from news.importing.files.readers import read_rows, reader_for
from news.importing.files.reading import RawRow, ReadOptions
from news.importing.problems import ImportRefused
from tests.news.importing.bodies.contents import contents, text

RSS = (
    '<?xml version="1.0"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">\n'
    "<channel><title>The Quay</title><language>en-gb</language>\n{}</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app"><title>The Quay</title>{}</feed>'
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Q</title></channel>{}</rdf:RDF>'
)


def rows(directory: Path, feed: str, inside: str) -> list[RawRow]:
    path = directory / "feed.xml"
    path.write_text(feed.replace("{}", inside), encoding="utf-8")
    assert reader_for(path).name == "feed"
    return list(read_rows(path))


def test_rss(tmp_path: Path) -> None:
    item = (
        "<item><title>Fog &amp;amp; &lt;i&gt;ferries&lt;/i&gt;, says &lt;name withheld&gt;</title>"
        "<link>https://old.example/2024/fog.html?x=1</link>"
        '<guid isPermaLink="false">quay-7</guid><pubDate>Thu, 07 Mar 2024 08:30:00 +0000</pubDate>'
        "<dc:creator>Ana Duarte</dc:creator><author>bo@old.example (Bo Lind)</author><author>x@old.example</author>"
        "<category>Harbour</category><category>Fog &amp;amp; mist</category>"
        "<description>&lt;p&gt;Ballots &amp;amp; bells.&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<p>It <b>rose</b>.</p>]]></content:encoded>"
        '<media:group><media:content url="https://cdn.example/s.jpg" medium="image" width="10"/>'
        '<media:content url="https://cdn.example/l.jpg" medium="image" width="900"/>'
        "<media:credit>N.N.</media:credit><media:description>A quay</media:description></media:group>"
        '<enclosure url="https://cdn.example/l.jpg" type="image/jpeg" length="0"/>'
        '<enclosure url="https://cdn.example/a.mp3" type="audio/mpeg" length="9"/>'
        '<enclosure url="https://cdn.example/2.jpg" length="0"/>'
        '<enclosure url="https://cdn.example/a.pdf" type="application/pdf" length="9"/>'
        "<slash:comments>4</slash:comments><media:rating>9</media:rating></item>"
    )
    (row,) = rows(tmp_path, RSS, item)

    blocks, _notes = convert(
        (values := dict(row.values)).pop("body"), "html", ReadingRules(pictures=True, players=True)
    )
    assert contents(blocks) == [text("<p>It <b>rose</b>.</p>"), ("embed", {"url": "https://cdn.example/a.mp3"})]
    assert values == {
        "import_id": "quay-7",
        "title": "Fog & ferries, says <name withheld>",
        "date": "Thu, 07 Mar 2024 08:30:00 +0000",
        "locale": "en-gb",
        "authors": ["Ana Duarte", "Bo Lind"],
        "old_paths": ["https://old.example/2024/fog.html?x=1"],
        "categories": [["Harbour"]],
        "tags": ["Fog & mist"],
        "summary": "Ballots & bells.",
        "image": "https://cdn.example/l.jpg",
        "image_description": "A quay",
        "image_credit": "N.N.",
        "body_format": "html",
    }
    assert row.notes == (
        "left out an author who is named by an address of mail alone",
        "left out what articles have no place for: enclosure https://cdn.example/a.pdf",
        "left out what articles have no place for: https://cdn.example/2.jpg, alt “A quay”, credit “N.N.”",
        "left out what articles have no place for: media:rating",
    )


def test_a_description_alone_is_the_story(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, RSS, "<item><title>A</title><description>It rose.</description></item>")

    assert (row.values["body"], row.values.get("summary")) == ("It rose.", None)
    assert row.notes == ("has no more of a story than the feed's description",)


def test_atom(tmp_path: Path) -> None:
    entry = (
        "<entry><id>tag:quay,7</id><title type='html'>Fog &amp;amp; &lt;b&gt;ferries&lt;/b&gt;</title>"
        "<link href='https://old.example/fog'/><link rel='self' href='https://old.example/fog.xml'/>"
        "<link rel='enclosure' type='image/png' href='https://cdn.example/q.png'/>"
        "<published>2024-03-07T08:30:00Z</published><updated>2024-03-08T10:00:00Z</updated>"
        "<author><name>Ana Duarte</name><email>ana@old.example</email></author>"
        "<category term='h' label='Harbour'/><category term='fog'/>"
        "<summary>Ballots &amp; bells, a &lt; b.</summary><app:control><app:draft>yes</app:draft></app:control>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        "<p>It <b>rose</b> &lt;up&gt;.</p></div></content>"
        "<rights>Theirs</rights></entry>"
    )
    (row,) = rows(tmp_path, ATOM, entry)

    assert row.values == {
        "import_id": "tag:quay,7",
        "title": "Fog & ferries",
        "date": "2024-03-07T08:30:00Z",
        "updated_at": "2024-03-08T10:00:00Z",
        "authors": ["Ana Duarte"],
        "old_paths": ["https://old.example/fog"],
        "status": "draft",
        "categories": [["Harbour"]],
        "tags": ["fog"],
        "summary": "Ballots & bells, a < b.",
        "image": "https://cdn.example/q.png",
        "body": "<div><p>It <b>rose</b> &lt;up&gt;.</p></div>",
        "body_format": "html",
    }
    assert row.notes == ("left out what articles have no place for: atom:rights",)


def test_a_story_elsewhere_is_noted(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, ATOM, "<entry><title>A</title><content src='https://old.example/a.html'/></entry>")

    assert row.notes == ("lost its story, which stands elsewhere: the feed has its address alone",)


def test_an_export_of_blogger_has_comments_beside_posts(tmp_path: Path) -> None:
    kind = "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
    entries = "".join(
        f"<entry><id>{name}</id><title>{name}</title>{kind.replace('{}', name)}<category term='Fog'/></entry>"
        for name in ("post", "comment", "settings")
    )
    (row,) = rows(tmp_path, ATOM, entries)

    assert (row.values["title"], row.values["categories"]) == ("post", [["Fog"]])
    assert row.notes == ("the file also holds 2 entries that are no posts, such as comments",)


def test_rss_1(tmp_path: Path) -> None:
    item = (
        "<item><title>Fog</title><link>https://old.example/fog</link><dc:date>2024-03-07</dc:date>"
        "<dc:subject>Harbour</dc:subject></item>"
    )
    (row,) = rows(tmp_path, RDF, item)

    assert [row.values[name] for name in ("title", "import_id", "date", "categories")] == [
        "Fog",
        "https://old.example/fog",
        "2024-03-07",
        [["Harbour"]],
    ]


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        ("<item><title>", "feed.xml is no whole RSS or Atom feed: mismatched tag, at line 4. Export it again."),
        (
            "<item><title>&nbsp;</title></item>",
            "feed.xml is no whole RSS or Atom feed: undefined entity, at line 4. Export it again.",
        ),
        ("<x>" * 400, "feed.xml has more than 300 levels of elements within each other."),
        ("", "feed.xml holds no articles."),
    ],
)
def test_a_broken_feed_is_refused_with_its_place(tmp_path: Path, feed: str, reason: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        rows(tmp_path, RSS, feed)

    assert str(refused.value) == reason


def test_utf_16_is_read_and_an_unknown_encoding_refused(tmp_path: Path) -> None:
    item = RSS.replace("{}", "<item><title>Übersee</title></item>").replace('"1.0"?', '"1.0" encoding="utf-16"?')
    path = tmp_path / "feed.xml"
    path.write_text(item, encoding="utf-16")
    assert [row.values["title"] for row in read_rows(path)] == ["Übersee"]

    path.write_text(item.replace("utf-16", "klingon"), encoding="utf-8")
    with pytest.raises(
        ImportRefused, match=r"feed\.xml names an encoding that is not known here\. Save it in UTF-8\."
    ):
        list(read_rows(path))


def test_an_option_names_the_encoding_of_a_file_that_does_not(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.replace("{}", "<item><title>Übersee – 5 €</title></item>"), encoding="windows-1252")

    with pytest.raises(ImportRefused) as refused:
        list(read_rows(path))
    assert str(refused.value) == (
        "feed.xml is not in UTF-8: see line 4. Give the encoding it is in, such as --encoding windows-1252, or save it"
        " again in UTF-8."
    )

    options = ReadOptions(encoding="windows-1252")
    assert [row.values["title"] for row in read_rows(path, options)] == ["Übersee – 5 €"]


def test_an_entry_without_a_headline_is_called_by_its_first_words(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, RSS, "<item><description>&lt;b&gt;Fog&lt;/b&gt; over the quay</description></item>")

    assert row.values["title"] == "Fog over the quay"
    assert row.notes == (
        "has no more of a story than the feed's description",
        "has no headline; the first words of its story stand for it",
    )
