import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from cms.accounts.views import password_reset_unavailable


@pytest.mark.django_db
def test_a_server_without_mail_sends_those_who_forgot_their_password_to_an_administrator() -> None:
    request = RequestFactory().get("/admin/password_reset/")
    request.user = AnonymousUser()

    answer = password_reset_unavailable(request)

    assert answer.status_code == 503
    assert "It cannot send you a link to reset your password." in answer.content.decode()
    assert "Ask an administrator of the newsroom" in answer.content.decode()
