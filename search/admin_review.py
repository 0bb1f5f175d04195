"""Review of past searches: editors approve or hide them as suggestions to readers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy

from search.analytics.query_log import MIN_CLIENTS_TO_SUGGEST
from search.models import PastQuery

PERMISSION_POLICY = ModelPermissionPolicy(PastQuery)
DECISIONS = {
    PastQuery.Review.APPROVED: gettext_lazy("Approve"),
    PastQuery.Review.HIDDEN: gettext_lazy("Hide"),
    PastQuery.Review.AUTOMATIC: gettext_lazy("Decide automatically"),
}


def suggestion_state(query: PastQuery) -> str:
    """Return in words whether readers are offered a past search, and why."""
    if query.review == PastQuery.Review.APPROVED:
        return _("Yes, approved")
    if query.review == PastQuery.Review.HIDDEN:
        return _("No, hidden")
    if query.is_blocked:
        return _("No, holds blocked words")
    if query.clients >= MIN_CLIENTS_TO_SUGGEST:
        return _("Yes")
    return _("Not yet: %(number)d of %(enough)d readers on one day") % {
        "number": query.clients,
        "enough": MIN_CLIENTS_TO_SUGGEST,
    }


class ReviewColumn(Column):
    """Table column: whether a past search is suggested, with review buttons for users who may change it."""

    cell_template_name = "search/admin/review_cell.html"

    def get_value(self, instance: PastQuery) -> str:
        """Return the state in words."""
        return suggestion_state(instance)

    def get_cell_context_data(self, instance: PastQuery, parent_context: Any) -> dict[str, Any]:
        """Return the template context, with the review buttons only for users who may change past searches."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = context["request"]
        if request is not None and PERMISSION_POLICY.user_has_permission(request.user, "change"):
            context |= {
                "choices": [(choice.value, label) for choice, label in DECISIONS.items() if choice != instance.review],
                "action": reverse("search_report_review", args=[instance.pk]),
                "next": f"{reverse('search_report')}?{request.GET.urlencode()}",
                "csrf_token": get_token(request),
            }
        return context


def review_permissions() -> QuerySet[Permission]:
    """Return the permissions to view and to review past searches, for the hook `register_permissions`."""
    codenames = ["view_pastquery", "change_pastquery"]
    return Permission.objects.filter(content_type__app_label="search", codename__in=codenames)


@require_POST
def review_query(request: HttpRequest, pk: int) -> HttpResponse:
    """Store an editor's decision whether a past search is suggested, then redirect to the report.

    Raises:
        PermissionDenied: when the user may not change past searches.
    """
    if not PERMISSION_POLICY.user_has_permission(request.user, "change"):
        raise PermissionDenied
    query = get_object_or_404(PastQuery, pk=pk)
    decision = request.POST.get("review")
    if decision in PastQuery.Review.values:
        query.review = decision
        query.save(update_fields=["review"])
        messages.success(
            request,
            _("“%(text)s”, suggested to readers: %(state)s.") % {"text": query.text, "state": suggestion_state(query)},
        )
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if allowed else reverse("search_report"))
