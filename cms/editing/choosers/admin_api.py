"""Images and documents in the admin's own API, for those who may choose or change them."""

from typing import Any

from django.db.models import QuerySet
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


def narrow_files(router: WagtailAPIRouter) -> None:
    """Put these in the place of Wagtail's own."""
    router.register_endpoint("images", PermittedImages)
    router.register_endpoint("documents", PermittedDocuments)
