"""Links to pages of another site, which editors may choose as they do those of this one."""

import re
from itertools import groupby

import pytest
from wagtail.models import Site

from news.models import Menus
from tests.e2e.frontend.newsroom import make_newsroom
from tests.e2e.frontend.server import FrontendServer
from tests.factories import index_of, list_of, make_article, make_site, stored

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_links_to_pages_of_another_site_lead_there(frontend: FrontendServer, site: Site) -> None:
    article = make_newsroom(site)
    sport = index_of(make_site("sport.example.org", default=False))
    match = make_article(sport, title="Away match", slug="away-match")
    entry = {"label": "", "url": "", "children": [{"label": "Match", "page": match.pk, "url": ""}]}
    items = stored(("item", entry | {"page": sport.pk, "label": "Sport"}))
    Menus.objects.filter(site=site).update(main=items, footer=items)
    home = site.root_page.specific
    home.sections = stored(
        ("section", {"heading": "Top", "link": sport.pk, "articles": list_of(match.pk, article.pk)})
    )
    home.save_revision().publish()
    text = f'<p><a linktype="page" id="{match.pk}">played</a> <a linktype="page" id="{article.pk}">here</a></p>'
    article.body = stored(
        ("paragraph", {"html": text}), ("related_articles", {"heading": "More", "articles": list_of(match.pk)})
    )
    article.save_revision().publish()

    def links(path: str) -> dict[str, int]:
        """Count the links to pages of these slugs, by their addresses."""
        found = sorted(re.findall('<a href="([^"]*(?:/news|/away-match|/harbour-reopens)/)"', page(path)))
        return {href: len(list(group)) for href, group in groupby(found)}

    def page(path: str) -> str:
        answer = frontend.get(path)
        assert answer.status == 200
        return str(answer.data.decode())

    there = "http://sport.example.org/news/"
    assert links("/") == {"/news/harbour-reopens/": 1, there: 3, f"{there}away-match/": 2}
    assert links("/news/harbour-reopens/") == {
        "/news/harbour-reopens/": 1,
        there: 2,
        f"{there}away-match/": 3,
    }
    assert 'aria-current="page"' not in page("/news/").split("</header>")[0]
