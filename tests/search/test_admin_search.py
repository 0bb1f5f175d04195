"""The admin's own search of pictures, documents and pages: Wagtail's, which must bear with whatever is typed."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.accounts.models import User
from tests.factories import DocumentFactory, ImageFactory

pytestmark = pytest.mark.wagtail_indexes

TYPED = [
    *('"', '""', " ", 'a"b', "\0", "*", "(", "AND", "'", "\\", "^", ":", "-", 'zèbre"', "x " * 2000, "w" * 5000),
]
VIEWS = [
    *("wagtailimages:index", "wagtaildocs:index", "wagtailimages_chooser:choose_results"),
    *("wagtaildocs_chooser:choose_results", "wagtailadmin_pages:search", "articles:index"),
]


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="x"))
    return client


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("typed", TYPED)
def test_nothing_that_is_typed_breaks_it(admin: Client, view: str, typed: str) -> None:
    assert admin.get(reverse(view), {"q": typed}).status_code == 200


@pytest.mark.parametrize("typed", ["Zèbre", "zebre", "ZEBRE", "zebr"])
def test_accents_and_case_do_not_matter(admin: Client, typed: str) -> None:
    ImageFactory(title="Un zèbre au zoo")
    DocumentFactory(title="Le zèbre en chiffres")

    assert "Un zèbre au zoo" in admin.get(reverse("wagtailimages:index"), {"q": typed}).content.decode()
    assert "Le zèbre en chiffres" in admin.get(reverse("wagtaildocs:index"), {"q": typed}).content.decode()
