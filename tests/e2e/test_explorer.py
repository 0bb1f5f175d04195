import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_the_explorer_answers_a_query_and_loads_nothing_from_elsewhere(live_server: LiveServer, page: Page) -> None:
    visited: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: visited.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))

    page.goto(f"{live_server.url}/graphql/")
    editor = page.locator(".graphiql-query-editor .CodeMirror")
    editor.wait_for()
    page.get_by_role("button", name="Show Documentation Explorer").click()
    page.get_by_text("NewsIndexPage", exact=True).wait_for()
    # Typing would be completed by the editor as one goes. It names the tab after the query once it has understood it.
    editor.evaluate("(element) => element.CodeMirror.setValue('query Root { __typename }')")
    page.get_by_role("tab", name="Root").wait_for()
    page.get_by_role("button", name="Execute query").click()

    result = page.locator(".result-window")
    result.get_by_text("__typename").wait_for()
    assert "".join(result.inner_text().split()) == '{"data":{"__typename":"Query"}}'
    assert faults == []
    assert [url for url in visited if not url.startswith((live_server.url, "data:"))] == []
