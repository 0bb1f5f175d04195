"""Access tokens: what they open, and that nothing else does."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from cms.access.models import AccessToken
from cms.changes.models import ChangeSet, LedgerState, PageChange
from news.models import NewsIndexPage
from tests.factories import make_article, make_page, make_site

TITLES = "{ articles { nodes { title } } }"


def make_token(**fields: Any) -> tuple[AccessToken, str]:
    groups = fields.pop("groups", [])
    token = AccessToken(**{"name": "Website", **fields})
    secret = token.issue()
    token.save()
    token.groups.set(groups)
    return token, secret


def ask(client: Client, secret: str | None, query: str = TITLES) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
    return client.post("/graphql/", {"query": query}, content_type="application/json", headers=headers)


def titles(response: Any) -> list[str]:
    return [node["title"] for node in response.json()["data"]["articles"]["nodes"]]


def test_a_token_for_embargoed_articles_shows_them(index: NewsIndexPage, client: Client) -> None:
    make_article(index, title="Held", embargo=True)
    _token, secret = make_token(embargoed=True)
    _other, plain = make_token()

    answer = ask(client, secret)

    assert titles(answer) == ["Held"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert titles(ask(client, plain)) == []
    assert "Cache-Control" not in ask(client, None).headers or "public" in ask(client, None).headers["Cache-Control"]


def test_a_token_opens_the_restricted_pages_of_its_groups(index: NewsIndexPage, client: Client) -> None:
    home = index.get_parent()
    board, staff = Group.objects.create(name="Board"), Group.objects.create(name="Staff")
    for slug, group in (("board", board), ("staff", staff)):
        page = make_page(home, title=slug, slug=slug)
        PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(group)
    locked = make_page(home, title="locked", slug="locked")
    PageViewRestriction.objects.create(page=locked, restriction_type="password", password="s")
    _token, secret = make_token(groups=[board])

    data = ask(client, secret, '{ page(path: "/") { children { nodes { title } } } }').json()["data"]

    assert [node["title"] for node in data["page"]["children"]["nodes"]] == ["News and articles", "board"]


def test_a_token_for_one_site_reads_no_other(index: NewsIndexPage, client: Client) -> None:
    make_article(index, title="Here")
    other = make_site("b.example", default=False, name="B")
    make_article(NewsIndexPage.objects.descendant_of(other.root_page).get(), title="There")
    _token, secret = make_token(site=other)

    assert titles(ask(client, secret)) == ["There"]
    refused = ask(client, secret, '{ articles(site: "localhost") { totalCount } }').json()
    assert refused["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_token_for_one_site_is_told_of_no_changes_of_another(index: NewsIndexPage, client: Client) -> None:
    other = make_site("b.example", default=False, name="B")
    there = make_article(NewsIndexPage.objects.descendant_of(other.root_page).get(), slug="there")
    here = make_article(index, slug="here")
    LedgerState.objects.update_or_create(pk=1, defaults={"epoch": "tokens"})
    change_set = ChangeSet.objects.create(committed_at=timezone.now())
    for page, site in ((here, Site.objects.get(is_default_site=True)), (there, other)):
        PageChange.objects.create(
            change_set=change_set,
            page_id=page.pk,
            page_type=page._meta.label,
            event=PageChange.Event.PUBLISHED,
            path=f"/news/{page.slug}/",
            locale="en",
            site_id=site.pk,
        )
    query = "{ changes(first: 9) { nodes { path } } }"

    def told(site: Site | None) -> list[str]:
        _token, secret = make_token(site=site)
        return [node["path"] for node in ask(client, secret, query).json()["data"]["changes"]["nodes"]]

    assert told(other) == ["/news/there/"]
    assert told(None) == ["/news/here/", "/news/there/"]


@pytest.mark.parametrize("fault", ["unknown", "revoked", "expired", "empty", "other key", "not ours"])
def test_a_token_that_opens_nothing_is_refused_and_never_answered_as_anonymous(
    index: NewsIndexPage, client: Client, fault: str
) -> None:
    make_article(index, title="Public")
    now = timezone.now()
    token, secret = make_token(
        revoked_at=now if fault == "revoked" else None,
        expires_at=now - dt.timedelta(seconds=1) if fault == "expired" else None,
    )
    shown = {"unknown": secret[:-1] + ("A" if secret[-1] != "A" else "B"), "empty": "", "not ours": "wagtail_é"}.get(
        fault, secret
    )
    key = "another" if fault == "other key" else "test-only"

    with override_settings(SECRET_KEY=key):
        answer = ask(client, shown)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json() == {
        "errors": [
            {
                "message": "This access token is unknown, expired or revoked. "
                "Ask the newsroom for another, or send none.",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }
    token.refresh_from_db()
    assert token.last_used_at is None


def test_a_token_survives_the_rotation_of_the_secret_key(index: NewsIndexPage, client: Client) -> None:
    _token, secret = make_token()
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["test-only"]):
        assert ask(client, secret).status_code == 200


def test_the_secret_is_not_stored(db: None) -> None:
    token, secret = make_token()
    row = AccessToken.objects.filter(pk=token.pk).values().get()
    assert all(secret not in str(value) for value in row.values())
    assert row["shown"] == secret[:13]
    assert len(row["key_hash"]) == 64


def test_its_use_is_noted_at_most_once_a_minute(index: NewsIndexPage, client: Client) -> None:
    token, secret = make_token()
    ask(client, secret)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    ask(client, secret)
    token.refresh_from_db()
    assert token.last_used_at == first
    AccessToken.objects.update(last_used_at=first - dt.timedelta(seconds=61))
    ask(client, secret)
    token.refresh_from_db()
    assert token.last_used_at >= first
