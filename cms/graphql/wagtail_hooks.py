"""Trusted documents in the admin: what they ask for, what they cost, how much they are used."""

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.graphql.models import TrustedDocument
from cms.graphql.persisted import documents


class LookAndDelete(ModelPermissionPolicy):
    """No document is added or changed by hand: frontends rely on what they registered."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether a user may do something."""
        return action in ("view", "delete") and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Tell whether a user may do something to one document."""
        return self.user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Tell whether a user may do one of several things."""
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(TrustedDocument, LookAndDelete(TrustedDocument))


class DocumentListView(generic.IndexView):
    """Lists the documents with their use in the last 30 days."""

    @cached_property
    def no_results_message(self) -> str:
        """Say how documents come here, where there are none."""
        if self.is_searching or self.is_filtering:
            return str(super().no_results_message)
        return gettext(
            "No frontend has registered its queries yet. Its build does so with the command register_documents, "
            "or over HTTP with an access token."
        )

    def get_table(self, object_list: Any) -> Any:
        """Look up the use of the documents on this page of the list, all at once."""
        rows = list(object_list)
        used = documents.uses([row.pk for row in rows], timezone.now().date())
        for row in rows:
            days = used.get(row.pk, {})
            row.uses = sum(days.values())
            row.last_used = max(days, default=None)
        return super().get_table(rows)


def short_id(document: TrustedDocument) -> str:
    """Return what tells one document from another at a glance."""
    return f"{document.document_id[:12]}…" if len(document.document_id) > 13 else document.document_id


class TrustedDocumentViewSet(ModelViewSet):
    """The trusted documents under Settings."""

    model = TrustedDocument
    name = "trusted_documents"
    url_prefix = "trusted-documents"
    menu_label = gettext_lazy("Trusted documents")
    icon = "code"
    add_to_settings_menu = True
    menu_order = 910
    index_view_class = DocumentListView
    inspect_view_enabled = True
    inspect_view_fields = ["document_id", "operation", "client", "cost", "registered_at", "text"]
    copy_view_enabled = False
    form_fields: list[str] = []
    list_display = [
        TitleColumn("__str__", label=gettext_lazy("Operation"), url_name="trusted_documents:inspect"),
        Column("short_id", label=gettext_lazy("Id"), accessor=short_id),
        Column("client", label=gettext_lazy("Client"), sort_key="client"),
        Column("cost", label=gettext_lazy("Cost"), sort_key="cost"),
        Column("uses", label=gettext_lazy("Uses in 30 days")),
        Column("last_used", label=gettext_lazy("Last used"), accessor=lambda row: row.last_used or "–"),
        DateColumn("registered_at", label=gettext_lazy("Registered"), sort_key="registered_at"),
    ]
    list_filter = ["client"]
    search_fields = ["document_id", "operation", "client", "text"]


@hooks.register("register_admin_viewset")
def register_trusted_documents() -> TrustedDocumentViewSet:
    """Put the documents into the settings menu."""
    return TrustedDocumentViewSet()
