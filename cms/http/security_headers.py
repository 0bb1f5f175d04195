"""Headers that tell browsers what a response may load, and who may frame or embed it, by kind of response.

`STRICT` is for everything that `headers_of` does not list. What the other kinds need beyond it is said in
docs/security.md. A view that needs something else sets the header itself.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from django.conf import settings
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse

from cms.http.origins import origin_of, preview_origins

CSP = "Content-Security-Policy"
CORP = "Cross-Origin-Resource-Policy"
COEP = "Cross-Origin-Embedder-Policy"
PERMISSIONS_POLICY = "Permissions-Policy"
REFERRER = "Referrer-Policy"

UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
JCROP_TOUCH_HANDLER = "'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='"
"""The hash of `return;`, which the script behind the focal point of pictures sets to find out about touch screens."""

PLAYER_FEATURES = ("autoplay", "encrypted-media", "fullscreen", "picture-in-picture")
"""What the players of embedded videos ask for."""


def content_security_policy(**directives: str) -> str:
    """Return a policy that allows nothing but what these directives do, named with underscores for hyphens."""
    nothing = dict.fromkeys(["default_src", "base_uri", "form_action", "frame_ancestors"], "'none'")
    return "; ".join(f"{name.replace('_', '-')} {sources}" for name, sources in (nothing | directives).items())


def permissions_policy(*features: str) -> str:
    """Return a policy that switches features of browsers off, in a page and in its frames."""
    return ", ".join(f"{feature}=()" for feature in features)


PAGE_HEADERS = {
    CSP: content_security_policy(form_action="'self'", img_src="'self' data:", style_src="'self'"),
    CORP: "same-origin",
    COEP: "require-corp",
    PERMISSIONS_POLICY: permissions_policy(*UNUSED_FEATURES, *PLAYER_FEATURES),
}
STRICT = PAGE_HEADERS | {CSP: content_security_policy(), REFERRER: "no-referrer"}
PUBLIC_FILE = STRICT | {CORP: "cross-origin"}
DOCUMENT_HEADERS = PAGE_HEADERS | {CORP: "cross-origin"}
"""A file, for which Wagtail sets a policy of its own, or the form that asks for its password."""

EXPLORER = PAGE_HEADERS | {
    CSP: content_security_policy(
        connect_src="'self'",
        font_src="'self' data:",
        img_src="'self' data:",
        script_src="'self'",
        style_src="'self' 'unsafe-inline'",
    )
}


def admin_headers() -> Mapping[str, str]:
    """Return the headers of Wagtail's admin."""
    return _framing(
        content_security_policy(
            connect_src="'self'",
            font_src="'self'",
            form_action="'self'",
            frame_src=_sources("'self'", *preview_origins()),
            img_src=_sources("'self'", "data:", "blob:", "https:", _renditions_origin()),
            script_src="'self'",
            script_src_attr=f"'unsafe-hashes' {JCROP_TOUCH_HANDLER}",
            style_src="'self' 'unsafe-inline'",
        )
    )


def preview_headers() -> Mapping[str, str]:
    """Return the headers of a preview that this server shows itself."""
    policy = content_security_policy(
        img_src=_sources("'self'", "data:", _renditions_origin()),
        style_src="'self'",
    )
    return _framing(policy) | {REFERRER: "no-referrer"}


def headers_of(path: str) -> Mapping[str, str]:
    """Return the headers of the response to a request for a path."""
    if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        return PUBLIC_FILE
    match path.split("/"):
        case ["", "admin", *_]:
            return admin_headers()
        case ["", "documents", *_]:
            return DOCUMENT_HEADERS
        case ["", "preview", *_]:
            return preview_headers()
        case ["", ""] | ["", "login", *_]:
            return PAGE_HEADERS
    return STRICT


def add_headers(response: HttpResponse, headers: Mapping[str, str]) -> None:
    """Add to a response those headers that it does not have."""
    for name, value in headers.items():
        response.headers.setdefault(name, value)


class SecurityHeadersMiddleware:
    """Adds to each response the headers of its kind that its view has not set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request. Who may frame a page, its `X-Frame-Options` and with it Wagtail's decorators decide."""
        response = self.get_response(request)
        if getattr(request, "is_dummy", False):
            return response  # of a request that Wagtail makes to show a preview: the editor's own has another path
        if settings.DEBUG and response.status_code in (404, 500):
            return response  # Django's page for developers brings scripts and styles along
        add_headers(response, headers_of(request.path_info))
        if response.get("X-Frame-Options") == "SAMEORIGIN":
            response[CSP] = response[CSP].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        return response


def _framing(policy: str) -> dict[str, str]:
    """Return headers of a page that shows frames and pictures of other sites, whether they agree to it or not."""
    return {CSP: policy, CORP: "same-origin", PERMISSIONS_POLICY: permissions_policy(*UNUSED_FEATURES)}


def _sources(*sources: str) -> str:
    return " ".join(filter(None, sources))


@lru_cache(maxsize=1)
def _renditions_origin() -> str:
    """Return the origin of the pictures, nothing where it is this server's own."""
    return origin_of(storages["renditions"].url("images/any.jpg"))
