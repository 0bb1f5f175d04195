"""The page chooser, for what an account may see: what readers see, and what its groups have permissions for.

Wagtail's own offers every page to every account that may open the admin, drafts and embargoed ones included.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.sites import Sites
from cms.visibility import Visibility


def choosable_pages(request: HttpRequest) -> QuerySet[Page]:
    """Return the public pages and those that the user may find in the page explorer, with the root of the tree."""
    pages: QuerySet[Page] = Page.objects.all()
    if request.user.is_superuser:
        return pages
    explorable = policy_registry.get_by_type(Page).explorable_instances(request.user)
    public = Visibility(Sites.kept_on(request)).pages(pages)
    seen = Q(pk__in=public.order_by().values("pk")) | Q(pk__in=explorable.order_by().values("pk"))
    return pages.filter(Q(depth=1) | seen)


def narrow_page_chooser(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Leave out of the chooser what the user may not see; called for its lists and for its search.

    Raises:
        PermissionDenied: when the page whose children are asked for is such a page: its own row heads the list.
    """
    choosable = choosable_pages(request)
    match = request.resolver_match
    parent_pk = match.kwargs.get("parent_page_id") if match else None
    if parent_pk is not None and not choosable.filter(pk=parent_pk).exists():
        raise PermissionDenied
    return pages.filter(pk__in=choosable.order_by().values("pk"))


class PermittedChosenMultipleView(ChosenMultipleView):
    """Answers with the titles of several chosen pages, if the user may choose all of them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse pages that the chooser does not offer."""
        asked = set(Page.objects.filter(pk__in=request.GET.getlist("id")).values_list("pk", flat=True))
        if choosable_pages(request).filter(pk__in=asked).count() != len(asked):
            raise PermissionDenied
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer
