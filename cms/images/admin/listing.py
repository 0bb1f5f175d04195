"""The admin's listing of images, with a column and a filter for credits."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property

import django_filters
from django.db.models import Q, QuerySet
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.images.views.images import ImagesFilterSet, IndexView

from cms.image_rights import UsageTerms, expiring
from cms.images.models import CreditedImage

EXPIRING_WITHIN = timedelta(days=30)


class CreditedImageFilterSet(ImagesFilterSet):
    """Wagtail's filters, and one for pictures without credit or without description."""

    missing = django_filters.ChoiceFilter(
        label=_("Missing"),
        method="by_missing",
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[("credit", _("Without credit")), ("description", _("Without description"))],
    )

    rights = django_filters.ChoiceFilter(
        label=_("Rights"),
        method="by_rights",
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[
            ("expiring", _("Expire within 30 days")),
            ("expired", _("Expired")),
            ("forbidden", _("Not to be used")),
        ],
    )

    def by_rights(self, images: QuerySet[CreditedImage], name: str, value: str) -> QuerySet[CreditedImage]:
        """Filter to pictures that are withheld, or will be soon."""
        now = timezone.now()
        conditions = {
            "expiring": expiring(now, EXPIRING_WITHIN),
            "expired": Q(rights_expire_at__lte=now),
            "forbidden": Q(usage_terms=UsageTerms.FORBIDDEN),
        }
        return images.filter(pk__in=CreditedImage.objects.filter(conditions[value]).values("pk"))

    def by_missing(self, images: QuerySet[CreditedImage], name: str, value: str) -> QuerySet[CreditedImage]:
        """Filter to pictures whose field `value` is empty, and that need it."""
        lacking = CreditedImage.objects.filter(**{value: ""})
        needless = {"credit": "no_credit_owed", "description": "is_decorative"}
        lacking = lacking.exclude(**{needless[value]: True})
        # As a list of keys, because Wagtail's search, which may follow, knows no other condition on these columns.
        return images.filter(pk__in=lacking.values("pk"))


class CreditedImageIndexView(IndexView):
    """Lists images with Wagtail's columns and their credits."""

    filterset_class = CreditedImageFilterSet

    @cached_property
    def columns(self) -> Sequence[BaseColumn]:
        """Wagtail's columns, with the credit after the title; the grid has none."""
        columns: list[BaseColumn] = list(super().columns)
        if columns:
            columns.insert(3, Column("credit", label=_("Credit")))
            columns.insert(4, Column("rights_expire_at", label=_("Rights expire")))
        return columns
