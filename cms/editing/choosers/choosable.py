"""What a user may choose: also what no permission lets them change, but readers see."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.sites import SiteIndex
from cms.visibility import Visibility


def sent_key(model: type[Model], sent: Any) -> Any:
    """Return the primary key that form fields make of what a browser sent, such as 42 of "+42"; None if it is none."""
    try:
        return model._meta.pk.to_python(sent)
    except ValidationError:
        return None


def choosable_pages(user: Any) -> QuerySet[Page]:
    """Return the public pages and those that the user may find in the page explorer, with the root of the tree."""
    pages: QuerySet[Page] = Page.objects.all()
    if user.is_superuser:
        return pages
    explorable = policy_registry.get_by_type(Page).explorable_instances(user)
    public = Visibility(SiteIndex.cached_on(user)).pages(pages)
    seen = Q(pk__in=public.order_by().values("pk")) | Q(pk__in=explorable.order_by().values("pk"))
    return pages.filter(Q(depth=1) | seen)
