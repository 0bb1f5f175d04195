"""Two editors in the form of one author."""

from typing import Any

from django.test import Client

from news.models import Author
from tests.factories import AuthorFactory
from tests.news.author_form import author_form
from tests.user_accounts import log_in, make_user


def send(browser: Client, author: Author, origin: dict[str, Any], **values: Any) -> Any:
    form = author_form(name="Ana Duarte", slug="ana") | {"action-publish": "1"}
    return browser.post(f"/admin/snippets/news/author/edit/{author.pk}/", {**form, **values, **origin})


def test_an_older_form_is_refused_and_may_replace_the_newer_version_knowingly(db: None) -> None:
    author = AuthorFactory(name="Ana Duarte", slug="ana")
    revision = author.save_revision()
    origin = {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }
    ada, ben = log_in(make_user("Moderators", first_name="Ada")), log_in(make_user("Moderators"))
    assert send(ada, author, origin, bio="Ada’s words").status_code == 302

    refused = send(ben, author, origin, job_title="Rail editor")
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Ada saved a newer version on" in shown
    assert 'value="Rail editor"' in shown
    assert f'name="loaded_revision_id" value="{revision.pk}"' in shown
    author.refresh_from_db()
    assert (author.bio, author.job_title) == ("Ada’s words", "")

    version = refused.context["conflict"]["version"]
    assert send(ben, author, {**origin, "replace_version": version}, job_title="Rail editor").status_code == 302
    author.refresh_from_db()
    assert (author.bio, author.job_title) == ("", "Rail editor")


def test_a_form_that_is_sent_during_its_own_autosaves_is_saved(db: None) -> None:
    author = AuthorFactory(name="Ana Duarte", slug="ana")
    revision = author.save_revision()
    origin = {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
        "autosave_form": "1-2-3-4",
    }
    ben = log_in(make_user("Moderators"))
    form = author_form(name="Ana Duarte", slug="ana", bio="Typed") | origin
    address = f"/admin/snippets/news/author/edit/{author.pk}/"
    autosave = ben.post(address, form, headers={"accept": "application/json"}).json()
    assert autosave["revision_id"] != revision.pk
    overwriting = {**form, "overwrite_revision_id": autosave["revision_id"], "job_title": "Rail editor"}
    later = ben.post(address, overwriting, headers={"accept": "application/json"}).json()
    assert later["revision_id"] == autosave["revision_id"]

    assert send(ben, author, {**origin, "autosave_form": "5-6-7-8"}, bio="Other tab").status_code == 409
    assert send(log_in(make_user("Moderators")), author, origin, bio="Somebody else").status_code == 409
    assert send(ben, author, origin, bio="Typed further").status_code == 302
    author.refresh_from_db()
    assert author.bio == "Typed further"
