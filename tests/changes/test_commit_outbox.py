"""Migrations write rows before the tables of the change log exist: nothing is recorded for them."""

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from cms.changes.commit_outbox import announce_commit, enqueue_commit, pause_commits, resume_commits
from cms.changes.models import PendingCommit

pytestmark = pytest.mark.django_db


def test_nothing_is_recorded_while_migrations_run(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    pause_commits()
    try:
        with django_capture_on_commit_callbacks() as during:
            with enqueue_commit({"list:page"}, connection):
                pass
            announce_commit(connection)
        pending = PendingCommit.objects.count()
    finally:
        resume_commits()
    with django_capture_on_commit_callbacks() as after:
        announce_commit(connection)

    assert (during, pending, len(after)) == ([], 0, 1)
