"""The listing of all articles."""

import datetime as dt
import html
import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import GroupPagePermission, Locale, Workflow

from cms.images.models import CreditedImage, Rendition
from news.models import ArticlePage, Correction, NewsIndexPage
from tests.factories import NOON, AuthorFactory, CategoryFactory, ImageFactory, make_article, make_page
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user


@pytest.fixture
def editor(index: NewsIndexPage) -> Client:
    return log_in(make_user("Editors"))


def titles(browser: Client, query: str = "") -> list[str]:
    """Returns the headlines of the listing's rows, from top to bottom."""
    answer = browser.get(f"/admin/articles/?{query}")
    assert answer.status_code == 200
    return [article.title for article in answer.context["object_list"]]


def row(browser: Client, article: ArticlePage) -> str:
    """Returns the words of an article's row."""
    html = browser.get("/admin/articles/").content.decode()
    cells = next(part for part in html.split("<tr")[1:] if f"page_{article.pk}_title" in part)
    return " ".join(re.sub(r"<[^>]+>", " ", cells.split(">", 1)[1].split("</tr>")[0]).split())


def test_articles_come_first_in_the_menu(editor: Client) -> None:
    props = editor.get("/admin/").content.decode()
    labels = re.findall(r'"label": "(Articles|Pages|Images|Documents|Authors|Categories|Reports)"', props)

    assert labels == ["Articles", "Pages", "Images", "Documents", "Authors", "Categories", "Reports"]


def test_a_row_shows_what_a_desk_asks_for(index: NewsIndexPage, editor: Client) -> None:
    article = make_article(
        index,
        title="Harbour reopens",
        category=CategoryFactory(name="Transport"),
        authors=[AuthorFactory(name="Ana Duarte"), AuthorFactory(name="Tom Okafor")],
        published_at=NOON,
    )

    words = row(editor, article)

    assert words.startswith("Harbour reopens")
    assert words.endswith("Transport Ana Duarte, Tom Okafor 29 May 2026 12:00 UTC Current page status: live")


def test_the_thumbnail_is_a_size_that_was_made_before(
    index: NewsIndexPage, editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = ImageFactory()
    image.refresh_from_db()
    make_article(index, image=image)
    renditions = Rendition.objects.count()

    html = editor.get("/admin/articles/").content.decode()

    stored = image.variants["THUMBNAIL"][0][2]
    assert f'<img class="news-thumbnail" src="/media/{stored}"' in html
    assert Rendition.objects.count() == renditions


def test_a_picture_that_is_not_ready_shows_its_placeholder(index: NewsIndexPage, editor: Client) -> None:
    image = ImageFactory()
    CreditedImage.objects.filter(pk=image.pk).update(variants={}, placeholder="data:image/gif;base64,AAAA")
    make_article(index, image=image)

    assert (
        '<img class="news-thumbnail" src="data:image/gif;base64,AAAA"'
        in editor.get("/admin/articles/").content.decode()
    )


def test_the_latest_dateline_comes_first_after_those_without_one(index: NewsIndexPage, editor: Client) -> None:
    make_article(index, title="Old", published_at=NOON - dt.timedelta(days=2))
    make_article(index, title="Same minute, first", published_at=NOON)
    make_article(index, title="Same minute, second", published_at=NOON)
    make_article(index, title="No dateline", published_at=None, live=False)

    assert titles(editor) == ["No dateline", "Same minute, second", "Same minute, first", "Old"]
    assert titles(editor, "ordering=published_at") == [
        "Old",
        "Same minute, first",
        "Same minute, second",
        "No dateline",
    ]
    assert titles(editor, "ordering=title") == ["No dateline", "Old", "Same minute, first", "Same minute, second"]


def test_only_articles_are_listed_wherever_they_are(index: NewsIndexPage, editor: Client) -> None:
    second = NewsIndexPage(title="Press releases", slug="press")
    index.get_parent().add_child(instance=second)
    make_page(index.get_parent(), title="About")
    make_article(index, title="News")
    make_article(second, title="Release")

    assert titles(editor) == ["Release", "News"]


def test_filters_by_category_author_and_picture(index: NewsIndexPage, editor: Client) -> None:
    rail, culture = CategoryFactory(), CategoryFactory()
    ana, tom = AuthorFactory(), AuthorFactory()
    make_article(index, title="One", category=rail, authors=[ana], image=ImageFactory())
    make_article(index, title="Two", category=culture, authors=[tom, ana])
    make_article(index, title="Three")

    assert titles(editor, f"category={rail.pk}") == ["One"]
    assert titles(editor, f"category={rail.pk}&category={culture.pk}") == ["Two", "One"]
    assert titles(editor, f"author={ana.pk}") == ["Two", "One"]
    assert titles(editor, f"author={tom.pk}") == ["Two"]
    assert titles(editor, "picture=yes") == ["One"]
    assert titles(editor, "picture=no") == ["Three", "Two"]


def test_filters_by_summary(index: NewsIndexPage, editor: Client) -> None:
    make_article(index, title="Harbour summed up", summary="Ships are back.")
    make_article(index, title="Harbour bare", summary="")
    make_article(index, title="Museum bare", summary="")

    assert titles(editor, "summary=yes") == ["Harbour summed up"]
    assert titles(editor, "summary=no") == ["Museum bare", "Harbour bare"]
    assert titles(editor, "summary=no&q=harbour") == ["Harbour bare"]
    assert titles(editor, "summary=yes&q=harbour") == ["Harbour summed up"]


def test_filters_by_an_embargo_that_holds(index: NewsIndexPage, editor: Client) -> None:
    hour = dt.timedelta(hours=1)
    make_article(index, title="Free")
    make_article(index, title="Open-ended", embargo=True)
    make_article(index, title="Held", embargo=True, embargo_until=timezone.now() + hour)
    make_article(index, title="Lifted", embargo=True, embargo_until=timezone.now() - hour)

    assert titles(editor, "status=embargoed") == ["Held", "Open-ended"]
    assert titles(editor, "status=embargoed&q=held") == ["Held"]


def test_a_correction_is_marked_and_filtered_by(index: NewsIndexPage, editor: Client) -> None:
    corrected = make_article(index, title="Corrected")
    corrected.corrections = [
        Correction(date=dt.date(2026, 11, 27), kind="clarification", text="It was Monday."),
        Correction(date=dt.date(2026, 11, 26), kind="correction", text="It was in May."),
    ]
    corrected.save()
    right = make_article(index, title="Right")

    assert "Clarification 27 Nov 2026" in row(editor, corrected)
    assert "27 Nov 2026" not in row(editor, right)
    assert titles(editor, "corrected=yes") == ["Corrected"]
    assert titles(editor, "corrected=no") == ["Right"]


def test_filters_by_status(index: NewsIndexPage, editor: Client) -> None:
    make_article(index, title="Live")
    changed = make_article(index, title="Changed")
    changed.save_revision()
    make_article(index, title="Draft", live=False)
    scheduled = make_article(index, title="Scheduled", live=False)
    scheduled.go_live_at = timezone.now() + dt.timedelta(days=1)
    scheduled.save_revision().publish()
    submitted = make_article(index, title="Submitted", live=False)
    submitted.save_revision()
    Workflow.objects.get(name="Moderators approval").start(submitted, make_user("Editors"))
    returned = make_article(index, title="Sent back", live=False)
    returned.save_revision()
    state = Workflow.objects.get(name="Moderators approval").start(returned, make_user("Editors"))
    state.current_task_state.reject(user=make_user("Moderators"))

    assert titles(editor, "status=live") == ["Changed", "Live"]
    assert titles(editor, "status=changed") == ["Changed"]
    assert titles(editor, "status=draft") == ["Sent back", "Submitted", "Draft"]
    assert titles(editor, "status=scheduled") == ["Scheduled"]
    assert titles(editor, "moderation=in_progress") == ["Submitted"]
    assert titles(editor, "moderation=needs_changes") == ["Sent back"]
    assert titles(editor, "moderation=needs_changes&q=sent") == ["Sent back"]


def test_forms_lead_back_to_the_list_as_it_was_filtered(index: NewsIndexPage) -> None:
    moderator = log_in(make_user("Moderators"))
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens")
    back = "/admin/articles/?status=live&q=harbour"
    shown = moderator.get(back).content.decode()
    query = urlencode({"next": back})
    assert f'href="/admin/pages/{article.pk}/edit/?{html.escape(query)}"' in shown
    assert f'href="/admin/pages/{article.pk}/unpublish/?{html.escape(query)}"' in shown

    url = f"/admin/pages/{article.pk}/edit/?{query}"
    assert moderator.get(url).context["next"] == back
    answer = moderator.post(url, {**article_form("action-publish"), "next": back})
    assert (answer.status_code, answer["Location"]) == (302, back)


def test_a_new_article_leads_back_to_the_list(index: NewsIndexPage) -> None:
    moderator = log_in(make_user("Moderators"))
    shown = html.unescape(moderator.get("/admin/articles/?status=draft").content.decode())
    found = re.search(r'href="(/admin/articles/choose_parent/\?locale=en&next=[^"]+)"', shown)
    assert found

    answer = moderator.get(found[1])
    add = answer["Location"]
    assert (
        add == f"/admin/pages/add/news/articlepage/{index.pk}/?{urlencode({'next': '/admin/articles/?status=draft'})}"
    )
    back = {"next": "/admin/articles/?status=draft"}
    published = moderator.post(add, {**article_form("action-publish"), **back})
    assert (published.status_code, published["Location"]) == (302, "/admin/articles/?status=draft")
    stranger = moderator.get("/admin/articles/choose_parent/?next=https://stranger.example/")
    assert stranger["Location"] == add.split("?")[0]


def test_filters_by_dateline_to_the_end_of_the_last_day(index: NewsIndexPage, editor: Client) -> None:
    make_article(index, title="Before", published_at=dt.datetime(2026, 5, 28, 23, 59, tzinfo=dt.UTC))
    make_article(index, title="Morning", published_at=dt.datetime(2026, 5, 29, 0, 0, tzinfo=dt.UTC))
    make_article(index, title="Night", published_at=dt.datetime(2026, 5, 30, 23, 59, tzinfo=dt.UTC))
    make_article(index, title="After", published_at=dt.datetime(2026, 5, 31, 0, 0, tzinfo=dt.UTC))

    assert titles(editor, "published_at_from=2026-05-29&published_at_to=2026-05-30") == ["Night", "Morning"]


def test_filters_by_language(index: NewsIndexPage, editor: Client) -> None:
    french = Locale.objects.create(language_code="fr")
    make_article(index, title="Harbour reopens")
    translation = index.copy_for_translation(french, copy_parents=True)
    make_article(translation, title="Le port rouvre", locale=french)

    assert titles(editor, "locale=fr") == ["Le port rouvre"]
    assert titles(editor, "locale=en") == ["Harbour reopens"]


def test_search_goes_with_filters_and_order(index: NewsIndexPage, editor: Client) -> None:
    rail = CategoryFactory()
    make_article(index, title="Harbour opens", category=rail, published_at=NOON)
    make_article(index, title="Harbour closes", category=rail, published_at=NOON + dt.timedelta(days=1))
    make_article(index, title="Harbour sleeps")
    make_article(index, title="Museum opens", category=rail)

    everything = f"q=harb&category={rail.pk}&status=live&picture=no&published_at_from=2026-05-01"

    assert titles(editor, f"{everything}&ordering=published_at") == ["Harbour opens", "Harbour closes"]
    assert titles(editor, f"{everything}&ordering=-published_at") == ["Harbour closes", "Harbour opens"]
    assert sorted(titles(editor, "q=harb")) == ["Harbour closes", "Harbour opens", "Harbour sleeps"]
    assert titles(editor, "q=nowhere") == []


def test_adding_leads_to_the_form_below_the_only_listing(index: NewsIndexPage, editor: Client) -> None:
    assert (
        'href="/admin/articles/choose_parent/?locale=en&amp;next=%2Fadmin%2Farticles%2F"'
        in editor.get("/admin/articles/").content.decode()
    )

    answer = editor.get("/admin/articles/choose_parent/?locale=en")

    assert (answer.status_code, answer["Location"]) == (302, f"/admin/pages/add/news/articlepage/{index.pk}/")


def test_an_editor_sees_the_articles_of_the_pages_that_are_theirs(index: NewsIndexPage) -> None:
    press = NewsIndexPage(title="Press releases", slug="press")
    index.get_parent().add_child(instance=press)
    make_article(index, title="News")
    make_article(press, title="Release")
    group = Group.objects.create(name="Press office")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=press, permission=Permission.objects.get(codename="change_page")
    )

    assert titles(log_in(make_user("Press office"))) == ["Release"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_listing_costs_the_same_for_any_number_of_articles(
    index: NewsIndexPage, editor: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        article = make_article(
            index, category=CategoryFactory(), authors=[AuthorFactory(), AuthorFactory()], image=ImageFactory()
        )
        if number % 3 == 0:
            article.save_revision()
    editor.get("/admin/articles/")

    with django_assert_num_queries(30):
        answer = editor.get("/admin/articles/")

    assert len(answer.context["object_list"]) == rows
