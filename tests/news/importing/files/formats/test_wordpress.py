"""Exports of WordPress."""

from pathlib import Path

import pytest

from news.importing.bodies.formats import convert
from news.importing.bodies.reading import ReadingRules
from news.importing.files.formats.wordpress import WordPressReader
from news.importing.files.reading import FileHead, RawRow, ReadOptions
from news.importing.listing import import_listing
from news.importing.options import Options
from news.importing.problems import ImportRefused
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.news.importing.bodies.contents import contents, picture, text

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/">\n<channel><title>The Quay</title>'
    "<link>https://old.example</link><wp:base_blog_url>https://old.example</wp:base_blog_url>\n"
)
TERMS = (
    "<wp:author><wp:author_login>ana</wp:author_login><wp:author_email>ana@old.example</wp:author_email>"
    "<wp:author_display_name><![CDATA[Ana Duarte]]></wp:author_display_name></wp:author>"
    "<wp:category><wp:category_nicename>world</wp:category_nicename><wp:category_parent/>"
    "<wp:cat_name><![CDATA[World]]></wp:cat_name></wp:category>"
    "<wp:category><wp:category_nicename>europe</wp:category_nicename><wp:category_parent>world</wp:category_parent>"
    "<wp:cat_name><![CDATA[Europe]]></wp:cat_name></wp:category>\n"
)
TAIL = "</channel></rss>"
DTD = (
    "quay.xml begins with a document type (<!DOCTYPE …>), which can be hostile, and was not read. If you trust the"
    " file, remove that and run the command again."
)


def item(body: str = "", extra: str = "", **values: str) -> str:
    """Returns a post; values are elements of WordPress's namespace."""
    values = {
        "post_id": "7", "post_name": "fog", "status": "publish", "post_type": "post",
        "post_date": "2024-03-07 09:30:00", "post_date_gmt": "2024-03-07 08:30:00", **values
    }  # fmt: skip
    inside = "".join(
        f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in values.items() if name != "title"
    )
    return (
        f"<item><title>{values.get('title', 'Fog')}</title><link>https://old.example/2024/03/{values['post_name']}/</link>"
        f'<guid isPermaLink="false">https://old.example/?p={values["post_id"]}</guid><dc:creator>ana</dc:creator>'
        f"<content:encoded><![CDATA[{body}]]></content:encoded>{inside}{extra}</item>\n"
    )


def meta(key: str, value: str) -> str:
    written = f"<wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value>"
    return f"<wp:postmeta>{written}</wp:postmeta>"


def attachment(number: int, name: str, parent: str = "7", caption: str = "", alt: str = "") -> str:
    return item(
        extra=f"<excerpt:encoded><![CDATA[{caption}]]></excerpt:encoded>" + meta("_wp_attachment_image_alt", alt),
        post_id=str(number),
        post_type="attachment",
        status="inherit",
        post_parent=parent,
        attachment_url=f"https://old.example/up/{name}",
    )


def rows(directory: Path, *items: str, head: str = HEAD + TERMS) -> list[RawRow]:
    path = directory / "quay.xml"
    path.write_text(head + "".join(items) + TAIL, encoding="utf-8")
    assert WordPressReader().recognises(FileHead(path, path.read_bytes()[:65536]))
    return list(WordPressReader().rows(path, ReadOptions()))


def test_a_post(tmp_path: Path) -> None:
    extra = (
        "<excerpt:encoded><![CDATA[Ballots <em>close</em> &amp; open.]]></excerpt:encoded>"
        '<category domain="category" nicename="world">World</category>'
        '<category domain="category" nicename="europe">Europe</category>'
        '<category domain="category" nicename="work">Work</category>'
        '<category domain="post_tag" nicename="fog">Fog</category>'
        "<wp:comment><wp:comment_author_email>x@old.example</wp:comment_author_email></wp:comment>"
        + meta("_yoast_wpseo_metadesc", "All about fog.")
        + meta("_yoast_wpseo_title", "%%title%% %%sep%%")
        + meta("_wp_old_slug", "mist")
    )

    (row,) = rows(tmp_path, item("Words.", extra, is_sticky="1", post_modified_gmt="2024-03-08 10:00:00"))
    assert row.values == {
        "import_id": "wordpress:7",
        "title": "Fog",
        "date": "2024-03-07T08:30:00Z",
        "updated_at": "2024-03-08T10:00:00Z",
        "slug": "fog",
        "summary": "Ballots close & open.",
        "authors": ["Ana Duarte"],
        "category": "World > Europe",
        "tags": ["Fog", "Work"],
        "search_description": "All about fog.",
        "body": "Words.",
        "body_format": "wordpress",
        "status": "published",
        "old_paths": ["https://old.example/2024/03/fog/", "/?p=7", "/2024/03/mist/"],
    }
    assert row.notes == (
        "has other categories too, which became tags: Work",
        "stood above the others on the old site (sticky)",
        "left out 1 comment",
    )


def test_what_readers_do_not_see_keeps_its_status(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        item(status="draft", post_id="1", post_name="a", post_date="0000-00-00 00:00:00", post_date_gmt="0000-00-00"),
        item(status="pending", post_id="2", post_name="b"),
        item(status="private", post_id="3", post_name="c"),
        item(status="future", post_id="4", post_name="d"),
        item(post_password="x", post_id="5", post_name="e"),
        item(status="trash", post_id="6"),
        item(status="auto-draft", post_id="7"),
        item(post_type="page", post_id="8"),
        item(post_type="nav_menu_item", post_id="9"),
        item(status="future", post_password="x", post_id="10", post_name="f", post_date_gmt="2030-03-07 08:30:00"),
        item(status="draft", post_password="x", post_id="11", post_name="g"),
    )

    assert [(row.values["import_id"], row.values["status"], row.values["date"][:10]) for row in found] == [
        ("wordpress:1", "draft", ""),
        ("wordpress:2", "draft", "2024-03-07"),
        ("wordpress:3", "private", "2024-03-07"),
        ("wordpress:4", "scheduled", "2024-03-07"),
        ("wordpress:5", "private", "2024-03-07"),
        ("wordpress:10", "scheduled", "2030-03-07"),
        ("wordpress:11", "draft", "2024-03-07"),
    ]
    assert [row.values.get("private") for row in found] == [None, None, None, None, "yes", "yes", "yes"]
    assert found[0].notes == (
        "the file also has posts that are no drafts, which were left out: 1 auto-draft, 1 trash",
        "the file also has what is no article, which was left out: 1 of type nav_menu_item, 1 of type page",
    )
    assert found[4].notes == ("stood behind a password, which was not read: only staff who have logged in see it",)
    assert "x" not in {str(value) for value in found[4].values.values()}


@pytest.mark.parametrize(
    ("written", "slug", "notes"),
    [
        ("%d8%b5%d8%ad", "صح", ("its address “%d8%b5%d8%ad” became “صح”",)),
        ("story.html", "storyhtml", ("its address “story.html” became “storyhtml”",)),
        ("fog-🚢", "fog", ("its address “fog-🚢” became “fog”",)),
        ("%f0%9f%9a%a2", None, ("has no usable address “%f0%9f%9a%a2”",)),
    ],
)
def test_slugs(tmp_path: Path, written: str, slug: str | None, notes: tuple[str, ...]) -> None:
    (row,) = rows(tmp_path, item(post_name=written))

    assert row.values.get("slug") == slug
    assert row.notes == notes


def test_pictures_are_those_of_the_file(tmp_path: Path) -> None:
    body = (
        '[gallery]\n\n<img class="wp-image-9" src="https://old.example/up/b-300x200.jpg" alt="">\n\n[gallery ids="8"]'
    )
    (row,) = rows(
        tmp_path,
        item(body, meta("_thumbnail_id", "8")),
        attachment(8, "a.jpg", caption="Quay. Photo: N.N.", alt="A quay"),
        attachment(9, "b.jpg", alt="A boat"),
        attachment(10, "plan.pdf"),
    )

    quay = picture("https://old.example/up/a.jpg", "A quay", "Quay.", "Photo: N.N.")
    boat = picture("https://old.example/up/b.jpg", "A boat")
    blocks, notes = convert(row.values["body"], "wordpress", ReadingRules(pictures=True))
    assert contents(blocks) == [
        ("gallery", {"items": [{"type": "item", "value": quay}, {"type": "item", "value": boat}]}),
        ("image", boat),
        ("image", quay),
    ]
    assert notes == ()
    assert [row.values[name] for name in ("image", "image_description", "image_credit")] == [
        "https://old.example/up/a.jpg",
        "A quay",
        "Photo: N.N.",
    ]
    assert row.notes == ("left out the caption of the picture at its top: Quay.",)


def test_former_slugs_stood_at_the_end_of_the_address(tmp_path: Path) -> None:
    extra = "".join(meta("_wp_old_slug", slug) for slug in ("mist", "haze", "mist"))
    post = item("Words.", extra).replace("/2024/03/fog/", "/fog-reports/fog/")

    (row,) = rows(tmp_path, post)

    assert row.values["old_paths"][2:] == ["/fog-reports/mist/", "/fog-reports/haze/"]


def test_posts_of_one_slug_get_two(tmp_path: Path) -> None:
    first, second = rows(tmp_path, item(), item(post_id="8"))

    assert (first.values["slug"], second.values["slug"]) == ("fog", "fog-8")
    assert second.notes == ("its address “fog” is another post's too, and became “fog-8”",)


@pytest.mark.django_db
def test_an_export_is_imported_and_found_again(tmp_path: Path, index: NewsIndexPage) -> None:
    path = tmp_path / "quay.xml"
    posts = item("First.\n\nSecond.", title="Fog &amp; ferries"), item("<b>Words</b>", post_id="8")
    path.write_text(HEAD + TERMS + "".join(posts) + TAIL, encoding="utf-8")

    assert import_listing(path, index, Options()).created == 2
    fog = ArticlePage.objects.get(slug="fog")
    assert (fog.title, [byline.author.name for byline in fog.bylines.all()]) == ("Fog & ferries", ["Ana Duarte"])
    assert contents(fog.body.raw_data) == [text("<p>First.</p><p>Second.</p>")]
    again = import_listing(path, index, Options())
    assert (again.created, again.unchanged) == (0, 2)


@pytest.mark.django_db
def test_posts_link_to_one_another_and_hidden_ones_stay_hidden(
    tmp_path: Path, index: NewsIndexPage, api: GraphQLClient
) -> None:
    path = tmp_path / "quay.xml"
    posts = (
        item('See <a href="https://old.example/?p=8">that</a>.', post_id="7"),
        item("Words", post_id="8", post_name="quay", title="Quay"),
        *(
            item("Words", post_id=str(number), post_name=status, title=status, status=status)
            for number, status in enumerate(("draft", "private", "future"), start=9)
        ),
        item(
            post_id="12", post_name="locked", status="future", post_password="x", post_date_gmt="2030-03-07 08:30:00"
        ),
    )
    path.write_text(HEAD + TERMS + "".join(posts) + TAIL, encoding="utf-8")

    report = import_listing(path, index, Options())

    assert (report.created, report.drafts, report.scheduled, report.private) == (6, 2, 1, 2)
    assert ArticlePage.objects.get(slug="locked").get_view_restrictions().exists()
    fog, quay = ArticlePage.objects.get(slug="fog"), ArticlePage.objects.get(slug="quay")
    assert contents(fog.body.raw_data) == [text(f'<p>See <a id="{quay.pk}" linktype="page">that</a>.</p>')]
    nodes = api.data("{ articles { nodes { title } } }")["articles"]["nodes"]
    assert sorted(node["title"] for node in nodes) == ["Fog", "Quay"]
    again = import_listing(path, index, Options())
    assert (again.created, again.unchanged, again.redirects) == (0, 6, 0)


def test_a_post_without_a_headline_is_called_by_its_first_words(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, item("<b>The</b> fog " + "came in " * 20, title=""))

    assert row.values["title"] == "The fog came in came in came in came in came in came in …"
    assert row.notes == ("has no headline; the first words of its story stand for it",)


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, item("A\x0bB"))

    assert row.values["body"] == "AB"


@pytest.mark.parametrize(
    ("head", "items", "reason"),
    [
        (HEAD, "<item><title>", "quay.xml is no whole WordPress export: mismatched tag, at line 4. Export it again."),
        (
            HEAD.replace("?>\n", '?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n'),
            item("&x;"),
            DTD,
        ),
        (
            HEAD.replace("?>\n", '?>\n<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n'),
            item("&b;"),
            DTD,
        ),
        (
            HEAD,
            item("x" * 10_000_001),
            "quay.xml: line 4 is longer than 10,000,000 characters. No story is: export the articles again.",
        ),
    ],
)
def test_hostile_and_broken_files_are_refused_with_their_place(
    tmp_path: Path, head: str, items: str, reason: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        rows(tmp_path, items, head=head)

    assert str(refused.value) == reason
