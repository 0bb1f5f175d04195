"""What docs/api.md tells frontends to print as it is holds no script, whatever an editor or a provider wrote."""

import json
from typing import Any

import html5lib
import pytest
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_article, stored
from tests.graphql.content.test_richtext_safety import dangers_in
from tests.graphql.test_guide import GUIDE, QUERIES
from tests.search.finding import index_all

HOSTILE_TEXTS = [
    "Harbour </script><script>alert(1)</script>",
    "Harbour <!--<script>",
    "Harbour ]]><img src=x onerror=alert(1)>",
    "Harbour </mark><svg onload=alert(1)>",
    'Harbour "><iframe srcdoc="<script>alert(1)</script>">',
    "Harbour \u2028alert(1)\u2029 &lt;script&gt;alert(1)&lt;/script&gt;",
]
PRINTED_AS_IT_IS = ["structuredDataScript", "`highlight`", "`html`", "`EmbedBlock.html`"]
PATH = "/news/harbour-reopens/"


@pytest.fixture(params=HOSTILE_TEXTS)
def hostile(request: pytest.FixtureRequest, index: NewsIndexPage) -> str:
    """A text in every place of an article from which the guide's recipes print."""
    text = str(request.param)
    film = "https://video.example.com/1"
    Embed.objects.create(url=film, hash=get_embed_hash(film), type="video", html=text, title=text, provider_name=text)
    make_article(
        index,
        title=text,
        slug="harbour-reopens",
        summary=text,
        search_description=text,
        tags=["harbour"],
        category=CategoryFactory(name=text, slug="ports"),
        authors=[AuthorFactory(name=text, slug="ana-duarte")],
        body=stored(
            ("paragraph", {"html": f"<p>{text}</p>"}),
            ("callout", {"title": text, "html": f"<p>{text}</p>"}),
            ("embed", {"url": film}),
        ),
    )
    index_all()
    return text


def recipe(field: str) -> str:
    """Returns the query of the guide that asks for a field."""
    return str(next(query for query, _variables in QUERIES if field in query))


def values_of(name: str, answer: Any) -> list[Any]:
    """Returns every value under a name in an answer."""
    if isinstance(answer, dict):
        here = [answer[name]] if name in answer else []
        return here + [found for inner in answer.values() for found in values_of(name, inner)]
    return [found for inner in answer for found in values_of(name, inner)] if isinstance(answer, list) else []


@pytest.mark.parametrize("printed", PRINTED_AS_IT_IS)
def test_the_guide_says_what_may_be_printed_as_it_is(printed: str) -> None:
    assert any(printed in part and "as it is" in part for part in GUIDE.split("\n\n"))


def test_structured_data_ends_no_script_element(hostile: str, api: GraphQLClient) -> None:
    (script,) = values_of("structuredDataScript", api.data(recipe("structuredDataScript"), path=PATH))

    page = html5lib.parse(
        f'<body><script type="application/ld+json">{script}</script><p>After</p>', namespaceHTMLElements=False
    )

    (element,) = page.iter("script")
    assert [one.text for one in page.iter("p")] == ["After"]
    assert json.loads(element.text)["headline"] == hostile


def test_bodies_hold_no_script(hostile: str, api: GraphQLClient) -> None:
    answer = api.data(recipe("... on EmbedBlock"))

    printed = values_of("html", answer)
    assert len(printed) == 3
    assert [danger for html in printed for danger in dangers_in(html)] == []


def test_highlights_hold_marks_alone(hostile: str, api: GraphQLClient) -> None:
    answer = api.data('{ search(query: "harbour") { edges { highlight { title text } } } }')

    (highlight,) = values_of("highlight", answer)
    assert [danger for html in highlight.values() for danger in dangers_in(html, {"mark"})] == []
    title = html5lib.parseFragment(highlight["title"], namespaceHTMLElements=False)
    assert [one.text for one in title.iter("mark")] == ["Harbour"]
    assert "".join(title.itertext()) == hostile
