"""The second factor in Wagtail's pages about users: a column, a filter, and a page that resets it."""

from typing import Any, cast

import django_filters
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserFilterSet, UserViewSet

from cms.accounts.guards.memberships import GuardedUserCreationForm, GuardedUserEditForm
from cms.accounts.guards.superusers import RankedFormMixin, RankedObjectMixin, outranks
from cms.accounts.models import User
from cms.accounts.second_factor.devices import authenticator_of, remove_second_factor
from cms.accounts.second_factor.events import Event
from cms.editing.conflicts.objects import OlderObjectFormMixin


def may_reset(administrator: User | AnonymousUser, user: User) -> bool:
    """Tell whether an account may reset the second factor of another.

    It takes the permission to change accounts; that of a superuser is reset by another superuser. No user resets their
    own: to switch it off asks for the password and a code.
    """
    may_change = policy_registry.get_by_type(User).user_has_permission(administrator, "change")
    return bool(may_change and outranks(administrator, user) and administrator != user)


def reset_buttons(administrator: User | AnonymousUser, user: User) -> list[Button]:
    """Return the button that leads to the page which resets a second factor, where there is one to reset."""
    if not may_reset(administrator, user) or authenticator_of(user) is None:
        return []
    url = reverse("reset_second_factor", args=[user.pk])
    return [Button(_("Reset second factor"), url=url, icon_name="lock-open", priority=15)]


class SecondFactorFilterSet(UserFilterSet):
    """Wagtail's filters of users, and one for those with or without a second factor."""

    second_factor = django_filters.BooleanFilter(
        field_name="has_second_factor", label=_("Second factor"), widget=BooleanRadioSelect
    )

    class Meta(UserFilterSet.Meta):
        pass


class SecondFactorUserListView(IndexView):
    """Wagtail's list of users, with who has a second factor."""

    @cached_property
    def columns(self) -> list[Any]:
        """Add the column."""
        column = BooleanColumn(
            "has_second_factor", label=_("Second factor"), sort_key="has_second_factor", width="10%"
        )
        return [*super().columns, column]

    def get_base_queryset(self) -> QuerySet[User]:
        """Find out along with each user."""
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        users: QuerySet[User] = super().get_base_queryset().annotate(has_second_factor=Exists(devices))
        return users

    def get_edit_url(self, instance: User) -> str | None:
        """Lead to no form that the administrator may not open."""
        url: str | None = super().get_edit_url(instance) if outranks(self.request.user, instance) else None
        return url

    def get_list_more_buttons(self, instance: User) -> list[Any]:
        """Add the way to reset it."""
        return [*super().get_list_more_buttons(instance), *reset_buttons(self.request.user, instance)]


class RankedUserCreateView(RankedFormMixin, CreateView):
    """Wagtail's form of a new user."""


class RankedUserDeleteView(RankedObjectMixin, DeleteView):
    """Wagtail's deletion of a user."""


class SecondFactorUserEditView(OlderObjectFormMixin, RankedObjectMixin, RankedFormMixin, EditView):
    """Wagtail's form of a user, with the way to reset their second factor; refuses an older form."""

    unversioned_columns = frozenset({"last_login", "password"})
    """Logging in writes both: a password gets another digest when Django's way of making them changes."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Add it."""
        return [*super().header_more_buttons, *reset_buttons(self.request.user, self.object)]


class ResetSecondFactorView(WagtailAdminTemplateMixin, TemplateView):
    """Asks, then removes the second factor of a user who has lost it."""

    template_name = "accounts/second_factor/form.html"
    page_title = _("Reset second factor")
    header_icon = "lock-open"
    list_url = reverse_lazy("wagtailusers_users:index")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the account, whether this administrator may, and whether there is anything to reset."""
        self.user = get_object_or_404(User, pk=kwargs["pk"])
        if not may_reset(request.user, self.user):
            raise PermissionDenied
        if authenticator_of(self.user) is None:
            messages.info(request, _("“%(name)s” has no second factor.") % {"name": self.user})
            return redirect(self.list_url)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        users = {"url": self.list_url, "label": _("Users")}
        return [*self.breadcrumbs_items, users, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page says."""
        introduction = _(
            "The authenticator app and the recovery codes of “%(name)s” stop working, and mail says so to them. "
            "Be sure who it is that asks for this: call back, or see them."
        )
        return super().get_context_data(**kwargs) | {
            "introduction": introduction % {"name": self.user},
            "submit_label": _("Reset"),
            "is_serious": True,
            "cancel_url": self.list_url,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reset it and lead back to the list."""
        remove_second_factor(self.user, Event.RESET, by=cast("User", request.user))
        messages.success(request, _("The second factor of “%(name)s” is reset.") % {"name": self.user})
        return redirect(self.list_url)


class SecondFactorUserViewSet(UserViewSet):
    """Wagtail's pages about users, with the second factor in the list and the form."""

    index_view_class = SecondFactorUserListView
    add_view_class = RankedUserCreateView
    copy_view_enabled = False  # What is posted to it changes the user that was to be copied.
    delete_view_class = RankedUserDeleteView
    edit_view_class = SecondFactorUserEditView
    filterset_class = SecondFactorFilterSet

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        """Return the form of a user, which checks the groups that are changed."""
        return GuardedUserEditForm if for_update else GuardedUserCreationForm


def reset_urls() -> list[URLPattern]:
    """Return the address of the page, below the admin's."""
    return [path("users/reset-second-factor/<int:pk>/", ResetSecondFactorView.as_view(), name="reset_second_factor")]
