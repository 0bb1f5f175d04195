"""The list of an article's editions, and the comparison of two."""

from typing import Any

from django.db.models import DateTimeField, F, QuerySet, Window
from django.db.models.functions import Lead
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import BaseColumn, UserColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import GenericPageBreadcrumbsMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from cms.editing.comparison.table import changed_fields
from cms.takedowns.models import TakeDown
from news.desk.editions.forms import ComparisonForm
from news.desk.editions.permissions import article_for
from news.desk.editions.versions import DRAFT, LIVE, Version, article_in, versions_of
from news.models import ArticlePage, Edition


def comparison_url(article: ArticlePage, old: str, new: str) -> str:
    """Return the address at which two versions are compared."""
    return f"{reverse('compare_editions', args=[article.pk])}?{urlencode({'from': old, 'to': new})}"


class ArticleViewMixin(GenericPageBreadcrumbsMixin):
    """Mixin of the views of one article's editions."""

    object: ArticlePage
    header_icon = "history"

    def setup(self, request: HttpRequest, page_id: int) -> None:
        """Load the article.

        Raises:
            Http404: when there is no such article.
            PermissionDenied: when the user may neither edit nor publish it.
        """
        super().setup(request, page_id=page_id)
        self.object = article_for(request.user, page_id)

    def get_page_subtitle(self) -> str:
        """Return the headline."""
        return str(self.object.get_admin_display_title())

    @cached_property
    def header_buttons(self) -> list[Button]:
        """The button that leads back to the form."""
        address = reverse("wagtailadmin_pages:edit", args=[self.object.pk])
        return [HeaderButton(_("Edit"), url=address, icon_name="edit")]

    @cached_property
    def versions(self) -> list[Version]:
        """The versions that can be compared."""
        return versions_of(self.object)


class EditionColumn(BaseColumn):
    """The number and state of an edition, with links to compare and review it."""

    cell_template_name = "news/admin/edition_cell.html"


class NoteColumn(BaseColumn):
    """The public note of an edition, and the corrections that it made."""

    cell_template_name = "news/admin/edition_note_cell.html"


class EditionsView(ArticleViewMixin, BaseListingView):
    """Lists the editions of an article, the latest first."""

    page_title = gettext_lazy("Editions")
    template_name = "news/admin/editions.html"
    paginate_by = 20
    columns = [
        EditionColumn("number", label=gettext_lazy("Edition"), width="50%"),
        NoteColumn("note", label=gettext_lazy("What changed, for readers"), width="35%"),
        UserColumn("editor", label=gettext_lazy("Editor"), accessor="revision.user"),
    ]

    @property
    def no_results_message(self) -> str:
        """The message of an empty list; empty for an alias, as the template explains that above the list."""
        return "" if self.object.alias_of_id else _("This article has not been published yet: it has no edition.")

    @property
    def index_url(self) -> str:
        """Its own address, for the links to further pages."""
        return reverse("editions", args=[self.object.pk])

    def get_base_queryset(self) -> QuerySet[Edition]:
        """Return the editions, annotated with the time of the next one as `replaced_at`."""
        after = Window(Lead("published_at"), order_by=F("number").asc(), output_field=DateTimeField())
        found = Edition.objects.filter(article=self.object).annotate(replaced_at=after)
        found = found.select_related("revision__user__wagtail_userprofile").defer("revision__content")
        return found.prefetch_related("correction_wordings").order_by("-number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form to compare two versions, and set the attributes of each edition that the columns show."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        take_downs = list(TakeDown.objects.filter(page=self.object).select_related("taken_down_by"))
        keys = [version.key for version in self.versions]
        for edition in context["object_list"]:
            self._describe(edition, keys, take_downs)
        chosen = {"from": keys[1], "to": keys[0]} if len(keys) > 1 else None
        return context | {
            "article": self.object,
            "form": ComparisonForm(self.versions, initial=chosen) if chosen else None,
            "draft_url": comparison_url(self.object, LIVE, DRAFT) if keys[:2] == [DRAFT, LIVE] else "",
            "source": self._source(),
        }

    def _describe(self, edition: Any, keys: list[str], take_downs: list[TakeDown]) -> None:
        article, key = self.object, str(edition.number)
        before = keys[keys.index(key) + 1 :]
        edition.is_latest = edition.replaced_at is None
        edition.is_pending = edition.published_at > timezone.now()
        edition.is_text_kept = edition.revision_id is not None or (edition.is_latest and article.live)
        edition.compare_url = comparison_url(article, before[0], key) if before else ""
        edition.review_url = ""
        if edition.revision_id not in (None, article.latest_revision_id):
            edition.review_url = reverse("wagtailadmin_pages:revisions_revert", args=[article.pk, edition.revision_id])
        edition.take_downs = [
            one
            for one in take_downs
            if one.since >= edition.published_at and (edition.is_latest or one.since < edition.replaced_at)
        ]

    def _source(self) -> dict[str, Any] | None:
        """Return, for an alias, the URL of its source's editions, empty if the user may not edit that; else None."""
        source = self.object.alias_of
        if source is None:
            return None
        may_edit = source.specific.permissions_for_user(self.request.user).can_edit()
        return {"url": reverse("editions", args=[source.pk]) if may_edit else ""}


class CompareEditionsView(ArticleViewMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows the fields in which two versions of an article differ."""

    page_title = gettext_lazy("Compare editions")
    template_name = "news/admin/compare_editions.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs, by way of the list of editions."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("editions", args=[self.object.pk]), "label": _("Editions")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form, and the fields that differ between the chosen versions, or the versions that were purged."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = ComparisonForm(self.versions, self.request.GET)
        context |= {"article": self.object, "form": form}
        if not form.is_valid():
            return context
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        latest = next((version.edition for version in self.versions if version.edition), None)
        before, after = (article_in(version, self.object, latest) for version in (old, new))
        context |= {"old": old, "new": new, "is_publication": (old.key, new.key) == (LIVE, DRAFT)}
        if before is None or after is None:
            purged = [version for version, text in ((old, before), (new, after)) if text is None]
            return context | {"purged": purged}
        panel = self.object.get_edit_handler().get_bound_panel(instance=self.object, request=self.request, form=None)
        return context | {"comparisons": changed_fields(panel, before, after)}


def edition_urls() -> list[URLPattern]:
    """Return the URL patterns of both views."""
    return [
        path("editions/<int:page_id>/", EditionsView.as_view(), name="editions"),
        path("editions/<int:page_id>/compare/", CompareEditionsView.as_view(), name="compare_editions"),
    ]
