from pathlib import Path

import pytest

from .process import ROOT, run, settings


def test_the_database_is_sqlite_in_the_project_unless_told_otherwise() -> None:
    database = settings("base", "DATABASES")["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(ROOT / "db.sqlite3")
    assert database["OPTIONS"] == {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
    }


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///newsroom.sqlite3", str(ROOT / "newsroom.sqlite3")),
        ("sqlite:///var/newsroom.sqlite3", str(ROOT / "var" / "newsroom.sqlite3")),
        ("sqlite:////srv/newsroom.sqlite3", "/srv/newsroom.sqlite3"),
        ("sqlite://:memory:", ":memory:"),
    ],
)
def test_an_sqlite_address_is_a_path_from_the_project_or_from_the_root(url: str, name: str) -> None:
    database = settings("base", "DATABASES", DATABASE_URL=url)["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == name


def test_an_sqlite_address_makes_a_database_that_works(tmp_path: Path) -> None:
    code = (
        "import django; from django.conf import settings; from cms.settings.base import DATABASES; "
        "settings.configure(DATABASES=DATABASES); django.setup(); from django.db import connection; "
        "cursor = connection.cursor(); "
        "print([cursor.execute(f'PRAGMA {name}').fetchone()[0] for name in ('journal_mode', 'foreign_keys')])"
    )
    result = run("-c", code, DATABASE_URL=f"sqlite:///{tmp_path}/newsroom.sqlite3")

    assert (result.stdout, result.stderr) == ("['wal', 1]\n", "")
    assert (tmp_path / "newsroom.sqlite3").is_file()


def test_postgresql_keeps_its_connections() -> None:
    read = settings(
        "base", "DATABASES", "INSTALLED_APPS", DATABASE_URL="postgres://me:secret@db.example.org:5433/news"
    )
    database = read["DATABASES"]["default"]

    assert {key: database[key] for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "ENGINE": "cms.postgresql",
        "NAME": "news",
        "USER": "me",
        "PASSWORD": "secret",
        "HOST": "db.example.org",
        "PORT": 5433,
    }
    assert database["CONN_MAX_AGE"] == 600
    assert database["CONN_HEALTH_CHECKS"] is True
    assert "OPTIONS" not in database
    assert read["INSTALLED_APPS"][-1] == "django.contrib.postgres"


def test_postgresql_with_the_backend_of_django() -> None:
    url = "postgres://me:secret@db.example.org:5433/news"
    read = settings("base", "DATABASES", "INSTALLED_APPS", DATABASE_URL=url, POSTGRESQL_BACKEND="django")
    database = read["DATABASES"]["default"]

    assert {key: database[key] for key in ("ENGINE", "NAME", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "news",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
    assert read["INSTALLED_APPS"][-1] == "django.contrib.postgres"


def test_sqlite_with_the_backend_of_django() -> None:
    read = settings("base", "DATABASES", DATABASE_URL="sqlite://:memory:", POSTGRESQL_BACKEND="django")

    assert read["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_the_cache_is_in_memory_unless_redis_is_named() -> None:
    assert settings("base", "CACHES")["CACHES"]["default"]["BACKEND"] == (
        "django.core.cache.backends.locmem.LocMemCache"
    )
    assert settings("base", "CACHES", REDIS_URL="redis://cache.example.org:6380/3")["CACHES"]["default"] == {
        "BACKEND": "cms.backends.redis_cache.FailOpenRedisCache",
        "LOCATION": "redis://cache.example.org:6380/3",
        "KEY_PREFIX": "dateline",
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
    }


def test_uploads_are_files_unless_a_bucket_is_named() -> None:
    storages = settings("base", "STORAGES")["STORAGES"]
    assert (storages["default"], storages["renditions"]) == (
        {"BACKEND": "cms.images.files.storage.PrivateFileStorage"},
        {"BACKEND": "cms.images.files.storage.WholeFileStorage"},
    )
    storages = settings(
        "base",
        "STORAGES",
        S3_BUCKET="pictures",
        S3_ENDPOINT_URL="https://s3.example.org",
        S3_REGION="eu-west-3",
        S3_ACCESS_KEY_ID="key",
        S3_SECRET_ACCESS_KEY="secret",
        S3_CUSTOM_DOMAIN="media.example.org",
    )["STORAGES"]
    options = {
        "bucket_name": "pictures",
        "endpoint_url": "https://s3.example.org",
        "region_name": "eu-west-3",
        "access_key": "key",
        "secret_key": "secret",
        "file_overwrite": False,
    }
    assert storages["default"] == {"BACKEND": "cms.images.files.s3.PrivateS3Storage", "OPTIONS": options}
    assert storages["renditions"] == {
        "BACKEND": "cms.images.files.s3.PublicS3Storage",
        "OPTIONS": options | {"custom_domain": "media.example.org", "querystring_auth": False},
    }


def test_originals_may_have_a_bucket_of_their_own() -> None:
    storages = settings("base", "STORAGES", S3_BUCKET="pictures", S3_PRIVATE_BUCKET="originals")["STORAGES"]

    buckets = [storages[alias]["OPTIONS"]["bucket_name"] for alias in ("default", "renditions")]
    assert buckets == ["originals", "pictures"]


def test_an_s3_setting_left_empty_counts_as_not_set() -> None:
    storage = settings("base", "STORAGES", S3_BUCKET="pictures")["STORAGES"]["default"]

    assert storage["OPTIONS"]["endpoint_url"] is None
    assert storage["OPTIONS"]["access_key"] is None


def test_addresses_lose_their_last_slash() -> None:
    assert settings(
        "base",
        "PUBLIC_URL",
        "WAGTAILADMIN_BASE_URL",
        "FRONTEND_URL",
        "FRONTEND_URLS",
        PUBLIC_URL="https://cms.example.org/",
        FRONTEND_URL="https://www.example.org/",
        FRONTEND_URLS="sport.example.org=https://sport.example.org/,arts.example.org=https://arts.example.org",
    ) == {
        "PUBLIC_URL": "https://cms.example.org",
        "WAGTAILADMIN_BASE_URL": "https://cms.example.org",
        "FRONTEND_URL": "https://www.example.org",
        "FRONTEND_URLS": {
            "sport.example.org": "https://sport.example.org",
            "arts.example.org": "https://arts.example.org",
        },
    }


def test_the_frontend_is_this_server_unless_told_otherwise() -> None:
    assert settings("base", "PUBLIC_URL", "FRONTEND_URL") == {
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "FRONTEND_URL": "http://127.0.0.1:8000",
    }


def test_the_first_language_is_the_default_one() -> None:
    assert settings("base", "LANGUAGES", "LANGUAGE_CODE", "WAGTAIL_CONTENT_LANGUAGES") == {
        "LANGUAGES": [["en", "English"], ["fr", "Français"], ["es", "Español"], ["ar", "العربية"]],
        "LANGUAGE_CODE": "en",
        "WAGTAIL_CONTENT_LANGUAGES": [["en", "English"], ["fr", "Français"], ["es", "Español"], ["ar", "العربية"]],
    }
    assert settings("base", "LANGUAGES", "LANGUAGE_CODE", LANGUAGES="pt=Português,en=English") == {
        "LANGUAGES": [["pt", "Português"], ["en", "English"]],
        "LANGUAGE_CODE": "pt",
    }


def test_mail_is_printed_unless_a_server_is_named() -> None:
    assert settings("base", "EMAIL_BACKEND")["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert settings(
        "base",
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        "EMAIL_PORT",
        "EMAIL_HOST_USER",
        "EMAIL_HOST_PASSWORD",
        "EMAIL_USE_TLS",
        "EMAIL_USE_SSL",
        EMAIL_URL="smtp+tls://user:p%40ss@smtp.example.org:587",
    ) == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "smtp.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "user",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
    }
