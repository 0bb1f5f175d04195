"""The report of pictures whose rights expire, and the note on the dashboard."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Collection, GroupCollectionPermission, Site

from cms.images.models import CreditedImage
from news.models import NewsIndexPage
from tests.factories import ImageFactory, make_article, make_index
from tests.images.admin.test_deletion import section_editor, words
from tests.user_accounts import log_in, make_user

REPORT = "/admin/reports/expiring-rights/"


def expiring(days: float, **fields: Any) -> CreditedImage:
    image: CreditedImage = ImageFactory(rights_expire_at=timezone.now() + dt.timedelta(days=days), **fields)
    return image


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Editors"))


@pytest.fixture
def pictures(db: None) -> None:
    for title, days in {"Past": -400, "Tomorrow": 1, "Ten days": 10, "Two months": 60, "Far": 400}.items():
        expiring(days, title=title)
    ImageFactory(title="For ever")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Past", "Tomorrow", "Ten days"]),
        ("?expiry=7", ["Tomorrow"]),
        ("?expiry=30", ["Tomorrow", "Ten days"]),
        ("?expiry=90", ["Tomorrow", "Ten days", "Two months"]),
        ("?expiry=expired", ["Past"]),
    ],
)
def test_the_next_to_expire_comes_first(editor: Client, pictures: None, query: str, titles: list[str]) -> None:
    for address in (REPORT, f"{REPORT}results/"):
        assert [image.title for image in editor.get(address + query).context["object_list"]] == titles


def test_an_empty_report_says_so(editor: Client) -> None:
    assert "No rights of pictures that you may change expire in this period." in words(editor.get(REPORT))


def test_it_says_where_a_picture_is_used(site: Site, index: NewsIndexPage) -> None:
    section = make_index(site, title="Section")
    image = expiring(1, title="Night train")
    expiring(2, title="Nowhere")
    make_article(section, title="My own story", image=image)
    make_article(index, title="Secret", image=image)
    browser = log_in(section_editor(section))

    shown = words(browser.get(REPORT))
    assert "My own story (Article, published: Picture) 1 place that is not yours to change" in shown
    assert "Not used" in shown

    lines = b"".join(browser.get(f"{REPORT}?export=csv")).decode("utf-8-sig").splitlines()
    assert lines[0] == "Title,Rights expire,Credit,Source,Collection,Used in"
    assert [line.split(",")[0] for line in lines[1:]] == ["Night train", "Nowhere"]
    assert lines[1].endswith(",Root,My own story; 1 not yours to change")
    assert lines[2].endswith(",Root,")
    assert b"".join(browser.get(f"{REPORT}?export=xlsx"))[:2] == b"PK"
    assert "Secret" not in shown + "".join(lines)


def test_pictures_of_other_collections_are_not_in_it(site: Site) -> None:
    user = section_editor(make_index(site, title="Section"))
    closed = Collection.get_first_root_node().add_child(name="Own")
    GroupCollectionPermission.objects.filter(group__user=user).update(collection=closed)
    expiring(1, title="Theirs")
    expiring(1, title="Ours", collection=closed)
    browser = log_in(user)

    assert [image.title for image in browser.get(REPORT).context["object_list"]] == ["Ours"]
    assert "The rights of 1 picture expire within a week." in words(browser.get("/admin/"))


def test_the_dashboard_counts_those_of_the_next_week(editor: Client, pictures: None) -> None:
    expiring(6)

    home = editor.get("/admin/")

    assert "The rights of 2 pictures expire within a week." in words(home)
    assert f'<a href="{REPORT}?expiry=7">' in home.content.decode()


def test_the_dashboard_is_silent_where_none_expires(editor: Client) -> None:
    expiring(8)

    assert "expire within a week" not in words(editor.get("/admin/"))


def test_who_may_not_change_pictures_has_no_report(db: None) -> None:
    expiring(1)
    user = make_user("Moderators")
    GroupCollectionPermission.objects.filter(group__user=user).delete()
    browser = log_in(user)

    assert browser.get(REPORT).status_code == 302
    assert REPORT not in browser.get("/admin/").content.decode()
    assert "expire within a week" not in words(browser.get("/admin/"))


@pytest.mark.parametrize("rows", [3, 30])
def test_more_pictures_cost_no_more_statements(
    editor: Client, index: NewsIndexPage, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        image = expiring(1)
        make_article(index, image=image)
        make_article(index, live=False, image=image)
    editor.get(REPORT)

    with django_assert_num_queries(19):
        answer = editor.get(REPORT)

    assert len(answer.context["object_list"]) == rows
