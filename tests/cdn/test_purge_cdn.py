"""What people are told of the CDN, and what they tell it."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from cms.cdn.models import Purge
from cms.cdn.purge_outbox import late_since
from news.models import ArticlePage, Category
from tests.cdn.edge_server import Edge, keys
from tests.performance.response_cache.invalidating import work
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def command(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("purge_cdn", *arguments, stdout=out, **options)
    return out.getvalue()


def test_by_hand(cdn: Edge, article: ArticlePage) -> None:
    assert command("--tag", "page:12", "--tag", "list:article") == "Dropped: page:12 list:article\n"
    assert command("--all") == "Dropped: everything\n"
    assert [asked.tags for asked in cdn.asked] == [keys("list:article", "page:12"), ["everything"]]

    assert command("--all", "--dry-run") == "Would drop: everything\n"
    Category.objects.update(name="Harbours")
    assert command("--dry-run") == "1 commits are pending for cdn: list:category rows:category\n"
    assert len(cdn.asked) == 2


def test_by_hand_says_what_is_wrong(cdn: Edge, article: ArticlePage, settings: Settings) -> None:
    cdn.replies = [(500, {}, b"oh")]
    with pytest.raises(CommandError, match=r"The CDN did not do it\. It answered 500: oh"):
        command("--all")
    with pytest.raises(CommandError, match="A tag has no spaces and no commas"):
        command("--tag", "page:1, page:2")
    with pytest.raises(CommandError, match="not allowed with argument"):
        command("--all", "--tag", "page:1")

    settings.WAGTAILFRONTENDCACHE = {}
    with pytest.raises(CommandError, match="There is no CDN: set the environment variable CDN"):
        command()


def test_the_dashboard_says_so_when_a_purge_is_late(cdn: Edge, article: ArticlePage) -> None:
    browser = log_in(make_user("Editors"))
    cdn.replies = [(500, {}, b"")]
    Category.objects.update(name="Harbours")
    work()
    assert late_since() is None
    assert "late-purges" not in browser.get("/admin/").content.decode()

    Purge.objects.filter(attempts__gt=0).update(written_at=timezone.now() - dt.timedelta(minutes=6))
    assert late_since() is not None
    assert "the CDN could not be purged since" in " ".join(browser.get("/admin/").content.decode().split())
