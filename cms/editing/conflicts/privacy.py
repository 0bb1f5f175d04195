"""Edit conflicts in the privacy of pages and collections: an older form would open what was closed since."""

from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.collection_privacy import set_privacy
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.log_actions import registry as log_registry
from wagtail.models import BaseViewRestriction, Collection, Page
from wagtail.permissions import policy_registry

from cms.editing.conflicts.objects import stored_version
from cms.editing.conflicts.rows import RowsComparison, StoredRow
from cms.editing.moments import moment_in_words


class PagePrivacyView(SetPrivacyView):
    """The form of the privacy of a page; refuses an older one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the form, unless another one was saved since it was opened."""

        def save() -> HttpResponse:
            response: HttpResponse = super(PagePrivacyView, self).post(request, *args, **kwargs)
            return response

        return _unless_older(request, self.page, save, lambda: self.get_context_data(form=self.get_form()))


def set_collection_privacy(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Answer for Wagtail's form of the privacy of a collection; refuse an older one."""
    collection = get_object_or_404(Collection, pk=collection_id)

    def save() -> HttpResponse:
        response: HttpResponse = set_privacy(request, collection_id)
        return response

    def context() -> dict[str, Any]:
        form = CollectionViewRestrictionForm(request.POST, instance=restriction_of(collection))
        return {"action_url": request.path, "object": collection, "form": form}

    policy: Any = policy_registry.get_by_type(Collection)
    may_change = policy.user_has_permission_for_instance(request.user, "change", collection)
    # What is not to be changed, Wagtail refuses.
    if request.method != "POST" or not may_change:
        return save()
    return _unless_older(request, collection, save, context)


def restriction_of(place: Page | Collection) -> BaseViewRestriction | None:
    """Return the restriction that a page or collection carries itself."""
    restrictions: Any = place.view_restrictions
    found: BaseViewRestriction | None = restrictions.order_by("pk").first()
    return found


def privacy_version(place: Page | Collection) -> str:
    """Return what is equal until the privacy of a page or collection is changed."""
    restriction = restriction_of(place)
    return stored_version(restriction) if restriction else BaseViewRestriction.NONE


def _unless_older(
    request: HttpRequest,
    place: Any,
    save: Callable[[], HttpResponse],
    context: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """Respond by saving a form, or by showing it again where another one has overtaken it."""
    with transaction.atomic():
        rows: Any = type(place)._base_manager.filter(pk=place.pk)
        list(rows.select_for_update().values_list("pk"))
        newest, sent = privacy_version(place), request.POST
        loaded = sent.get("loaded_version", newest)
        if newest in (loaded, sent.get("replace_version")):
            return save()
        shown = context()
        conflict = {**_last_change(place, request.user), "version": newest, "is_kept": False}
        conflict["differences"] = _differences(restriction_of(place), shown["form"])
    address = AdminURLFinder(request.user).get_edit_url(place)
    refusal: HttpResponse = render_modal_workflow(
        request,
        "wagtailadmin/shared/set_privacy.html",
        None,
        {**shown, "conflict": conflict, "conflict_url": address, "loaded_version": loaded},
        json_data={"step": "set_privacy"},
    )
    return refusal


def _last_change(place: models.Model, user: Any) -> dict[str, Any]:
    logs = log_registry.get_logs_for_instance(place).filter(action__startswith="wagtail.view_restriction")
    entry = logs.select_related("user").order_by("-timestamp").first()
    who, moment = (entry.user, entry.timestamp) if entry else (None, timezone.now())
    name = who.get_full_name() or who.get_username() if who else _("Another editor")
    return {"who": name, "is_own": who == user, "moment": moment_in_words(moment)}


def _differences(stored: BaseViewRestriction | None, form: ModelForm[Any]) -> list[RowsComparison]:
    if not form.is_valid():
        return []
    kinds = dict(BaseViewRestriction.RESTRICTION_CHOICES)
    sent = form.cleaned_data
    before = (stored.restriction_type, [*stored.groups.all()]) if stored else (BaseViewRestriction.NONE, [])
    after = (sent["restriction_type"], [*sent.get("groups", ())])
    label = str(capfirst(BaseViewRestriction._meta.get_field("restriction_type").verbose_name))
    groups = str(capfirst(BaseViewRestriction._meta.get_field("groups").verbose_name))
    compared = [
        RowsComparison(label, *([StoredRow(kind, str(kinds[kind]))] for kind, _groups in (before, after))),
        RowsComparison(
            groups, *(sorted(StoredRow(str(one.pk), one.name) for one in held) for _kind, held in (before, after))
        ),
    ]
    return [one for one in compared if one.has_changed()]
