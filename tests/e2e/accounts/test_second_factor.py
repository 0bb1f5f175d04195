"""A second factor in a real browser: set up, used, lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.accounts.models import User
from news.models import NewsIndexPage
from tests.accounts.second_factor.authenticator import app_code
from tests.user_accounts import PASSWORD, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Photograph = Callable[[str], None]


@pytest.fixture
def editor(index: NewsIndexPage) -> User:
    return make_user("Moderators", first_name="Noor", email="noor@example.org")


def type_password(live_server: LiveServer, page: Page, user: User) -> None:
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/admin/reports/site-history/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def forget_used_codes() -> None:
    """Let a code be used twice, so that the test need not wait half a minute for the next one."""
    TOTPDevice.objects.update(last_t=-1)


def saved_recovery_codes(page: Page) -> list[str]:
    """Press the button that saves the codes; return what the file holds, which is what the page shows."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    assert download.value.suggested_filename == "dateline-recovery-codes.txt"
    saved = Path(download.value.path()).read_text().splitlines()
    assert saved == page.locator("[data-recovery-codes] code").all_inner_texts()
    return saved


def test_an_editor_sets_it_up_and_logs_in_by_code_and_by_recovery_code(
    live_server: LiveServer, page: Page, editor: User, complaints: list[str], photograph: Photograph
) -> None:
    type_password(live_server, page, editor)
    page.get_by_role("heading", name="Site history").wait_for()
    page.goto(f"{live_server.url}/admin/account/")
    panel = page.locator("#second_factor-section")
    panel.scroll_into_view_if_needed()
    photograph("second-factor-account-without")
    panel.get_by_role("link", name="Set up a second factor").click()
    key = page.locator("[data-second-factor-key]").inner_text()
    photograph("second-factor-set-up")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code of the app").fill("000 000")
    page.get_by_role("button", name="Set up").click()
    field = page.get_by_label("Code of the app")
    field.wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    described_by = (field.get_attribute("aria-describedby") or "").split()
    texts = " ".join(page.locator(f"[id='{name}']").inner_text() for name in described_by)
    assert "The app should show another code." in texts
    photograph("second-factor-set-up-wrong")
    page.get_by_label("Your password").fill(PASSWORD)
    field.fill(app_code(key))
    page.get_by_role("button", name="Set up").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    photograph("second-factor-recovery-codes")
    codes = saved_recovery_codes(page)
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    panel.get_by_text("10 recovery codes are left.").wait_for()
    panel.scroll_into_view_if_needed()
    photograph("second-factor-account-with")

    forget_used_codes()
    type_password(live_server, page, editor)
    code = page.get_by_label("Code")
    code.wait_for()
    assert code.evaluate("field => document.activeElement === field")
    photograph("second-factor-login")
    code.fill("1234567")
    page.keyboard.press("Enter")
    page.get_by_text("A code of the app has six digits, a recovery code ten.").wait_for()
    photograph("second-factor-login-wrong")
    page.get_by_label("Code").fill(app_code(key))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Site history").wait_for()

    type_password(live_server, page, editor)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("You used a recovery code; 9 are left.").wait_for()
    assert page.url.endswith("/admin/reports/site-history/")

    page.goto(f"{live_server.url}/admin/account/second-factor/switch-off/")
    photograph("second-factor-switch-off")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code").fill(codes[1])
    page.get_by_role("button", name="Switch off").click()
    page.get_by_text("Your second factor is switched off.").wait_for()
    type_password(live_server, page, editor)
    page.get_by_role("heading", name="Site history").wait_for()
    assert complaints == []


def test_passwords_and_codes_are_not_kept_in_the_browser(live_server: LiveServer, page: Page, editor: User) -> None:
    editor.is_superuser = True
    editor.save()
    type_password(live_server, page, editor)
    page.goto(f"{live_server.url}/admin/users/new/", wait_until="networkidle")
    page.get_by_label("Username").fill("ines")
    page.locator("#id_password1").fill("a secret of Ines")
    page.wait_for_timeout(1_000)  # until the form's words are kept
    assert "ines" in page.evaluate("JSON.stringify(localStorage)")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/admin/account/second-factor/set-up/", wait_until="networkidle")
    page.get_by_label("Your password").fill("another secret")
    page.get_by_label("Code of the app").fill("246 802")
    page.wait_for_timeout(1_000)

    kept = page.evaluate("JSON.stringify(localStorage)")
    assert [secret for secret in ("a secret of Ines", "another secret", "246 802") if secret in kept] == []


def test_where_it_is_required_the_login_sets_it_up(
    live_server: LiveServer,
    page: Page,
    editor: User,
    settings: Settings,
    complaints: list[str],
    photograph: Photograph,
) -> None:
    settings.SECOND_FACTOR = "required"
    type_password(live_server, page, editor)
    page.get_by_role("heading", name="Set up a second factor").wait_for()
    photograph("second-factor-login-set-up")
    page.get_by_label("Code of the app").fill(app_code(page.locator("[data-second-factor-key]").inner_text()))
    page.get_by_role("button", name="Set up and sign in").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    photograph("second-factor-login-recovery-codes")
    assert len(saved_recovery_codes(page)) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("heading", name="Site history").wait_for()
    assert complaints == []


def test_an_administrator_finds_who_has_one_and_resets_it(
    live_server: LiveServer, page: Page, editor: User, complaints: list[str], photograph: Photograph
) -> None:
    TOTPDevice.objects.create(user=editor, name="authenticator")
    type_password(live_server, page, make_user(is_superuser=True))
    page.goto(f"{live_server.url}/admin/users/")
    photograph("second-factor-users")
    page.get_by_role("button", name=f"More options for '{editor.username}'").click()
    page.get_by_role("link", name="Reset second factor").click()
    page.locator("#header-title", has_text="Reset second factor").wait_for()
    photograph("second-factor-reset")
    page.get_by_role("button", name="Reset", exact=True).click()
    page.get_by_text(f"The second factor of “{editor.username}” is reset.").wait_for()
    assert not TOTPDevice.objects.exists()
    assert complaints == []
