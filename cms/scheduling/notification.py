"""Mail to the editors of a page that could not be published or taken down on time."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.mail import send_mail
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from cms.scheduling.models import ScheduledAction, ScheduleFailure


@task()
def notify_editors(failure_pk: int, revision_pk: int | None) -> int:
    """Send mail about a failure to those who can mend it; return to how many. Nothing is sent once it is mended."""
    failure = ScheduleFailure.objects.filter(pk=failure_pk).first()
    instance: Any = failure and failure.content_object
    if failure is None or instance is None:
        return 0
    recipients = _recipients(instance, revision_pk)
    for user, edit_url in recipients:
        profile = UserProfile.get_for_user(user)
        with override(profile.get_preferred_language()):
            context = {
                "failure": failure,
                "title": _title(instance),
                "is_publication": failure.action == ScheduledAction.PUBLISH,
                "edit_url": settings.WAGTAILADMIN_BASE_URL + edit_url,
                "time_zone": profile.get_current_time_zone(),
            }
            subject = _("Not published on time: %(title)s") if context["is_publication"] else _("Still up: %(title)s")
            text = render_to_string("scheduling/failure_mail.txt", context)
            send_mail(" ".join((subject % context).split()), text, [user.email])
    return len(recipients)


def _recipients(instance: Any, revision_pk: int | None) -> list[tuple[Any, str]]:
    """Return the revision's author and the page's owner, as far as they may edit it; else the administrators."""
    users = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    revision = Revision.objects.filter(pk=revision_pk).first() or getattr(instance, "latest_revision", None)
    keys = [key for key in (revision and revision.user_id, getattr(instance, "owner_id", None)) if key is not None]
    found = [(user, _edit_url(user, instance)) for user in users.filter(pk__in=keys).order_by("pk")]
    editors = [(user, url) for user, url in found if url]
    if editors:
        return editors
    return [(user, _edit_url(user, instance)) for user in users.filter(is_superuser=True).order_by("pk")]


def _edit_url(user: Any, instance: Any) -> str:
    return AdminURLFinder(user).get_edit_url(instance) or ""


def _title(instance: Any) -> str:
    return instance.get_admin_display_title() if hasattr(instance, "get_admin_display_title") else str(instance)
