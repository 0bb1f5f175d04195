"""Older forms of documents, redirects, accounts, access tokens and webhooks: what was saved since stays."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Collection, Site

from cms.access.models import AccessToken
from cms.editing.conflicts.objects import OlderObjectFormMixin
from cms.webhooks.models import WebhookEndpoint
from tests.editing.conflicts.test_objects import loaded_version
from tests.factories import DocumentFactory, make_collection
from tests.user_accounts import log_in, make_user

FORMS = {
    "/admin/documents/edit/1/": Document,
    "/admin/redirects/1/": Redirect,
    "/admin/users/edit/1/": None,
    "/admin/access-tokens/edit/1/": AccessToken,
    "/admin/webhooks/edit/1/": WebhookEndpoint,
}


@pytest.fixture
def document(site: Site) -> Document:
    document: Document = DocumentFactory(title="Leak", collection=Collection.get_first_root_node())
    return document


@pytest.fixture
def browsers(site: Site) -> tuple[Client, Client]:
    ada, ben = (make_user(is_superuser=True, first_name=name) for name in ("Ada", "Ben"))
    return log_in(ada), log_in(ben)


def differing(response: Any) -> dict[str, str]:
    """Returns the difference that a refused form shows: each field's HTML without tags."""
    rows = response.context["conflict"]["differences"]
    return {row.field.name: re.sub("<[^>]+>", "|", row.htmldiff()).strip("|") for row in rows}


def test_an_older_form_does_not_move_a_document_out_of_a_private_collection(document: Document) -> None:
    ada, ben = log_in(make_user("Moderators", first_name="Ada")), log_in(make_user("Moderators"))
    private = make_collection("Sources", private=True)
    url, form = f"/admin/documents/edit/{document.pk}/", {"title": "Leak", "tags": ""}
    root, version = document.collection_id, loaded_version(ben, f"/admin/documents/edit/{document.pk}/")
    assert ada.post(url, {**form, "collection": private.pk, "loaded_version": version}).status_code == 302

    refused = ben.post(url, {**form, "title": "The leak", "collection": root, "loaded_version": version})

    assert refused.status_code == 409
    assert "Ada saved a newer version on" in refused.content.decode()
    assert differing(refused) == {
        "title": " [removed: |Leak|] |||| [added: |The leak|] ",
        "collection": "Sources||Root",
    }
    document.refresh_from_db()
    assert (document.title, document.collection_id) == ("Leak", private.pk)


def test_a_refused_form_with_another_file_leaves_the_stored_one(document: Document) -> None:
    ada, ben = log_in(make_user("Moderators")), log_in(make_user("Moderators"))
    url, form = f"/admin/documents/edit/{document.pk}/", {"title": "Leak", "tags": ""}
    form["collection"], name = str(document.collection_id), document.file.name
    version = loaded_version(ben, url)
    ada.post(url, {**form, "title": "Leaks", "loaded_version": version})

    file = SimpleUploadedFile("other.txt", b"other")
    refused = ben.post(url, {**form, "file": file, "loaded_version": version})

    assert refused.status_code == 409
    assert "The file could not be found" not in refused.content.decode()
    document.refresh_from_db()
    assert (document.file.name, document.file.storage.exists(name)) == (name, True)
    seen = {"loaded_version": version, "replace_version": refused.context["conflict"]["version"]}
    assert ben.post(url, {**form, "file": SimpleUploadedFile("other.txt", b"other"), **seen}).status_code == 302
    with Document.objects.get().file.open() as stored:
        assert stored.read() == b"other"


def test_an_older_form_of_a_redirect_is_refused(browsers: tuple[Client, Client]) -> None:
    ada, ben = browsers
    redirect = Redirect.objects.create(old_path="/old", redirect_link="https://example.org/a", is_permanent=True)
    url, form = f"/admin/redirects/{redirect.pk}/", {"old_path": "/old", "is_permanent": "on"}
    version = loaded_version(ben, url)
    newer = {**form, "redirect_link": "https://example.org/b", "loaded_version": version}
    assert ada.post(url, newer).status_code == 302

    refused = ben.post(url, {**form, "redirect_link": "https://example.org/c", "loaded_version": version})

    assert (refused.status_code, list(differing(refused))) == (409, ["redirect_link"])
    redirect.refresh_from_db()
    assert redirect.redirect_link == "https://example.org/b"


def test_an_older_form_does_not_put_a_user_back_into_a_group(browsers: tuple[Client, Client]) -> None:
    ada, ben = browsers
    user = make_user("Editors", "Moderators", email="cleo@example.org")
    editors, moderators = Group.objects.filter(name__in=["Editors", "Moderators"]).order_by("name")
    url = f"/admin/users/edit/{user.pk}/"
    form = {
        "username": user.username,
        "email": "cleo@example.org",
        "first_name": "Cleo",
        "last_name": "B",
        "is_active": "on",
    }
    both, version = [editors.pk, moderators.pk], loaded_version(ben, url)
    assert ada.post(url, {**form, "groups": [editors.pk], "loaded_version": version}).status_code == 302

    refused = ben.post(url, {**form, "groups": both, "loaded_version": version})

    assert (refused.status_code, differing(refused)) == (409, {"groups": "Moderators|, Editors"})
    assert [group.name for group in user.groups.all()] == ["Editors"]
    assert ben.post(url, {**form, "groups": both, "loaded_version": loaded_version(ben, url)}).status_code == 302
    assert user.groups.count() == 2


def test_a_refused_form_of_a_user_sends_no_notice(
    browsers: tuple[Client, Client], mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    ada, ben = browsers
    user = make_user("Editors", email="cleo@example.org")
    url, names = f"/admin/users/edit/{user.pk}/", {"first_name": "Cleo", "last_name": "B", "is_active": "on"}
    form = {
        **names,
        "username": user.username,
        "email": "other@example.org",
        "loaded_version": loaded_version(ben, url),
    }
    ada.post(url, {**form, "email": "cleo@example.org"})

    with django_capture_on_commit_callbacks(execute=True):
        refused = ben.post(url, form)

    assert (refused.status_code, mailoutbox) == (409, [])


def test_a_login_makes_no_newer_version_of_a_user(browsers: tuple[Client, Client]) -> None:
    ben, user = browsers[1], make_user("Editors", email="cleo@example.org")
    url = f"/admin/users/edit/{user.pk}/"
    version = loaded_version(ben, url)
    log_in(user)
    user.set_password("another one")
    user.save()

    assert loaded_version(ben, url) == version


def test_an_older_form_does_not_give_a_token_what_it_lost(browsers: tuple[Client, Client]) -> None:
    ada, ben = browsers
    token, group = AccessToken(name="Partner", embargoed=True), Group.objects.get(name="Editors")
    token.issue()
    token.save()
    token.groups.add(group)
    url = f"/admin/access-tokens/edit/{token.pk}/"
    version = loaded_version(ben, url)
    assert ada.post(url, {"name": "Partner", "embargoed": "on", "loaded_version": version}).status_code == 302

    refused = ben.post(url, {"name": "A", "embargoed": "on", "groups": [group.pk], "loaded_version": version})

    assert (refused.status_code, list(differing(refused))) == (409, ["name", "groups"])
    assert (AccessToken.objects.get().name, token.groups.count()) == ("Partner", 0)


def test_an_older_form_does_not_switch_a_webhook_on_again(browsers: tuple[Client, Client]) -> None:
    ada, ben = browsers
    endpoint = WebhookEndpoint.objects.create(name="Website", url="https://example.org/hook")
    url = f"/admin/webhooks/edit/{endpoint.pk}/"
    form = {"name": "Website", "url": "https://example.org/hook", "events": endpoint.events}
    version = loaded_version(ben, url)
    assert ada.post(url, {**form, "loaded_version": version}).status_code == 302

    refused = ben.post(url, {**form, "is_enabled": "on", "loaded_version": version})

    assert (refused.status_code, list(differing(refused))) == (409, ["is_enabled"])
    endpoint.refresh_from_db()
    assert not endpoint.is_enabled


@pytest.mark.parametrize("url", FORMS)
def test_each_of_these_has_such_a_form(url: str) -> None:
    view: Any = resolve(url).func

    assert issubclass(view.view_class, OlderObjectFormMixin)
