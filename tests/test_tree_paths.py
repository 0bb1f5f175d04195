"""What lies at or below some treebeard paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page, Site

from cms.tree_paths import topmost
from tests.factories import index_of, make_article

PATHS = st.lists(st.text("01", min_size=1, max_size=4), max_size=8)


@given(PATHS, st.text("01", max_size=6))
def test_the_topmost_paths_stand_for_all(paths: list[str], path: str) -> None:
    kept = topmost(paths)

    assert path.startswith(tuple(paths)) == path.startswith(tuple(kept))
    assert [one for one in kept if any(one != other and one.startswith(other) for other in kept)] == []


def test_pages_at_or_below_paths(site: Site) -> None:
    index = index_of(site)
    article = make_article(index)
    home = site.root_page

    def found(*paths: str) -> list[int]:
        return list(Page.objects.filter(path__at_or_below=paths).order_by("path").values_list("pk", flat=True))

    assert found(index.path) == [index.pk, article.pk]
    assert found(article.path, index.path) == [index.pk, article.pk]
    assert found(home.path) == [home.pk, index.pk, article.pk]
    assert found() == []
    assert found(f"{index.path}%") == []
    assert Page.objects.exclude(path__at_or_below=[]).count() == Page.objects.count()
    assert Page.objects.exclude(path__at_or_below=[index.path]).count() == Page.objects.count() - 2


@pytest.mark.django_db
def test_as_many_paths_as_a_newsroom_may_close() -> None:
    assert list(Page.objects.filter(path__at_or_below=[f"{number:08}" for number in range(900)])) == []
