import pytest

from .process import PRODUCTION, run, settings

pytestmark = pytest.mark.processes

REQUIRED = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "PUBLIC_URL", "FRONTEND_URL"]


def refusal(**environment: str) -> str:
    result = run("-c", "import cms.settings.production", **environment)
    assert result.returncode == 1
    return result.stderr.strip().splitlines()[-1]


def sentence(names: str) -> str:
    return (
        "django.core.exceptions.ImproperlyConfigured: Production needs these environment variables, "
        f"which are not set: {names}. `.env.example` says what each one is."
    )


def test_all_that_is_missing_is_named_at_once() -> None:
    assert refusal() == sentence("SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, PUBLIC_URL, FRONTEND_URL")


@pytest.mark.parametrize("name", REQUIRED)
def test_production_refuses_without(name: str) -> None:
    environment = {key: value for key, value in PRODUCTION.items() if key != name}

    assert refusal(**environment) == sentence(name)
    assert refusal(**environment, **{name: " "}) == sentence(name)


@pytest.mark.parametrize("key", ["x", "x" * 80, "abc" * 30, "0123456789" * 4, "django-insecure-x"])
def test_production_refuses_a_key_that_can_be_guessed(key: str) -> None:
    assert refusal(**{**PRODUCTION, "SECRET_KEY": key}) == (
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY must have at least 50 characters, "
        "10 of them different: with it, an attacker can sign in as any user. "
        'Make one with "openssl rand -base64 60".'
    )


@pytest.mark.parametrize("url", ["", "consolemail://"])
def test_production_never_prints_mail(url: str) -> None:
    without = {**PRODUCTION, "EMAIL_URL": url}

    assert settings("production", "EMAIL_BACKEND", **without) == {
        "EMAIL_BACKEND": "cms.backends.mail.UnsentMailBackend"
    }
    check = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **without)
    assert "?: (accounts.W001) No mail is sent: neither password links nor news of failed schedules" in check.stderr


def test_without_mail_the_password_form_is_replaced_and_the_log_holds_no_link() -> None:
    code = (
        "import django; django.setup(); from django.core.mail import send_mail; from django.urls import resolve; "
        "print(resolve('/admin/password_reset/').func.__name__); "
        "print(send_mail('Password reset', 'https://cms.example.org/confirm/MQ/t0ken/', None, ['ed@example.org']))"
    )
    result = run("-c", code, **{**PRODUCTION, "EMAIL_URL": ""})

    assert result.stdout == "password_reset_unavailable\n0\n"
    assert "ERROR cms.backends.mail" in result.stderr
    assert "EMAIL_URL is not set: 'Password reset' was not sent.\n" in result.stderr
    assert "t0ken" not in result.stderr


def test_the_wsgi_application_refuses_too() -> None:
    result = run("-c", "import cms.wsgi", **{**PRODUCTION, "SECRET_KEY": ""})

    assert result.returncode == 1
    assert "which are not set: SECRET_KEY." in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("GRAPHQL_RATE", "fast", "GRAPHQL_RATE: “fast” is no rate."),
        ("GRAPHQL_LIMITS", "cots=1", "GRAPHQL_LIMITS: “cots=1” is no limit."),
        ("TRUSTED_PROXIES", "proxy", "TRUSTED_PROXIES: “proxy” is no network."),
    ],
)
def test_the_server_refuses_what_the_system_check_does(name: str, value: str, sentence: str) -> None:
    result = run("-c", "import cms.wsgi", **{**PRODUCTION, name: value})

    assert result.returncode == 1
    assert "django.core.exceptions.ImproperlyConfigured: " in result.stderr
    assert sentence in result.stderr


def test_the_deployment_check_finds_nothing() -> None:
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (result.stdout, result.stderr) == ("System check identified no issues (0 silenced).\n", "")
    assert result.returncode == 0


def test_debugging_and_the_explorer_are_off() -> None:
    assert settings("production", "DEBUG", "GRAPHQL_EXPLORER", "SERVE_MEDIA", "ALLOWED_HOSTS", **PRODUCTION) == {
        "DEBUG": False,
        "GRAPHQL_EXPLORER": "off",
        "SERVE_MEDIA": False,
        "ALLOWED_HOSTS": ["cms.example.org", "10.0.0.1"],
    }


def test_tasks_wait_in_the_database_for_the_worker() -> None:
    assert settings("production", "TASKS", **PRODUCTION)["TASKS"] == {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend"}
    }


def test_static_files_are_served_from_this_process_under_hashed_names() -> None:
    read = settings("production", "MIDDLEWARE", "STORAGES", **PRODUCTION)

    assert read["MIDDLEWARE"][:3] == [
        "django.middleware.security.SecurityMiddleware",
        "cms.http.security_headers.SecurityHeadersMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
    ]
    assert read["STORAGES"]["staticfiles"]["BACKEND"] == "whitenoise.storage.CompressedManifestStaticFilesStorage"


TRANSPORT = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, [True, 31_536_000, True, True]),
        ({"SECURE_SSL_REDIRECT": "false", "SECURE_HSTS_SECONDS": "3600"}, [False, 3600, True, True]),
        ({"PUBLIC_URL": "http://localhost:8000"}, [False, 0, False, False]),
    ],
)
def test_transport_is_as_safe_as_the_public_address(environment: dict[str, str], expected: list[object]) -> None:
    assert list(settings("production", *TRANSPORT, **{**PRODUCTION, **environment}).values()) == expected
