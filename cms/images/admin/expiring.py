"""The report of pictures whose rights expire soon or have expired, and the note of it on the dashboard."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import CollectionFilter, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from cms.editing.menu_items import PermissionMenuItem
from cms.image_rights import expiring
from cms.images.admin.uses import PictureUses, find_uses
from cms.images.models import CreditedImage

REPORT_DAYS = 30
"""How many days ahead the report looks without a choice."""

NOTE_DAYS = 7
"""How many days ahead the note on the dashboard looks."""


def changeable_collections(request: HttpRequest) -> QuerySet[Any]:
    """Return the collections whose pictures an account may change."""
    policy: Any = policy_registry.get_by_type(CreditedImage)
    collections: QuerySet[Any] = policy.collections_user_has_any_permission_for(request.user, ["change"])
    return collections


class ExpiringRightsFilterSet(WagtailFilterSet):
    """Which pictures the report shows: without a choice, those that expire within 30 days or have expired."""

    expiry = django_filters.ChoiceFilter(
        label=_("Rights"),
        method="by_expiry",
        empty_label=_("Expired, or within 30 days"),
        choices=[
            ("7", _("Expire within 7 days")),
            ("30", _("Expire within 30 days")),
            ("90", _("Expire within 90 days")),
            ("expired", _("Expired")),
        ],
    )
    collection = CollectionFilter(label=_("Collection"), queryset=changeable_collections)

    class Meta:
        model = CreditedImage
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: QuerySet[CreditedImage]) -> QuerySet[CreditedImage]:
        """Apply the filters, and the period where none is chosen."""
        filtered: QuerySet[CreditedImage] = super().filter_queryset(queryset)
        if self.form.cleaned_data["expiry"]:
            return filtered
        return filtered.filter(rights_expire_at__lte=timezone.now() + timedelta(days=REPORT_DAYS))

    def by_expiry(self, images: QuerySet[CreditedImage], name: str, value: str) -> QuerySet[CreditedImage]:
        """Filter by when the rights expire."""
        now = timezone.now()
        if value == "expired":
            return images.filter(rights_expire_at__lte=now)
        return images.filter(expiring(now, timedelta(days=int(value))))


class ExpiryColumn(Column):
    """When the rights expire, with the time zone, and whether they have."""

    cell_template_name = "images/expiry_cell.html"

    def get_cell_context_data(self, instance: CreditedImage, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add whether the moment is past."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"has_expired": self.get_value(instance) <= timezone.now()}


class UsesColumn(BaseColumn):
    """Where the picture is used, as far as the account may know."""

    cell_template_name = "images/uses_cell.html"


class ExpiringRightsReportView(ReportView):
    """Lists the pictures that the account may change, the first to expire first."""

    model = CreditedImage
    page_title = _("Expiring image rights")
    header_icon = "image"
    index_url_name = "expiring_rights"
    index_results_url_name = "expiring_rights_results"
    results_template_name = "images/expiring_rights_results.html"
    filterset_class = ExpiringRightsFilterSet
    permission_required = "change"
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn("title", label=_("Title"), get_url=lambda image: reverse("wagtailimages:edit", args=[image.pk])),
        ExpiryColumn("rights_expire_at", label=_("Rights expire")),
        Column("credit", label=_("Credit")),
        Column("source", label=_("Source")),
        UsesColumn("uses", label=_("Used in")),
    ]
    export_filename = "expiring-rights"
    list_export: ClassVar[list[str]] = [
        "title",
        "rights_expire_at",
        "credit",
        "source",
        "collection.name",
        "uses_in_words",
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": _("Title"),
        "rights_expire_at": _("Rights expire"),
        "credit": _("Credit"),
        "source": _("Source"),
        "collection.name": _("Collection"),
        "uses_in_words": _("Used in"),
    }

    def get_base_queryset(self) -> QuerySet[CreditedImage]:
        """Return the pictures with an expiry which this account may change."""
        own = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        images = CreditedImage.objects.filter(pk__in=own.values("pk"), rights_expire_at__isnull=False)
        return images.select_related("collection").order_by("rights_expire_at", "pk")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Add the uses for an export; the table of the page has them already."""
        return with_uses(object_list, self.request.user) if self.is_export else object_list

    def get_table(self, object_list: Any) -> Any:
        """Return the table, with the uses of the pictures of one page."""
        return super().get_table(object_list if self.is_export else with_uses(object_list, self.request.user))


def with_uses(object_list: Iterable[CreditedImage], user: Any) -> list[Any]:
    """Return these pictures, each with its `uses`, and with `uses_in_words` for a spreadsheet."""
    images: list[Any] = list(object_list)
    uses = find_uses([image.pk for image in images], user)
    for image in images:
        image.uses = uses[image.pk]
        image.uses_in_words = uses_in_words(image.uses)
    return images


def uses_in_words(uses: PictureUses) -> str:
    """Return the uses as one cell of a spreadsheet has them."""
    words = [use.name for use in uses.named]
    if uses.unnamed_count:
        words.append(str(_("%(count)s not yours to change") % {"count": uses.unnamed_count}))
    return "; ".join(words)


class ExpiringRightsNote(Component):
    """Says on the dashboard how many of the pictures that an account may change expire within a week."""

    template_name = "images/expiring_rights_note.html"
    order = 130

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Count the pictures."""
        now = timezone.now()
        policy: Any = policy_registry.get_by_type(CreditedImage)
        own = policy.instances_user_has_permission_for(parent_context["request"].user, "change")
        soon = own.filter(expiring(now, timedelta(days=NOTE_DAYS)))
        return {"count": soon.count(), "url": f"{reverse('expiring_rights')}?expiry={NOTE_DAYS}"}


def expiring_rights_urls() -> list[URLPattern]:
    """Add the report's addresses."""
    view = ExpiringRightsReportView
    return [
        path("reports/expiring-rights/", view.as_view(), name="expiring_rights"),
        path("reports/expiring-rights/results/", view.as_view(results_only=True), name="expiring_rights_results"),
    ]


def expiring_rights_menu_item() -> MenuItem:
    """Return the report's menu item."""
    label = _("Expiring image rights")
    policy = policy_registry.get_by_type(CreditedImage)
    return PermissionMenuItem(
        label, reverse("expiring_rights"), policy=policy, action="change", icon_name="image", order=660
    )
