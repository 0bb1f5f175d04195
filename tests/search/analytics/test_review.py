"""What editors decide of searches: words that are never offered, searches that are approved or hidden."""

import pytest
from django.urls import reverse

from search.analytics.query_log import query_log
from search.models import BlockedWords
from tests.search.analytics.searching import QUERY, past, reader, suggested
from tests.user_accounts import log_in, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]


def test_blocked_words_are_never_suggested(harbour: None) -> None:
    past("harbour scándal")
    assert suggested("harb") == ["harbour scándal"]

    blocked = BlockedWords.objects.create(phrase="Scandal")
    assert suggested("harb") == []
    for number in range(3):
        reader(number).data(QUERY, q="harbour scan.dal of the year")
    query_log.write()
    assert suggested("harb") == []

    BlockedWords.objects.filter(pk=blocked.pk).delete()
    assert suggested("harb") == ["harbour scándal", "harbour scandal of the year"]
    BlockedWords.objects.create(phrase="scandal of")
    assert suggested("harb") == ["harbour scándal"]


def test_editors_approve_and_hide(harbour: None) -> None:
    rare, popular_one = past("harbour tour", clients=1), past("harbour master", searches=9)
    browser = log_in(make_user("Moderators"))

    page = browser.get(reverse("search_report")).content.decode()
    assert "Not yet: 1 of 3 readers on one day" in page
    for query, decision in ((rare, "approved"), (popular_one, "hidden")):
        address = reverse("search_report_review", args=[query.pk])
        assert f'action="{address}"' in page
        answer = browser.post(address, {"review": decision, "next": f"{reverse('search_report')}?p=1"})
        assert (answer.status_code, answer["Location"]) == (302, f"{reverse('search_report')}?p=1")
    assert suggested("harb") == ["harbour tour"]
    page = browser.get(reverse("search_report")).content.decode()
    assert "Yes, approved" in page
    assert "No, hidden" in page

    browser.post(reverse("search_report_review", args=[popular_one.pk]), {"review": ""})
    assert suggested("harb") == ["harbour master", "harbour tour"]


def test_who_may_not_decide_is_refused_and_led_nowhere_else(harbour: None) -> None:
    query = past("harbour tour")
    address = reverse("search_report_review", args=[query.pk])
    editor = log_in(make_user("Editors"))

    assert address not in editor.get(reverse("search_report")).content.decode()
    assert editor.post(address, {"review": "hidden"}).status_code in (302, 403)
    query.refresh_from_db()
    assert query.review == ""
    moderator = log_in(make_user("Moderators"))
    assert moderator.get(address).status_code == 405
    away = moderator.post(address, {"review": "nonsense", "next": "https://evil.example/"})
    assert away["Location"] == reverse("search_report")
    query.refresh_from_db()
    assert query.review == ""
