"""Which category may stand below which, in the admin and by any other way."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale

from news.models import Category, NewsIndexPage
from tests.factories import CategoryFactory, make_article
from tests.user_accounts import log_in, make_user

CATEGORIES = "/admin/snippets/news/category/"
CHOOSER = "/admin/snippets/choose/news/category/"


@pytest.fixture
def moderator(db: None) -> Client:
    return log_in(make_user("Moderators"))


@pytest.fixture
def balkans(db: None) -> Category:
    world = CategoryFactory(name="World", slug="world")
    europe = CategoryFactory(name="Europe", slug="europe", parent=world)
    return CategoryFactory(name="Balkans", slug="balkans", parent=europe)


def category(slug: str) -> Category:
    return Category.objects.get(slug=slug)


def save(browser: Client, name: str, parent: Category | None, edited: Category | None = None) -> list[str]:
    """Sends the form of a category; returns what it says of the parent."""
    url = f"{CATEGORIES}edit/{edited.pk}/" if edited else f"{CATEGORIES}add/"
    form = {"name": name, "slug": name.lower(), "description": "", "parent": parent.pk if parent else ""}
    answer = browser.post(url, form)
    return answer.context["form"].errors.get("parent", []) if answer.status_code == 200 else []


def test_a_category_is_put_below_another_and_moved(moderator: Client, balkans: Category) -> None:
    assert save(moderator, "Sahel", category("world")) == []
    assert str(category("sahel")) == "World › Sahel"

    assert save(moderator, "Sahel", None, category("sahel")) == []
    assert str(category("sahel")) == "Sahel"


def test_the_form_offers_where_it_can_stand(moderator: Client, balkans: Category) -> None:
    CategoryFactory(name="Asia", slug="asia", parent=category("world"))
    CategoryFactory(name="Monde", locale=Locale.objects.create(language_code="fr"))

    def offered(url: str) -> list[str]:
        return [str(label) for _value, label in moderator.get(url).context["form"].fields["parent"].choices]

    indent = "\u00a0" * 4
    assert offered(f"{CATEGORIES}add/") == ["None: at the top", "World", f"{indent}↳ Asia", f"{indent}↳ Europe"]
    assert offered(f"{CATEGORIES}add/?locale=fr") == ["None: at the top", "Monde"]
    assert offered(f"{CATEGORIES}edit/{category('europe').pk}/") == ["None: at the top", "World", f"{indent}↳ Asia"]


def test_a_circle_a_fourth_level_and_another_language_are_refused(moderator: Client, balkans: Category) -> None:
    monde = CategoryFactory(name="Monde", locale=Locale.objects.create(language_code="fr"))
    asia = CategoryFactory(name="Asia", slug="asia", parent=category("world"))
    refused = ["This cannot be the parent: it is of another language, on the third level, or below this category."]

    assert save(moderator, "World", balkans, category("world")) == refused
    assert save(moderator, "Sofia", balkans) == refused
    assert save(moderator, "Sofia", monde) == refused
    assert save(moderator, "Europe", asia, category("europe")) == [
        "Categories stand on three levels at most, and this would make a fourth below “World › Asia”. Choose a parent "
        "further up."
    ]
    assert str(category("balkans")) == "World › Europe › Balkans"


@pytest.mark.parametrize(
    ("moved", "parent", "message"),
    [
        ("world", "balkans", "“World” cannot stand below itself. Choose a parent that is not below it."),
        ("europe", "europe", "“Europe” cannot stand below itself. Choose a parent that is not below it."),
        (
            "games",
            "balkans",
            "Categories stand on three levels at most, and this would make a fourth below “World › Europe › Balkans”. "
            "Choose a parent further up.",
        ),
        ("games", "monde", "“Monde” is of another language. Choose a category of this one’s language."),
    ],
)
def test_no_other_way_in_breaks_the_tree(balkans: Category, moved: str, parent: str, message: str) -> None:
    CategoryFactory(name="Games", slug="games")
    CategoryFactory(name="Monde", slug="monde", locale=Locale.objects.create(language_code="fr"))
    changed = category(moved)
    changed.parent = category(parent)

    for attempt in (changed.full_clean, changed.save):
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert refused.value.message_dict == {"parent": [message]}
    assert str(category("balkans")) == "World › Europe › Balkans"


def test_a_category_with_others_below_is_not_deleted(moderator: Client, balkans: Category) -> None:
    world = category("world")

    for url in (f"{CATEGORIES}delete/{world.pk}/", f"/admin/bulk/news/category/delete/?id={world.pk}"):
        assert moderator.post(url)["Location"] == CATEGORIES
        listing = moderator.get(CATEGORIES).content.decode()
        assert "“World” was not deleted: 1 category stands below it. Move or delete that one first." in listing

    with pytest.raises(ProtectedError):
        world.delete()
    assert Category.objects.count() == 3


def test_the_listing_shows_paths_in_the_order_of_the_tree(
    index: NewsIndexPage, moderator: Client, balkans: Category
) -> None:
    for name in ("Zoo", "Asia"):
        CategoryFactory(name=name, slug=name.lower(), parent=category("world") if name == "Asia" else None)
    CategoryFactory(name="Alps", slug="alps", parent=category("europe"))
    make_article(index, category=balkans)
    make_article(index, category=category("world"), live=False)

    def rows(url: str) -> list[str]:
        return [str(row) for row in moderator.get(url).context["object_list"]]

    in_tree = ["World", "World › Asia", "World › Europe", "World › Europe › Alps", "World › Europe › Balkans", "Zoo"]
    assert rows(CATEGORIES) == in_tree
    assert rows(f"{CATEGORIES}?ordering=-name") == sorted(
        in_tree, key=lambda path: path.split(" › ")[-1], reverse=True
    )
    assert rows(f"{CATEGORIES}?q=balk") == ["World › Europe › Balkans"]
    counts = {row.slug: row.article_count for row in moderator.get(CATEGORIES).context["object_list"]}
    assert counts == {"world": 2, "asia": 0, "europe": 1, "alps": 0, "balkans": 1, "zoo": 0}
    listed = moderator.get(f"/admin/articles/?category={category('world').pk}").context["object_list"]
    assert len(listed) == 2, "the count leads to as many articles"


def test_the_chooser_shows_paths(moderator: Client, balkans: Category) -> None:
    html = moderator.get(CHOOSER).json()["html"]
    found = moderator.get(f"{CHOOSER}results/?q=balk").content.decode()
    chosen = moderator.get(f"{CHOOSER}chosen/{balkans.pk}/").json()

    assert html.index("World › Europe") < html.index("World › Europe › Balkans")
    assert "World › Europe › Balkans" in found
    assert chosen["result"]["string"] == "World › Europe › Balkans"


@pytest.mark.parametrize("rows", [3, 24])
@pytest.mark.parametrize(("url", "queries"), [(CATEGORIES, 14), (CHOOSER, 9)])
def test_paths_cost_the_same_for_any_number_of_categories(
    moderator: Client, django_assert_num_queries: DjangoAssertNumQueries, url: str, queries: int, rows: int
) -> None:
    top = CategoryFactory()
    for _ in range(rows // 3):
        CategoryFactory(parent=CategoryFactory(parent=top))
    moderator.get(url)

    with django_assert_num_queries(queries):
        answer = moderator.get(url)

    assert answer.status_code == 200
