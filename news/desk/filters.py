"""The filters of the desk view."""

from wagtail.admin.filters import WagtailFilterSet

from news.admin.choices import SectionFilter
from news.models import ArticlePage


class DeskFilterSet(WagtailFilterSet):
    """Narrows all lists to one section; Wagtail adds the language."""

    section = SectionFilter()

    class Meta:
        model = ArticlePage
        fields: list[str] = []
