"""The table of leaks in docs/security.md: its queries are run and its answers are those that come."""

import json
import re
from pathlib import Path

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from news.models import Author, NewsIndexPage, RelatedArticle
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    ImageFactory,
    make_article,
    make_collection,
    make_hidden_articles,
    make_site,
)

TESTS = Path(__file__).resolve().parents[1]
GUIDE = TESTS.parent / "docs" / "security.md"
ROW = re.compile(r"^\| (L\d+) \| [^|]+ \| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)
ROWS = ROW.findall(GUIDE.read_text(encoding="utf-8"))


@pytest.fixture
def _newsroom(site: Site, index: NewsIndexPage) -> None:
    """What the queries look for."""
    category, secret = CategoryFactory(name="Safety"), AuthorFactory(name="Secret", slug="secret")
    hidden = make_hidden_articles(index, category=category, authors=[secret], tags=["takeover"])
    for number, article in enumerate(hidden):
        Redirect.objects.create(old_path=f"/old-{number}", redirect_page=article)
    Author.objects.filter(pk=secret.pk).update(live=False)
    below = make_collection("Below", make_collection("Private", private=True))
    image = ImageFactory(title="Secret", collection=below)
    article = make_article(index, title="Open", slug="open", category=category, authors=[secret], image=image)
    article.related_links = [RelatedArticle(article=other) for other in hidden]
    article.save()
    index.intro = f'<p>See <a linktype="page" id="{hidden[0].pk}">this</a>.</p>'
    index.save()
    closed = make_site("closed.example", default=False, name="Secret")
    Page.objects.filter(pk=closed.root_page_id).update(expire_at=timezone.now())


def test_every_leak_has_a_row_and_every_row_a_test() -> None:
    assert [name for name, *_rest in ROWS] == [f"L{number}" for number in range(1, 16)]
    for *_rest, test in ROWS:
        file, name = test.split("::")
        assert f"\ndef {name}(" in (TESTS / file).read_text(encoding="utf-8"), test


@pytest.mark.usefixtures("_newsroom")
@pytest.mark.parametrize(("query", "shown"), [row[1:3] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_answers_are_those_of_the_table(api: GraphQLClient, query: str, shown: str) -> None:
    answer = api.answer(query)
    errors = [error["message"] for error in answer.get("errors", [])]

    # What else a name may have meant depends on the names there are.
    assert (errors[0].split(" Did you mean")[0] if errors else json.dumps(answer["data"])) == shown
