"""No way to publish shows readers a picture that may not be used; nothing is half published, and editors are told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import get_commands
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale, ModelLogEntry, Page, PageLogEntry, Revision, WorkflowState

from cms.editing.publication.pictures import picture_faults_of_all
from cms.images.models import CreditedImage
from cms.scheduling.models import ScheduleFailure
from cms.scheduling.schedule import run_schedule
from cms.takedowns.actions import lift, take_down
from news.models import ArticlePage, Author, Edition, NewsIndexPage
from tests.editing.publication.picture_places import FAULTS, picture
from tests.editing.publication.test_checks import bulk_publish, in_hours
from tests.factories import AuthorFactory, make_article, make_translation
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

Break = Callable[[CreditedImage], None]
Way = Callable[[NewsIndexPage, CreditedImage, Break], str]


def state() -> list[Any]:
    """Returns all that a publication writes."""
    actions = ["wagtail.publish", "wagtail.publish.schedule", "wagtail.publish.scheduled"]
    return [
        list(
            Page.objects.filter(live=True).order_by("pk").values("pk", "title", "live_revision", "last_published_at")
        ),
        list(ArticlePage.objects.filter(live=True).order_by("pk").values_list("image", "body")),
        list(Author.objects.filter(live=True).order_by("pk").values("pk", "name", "portrait", "live_revision")),
        list(
            Revision.objects.exclude(approved_go_live_at=None).order_by("pk").values_list("pk", "approved_go_live_at")
        ),
        Edition.objects.count(),
        list(WorkflowState.objects.order_by("pk").values_list("pk", "status")),
        [log.objects.filter(action__in=actions).count() for log in (PageLogEntry, ModelLogEntry)],
    ]


def told(answer: Any) -> str:
    """Returns what the admin says after a form was sent: its errors and its messages."""
    form = answer.context.get("form")
    errors = [str(message) for found in (form.errors.values() if form else ()) for message in found]
    return " ".join([*errors, *map(str, answer.context["messages"])])


def edit(article: Any, action: str = "action-publish", **values: Any) -> str:
    browser = log_in(make_user("Moderators"))
    return told(browser.post(f"/admin/pages/{article.pk}/edit/", article_form(action, **values), follow=True))


def new_article(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    spoil(image)
    browser = log_in(make_user("Moderators"))
    url = f"/admin/pages/add/news/articlepage/{index.pk}/"
    return told(browser.post(url, article_form("action-publish", image=image.pk), follow=True))


def changed_article(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, title="Asking")
    spoil(image)
    return edit(article, image=image.pk, title="Changed")


def published_again(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, title="Asking", image=image)
    article.save_revision().publish()
    article.refresh_from_db()
    article.unpublish()
    spoil(image)
    return edit(article, image=image.pk)


def older_version(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, title="Asking", image=image)
    older = article.save_revision()
    article.image = None
    article.save_revision().publish()
    spoil(image)
    browser = log_in(make_user("Moderators"))
    shown = browser.get(reverse("wagtailadmin_pages:revisions_revert", args=[article.pk, older.pk]))
    assert shown.context["form"]["image"].value() == image.pk
    form = article_form("action-publish", image=image.pk)
    return told(browser.post(f"/admin/pages/{article.pk}/edit/", form | {"revision": older.pk}, follow=True))


def schedule(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, live=False)
    spoil(image)
    return edit(article, image=image.pk, go_live_at="2126-05-29 08:30")


def clock(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, live=False, image=image, go_live_at=in_hours(1))
    article.save_revision().publish()
    return when_due(image, spoil)


def author_of_the_clock(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    author = AuthorFactory(portrait=image, live=False, go_live_at=in_hours(1))
    author.save_revision().publish()
    return when_due(image, spoil)


def when_due(image: CreditedImage, spoil: Break) -> str:
    """Returns why the clock publishes nothing, as its editors are told."""
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=in_hours(-1))
    spoil(image)
    run = run_schedule()
    assert [reason for _name, reason in run.failed] == [*ScheduleFailure.objects.values_list("reason", flat=True)]
    return " ".join(reason for _name, reason in run.failed)


def approval(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, live=False, image=image)
    article.save_revision()
    task = article.get_workflow().start(article, make_user("Editors")).current_task_state
    spoil(image)
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", task.pk])
    answer = log_in(make_user("Moderators")).post(f"{url}?next=/admin/", {"comment": ""}, follow=True)
    return told(answer)


def approval_in_the_form(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, live=False, image=image)
    article.save_revision()
    article.get_workflow().start(article, make_user("Editors"))
    spoil(image)
    return edit(article, "action-workflow-action", image=image.pk, **{"workflow-action-name": "approve"})


def list_of_pages(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, title="Asking", live=False, image=image)
    spoil(image)
    return " ".join(bulk_publish(article))


def translation(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article = make_article(index, image=image)
    make_translation(index, "fr")
    translated = article.copy_for_translation(Locale.objects.get(language_code="fr"))
    spoil(image)
    return " ".join(bulk_publish(translated))


def lifted_take_down(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    article, user = make_article(index, image=image), make_user("Moderators")
    take_down(article, user, "A complaint.")
    lift(article, user)
    spoil(image)
    return edit(article, image=image.pk)


def copy(index: NewsIndexPage, image: CreditedImage, spoil: Break, **values: str) -> str:
    article = make_article(index, title="Asking", image=image)
    spoil(image)
    form = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": str(index.pk),
        "publish_copies": "on",
        **values,
    }
    answer = log_in(make_user("Moderators")).post(f"/admin/pages/{article.pk}/copy/", form, follow=True)
    return told(answer)


def alias(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    return copy(index, image, spoil, publish_copies="", alias="on")


def copied_section(index: NewsIndexPage, image: CreditedImage, spoil: Break) -> str:
    make_article(index, title="Asking", image=image)
    spoil(image)
    parent = index.get_parent().pk
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(parent), "copy_subpages": "on"}
    browser = log_in(make_user("Moderators"))
    answer = browser.post(f"/admin/pages/{index.pk}/copy/", form | {"publish_copies": "on"}, follow=True)
    return told(answer)


WAYS: list[Way] = [
    new_article,
    changed_article,
    published_again,
    older_version,
    schedule,
    clock,
    approval,
    approval_in_the_form,
    list_of_pages,
    translation,
    lifted_take_down,
    copy,
    alias,
    copied_section,
    author_of_the_clock,
]
"""The ways to publish; the import has tests of its own."""

EVERY_FAULT = [new_article, clock, list_of_pages]
"""The ways that are tried with every fault: a form, the clock, and code without a form."""


@pytest.mark.parametrize(
    ("way", "fault"),
    [
        *((way, "not to be used") for way in WAYS),
        *((way, fault) for way in EVERY_FAULT for fault in FAULTS if fault != "not to be used"),
    ],
)
def test_it_is_refused(index: NewsIndexPage, way: Way, fault: str) -> None:
    values, sentence = FAULTS[fault]
    before: list[Any] = []

    def spoil(image: CreditedImage) -> None:
        CreditedImage.objects.filter(pk=image.pk).update(**values)
        before.extend(state())

    said = way(index, picture(), spoil)

    assert sentence in said
    assert state() == before


@pytest.mark.parametrize("way", WAYS)
def test_it_publishes_what_is_faultless(index: NewsIndexPage, way: Way) -> None:
    before: list[Any] = []

    way(index, picture(), lambda image: before.extend(state()))

    assert state() != before


def test_rights_that_end_before_an_embargo_are_refused(index: NewsIndexPage) -> None:
    leased = picture(rights_expire_at=in_hours(2))
    browser = log_in(make_user("Moderators"))
    url = f"/admin/pages/add/news/articlepage/{index.pk}/"
    form = article_form("action-publish", image=leased.pk, embargo="on")

    refused = browser.post(url, form | {"embargo_until": f"{in_hours(3):%Y-%m-%d %H:%M}"})
    listed = bulk_publish(make_article(index, image=leased, live=False, embargo=True, embargo_until=in_hours(3)))

    for said in (str(refused.context["form"].errors["image"]), listed[0]):
        assert "The rights of “Night train” expire on " in said
        assert ", before readers see this." in said
    assert not ArticlePage.objects.filter(live=True).exists()
    assert browser.post(url, form | {"embargo_until": f"{in_hours(1):%Y-%m-%d %H:%M}"}).status_code == 302
    assert ArticlePage.objects.get(live=True).embargo


@pytest.mark.parametrize("rows", [3, 30])
def test_copies_of_more_pages_cost_no_more_statements(
    index: NewsIndexPage, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        make_article(index, image=picture(usage_terms="FORBIDDEN"))
    pages = Page.objects.child_of(index)

    with django_assert_num_queries(3):
        found = picture_faults_of_all(pages.specific().iterator(), timezone.now())

    assert [len(faults) for _page, faults in found] == [1] * rows


def test_the_old_name_of_the_schedule_runs_the_schedule_of_this_project() -> None:
    assert get_commands()["publish_scheduled_pages"] == "cms.scheduling"
