"""The search reaches the newsroom through one module (docs/decisions/0074-search-sources.md)."""

import ast
from pathlib import Path

import pytest

from news.models import ArticlePage, NewsIndexPage
from search.sources import filing_of
from tests.factories import CategoryFactory, make_article

ROOT = Path(__file__).resolve().parents[2]


def imported_by(source: str) -> set[str]:
    """Return the top-level packages that a module imports, within its functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_one_module_imports_news() -> None:
    modules = [path for path in (ROOT / "search").rglob("*.py") if "migrations" not in path.parts]
    found = [str(path.relative_to(ROOT)) for path in modules if "news" in imported_by(path.read_text())]

    assert found == ["search/sources.py"]


@pytest.mark.parametrize("source", ["import news.models", "def f():\n    from news.models import Author"])
def test_an_import_of_news_is_found(source: str) -> None:
    assert imported_by(source) == {"news"}


def test_articles_are_filed_under_their_category_and_date(index: NewsIndexPage) -> None:
    category = CategoryFactory(name="Harbour")
    article = make_article(index, category=category)

    assert filing_of(article) == {"category": category.pk, "published_at": article.dateline}
    assert ArticlePage.objects.get(pk=article.pk).dateline is not None


def test_other_pages_are_filed_under_nothing(index: NewsIndexPage) -> None:
    assert filing_of(index) == {}
