"""The JSON Schema of rich-text trees, as frontends load it."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from cms.graphql.content.richtext_tree import SCHEMA_FILE

SCHEMA_MAX_AGE_SECONDS = 3_600

_SCHEMA = SCHEMA_FILE.read_bytes()
_SCHEMA_ETAG = f'"{sha256(_SCHEMA).hexdigest()[:32]}"'


@require_safe
@cache_control(public=True, max_age=SCHEMA_MAX_AGE_SECONDS)
@etag(lambda request: _SCHEMA_ETAG)
def rich_text_schema(request: HttpRequest) -> HttpResponse:
    """Return the schema, which is public and the same for everybody."""
    response = HttpResponse(_SCHEMA, content_type="application/schema+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
