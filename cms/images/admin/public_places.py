"""Where readers see a picture, and who may therefore replace it or take it away from them.

Pictures have no drafts: what is saved is public at once, in every page that shows the picture.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry

from cms.image_rights import UsageTerms
from cms.images.admin.uses import find_published
from cms.images.models import CreditedImage
from cms.sites import SiteIndex
from cms.visibility import Visibility

SHORT_NOTICE = timedelta(days=1)
"""An expiry that comes sooner takes the picture away before a colleague has noticed it."""

NAMED_PLACES = 3
"""How many places a message names; it counts the others."""


class UsesLink(NamedTuple):
    """A link below the sentences."""

    url: str
    text: str


class PictureState:
    """Says over the form of a picture what readers see of it; it stands where forms of pages say so.

    Args:
        image: the picture as it is stored.
        user: the account that reads it.

    Attributes:
        visible: readers see the picture in some place.
        sentences: what to tell the account; empty where nothing that is published holds the picture.
        link: leads to the list of all uses.
    """

    def __init__(self, image: CreditedImage, user: Any) -> None:
        visibility = Visibility(SiteIndex())
        places = find_published([image.pk], visibility)[image.pk]
        self.visible = bool(places) and is_shown(image.pk, visibility)
        self.sentences = [*_in_words(places, is_seen=self.visible)] if places else []
        if self.visible and not_publishable(places, user):
            self.sentences.append(
                _("Only who may publish all of them can replace the file or take the picture away from readers.")
            )
        self.link = UsesLink(image.usage_url, _("Where it is used"))


def _in_words(places: Sequence[models.Model], *, is_seen: bool) -> list[str]:
    pages = sum(isinstance(place, Page) for place in places)
    others = len(places) - pages
    sentences = []
    if pages and is_seen:
        sentences.append(
            ngettext(
                "Readers see this picture in %(count)s published page. What you save here changes it there at once.",
                "Readers see this picture in %(count)s published pages. What you save here changes it there at once.",
                pages,
            )
            % {"count": pages}
        )
    elif pages:
        sentences.append(
            ngettext(
                "Readers do not see this picture in the %(count)s published page that holds it, because of its rights "
                "or of its collection.",
                "Readers do not see this picture in the %(count)s published pages that hold it, because of its rights "
                "or of its collection.",
                pages,
            )
            % {"count": pages}
        )
    if others and is_seen:
        sentences.append(
            ngettext(
                "Readers see this picture in %(count)s other place, such as an author or the settings of a site. What "
                "you save here changes it there at once.",
                "Readers see this picture in %(count)s other places, such as authors or the settings of a site. What "
                "you save here changes it there at once.",
                others,
            )
            % {"count": others}
        )
    return sentences


def public_change_faults(image: int, values: Mapping[str, Any], changed: Collection[str], user: Any) -> dict[str, str]:
    """Return what an account may not change in a picture because readers see it where the account may not publish.

    Args:
        image: the picture's primary key.
        values: the form's fields by name, without those that are wrong already.
        changed: the names of those that the form changes.
        user: whose form it is.
    """
    now, visibility = timezone.now(), Visibility(SiteIndex())
    expires_at = values.get("rights_expire_at")
    withdrawing = {
        "usage_terms": values.get("usage_terms") == UsageTerms.FORBIDDEN,
        "rights_expire_at": expires_at is not None and expires_at <= now + SHORT_NOTICE,
        "collection": "collection" in values and is_closed(values["collection"], visibility),
        "file": "file" in values,
    }
    fields = [name for name, withdraws in withdrawing.items() if withdraws and name in changed]
    places = places_of_others([image], user, visibility) if fields else ""
    if not places:
        return {}
    return {
        name: _("This would replace at once what readers see. Ask a colleague who may publish %(places)s to do it.")
        % {"places": places}
        if name == "file"
        else withdrawal_refusal(places)
        for name in fields
    }


def withdrawal_refusal(places: str) -> str:
    """Return the refusal to take a picture away from readers."""
    text = _("This would take the picture away from readers. Ask a colleague who may publish %(places)s to do it.")
    return text % {"places": places}


def is_closed(collection: Any, visibility: Visibility) -> bool:
    """Tell whether readers see no picture of a collection."""
    return collection is not None and collection.pk in visibility.closed_collections


def is_shown(image: int, visibility: Visibility) -> bool:
    """Tell whether the rights and the collection of a picture let readers see it."""
    return visibility.images(CreditedImage.objects.filter(pk=image)).exists()


def places_of_others(images: Collection[int], user: Any, visibility: Visibility) -> str:
    """Return in words where readers see one of these pictures and the account may not publish; empty for nowhere."""
    shown = visibility.images(CreditedImage.objects.filter(pk__in=images)).values_list("pk", flat=True)
    found = find_published(list(shown), visibility)
    places = {(type(place), place.pk): place for rows in found.values() for place in rows}
    beyond = not_publishable([*places.values()], user)
    names = sorted(place.title if isinstance(place, Page) else capfirst(str(place)) for place in beyond)
    named = ", ".join(f"“{name}”" for name in names[:NAMED_PLACES])
    more = len(names) - NAMED_PLACES
    return named if more <= 0 else _("%(named)s and %(count)s more") % {"named": named, "count": more}


def not_publishable(places: Sequence[Any], user: Any) -> list[Any]:
    """Return the places that an account may not publish: of what has no drafts, those that it may not change."""
    if user.is_superuser or not places:
        return []
    policy: Any = policy_registry.get_by_type(Page)
    pages = [place.pk for place in places if isinstance(place, Page)]
    allowed = policy.instances_user_has_permission_for(user, "publish").filter(pk__in=pages)
    publishable = set(allowed.values_list("pk", flat=True)) if pages else set()
    finder = AdminURLFinder(user)
    return [
        place
        for place in places
        if not (place.pk in publishable if isinstance(place, Page) else _may_publish(place, user, finder))
    ]


def _may_publish(place: models.Model, user: Any, finder: AdminURLFinder) -> bool:
    if isinstance(place, DraftStateMixin):
        policy: Any = policy_registry.get_by_type(type(place))
        return bool(policy.user_has_permission(user, "publish"))
    return finder.get_edit_url(place) is not None
