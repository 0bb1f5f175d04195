"""The import command, as somebody at a terminal meets it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Locale, PageLogEntry, Revision, Site

from cms.images.models import CreditedImage
from news.importing.files.columns import IMPORT_COLUMNS
from news.management.commands.import_articles import Command
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_site
from tests.news.importing.samples import HARBOUR, stored_files, titles, write_csv, write_json

SHARED = Path(settings.BASE_DIR).parent / "shared" / "seed" / "listing.json"


def run(path: Path | str, **options: Any) -> str:
    """Runs the command on the listing at /news/ and returns what it prints."""
    out = StringIO()
    call_command("import_articles", str(path), **({"index": "/news/"} | options), stdout=out, stderr=out)
    return out.getvalue()


def refusal(path: Path | str, **options: Any) -> list[str]:
    """Returns the lines of the error."""
    with pytest.raises(CommandError) as caught:
        run(path, **options)
    assert caught.value.returncode == 1
    return str(caught.value).split("\n")


def test_it_says_what_it_did(index: NewsIndexPage, tmp_path: Path) -> None:
    assert run(write_json(tmp_path, *HARBOUR)).split("\n") == [
        "Articles:",
        "        5 created",
        "        0 updated",
        "        0 unchanged",
        "        0 left as they are",
        "With them:",
        "        3 categories made",
        "        0 authors made",
        "        0 pictures imported",
        "        0 pictures drawn, each to carry a credit that came without one",
        "        0 notes",
        "",
    ]


def test_a_second_run_says_that_nothing_was_changed(index: NewsIndexPage, tmp_path: Path) -> None:
    path = write_json(tmp_path, *HARBOUR)
    run(path)

    lines = run(path).split("\n")

    assert lines[1:5] == [
        "        0 created",
        "        0 updated",
        "        5 unchanged",
        "        0 left as they are",
    ]
    assert lines[-2] == "Nothing was changed."


def test_a_dry_run_says_what_it_would_do(index: NewsIndexPage, tmp_path: Path) -> None:
    lines = run(write_json(tmp_path, *HARBOUR), dry_run=True).split("\n")

    assert lines[1:4] == ["        5 would be created", "        0 would be updated", "        0 unchanged"]
    assert lines[6] == "        3 categories would be made"
    assert lines[-2] == "This was a dry run: nothing was saved."
    assert ArticlePage.objects.count() == 0


def test_csv_comes_in_as_json_does(index: NewsIndexPage, tmp_path: Path) -> None:
    names = ["title", "date", "category", "summary"]
    cells = [[str(row[name] or "") for name in names] for row in HARBOUR]

    run(write_csv(tmp_path, [names, *cells], delimiter=";", encoding="utf-8-sig"))
    lines = run(write_json(tmp_path, *HARBOUR)).split("\n")

    assert titles() == [row["title"] for row in HARBOUR]
    assert lines[3] == "        5 unchanged"


def test_notes_are_cut_short_unless_all_are_wanted(index: NewsIndexPage, tmp_path: Path) -> None:
    rows = [{"title": f"Fog {number}", "date": "2024-03-07", "image_description": "Fog."} for number in range(22)]
    path = write_json(tmp_path, *rows)

    short = run(path, dry_run=True).split("\n")
    whole = run(path, dry_run=True, verbosity=2).split("\n")

    assert short[11:13] == ["Notes:", "  row 1: its `image_description` was left out, because it has no `image`."]
    assert short[31:-1] == [
        "  row 20: its `image_description` was left out, because it has no `image`.",
        "  … and 2 more; --verbosity 2 shows them all.",
        "This was a dry run: nothing was saved.",
    ]
    assert whole[33] == "  row 22: its `image_description` was left out, because it has no `image`."
    assert run(path, verbosity=0) == ""


def test_every_bad_row_is_in_the_error(index: NewsIndexPage, tmp_path: Path) -> None:
    path = write_csv(tmp_path, [["title", "date"], ["Fog", "2024-02-30"], ["", "2024-03-07"]])

    assert refusal(path) == [
        "row 1 (line 2), date: “2024-02-30” does not exist in the calendar.",
        "row 2 (line 3), title: is required.",
        "2 bad rows. Nothing was imported; mend the file and run the command again.",
    ]


def test_a_missing_file_is_named(index: NewsIndexPage, tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == [f"There is no file {tmp_path}/none.csv."]
    assert refusal(tmp_path / "none.csv", images=tmp_path / "no") == [
        f"There is no directory {tmp_path}/no to take pictures from."
    ]


@pytest.mark.parametrize("path", ["/news/", "news", "/news"])
def test_the_path_of_the_listing_may_lack_slashes(index: NewsIndexPage, tmp_path: Path, path: str) -> None:
    run(write_json(tmp_path, HARBOUR[0]), index=path)

    assert ArticlePage.objects.child_of(index).count() == 1


def test_a_wrong_path_or_site_is_answered_with_the_right_ones(index: NewsIndexPage, tmp_path: Path) -> None:
    path = write_json(tmp_path, HARBOUR[0])
    index.copy_for_translation(Locale.objects.create(language_code="fr"), copy_parents=True)
    make_site("other.example", default=False, name="Other")

    assert refusal(path, index="/nws/") == [
        "There is no news listing at /nws/ on localhost. Listings: /news/, /fr/news/."
    ]
    assert refusal(path, site="none.example") == ["There is no site none.example. Sites: localhost, other.example."]
    run(path, site="other.example")
    run(path, index="/fr/news/")
    assert sorted(page.get_full_url() for page in ArticlePage.objects.all()) == [
        "http://other.example/news/pilots-vote-on-night-shifts/",
        "https://www.example.org/fr/news/pilots-vote-on-night-shifts/",
    ]

    Site.objects.update(is_default_site=False)
    assert refusal(path) == ["There is no default site; give --site. Sites: localhost, other.example."]


def test_without_a_listing_it_says_so(site: Site, tmp_path: Path) -> None:
    NewsIndexPage.objects.get().delete()

    assert refusal(write_json(tmp_path, HARBOUR[0])) == [
        "There is no news listing at /news/ on localhost. Listings: none yet; make one in the admin."
    ]


def test_an_unpublished_listing_is_pointed_out(index: NewsIndexPage, tmp_path: Path) -> None:
    index.unpublish()

    assert run(write_json(tmp_path, HARBOUR[0])).split("\n")[0] == (
        "The listing itself is not published, so readers do not see its articles."
    )


def test_the_help_explains_every_column() -> None:
    text = Command().create_parser("manage.py", "import_articles").format_help()

    assert [name for name in IMPORT_COLUMNS if f"\n  {name} " not in text] == []
    assert "usage: manage.py import_articles [-h] --index PATH" in text


def test_the_manual_explains_every_column() -> None:
    manual = (Path(settings.BASE_DIR) / "docs" / "import.md").read_text(encoding="utf-8")

    assert [name for name in IMPORT_COLUMNS if f"\n| `{name}` |" not in manual] == []


@pytest.mark.skipif(not SHARED.exists(), reason="the real listing lies beside a developer's checkout, not in it")
def test_the_real_listing_looks_as_it_was_printed(index: NewsIndexPage, api: GraphQLClient) -> None:
    printed = json.loads(SHARED.read_text(encoding="utf-8"))["articles"]

    run(SHARED)
    articles = api.data(
        "{ articles(first: 10) { totalCount nodes { kicker title publishedAt summary image { credit } } } }"
    )["articles"]
    before = Revision.objects.count(), PageLogEntry.objects.count(), CreditedImage.objects.count(), stored_files()
    lines = run(SHARED).split("\n")
    after = Revision.objects.count(), PageLogEntry.objects.count(), CreditedImage.objects.count(), stored_files()

    assert articles["totalCount"] == 10
    assert [
        {
            "category": node["kicker"],
            "title": node["title"],
            "date": node["publishedAt"][:10],
            "summary": node["summary"],
            "image_credit": node["image"] and node["image"]["credit"],
        }
        for node in articles["nodes"]
    ] == [{name: value for name, value in row.items() if name != "position"} for row in printed]
    assert (articles["nodes"][5]["kicker"], articles["nodes"][6]["summary"]) == (None, None)
    assert [place for place, node in enumerate(articles["nodes"], start=1) if node["image"]] == [2, 6, 8]
    assert (lines[3], lines[-2]) == ("       10 unchanged", "Nothing was changed.")
    assert after == before
