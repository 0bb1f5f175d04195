"""The view of renditions, for servers without a web server in front: it checks view restrictions."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.static import serve

from cms.cdn.surrogate_keys import add_surrogate_keys
from cms.images.files.private_files import may_see_original
from cms.images.models import CreditedImage, Rendition

PUBLIC_MAX_AGE_SECONDS = 3600
"""`max-age` of public renditions: caches that receive no purges may serve one for so long after its collection became
private."""


def serve_picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a rendition by its name in the storage of renditions.

    Pictures of private collections are for visitors who pass all view restrictions at and above the collection, and
    for accounts that may see the original; pictures that the rights withhold are for the latter alone. To others they
    do not exist.

    Raises:
        Http404: when there is no such picture, or this visitor may not see it.
    """
    rendition = Rendition.objects.filter(file=path).select_related("image__collection").first()
    if rendition is None:
        raise Http404("There is no such picture.")
    image = rendition.image
    restrictions = list(image.collection.get_view_restrictions())
    now = timezone.now()
    is_withheld = image.is_withheld(now)
    works_here = (is_withheld or bool(restrictions)) and may_see_original(request.user, image)
    is_open = not is_withheld and all(restriction.accept_request(request) for restriction in restrictions)
    if not works_here and not is_open:
        raise Http404("There is no such picture.")
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    if restrictions or is_withheld:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=_max_age(image, now))
        tags = [f"image:{image.pk}", "list:collection", "list:collectionviewrestriction"]
        add_surrogate_keys(response, tags)
    return response


def _max_age(image: CreditedImage, now: datetime) -> int:
    """Return for how many seconds a cache may serve a picture: no longer than its rights last."""
    if image.rights_expire_at is None:
        return PUBLIC_MAX_AGE_SECONDS
    return min(PUBLIC_MAX_AGE_SECONDS, int((image.rights_expire_at - now).total_seconds()))
