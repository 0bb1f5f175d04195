"""What docs/api.md says is true: its queries run, its tables are those of the code."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from graphql import parse, validate
from pytest_django import Settings
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Locale, Site

from cms.changes.models import ChangeSet, PageChange
from cms.graphql import errors
from cms.graphql.limits.document import Limits
from cms.graphql.schema import global_ids
from cms.images.renditions.presets import ImagePreset
from cms.images.tasks import make_interim_rendition
from cms.readership.models import ReadTotals
from cms.schema import schema
from news.graphql.examples import EXAMPLES, PREVIEW
from news.models import ArticlePage, Correction, Edition, Menus, NewsIndexPage, SiteSettings
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    DocumentFactory,
    ImageFactory,
    list_of,
    make_article,
    make_page,
    make_translation,
    stored,
)
from tests.news.graphql.test_sql_counts import COUNTS
from tests.search.finding import index_all

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
GUIDE = (DOCS / "api.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```graphql\n(.*?)```(?:\n\n```json\n(.*?)```)?", GUIDE, flags=re.DOTALL)
PATH = "/news/harbour-reopens/"


@pytest.fixture
def names(site: Site, index: NewsIndexPage) -> dict[str, str]:
    """The ids of the things of a small site that the guide speaks of."""
    category = CategoryFactory(
        name="Ports", slug="ports", description="Ships and those who load them.", parent=CategoryFactory(name="Sea")
    )
    make_article(index, category=CategoryFactory(name="Docks", parent=category), image=ImageFactory())
    author = AuthorFactory(name="Ana Duarte", slug="ana-duarte", bio="Writes.", portrait=ImageFactory())
    focus = {"focal_point_x": 10, "focal_point_y": 10, "focal_point_width": 5, "focal_point_height": 5}
    image = ImageFactory(**focus)
    make_interim_rendition(image.pk)
    others = [make_article(index, category=category, tags=["harbour"], image=ImageFactory(**focus)) for _ in range(3)]
    film = "https://video.example.com/1"
    Embed.objects.create(
        url=film,
        hash=get_embed_hash(film),
        type="video",
        html="<i></i>",
        thumbnail_url=f"{film}.jpg",
        width=480,
        height=270,
    )
    text = f'<p>As <a linktype="page" id="{others[0].pk}">we said</a>.</p>'
    article = make_article(
        index,
        title="Harbour reopens",
        slug="harbour-reopens",
        category=category,
        authors=[author],
        image=image,
        tags=["harbour"],
        summary="Boats return.",
        body=stored(
            ("heading", {"text": "What happened", "level": "2"}),
            ("paragraph", {"html": text}),
            ("quote", {"quote": "We came.", "attribution": "A pilot"}),
            ("question_answer", {"question": "Who?", "answer": "All."}),
            ("callout", {"title": "In short", "html": text}),
            ("image", {"image": image.pk}),
            ("gallery", {"items": list_of({"image": image.pk}, {"image": image.pk})}),
            ("embed", {"url": film}),
            ("table", {"columns": [{"type": "text", "heading": "Year"}], "rows": [{"values": ["2026"]}]}),
            ("document", {"document": DocumentFactory(file_size=7).pk, "title": ""}),
            ("related_articles", {"heading": "More", "articles": list_of(others[0].pk)}),
        ),
    )
    article.corrections = [Correction(text="It is the north harbour.")]
    Edition.objects.create(article=article, number=1, published_at=timezone.now(), note="Names the harbour.")
    article.save()
    locale, _created = Locale.objects.get_or_create(language_code="fr")
    french = category.copy_for_translation(locale)
    french.save()
    make_translation(article, "fr", title="Le port rouvre", slug="le-port-rouvre", category=french)
    about = make_page(site.root_page, title="About", slug="about")
    home = site.root_page.specific
    home.sections = stored(("section", {"heading": "Today", "link": index.pk, "articles": list_of(article.pk)}))
    home.save()
    entry = {"label": "", "page": about.pk, "url": "", "children": list_of({"label": "News", "page": index.pk})}
    Menus.objects.create(site=site, main=stored(("item", entry)), footer=stored(("item", entry)))
    links = stored(("link", "https://social.example.com/wire"))
    SiteSettings.objects.create(site=site, organisation="Wire Ltd", logo=ImageFactory(), social_links=links)
    ReadTotals.objects.create(page=article, day=1, week=1, month=1)
    index_all()
    _log_publication(article, site.pk)
    things: dict[str, tuple[str, Any]] = {
        "article": ("ArticlePage", article),
        "category": ("Category", category),
        "author": ("Author", author),
        "image": ("Image", image),
    }
    return {name: global_ids.to_global_id(kind, thing.pk) for name, (kind, thing) in things.items()}


def _log_publication(article: ArticlePage, site_id: int) -> None:
    """Writes what the recorder writes of a publication."""
    changes = ChangeSet.objects.create(committed_at=timezone.now())
    place = {"path": "/news/harbour/", "previous_path": "/news/port/", "locale": "en", "hostname": "testserver"}
    PageChange.objects.create(
        change_set=changes,
        page_id=article.pk,
        page_type="news.ArticlePage",
        event=PageChange.Event.MOVED,
        site_id=site_id,
        url="http://testserver/news/harbour/",
        **place,
    )


def empty_places(value: Any, place: str = "data") -> list[str]:
    """Returns the places of an answer that hold nothing."""
    if isinstance(value, dict):
        return [found for name, inner in value.items() for found in empty_places(inner, f"{place}.{name}")]
    if isinstance(value, list):
        return [found for inner in value for found in empty_places(inner, place)] or ([] if value else [place])
    return [place] if value is None else []


@pytest.mark.wagtail_indexes
def test_every_query_of_the_guide_runs(names: dict[str, str], api: GraphQLClient) -> None:
    """And finds something: an example that gives nothing teaches nothing."""
    empty: dict[str, list[str]] = {}
    for query, variables in QUERIES:
        for name, one in names.items():
            variables = variables.replace(f"<{name}>", one)
        data = api.data(query, **json.loads(variables or "{}"))
        if found := empty_places(data):
            empty[query] = found

    assert len(QUERIES) == 31
    assert empty == {}


def test_the_explorers_queries_run(names: dict[str, str], api: GraphQLClient) -> None:
    variables = {"path": PATH, "slug": "ports", "page": 1}

    answers = {
        title: api.data(query, **{name: value for name, value in variables.items() if f"${name}" in query})
        for title, query in EXAMPLES.items()
    }

    assert list(answers) == [
        "The latest articles",
        "A page with its body",
        "A category, page by page",
        "The site and its menus",
    ]
    assert {title: len(json.dumps(answer)) > 200 for title, answer in answers.items()} == dict.fromkeys(answers, True)


def test_the_query_of_the_preview_page_fits_the_schema() -> None:
    assert validate(schema.graphql_schema, parse(PREVIEW)) == []


def test_the_guide_lists_every_error_code() -> None:
    codes = {value for name, value in vars(errors).items() if name == value}

    section = GUIDE.split("\n## Errors\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", section, flags=re.MULTILINE)) == codes


def test_the_guide_lists_every_limit() -> None:
    section = GUIDE.split("\n## Limits\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([a-z_]+)` \| ([\d,]+) \|", section, flags=re.MULTILINE)

    assert {name: int(number.replace(",", "")) for name, number in rows} == asdict(Limits())


def test_the_guide_lists_every_preset() -> None:
    rows = re.findall(r"^\| `([A-Z]+)` \| [^|]+ \| ([\d, ]+) \|$", GUIDE, flags=re.MULTILINE)

    assert {name: tuple(map(int, widths.split(", "))) for name, widths in rows} == {
        preset.name: preset.value.widths for preset in ImagePreset
    }


def test_the_guide_tells_what_queries_cost() -> None:
    rows = re.findall(r"^\| ([a-z][^|]+) \| (\d+) \|$", GUIDE, flags=re.MULTILINE)

    assert {title: int(number) for title, number in rows} == COUNTS


def test_the_welcome_page_links_to_the_documentation_where_it_is_served(client: Client, settings: Settings) -> None:
    without = client.get("/").content.decode()
    settings.DOCS_URL = "https://docs.example.org"

    assert "Documentation" not in without
    assert 'href="https://docs.example.org/"' in client.get("/").content.decode()
