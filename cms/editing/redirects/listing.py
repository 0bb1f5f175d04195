"""The list of redirects, which tells nothing of pages that the account may not see."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.views import IndexView, RedirectTargetColumn
from wagtail.models import Site

from cms.editing.choosers.titles import may_choose, title_for


def hostname_and_port(site: Site) -> str:
    """Return hostname and port of a site, which no other has."""
    return f"{site.hostname}:{site.port}"


class PermittedTargetColumn(RedirectTargetColumn):
    """Where a redirect leads: the page's title as the account may read it, or the address."""

    def get_value(self, instance: Redirect) -> Any:
        """Return the address; the title depends on the account."""
        return None if instance.redirect_page_id else super().get_value(instance)

    def get_cell_context_data(self, instance: Redirect, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the title."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        if instance.redirect_page_id:
            context["value"] = title_for(instance.redirect_page.specific_deferred, parent_context["request"].user)
        return context


class RedirectListView(IndexView):
    """Lists and exports the redirects."""

    columns: list[Column] = [
        PermittedTargetColumn("redirect_page", label=gettext_lazy("To"), width="30%")
        if isinstance(column, RedirectTargetColumn)
        else column
        for column in IndexView.columns
    ]

    def to_row_dict(self, item: Redirect) -> dict[str, Any]:
        """Return what is exported of a redirect; the address of a page that the account may not see is left out."""
        row: dict[str, Any] = super().to_row_dict(item)
        if item.redirect_page_id and not may_choose(item.redirect_page, self.request.user):
            row["link"] = ""
        if item.site and str(item.site) in self._shared_names:
            row["site"] = hostname_and_port(item.site)
        return row

    @cached_property
    def _shared_names(self) -> set[str]:
        """The names that several sites have, by which an import would not find the one that is meant."""
        counts = Counter(str(site) for site in Site.objects.all())
        return {name for name, count in counts.items() if count > 1}
