"""Edit conflicts in documents."""

from typing import Any

from wagtail.documents.views.documents import EditView

from cms.editing.conflicts.objects import OlderObjectFormMixin


class DocumentEditView(OlderObjectFormMixin, EditView):
    """Changes one document; refuses a form that is older than the last saved version.

    An older form would move a document back out of the private collection into which it was moved since.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the stored document beside a refused form, whose file is not kept."""
        if self.conflict:
            self.object = self.get_object()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context
