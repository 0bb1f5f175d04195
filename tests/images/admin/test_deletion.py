"""Pictures that readers see are not deleted; of the others the confirmation says where they are used."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from cms.accounts.models import User
from cms.images.admin.uses import find_uses
from cms.images.models import CreditedImage
from news.models import ArticlePage, NewsIndexPage, SiteSettings
from tests.factories import AuthorFactory, ImageFactory, list_of, make_article, make_index, stored
from tests.user_accounts import log_in, make_user

REFUSAL = "It cannot be deleted: what is published or scheduled uses it."


@pytest.fixture
def image(db: None) -> CreditedImage:
    image: CreditedImage = ImageFactory(title="Night train")
    return image


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Moderators"))


def words(answer: Any) -> str:
    """Returns the text of a page on one line."""
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def bulk_address(*images: CreditedImage) -> str:
    query = "&".join(f"id={image.pk}" for image in images)
    return f"/admin/bulk/images/creditedimage/delete/?next=/admin/images/&{query}"


def confirm(editor: Client, url: str) -> Any:
    """Confirms a deletion after its page has shown where the pictures are used."""
    context = editor.get(url).context
    view = context["view"]
    seen = context.get("seen_uses") or (getattr(view, "usage", None) and view.usage.fingerprint)
    return editor.post(url, {"seen_uses": seen or ""}, follow=False)


def embed(image: CreditedImage) -> str:
    return f'<embed embedtype="image" id="{image.pk}" format="left" alt=""/>'


def block(image: CreditedImage) -> dict[str, Any]:
    return {"image": image.pk, "caption": "", "alt": "", "credit": ""}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("image", lambda image: image),
        ("social_image", lambda image: image),
        ("body", lambda image: stored(("image", block(image)))),
        ("body", lambda image: stored(("gallery", {"items": list_of(block(image), block(image))}))),
        ("body", lambda image: stored(("paragraph", {"html": embed(image)}))),
    ],
)
def test_a_picture_of_a_published_article_stays(
    editor: Client, index: NewsIndexPage, image: CreditedImage, field: str, value: Any
) -> None:
    article = make_article(index, title="Night lines return", **{field: value(image)})
    url = f"/admin/images/{image.pk}/delete/"

    shown = editor.get(url)
    answer = editor.post(url, follow=True)

    assert REFUSAL in words(shown)
    assert f'<a href="/admin/pages/{article.pk}/edit/">Night lines return</a>' in shown.content.decode()
    assert "(Article, published: " in words(shown)
    assert "“Night train” was not deleted: what is published or scheduled uses it." in words(answer)
    assert CreditedImage.objects.filter(pk=image.pk).exists()


def test_pictures_of_settings_and_authors_stay(editor: Client, site: Site, image: CreditedImage) -> None:
    other = ImageFactory()
    settings = SiteSettings.for_site(site)
    settings.social_image = image
    settings.save()
    AuthorFactory(name="Ana Duarte", portrait=other)

    for picture in (image, other):
        editor.post(f"/admin/images/{picture.pk}/delete/")

    assert CreditedImage.objects.count() == 2


def test_drafts_lose_theirs_after_a_warning(editor: Client, index: NewsIndexPage, image: CreditedImage) -> None:
    draft = make_article(index, title="Night lines return", live=False, image=image)
    url = f"/admin/images/{image.pk}/delete/"

    shown = words(editor.get(url))
    assert "Only drafts use it. They lose it if you delete it." in shown
    assert "Night lines return (Article, draft: Picture)" in shown

    assert confirm(editor, url).status_code == 302
    assert ArticlePage.objects.get(pk=draft.pk).image is None
    assert not CreditedImage.objects.exists()


def test_the_picture_of_a_newer_draft_is_told(editor: Client, index: NewsIndexPage, image: CreditedImage) -> None:
    article = make_article(index, title="Night lines return")
    article.image = image
    article.save_revision()

    assert "Night lines return (Article, draft: Picture)" in words(editor.get(f"/admin/images/{image.pk}/delete/"))


def test_an_unused_picture_is_deleted(editor: Client, image: CreditedImage) -> None:
    url = f"/admin/images/{image.pk}/delete/"

    assert "It is not used." in words(editor.get(url))
    assert editor.post(url).status_code == 302
    assert not CreditedImage.objects.exists()


def test_a_list_with_one_that_readers_see_stays_as_a_whole(
    editor: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    unused = ImageFactory(title="Unused")
    make_article(index, title="Night lines return", image=image)

    shown = words(editor.get(bulk_address(image, unused)))
    answer = words(editor.post(bulk_address(image, unused), follow=True))

    assert REFUSAL in shown
    assert "Night lines return (Article, published: Picture)" in shown
    assert "It is not used." in shown
    assert "Yes, delete" not in shown
    assert "No picture was deleted: what is published or scheduled uses “Night train”." in answer
    assert CreditedImage.objects.count() == 2

    editor.post(bulk_address(unused))
    assert [picture.title for picture in CreditedImage.objects.all()] == ["Night train"]


def section_editor(section: NewsIndexPage) -> User:
    """Returns an account that may change pictures, and pages of one section."""
    group = Group.objects.create(name="Section")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=section, permission=change)
    for codename in ("change_image", "delete_image"):
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
        GroupCollectionPermission.objects.create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    return make_user("Section")


def test_other_sections_are_counted_and_not_named(site: Site, index: NewsIndexPage, image: CreditedImage) -> None:
    section = make_index(site, title="Section")
    make_article(section, title="My own story", image=image)
    for number in (1, 2):
        make_article(index, title=f"Secret {number}", image=image)
    browser = log_in(section_editor(section))

    for address in (f"/admin/images/{image.pk}/delete/", bulk_address(image)):
        shown = words(browser.get(address))
        assert "My own story (Article, published: Picture)" in shown
        assert "2 places that are not yours to change" in shown
        assert "Secret" not in shown


@pytest.mark.parametrize("rows", [3, 30])
def test_more_uses_cost_no_more_statements(
    index: NewsIndexPage, site: Site, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    images = [ImageFactory() for _ in range(rows)]
    for picture in images:
        make_article(index, image=picture)
        make_article(index, live=False, image=picture)
    user = section_editor(make_index(site, title="Section"))
    find_uses([images[0].pk], user)
    user = User.objects.get(pk=user.pk)

    with django_assert_num_queries(5):
        uses = find_uses([picture.pk for picture in images], user)

    assert [found.count() for found in uses.values()] == [2] * rows
