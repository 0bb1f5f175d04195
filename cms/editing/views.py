"""The views of the page forms."""

from typing import Any

from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cms.editing.public_state import PublicState


class PageEditView(EditView):
    """The form of a page, which says what the public sees of the page now."""

    partials_template_name = "editing/page_edit_partials.html"

    def get_template_names(self) -> list[str]:
        """Return the project's own template, where Wagtail uses the one for forms."""
        names: list[str] = super().get_template_names()
        return ["editing/page_edit.html"] if names == ["wagtailadmin/pages/edit.html"] else names

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the public sees, as it is after this request."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        published = self.page_class._default_manager.get(pk=self.page.pk)
        return context | {"public_state": PublicState(published, self.page)}


class NewsroomPageViewSet(PageViewSet):
    """The views of all page types."""

    model = Page
    edit_view_class = PageEditView
