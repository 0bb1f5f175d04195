"""Many articles get an author at once, or lose one."""

import pytest
from django.test import Client

from news.models import ArticlePage, Author, NewsIndexPage
from tests.factories import AuthorFactory, make_article
from tests.news.desk.bulk.acting import address, carry_out, plan

ACTION = "change_authors"


@pytest.fixture
def people(index: NewsIndexPage) -> list[Author]:
    return [AuthorFactory(name=name) for name in ("Ana", "Ben", "Cleo", "Dan")]


def bylines(article: ArticlePage) -> list[str]:
    """Returns what readers have."""
    return [byline.author.name for byline in ArticlePage.objects.get(pk=article.pk).bylines.order_by("sort_order")]


def test_an_author_comes_last_and_another_goes(moderator: Client, index: NewsIndexPage, people: list[Author]) -> None:
    ana, ben, cleo, dan = people
    three = make_article(index, title="Three", authors=[cleo, ana, ben])
    none = make_article(index, title="None")

    said = plan(moderator, ACTION, three, none, add=dan.pk, remove=ana.pk)
    assert said[2:] == [
        "Three: Cleo, Ana, Ben → Cleo, Ben, Dan (published at once)",
        "None: – → Dan (published at once)",
    ]
    carry_out(moderator, ACTION, three, none, add=dan.pk, remove=ana.pk)

    assert (bylines(three), bylines(none)) == (["Cleo", "Ben", "Dan"], ["Dan"])


def test_an_author_who_is_there_keeps_the_place(moderator: Client, index: NewsIndexPage, people: list[Author]) -> None:
    article = make_article(index, title="Two", authors=people[:2])
    assert plan(moderator, ACTION, article, add=people[0].pk) == [
        "0 articles change",
        "1 article is like that already",
        "Two",
    ]


def test_the_order_of_a_draft_is_kept(moderator: Client, index: NewsIndexPage, people: list[Author]) -> None:
    ana, ben, cleo, dan = people
    article = make_article(index, title="Draft", authors=[ana, ben, cleo])
    drafted = ArticlePage.objects.get(pk=article.pk)
    first, second, third = drafted.bylines.all()
    first.sort_order, second.sort_order, third.sort_order = 2, 1, 0
    drafted.bylines = [first, second, third]
    drafted.save_revision()

    said = plan(moderator, ACTION, article, add=dan.pk)
    assert said[2:] == ["Draft: Cleo, Ben, Ana → Cleo, Ben, Ana, Dan (in the draft)"]

    carry_out(moderator, ACTION, article, add=dan.pk)
    newest = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    order = sorted(newest.bylines.all(), key=lambda byline: byline.sort_order)
    assert [byline.author.name for byline in order] == ["Cleo", "Ben", "Ana", "Dan"]
    assert bylines(article) == ["Ana", "Ben", "Cleo"]


def test_the_last_author_may_go_as_an_article_needs_none(
    moderator: Client, index: NewsIndexPage, people: list[Author]
) -> None:
    article = make_article(index, authors=people[:1])
    assert carry_out(moderator, ACTION, article, remove=people[0].pk) == ["1 article has been changed and published."]
    assert bylines(article) == []


def test_no_article_gets_more_authors_than_its_form_takes(
    moderator: Client, index: NewsIndexPage, people: list[Author]
) -> None:
    full = make_article(index, title="Full", authors=[people[1], *(AuthorFactory() for _ in range(9))])

    assert plan(moderator, ACTION, full, add=people[0].pk)[1:] == [
        "1 page is left out",
        "Full: It has 10 authors already.",
    ]
    carry_out(moderator, ACTION, full, add=people[0].pk, remove=people[1].pk)
    assert bylines(full)[-1] == "Ana"
    assert len(bylines(full)) == 10


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (lambda ana: {}, "Choose an author to add, one to remove, or both."),
        (lambda ana: {"add": ana, "remove": ana}, "This author is to be added and removed. Decide on one."),
        (lambda ana: {"add": 987_654}, "Select a valid choice."),
    ],
)
def test_a_form_that_makes_no_sense_is_asked_back(
    moderator: Client, index: NewsIndexPage, people: list[Author], values: object, fault: str
) -> None:
    article = make_article(index)
    response = moderator.post(address(ACTION, article), {**values(people[0].pk), "confirmed": "yes"})  # type: ignore[operator]
    assert response.status_code == 200
    assert fault in response.content.decode()
    assert article.revisions.count() == 0


def test_authors_of_one_name_are_told_apart(moderator: Client, index: NewsIndexPage, people: list[Author]) -> None:
    AuthorFactory(name="Ana", job_title="Rail editor")
    form = moderator.get(address(ACTION, make_article(index))).content.decode()
    assert form.count(">Ana, Rail editor<") == 2
    assert form.count(">Ana<") == 2
