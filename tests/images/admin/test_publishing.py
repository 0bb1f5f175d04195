"""What readers see of a picture is said in its form, and taken from them only by who may publish where it stands."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from cms.images.models import CreditedImage
from news.models import NewsIndexPage, SiteSettings
from tests.factories import AuthorFactory, ImageFactory, make_article, make_collection, make_index, stored
from tests.images.admin.test_forms import upload
from tests.user_accounts import log_in, make_user

REFUSED = "This would take the picture away from readers. Ask a colleague who may publish {} to do it."
FORM_STATEMENTS = 21
NOT_REPLACED = "This would replace at once what readers see. Ask a colleague who may publish {} to do it."


@pytest.fixture
def image(db: None) -> CreditedImage:
    image: CreditedImage = ImageFactory(title="Night train", description="A train.", credit="© Ana Duarte")
    return image


@pytest.fixture
def editor(index: NewsIndexPage) -> Client:
    return log_in(make_user("Editors"))


@pytest.fixture
def moderator(index: NewsIndexPage) -> Client:
    return log_in(make_user("Moderators"))


def url(image: CreditedImage) -> str:
    return f"/admin/images/{image.pk}/"


def save(browser: Client, image: CreditedImage, **values: Any) -> Any:
    fields = {"title": "Night train", "description": "A train.", "credit": "© Ana Duarte", "tags": ""}
    return browser.post(url(image), {**fields, "collection": image.collection_id, **values})


def errors(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def notice(answer: Any) -> str:
    """Returns what the form says over its fields, on one line."""
    found = re.search(r'<div id="public-state".*?<p>(.*?)</p>', answer.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", strip_tags(found[1])).strip() if found else ""


def soon(**ahead: int) -> str:
    return timezone.localtime(timezone.now() + dt.timedelta(**ahead)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("usage_terms", lambda: {"usage_terms": "FORBIDDEN"}),
        ("rights_expire_at", lambda: {"rights_expire_at": soon(minutes=5)}),
        ("rights_expire_at", lambda: {"rights_expire_at": soon(hours=23)}),
    ],
)
def test_who_may_not_publish_takes_no_picture_out_of_a_published_page(
    editor: Client, moderator: Client, index: NewsIndexPage, image: CreditedImage, field: str, values: Any
) -> None:
    make_article(index, title="Night lines return", image=image)
    sent = values()

    refused = save(editor, image, title="Sleeper", **sent)

    assert (refused.status_code, errors(refused)) == (200, {field: [REFUSED.format("“Night lines return”")]})
    shown = refused.content.decode()
    assert 'value="Sleeper"' in shown
    image.refresh_from_db()
    assert (image.title, image.usage_terms, image.rights_expire_at) == ("Night train", "", None)
    assert save(moderator, image, **sent).status_code == 302


def test_who_may_not_publish_replaces_no_file_that_readers_see(
    editor: Client, moderator: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    make_article(index, title="Night lines return", image=image)
    before = image.file.name

    refused = save(editor, image, file=upload("other.jpg", colour="red"))

    assert errors(refused) == {"file": [NOT_REPLACED.format("“Night lines return”")]}
    assert refused.context["form"].fields["file"].widget.upload is not None, "the file is kept"
    image.refresh_from_db()
    assert image.file.name == before
    assert save(moderator, image, file=upload("other.jpg", colour="red")).status_code == 302
    image.refresh_from_db()
    assert image.file.name != before


def test_nor_moves_it_into_a_private_collection(
    editor: Client, moderator: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    make_article(index, title="Night lines return", image=image)
    private = make_collection("Sources", private=True)

    refused = save(editor, image, collection=private.pk)

    assert errors(refused) == {"collection": [REFUSED.format("“Night lines return”")]}
    image.refresh_from_db()
    assert image.collection_id != private.pk
    assert save(editor, image, collection=make_collection("Sports").pk).status_code == 302
    assert save(moderator, image, collection=private.pk).status_code == 302


def test_nor_moves_several_there_from_the_list(
    editor: Client, moderator: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    make_article(index, title="Night lines return", image=image)
    private, other = make_collection("Sources", private=True), ImageFactory(title="Tug")
    address = f"/admin/bulk/images/creditedimage/add_to_collection/?next=/admin/images/&id={image.pk}&id={other.pk}"

    refused = editor.post(address, {"collection": private.pk}, follow=True)

    text = "No picture was moved. " + REFUSED.format("“Night lines return”")
    assert text in re.sub(r"\s+", " ", strip_tags(refused.content.decode()))
    assert not CreditedImage.objects.filter(collection=private).exists()
    assert moderator.post(address, {"collection": private.pk}).status_code == 302
    assert CreditedImage.objects.filter(collection=private).count() == 2


def test_nor_does_so_in_the_form_of_several_uploads(
    editor: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    make_article(index, title="Night lines return", image=image)
    fields = {"title": "Night train", "description": "A train.", "credit": "© Ana Duarte", "tags": ""}
    sent = {f"image-{image.pk}-{name}": value for name, value in {**fields, "usage_terms": "FORBIDDEN"}.items()}

    answer = editor.post(f"/admin/images/multiple/{image.pk}/", sent)

    assert answer.json()["success"] is False
    assert REFUSED.format("“Night lines return”") in answer.json()["form"]
    image.refresh_from_db()
    assert image.usage_terms == ""


def test_words_and_what_keeps_the_picture_are_for_every_editor(
    editor: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    make_article(index, title="Night lines return", image=image)

    values = {"usage_terms": "PAID", "usage_condition": "80 €", "rights_expire_at": soon(days=30)}
    assert save(editor, image, description="A night train.", **values).status_code == 302


@pytest.mark.parametrize("use", ["none", "draft", "embargo", "expired"])
def test_a_picture_that_no_reader_sees_is_every_editors_to_change(
    editor: Client, index: NewsIndexPage, image: CreditedImage, use: str
) -> None:
    ahead = timezone.now() + dt.timedelta(days=2)
    hidden: dict[str, dict[str, Any]] = {
        "draft": {"live": False},
        "embargo": {"embargo": True, "embargo_until": ahead},
    }
    if use != "none":
        make_article(index, title="Night lines return", image=image, **hidden.get(use, {}))
    if use == "expired":
        CreditedImage.objects.filter(pk=image.pk).update(rights_expire_at=timezone.now())

    answer = save(editor, image, usage_terms="FORBIDDEN", file=upload("other.jpg", colour="red"))

    assert answer.status_code == 302


def test_a_moderator_of_one_section_asks_that_of_the_other(
    index: NewsIndexPage, site: Site, image: CreditedImage
) -> None:
    sports, politics = make_index(site, slug="sports"), make_index(site, slug="politics")
    make_article(sports, title="Derby ends in fog", image=image)
    group = Group.objects.create(name="Sports")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=sports, permission=permission)
    for codename in ("add_image", "change_image"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailimages")
        root = Collection.get_first_root_node()
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
    browser = log_in(make_user("Sports"))
    assert save(browser, image, file=upload("a.jpg", colour="red")).status_code == 302

    for number in range(5):
        make_article(politics, title=f"Coalition {number}", image=image)
    refused = save(browser, image, usage_terms="FORBIDDEN")

    places = "“Coalition 0”, “Coalition 1”, “Coalition 2” and 2 more"
    assert errors(refused) == {"usage_terms": [REFUSED.format(places)]}
    assert "Derby" not in str(errors(refused))


def test_pictures_of_authors_and_settings_count_too(
    editor: Client, moderator: Client, site: Site, image: CreditedImage
) -> None:
    AuthorFactory(name="Ana Duarte", portrait=image)
    settings = SiteSettings.for_site(site)
    settings.logo = image
    settings.save()

    refused = save(editor, image, usage_terms="FORBIDDEN")

    assert errors(refused) == {
        "usage_terms": [REFUSED.format("“Ana Duarte”, “Site name and marks for The Wire [default]”")]
    }
    assert "Readers see this picture in 2 other places" in notice(editor.get(url(image)))
    assert save(moderator, image, usage_terms="FORBIDDEN").status_code == 302


def test_the_form_says_where_readers_see_the_picture(
    editor: Client, moderator: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    assert notice(editor.get(url(image))) == ""
    make_article(index, title="Draft", live=False, image=image)
    assert notice(editor.get(url(image))) == ""

    make_article(index, title="Night lines return", image=image)
    block = {"image": image.pk, "caption": "", "alt": "", "credit": ""}
    make_article(index, title="Fares rise", body=stored(("image", block)))

    said = "Readers see this picture in 2 published pages. What you save here changes it there at once."
    may_not = "Only who may publish all of them can replace the file or take the picture away from readers."
    assert notice(editor.get(url(image))) == f"{said} {may_not} Where it is used"
    assert notice(moderator.get(url(image))) == f"{said} Where it is used"
    assert f'<a href="/admin/images/usage/{image.pk}/">' in moderator.get(url(image)).content.decode()

    CreditedImage.objects.filter(pk=image.pk).update(usage_terms="FORBIDDEN")
    assert notice(moderator.get(url(image))) == (
        "Readers do not see this picture in the 2 published pages that hold it, because of its rights or of its "
        "collection. Where it is used"
    )


def test_the_form_asks_as_much_of_the_database_for_many_pages_as_for_few(
    editor: Client,
    index: NewsIndexPage,
    image: CreditedImage,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_article(index, title="Night lines return", image=image)
    editor.get(url(image))

    with django_assert_num_queries(FORM_STATEMENTS):
        editor.get(url(image))
    for number in range(5):
        make_article(index, title=f"Fares rise {number}", image=image)
    with django_assert_num_queries(FORM_STATEMENTS):
        assert "in 6 published pages" in notice(editor.get(url(image)))
