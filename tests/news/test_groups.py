"""What Editors and Moderators may do, tried by logging in as one of them."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from wagtail.models import Collection, Site, Workflow

from cms.images.models import CreditedImage
from news.models import ArticlePage, Author, Category, HomePage, NewsIndexPage, PlanningNote, StandardPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_article, make_page, picture_bytes
from tests.news.article_form import article_form
from tests.news.author_form import author_form
from tests.user_accounts import log_in, make_user

migration = import_module("news.migrations.0002_groups")
planning = import_module("news.migrations.0009_planning_notes")


@pytest.fixture
def editor(index: NewsIndexPage) -> Client:
    return log_in(make_user("Editors"))


@pytest.fixture
def moderator(index: NewsIndexPage) -> Client:
    return log_in(make_user("Moderators"))


def menu(browser: Client) -> list[str]:
    """Returns the labels in the admin's menu and its settings menu that concern the newsroom."""
    html = browser.get("/admin/").content.decode()
    known = "Articles|Pages|Images|Documents|Authors|Categories|Menus|Site name and marks|Redirects|Users"
    return re.findall(rf'"label": "({known})"', html)


def test_each_group_sees_its_own_menu(editor: Client, moderator: Client) -> None:
    common = ["Articles", "Pages", "Images", "Documents", "Authors", "Categories"]

    assert menu(editor) == common
    assert menu(moderator) == [*common, "Redirects", "Site name and marks", "Menus"]


def test_an_editor_writes_and_submits_but_does_not_publish(index: NewsIndexPage, editor: Client) -> None:
    category = CategoryFactory()
    add = f"/admin/pages/add/news/articlepage/{index.pk}/"

    form = editor.get(add).content.decode()
    answer = editor.post(add, article_form("action-publish", category=category.pk))

    assert 'name="action-publish"' not in form
    assert 'name="action-submit"' in form
    article = ArticlePage.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/pages/{article.pk}/edit/")
    assert (article.live, article.category) == (False, category)

    editor.post(f"/admin/pages/{article.pk}/edit/", article_form("action-submit", category=category.pk))

    article.refresh_from_db()
    assert article.live is False
    assert article.current_workflow_state.workflow.name == "Moderators approval"


def test_what_an_editor_submits_a_moderator_approves(
    index: NewsIndexPage, editor: Client, moderator: Client, api: GraphQLClient
) -> None:
    editor.post(f"/admin/pages/add/news/articlepage/{index.pk}/", article_form("action-submit"))
    article = ArticlePage.objects.get()
    query = '{ page(path: "/news/harbour-reopens/") { title } }'
    task = article.current_workflow_task_state
    approve = f"/admin/pages/workflow/action/{article.pk}/approve/{task.pk}/"

    assert "Harbour reopens" in moderator.get("/admin/").content.decode(), "the dashboard says what waits"
    assert editor.post(approve).status_code == 302, "back to the dashboard: an editor may not"
    assert api.data(query) == {"page": None}

    moderator.post(approve)

    article.refresh_from_db()
    assert article.live is True
    assert api.data(query) == {"page": {"title": "Harbour reopens"}}


def test_the_workflow_holds_for_every_site_below_the_root(index: NewsIndexPage) -> None:
    workflow = Workflow.objects.get(name="Moderators approval")
    home = HomePage(title="Second site", slug="second")
    Site.objects.get().root_page.get_parent().add_child(instance=home)
    listing = home.add_child(instance=NewsIndexPage(title="News", slug="news"))

    assert make_article(listing).get_workflow() == workflow
    assert make_page(home).get_workflow() == workflow


def test_a_moderator_publishes_at_once(index: NewsIndexPage, moderator: Client) -> None:
    moderator.post(f"/admin/pages/add/news/articlepage/{index.pk}/", article_form("action-publish"))

    article = ArticlePage.objects.get()
    assert article.live is True
    assert article.published_at is not None


def test_a_moderator_locks_and_unlocks(index: NewsIndexPage, editor: Client, moderator: Client) -> None:
    article = make_article(index)

    editor.post(f"/admin/pages/{article.pk}/lock/")
    assert ArticlePage.objects.get().locked is False
    moderator.post(f"/admin/pages/{article.pk}/lock/")
    assert ArticlePage.objects.get().locked is True
    moderator.post(f"/admin/pages/{article.pk}/unlock/")
    assert ArticlePage.objects.get().locked is False


def test_an_editor_writes_standard_pages(index: NewsIndexPage, editor: Client) -> None:
    home = index.get_parent()
    form = {"title": "About", "slug": "about", "intro": "null", "body-count": "0", "comments-TOTAL_FORMS": "0"}
    form |= {"comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": ""}

    editor.post(f"/admin/pages/add/news/standardpage/{home.pk}/", form)

    assert (StandardPage.objects.get().title, StandardPage.objects.get().live) == ("About", False)


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_both_upload_edit_and_choose_pictures(index: NewsIndexPage, group: str) -> None:
    browser = log_in(make_user(group))
    form = {"title": "Boat", "description": "A boat.", "collection": Collection.get_first_root_node().pk, "tags": ""}

    browser.post(
        "/admin/images/add/", {**form, "no_credit_owed": "on", "file": SimpleUploadedFile("boat.jpg", picture_bytes())}
    )
    image = CreditedImage.objects.get()
    browser.post(f"/admin/images/{image.pk}/", {**form, "credit": "© Ana Duarte 2026"})

    image.refresh_from_db()
    assert image.credit == "© Ana Duarte 2026"
    assert browser.get(f"/admin/images/chooser/chosen/{image.pk}/").json()["step"] == "chosen"


def test_an_editor_drafts_authors_that_a_moderator_publishes(editor: Client, moderator: Client) -> None:
    form = author_form(name="Ana Duarte", slug="ana-duarte")

    editor.post("/admin/snippets/news/author/add/", {**form, "action-publish": "1"})
    author = Author.objects.get()
    assert author.live is False

    moderator.post(f"/admin/snippets/news/author/edit/{author.pk}/", {**form, "action-publish": "1"})
    author.refresh_from_db()
    assert author.live is True


def test_an_editor_sees_and_chooses_categories_but_does_not_change_them(editor: Client, moderator: Client) -> None:
    category = CategoryFactory(name="Safety")
    form = {"name": "Culture", "slug": "culture", "description": ""}

    assert "Safety" in editor.get("/admin/snippets/news/category/").content.decode()
    assert "Safety" in editor.get(f"/admin/snippets/news/category/inspect/{category.pk}/").content.decode()
    assert editor.get("/admin/snippets/choose/news/category/").json()["step"] == "choose"
    assert editor.get(f"/admin/snippets/news/category/edit/{category.pk}/")["Location"] == "/admin/"
    assert editor.post("/admin/snippets/news/category/add/", form)["Location"] == "/admin/"

    moderator.post("/admin/snippets/news/category/add/", form)
    moderator.post(f"/admin/snippets/news/category/delete/{category.pk}/")

    assert [category.name for category in Category.objects.all()] == ["Culture"]


@pytest.mark.parametrize(
    "url",
    [
        "/admin/settings/news/menus/",
        "/admin/settings/news/sitesettings/",
        "/admin/settings/search/searchsettings/",
        "/admin/redirects/",
    ],
)
def test_menus_site_settings_and_redirects_are_a_moderators(editor: Client, moderator: Client, url: str) -> None:
    refused, shown = editor.get(url, follow=True), moderator.get(url, follow=True)

    assert refused.redirect_chain[-1] == ("/admin/", 302)
    assert shown.status_code == 200
    assert shown.redirect_chain in ([], [(f"{url}{Site.objects.get().pk}/", 302)])


def test_an_editor_deletes_drafts_but_takes_nothing_down(index: NewsIndexPage, editor: Client) -> None:
    live, draft = make_article(index), make_article(index, live=False)

    editor.post(f"/admin/pages/{live.pk}/delete/")
    editor.post(f"/admin/pages/{live.pk}/unpublish/")
    editor.post(f"/admin/pages/{draft.pk}/delete/")

    assert list(ArticlePage.objects.all()) == [live]
    assert ArticlePage.objects.get().live is True


def test_both_may_translate(db: None) -> None:
    for group in ("Editors", "Moderators"):
        assert make_user(group).has_perm("simple_translation.submit_translation")


def test_the_migration_may_run_again_and_back(db: None) -> None:
    def granted() -> dict[str, list[str]]:
        groups = Group.objects.filter(name__in=["Editors", "Moderators"])
        return {group.name: sorted(group.permissions.values_list("codename", flat=True)) for group in groups}

    before = granted()
    editor = SimpleNamespace(connection=connection)  # SQLite has no other within a test's transaction

    migration.grant(apps, editor)
    assert granted() == before

    migration.revoke(apps, editor)
    left = granted()
    assert {"add_author", "change_menus", "add_redirect", "submit_translation"}.isdisjoint(left["Moderators"])
    assert {"access_admin", "add_image"} <= set(left["Editors"])

    migration.grant(apps, editor)
    assert granted() == before


def test_a_byline_may_be_an_author_who_is_still_a_draft(index: NewsIndexPage, editor: Client) -> None:
    author = AuthorFactory(live=False)

    answer = editor.get("/admin/snippets/choose/news/author/").json()

    assert f"/admin/snippets/choose/news/author/chosen/{author.pk}/" in answer["html"]


def test_both_plan_for_the_desk(index: NewsIndexPage, editor: Client, moderator: Client) -> None:
    form = {"title": "Interview", "day": "2026-12-07", "time": "", "text": "", "article": "", "assignee": ""}

    for browser in (editor, moderator):
        browser.post("/admin/desk/planning/new/", form)
        note = PlanningNote.objects.get()
        browser.post(f"/admin/desk/planning/edit/{note.pk}/", {**form, "title": "Call"})
        assert "Call" in browser.get("/admin/desk/planning/").content.decode()
        browser.post(f"/admin/desk/planning/delete/{note.pk}/")
        assert not PlanningNote.objects.exists()

    planning.revoke(apps, SimpleNamespace(connection=connection))
    assert log_in(make_user("Moderators")).get("/admin/desk/planning/")["Location"] == "/admin/"
    planning.grant(apps, SimpleNamespace(connection=connection))
    assert log_in(make_user("Moderators")).get("/admin/desk/planning/").status_code == 200
