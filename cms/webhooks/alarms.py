"""Mail to administrators about an endpoint that has failed for long, or has switched itself off."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from wagtail.admin.mail import send_mail
from wagtail.users.models import UserProfile

from cms.webhooks.models import WebhookDelivery, WebhookQueue


@task()
def announce_failing_endpoint(endpoint_pk: int) -> int:
    """Send a mail about an endpoint to each administrator; return how many. None is sent once it works again."""
    queue = WebhookQueue.objects.filter(endpoint=endpoint_pk).select_related("endpoint").first()
    if queue is None or not (queue.failing_since or queue.endpoint.is_gone):
        return 0
    attempts = WebhookDelivery.objects.filter(endpoint=endpoint_pk).exclude(attempted_at=None)
    last = attempts.order_by("-attempted_at").first()
    users = get_user_model()._default_manager.filter(is_active=True, is_superuser=True).exclude(email="")
    for user in users.order_by("pk"):
        profile = UserProfile.get_for_user(user)
        with override(profile.get_preferred_language()):
            context = {
                "endpoint": queue.endpoint,
                "queue": queue,
                "fault": last.fault if last else "",
                "time_zone": profile.get_current_time_zone(),
                "url": settings.WAGTAILADMIN_BASE_URL
                + reverse("webhook_deliveries")
                + f"?endpoint={queue.endpoint_id}",
            }
            subject = _("Dateline: the webhook “%(name)s” fails") % {"name": " ".join(queue.endpoint.name.split())}
            send_mail(subject, render_to_string("webhooks/failing_mail.txt", context), [user.email])
    return len(users)
