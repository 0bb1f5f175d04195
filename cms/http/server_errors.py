"""Error pages. One for a full disk says so, and that nothing was stored."""

import errno
import sys
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_DISK_FULL = "53100"
SQLITE_DISK_FULL = "database or disk is full"
INSUFFICIENT_STORAGE = 507
"""Source: https://www.rfc-editor.org/rfc/rfc4918#section-11.5"""


def is_storage_full(error: BaseException | None) -> bool:
    """Tell whether an error, or what caused it, is that a disk or a quota is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if getattr(error, "sqlstate", None) == POSTGRESQL_DISK_FULL or str(error) == SQLITE_DISK_FULL:
            return True
        error = error.__cause__
    return False


def explain_server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed; Django calls it while it handles the exception.

    Returns:
        507 with a sentence where there was no room; the upload of several pictures reads it from JSON with status 200.
        Otherwise Django's own answer, 500.
    """
    if not is_storage_full(sys.exc_info()[1]):
        return server_error(request)
    message = _(
        "There is no room left to store this. Nothing was saved. Tell the administrator of the server, and try again."
    )
    if request.headers.get("X-Requested-With") == "XMLHttpRequest" or "json" in request.headers.get("Accept", ""):
        is_upload = urlsplit(request.path).path.endswith("/multiple/add/")
        status = 200 if is_upload else INSUFFICIENT_STORAGE
        return JsonResponse({"success": False, "error_code": "no_room", "error_message": message}, status=status)
    return render(request, "images/no_room.html", {"message": message}, status=INSUFFICIENT_STORAGE)
