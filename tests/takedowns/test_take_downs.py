"""Pages that are taken down, whatever state they are in, and how they come back."""

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry, Workflow

from cms.accounts.models import User
from cms.scheduling.schedule import run_schedule
from cms.takedowns.actions import lift, take_down
from cms.takedowns.models import TakeDown
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_translation, restrict
from tests.user_accounts import log_in, make_user

ROUTE = """query($path: String!) { route(path: $path) {
  __typename ... on GoneRoute { since note } ... on PageRoute { page { title } } ... on RedirectRoute { location }
} }"""
STORY = "/news/a-story/"


def route(api: GraphQLClient, path: str = STORY) -> Any:
    return api.data(ROUTE, path=path)["route"]


@pytest.fixture
def story(index: NewsIndexPage) -> ArticlePage:
    """A public article."""
    return make_article(index, title="A story", slug="a-story")


@pytest.fixture
def chief(db: None) -> User:
    """A user who may do everything."""
    return make_user(is_superuser=True, first_name="Ana", last_name="Duarte")


def test_the_address_says_that_it_is_gone(story: ArticlePage, chief: User, api: GraphQLClient) -> None:
    take_down(story, chief, "A court order", "Withdrawn for legal reasons.")

    row = TakeDown.objects.get()
    assert (row.reason, row.taken_down_by, row.was_public) == ("A court order", chief, True)
    since = row.since.astimezone(dt.UTC).isoformat()
    assert route(api) == {"__typename": "GoneRoute", "since": since, "note": "Withdrawn for legal reasons."}
    assert api.data(f'{{ page(path: "{STORY}") {{ title }} articles {{ totalCount }} }}') == {
        "page": None,
        "articles": {"totalCount": 0},
    }
    entry = PageLogEntry.objects.get(action="takedowns.take_down")
    assert (entry.user, entry.comment) == (chief, "A court order · Withdrawn for legal reasons.")


def test_an_older_address_says_so_too_and_a_redirect_goes_before(
    story: ArticlePage, chief: User, api: GraphQLClient, index: NewsIndexPage
) -> None:
    Redirect.objects.create(old_path="/old", redirect_page=story)
    take_down(story, chief, "A court order")

    assert route(api, "/old/?x=1")["__typename"] == "GoneRoute"
    assert route(api)["note"] is None
    Redirect.objects.create(old_path=STORY.rstrip("/"), redirect_page=index)
    assert route(api) == {"__typename": "RedirectRoute", "location": "/news/"}


def test_a_chain_of_redirects_is_followed_to_what_is_gone(
    story: ArticlePage, chief: User, api: GraphQLClient, index: NewsIndexPage
) -> None:
    Redirect.add_redirect("/one", "http://www.example.org/two/")
    Redirect.add_redirect("/two", story)
    Redirect.add_redirect("/three", f"{STORY}?page=2#top")
    Redirect.add_redirect("/four", "/three/")
    take_down(story, chief, "A court order", "Withdrawn.")

    assert [route(api, path)["note"] for path in ("/one/", "/two/", "/three/", "/four/")] == ["Withdrawn."] * 4
    TakeDown.objects.update(was_public=False)
    assert [route(api, path) for path in ("/one/", "/two/", "/three/", "/four/")] == [None] * 4


def test_what_the_public_never_saw_is_not_told_of(story: ArticlePage, chief: User, api: GraphQLClient) -> None:
    story.embargo, story.embargo_until = True, timezone.now() + dt.timedelta(days=1)
    story.save()
    take_down(story, chief, "A court order")

    story.refresh_from_db()
    assert not story.live
    assert route(api) is None


@pytest.mark.parametrize("expired", [False, True])
def test_what_was_unpublished_before_is_gone_too(
    index: NewsIndexPage, chief: User, api: GraphQLClient, expired: bool
) -> None:
    story = make_article(index, slug="a-story", live=False)
    story.save_revision().publish()
    ArticlePage.objects.get().unpublish(set_expired=expired)
    assert route(api) is None
    take_down(story, chief, "A court order", "Withdrawn.")

    assert route(api)["note"] == "Withdrawn."


@pytest.mark.parametrize("hours", [1, None])
def test_what_was_unpublished_before_its_embargo_lifted_is_not_told_of(
    index: NewsIndexPage, chief: User, api: GraphQLClient, hours: int | None
) -> None:
    story = make_article(index, slug="a-story", live=False, embargo=True)
    two_hours_ago = timezone.now() - dt.timedelta(hours=2)
    with patch("django.utils.timezone.now", return_value=two_hours_ago):
        story.embargo_until = None if hours is None else two_hours_ago + dt.timedelta(hours=hours)
        story.save_revision().publish()
        ArticlePage.objects.get().unpublish()
    take_down(ArticlePage.objects.get(), chief, "A court order", "Withdrawn.")

    assert not TakeDown.objects.get().was_public
    assert route(api) is None


def test_what_was_published_for_some_readers_alone_is_not_told_of(
    index: NewsIndexPage, chief: User, api: GraphQLClient
) -> None:
    story = make_article(index, slug="a-story", live=False)
    restriction = restrict(story)
    story.save_revision().publish()
    take_down(story, chief, "A court order", "Withdrawn.")
    restriction.delete()

    assert route(api) is None


def test_what_lies_in_a_place_that_was_closed_since_is_not_told_of(
    story: ArticlePage, chief: User, api: GraphQLClient, index: NewsIndexPage
) -> None:
    take_down(story, chief, "A court order")
    restrict(index)

    assert route(api) is None


def test_aliases_go_with_their_page(story: ArticlePage, chief: User, api: GraphQLClient) -> None:
    alias = story.create_alias(update_slug="mirror")
    assert route(api, "/news/mirror/") == {"__typename": "PageRoute", "page": {"title": "A story"}}
    take_down(story, chief, "A court order")

    assert set(TakeDown.objects.in_force().values_list("page_id", flat=True)) == {story.pk, alias.pk}
    assert route(api, "/news/mirror/")["__typename"] == "GoneRoute"
    lift(story, chief)
    story.save_revision().publish()
    assert route(api, "/news/mirror/") == {"__typename": "PageRoute", "page": {"title": "A story"}}


def test_a_page_that_is_locked_in_moderation_and_scheduled(
    story: ArticlePage, chief: User, api: GraphQLClient
) -> None:
    story.locked, story.locked_by = True, make_user()
    story.save()
    revision = story.save_revision()
    Workflow.objects.get().start(story, story.locked_by)
    revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision.save()
    take_down(story, chief, "A court order")

    story.refresh_from_db()
    revision.refresh_from_db()
    assert (story.live, story.current_workflow_state, revision.approved_go_live_at) == (False, None, None)
    run = run_schedule()
    assert (run.published, run.failed) == (0, [])
    assert route(api)["__typename"] == "GoneRoute"


def test_nothing_publishes_it_until_it_is_lifted(story: ArticlePage, chief: User, api: GraphQLClient) -> None:
    take_down(story, chief, "A court order")
    story.refresh_from_db()
    with pytest.raises(ValidationError, match="by Ana Duarte: A court order To publish it all the same, choose"):
        story.save_revision().publish(user=chief)
    story.refresh_from_db()
    assert not story.live

    story.go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision = story.save_revision()
    revision.approved_go_live_at = story.go_live_at
    revision.save()
    assert [reason.partition(" on ")[0] for _name, reason in run_schedule().failed] == ["It was taken down"]

    lift(story, chief)
    assert PageLogEntry.objects.filter(action="takedowns.lift", user=chief).count() == 1
    assert route(api) is None
    story.get_latest_revision().publish(user=chief)
    assert route(api) == {"__typename": "PageRoute", "page": {"title": "A story"}}
    take_down(ArticlePage.objects.get(), chief, "Once more")
    assert [row.reason for row in TakeDown.objects.all()] == ["Once more", "A court order"]


def test_the_views_ask_for_the_reason_and_say_it_again(story: ArticlePage, chief: User) -> None:
    french = make_translation(story, "fr", slug="un-recit")
    client = log_in(chief)
    down, up = reverse("take_down", args=[story.pk]), reverse("lift_take_down", args=[story.pk])
    assert client.get(up).status_code == 302
    page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert down in page

    empty = client.post(down, {"reason": " "})
    assert empty.context["form"].errors == {"reason": ["This field is required."]}
    assert TakeDown.objects.count() == 0
    client.post(down, {"reason": "A court order", "note": "Withdrawn.", "translations": [french.pk]})
    assert set(TakeDown.objects.values_list("page_id", "note")) == {
        (story.pk, "Withdrawn."),
        (french.pk, "Withdrawn."),
    }

    page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert up in page
    assert "by Ana Duarte: A court order" in page
    assert client.get(down).status_code == 302
    shown = client.get(up).content.decode()
    assert "by Ana Duarte: A court order" in shown
    assert "Note for readers: Withdrawn." in shown
    client.post(up)
    assert [row.page_id for row in TakeDown.objects.in_force()] == [french.pk]
    assert client.get(down).status_code == 200


def test_only_those_who_may_publish_take_down(story: ArticlePage) -> None:
    client = log_in(make_user("Editors"))
    client.post(reverse("take_down", args=[story.pk]), {"reason": "A court order"})
    client.post(reverse("lift_take_down", args=[story.pk]))
    assert TakeDown.objects.count() == 0
    story.refresh_from_db()
    assert story.live


def test_bulk_publishing_says_why_it_was_taken_down(story: ArticlePage, chief: User) -> None:
    take_down(story, chief, "A court order")
    client = log_in(chief)
    address = f"/admin/bulk/wagtailcore/page/publish/?id={story.pk}&next=/admin/"
    response = client.post(address, {"include_descendants": ""}, follow=True)

    story.refresh_from_db()
    assert not story.live
    assert "by Ana Duarte: A court order" in response.content.decode()
