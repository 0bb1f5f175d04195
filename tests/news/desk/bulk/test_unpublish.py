"""Many pages are unpublished at once, and articles come back as they were."""

from django.test import Client
from wagtail.models import PageLogEntry, Site

from cms.takedowns.actions import lift, take_down
from news.desk.bulk.chosen import MAX_PAGES
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article, make_index
from tests.images.admin.test_deletion import section_editor
from tests.news.desk.bulk.acting import LISTING, address, carry_out, text_of, words
from tests.news.desk.bulk.test_undo import act, logged, undo
from tests.user_accounts import log_in, make_user

ACTION = "unpublish"
CHANGED = "It was changed since."


def published(index: NewsIndexPage, title: str) -> ArticlePage:
    """Returns an article that was published by the form."""
    article = make_article(index, title=title, live=False, first_published_at=None)
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def live(*articles: ArticlePage) -> list[bool]:
    found = dict(ArticlePage.objects.filter(pk__in=[a.pk for a in articles]).values_list("pk", "live"))
    return [found[article.pk] for article in articles]


def test_the_confirmation_counts_and_says_why_others_are_left_out(moderator: Client, index: NewsIndexPage) -> None:
    pages = [published(index, "Harbour"), make_article(index, title="Draft", live=False)]
    pages.append(make_article(index, title="Locked", locked=True, locked_by=make_user("Moderators")))

    assert words(moderator.get(address(ACTION, *pages)))[:1] == ["1 page is unpublished"]
    assert words(moderator.get(address(ACTION, *pages)))[-3:] == [
        "2 pages are left out",
        "Draft: It is not published.",
        "Locked: It is locked.",
    ]
    by_editor = words(log_in(make_user("Editors")).get(address(ACTION, *pages)))
    assert "Harbour: You may not unpublish it." in by_editor


def test_pages_of_others_are_counted(site: Site, index: NewsIndexPage) -> None:
    section = make_index(site, title="Section")
    secret = make_article(index, title="Secret")
    shown = log_in(section_editor(section)).get(address(ACTION, secret))
    assert words(shown)[-2:] == ["1 page is left out", "1 page that you may not edit."]
    assert "Secret" not in shown.content.decode()


def test_articles_come_back_with_the_version_that_readers_had(moderator: Client, index: NewsIndexPage) -> None:
    first, second = published(index, "First"), published(index, "Second")
    second.title = "Second, to be continued"
    second.save_revision()
    unwritten = make_article(index, title="Without revision")
    url = act(moderator, ACTION, first, second, unwritten)
    assert live(first, second, unwritten) == [False] * 3

    shown = words(moderator.get(url))
    assert (shown[0], shown[2]) == ("3 articles change", "First: not published → published (published at once)")
    assert undo(moderator, url) == ["3 articles have been published again, as readers had them."]
    assert logged(first) == ["Unpublishing taken back, with other articles"]

    assert live(first, second, unwritten) == [True] * 3
    now = ArticlePage.objects.get(pk=second.pk)
    assert (now.title, now.draft_title, now.has_unpublished_changes) == ("Second", "Second, to be continued", True)
    assert ArticlePage.objects.get(pk=first.pk).has_unpublished_changes is False
    assert [article.editions.count() for article in (first, second)] == [1, 1], "nothing is new to readers"


def test_the_message_counts_and_the_history_tells(moderator: Client, index: NewsIndexPage) -> None:
    article = published(index, "First")
    response = moderator.post(address(ACTION, article), {}, follow=True)
    assert response.redirect_chain == [(LISTING, 302)]
    assert [text_of(message) for message in response.context["messages"]] == ["1 page has been unpublished"]
    entry = PageLogEntry.objects.get(action="wagtail.unpublish")
    assert (entry.page_id, entry.revision_id) == (article.pk, article.live_revision_id)


def test_a_form_that_is_sent_twice_says_that_nothing_was_changed(moderator: Client, index: NewsIndexPage) -> None:
    article = published(index, "First")
    assert carry_out(moderator, ACTION, article) == ["1 page has been unpublished"]
    assert carry_out(moderator, ACTION, article) == ["Nothing was changed."]


def test_what_happened_since_keeps_an_article_unpublished(moderator: Client, index: NewsIndexPage) -> None:
    edited, again, withdrawn, gone = (published(index, title) for title in ("Edited", "Again", "Withdrawn", "Gone"))
    url = act(moderator, ACTION, edited, again, withdrawn, gone)
    ArticlePage.objects.get(pk=edited.pk).save_revision()
    ArticlePage.objects.get(pk=again.pk).get_latest_revision().publish()
    ArticlePage.objects.get(pk=again.pk).unpublish(user=make_user("Moderators"))
    page = ArticlePage.objects.get(pk=withdrawn.pk)
    take_down(page, make_user("Moderators"), "Names a minor.")
    lift(page, make_user("Moderators"))
    gone.delete()

    assert words(moderator.get(url))[1:] == [
        "3 pages are left out",
        f"Edited: {CHANGED}",
        f"Again: {CHANGED}",
        f"Withdrawn: {CHANGED}",
    ]
    assert undo(moderator, url) == ["Nothing was changed."]


def test_it_is_taken_back_once(moderator: Client, index: NewsIndexPage) -> None:
    article = published(index, "Harbour")
    url = act(moderator, ACTION, article)
    undo(moderator, url)
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert undo(moderator, url) == ["Nothing was changed."]
    assert live(article) == [False]


def test_who_may_no_longer_publish_does_not(index: NewsIndexPage) -> None:
    user = make_user("Moderators")
    browser = log_in(user)
    article = published(index, "Harbour")
    url = act(browser, ACTION, article)
    user.groups.set(make_user("Editors").groups.all())

    assert words(browser.get(url))[1:] == ["1 page is left out", "Harbour: You may not publish it."]
    assert undo(browser, url) == ["Nothing was changed."]
    assert live(article) == [False]


def test_what_publishing_refuses_stays_unpublished(moderator: Client, index: NewsIndexPage) -> None:
    body = '[{"type": "heading", "value": {"text": "", "level": "2"}}]'
    article, good = make_article(index, title="Broken", body=body), published(index, "Good")
    url = act(moderator, ACTION, article, good)
    assert undo(moderator, url) == [
        "“Broken” was not changed. Story → block 1, Heading → Heading: This field is required.",
        "1 article has been published again, as readers had it. 1 article was not changed.",
    ]
    assert live(article, good) == [False, True]


def test_pages_below_go_with_it_and_their_articles_come_back(
    moderator: Client, site: Site, index: NewsIndexPage
) -> None:
    section = make_index(site, title="Section")
    article = published(section, "Below")
    response = moderator.post(address(ACTION, section), {"include_descendants": "on"}, follow=True)
    assert [text_of(m) for m in response.context["messages"]] == ["1 page and 1 child page have been unpublished"]
    url = f"/admin/articles/undo/{PageLogEntry.objects.filter(action='wagtail.unpublish').first().uuid}/"

    assert words(moderator.get(url))[-1] == "Section: It is not an article."
    undo(moderator, url)
    assert live(article) == [True]


def test_more_pages_than_one_request_can_write_are_refused(moderator: Client, index: NewsIndexPage) -> None:
    article = published(index, "Harbour")
    keys = "&".join(f"id={article.pk + number}" for number in range(MAX_PAGES + 1))
    moderator.post(f"/admin/bulk/wagtailcore/page/unpublish/?{keys}&next={LISTING}")
    assert live(article) == [True]
