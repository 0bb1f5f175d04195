"""Articles that are exported, imported into an empty newsroom and exported again: the same files."""

import filecmp
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page, Site

from cms.images.models import CreditedImage
from news.models import (
    ArticleAuthor,
    ArticlePage,
    Author,
    AuthorText,
    Category,
    Correction,
    NewsIndexPage,
    RelatedArticle,
    Tag,
)
from tests.factories import (
    NOON,
    AuthorFactory,
    CategoryFactory,
    DocumentFactory,
    ImageFactory,
    list_of,
    make_article,
    make_collection,
    make_page,
    restrict,
    stored,
)


def run(name: str, *arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def export(target: Path, *arguments: str) -> str:
    return run("export_articles", target, *arguments)


def rows_of(target: Path, name: str = "articles") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (target / f"{name}.jsonl").read_text().splitlines()]


def author_with_text() -> Author:
    author: Author = AuthorFactory()
    AuthorText.objects.create(author=author, locale=Locale.objects.get_or_create(language_code="fr")[0], bio="Écrit.")
    return author


def write_author() -> Author:
    """An author with texts in three languages."""
    author = AuthorFactory(name="Ana Duarte", bio="Writes.", job_title="Editor", portrait=ImageFactory())
    for code, title, bio in (("fr", "", "Elle écrit.\nÀ Brest."), ("ar", "محرّرة", "تكتب.")):
        locale = Locale.objects.get_or_create(language_code=code)[0]
        AuthorText.objects.create(author=author, locale=locale, job_title=title, bio=bio)
    return author


def write_story(index: NewsIndexPage) -> ArticlePage:
    """An article that has everything, of all eleven blocks."""
    picture, other = ImageFactory(title="Harbour", credit="© Ana 2026"), ImageFactory(title="Closed")
    other.collection = make_collection("Closed", private=True)
    other.save()
    document = DocumentFactory(title="Report")
    linked = make_article(index, title="Linked", slug="linked")
    text = (
        f'<p><a linktype="page" id="{linked.pk}">we said</a> and <a linktype="page" id="{index.pk}">more</a>'
        f' <a linktype="document" id="{document.pk}">read</a> <a linktype="page" id="999999">gone</a></p>'
        f'<embed embedtype="image" id="{picture.pk}" format="left" alt="&quot;x&quot;"/>'
    )
    article = make_article(
        index,
        title="Harbour “reopens” › soon",
        slug="harbour",
        image=picture,
        category=CategoryFactory(
            name="Europe", slug="europe", parent=CategoryFactory(name="World > all", slug="world", description="All")
        ),
        authors=[write_author()],
        body=stored(
            ("heading", {"text": "What happened", "level": "2"}),
            ("paragraph", {"html": text}),
            ("quote", {"quote": "We came.", "attribution": "A pilot"}),
            ("question_answer", {"question": "Who?", "answer": "All."}),
            ("callout", {"title": "In short", "html": text}),
            ("image", {"image": picture.pk, "caption": "c", "alt": "", "credit": ""}),
            ("gallery", {"items": list_of({"image": picture.pk}, {"image": other.pk})}),
            ("embed", {"url": "https://video.example/1"}),
            ("table", {"columns": [{"type": "text", "heading": "Year"}], "rows": [{"values": ["2026"]}]}),
            ("document", {"document": document.pk, "title": ""}),
            ("related_articles", {"heading": "More", "articles": list_of(linked.pk, 999999)}),
        ),
    )
    article.kicker, article.summary, article.seo_title = "Kick", "Sum\nmary", "SEO"
    article.search_description, article.noindex, article.social_image = "Desc", True, other
    article.corrections = [Correction(text="North.", kind="update", date=date(2026, 1, 2))]
    article.related_links = [RelatedArticle(article=linked)]
    article.tags.add("harbour", "news, old")
    article.save()
    Redirect.objects.create(old_path="/old.html", site=index.get_site(), redirect_page=article)
    draft = make_article(index, title="Draft", slug="draft", live=False)
    draft.title = "Draft of today"
    draft.bylines = [ArticleAuthor(author=Author.objects.get())]
    draft.save_revision()
    restrict(make_article(index, title="Restricted", slug="restricted"))
    dates = ("first_published_at", "last_published_at", "updated_at")
    ArticlePage.objects.filter(live=True).update(**dict.fromkeys(dates, NOON))
    return article


def empty(index: NewsIndexPage) -> None:
    """Leaves the newsroom with its home page and an empty listing."""
    for page in Page.objects.child_of(index):
        page.delete()
    index.refresh_from_db()
    models: tuple[Any, ...] = (Redirect, Author, Category, Tag, CreditedImage)
    for model in models:
        for row in model.objects.order_by("-pk"):
            if isinstance(row, CreditedImage):
                row.file.storage.delete(row.file.name)
            row.delete()
    for document in get_document_model().objects.all():
        document.file.storage.delete(document.file.name)
        document.delete()
    for collection in Collection.objects.filter(depth=2):
        collection.delete()


@pytest.fixture
def exported(index: NewsIndexPage, tmp_path: Path) -> Path:
    """An export of everything, whose articles are deleted."""
    write_story(index)
    target = tmp_path / "first"
    export(target, "--drafts")
    empty(NewsIndexPage.objects.get(pk=index.pk))
    return target


def assert_same_files(first: Path, second: Path) -> None:
    names = [sorted(str(path.relative_to(one)) for path in one.rglob("*")) for one in (first, second)]
    assert names[0] == names[1]
    for name in ("articles", "images", "documents"):
        assert rows_of(first, name) == rows_of(second, name)
    files = [name for name in names[0] if (first / name).is_file()]
    assert filecmp.cmpfiles(first, second, files, shallow=False)[1:] == ([], [])


def test_the_same_files(exported: Path, index: NewsIndexPage, tmp_path: Path) -> None:
    out = run("import_articles", exported, index="/news/")
    export(tmp_path / "second", "--drafts")

    assert [line.split() for line in out.splitlines()[1:4]] == [
        ["4", "created"],
        ["1", "of", "these", "drafts"],
        ["1", "of", "these", "private,", "for", "staff", "who", "have", "logged", "in"],
    ]
    assert_same_files(exported, tmp_path / "second")


def test_what_was_hidden_stays_hidden(exported: Path, index: NewsIndexPage) -> None:
    run("import_articles", exported, index="/news/")

    pages = {page.slug: page for page in ArticlePage.objects.all()}
    assert {slug: page.live for slug, page in pages.items()} == {
        "linked": True,
        "harbour": True,
        "draft": False,
        "restricted": True,
    }
    assert [page.slug for page in pages.values() if page.get_view_restrictions().exists()] == ["restricted"]
    closed = CreditedImage.objects.get(title="Closed").collection
    assert (closed.name, closed.get_view_restrictions().count()) == ("Closed", 1)


def test_once_more_changes_nothing(exported: Path, index: NewsIndexPage) -> None:
    run("import_articles", exported, index="/news/")
    with CaptureQueriesContext(connection) as queries:
        out = run("import_articles", exported, index="/news/")

    assert [line.split() for line in out.splitlines()[1:5]] == [
        ["0", "created"],
        ["0", "updated"],
        ["4", "unchanged"],
        ["0", "left", "as", "they", "are"],
    ]
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "news_importrun" not in sql] == []


def test_a_dry_run_saves_nothing(exported: Path, index: NewsIndexPage, tmp_path: Path) -> None:
    out = run("import_articles", exported, "--dry-run", index="/news/")

    assert out.splitlines()[1].split() == ["4", "would", "be", "created"]
    assert (ArticlePage.objects.count(), CreditedImage.objects.count(), Author.objects.count()) == (0, 0, 0)


def test_links_to_what_is_not_here_are_noted(index: NewsIndexPage, site: Site, tmp_path: Path) -> None:
    contact = make_page(site.root_page, title="Contact", slug="contact")
    html = f'<p>See <a linktype="page" id="{contact.pk}">Contact</a>.</p>'
    make_article(index, slug="story", body=stored(("paragraph", {"html": html})))
    export(tmp_path / "out")
    empty(NewsIndexPage.objects.get(pk=index.pk))
    Page.objects.get(pk=contact.pk).delete()

    out = run("import_articles", tmp_path / "out", index="/news/")

    assert out.splitlines()[-1] == ("  row 1: /contact/ is neither in the file nor here; a link to it became text.")
    (block,) = ArticlePage.objects.get().body.raw_data
    assert block["value"]["html"] == '<p>See <a linktype="lost">Contact</a>.</p>'


def test_by_way_of_a_zip_file(index: NewsIndexPage, tmp_path: Path) -> None:
    write_story(index)
    export(tmp_path / "one.zip")
    export(tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    empty(NewsIndexPage.objects.get(pk=index.pk))

    run("import_articles", tmp_path / "one.zip", index="/news/")
    export(tmp_path / "three.zip")

    assert (tmp_path / "three.zip").read_bytes() == (tmp_path / "one.zip").read_bytes()
    assert not list(tmp_path.glob(".*"))


def test_a_row(index: NewsIndexPage, tmp_path: Path) -> None:
    article = write_story(index)
    export(tmp_path / "out")

    restricted, row, linked = rows_of(tmp_path / "out")
    pictures = {one["title"]: one for one in rows_of(tmp_path / "out", "images")}

    assert (linked["title"], restricted["private"], row["private"]) == ("Linked", True, False)
    assert (row["translation_key"], row["locale"]) == (str(article.translation_key), "en")
    assert (row["path"], row["listing"], row["status"]) == ("/news/harbour/", "/news/", "published")
    assert [one["slug"] for one in row["category"]] == ["world", "europe"]
    assert row["image"] == pictures["Harbour"]["file"]
    assert pictures["Closed"]["private"] is True
    assert row["old_paths"] == [{"all_sites": False, "path": "/old.html", "permanent": True}]
    assert row["related"] == [f"{linked['translation_key']} en /news/linked/"]
    assert row["blocks"][1]["value"]["html"] == (
        f'<p><a linktype="page" id="{linked["translation_key"]} en /news/linked/">we said</a> and '
        f'<a linktype="page" id="{index.translation_key} en /news/">more</a> '
        f'<a linktype="document" id="{rows_of(tmp_path / "out", "documents")[0]["file"]}">read</a> '
        '<a linktype="lost">gone</a></p>'
        f'<embed embedtype="image" id="{row["image"]}" format="left" alt="&quot;x&quot;"/>'
    )
    assert len({block["type"] for block in row["blocks"]}) == 11


def test_sql_does_not_grow_with_rows(index: NewsIndexPage, tmp_path: Path, site: Site) -> None:
    counts = []
    for rows in (3, 27):
        for number in range(rows):
            make_article(
                index,
                image=ImageFactory(),
                category=CategoryFactory(),
                authors=[author_with_text()],
                body=stored(("document", {"document": DocumentFactory().pk, "title": ""})),
                published_at=NOON,
                slug=f"story-{rows}-{number}",
            )
        with CaptureQueriesContext(connection) as queries:
            export(tmp_path / f"of-{rows}")
        counts.append(len(queries))

    assert counts[0] == counts[1], counts
