"""The content model. Each class reads: fields, search, API, panels, tree rules, methods."""

from news.models.articles import ArticlePage
from news.models.attachments import ArticleAuthor, ArticleTag, Correction, RelatedArticle
from news.models.author_texts import AuthorText
from news.models.corrections import CorrectionWording
from news.models.editions import Edition
from news.models.imports import ImportedArticle, ImportedPicture, ImportRun
from news.models.pages import HomePage, NewsIndexPage, StandardPage
from news.models.planning import PlanningNote
from news.models.settings import Menus, SiteSettings
from news.models.snippets import Author, Category
from news.models.tags import Tag

__all__ = [
    "ArticleAuthor",
    "ArticlePage",
    "ArticleTag",
    "Author",
    "AuthorText",
    "Category",
    "Correction",
    "CorrectionWording",
    "Edition",
    "HomePage",
    "ImportRun",
    "ImportedArticle",
    "ImportedPicture",
    "Menus",
    "NewsIndexPage",
    "PlanningNote",
    "RelatedArticle",
    "SiteSettings",
    "StandardPage",
    "Tag",
]
