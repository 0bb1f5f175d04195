"""A small newsroom with one of everything that the frontend shows."""

import datetime as dt

from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Site

from news.models import ArticlePage, Correction, Menus, SiteSettings
from tests.factories import (
    NOON,
    AuthorFactory,
    CategoryFactory,
    DocumentFactory,
    ImageFactory,
    index_of,
    list_of,
    make_article,
    make_page,
    make_translation,
    stored,
)

FILM = "https://video.example.com/film"


def make_newsroom(site: Site) -> ArticlePage:
    """Return an article with every block, beside others, a front page, menus and two translations."""
    index = index_of(site)
    ports, safety = CategoryFactory(name="Ports", slug="ports"), CategoryFactory(name="Safety", slug="safety")
    author = AuthorFactory(name="Ana Duarte", slug="ana-duarte", job_title="Reporter", portrait=ImageFactory())
    older = [
        make_article(
            index,
            title=f"Older story {number:02}",
            published_at=NOON - dt.timedelta(days=400 + number),
            category=safety,
            image=ImageFactory(),
            tags=["archive"],
        )
        for number in range(12)
    ]
    article = make_article(
        index,
        title="Harbour reopens",
        slug="harbour-reopens",
        published_at=NOON,
        summary="The first ferry leaves on Monday.",
        category=ports,
        image=ImageFactory(description="A ferry at the quay", credit="© Quay 2026"),
        authors=[author],
        tags=["harbour"],
        body=every_block(older[0]),
    )
    article.corrections = [Correction(text="The ferry leaves on Tuesday.", kind="correction", date=NOON.date())]
    article.save()
    make_translation(article, "fr", title="Le port rouvre", slug="le-port-rouvre")
    make_translation(article, "ar", title="الميناء يفتح", slug="الميناء")
    about = make_page(
        site.root_page, title="About us", slug="about", body=stored(("paragraph", {"html": "<p>We report.</p>"}))
    )
    home = site.root_page.specific
    picks = list_of(article.pk, older[0].pk)
    home.sections = stored(("section", {"heading": "Top stories", "link": index.pk, "articles": picks}))
    home.save()
    entry = {"label": "", "url": "", "children": []}
    items = stored(("item", entry | {"page": index.pk}), ("item", entry | {"page": about.pk}))
    Menus.objects.create(site=site, main=items, footer=items)
    SiteSettings.objects.create(site=site, organisation="The Wire Ltd.", strapline="News from the quay")
    return article


def every_block(other: ArticlePage) -> str:
    """Return a body with one block of each type."""
    Embed.objects.create(
        url=FILM, hash=get_embed_hash(FILM), type="video", html="<blockquote>A film</blockquote>", title="A film"
    )
    columns = [{"type": "text", "heading": heading} for heading in ("Port", "Berths")]
    return stored(
        ("heading", {"text": "What happened", "level": "2"}),
        ("paragraph", {"html": f'<p>As <a linktype="page" id="{other.pk}">we said</a>, <b>boats</b> return.</p>'}),
        ("quote", {"quote": "I have waited for this.", "attribution": "A captain"}),
        ("question_answer", {"question": "When?", "answer": "On Monday.\n\nAt eight."}),
        ("callout", {"title": "In short", "html": "<p>It opens.</p>"}),
        (
            "image",
            {"image": ImageFactory().pk, "alt": "A crane", "caption": "A crane at work", "credit": "© Crane 2026"},
        ),
        ("gallery", {"items": list_of(*({"image": ImageFactory().pk, "caption": f"View {n}"} for n in (1, 2)))}),
        ("embed", {"url": FILM}),
        ("document", {"document": DocumentFactory().pk, "title": "The timetable"}),
        ("table", {"columns": columns, "rows": [{"values": ["North", "6"]}], "caption": "Berths in use"}),
        ("related_articles", {"heading": "More of it", "articles": list_of(other.pk)}),
    )
