"""A page is found by what its model declares in `search_fields` and exposes in `graphql_fields`, and nothing else."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import blocks
from wagtail.models import Page
from wagtail.search.index import AutocompleteField, FilterField, RelatedFields, SearchField

from cms.graphql.content.streamfield import BlockValue
from cms.graphql.declarations import GraphQLString
from news.models import ArticleAuthor, ArticlePage, HomePage, NewsIndexPage, StandardPage, Tag
from search.checks import check_search_fields
from search.indexing import search_fields
from search.indexing.documents import documents_of, words_of
from search.models import Entry
from tests.factories import AuthorFactory, CategoryFactory, make_article, make_page, stored
from tests.search.finding import found, index_all

EDITORS_ONLY = "What editors alone are to find is an AutocompleteField, which the admin's page search reads."
TITLED = [SearchField("title", boost=2), AutocompleteField("title")]

Declare = Callable[..., None]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Declare]:
    """Has articles declare search fields, for the length of a test."""
    caches = [cast("Any", getattr(search_fields, name)) for name in ("searched_fields", "exposed_sources")]

    def declare_fields(*fields: Any, **attributes: Any) -> None:
        for name, value in {"search_fields": [*TITLED, *fields], **attributes}.items():
            monkeypatch.setattr(ArticlePage, name, value)
        for cached in caches:
            cached.cache_clear()

    yield declare_fields
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


def paragraph(words: str) -> str:
    """Returns a body of one paragraph."""
    return stored(("paragraph", {"html": f"<p>{words}</p>"}))


def errors() -> list[tuple[str | None, str, str | None, Any]]:
    """Returns what the check finds."""
    return [(error.id, error.msg, error.hint, error.obj) for error in check_search_fields()]


@pytest.mark.django_db
def test_each_page_type_of_the_newsroom_is_found_by_its_texts(index: NewsIndexPage) -> None:
    home = HomePage.objects.get()
    home.sections = stored(("section", {"heading": "Okapi", "link": None, "articles": []}))
    home.save()
    index.intro = "<p>Giraffes &amp; gnus</p>"
    index.save()
    make_page(home, title="About", intro="<p>Lemurs</p>", body=paragraph("Meerkats"))
    author, category = AuthorFactory(name="Ana Duarte"), CategoryFactory(name="Fishery")
    make_article(
        index,
        title="Zebra",
        kicker="Exclusive",
        summary="They run.",
        body=paragraph("Herds return."),
        authors=[author],
        category=category,
        tags=["stripes"],
    )
    index_all()

    assert found("okapi") == [home.title]
    assert found("giraffes gnus") == [index.title]
    assert found("lemurs") == found("meerkats") == ["About"]
    for word in ("exclusive", "run", "herds", "duarte", "fishery", "stripes"):
        assert found(word) == ["Zebra"]
    assert Entry.objects.get(title="Zebra").text == "They run.\nExclusive\nHerds return."


@pytest.mark.django_db
def test_what_is_exposed_but_not_declared_is_not_found(index: NewsIndexPage, declare: Declare) -> None:
    declare(SearchField("summary"))
    make_article(index, title="Zebra", summary="Stripes", body=paragraph("Herds"), tags=["Savanna"])
    index_all()

    assert found("zebra") == found("stripes") == ["Zebra"]
    assert found("herds") == found("savanna") == []


@pytest.mark.django_db
def test_what_is_declared_but_not_exposed_is_not_found(index: NewsIndexPage, declare: Declare) -> None:
    declare(SearchField("summary"), SearchField("search_description"), RelatedFields("owner", [SearchField("email")]))
    make_article(index, title="Zebra", summary="Stripes", search_description="Herds")
    index_all()

    assert found("stripes") == ["Zebra"]
    assert found("herds") == []


@pytest.mark.django_db
def test_other_kinds_of_search_fields_are_for_editors(index: NewsIndexPage, declare: Declare) -> None:
    declare(AutocompleteField("summary"), FilterField("kicker"))
    make_article(index, title="Zebra", summary="Stripes", kicker="Herds")
    index_all()

    assert found("stripes") == found("herds") == []
    assert errors() == []


@pytest.mark.django_db
def test_a_boost_counts_each_word_so_many_times(index: NewsIndexPage, declare: Declare) -> None:
    declare(SearchField("kicker", boost=3), SearchField("summary"), RelatedFields("tags", [SearchField("name", 2)]))
    article = make_article(index, title="Zebra", kicker="Herds", summary="Stripes", tags=["Savanna"])
    index_all()

    entry = Entry.objects.get(page=article)
    assert (entry.title_terms, entry.text_terms) == ("zebra", "savanna \n savanna \n herd \n herd \n herd \n stripe")
    assert entry.text == "Herds\nStripes"
    assert entry.length == 7


@pytest.mark.django_db
def test_authors_who_are_drafts_are_not_found(index: NewsIndexPage) -> None:
    public, draft = AuthorFactory(name="Ana Duarte"), AuthorFactory(name="Bea Lobo", live=False)
    make_article(index, title="Zebra", authors=[public, draft])
    index_all()

    assert found("duarte") == ["Zebra"]
    assert found("lobo") == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_byline_that_is_deleted_and_a_tag_that_is_renamed(index: NewsIndexPage) -> None:
    make_article(index, title="Zebra", authors=[AuthorFactory(name="Ana Duarte")], tags=["stripes"])
    assert found("duarte") == found("stripes") == ["Zebra"]

    ArticleAuthor.objects.get().delete()
    tag = Tag.objects.get(name="stripes")
    tag.name = "savanna"
    tag.save()

    assert found("duarte") == found("stripes") == []
    assert found("savanna") == ["Zebra"]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [3, 30])
def test_documents_cost_as_many_queries_for_thirty_as_for_three(index: NewsIndexPage, size: int) -> None:
    category, author = CategoryFactory(), AuthorFactory()
    pages = [make_article(index, category=category, authors=[author], tags=["a", "b"]).pk for _number in range(size)]

    with CaptureQueriesContext(connection) as queries:
        assert len(documents_of(pages)) == size

    assert sum("news_author" in query["sql"] or "taggit" in query["sql"] for query in queries) == 2
    assert len(queries) == 8


class NoteBlock(blocks.StructBlock):
    """A text, with a remark that the API does not show."""

    text = blocks.CharBlock()
    remark = blocks.CharBlock()

    graphql_fields = [GraphQLString("text", required=True, description="The text.")]


def test_children_of_a_block_that_are_not_exposed_are_left_out() -> None:
    stream = blocks.StreamBlock([("note", NoteBlock())])
    value = stream.to_python([{"type": "note", "value": {"text": "Zebra", "remark": "Giraffe"}, "id": "a"}])

    assert words_of(BlockValue.of_stream(value)) == ["Zebra"]


def test_the_models_of_this_project_are_right() -> None:
    assert check_search_fields() == []


NOT_EXPOSED = (
    "Expose it by this name or as the source of a field, or remove it: readers could find what they cannot read. "
    + EDITORS_ONLY
)
NO_COLUMN = f"Readers search columns of text. {EDITORS_ONLY}"
NO_TEXT = f"Declare it as a FilterField. {EDITORS_ONLY}"
HIDDEN = f"Remove it: readers would still find what they can no longer read. {EDITORS_ONLY}"
HIDDEN_TEXT = "is the text of a page, picture or document, which may be hidden while this page is not."
WHOLE = "Use a whole number from 1 to 10: so many times each word of it is counted."
TITLE = "Leave it out: a word in any title counts as 2 in the text."


@pytest.mark.parametrize(
    ("field", "number", "message", "hint"),
    [
        (SearchField("search_description"), 6, "“search_description” is not exposed in graphql_fields.", NOT_EXPOSED),
        (
            RelatedFields("owner", [SearchField("email")]),
            6,
            "“owner__email” is not exposed in graphql_fields.",
            NOT_EXPOSED,
        ),
        (SearchField("reporters"), 7, "“reporters” is no column.", NO_COLUMN),
        (SearchField("seo_description"), 7, "“seo_description” is no column.", NO_COLUMN),
        (RelatedFields("reporters", [SearchField("name")]), 7, "“reporters__name” is no column.", NO_COLUMN),
        (RelatedFields("kicker", [SearchField("name")]), 7, "“kicker__name” is no column.", NO_COLUMN),
        (RelatedFields("tags", [SearchField("title")]), 7, "“tags__title” is no column.", NO_COLUMN),
        (SearchField("reading_minutes"), 7, "“reading_minutes” is no column of text.", NO_TEXT),
        (SearchField("category"), 7, "“category” is no column of text.", NO_TEXT),
        (RelatedFields("image", [SearchField("title")]), 7, f"“image__title” {HIDDEN_TEXT}", HIDDEN),
        (
            RelatedFields("related_links", [RelatedFields("article", [SearchField("summary")])]),
            7,
            f"“related_links__article__summary” {HIDDEN_TEXT}",
            HIDDEN,
        ),
        (SearchField("summary", boost=1.5), 8, "“summary” has boost=1.5.", WHOLE),
        (SearchField("summary", boost=0), 8, "“summary” has boost=0.", WHOLE),
        (SearchField("summary", boost=11), 8, "“summary” has boost=11.", WHOLE),
        (SearchField("summary", boost=float("inf")), 8, "“summary” has boost=inf.", WHOLE),
        (SearchField("title", boost=3), 8, "“title” has boost=3.", TITLE),
    ],
)
def test_what_is_refused(declare: Declare, field: Any, number: int, message: str, hint: str) -> None:
    declare(field)

    assert errors() == [(f"search.E{number:03}", f"ArticlePage.search_fields: {message}", hint, ArticlePage)]


def test_a_field_with_another_source_does_not_expose_the_column_of_its_name(declare: Declare) -> None:
    declare(
        SearchField("kicker"),
        SearchField("summary"),
        graphql_fields=[
            GraphQLString("kicker", source="label", description="Another text."),
            GraphQLString("teaser", source="summary", description="The summary."),
        ],
    )

    assert errors() == [
        (
            "search.E006",
            "ArticlePage.search_fields: “kicker” is not exposed in graphql_fields.",
            NOT_EXPOSED,
            ArticlePage,
        )
    ]


@pytest.mark.parametrize("boost", [None, 1, 2])
def test_the_boost_of_wagtails_title_is_no_error(declare: Declare, boost: float | None) -> None:
    declare(SearchField("title", boost=boost), SearchField("summary", boost=10.0))

    assert errors() == []
    assert [field.lookup for field in search_fields.searched_fields(ArticlePage)] == ["summary"]


def test_pages_inherit_one_search_field_from_wagtail() -> None:
    assert [field.lookup for field in search_fields.declared_fields(Page)] == ["title"]
    assert [field.lookup for field in search_fields.searched_fields(StandardPage)] == ["intro", "body"]
