"""Asks before a page is taken down, and before a take-down is lifted."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.aliases import with_aliases
from cms.takedowns.actions import lift, take_down
from cms.takedowns.forms import TakeDownForm
from cms.takedowns.models import TakeDown, take_down_of


def can_take_down(page: Any, user: Any) -> bool:
    """Tell whether a user may take a page down: if they may publish it, even while it is locked."""
    return bool(not page.is_root() and page.permissions_for_user(user).can_publish())


def take_down_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for the reason, and take the page down."""
    page = _page_for(request, page_id)
    if page.alias_of_id is not None:
        return _refuse_alias(request, page, _("It is an alias: take down the page that it mirrors."))
    if take_down_of(page) is not None:
        return redirect("lift_take_down", page.pk)
    form = TakeDownForm(request.POST or None, translations=_translations(page, request.user))
    if form.is_valid():
        reason, note = form.cleaned_data["reason"], form.cleaned_data["note"]
        taken_down = [page, *(one.specific for one in form.cleaned_data.get("translations", ()))]
        for one in taken_down:
            take_down(one, request.user, reason, note)
        alone, together = _("“%(title)s” was taken down."), _("“%(title)s” was taken down, with translations of it.")
        text = together if len(taken_down) > 1 else alone
        messages.success(request, text % {"title": page.get_admin_display_title()})
        return redirect("wagtailadmin_pages:edit", page.pk)
    aliases = len(with_aliases([page.pk])) - 1
    return render(request, "takedowns/take_down.html", {"page": page, "form": form, "aliases": aliases})


def lift_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say why the page was taken down, and lift that."""
    page = _page_for(request, page_id)
    found = take_down_of(page)
    if found is None:
        return redirect("wagtailadmin_pages:edit", page.pk)
    if page.alias_of_id is not None:
        return _refuse_alias(request, page, _("It is an alias: it comes back with the page that it mirrors."))
    if request.method == "POST":
        lift(page, request.user)
        title = page.get_admin_display_title()
        messages.success(request, _("“%(title)s” can be published again. It is not yet.") % {"title": title})
        return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "takedowns/lift.html", {"page": page, "take_down": found})


def _refuse_alias(request: HttpRequest, page: Any, reason: str) -> HttpResponse:
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def take_down_urls() -> list[URLPattern]:
    """Add the addresses of both."""
    return [
        path("pages/<int:page_id>/take-down/", take_down_view, name="take_down"),
        path("pages/<int:page_id>/lift-take-down/", lift_view, name="lift_take_down"),
    ]


def _page_for(request: HttpRequest, page_id: int) -> Any:
    """Return a page that the user may take down.

    Raises:
        PermissionDenied: when they may not.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not can_take_down(page, request.user):
        raise PermissionDenied
    return page


def _translations(page: Any, user: Any) -> Sequence[Any]:
    """Return the translations that the user may take down too."""
    known = TakeDown.objects.in_force().values("page")
    own = page.get_translations().filter(alias_of=None).exclude(pk__in=known).select_related("locale")
    return [one for one in own if can_take_down(one, user)]


def take_down_address(page: Any) -> str:
    """Return the address of the view that is of use for a page now."""
    return reverse("take_down" if take_down_of(page) is None else "lift_take_down", args=[page.pk])
