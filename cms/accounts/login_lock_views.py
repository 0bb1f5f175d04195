"""The login locks in the admin: who is refused, from where and until when, and a way to lift a lock."""

from collections.abc import Mapping
from typing import Any, ClassVar

from axes.utils import reset
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from cms.accounts.models import LoginLock
from cms.editing.menu_items import PermissionMenuItem

LIFTED = "accounts.lift_login_lock"
LOCK_PERMISSION_POLICY = ModelPermissionPolicy(LoginLock)


def expiry(lock: LoginLock) -> str:
    """Return when a lock ends, in words; Wagtail's column of dates calls every moment to come “just now”."""
    return date_format(timezone.localtime(lock.expires_at), "j F Y, H:i e")


class LiftColumn(Column):
    """A button for a lock that holds."""

    cell_template_name = "accounts/lift_lock_cell.html"

    def get_cell_context_data(self, instance: LoginLock, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add what the form of the button needs."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"csrf_token": get_token(context["request"]) if instance.is_active else ""}


class LoginLockListView(ReportView):
    """Lists the locks, the newest first, for administrators."""

    model = LoginLock
    page_title = gettext_lazy("Login locks")
    verbose_name = gettext_lazy("login lock")
    verbose_name_plural = gettext_lazy("login locks")
    header_icon = "lock"
    index_url_name = "login_locks"
    index_results_url_name = "login_locks_results"
    results_template_name = "accounts/login_lock_list_results.html"
    default_ordering = "-locked_at"
    permission_policy = LOCK_PERMISSION_POLICY
    permission_required = "view"
    is_searchable = False
    columns: ClassVar[list[Column]] = [
        Column("username", label=gettext_lazy("Name"), accessor=lambda lock: lock.username or _("any")),
        Column("ip_address", label=gettext_lazy("Address"), accessor=lambda lock: lock.ip_address or _("any")),
        Column("failures", label=gettext_lazy("Wrong passwords")),
        DateColumn("locked_at", label=gettext_lazy("Locked"), sort_key="locked_at"),
        Column("expires_at", label=gettext_lazy("Until"), accessor=expiry, sort_key="expires_at"),
        StatusTagColumn(
            "is_active",
            label=gettext_lazy("State"),
            accessor=lambda lock: _("Locked") if lock.is_active else _("Over"),
            primary=lambda lock: lock.is_active,
        ),
        LiftColumn("lift", label=""),
    ]
    export_filename = "login-locks"
    list_export: ClassVar[list[str]] = ["username", "ip_address", "failures", "locked_at", "expires_at"]


@require_POST
def lift_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a lock and forget the wrong passwords that led to it."""
    if not LOCK_PERMISSION_POLICY.user_has_permission(request.user, "delete"):
        raise PermissionDenied
    lock = get_object_or_404(LoginLock, pk=pk)
    log(lock, LIFTED, user=request.user)
    reset(ip=lock.ip_address, username=lock.username)
    messages.success(request, _("The lock is lifted."))
    return redirect("login_locks")


def login_lock_urls() -> list[URLPattern]:
    """Return the addresses of the list, and of what lifts a lock."""
    return [
        path("login-locks/", LoginLockListView.as_view(), name="login_locks"),
        path("login-locks/results/", LoginLockListView.as_view(results_only=True), name="login_locks_results"),
        path("login-locks/<int:pk>/lift/", lift_lock, name="lift_login_lock"),
    ]


def login_lock_menu_item() -> MenuItem:
    """Return the list's menu item."""
    return PermissionMenuItem(
        gettext_lazy("Login locks"),
        reverse("login_locks"),
        policy=LOCK_PERMISSION_POLICY,
        action="view",
        icon_name="lock",
        order=650,
    )
