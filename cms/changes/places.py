"""The public place of a page, as the ledger and the log hold it: path, site and address."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from cms.changes.models import PublicPage
from cms.sites import SiteIndex, SiteLocale

LEDGER_COLUMNS = (
    *("pk", "content_type_id", "path", "url_path", "translation_key"),
    *("title", "live_revision_id", "last_published_at"),
)
"""The columns of a page from which its ledger row is made."""


@dataclass(frozen=True)
class Address:
    """The public address of a page.

    Attributes:
        url: the absolute address.
        hostname: of the site; empty where the site is gone.
    """

    url: str
    hostname: str


def page_model(label: str) -> type[Any] | None:
    """Return the model of a page type such as "news.ArticlePage"; None where it has been renamed or removed since."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def tree_name(tree: SiteLocale) -> str:
    """Return the name of a tree in the ledger, which changes when the paths in the tree do."""
    return f"{tree.site.pk} {tree.locale} {tree.prefix}{tree.root_url_path} {tree.root}"


def ledger_row(sites: SiteIndex, row: tuple[Any, ...]) -> PublicPage:
    """Return the ledger row of a public page from the values of its LEDGER_COLUMNS."""
    pk, content_type, path, url_path, translation_key, title, revision, published_at = row
    tree = sites.tree_at(path)
    assert tree is not None, "only pages of a site are public"
    return PublicPage(
        page_id=pk,
        page_type=page_type_label(content_type),
        path=f"{tree.prefix}/{url_path[len(tree.root_url_path) :]}",
        locale=tree.locale,
        site_id=tree.site.pk,
        url_path=url_path,
        tree=tree_name(tree),
        tree_path=path,
        translation_key=_uuid(translation_key),
        title=title,
        revision_id=revision or 0,
        published_at=published_at,
    )


def address_of(sites: SiteIndex, page: PublicPage) -> Address:
    """Return the public address of a page of the ledger."""
    for tree in sites.trees:
        if tree.site.pk == page.site_id:
            return Address(tree.frontend + page.path, tree.site.hostname)
    return Address(page.path, "")


def page_type_label(content_type: int) -> str:
    """Return the label of the model of a content type, such as "news.ArticlePage"."""
    model = ContentType.objects.get_for_id(content_type).model_class()
    return model._meta.label if model is not None else ""


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
