"""A bulk action is taken back by who did it, within a day, once, where nobody changed the articles since."""

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.takedowns.actions import take_down
from news.models import ArticlePage, Category, NewsIndexPage
from tests.factories import AuthorFactory, CategoryFactory, make_article
from tests.news.desk.bulk.acting import LISTING, address, text_of, words
from tests.user_accounts import log_in, make_user


def act(browser: Client, action: str, *articles: ArticlePage, **values: Any) -> str:
    """Carries out an action, and returns the address to which the button Undo leads."""
    response = browser.post(address(action, *articles), {**values, "confirmed": "yes"}, follow=True)
    [button] = re.findall(
        r'<a href="([^"]+)" class="[^"]+">Undo</a>', str([str(m) for m in response.context["messages"]])
    )
    return str(button).replace("&amp;", "&")


def undo(browser: Client, url: str) -> list[str]:
    response = browser.post(url, follow=True)
    assert response.redirect_chain == [(LISTING, 302)]
    return [text_of(message) for message in response.context["messages"]]


def logged(article: ArticlePage) -> list[str]:
    """Returns what the history of an article says of bulk actions."""
    entries = PageLogEntry.objects.filter(page=article.pk, action__startswith="news.bulk.").order_by("pk")
    return [str(entry.message) for entry in entries]


def category(article: ArticlePage) -> str | None:
    found = ArticlePage.objects.get(pk=article.pk).category
    return found.name if found else None


def test_the_undo_shows_what_it_takes_back_and_then_does(
    moderator: Client, index: NewsIndexPage, world: Category, europe: Category
) -> None:
    filed, unfiled = make_article(index, title="Filed", category=world), make_article(index, title="Unfiled")
    draft = make_article(index, title="Draft", live=False, category=world)
    there = make_article(index, title="There", category=europe)
    articles = [filed, unfiled, draft, there]
    url = act(moderator, "set_category", *articles, category=europe.pk)

    shown = moderator.get(url)
    assert words(shown)[0] == "3 articles change"
    assert words(shown)[2:] == [
        "Filed: World › Europe → World (published at once)",
        "Unfiled: World › Europe → – (published at once)",
        "Draft: World › Europe → World (in the draft)",
    ]
    assert [category(article) for article in (filed, unfiled)] == ["Europe", "Europe"], "a look changes nothing"
    assert undo(moderator, url) == [
        "The changes of 2 articles have been taken back and published. "
        "The change of 1 article has been taken back in its draft."
    ]
    assert [category(article) for article in (filed, unfiled, there)] == ["World", None, "Europe"]
    assert ArticlePage.objects.get(pk=draft.pk).get_latest_revision_as_object().category == world
    now = ArticlePage.objects.get(pk=filed.pk)
    assert (now.live, now.has_unpublished_changes) == (True, False)
    assert list(now.editions.values_list("is_minor", flat=True)) == [False, True]
    assert logged(filed) == ["Category set, with other articles", "Category set back, with other articles"]


def test_tags_and_authors_come_back_as_they_were(moderator: Client, index: NewsIndexPage) -> None:
    ana, ben = AuthorFactory(name="Ana"), AuthorFactory(name="Ben")
    article = make_article(index, tags=["rail", "strike"], authors=[ana, ben])

    tags = act(moderator, "change_tags", article, add="port", remove="rail")
    assert undo(moderator, tags) == ["The change of 1 article has been taken back and published."]
    authors = act(moderator, "change_authors", article, add=AuthorFactory().pk, remove=ana.pk)
    assert undo(moderator, authors) == ["The change of 1 article has been taken back and published."]

    now = ArticlePage.objects.get(pk=article.pk)
    assert sorted(now.tags.names()) == ["rail", "strike"]
    assert [byline.author.name for byline in now.bylines.order_by("sort_order")] == ["Ana", "Ben"]


def test_it_is_taken_back_once(moderator: Client, index: NewsIndexPage, europe: Category) -> None:
    article = make_article(index, title="Harbour")
    url = act(moderator, "set_category", article, category=europe.pk)
    undo(moderator, url)
    act(moderator, "set_category", article, category=europe.pk)

    assert words(moderator.get(url)) == ["0 articles change", "1 page is left out", "Harbour: It was changed since."]
    assert undo(moderator, url) == ["Nothing was changed."]
    assert category(article) == "Europe"


def test_what_was_changed_since_is_left_out_and_named(
    moderator: Client, index: NewsIndexPage, europe: Category
) -> None:
    same, edited = make_article(index, title="Same"), make_article(index, title="Edited")
    drafted, withdrawn = make_article(index, title="Drafted", live=False), make_article(index, title="Withdrawn")
    url = act(moderator, "set_category", same, edited, drafted, withdrawn, category=europe.pk)
    ArticlePage.objects.get(pk=edited.pk).save_revision()
    ArticlePage.objects.get(pk=drafted.pk).get_latest_revision().publish()
    take_down(ArticlePage.objects.get(pk=withdrawn.pk), make_user("Moderators"), "Names a minor.")

    shown = words(moderator.get(url))
    assert shown[2] == "Same: World › Europe → – (published at once)"
    assert shown[3:] == [
        "3 pages are left out",
        "Withdrawn: It was taken down: lift the take-down first.",
        "Edited: It was changed since.",
        "Drafted: It was changed since.",
    ]
    assert undo(moderator, url) == ["The change of 1 article has been taken back and published."]
    assert [category(a) for a in (same, edited, drafted, withdrawn)] == [None, "Europe", "Europe", "Europe"]


def test_it_belongs_to_who_did_it(moderator: Client, index: NewsIndexPage, europe: Category) -> None:
    article = make_article(index)
    url = act(moderator, "set_category", article, category=europe.pk)
    for browser in (log_in(make_user("Moderators")), log_in(make_user(is_superuser=True))):
        assert browser.get(url).status_code == 404
        assert browser.post(url).status_code == 404
    assert category(article) == "Europe"


def test_it_is_over_after_a_day(moderator: Client, index: NewsIndexPage, europe: Category) -> None:
    article = make_article(index)
    url = act(moderator, "set_category", article, category=europe.pk)
    PageLogEntry.objects.update(timestamp=timezone.now() - dt.timedelta(hours=24, seconds=1))

    over = ["This can be undone for 24 hours, which are over. History tells what it did to each page."]
    assert undo(moderator, url) == over
    assert moderator.get(url).status_code == 302
    assert category(article) == "Europe"


def test_who_may_no_longer_edit_takes_nothing_back(index: NewsIndexPage, europe: Category) -> None:
    user = make_user("Moderators")
    browser = log_in(user)
    article = make_article(index, title="Harbour")
    url = act(browser, "set_category", article, category=europe.pk)
    user.groups.set(make_user("Moderators").groups.none())
    user.groups.add(*make_user("Editors").groups.all())

    assert words(browser.get(url))[2:] == ["Harbour: World › Europe → – (in the draft)"]
    assert undo(browser, url) == ["The change of 1 article has been taken back in its draft."]
    assert category(article) == "Europe", "an editor does not publish"


def test_what_was_deleted_since_does_not_come_back(moderator: Client, index: NewsIndexPage, world: Category) -> None:
    draft = make_article(index, title="Draft", live=False)
    draft.category = world
    draft.save_revision()
    europe = CategoryFactory(name="Europe")
    url = act(moderator, "set_category", draft, category=europe.pk)
    world.delete()

    assert undo(moderator, url) == [
        "“Draft” was not changed. The category has been deleted.",
        "1 article was not changed.",
    ]
    assert ArticlePage.objects.get(pk=draft.pk).get_latest_revision_as_object().category == europe


def test_an_address_of_nothing_answers_nothing(moderator: Client) -> None:
    assert moderator.get("/admin/articles/undo/1f0ad8a0-0000-4000-8000-000000000000/").status_code == 404
