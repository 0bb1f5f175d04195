"""Many articles get a category at once."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import Locale, PageLogEntry, Site

from cms.takedowns.actions import take_down
from news.models import ArticlePage, Category, NewsIndexPage
from tests.factories import make_article, make_index, make_page, make_translation
from tests.images.admin.test_deletion import section_editor
from tests.news.article_form import article_form
from tests.news.desk.bulk.acting import address, carry_out, plan, words
from tests.user_accounts import log_in, make_user

ACTION = "set_category"
OTHERS = (
    "Readers get {} at once. Others are kept in the drafts: of articles that are not published, that have other "
    "changes not yet published, or that you may not publish."
)


def categories(*articles: ArticlePage) -> list[str | None]:
    """Returns what readers have."""
    found = dict(ArticlePage.objects.filter(pk__in=[a.pk for a in articles]).values_list("pk", "category__name"))
    return [found[article.pk] for article in articles]


def drafted(article: ArticlePage) -> Category | None:
    category: Category | None = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().category
    return category


def test_the_first_page_counts_what_can_be_changed(moderator: Client, index: NewsIndexPage, world: Category) -> None:
    articles = [make_article(index, title="Harbour"), make_article(index, title="Bridge")]
    listing = make_page(index, title="About us")

    shown = moderator.get(address(ACTION, *articles, listing))

    assert words(shown) == [
        "2 articles can be changed",
        "Harbour",
        "Bridge",
        "1 page is left out",
        "About us: It is not an article.",
    ]
    assert 'name="category"' in shown.content.decode()
    assert categories(*articles) == [None, None]


def test_the_confirmation_says_what_would_change_and_writes_nothing(
    moderator: Client, index: NewsIndexPage, world: Category, europe: Category
) -> None:
    there = make_article(index, title="There already", category=europe)
    harbour = make_article(index, title="Harbour", category=world)
    draft = make_article(index, title="Draft", live=False)

    said = plan(moderator, ACTION, there, harbour, draft, category=europe.pk)

    assert said == [
        "2 articles change",
        OTHERS.format("1 change"),
        "Harbour: World → World › Europe (published at once)",
        "Draft: – → World › Europe (in the draft)",
        "1 article is like that already",
        "There already",
    ]
    assert categories(there, harbour, draft) == ["Europe", "World", None]
    assert not PageLogEntry.objects.filter(action="news.bulk.category").exists()


def test_what_is_published_is_published_again_and_what_is_drafted_stays_a_draft(
    moderator: Client, index: NewsIndexPage, europe: Category
) -> None:
    live, changed = make_article(index, title="Live"), make_article(index, title="Changed")
    draft = make_article(index, title="Draft", live=False)
    changed.title = "Changed since"
    changed.save_revision()

    said = carry_out(moderator, ACTION, live, changed, draft, category=europe.pk)

    assert said == [
        "1 article has been changed and published. 2 articles have been changed in their drafts.",
    ]
    assert categories(live, changed, draft) == ["Europe", None, None]
    assert [drafted(article) for article in (live, changed, draft)] == [europe] * 3
    now = ArticlePage.objects.get(pk=changed.pk)
    assert (now.title, now.draft_title) == ("Changed", "Changed since")
    assert list(
        ArticlePage.objects.filter(pk__in=[live.pk, changed.pk, draft.pk])
        .order_by("pk")
        .values_list("live", "has_unpublished_changes")
    ) == [(True, False), (True, True), (False, True)]


def test_who_may_not_publish_changes_the_draft_alone(index: NewsIndexPage, europe: Category) -> None:
    article = make_article(index)

    said = carry_out(log_in(make_user("Editors")), ACTION, article, category=europe.pk)

    assert said == ["1 article has been changed in its draft."]
    assert categories(article) == [None]
    assert drafted(article) == europe


def test_it_is_a_minor_edit_to_readers(moderator: Client, index: NewsIndexPage, europe: Category) -> None:
    article = make_article(index)
    article.save_revision().publish()
    before = ArticlePage.objects.get(pk=article.pk).updated_at

    carry_out(moderator, ACTION, article, category=europe.pk)

    article = ArticlePage.objects.get(pk=article.pk)
    assert list(article.editions.values_list("number", "is_minor")) == [(1, False), (2, True)]
    assert article.updated_at == before
    assert (article.edition_is_minor, article.latest_revision.content["edition_is_minor"]) == (False, False)


def test_an_article_in_another_language_gets_the_translation(
    moderator: Client, index: NewsIndexPage, world: Category
) -> None:
    french = Locale.objects.get_or_create(language_code="fr")[0]
    monde = world.copy_for_translation(french)
    monde.name, monde.slug = "Monde", "monde"
    monde.save()
    article = make_article(index, title="Harbour")
    translated = make_translation(article, "fr", title="Port")
    spanish = make_translation(article, "es", title="Puerto")
    for one in (translated, spanish):
        one.save_revision().publish()

    said = plan(moderator, ACTION, article, translated, spanish, category=world.pk)
    assert said[2:] == [
        "Harbour: – → World (published at once)",
        "Port: – → Monde (published at once)",
        "1 page is left out",
        "Puerto: “World” is not translated into Español.",
    ]
    carry_out(moderator, ACTION, article, translated, spanish, category=monde.pk)

    assert categories(article, translated, spanish) == ["World", "Monde", None]


def test_what_cannot_be_edited_now_is_left_out_and_says_why(
    moderator: Client, index: NewsIndexPage, europe: Category
) -> None:
    original = make_article(index, title="Original")
    alias = original.create_alias(update_slug="alias")
    locked = make_article(index, title="Locked", locked=True, locked_by=make_user("Moderators"))
    withdrawn = make_article(index, title="Withdrawn")
    take_down(withdrawn, make_user("Moderators"), "Names a minor.")
    scheduled = make_article(index, title="Scheduled", live=False, go_live_at="2099-01-01T00:00:00Z")
    scheduled.save_revision(approved_go_live_at=scheduled.go_live_at)
    pages = [alias, locked, withdrawn, scheduled]

    said = plan(moderator, ACTION, *pages, category=europe.pk)

    assert said == [
        "0 articles change",
        "4 pages are left out",
        "Original: It is an alias: it follows the article that it mirrors.",
        "Locked: It is locked.",
        "Withdrawn: It was taken down: lift the take-down first.",
        "Scheduled: It is scheduled: cancel the schedule first.",
    ]
    assert carry_out(moderator, ACTION, *pages, category=europe.pk) == ["Nothing was changed."]
    assert categories(*pages) == [None] * 4


def test_moderation_keeps_it_to_its_moderators_and_nothing_passes_them(
    moderator: Client, index: NewsIndexPage, europe: Category
) -> None:
    article = make_article(index, title="Waiting")
    author = make_user("Editors")
    article.save_revision(changed=False)
    article.get_workflow().start(article, author)

    assert plan(log_in(author), ACTION, article, category=europe.pk)[1:] == [
        "1 page is left out",
        "Waiting: It is in moderation, where only its moderators change it.",
    ]
    assert carry_out(moderator, ACTION, article, category=europe.pk) == ["1 article has been changed in its draft."]
    assert (categories(article), drafted(article)) == ([None], europe)
    assert ArticlePage.objects.get(pk=article.pk).workflow_in_progress


def test_an_alias_follows_its_changed_source(moderator: Client, index: NewsIndexPage, europe: Category) -> None:
    original = make_article(index)
    alias = original.create_alias(update_slug="alias")

    carry_out(moderator, ACTION, original, category=europe.pk)

    assert categories(original, alias) == ["Europe", "Europe"]


def test_one_that_cannot_be_published_is_left_whole_and_keeps_no_other_back(
    moderator: Client, index: NewsIndexPage, europe: Category
) -> None:
    broken = make_article(index, title="Broken", body='[{"type": "heading", "value": {"text": "", "level": "2"}}]')
    good = make_article(index, title="Good")

    said = carry_out(moderator, ACTION, broken, good, category=europe.pk)

    assert said == [
        "“Broken” was not changed. Story → block 1, Heading → Heading: This field is required.",
        "1 article has been changed and published. 1 article was not changed.",
    ]
    assert categories(broken, good) == [None, "Europe"]
    assert (broken.revisions.count(), broken.editions.count()) == (0, 0)
    assert list(PageLogEntry.objects.filter(action="news.bulk.category").values_list("page", flat=True)) == [good.pk]


def test_pages_of_others_are_counted_and_guessed_ones_do_not_exist(
    site: Site, index: NewsIndexPage, europe: Category
) -> None:
    section = make_index(site, title="Section")
    editor = section_editor(section)
    Group.objects.get(name="Section").permissions.add(*Permission.objects.filter(codename="view_category"))
    mine, guessed = make_article(section, title="Mine"), make_article(index, title="Secret")
    browser = log_in(editor)

    shown = browser.get(address(ACTION, mine, guessed, site.root_page))

    assert words(shown) == ["1 article can be changed", "Mine", "1 page is left out", "1 page that you may not edit."]
    assert "Secret" not in shown.content.decode()
    carry_out(browser, ACTION, mine, guessed, site.root_page, category=europe.pk)
    assert (drafted(mine), drafted(guessed)) == (europe, None)


def test_who_may_choose_no_category_is_refused(site: Site, index: NewsIndexPage, europe: Category) -> None:
    section = make_index(site, title="Section")
    article = make_article(section)
    browser = log_in(section_editor(section))

    for response in (
        browser.get(address(ACTION, article)),
        browser.post(address(ACTION, article), {"category": europe.pk, "confirmed": "yes"}),
    ):
        assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert drafted(article) is None


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("", "This field is required."),
        ("987654", "Select a valid choice. That choice is not one of the available choices."),
        ("x", "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_a_form_without_a_category_is_asked_back(
    moderator: Client, index: NewsIndexPage, value: str, fault: str
) -> None:
    article = make_article(index)
    response = moderator.post(address(ACTION, article), {"category": value, "confirmed": "yes"})
    assert response.status_code == 200
    assert fault in response.content.decode()
    assert article.revisions.count() == 0


def test_the_history_tells_who_changed_what(moderator: Client, index: NewsIndexPage, europe: Category) -> None:
    article = make_article(index)
    carry_out(moderator, ACTION, article, category=europe.pk)

    entry = PageLogEntry.objects.get(action="news.bulk.category")
    assert (entry.page_id, entry.content_changed) == (article.pk, True)
    assert entry.revision_id == ArticlePage.objects.get(pk=article.pk).live_revision_id
    assert (entry.message, entry.comment) == ("Category set, with other articles", "– → World › Europe")
    history: Any = moderator.get(f"/admin/pages/{article.pk}/history/").content.decode()
    assert "Category set, with other articles" in history
    assert "– → World › Europe" in history


def test_a_form_that_was_opened_before_is_asked_back(
    moderator: Client, index: NewsIndexPage, europe: Category
) -> None:
    article = make_article(index, title="Harbour")
    opened = article.save_revision()

    carry_out(moderator, ACTION, article, category=europe.pk)
    form = {**article_form(title="Harbour reopens"), "loaded_revision_id": opened.pk}
    response = log_in(make_user("Moderators")).post(f"/admin/pages/{article.pk}/edit/", form)

    assert response.status_code == 409
    assert "Harbour reopens" in response.content.decode()
    assert drafted(article) == europe
