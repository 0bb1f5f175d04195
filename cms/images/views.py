"""Hands out pictures where no web server does it, after looking at who asks."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve

from cms.images.models import Rendition
from cms.images.private_files import may_see_original
from cms.publishing.surrogate_keys import add_surrogate_keys

CACHED = 3600
"""For how many seconds anybody may keep a public picture: so long may it be seen after its collection was closed, in
a cache that is not told of that."""


def serve_picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with a rendition, by its name in the storage of renditions.

    Pictures of private collections are for those whom all restrictions at and above the collection let in, and for the
    newsroom. For anybody else they are not there.

    Raises:
        Http404: when there is no such picture, or it is not for this visitor.
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
        patch_cache_control(response, public=True, max_age=CACHED)
        tags = [f"image:{image.pk}", "list:collection", "list:collectionviewrestriction"]
        add_surrogate_keys(response, tags)
    return response
