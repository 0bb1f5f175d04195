"""What only drafts, schedules or a lagging index tell of a picture is shown before it is deleted, and counts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Collection, ReferenceIndex, Revision, Site

from cms.images.admin.uses import find_uses
from cms.images.models import CreditedImage
from cms.tasks.queue import DATABASE_BACKEND
from news.models import ArticlePage, NewsIndexPage, SiteSettings
from tests.editing.publication.picture_places import DRAFTED, PLACES, body, picture
from tests.editing.publication.test_checks import in_hours
from tests.factories import AuthorFactory, ImageFactory, make_article, stored
from tests.images.admin.test_deletion import bulk_address, confirm, words
from tests.user_accounts import log_in, make_user

PROTECTED = "It cannot be deleted: what is published or scheduled uses it."


@pytest.fixture
def image(db: None) -> CreditedImage:
    return picture()


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Moderators"))


@pytest.fixture
def queue(settings: Settings) -> None:
    """A task queue without a worker."""
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}


def delete(image: CreditedImage) -> str:
    return f"/admin/images/{image.pk}/delete/"


@pytest.mark.parametrize("name", DRAFTED)
def test_every_place_of_a_newer_draft_is_shown(
    editor: Client, index: NewsIndexPage, image: CreditedImage, name: str
) -> None:
    place = PLACES[name]
    drafted = place.make(index.get_site(), image)
    drafted.save_revision(clean=False)
    ReferenceIndex.objects.all().delete()  # as where the live version shows another picture

    shown = words(editor.get(delete(image)))

    field = place.words.partition(" → ")[0]
    assert f", draft: {field})" in shown
    assert "Only drafts use it. They lose it if you delete it." in shown


@pytest.mark.parametrize("name", DRAFTED)
def test_every_place_of_what_is_scheduled_keeps_the_picture(
    editor: Client, index: NewsIndexPage, image: CreditedImage, name: str
) -> None:
    place = PLACES[name]
    drafted = place.make(index.get_site(), image)
    drafted.go_live_at = in_hours(5)
    drafted.save_revision(clean=False).publish()
    drafted.go_live_at = None
    setattr(drafted, name.split()[1], None if "body" not in name and "intro" not in name else "")
    drafted.save_revision(clean=False)  # a newer draft shows another picture
    ReferenceIndex.objects.all().delete()

    shown = words(editor.get(delete(image)))
    confirm(editor, delete(image))

    assert PROTECTED in shown
    assert f", scheduled: {place.words.partition(' → ')[0]})" in shown
    assert CreditedImage.objects.filter(pk=image.pk).exists()


def test_numbers_that_are_no_pictures_are_no_uses(index: NewsIndexPage, image: CreditedImage) -> None:
    article = make_article(index, live=False, reading_minutes=image.pk)
    article.body = stored(("heading", {"text": f'"image": {image.pk}, id="{image.pk}"', "level": str(image.pk)}))
    article.save_revision(clean=False)
    ReferenceIndex.objects.all().delete()

    assert find_uses([image.pk], make_user("Moderators"))[image.pk].count() == 0


def replace_by_body(article: ArticlePage, image: CreditedImage) -> None:
    article.body = body(image, "gallery")


def replace_by_lead(article: ArticlePage, image: CreditedImage) -> None:
    article.image = image


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("place", [replace_by_body, replace_by_lead])
def test_what_a_stopped_worker_has_not_indexed_keeps_the_picture(
    editor: Client, index: NewsIndexPage, image: CreditedImage, place: Callable[[ArticlePage, CreditedImage], None]
) -> None:
    article = make_article(index, title="Night lines return")
    place(article, image)
    article.save_revision(clean=False).publish()
    assert DBTaskResult.objects.filter(task_path="wagtail.tasks.update_reference_index_task").exists()
    assert not ReferenceIndex.get_references_to(image).exists()

    for url in (delete(image), bulk_address(image)):
        assert PROTECTED in words(editor.get(url))
        confirm(editor, url)

    assert CreditedImage.objects.filter(pk=image.pk).exists()


@pytest.mark.usefixtures("queue")
def test_settings_and_authors_that_a_stopped_worker_has_not_indexed_too(
    editor: Client, site: Site, image: CreditedImage
) -> None:
    other = ImageFactory()
    settings = SiteSettings.for_site(site)
    settings.logo = image
    settings.save()
    AuthorFactory(portrait=other)

    for one in (image, other):
        assert PROTECTED in words(editor.get(delete(one)))


def test_what_a_stopped_worker_has_not_forgotten_is_no_use(
    index: NewsIndexPage, image: CreditedImage, settings: Settings
) -> None:
    article = make_article(index, image=image)
    assert find_uses([image.pk], make_user("Moderators"))[image.pk].is_protected
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}

    article.image = None
    article.save()

    assert find_uses([image.pk], make_user("Moderators"))[image.pk].count() == 0


@pytest.mark.parametrize("address", [delete, bulk_address])
def test_what_was_not_shown_is_not_lost(
    editor: Client, index: NewsIndexPage, image: CreditedImage, address: Callable[[CreditedImage], str]
) -> None:
    url = address(image)
    assert "It is not used." in words(editor.get(url))
    draft = make_article(index, title="Night lines return", live=False, image=image)

    answer = words(editor.post(url, {"seen_uses": ""}, follow=True))

    assert "used elsewhere than was shown. Look where, and delete" in answer
    assert "Night lines return (Article, draft: Picture)" in answer
    assert ArticlePage.objects.get(pk=draft.pk).image == image
    assert confirm(editor, url).status_code == 302
    assert not CreditedImage.objects.exists()


def test_taking_an_upload_back_deletes_no_picture_that_is_used(
    editor: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    make_article(index, live=False, image=image)
    unused = ImageFactory()

    answers = [editor.post(f"/admin/images/multiple/{one.pk}/delete/") for one in (image, unused)]

    assert [answer.status_code for answer in answers] == [409, 200]
    assert answers[0].json() == {
        "success": False,
        "error_message": "“Night train” was not deleted: it is used already. Delete it from its own page, which shows "
        "where.",
    }
    assert [*CreditedImage.objects.all()] == [image]


def test_a_collection_with_pictures_is_not_deleted(image: CreditedImage) -> None:
    collection = Collection.get_first_root_node().add_child(name="Trains")
    CreditedImage.objects.filter(pk=image.pk).update(collection=collection)
    browser = log_in(make_user(is_superuser=True))

    answer = browser.post(f"/admin/collections/{collection.pk}/delete/")

    assert Collection.objects.filter(pk=collection.pk).exists()
    assert answer.status_code == 403
    assert CreditedImage.objects.filter(pk=image.pk).exists()


@pytest.mark.parametrize("rows", [3, 30])
def test_more_drafts_and_waiting_tasks_cost_no_more_statements(
    index: NewsIndexPage,
    image: CreditedImage,
    rows: int,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        scheduled: dict[str, Any] = {"go_live_at": in_hours(5)} if number % 3 else {}
        make_article(index, live=False, body=body(image, "image"), **scheduled).save_revision(clean=False)
    Revision.objects.update(approved_go_live_at=in_hours(5))
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}
    for _row in range(rows):
        make_article(index, image=image)
    user = make_user("Moderators")
    find_uses([image.pk], user)

    with django_assert_num_queries(7):
        uses = find_uses([image.pk], user)[image.pk]

    assert uses.count() == 3 * rows
