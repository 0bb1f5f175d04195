"""The view of renditions, for servers without a web server in front: it checks view restrictions."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve

from cms.cdn.surrogate_keys import add_surrogate_keys
from cms.images.models import Rendition
from cms.images.private_files import may_see_original

PUBLIC_MAX_AGE_SECONDS = 3600
"""`max-age` of public renditions: caches that receive no purges may serve one for so long after its collection became
private."""


def serve_picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a rendition by its name in the storage of renditions.

    Pictures of private collections are for visitors who pass all view restrictions at and above the collection, and
    for accounts that may see the original. To others they do not exist.

    Raises:
        Http404: when there is no such picture, or this visitor may not see it.
    """
    rendition = Rendition.objects.filter(file=path).select_related("image__collection").first()
    if rendition is None:
        raise Http404("There is no such picture.")
    image = rendition.image
    restrictions = list(image.collection.get_view_restrictions())
    works_here = bool(restrictions) and may_see_original(request.user, image)
    if not works_here and not all(restriction.accept_request(request) for restriction in restrictions):
        raise Http404("There is no such picture.")
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    if restrictions:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=PUBLIC_MAX_AGE_SECONDS)
        tags = [f"image:{image.pk}", "list:collection", "list:collectionviewrestriction"]
        add_surrogate_keys(response, tags)
    return response
