"""What the demo newsroom holds. It is seeded once for all tests of this module, which only read it."""

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.embeds.models import Embed
from wagtail.models import Locale, Page, ReferenceIndex, Site, WorkflowState

from cms.body.blocks import BodyBlock
from cms.images.models import CreditedImage
from cms.images.tasks import has_current_renditions
from news.models import ArticlePage, Author, Category, HomePage, Menus, NewsIndexPage, SiteSettings, StandardPage
from tests.client import GraphQLClient

# One worker runs them all, because each would have to seed for itself.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_seeded"), pytest.mark.xdist_group("demo")]


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def live(locale: str = "en") -> list[ArticlePage]:
    return list(ArticlePage.objects.filter(live=True, locale__language_code=locale).order_by("-published_at"))


def article(slug: str) -> ArticlePage:
    found: ArticlePage = ArticlePage.objects.get(slug=slug)
    return found


def test_things_are_as_many_as_were_written() -> None:
    models = (Locale, HomePage, NewsIndexPage, ArticlePage, StandardPage, Category, Author)
    assert [model._default_manager.count() for model in models] == [4, 4, 4, 52, 12, 32, 3]
    assert [CreditedImage.objects.count(), Document.objects.count(), Embed.objects.count()] == [33, 4, 2]
    assert [len(live(code)) for code in ("en", "fr", "es", "ar")] == [36, 6, 5, 1]


def test_the_pages_make_a_sound_tree_in_the_place_of_the_welcome_page() -> None:
    assert Page.find_problems() == ([], [], [], [], [])
    assert [(page.slug, page.locale.language_code) for page in Page.objects.filter(depth=2)] == [
        ("home", "en"),
        ("home-fr", "fr"),
        ("home-es", "es"),
        ("home-ar", "ar"),
    ]
    assert [page.url_path for page in Page.objects.filter(depth=3).type(NewsIndexPage)] == [
        "/home/news/",
        "/home-fr/actualites/",
        "/home-es/noticias/",
        "/home-ar/الأخبار/",
    ]
    site = Site.objects.get()
    assert (site.hostname, site.is_default_site, site.site_name) == ("localhost", True, "Meridian")
    assert site.root_page.specific == HomePage.objects.get(slug="home")


def test_each_category_has_articles_in_its_own_language() -> None:
    counts = Counter(page.category.slug if page.category else None for page in live())

    assert counts == {
        "ports": 5,
        "fair-work": 4,
        "skills": 4,
        "rail": 4,
        "food": 4,
        "energy": 4,
        "health": 4,
        "small-business": 4,
        None: 3,
    }
    for code in ("fr", "es", "ar"):
        assert {page.category.locale.language_code for page in live(code) if page.category} == {code}


def test_some_articles_lack_what_an_article_may_lack() -> None:
    pages = live()

    assert sum(page.image_id is None for page in pages) == 9
    assert [page.slug for page in pages if not page.summary] == [
        "makori-power-cuts-calendar",
        "one-hour-of-mathematics",
        "how-we-correct",
    ]
    assert [page.kicker for page in pages if page.kicker] == [
        "From the newsroom",
        "Data",
        "Explainer",
        "Analysis",
        "Interview",
    ]
    assert [page.slug for page in pages if not page.kicker and not page.category] == [
        "how-we-correct",
        "the-year-in-ten-numbers",
    ]


def test_every_kind_of_block_is_used() -> None:
    used = {block["type"] for page in live() for block in page.body.raw_data}

    assert used == set(BodyBlock().child_blocks)


def test_the_newest_article_is_of_yesterday_and_the_oldest_of_fourteen_months_ago(today: dt.date) -> None:
    days = [(today - timezone.localdate(page.published_at)).days for page in live()]

    assert (min(days), max(days)) == (1, 415)
    assert sorted(day for day, count in Counter(days).items() if count == 2) == [1, 3, 30, 70]


def test_articles_of_one_day_are_listed_in_one_order(api: GraphQLClient) -> None:
    query = "query($n: Int!, $after: String) {articles(first: $n, after: $after) {pageInfo {endCursor} nodes {path}}}"
    at_once = [node["path"] for node in api.data(query, n=36)["articles"]["nodes"]]
    one_by_one, after = [], None
    for _ in at_once:
        answer = api.data(query, n=1, after=after)["articles"]
        one_by_one.append(answer["nodes"][0]["path"])
        after = answer["pageInfo"]["endCursor"]

    assert one_by_one == at_once
    assert at_once[:2] == ["/news/halvik-ferries-shore-power/", "/news/puerto-amaro-night-pilots/"]
    assert article("mirrin-solar-sheep").published_at == article("makori-power-cuts-calendar").published_at


def test_articles_look_as_though_they_had_been_published_at_their_dateline() -> None:
    for page in live():
        revision = page.latest_revision
        assert page.first_published_at == page.last_published_at == page.published_at == revision.created_at
        assert page.live_revision == revision
        edition = page.editions.get()
        assert (edition.published_at, edition.revision) == (page.last_published_at, revision)
        assert not page.has_unpublished_changes


def test_translations_share_all_but_their_words() -> None:
    original, french, spanish = (
        article(slug)
        for slug in (
            "night-train-saint-orvin-villareda",
            "train-de-nuit-saint-orvin-villareda",
            "tren-nocturno-saint-orvin-villareda",
        )
    )

    for translation in (french, spanish):
        assert translation.translation_key == original.translation_key
        assert translation.image == original.image
        assert translation.published_at == original.published_at
        categories = Category.objects.filter(articles__in=[translation, original])
        assert len({category.translation_key for category in categories}) == 1
        assert [row.author.slug for row in translation.bylines.all()] == ["camille-dervaux"]
    assert french.get_parent().slug == "actualites"


def test_corrections_are_of_all_kinds() -> None:
    noted = [(page.slug, row.kind) for page in live() for row in page.corrections.all()]

    assert noted == [
        ("nurses-shorter-nights", "clarification"),
        ("fair-crewing-index", "update"),
        ("fog-rules-for-drivers", "correction"),
        ("sei-bay-dredging-pause", "correction"),
    ]
    updated = article("fair-crewing-index")
    assert [(row.date - timezone.localdate(updated.published_at)).days for row in updated.corrections.all()] == [21]


def test_links_name_the_pages_and_documents_they_lead_to(api: GraphQLClient) -> None:
    linked = article("norrhus-wind-neighbours").body.raw_data[-1]["value"]["html"]

    assert f'<a linktype="page" id="{article("halvik-ferries-shore-power").pk}">the ferries in Halvik</a>' in linked
    assert not [page for page in live() if 'page="' in str(page.body.raw_data)]
    html = api.data('{page(path: "/about/") {... on StandardPage {body {... on ParagraphBlock {html}}}}}')
    assert "/news/how-we-correct/" in str(html)


def test_every_article_can_be_read_whole(api: GraphQLClient) -> None:
    query = """query ($page: Int!) {
          articles(first: 18, page: $page) {
            nodes {
              title kicker summary readingMinutes tags
              authors {name jobTitle bio portrait {alt}}
              image {alt credit placeholder rendition(preset: CARD) {srcSet webpSrcSet avifSrcSet}}
              body {
                __typename
                ... on EmbedBlock {html title provider thumbnailUrl}
                ... on DocumentBlock {title url fileSize contentType}
                ... on RelatedArticlesBlock {articles {title}}
                ... on TableBlock {caption header rows}
                ... on GalleryBlock {items {alt caption credit}}
              }
              related {title}
              corrections {kind}
            }
          }
        }"""
    nodes = [node for page in (1, 2) for node in api.data(query, page=page)["articles"]["nodes"]]
    blocks = [block for node in nodes for block in node["body"]]

    assert len(nodes) == 36
    assert sum(block["__typename"] == "EmbedBlock" for block in blocks) == 2
    assert [block["provider"] for block in blocks if block["__typename"] == "EmbedBlock"] == ["YouTube", "Vimeo"]
    assert all(block["fileSize"] > 0 for block in blocks if block["__typename"] == "DocumentBlock")
    assert sorted(block["contentType"] for block in blocks if block["__typename"] == "DocumentBlock") == [
        "application/pdf",
        "text/csv",
        "text/csv",
        "text/csv",
    ]
    assert all(len(row) == len(block["header"]) for block in blocks if "rows" in block for row in block["rows"])


def test_pictures_say_what_they_show_and_whom_to_credit(today: dt.date) -> None:
    pictures = CreditedImage.objects.all()

    assert [picture.title for picture in pictures if picture.is_decorative] == ["Quantities as circles"]
    assert not [picture.title for picture in pictures if not picture.is_decorative and not picture.description]
    assert [picture.title for picture in pictures if not picture.credit] == ["The mark of Meridian"]
    assert CreditedImage.objects.get(title="Norrhus wind farm").credit == f"© Ines Okafor / Meridian {today.year}"
    assert all(has_current_renditions(picture) for picture in pictures)


def test_authors_have_a_job_a_life_and_a_face() -> None:
    authors = Author.objects.all()

    assert [author.name for author in authors] == ["Camille Dervaux", "Ines Okafor", "Tomás Arrieta"]
    for author in authors:
        assert author.job_title
        assert author.bio
        assert author.live
    assert [author.portrait.title for author in authors if author.portrait] == [author.name for author in authors]


def test_the_desk_has_something_due_overdue_submitted_and_scheduled(today: dt.date) -> None:
    desk = ArticlePage.objects.filter(live=False).order_by("published_at")

    assert [(page.slug, (timezone.localdate(page.published_at) - today).days) for page in desk] == [
        ("rice-insurance-pays-by-rain-gauge", -2),
        ("port-clairac-cruise-terminal", 0),
        ("rail-ticket-one-for-five-countries", 1),
        ("apprentices-week-programme", 3),
    ]
    assert all(page.has_unpublished_changes and page.latest_revision for page in desk)
    state = WorkflowState.objects.get()
    assert state.content_object.specific == article("rail-ticket-one-for-five-countries")
    assert (state.status, state.workflow.name) == ("in_progress", "Desk and legal review")
    assert state.current_task_state.task.name == "Desk"
    groups = {task.name: [group.name for group in task.specific.groups.all()] for task in state.workflow.tasks}
    assert groups == {"Desk": ["Moderators"], "Legal": ["Legal"]}
    scheduled = article("apprentices-week-programme")
    assert scheduled.approved_schedule
    assert scheduled.scheduled_revision.approved_go_live_at == scheduled.published_at


def test_front_pages_show_articles_of_their_own_language() -> None:
    for code, counts in (("en", [4, 3, 4]), ("fr", [3]), ("es", [3]), ("ar", [1])):
        home = HomePage.objects.get(locale__language_code=code)
        sections = [section.value for section in home.sections]
        assert [len(section["articles"]) for section in sections] == counts
        assert {page.locale.language_code for section in sections for page in section["articles"]} == {code}
    assert sections[0]["link"] == NewsIndexPage.objects.get(slug="الأخبار").page_ptr


def test_the_site_has_its_marks_and_menus(api: GraphQLClient) -> None:
    site = Site.objects.get()

    assert SiteSettings.for_site(site).organisation == "Meridian Wire Service"
    assert [len(getattr(Menus.for_site(site), slot)) for slot in ("main", "footer")] == [2, 7]
    answer = api.data('{site {menu(slot: MAIN, locale: "fr") {label children {label}}}}')
    assert [entry["label"] for entry in answer["site"]["menu"]] == ["Actualités", "À propos de Meridian"]
    answer = api.data('{site {menu(slot: FOOTER, locale: "ar") {label locale direction}}}')
    assert answer["site"]["menu"][-1] == {"label": "بُني باستخدام Wagtail", "locale": "ar", "direction": "RTL"}
    assert len(answer["site"]["menu"]) == 4


def test_authors_have_their_texts_in_each_language(api: GraphQLClient) -> None:
    query = "query($locale: String) { authors(locale: $locale) { nodes { locale direction jobTitle bio } } }"

    for code in ("en", "fr", "es", "ar"):
        authors = api.data(query, locale=code)["authors"]["nodes"]
        assert {author["locale"] for author in authors} == {code}
        assert all(author["jobTitle"] and author["bio"] for author in authors)


def test_wagtail_knows_what_is_used_where() -> None:
    picture = CreditedImage.objects.get(title="Norrhus wind farm")

    assert article("norrhus-wind-neighbours").image == picture
    assert ReferenceIndex.get_references_to(picture).count() == 1
