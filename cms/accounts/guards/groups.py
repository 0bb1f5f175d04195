"""Views of groups: an account changes no group beyond its own rights and gives none a permission that it lacks."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import TitleColumn
from wagtail.contrib.settings.forms import SitePermissionForm
from wagtail.users.views.groups import (
    CreateView,
    DeleteView,
    EditView,
    GroupViewSet,
    IndexView,
    get_permission_panel_classes,
)

from cms.accounts.guards.rights import (
    SITES,
    Right,
    collection_scope,
    groups_beyond,
    holds_all,
    page_scope,
    site_scope,
)
from cms.editing.conflicts.objects import OlderObjectFormMixin


class GuardedGroupMixin:
    """A view of one group, which opens those beyond the rights of an account to superusers alone."""

    request: HttpRequest

    def get_object(self, *args: Any) -> Group:
        """Return the group.

        Raises:
            PermissionDenied: it gives permissions that the account does not have.
        """
        group: Group = super().get_object(*args)  # type: ignore[misc]  # Wagtail's
        if groups_beyond(self.request.user, [group]):
            raise PermissionDenied
        return group


class GivenPermissionsMixin:
    """A form of a group that takes no permissions which the account does not have."""

    request: HttpRequest
    permission_panel_forms: list[Any]

    def is_valid(self, form: BaseForm) -> bool:
        """Check the permissions in the form and its panels."""
        is_valid: bool = super().is_valid(form)  # type: ignore[misc]  # Wagtail's
        if is_valid and not holds_all(self.request.user, _given_rights(form, self.permission_panel_forms)):
            form.add_error(None, _("You cannot give permissions that you do not have yourself."))
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]  # Wagtail's
            return False
        return is_valid


def _given_rights(form: BaseForm, panels: list[Any]) -> Iterator[Right]:
    """Yield the rights that a group is to give, from Wagtail's form and the forms beside it."""
    for permission in form.cleaned_data["permissions"]:
        yield Right(SITES, permission.pk)
    for panel in panels:
        if isinstance(panel, SitePermissionForm):
            for site in panel.cleaned_data["sites"]:
                yield Right(site_scope(site.pk), panel.permission.pk)
            continue
        for one in panel.forms:
            given = {} if one in panel.deleted_forms else one.cleaned_data
            if page := given.get("page"):
                scope = page_scope(page.path)
            elif collection := given.get("collection"):
                scope = collection_scope(collection.path)
            else:
                continue
            for permission in given["permissions"]:
                yield Right(scope, permission.pk)


class GuardedGroupListView(IndexView):
    """Wagtail's list of groups, without links to forms that the account may not open."""

    @cached_property
    def columns(self) -> list[Any]:
        """Return the column of the names, with links to the forms."""
        return [TitleColumn("name", label=_("Name"), sort_key="name", get_url=self.get_edit_url)]

    @cached_property
    def _beyond(self) -> set[int]:
        return {group.pk for group in groups_beyond(self.request.user, Group.objects.all())}

    def get_edit_url(self, instance: Group) -> str | None:
        """Return the address of the form, if the account may open it."""
        url: str | None = None if instance.pk in self._beyond else super().get_edit_url(instance)
        return url

    def get_delete_url(self, instance: Group) -> str | None:
        """Return the address of the deletion, if the account may delete the group."""
        url: str | None = None if instance.pk in self._beyond else super().get_delete_url(instance)
        return url


class GuardedGroupCreateView(GivenPermissionsMixin, CreateView):
    """Wagtail's form of a new group."""


class GuardedGroupEditView(OlderObjectFormMixin, GuardedGroupMixin, GivenPermissionsMixin, EditView):
    """Wagtail's form of a group; refuses an older form, which would give a right back that was just taken away."""

    versioned_relations = ("page_permissions", "collection_permissions", "site_permissions")

    def save_rows(self, form: Any) -> None:
        """Save the rights on places, each panel of which has its own form."""
        for panel_class in get_permission_panel_classes():
            panel = panel_class(**self.get_permission_panel_form_kwargs(panel_class))
            if panel.is_valid():
                panel.save()


class GuardedGroupDeleteView(GuardedGroupMixin, DeleteView):
    """Wagtail's deletion of a group."""


class GuardedGroupViewSet(GroupViewSet):
    """Wagtail's pages about groups, with those guards."""

    index_view_class = GuardedGroupListView
    add_view_class = GuardedGroupCreateView
    edit_view_class = GuardedGroupEditView
    delete_view_class = GuardedGroupDeleteView
