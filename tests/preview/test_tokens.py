"""Previews: one page, one editor, some minutes."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import signing
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.accounts.models import User
from cms.graphql.schema.global_ids import to_global_id
from cms.preview.models import Preview
from cms.preview.tokens import issue, open_draft, revoke, sweep, viewer_for
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_article, make_page

QUERY = "query ($token: String!) { preview(token: $token) { id title path ... on ArticlePage { summary } } }"


@pytest.fixture
def editor(db: None) -> User:
    user = User.objects.create_user("eddie", password="correct horse")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


def preview(api: GraphQLClient, token: str, query: str = QUERY) -> Any:
    return api.data(query, token=token)["preview"]


def test_a_token_shows_the_unsaved_state_of_its_page(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    article = make_article(index, title="Published", slug="story")
    article.title, article.summary = "Unsaved", "Only in the form"

    shown = preview(api, issue(article, editor))

    assert (shown["title"], shown["summary"], shown["path"]) == ("Unsaved", "Only in the form", "/news/story/")
    assert ArticlePage.objects.get(pk=article.pk).title == "Published"
    assert api.data('{ page(path: "/news/story/") { title } }') == {"page": {"title": "Published"}}


def test_corrections_of_a_draft_have_ids_of_the_preview(
    index: NewsIndexPage, api: GraphQLClient, editor: User
) -> None:
    article = make_article(index, title="Story")
    correction = article.corrections.model
    article.corrections.add(correction(date=dt.date(2026, 5, 1), text="It was Monday."))
    article.save()
    article.corrections.add(correction(date=dt.date(2026, 5, 3), text="Five."), correction(text="Not yet."))

    token = issue(article, editor)
    query = "query ($token: String!) { preview(token: $token) { ... on ArticlePage { corrections { id } } } }"
    key = Preview.objects.get().pk

    assert [one["id"] for one in preview(api, token, query)["corrections"]] == [
        to_global_id("Correction", f"preview-{key}-{place}") for place in range(3)
    ]


def test_what_hangs_on_the_page_is_that_of_the_form(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    category, author = CategoryFactory(name="Rail"), AuthorFactory(name="Ana")
    other = make_article(index, title="Other", tags=["trains"])
    article = make_article(index, title="Story")
    article.category = category
    article.tags.add("trains", "Lisbon")
    article.bylines.add(article.bylines.model(author=author))
    article.corrections.add(article.corrections.model(date=dt.date(2026, 5, 1), kind="update", text="New figures."))
    article.related_links.add(article.related_links.model(article=other))
    article.body = [("heading", {"text": "Then", "level": "3"})]

    shown = preview(
        api,
        issue(article, editor),
        """query ($token: String!) { preview(token: $token) { ... on ArticlePage {
            kicker tags authors { name } corrections { kind text } related { title } readingMinutes
            body { ... on HeadingBlock { text level } } } } }""",
    )

    assert shown == {
        "kicker": "Rail",
        "tags": ["Lisbon", "trains"],
        "authors": [{"name": "Ana"}],
        "corrections": [{"kind": "UPDATE", "text": "New figures."}],
        "related": [{"title": "Other"}],
        "readingMinutes": 1,
        "body": [{"text": "Then", "level": 3}],
    }
    assert list(ArticlePage.objects.get(pk=article.pk).bylines.all()) == []


def test_it_shows_no_draft_or_embargo_of_others(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    hidden = [make_article(index, title="Draft", live=False), make_article(index, title="Held", embargo=True)]
    article = make_article(index, title="Mine", embargo=True)
    article.body = [("related_articles", {"heading": "Read", "articles": hidden})]

    shown = preview(
        api,
        issue(article, editor),
        """query ($token: String!) { preview(token: $token) { title parent { children { nodes { title } } }
            ... on ArticlePage { body { ... on RelatedArticlesBlock { articles { title } } } } } }""",
    )

    assert shown == {"title": "Mine", "parent": {"children": {"nodes": []}}, "body": [{"articles": []}]}


def test_pages_restricted_to_the_editors_groups_are_seen(
    index: NewsIndexPage, api: GraphQLClient, editor: User
) -> None:
    home = index.get_parent()
    for slug, group in (("ours", Group.objects.get(name="Editors")), ("theirs", Group.objects.create(name="Board"))):
        page = make_page(home, title=slug, slug=slug)
        PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(group)

    query = "query ($token: String!) { preview(token: $token) { children { nodes { title } } } }"
    shown = preview(api, issue(home.specific, editor), query)

    assert [node["title"] for node in shown["children"]["nodes"]] == ["News and articles", "ours"]


def test_a_page_that_was_never_saved_can_be_previewed(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    page = ArticlePage(title="New", slug="new", locale=index.locale)
    page.depth, page.path = index.depth + 1, index._get_path(index.path, index.depth + 1, 1)
    page.set_url_path(index)

    shown = preview(api, issue(page, editor))

    assert (shown["title"], shown["path"]) == ("New", "/news/new/")
    assert not ArticlePage.objects.exists()


def test_the_id_of_a_draft_is_that_of_its_preview_and_the_draft_carries_no_mark(
    index: NewsIndexPage, api: GraphQLClient, editor: User
) -> None:
    article = make_article(index)
    token = issue(article, editor)
    row = Preview.objects.get()
    draft = open_draft(token)

    assert draft is not None
    assert (draft.page.pk, draft.preview_id, draft.viewer) == (article.pk, row.pk, viewer_for(editor))
    assert set(vars(draft.page)) == set(vars(article.with_content_json(row.content)))
    assert preview(api, token)["id"] == to_global_id("ArticlePage", f"preview-{row.pk}")
    assert api.data("query ($path: String!) { page(path: $path) { id } }", path=f"/news/{article.slug}/") == {
        "page": {"id": to_global_id("ArticlePage", article.pk)}
    }


def test_wrong_expired_and_revoked_tokens_answer_alike(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    article = make_article(index)
    token = issue(article, editor)
    preview_row = Preview.objects.get()

    def gone(token: str) -> bool:
        return api.answer(QUERY, token=token) == {"data": {"preview": None}}

    assert not gone(token)
    assert all(gone(wrong) for wrong in ("", "nonsense", token[:-1], "é\0"))
    assert gone(signing.dumps([preview_row.pk, "guess"], salt="cms.preview"))
    assert gone(signing.dumps("x", salt="cms.preview"))
    with override_settings(PREVIEW_TTL=0):
        assert gone(token)
    Preview.objects.update(expires_at=timezone.now())
    assert gone(token)
    again = issue(article, editor)
    assert not gone(again)
    assert revoke(editor) == 1
    assert gone(again)


def test_a_token_of_one_page_opens_no_other(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    one, other = (make_article(index, title=title, live=False) for title in ("One", "Other"))
    tokens = {page.title: issue(page, editor) for page in (one, other)}
    first, second = (Preview.objects.get(page=page) for page in (one, other))

    assert {title: preview(api, token)["title"] for title, token in tokens.items()} == {"One": "One", "Other": "Other"}
    forged = signing.dumps([second.pk, first.nonce], salt="cms.preview")
    assert preview(api, forged) is None
    Preview.objects.filter(pk=second.pk).delete()
    assert preview(api, tokens["One"])["title"] == "One"
    assert preview(api, tokens["Other"]) is None


def test_a_token_dies_with_what_its_editor_may_do(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    article = make_article(index, live=False)
    article.owner = editor
    article.save()

    def alive() -> bool:
        return preview(api, token) is not None

    token = issue(article, editor)
    assert alive()
    editor.groups.clear()
    assert not alive()
    editor.groups.add(Group.objects.get(name="Editors"))
    assert alive()
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert not alive()
    User.objects.filter(pk=editor.pk).update(is_active=True)
    assert alive()
    editor.set_password("battery staple")
    editor.save()
    assert not alive()


def test_logging_out_ends_previews(index: NewsIndexPage, api: GraphQLClient, editor: User, client: Client) -> None:
    token = issue(make_article(index), editor)
    client.force_login(editor)
    client.post("/admin/logout/")
    assert api.answer(QUERY, token=token) == {"data": {"preview": None}}
    assert not Preview.objects.exists()


def test_answers_are_private_and_preview_stands_alone(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    token = issue(make_article(index), editor)
    body = {"query": QUERY, "variables": {"token": token}}
    answer = api.http.post("/graphql/", body, content_type="application/json")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    query = "query ($token: String!) { preview(token: $token) { title } articles { totalCount } }"
    assert api.answer(query, token=token)["errors"][0]["message"] == (
        "Ask for `preview` alone: what it opens is for one page. Send other fields separately."
    )


def test_a_later_state_replaces_the_one_before(index: NewsIndexPage, api: GraphQLClient, editor: User) -> None:
    article = make_article(index, title="One")
    first = issue(article, editor)
    article.title = "Two"
    issue(article, editor)
    assert preview(api, first)["title"] == "Two"
    assert Preview.objects.count() == 1


def test_the_clock_sweeps(index: NewsIndexPage, editor: User) -> None:
    issue(make_article(index), editor)
    issue(make_article(index), editor)
    first = Preview.objects.order_by("pk")[0]
    Preview.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    assert sweep() == 1
    assert Preview.objects.count() == 1
