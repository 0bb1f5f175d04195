import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from cms.scheduling.models import ScheduleFailure
from cms.scheduling.schedule import failure_reason, run_schedule
from news.models import ArticlePage, NewsIndexPage
from tests.factories import AuthorFactory, make_article, stored
from tests.scheduling.newsroom import make_clash, make_scheduled, schedule


def live(*articles: ArticlePage) -> list[bool]:
    states = dict(ArticlePage.objects.values_list("pk", "live"))
    return [states[article.pk] for article in articles]


def scheduled(article: ArticlePage) -> bool:
    return bool(Revision.objects.for_instance(article).exclude(approved_go_live_at=None).exists())


def rename(article: ArticlePage, slug: str) -> None:
    """Give a page another slug past its form."""
    ArticlePage.objects.filter(pk=article.pk).update(slug=slug)


def test_one_that_cannot_be_published_holds_up_no_other(index: NewsIndexPage) -> None:
    first, *others = make_scheduled(index, 4)
    rename(first, "due-0-draft")
    clash = make_clash(index, "due-0")

    with pytest.raises(CommandError) as error:
        call_command("publish_scheduled")

    assert str(error.value) == (
        "“Due 0” could not be changed. Slug: “due-0” is the slug of another page in the same place."
    )
    assert error.value.returncode == 1
    assert live(first, *others) == [False, True, True, True]
    assert scheduled(first)
    failure = ScheduleFailure.objects.get()
    assert (failure.content_object, failure.action) == (first, "publish")
    assert failure.reason == "Slug: “due-0” is the slug of another page in the same place."

    rename(clash, "elsewhere")
    call_command("publish_scheduled")

    assert live(first) == [True]
    assert not scheduled(first)
    assert ScheduleFailure.objects.count() == 0


def test_what_runs_after_a_publication_fails_with_it(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    (article,) = make_scheduled(index, 1)

    def fail(*_arguments: Any, **_options: Any) -> None:
        raise ValidationError("An article needs a heading.")

    monkeypatch.setattr("wagtail.actions.publish_revision.PublishRevisionAction._after_publish", fail)
    run = run_schedule()

    assert run.failed == [("Due 0", "An article needs a heading.")]
    assert live(article) == [False]
    assert scheduled(article)
    assert PageLogEntry.objects.filter(page=article.pk, action="wagtail.publish.scheduled").count() == 0


def test_what_the_form_refuses_is_not_published_by_the_schedule(index: NewsIndexPage) -> None:
    article, other = make_scheduled(index, 2)
    revision = Revision.objects.for_instance(article).get(approved_go_live_at__isnull=False)
    body = stored(("heading", {"text": "", "level": "2"}))
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "body": body})

    run = run_schedule()

    assert run.failed == [("Due 0", "Story → block 1, Heading → Heading: This field is required.")]
    assert (live(article, other), scheduled(article)) == ([False, True], True)


def test_a_failed_publication_by_hand_keeps_the_schedule(index: NewsIndexPage) -> None:
    (article,) = make_scheduled(index, 1)
    rename(article, "due-0-draft")
    make_clash(index, "due-0")
    revision = Revision.objects.for_instance(article).get(approved_go_live_at__isnull=False)

    with pytest.raises(ValidationError):
        revision.publish()

    assert scheduled(article)


def test_what_has_expired_is_taken_down_and_a_failure_holds_up_no_other(
    index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = timezone.now() - dt.timedelta(minutes=1)
    stuck = make_article(index, title="Stuck", expire_at=past - dt.timedelta(minutes=1))
    other = make_article(index, title="Other", expire_at=past)
    from wagtail.models import Page

    unpublish = Page.unpublish

    def fail_once(page: Page, *arguments: Any, **options: Any) -> None:
        if page.pk == stuck.pk:
            raise RuntimeError("internal")
        unpublish(page, *arguments, **options)

    monkeypatch.setattr(Page, "unpublish", fail_once)
    run = run_schedule()

    assert (run.published, run.unpublished) == (0, 1)
    assert run.failed == [("Stuck", "The server could not do it. An administrator finds more in its log.")]
    assert live(stuck, other) == [True, False]
    assert ArticlePage.objects.get(pk=other.pk).expired
    failure = ScheduleFailure.objects.get()
    assert (failure.content_object, failure.action, failure.due_at) == (stuck, "unpublish", stuck.expire_at)


def test_snippets_go_live_and_expire_too(db: None) -> None:
    due = AuthorFactory(name="Due", slug="due", live=False)
    schedule(due, name="Due at last")
    over = AuthorFactory(name="Over", slug="over", expire_at=timezone.now() - dt.timedelta(minutes=1))

    run = run_schedule()

    due.refresh_from_db()
    over.refresh_from_db()
    assert (run.published, run.unpublished, run.failed) == (1, 1, [])
    assert (due.name, due.live, over.live, over.expired) == ("Due at last", True, False, True)


def test_what_is_not_due_is_left_alone(index: NewsIndexPage) -> None:
    article = make_article(index, live=False)
    article.go_live_at = timezone.now() + dt.timedelta(hours=1)
    article.save_revision().publish()
    make_article(index, expire_at=timezone.now() + dt.timedelta(hours=1))

    run = run_schedule()

    assert (run.published, run.unpublished, run.failed) == (0, 0, [])
    assert scheduled(article)


def test_a_change_that_an_editor_made_meanwhile_is_not_made_again(
    index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    (article,) = make_scheduled(index, 1)
    from cms.scheduling import schedule as module

    due = module.due_changes()
    Revision.objects.update(approved_go_live_at=None)
    monkeypatch.setattr(module, "due_changes", lambda: due)

    run = run_schedule()

    assert (run.published, run.failed) == (0, [])
    assert live(article) == [False]


def test_a_fault_of_the_database_waits_for_the_next_run_and_is_told_nobody(
    index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    first, second = make_scheduled(index, 2)
    publish = ArticlePage.publish

    def lock_once(page: ArticlePage, *arguments: Any, **options: Any) -> None:
        if page.pk == first.pk:
            raise OperationalError("database is locked")
        publish(page, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(ArticlePage, "publish", lock_once)
        assert [name for name, _reason in run_schedule().failed] == ["Due 0"]
    assert (live(first, second), ScheduleFailure.objects.count(), mailoutbox) == ([False, True], 0, [])

    assert run_schedule().published == 1
    assert live(first) == [True]


def test_a_failure_is_forgotten_when_its_page_is_rescheduled_or_deleted(index: NewsIndexPage) -> None:
    rescheduled, deleted = make_scheduled(index, 2)
    for number, article in enumerate((rescheduled, deleted)):
        rename(article, f"draft-{number}")
        make_clash(index, f"due-{number}")
    run_schedule()
    assert ScheduleFailure.objects.count() == 2

    Revision.objects.for_instance(rescheduled).update(approved_go_live_at=timezone.now() + dt.timedelta(days=1))
    ArticlePage.objects.get(pk=deleted.pk).delete()
    run_schedule()

    assert ScheduleFailure.objects.count() == 0


def test_the_reason_names_the_field_and_nothing_internal() -> None:
    assert (
        failure_reason(ValidationError({"seo_title": ["Too long."], "__all__": ["No."]})) == "Seo title: Too long. No."
    )
    assert failure_reason(KeyError("/srv/secret")) == (
        "The server could not do it. An administrator finds more in its log."
    )


def test_the_command_says_what_it_did(index: NewsIndexPage, capsys: pytest.CaptureFixture[str]) -> None:
    make_scheduled(index, 2)
    make_article(index, title="Over", expire_at=timezone.now() - dt.timedelta(minutes=1))

    call_command("publish_scheduled", "--dryrun")
    lines = capsys.readouterr().out.splitlines()
    assert [line[17:] for line in lines] == ["Take down: Over", "Publish: Due 0", "Publish: Due 1"]

    call_command("publish_scheduled")
    call_command("publish_scheduled")
    assert capsys.readouterr().out == "Published: 2. Taken down: 1. Failed: 0.\n"
