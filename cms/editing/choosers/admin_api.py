"""The admin's own API: files for those who may choose or change them, and pages to be read alone."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


class PermittedFiles:
    """Narrows the files to the collections in which the user has a permission; Wagtail's own shows all to all."""

    model: Any
    request: Any

    def get_queryset(self) -> QuerySet[Any]:
        """Return what the user may choose, change or delete."""
        policy = policy_registry.get_by_type(self.model)
        permitted = policy.instances_user_has_any_permission_for(self.request.user, ["choose", "change", "delete"])
        files: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]  # of the view that this is mixed into
        return files.filter(pk__in=permitted.order_by().values("pk"))


class PermittedImages(PermittedFiles, ImagesAdminAPIViewSet):
    """The images."""


class PermittedDocuments(PermittedFiles, DocumentsAdminAPIViewSet):
    """The documents."""


class ReadOnlyPages(PagesAdminAPIViewSet):
    """The pages. Wagtail's actions publish, copy and revert past the checks of the forms, and no form uses them."""

    actions: ClassVar[dict[str, Any]] = {}


def narrow_api(router: WagtailAPIRouter) -> None:
    """Put these in the place of Wagtail's own."""
    router.register_endpoint("pages", ReadOnlyPages)
    router.register_endpoint("images", PermittedImages)
    router.register_endpoint("documents", PermittedDocuments)
