"""Where editors see a preview: who may frame it, who may keep it, and what a wrong token looks like."""

from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import formats, timezone
from pytest_django import Settings

from cms.accounts.models import User
from cms.preview.models import Preview
from cms.preview.tokens import end_of, issue
from news.models import NewsIndexPage
from tests.factories import make_article


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_superuser("ada", password="x")


def test_the_built_in_page_is_kept_by_nobody_and_framed_by_the_admin_alone(
    index: NewsIndexPage, client: Client, editor: User
) -> None:
    article = make_article(index, live=False, title="Unpublished")

    answer = client.get("/preview/", {"token": issue(article, editor)})

    assert (answer.status_code, "Unpublished" in answer.content.decode()) == (200, True)
    names = ["Cache-Control", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "X-Robots-Tag"]
    assert [answer[name] for name in names] == [
        "private, no-store",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "img-src 'self' data:; style-src 'self'",
        "SAMEORIGIN",
        "no-referrer",
        "noindex",
    ]


def test_it_says_when_it_ends(index: NewsIndexPage, client: Client, editor: User, settings: Settings) -> None:
    settings.PREVIEW_TTL = 600
    article = make_article(index, live=False)
    token = issue(article, editor)
    end = Preview.objects.get().expires_at
    words = formats.date_format(end, "j M Y, H:i e")
    assert f"It ends on {words}." in client.get("/preview/", {"token": token}).content.decode()

    Preview.objects.update(expires_at=end + timedelta(hours=1))  # a later state of the same page
    assert abs(end - end_of(token)) < timedelta(seconds=2), "tokens count whole seconds"


def test_wrong_and_expired_tokens_look_alike(index: NewsIndexPage, client: Client, editor: User) -> None:
    token = issue(make_article(index, live=False, title="Unpublished"), editor)
    Preview.objects.update(expires_at=timezone.now())

    answers = [client.get("/preview/", {"token": one}) for one in (token, "nonsense", "")]

    assert {(answer.status_code, answer["Cache-Control"], answer.content) for answer in answers} == {
        (404, "private, no-store", answers[0].content)
    }
    assert "Unpublished" not in answers[0].content.decode()


@pytest.mark.parametrize("base", ["", "{frontend}/preview/"], ids=["our own page", "a frontend"])
def test_the_admin_shows_the_form_as_it_is(index: NewsIndexPage, client: Client, editor: User, base: str) -> None:
    article = make_article(index, title="Published", slug="story")
    article.title = "Saved, not published"
    article.save_revision()
    client.force_login(editor)

    with override_settings(PREVIEW_URL=base):
        answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[article.pk]))

    assert answer["Cache-Control"].startswith("private, no-store")
    assert (answer.status_code, answer["Referrer-Policy"]) == (302, "no-referrer")
    address = urlsplit(answer["Location"])
    assert list(parse_qs(address.query)) == ["token"]
    if base:
        assert (address.netloc, address.path) == ("www.example.org", "/preview/")
        # A frontend that does not ask for it could not be framed under this policy.
        assert "Cross-Origin-Embedder-Policy" not in client.get("/admin/")
    else:
        assert (address.netloc, address.path) == ("", "/preview/")
        assert "Saved, not published" in client.get(answer["Location"]).content.decode()


def test_the_command_deletes_previews_whose_time_is_over(index: NewsIndexPage, editor: User) -> None:
    issue(make_article(index), editor)
    issue(make_article(index), editor)
    out = StringIO()
    call_command("sweep_previews", stdout=out)
    Preview.objects.update(expires_at=timezone.now())
    call_command("sweep_previews", stdout=out)

    assert out.getvalue().splitlines() == ["Swept 0 expired previews.", "Swept 2 expired previews."]
    assert not Preview.objects.exists()
