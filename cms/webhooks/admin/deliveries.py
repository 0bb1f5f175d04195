"""The log of deliveries among the reports: messages, responses, and buttons that send them again."""

from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from cms.editing.menu_items import PermissionMenuItem
from cms.webhooks.admin.endpoints import deliveries_url
from cms.webhooks.admin.secrets import WEBHOOK_PERMISSION_POLICY, rotate_webhook_secret
from cms.webhooks.deliveries import replay, replay_failed, send_test
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint


class WebhookDeliveryFilterSet(WagtailFilterSet):
    """Filters by endpoint and status."""

    endpoint = django_filters.ModelChoiceFilter(
        queryset=WebhookEndpoint.objects.all(), label=gettext_lazy("Webhook"), empty_label=gettext_lazy("All")
    )
    status = django_filters.ChoiceFilter(choices=WebhookDelivery.Status.choices, label=gettext_lazy("Status"))

    class Meta:
        model = WebhookDelivery
        fields: ClassVar[list[str]] = ["endpoint", "status"]


class WebhookDeliveryListView(ReportView):
    """Lists the deliveries, the last written first."""

    model = WebhookDelivery
    page_title = gettext_lazy("Webhook deliveries")
    verbose_name = gettext_lazy("delivery")
    verbose_name_plural = gettext_lazy("deliveries")
    header_icon = "link-external"
    index_url_name = "webhook_deliveries"
    index_results_url_name = "webhook_deliveries_results"
    results_template_name = "webhooks/delivery_list_results.html"
    filterset_class = WebhookDeliveryFilterSet
    default_ordering = "-pk"
    permission_policy = WEBHOOK_PERMISSION_POLICY
    permission_required = "change"
    columns: ClassVar[list[Column]] = [
        TitleColumn(
            "message_id",
            label=gettext_lazy("Message"),
            get_url=lambda delivery: reverse("webhook_delivery", args=[delivery.pk]),
        ),
        Column("endpoint", label=gettext_lazy("Webhook")),
        StatusTagColumn(
            "status",
            label=gettext_lazy("Status"),
            accessor="get_status_display",
            primary=lambda delivery: delivery.status == WebhookDelivery.Status.FAILED,
        ),
        Column("attempts", label=gettext_lazy("Attempts")),
        Column("response_status", label=gettext_lazy("Answer")),
        Column("fault", label=gettext_lazy("Last fault")),
        DateColumn("created_at", label=gettext_lazy("Written")),
        DateColumn("attempted_at", label=gettext_lazy("Last attempt")),
    ]
    export_filename = "webhook-deliveries"
    list_export: ClassVar[list[str]] = [
        *("message_id", "endpoint.name", "status", "attempts", "response_status", "fault", "created_at"),
        *("attempted_at", "duration_ms"),
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "message_id": gettext_lazy("Message"),
        "endpoint.name": gettext_lazy("Webhook"),
        "status": gettext_lazy("Status"),
        "attempts": gettext_lazy("Attempts"),
        "response_status": gettext_lazy("Answer"),
        "fault": gettext_lazy("Last fault"),
        "created_at": gettext_lazy("Written"),
        "attempted_at": gettext_lazy("Last attempt"),
        "duration_ms": gettext_lazy("Milliseconds"),
    }

    def get_base_queryset(self) -> QuerySet[WebhookDelivery]:
        """Join the endpoints, and defer the bodies and responses, which the list does not show."""
        deliveries: QuerySet[WebhookDelivery] = super().get_base_queryset()
        return deliveries.select_related("endpoint").defer("body", "response_excerpt").order_by("-pk")


class WebhookDeliveryView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows a delivery: the message as it was sent, and the last response."""

    template_name = "webhooks/delivery.html"
    header_icon = "link-external"
    permission_policy = WEBHOOK_PERMISSION_POLICY
    permission_required = "change"
    _show_breadcrumbs = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        deliveries = WebhookDelivery.objects.select_related("endpoint")
        self.delivery = get_object_or_404(deliveries, pk=kwargs["pk"])
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        """Return the message's id."""
        return self.delivery.message_id

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        listing = {"url": deliveries_url(self.delivery.endpoint), "label": _("Webhook deliveries")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the delivery."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        is_pending = self.delivery.status == WebhookDelivery.Status.PENDING
        return context | {"delivery": self.delivery, "may_replay": not is_pending}


@require_POST
def send_webhook_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test to an endpoint, and redirect to its delivery."""
    endpoint = _endpoint(request, pk)
    if not endpoint.is_enabled:
        messages.error(request, _("“%(name)s” is switched off. Switch it on to send a test.") % {"name": endpoint})
        return redirect("webhooks:inspect", pk)
    delivery = send_test(endpoint)
    messages.success(request, _("A test was queued. Reload this page to see its result."))
    return redirect("webhook_delivery", delivery.pk)


@require_POST
def replay_webhook_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message again."""
    _require_permission(request)
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("endpoint"), pk=pk)
    if replay(delivery):
        messages.success(request, _("The message is sent again, under the same id."))
    else:
        messages.info(request, _("This message is queued already."))
    return redirect("webhook_delivery", pk)


@require_POST
def replay_failed_deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    """Send all failed messages of an endpoint again."""
    endpoint = _endpoint(request, pk)
    count = replay_failed(endpoint)
    if count:
        message = ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", count)
        messages.success(request, message % {"count": count})
    else:
        messages.info(request, _("No message to “%(name)s” has failed.") % {"name": endpoint})
    return redirect("webhooks:inspect", pk)


def _endpoint(request: HttpRequest, pk: int) -> WebhookEndpoint:
    _require_permission(request)
    return get_object_or_404(WebhookEndpoint, pk=pk)


def _require_permission(request: HttpRequest) -> None:
    if not WEBHOOK_PERMISSION_POLICY.user_has_permission(request.user, "change"):
        raise PermissionDenied


def webhook_urls() -> list[URLPattern]:
    """Return the addresses of the log, and of the buttons."""
    results = WebhookDeliveryListView.as_view(results_only=True)
    return [
        path("reports/webhooks/", WebhookDeliveryListView.as_view(), name="webhook_deliveries"),
        path("reports/webhooks/results/", results, name="webhook_deliveries_results"),
        path("reports/webhooks/<int:pk>/", WebhookDeliveryView.as_view(), name="webhook_delivery"),
        path("reports/webhooks/<int:pk>/replay/", replay_webhook_delivery, name="replay_webhook_delivery"),
        path("webhooks/<int:pk>/test/", send_webhook_test, name="send_webhook_test"),
        path("webhooks/<int:pk>/rotate/", rotate_webhook_secret, name="rotate_webhook_secret"),
        path("webhooks/<int:pk>/replay-failed/", replay_failed_deliveries, name="replay_failed_deliveries"),
    ]


def webhook_menu_item() -> MenuItem:
    """Return the log's menu item."""
    return PermissionMenuItem(
        gettext_lazy("Webhook deliveries"),
        reverse("webhook_deliveries"),
        policy=WEBHOOK_PERMISSION_POLICY,
        action="change",
        icon_name="link-external",
        order=1210,
    )
