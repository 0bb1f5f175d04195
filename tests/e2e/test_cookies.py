"""The cookies of a production server over TLS, as a browser takes them."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e import TIMEOUT
from tests.observatory.production import production_server
from tests.observatory.tls import make_certificate, proxy
from tests.user_accounts import PASSWORD

pytestmark = pytest.mark.e2e


def test_no_neighbouring_host_can_plant_the_cookies(browser: Browser, tmp_path: Path) -> None:
    account = {"USERNAME": "ana", "EMAIL": "ana@example.org", "PASSWORD": PASSWORD}
    variables = {f"DJANGO_SUPERUSER_{name}": value for name, value in account.items()}
    with (
        production_server(tmp_path, ["createsuperuser", "--noinput"], **variables) as image,
        proxy(image.port, make_certificate(tmp_path)) as host,
    ):
        context = browser.new_context(ignore_https_errors=True)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.goto(f"https://{host}/admin/")
        page.locator("#id_username").fill("ana")
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"https://{host}/admin/")
        cookies = {cookie["name"]: cookie for cookie in context.cookies()}
        context.close()

    assert set(cookies) == {"__Host-sessionid", "__Host-csrftoken"}
    for cookie in cookies.values():
        told = [cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"], cookie["domain"]]
        assert told == [True, True, "Lax", "/", "localhost"]
