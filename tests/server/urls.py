"""Addresses that tell what reached Django, and when; the project's own are here too."""

import gzip
import hashlib
import os
import time
from pathlib import Path
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition

from cms import urls

GATE = Path(os.environ["GATE"])
NAMES = ("REMOTE_ADDR", "HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "QUERY_STRING", "PATH_INFO")

reading: set[HttpRequest] = set()
started: list[None] = []
finished: list[bool] = []


def start(**_sender: Any) -> None:
    """Counts the beginning of a request."""
    started.append(None)


def finish(**_sender: Any) -> None:
    """Counts the end of a request; true: it left the database's connection open."""
    finished.append(connection.connection is not None)


# Django's own receiver, which gives connections back, was there first.
request_started.connect(start)
request_finished.connect(finish)


def state(request: HttpRequest) -> JsonResponse:
    """Return the process, its bodies being received, requests being read and under way, and connections left open."""
    from cms.wsgi import application  # it imports these addresses

    numbers = {
        "receiving": application._application._receiving.total(),
        "reading": len(reading),
        "under_way": len(started) - len(finished),
        "open": sum(finished),
    }
    return JsonResponse({"pid": os.getpid(), **numbers})


@csrf_exempt
def seen(request: HttpRequest) -> JsonResponse:
    """Tells what Django sees of a request, after a statement on the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    reading.add(request)
    try:
        files = request.FILES.getlist("file")
        content = b"".join(file.read() for file in files) if files else request.body
    finally:
        reading.remove(request)
    body = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return JsonResponse({name: request.META.get(name) for name in NAMES} | body)


def hold(request: HttpRequest) -> JsonResponse:
    """Answers when it may."""
    (GATE / "entered").touch()
    while not (GATE / "open").exists():
        time.sleep(0.02)
    return JsonResponse({"held": True})


@condition(etag_func=lambda request: '"of-the-story"')
def story(request: HttpRequest) -> HttpResponse:
    """Answers as the API does at its most elaborate: compressed, conditional, and with the keys of many things."""
    keys = " ".join(f"{number:012x}" for number in range(1_200))
    headers = {"Surrogate-Key": keys, "Cache-Control": "public, max-age=60", "Vary": "Accept, Accept-Encoding"}
    body = b"A story. " * 100
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body, headers["Content-Encoding"] = gzip.compress(body, mtime=0), "gzip"
    return HttpResponse(body, content_type="text/plain", headers=headers)


urlpatterns = [
    path("state/", state),
    path("seen/", seen),
    path("admin/seen/", seen),
    path("hold/", hold),
    path("story/", story),
    *urls.urlpatterns,
]
