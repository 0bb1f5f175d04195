from .process import settings


def test_a_development_server_needs_no_environment_and_sends_nothing_out() -> None:
    assert settings(
        "dev", "DEBUG", "GRAPHQL_EXPLORER", "SERVE_MEDIA", "COMMENT_NOTIFICATIONS", "EMAIL_BACKEND", "TASKS"
    ) == {
        "DEBUG": True,
        "GRAPHQL_EXPLORER": "everyone",
        "SERVE_MEDIA": True,
        "COMMENT_NOTIFICATIONS": False,
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
        "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    }


def test_mail_stays_on_the_console_even_where_a_server_is_named() -> None:
    assert settings("dev", "EMAIL_BACKEND", EMAIL_URL="smtp://smtp.example.org") == {
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"
    }
