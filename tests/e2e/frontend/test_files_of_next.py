"""The addresses below `/_next/`, where the files of the build are."""

import re

import pytest
from wagtail.models import Site

from tests.e2e.frontend.newsroom import make_newsroom
from tests.e2e.frontend.server import FrontendServer

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NO_FILES = ["/_next/static/%ff/", "/_next/static/%C3%28.js", "/_next/static/nothing/", "/_next/image/?url=%ff"]


def test_what_is_no_file_of_the_build_gets_the_page_of_404(frontend: FrontendServer, site: Site) -> None:
    make_newsroom(site)
    home = frontend.get("/").data.decode()

    answers = {path: frontend.get(path) for path in NO_FILES}
    script = re.findall(r'<script src="(/_next/static/[^"]+)"', home)[0]

    found = {
        path: (answer.status, "There is no page here" in answer.data.decode()) for path, answer in answers.items()
    }
    assert found == dict.fromkeys(NO_FILES, (404, True))
    assert frontend.get(script).status == 200
