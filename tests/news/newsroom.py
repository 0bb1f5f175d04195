"""A newsroom of any size, in which everything refers to something of its own: for counting queries."""

from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Locale, Site

from news.models import (
    ArticleAuthor,
    ArticlePage,
    Correction,
    CorrectionWording,
    Edition,
    Menus,
    NewsIndexPage,
    RelatedArticle,
    SiteSettings,
)
from tests.factories import (
    NOON,
    AuthorFactory,
    CategoryFactory,
    DocumentFactory,
    ImageFactory,
    index_of,
    list_of,
    make_article,
    make_collection,
    make_translation,
    restrict,
    stored,
)


def make_newsroom(site: Site, size: int) -> list[ArticlePage]:
    """Returns `size` articles; each has its own category, author, pictures, document, embed, links and translation."""
    index = index_of(site)
    french = make_translation(index, "fr")
    restrict(make_article(index, title="Restricted"))
    make_collection("Private", private=True)
    authors = [AuthorFactory(name=f"Author {number:03}", portrait=ImageFactory()) for number in range(size)]
    articles = [make_article(index, slug=f"story-{number}") for number in range(size)]
    for number, article in enumerate(articles):
        next_one, one_after = articles[(number + 1) % size], articles[(number + 2) % size]
        article.title = f"Story {number:03}"
        article.category = CategoryFactory(name=f"Category {number:03}", slug=f"category-{number:03}")
        article.image = ImageFactory()
        article.body = body(number, next_one, one_after)
        article.bylines = [ArticleAuthor(author=author) for author in (authors[number], authors[number - 1])]
        article.related_links = [RelatedArticle(article=next_one)]
        article.corrections = [Correction(text="Mended.")]
        article.tags.add("ports", f"tag {number}")
        article.save()
        make_french(french, article)
        edition = Edition.objects.create(article=article, number=1, published_at=NOON, note="Mended.")
        CorrectionWording.objects.filter(page=article).update(edition=edition)
    write_front_page(site, articles)
    return articles


def body(number: int, next_one: ArticlePage, one_after: ArticlePage) -> str:
    """Returns a body with one block of each type that refers to something."""
    url = f"https://video.example.com/{number}"
    Embed.objects.create(url=url, hash=get_embed_hash(url), type="video", html="<iframe></iframe>", title="A film")
    document, offered = DocumentFactory(), DocumentFactory()
    text = (
        f'<p>See <a linktype="page" id="{next_one.pk}">this</a>, <a linktype="page" id="{one_after.pk}">that</a> and'
        f' <a linktype="document" id="{document.pk}">the report</a>.</p>'
        f'<embed embedtype="image" id="{ImageFactory().pk}" format="fullwidth" alt=""/>'
    )
    return stored(
        ("heading", {"text": "What happened", "level": "2"}),
        ("paragraph", {"html": text}),
        ("image", {"image": ImageFactory().pk, "alt": "", "caption": "", "credit": ""}),
        ("gallery", {"items": list_of(*({"image": ImageFactory().pk} for _ in range(2)))}),
        ("embed", {"url": url}),
        ("document", {"document": offered.pk, "title": ""}),
        ("callout", {"title": "", "html": text}),
        ("related_articles", {"heading": "More", "articles": list_of(next_one.pk, one_after.pk)}),
    )


def make_french(index: NewsIndexPage, article: ArticlePage) -> None:
    """Makes the French translation of an article, which has nothing but a title."""
    locale = Locale.objects.get(language_code="fr")
    make_article(index, title=f"Récit {article.pk}", locale=locale, translation_key=article.translation_key)


def write_front_page(site: Site, articles: list[ArticlePage]) -> None:
    """Puts all articles into the sections of the home page and into the menus."""
    home = site.root_page.specific
    pks = [article.pk for article in articles]
    home.sections = stored(
        *(
            ("section", {"heading": "Section", "link": pks[start], "articles": list_of(*pks[start : start + 3])})
            for start in range(0, len(pks), 3)
        )
    )
    home.save()
    entries = [{"label": "", "page": article.pk, "url": "", "children": []} for article in articles]
    items = [("item", entry | {"children": list_of(*entries[:3])}) for entry in entries]
    Menus.objects.create(site=site, main=stored(*items), footer=stored(*items))
    SiteSettings.objects.create(site=site, organisation="The Wire", logo=ImageFactory(), social_image=ImageFactory())
