"""Django's middleware works for the API as for any other address."""

from collections.abc import Callable
from itertools import count

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from tests.graphql.http.requests import NAME
from tests.server.wsgi import Server

GetResponse = Callable[[HttpRequest], HttpResponse]
NUMBERS = count(1)


def maintenance(get_response: GetResponse) -> GetResponse:
    """A middleware that answers all requests itself."""
    return lambda request: HttpResponse("Back at noon.", status=503, headers={"Retry-After": "600"})


def numbered(get_response: GetResponse) -> GetResponse:
    """A middleware that gives each response another header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["X-Number"] = str(next(NUMBERS))
        return response

    return middleware


@pytest.mark.parametrize("ttl", [0, 60])
def test_a_middleware_may_answer_in_place_of_the_api(site: Site, settings: Settings, ttl: int) -> None:
    settings.RESPONSE_CACHE_TTL = ttl
    client = Client()
    assert client.get("/graphql/", {"query": NAME}).status_code == 200

    settings.MIDDLEWARE = [f"{__name__}.maintenance", *settings.MIDDLEWARE]
    response = Client().get("/graphql/", {"query": NAME})

    assert (response.status_code, response.content, response["Retry-After"]) == (503, b"Back at noon.", "600")


@pytest.mark.parametrize("ttl", [0, 60])
def test_a_middleware_may_give_each_response_another_header(site: Site, settings: Settings, ttl: int) -> None:
    settings.RESPONSE_CACHE_TTL = ttl
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.numbered"]
    client = Client()

    numbers = [int(client.get("/graphql/", {"query": NAME})["X-Number"]) for _request in range(3)]

    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_past_django_a_stored_response_keeps_the_header_that_it_had(site: Site, settings: Settings) -> None:
    """What `WSGI_RESPONSE_CACHE` costs, as its documentation says."""
    settings.RESPONSE_CACHE_TTL = 60
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.numbered"]
    server = Server()

    numbers = [server.get({"query": NAME}).headers["X-Number"] for _request in range(3)]

    assert numbers[1] == numbers[2]
