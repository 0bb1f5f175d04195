"""Addresses that tell what reached Django, and when; the project's own are here too."""

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

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
    """Tells which process this is, how many requests it reads, how many go on, and what the others left open."""
    under_way = len(started) - len(finished)
    return JsonResponse({"pid": os.getpid(), "reading": len(reading), "under_way": under_way, "open": sum(finished)})


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


urlpatterns = [path("state/", state), path("seen/", seen), path("hold/", hold), *urls.urlpatterns]
