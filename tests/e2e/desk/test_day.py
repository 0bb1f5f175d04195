"""A day at the desk: one article from its first draft until it is taken down, and what readers get after each step."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from demo.newsroom import add_review
from news.models import NewsIndexPage
from news.pictures import neutral_picture
from tests.e2e.desk import afternoon, morning
from tests.e2e.desk.people import OTHER, Clock, Colleague, Day, Reader
from tests.factories import AuthorFactory, CategoryFactory, ImageFactory, make_article, make_translation
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def day(
    browser: Browser,
    live_server: LiveServer,
    index: NewsIndexPage,
    settings: Settings,
    mailoutbox: list[EmailMessage],
) -> Iterator[Day]:
    """A newsroom of three people at the beginning of a day, with one article from before."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.RESPONSE_CACHE_TTL = 60
    add_review([index])
    transport = CategoryFactory(name="Transport", slug="transport")
    AuthorFactory(name="Ana Duarte", slug="ana-duarte")
    ImageFactory(title="Harbour at dawn", file=ContentFile(neutral_picture(3, (800, 500)), name="harbour.jpg"))
    make_article(index, title=OTHER, slug="glaciers", category=transport)
    make_translation(index, "ar")
    scheduled, draft = (
        make_article(index, title=title, slug=slug, live=False, published_at=None)
        for title, slug in [("Ferry timetable", "ferry-timetable"), ("Ferry prices fall", "ferry-prices")]
    )
    clock = Clock(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1))
    people = [
        make_user(group, email=f"{first.lower()}@example.org", first_name=first, last_name=last)
        for group, first, last in [
            ("Editors", "Ana", "Duarte"),
            ("Moderators", "Ben", "Okafor"),
            ("Legal", "Lea", "Brandt"),
        ]
    ]
    with clock.running():
        clock.set("09:00")
        server = live_server.url
        writer, desk, legal = (Colleague(browser, server, user) for user in people)
        yield Day(clock, writer, desk, legal, Reader(browser, server), mailoutbox, scheduled, draft)
        for colleague in (writer, desk, legal):
            colleague.tab.context.close()


def test_a_day_at_the_desk(day: Day) -> None:
    morning.write_and_submit(day)
    morning.send_back(day)
    morning.approve_under_embargo(day)
    morning.lift_embargo(day)
    morning.schedule(day)
    morning.publish(day)
    afternoon.correct(day)
    afternoon.translate(day)
    afternoon.contest(day)
    afternoon.move(day)
    afternoon.take_down(day)
