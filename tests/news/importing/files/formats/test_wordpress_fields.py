"""Custom fields, taxonomies and footnotes of posts of WordPress."""

from pathlib import Path

import pytest

from news.importing.problems import ImportRefused
from tests.news.importing.files.formats.test_wordpress import HEAD, TERMS, item, meta, rows

CATEGORIES = (
    '<category domain="category" nicename="europe">Europe</category>'
    '<category domain="category" nicename="work">Work</category>'
)
NUMBERED = TERMS + (
    "<wp:category><wp:term_id>9</wp:term_id><wp:category_nicename>work</wp:category_nicename>"
    "<wp:category_parent/><wp:cat_name>Work</wp:cat_name></wp:category>"
)


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ({"_yoast_wpseo_meta-robots-noindex": "1"}, {"noindex": "yes"}),
        ({"_yoast_wpseo_meta-robots-noindex": "2"}, {"noindex": None}),
        ({"rank_math_robots": 'a:1:{i:0;s:7:"noindex";}'}, {"noindex": "yes"}),
        (
            {"_yoast_wpseo_opengraph-image": "https://old.example/og.jpg"},
            {"social_image": "https://old.example/og.jpg"},
        ),
        ({"rank_math_title": "50% off, 20% more"}, {"seo_title": "50% off, 20% more"}),
        ({"_yoast_wpseo_primary_category": "9"}, {"category": "Work", "tags": ["Europe"]}),
        ({"_yoast_wpseo_primary_category": "77"}, {"category": "World > Europe", "tags": ["Work"]}),
    ],
)
def test_what_plugins_for_search_engines_hold(
    tmp_path: Path, fields: dict[str, str], values: dict[str, object]
) -> None:
    extra = CATEGORIES + "".join(meta(key, value) for key, value in fields.items())

    (row,) = rows(tmp_path, item("Words.", extra), head=HEAD + NUMBERED)

    assert {name: row.values.get(name) for name in values} == values


def test_what_has_no_place_is_named(tmp_path: Path) -> None:
    extra = (
        meta("subtitle", "Ballots close")
        + meta("_edit_lock", "1:1")
        + meta("rank_math_title", "Fog %sep% %sitename%")
        + '<category domain="series" nicename="summer">Summer</category>'
        + '<category domain="post_format" nicename="post-format-video">Video</category>'
    )

    (row,) = rows(tmp_path, item("Words.", extra))

    assert row.notes == (
        "left out its `seo_title`, which a plugin fills in: Fog %sep% %sitename%",
        "left out what articles have no place for: subtitle (Ballots close), series (Summer)",
    )


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ('[{"content": "Of <em>March</em>.", "id": "a"}]', "<ol><li>Of <em>March</em>.</li></ol>"),
        ("[{}]", "<!-- wp:footnotes /-->"),
        ("[", "<!-- wp:footnotes /-->"),
        ("7", "<!-- wp:footnotes /-->"),
    ],
)
def test_footnotes_stand_below_the_story(tmp_path: Path, written: str, end: str) -> None:
    (row,) = rows(tmp_path, item("<p>Fog</p><!-- wp:footnotes /-->", meta("footnotes", written)))

    assert row.values["body"] == f"<p>Fog</p>{end}"


def test_a_file_without_posts_says_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        rows(tmp_path, item(post_type="page"), item(status="trash"))

    assert str(refused.value) == (
        "quay.xml holds no post that becomes an article: the file also has posts that are no drafts, which were left"
        " out: 1 trash; the file also has what is no article, which was left out: 1 of type page."
    )


def test_posts_without_a_number_are_not_one(tmp_path: Path) -> None:
    found = rows(tmp_path, item("A", post_id=""), item("B", post_id=""))

    assert [(row.values["import_id"], row.values["slug"]) for row in found] == [("", "fog"), ("", "fog-2")]
