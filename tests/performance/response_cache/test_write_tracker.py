"""Which row a statement is attributed to, and what is left of saves that failed."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.models.signals import post_save, pre_save

from cms.performance.response_cache.invalidation import WriteTracker
from news.models import Category
from tests.factories import CategoryFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TABLE = Category._meta.db_table


class Refused(Exception):
    """What keeps a row from being saved."""


@pytest.fixture
def refusing() -> Iterator[None]:
    """Has the rows whose name is "Refused" fail to be saved, after all others heard of it."""

    def refuse(instance: models.Model, **_kwargs: Any) -> None:
        if getattr(instance, "name", "") == "Refused":
            raise Refused

    pre_save.connect(refuse)
    yield
    pre_save.disconnect(refuse)


@pytest.fixture
def tracker() -> WriteTracker:
    """The tracker of the connection, after the last commit."""
    tracker: WriteTracker = connection.write_tracker  # type: ignore[attr-defined]  # a connection is its place
    tracker.rollback()
    return tracker


def test_a_saved_row_is_named_and_its_table_is_not(tracker: WriteTracker) -> None:
    ports, quays = CategoryFactory(name="Ports"), CategoryFactory(name="Quays")

    with transaction.atomic():
        ports.save()
        assert tracker.tags == {"list:category", f"category:{ports.pk}"}
        assert +tracker.unattributed == Counter()
        Category.objects.filter(pk=quays.pk).update(description="Along the water")
        assert +tracker.unattributed == Counter({TABLE: 1})


def test_an_update_before_a_save_stays_without_a_row(tracker: WriteTracker) -> None:
    ports = CategoryFactory(name="Ports")

    with transaction.atomic():
        Category.objects.update(description="Along the water")
        ports.save()
        assert +tracker.unattributed == Counter({TABLE: 1})


@pytest.mark.usefixtures("refusing")
def test_a_failed_save_leaves_nothing_behind(tracker: WriteTracker) -> None:
    ports = CategoryFactory(name="Ports")
    attributes = {*ports.__dict__}
    ports.name = "Refused"

    with pytest.raises(Refused):
        ports.save()
    assert tracker._saves == []

    with pytest.raises(Refused), transaction.atomic():
        ports.save()
    assert tracker._saves == []

    with transaction.atomic():
        with pytest.raises(Refused), transaction.atomic():
            ports.save()
        assert [saved for saved, _ in tracker._saves] == [ports]
    assert tracker._saves == []
    assert {*ports.__dict__} == attributes


@pytest.mark.usefixtures("refusing")
def test_a_row_is_attributed_what_was_sent_for_it_since_its_save_failed(tracker: WriteTracker) -> None:
    ports = CategoryFactory(name="Ports")

    with transaction.atomic():
        ports.name = "Refused"
        with pytest.raises(Refused), transaction.atomic():
            ports.save()
        Category.objects.update(description="Along the water")
        ports.name = "Harbours"
        ports.save()
        assert +tracker.unattributed == Counter({TABLE: 1})
        assert f"category:{ports.pk}" in tracker.tags


@pytest.mark.usefixtures("refusing")
def test_a_save_ends_those_within_it_that_failed(tracker: WriteTracker) -> None:
    ports, quays = CategoryFactory(name="Ports"), CategoryFactory(name="Quays")
    quays.name = "Refused"

    def save_quays(instance: models.Model, **_kwargs: Any) -> None:
        if instance is ports:
            with pytest.raises(Refused), transaction.atomic():
                quays.save()

    pre_save.connect(save_quays)
    try:
        with transaction.atomic():
            ports.save()
            assert tracker._saves == []
            assert tracker.tags == {"list:category", f"category:{ports.pk}"}
    finally:
        pre_save.disconnect(save_quays)


def test_a_save_by_a_receiver_of_the_same_row_counts_for_both(tracker: WriteTracker) -> None:
    ports = CategoryFactory(name="Ports")
    again: list[bool] = []

    def save_again(instance: models.Model, **_kwargs: Any) -> None:
        if instance is ports and not again:
            again.append(True)
            ports.save()

    post_save.connect(save_again)
    try:
        with transaction.atomic():
            ports.save()
            assert tracker._saves == []
            assert +tracker.unattributed == Counter()
    finally:
        post_save.disconnect(save_again)
    assert again == [True]
