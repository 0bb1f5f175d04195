"""The filters of the desk view."""

from wagtail.admin.filters import WagtailFilterSet

from news.admin.choices import SectionFilter
from news.models import ArticlePage


class DeskFilterSet(WagtailFilterSet):
    """Filter of all lists by section; Wagtail adds one by language."""

    section = SectionFilter()

    class Meta:
        model = ArticlePage
        fields: list[str] = []
