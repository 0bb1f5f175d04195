"""The endpoints under Settings: their list and form, and a page with their state, secrets and buttons."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button, HeaderButton

from cms.editing.conflicts.objects import OlderObjectFormMixin
from cms.webhooks.admin.secrets import RotationForm, secret_response
from cms.webhooks.events import WebhookEvent, default_events
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint
from cms.webhooks.signatures import valid_secrets

MAX_URL_CHARACTERS_IN_LIST = 60
"""How many characters of an address the list shows, so that there is room for its other columns."""

LATEST_DELIVERIES = 10
"""Deliveries that the page of an endpoint shows."""


class WebhookEndpointForm(WagtailAdminModelForm):
    """The form of an endpoint, with a box for each event."""

    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=WebhookEvent.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=default_events,
        help_text=gettext_lazy("One message holds all that one commit has changed."),
        error_messages={"required": gettext_lazy("Choose one event or more.")},
    )


def endpoint_status(endpoint: WebhookEndpoint) -> str:
    """Return the state of an endpoint in a word or two."""
    if endpoint.is_gone:
        return _("Gone: switched off")
    if not endpoint.is_enabled:
        return _("Off")
    return _("Failing") if endpoint.queue.failing_since else _("On")


def _count_of(status: WebhookDelivery.Status) -> Coalesce:
    """Return the number of an endpoint's deliveries of a status, which an index counts."""
    deliveries = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), status=status).order_by()
    return Coalesce(Subquery(deliveries.values("endpoint").annotate(count=Count("pk")).values("count")), 0)


class WebhookListView(generic.IndexView):
    """Lists the endpoints with their state."""

    def get_base_queryset(self) -> QuerySet[WebhookEndpoint]:
        """Join the queues, and count the pending and the failed deliveries."""
        endpoints: QuerySet[WebhookEndpoint] = super().get_base_queryset()
        return endpoints.select_related("queue").annotate(
            waiting=_count_of(WebhookDelivery.Status.PENDING), failed=_count_of(WebhookDelivery.Status.FAILED)
        )

    def get_list_more_buttons(self, instance: WebhookEndpoint) -> list[Any]:
        """Offer the page of the endpoint and its deliveries first."""
        return [
            MenuItem(_("State and secrets"), url=self.get_inspect_url(instance), icon_name="info-circle", priority=1),
            MenuItem(_("Deliveries"), url=deliveries_url(instance), icon_name="history", priority=2),
            *(button for button in super().get_list_more_buttons(instance) if button.icon_name != "info-circle"),
        ]


class CreateWebhookView(generic.CreateView):
    """Makes an endpoint and shows its secret, this once."""

    def save_action(self) -> HttpResponse:
        """Answer with the secret instead of a redirect: it must not be stored, not even in a session."""
        return secret_response(self.request, self.object, self.object.secrets.get())


class EditWebhookView(OlderObjectFormMixin, generic.EditView):
    """Changes an endpoint; its secret stays."""


class WebhookStateView(generic.InspectView):
    """Shows the state of an endpoint, its secrets by their age, and its last deliveries, with buttons."""

    page_title = gettext_lazy("State and secrets")
    any_permission_required: ClassVar[list[str]] = ["change"]

    @property
    def header_buttons(self) -> list[Button]:
        """Lead to the form."""
        return [HeaderButton(_("Edit"), url=self.get_edit_url(), icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        endpoint: WebhookEndpoint = self.object
        counts = endpoint.deliveries.aggregate(
            waiting=Count("pk", filter=Q(status=WebhookDelivery.Status.PENDING)),
            failed=Count("pk", filter=Q(status=WebhookDelivery.Status.FAILED)),
        )
        return context | {
            "endpoint": endpoint,
            "queue": endpoint.queue,
            "status": endpoint_status(endpoint),
            "events": [WebhookEvent(event).label for event in endpoint.events],
            "secrets": valid_secrets(endpoint.secrets.all(), timezone.now()),
            "rotation_form": RotationForm(),
            "deliveries": endpoint.deliveries.order_by("-pk")[:LATEST_DELIVERIES],
            "deliveries_url": deliveries_url(endpoint),
            **counts,
        }


class WebhookViewSet(ModelViewSet):
    """The endpoints under Settings. Only administrators have permissions for them."""

    model = WebhookEndpoint
    name = "webhooks"
    url_prefix = "webhooks"
    menu_label = gettext_lazy("Webhooks")
    icon = "link-external"
    add_to_settings_menu = True
    menu_order = 910
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_template_name = "webhooks/state.html"
    index_view_class = WebhookListView
    add_view_class = CreateWebhookView
    edit_view_class = EditWebhookView
    inspect_view_class = WebhookStateView
    search_fields = ["name", "url"]
    search_backend_name = None
    list_display: ClassVar[list[Any]] = [
        "name",
        Column(
            "url",
            label=gettext_lazy("Address"),
            accessor=lambda endpoint: truncatechars(endpoint.url, MAX_URL_CHARACTERS_IN_LIST),
        ),
        StatusTagColumn(
            "status",
            label=gettext_lazy("Status"),
            accessor=endpoint_status,
            primary=lambda endpoint: endpoint.is_gone or endpoint.queue.failing_since is not None,
        ),
        Column("waiting", label=gettext_lazy("Waiting")),
        Column("failed", label=gettext_lazy("Failed")),
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("url"), FieldPanel("is_enabled")], heading=gettext_lazy("Webhook")
            ),
            FieldPanel("events"),
        ],
        base_form_class=WebhookEndpointForm,
    )


def deliveries_url(endpoint: WebhookEndpoint) -> str:
    """Return the address of the log of an endpoint."""
    return f"{reverse('webhook_deliveries')}?endpoint={endpoint.pk}"
