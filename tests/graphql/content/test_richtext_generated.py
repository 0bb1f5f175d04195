"""Rich text that nobody would write, made of pieces of markup: whatever it is, it comes out safe."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cms.graphql.content.richtext import RICH_TEXT_TAGS

Render = Callable[[str], str]
WITH_DATABASE = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
ATTRIBUTES = {"a": {"href", "rel"}, "img": {"src", "alt", "width", "height"}, "figure": {"class"}}


class Checker(HTMLParser):
    """Notes whatever frontends do not expect."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in RICH_TEXT_TAGS - {"embed"} | {"figure", "img"}:
            self.faults.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src") and not re.match(r"(https?://|mailto:|tel:|#)", value or ""):
                self.faults.append(f"{tag} {name}={value}")


pieces = st.sampled_from(
    [
        *("<p>", "</p>", "<a ", "</a>", "<a>", "<b>", "</b>", "<img ", "<embed ", "/>", ">", "<", "<!--", "-->"),
        *('href="', "href='", "href=", "javascript:alert(1)", "https://example.com/", '"', "'", " ", "=", "text"),
        *('linktype="page" ', 'id="1" ', 'embedtype="image" ', 'embedtype="media" ', 'url="', "onerror=x "),
        *("&#106;", "&quot;", "&lt;", "\0", "\n", "<svg>", "<math>", "</svg>", "<noscript>", "<title>"),
        *("<script>", "</script>", "<style>"),
    ]
)


@WITH_DATABASE
@given(source=st.lists(pieces, max_size=25).map("".join) | st.text())
@example(source='<a href="x" <a href="javascript:alert(1)">y</a>')
@example(source='<embed embedtype="media" url=\'https://x/"><script>alert(1)</script>\'/>')
@example(source="<a href='https://x/\" onmouseover=\"alert(1)'>y</a>")
def test_whatever_is_stored_comes_out_safe(html: Render, source: str) -> None:
    checker = Checker()

    checker.feed(html(source))
    checker.close()

    assert checker.faults == []


@WITH_DATABASE
@given(source=st.lists(pieces, max_size=15).map("".join))
def test_what_is_safe_stays_as_it_is(html: Render, source: str) -> None:
    once = html(source)

    assert html(once) == once
