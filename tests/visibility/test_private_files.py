"""Documents and pictures of private collections are for those whom the collection lets in."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from cms.images.tasks import make_renditions
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import DocumentFactory, ImageFactory, make_article, make_collection, stored
from tests.user_accounts import PASSWORD, make_user

KINDS = ["login", "groups", "password"]


@pytest.fixture(params=[0, 1], ids=["the private collection", "a collection below it"])
def depth(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def private(kind: str, depth: int = 0) -> Collection:
    """Returns a collection that is private, or stands below one that is."""
    collection = make_collection(f"For {kind}")
    restriction = CollectionViewRestriction(collection=collection, restriction_type=kind, password="open sesame")
    restriction.save()
    restriction.groups.add(Group.objects.get_or_create(name="Board")[0])
    return make_collection("Below", collection) if depth else collection


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("kind", ["login", "groups"])
def test_a_private_document_asks_visitors_to_log_in(db: None, client: Client, kind: str, depth: int) -> None:
    document = DocumentFactory(collection=private(kind, depth))
    reader = make_user("Board")

    asked = client.get(document.url)
    assert (asked.status_code, asked["Location"]) == (302, f"/login/?next={document.url}")
    assert client.get(asked["Location"]).status_code == 200
    let_in = client.post(asked["Location"], {"username": reader.username, "password": PASSWORD})

    assert (let_in.status_code, let_in["Location"]) == (302, document.url)
    assert body_of(client.get(document.url)) == b"figures"


def test_a_document_for_a_group_is_for_nobody_else(db: None, client: Client, depth: int) -> None:
    document = DocumentFactory(collection=private("groups", depth))
    client.force_login(make_user())

    assert client.get(document.url)["Location"] == f"/login/?next={document.url}"


def test_a_document_behind_a_password_asks_for_it(db: None, client: Client, depth: int) -> None:
    document = DocumentFactory(collection=private("password", depth))
    restriction = CollectionViewRestriction.objects.get()
    address = f"/documents/authenticate_with_password/{restriction.pk}/"

    form = client.get(document.url)
    assert (form.status_code, form["Cache-Control"]) == (
        200,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert form["Content-Type"] == "text/html; charset=utf-8"
    assert address in form.content.decode()
    wrong = client.post(address, {"password": "guess", "return_url": document.url})
    assert (wrong.status_code, wrong["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert client.post(address, {"password": "open sesame", "return_url": "https://evil.example/"})["Location"] == "/"
    client.cookies.clear()
    right = client.post(address, {"password": "open sesame", "return_url": document.url})

    assert right["Location"] == document.url
    assert body_of(client.get(document.url)) == b"figures"


@pytest.mark.parametrize("kind", KINDS)
def test_private_pictures_and_their_sizes_are_not_there_for_the_public(
    db: None, client: Client, kind: str, depth: int
) -> None:
    image = ImageFactory(collection=private(kind, depth))
    make_renditions(image)
    addresses = [rendition.file.url for rendition in image.renditions.all()]
    assert len(addresses) > 10

    assert {client.get(address).status_code for address in addresses} == {404}

    client.force_login(make_user("Board" if kind != "password" else "Editors"))
    answers = [client.get(address) for address in addresses]
    assert {(answer.status_code, answer["Cache-Control"]) for answer in answers} == {(200, "private, no-store")}
    for answer in answers:
        body_of(answer)


def test_a_password_opens_pictures_too(db: None, client: Client) -> None:
    image = ImageFactory(collection=private("password"))
    restriction = CollectionViewRestriction.objects.get()
    client.post(
        f"/documents/authenticate_with_password/{restriction.pk}/", {"password": "open sesame", "return_url": "/"}
    )

    answer = client.get(image.get_rendition("width-32").file.url)

    assert answer.status_code == 200
    body_of(answer)


def test_somebody_without_the_group_sees_no_picture_and_the_newsroom_does(db: None, client: Client) -> None:
    url = ImageFactory(collection=private("groups")).get_rendition("width-32").file.url
    client.force_login(make_user())
    assert client.get(url).status_code == 404

    no_pictures = Group.objects.create(name="Desk")
    no_pictures.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(make_user("Desk"))
    assert client.get(url).status_code == 404

    client.force_login(make_user("Editors"))
    answer = client.get(url)
    assert answer.status_code == 200
    body_of(answer)


def test_public_pictures_may_be_cached(db: None, client: Client) -> None:
    answer = client.get(ImageFactory().get_rendition("width-32").file.url)

    assert (answer.status_code, answer["Cache-Control"], answer["Content-Type"]) == (
        200,
        "public, max-age=3600",
        "image/jpeg",
    )
    body_of(answer)
    assert "Vary" not in answer.headers or "Cookie" not in answer["Vary"]


def test_other_files_are_not_handed_out(db: None, client: Client) -> None:
    document = DocumentFactory()
    for address in (
        f"/media/{document.file.name}",
        "/media/images/none.jpg",
        "/media/images/../db.sqlite3",
        "/media/",
    ):
        assert client.get(address).status_code == 404, address


def test_an_original_is_for_those_who_may_choose_it(db: None, client: Client) -> None:
    """It may say where and by whom a photograph was taken, and its name follows from the renditions'."""
    image = ImageFactory(collection=make_collection("Pictures"))
    assert image.file.url == f"/admin/files/{image.file.name}"
    assert client.get(f"/media/{image.file.name}").status_code == 404
    assert client.get(image.file.url)["Location"].startswith("/admin/login/")
    desk = Group.objects.create(name="Desk")
    desk.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(make_user("Desk"))
    assert client.get(image.file.url).status_code == client.get("/admin/files/none.jpg").status_code == 404

    client.force_login(make_user("Editors"))
    answer = client.get(image.file.url)

    assert answer.status_code == 200
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert body_of(answer) == image.file.open().read()
    image.file.close()


def test_the_form_of_a_picture_makes_no_public_copy_of_its_original(db: None, client: Client) -> None:
    image = ImageFactory()
    client.force_login(make_user("Editors"))

    page = client.get(f"/admin/images/{image.pk}/")

    assert f'href="/admin/files/{image.file.name}"' in page.content.decode()
    assert "original" not in image.renditions.values_list("filter_spec", flat=True)


def test_what_a_task_notes_of_a_storage_holds_no_path_and_no_secret(db: None) -> None:
    image = ImageFactory()
    found = [field.storage.deconstruct() for field in (image.file, image.get_rendition("width-32").file)]

    assert found == [("cms.images.files.storage.storage_named", [alias], {}) for alias in ("default", "renditions")]


@pytest.mark.parametrize("kind", KINDS)
def test_the_api_names_no_private_file(index: NewsIndexPage, api: GraphQLClient, kind: str, depth: int) -> None:
    collection = private(kind, depth)
    image, document = ImageFactory(collection=collection), DocumentFactory(collection=collection)
    make_renditions(image)
    links = f'<p><a linktype="document" id="{document.pk}">report</a></p>'
    links += f'<embed embedtype="image" id="{image.pk}" format="left" alt=""/>'
    body = stored(
        ("image", {"image": image.pk}), ("document", {"document": document.pk}), ("paragraph", {"html": links})
    )
    make_article(index, image=image, social_image=image, body=body)

    answer = api.answer(
        """{ articles { nodes { image { rendition(preset: CARD) { url srcSet } } seo { image { id } } structuredData
            body { __typename ... on ParagraphBlock { html } ... on DocumentBlock { url } } } } }"""
    )

    article = answer["data"]["articles"]["nodes"][0]
    assert (article["image"], article["seo"]) == (None, {"image": None})
    assert article["body"] == [{"__typename": "ParagraphBlock", "html": "<p>report</p>"}]
    assert "/media/" not in str(answer)
    assert "/documents/" not in str(answer)
