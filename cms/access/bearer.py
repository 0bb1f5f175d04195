"""Who sends a request, by its Authorization header.

Source: https://www.rfc-editor.org/rfc/rfc6750
"""

from django.http import HttpRequest

from cms.access.models import AccessToken, find_token


class InvalidToken(Exception):
    """A bearer token that opens nothing: unknown, expired or revoked, and it is not said which."""


def token_of(request: HttpRequest) -> AccessToken | None:
    """Return the access token that a request carries; None when it carries none.

    Other schemes than Bearer are not ours: a proxy in front of a staging server may ask for Basic.

    Raises:
        InvalidToken: when the token opens nothing, so that a wrong one is never answered as if there were none.
    """
    scheme, _space, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = find_token(secret.strip())
    if token is None:
        raise InvalidToken
    return token
