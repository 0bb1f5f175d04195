"""Access tokens in the admin: make, scope, see the use of, and revoke them."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry, log

from cms.access.models import AccessToken
from cms.editing.conflicts.objects import OlderObjectFormMixin

REVOKED = "access.token.revoked"


class TokenListView(generic.IndexView):
    """Lists the tokens with what they open and when they were last used."""

    def get_base_queryset(self) -> Any:
        """Fetch the sites along."""
        return super().get_base_queryset().select_related("site")

    def get_list_more_buttons(self, instance: AccessToken) -> list[Any]:
        """Offer to revoke, where other listings offer to delete."""
        buttons = [MenuItem(_("Edit"), url=self.get_edit_url(instance), icon_name="edit", priority=10)]
        if instance.revoked_at is None and (url := self.get_delete_url(instance)):
            buttons.append(MenuItem(_("Revoke"), url=url, icon_name="cross", priority=30))
        return buttons


class CreateTokenView(generic.CreateView):
    """Makes a token and shows its secret, this once."""

    def save_instance(self) -> Any:
        """Save the token with a new secret, which lives no longer than this view."""
        self.secret = self.form.instance.issue()
        self.form.instance.created_by = self.request.user
        return super().save_instance()

    def save_action(self) -> HttpResponse:
        """Answer with the secret instead of a redirect: it must not be stored, not even in a session.

        No page of the admin is kept by any cache.
        """
        context = {
            "title": _("Access token made"),
            "subtitle": self.object.name,
            "label": _("Token"),
            "secret": self.secret,
            "next_url": self.get_success_url(),
        }
        return TemplateResponse(self.request, "access/created.html", context)


class EditTokenView(OlderObjectFormMixin, generic.EditView):
    """Changes what a token opens; its secret stays."""

    delete_item_label = gettext_lazy("Revoke")


class RevokeTokenView(generic.DeleteView):
    """Asks, then revokes a token. The row stays, so that the log keeps telling of it."""

    template_name = "access/revoke.html"
    page_title = gettext_lazy("Revoke")
    success_message = gettext_lazy("“%(object)s” is revoked. Clients that still use it are turned away.")

    def delete_action(self) -> None:
        """Revoke the token, at most once."""
        revoked = AccessToken.objects.filter(pk=self.object.pk, revoked_at=None).update(revoked_at=timezone.now())
        if revoked:
            log(self.object, REVOKED, user=self.request.user)


class AccessTokenViewSet(ModelViewSet):
    """The access tokens under Settings."""

    model = AccessToken
    name = "access_tokens"
    url_prefix = "access-tokens"
    menu_label = gettext_lazy("Access tokens")
    icon = "key"
    add_to_settings_menu = True
    menu_order = 900
    index_view_class = TokenListView
    add_view_class = CreateTokenView
    edit_view_class = EditTokenView
    delete_view_class = RevokeTokenView
    copy_view_enabled = False
    list_display = [
        "name",
        Column("shown", label=gettext_lazy("Begins with"), accessor=lambda token: f"{token.shown}…"),
        Column("site", label=gettext_lazy("Site"), accessor=lambda token: token.site or _("All sites")),
        Column(
            "embargoed",
            label=gettext_lazy("Sees embargoed"),
            accessor=lambda token: _("Yes") if token.embargoed else _("No"),
        ),
        StatusTagColumn("status", label=gettext_lazy("Status"), primary=lambda token: token.is_valid(timezone.now())),
        DateColumn("expires_at", label=gettext_lazy("Expires")),
        DateColumn("last_used_at", label=gettext_lazy("Last used")),
    ]
    list_filter = ["site", "embargoed"]
    search_fields = ["name", "shown"]
    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel("site"), FieldPanel("embargoed"), FieldPanel("groups")], heading=gettext_lazy("What it opens")
        ),
        FieldPanel("registers_documents"),
        FieldPanel("reads_agency_feed"),
        FieldPanel("expires_at"),
    ]


@hooks.register("register_admin_viewset")
def register_access_tokens() -> AccessTokenViewSet:
    """Put the tokens into the settings menu."""
    return AccessTokenViewSet()


@hooks.register("register_log_actions")
def register_revocation(actions: LogActionRegistry) -> None:
    """Name revocation in the audit log; creation and changes are Wagtail's own entries."""
    actions.register_action(REVOKED, gettext_lazy("Revoke access token"), gettext_lazy("Access token revoked"))
