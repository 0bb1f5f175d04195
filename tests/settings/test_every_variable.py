"""Every documented variable, set to another value than its default, reaches its setting in every way of running."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from .process import PRODUCTION, ROOT, run

VALUES: dict[str, tuple[str, str, object]] = {
    "SECRET_KEY": ("k3y-" * 10 + "of-another-newsroom", "SECRET_KEY", "k3y-" * 10 + "of-another-newsroom"),
    "ALLOWED_HOSTS": ("news.example.org", "ALLOWED_HOSTS", ["news.example.org"]),
    "DATABASE_URL": ("postgres://me:s3@db.example.org:5433/desk", 'DATABASES["default"]["NAME"]', "desk"),
    "PUBLIC_URL": ("https://news.example.org", "PUBLIC_URL", "https://news.example.org"),
    "FRONTEND_URL": ("https://read.example.org", "FRONTEND_URL", "https://read.example.org"),
    "DOCS_URL": ("https://docs.example.org/", "DOCS_URL", "https://docs.example.org"),
    "FRONTEND_URLS": (
        "a.example.org=https://b.example.org",
        "FRONTEND_URLS",
        {"a.example.org": "https://b.example.org"},
    ),
    "FRONTEND_PATHS": (
        "author=/people/{slug}/",
        "FRONTEND_PATHS",
        {"category": "/category/{slug}/", "author": "/people/{slug}/", "tag": "/tag/{slug}/"},
    ),
    "WEBSUB_HUB": ("https://hub.example.org/", "WEBSUB_HUB", "https://hub.example.org/"),
    "PREVIEW_URL": ("{frontend}/draft", "PREVIEW_URL", "{frontend}/draft"),
    "PREVIEW_TTL": ("901", "PREVIEW_TTL", 901),
    "CSRF_TRUSTED_ORIGINS": ("https://c.example.org", "CSRF_TRUSTED_ORIGINS", ["https://c.example.org"]),
    "REDIS_URL": ("redis://r.example.org:6380/1", 'CACHES["default"]["LOCATION"]', "redis://r.example.org:6380/1"),
    "SESSION_IDLE_SECONDS": ("901", "SESSION_IDLE_SECONDS", 901),
    "EMAIL_URL": ("smtp+tls://me:s3@smtp.example.org:588", "EMAIL_PORT", 588),
    "POSTGRESQL_BACKEND": ("django", 'DATABASES["default"]["ENGINE"]', "django.db.backends.postgresql"),
    "PREPARED_STATEMENTS": ("false", "PREPARED_STATEMENTS", False),
    "GRAPHQL_EXECUTOR": ("core", "GRAPHQL_EXECUTOR", "core"),
    "COMPILED_QUERIES": ("off", "COMPILED_QUERIES", False),
    "RESPONSE_CACHE_TTL": ("61", "RESPONSE_CACHE_TTL", 61),
    "WSGI_RESPONSE_CACHE": ("true", "WSGI_RESPONSE_CACHE", True),
    "GRAPHQL_MAX_AGE": ("11", "GRAPHQL_MAX_AGE", 11),
    "GRAPHQL_SHARED_MAX_AGE": ("12", "GRAPHQL_SHARED_MAX_AGE", 12),
    "GRAPHQL_STALE_WHILE_REVALIDATE": ("13", "GRAPHQL_STALE_WHILE_REVALIDATE", 13),
    "OUTBOUND_PORTS": ("443,8443", "OUTBOUND_PORTS", [443, 8443]),
    "OUTBOUND_NETWORKS": ("10.0.3.0/24", "OUTBOUND_NETWORKS", ["10.0.3.0/24"]),
    "WEBHOOKS_OVER_HTTP": ("true", "WEBHOOKS_OVER_HTTP", True),
    "WEBHOOK_LOG_DAYS": ("31", "WEBHOOK_LOG_DAYS", 31),
    "CDN": ("fastly", 'WAGTAILFRONTENDCACHE["cdn"]["BACKEND"]', "cms.cdn.backends.Fastly"),
    "CDN_ID": ("service", 'WAGTAILFRONTENDCACHE["cdn"]["ID"]', "service"),
    "CDN_TOKEN": ("token", 'WAGTAILFRONTENDCACHE["cdn"]["TOKEN"]', "token"),
    "CDN_URLS": ("http://10.0.0.9:6081", 'WAGTAILFRONTENDCACHE["cdn"]["URLS"]', ["http://10.0.0.9:6081"]),
    "CDN_PATHS": ("/api/*", 'WAGTAILFRONTENDCACHE["cdn"]["PATHS"]', ["/api/*"]),
    "DEFAULT_FROM_EMAIL": ("Desk <desk@example.org>", "DEFAULT_FROM_EMAIL", "Desk <desk@example.org>"),
    "MEDIA_ROOT": ("/srv/uploads", "MEDIA_ROOT", "/srv/uploads"),
    "PRIVATE_MEDIA_ROOT": ("/srv/originals", "PRIVATE_MEDIA_ROOT", "/srv/originals"),
    "MEDIA_URL": ("/uploads/", "MEDIA_URL", "/uploads/"),
    "SERVE_MEDIA": ("false", "SERVE_MEDIA", False),
    "AVIF_ENCODER": ("willow", "AVIF_ENCODER", "willow"),
    "S3_BUCKET": ("pictures", 'STORAGES["renditions"]["OPTIONS"]["bucket_name"]', "pictures"),
    "S3_ENDPOINT_URL": (
        "https://s3.example.org",
        'STORAGES["default"]["OPTIONS"]["endpoint_url"]',
        "https://s3.example.org",
    ),
    "S3_REGION": ("eu-west-3", 'STORAGES["default"]["OPTIONS"]["region_name"]', "eu-west-3"),
    "S3_ACCESS_KEY_ID": ("key", 'STORAGES["default"]["OPTIONS"]["access_key"]', "key"),
    "S3_SECRET_ACCESS_KEY": ("s3cret", 'STORAGES["default"]["OPTIONS"]["secret_key"]', "s3cret"),
    "S3_CUSTOM_DOMAIN": ("m.example.org", 'STORAGES["renditions"]["OPTIONS"]["custom_domain"]', "m.example.org"),
    "S3_PRIVATE_BUCKET": ("originals", 'STORAGES["default"]["OPTIONS"]["bucket_name"]', "originals"),
    "LANGUAGES": ("pt=Português,en=English", "LANGUAGE_CODE", "pt"),
    "TIME_ZONE": ("Europe/Paris", "TIME_ZONE", "Europe/Paris"),
    "GRAPHQL_LIMITS": ("cost=10000,depth=20", "GRAPHQL_LIMITS", {"cost": "10000", "depth": "20"}),
    "GRAPHQL_TRUSTED_DOCUMENTS_ONLY": ("true", "GRAPHQL_TRUSTED_DOCUMENTS_ONLY", True),
    "GRAPHQL_RATE": ("7/hour", "GRAPHQL_RATE", "7/hour"),
    "GRAPHQL_RATE_TRUSTED": ("8/hour", "GRAPHQL_RATE_TRUSTED", "8/hour"),
    "RATE_LIMITS": ("login=7/hour,media=", 'RATE_LIMITS["login"] + RATE_LIMITS["media"]', "7/hour"),
    "SECOND_FACTOR": ("required", "SECOND_FACTOR", "required"),
    "TRUSTED_PROXIES": ("192.0.2.0/24", "TRUSTED_PROXIES", ["192.0.2.0/24"]),
    "GRAPHQL_STATEMENT_TIMEOUT": ("1234", "GRAPHQL_STATEMENT_TIMEOUT", 1234),
    "GRAPHQL_TIMEOUT_SECONDS": ("6", "GRAPHQL_TIMEOUT_SECONDS", 6),
    "GRAPHQL_EXPLORER": ("off", "GRAPHQL_EXPLORER", "off"),
    "CORS_ORIGINS": ("https://o.example.org", "CORS_ALLOWED_ORIGINS", ["https://o.example.org"]),
    "GRAPHQL_INTROSPECTION": ("true", "GRAPHQL_INTROSPECTION", True),
    "OPENTELEMETRY": ("true", "OPENTELEMETRY", True),
    "SEARCH_RECENCY": ("0.25", "SEARCH_RECENCY", 0.25),
    "SEARCH_RECENCY_DAYS": ("31", "SEARCH_RECENCY_DAYS", 31),
    "SEARCH_LOG_SECONDS": ("32", "SEARCH_LOG_SECONDS", 32),
    "CHANGE_LOG_DAYS": ("36", "CHANGE_LOG_DAYS", 36),
    "LIVE_CONNECTIONS": ("34", "LIVE_CONNECTIONS", 34),
    "LIVE_CONNECTIONS_PER_ADDRESS": ("35", "LIVE_CONNECTIONS_PER_ADDRESS", 35),
    "READ_COUNT_SECONDS": ("33", "READ_COUNT_SECONDS", 33),
    "OPENSEARCH_URL": ("https://os.example.org:9200", "OPENSEARCH_URL", "https://os.example.org:9200"),
    "OPENSEARCH_PREFIX": ("desk", "OPENSEARCH_PREFIX", "desk"),
    "OPENSEARCH_CA": ("/etc/ssl/os.pem", "OPENSEARCH_CA", "/etc/ssl/os.pem"),
    "OPENSEARCH_TIMEOUT": ("2.5", "OPENSEARCH_TIMEOUT", 2.5),
    "SECURE_SSL_REDIRECT": ("false", "SECURE_SSL_REDIRECT", False),
    "SECURE_HSTS_SECONDS": ("3601", "SECURE_HSTS_SECONDS", 3601),
    "LOG_LEVEL": ("WARNING", "LOG_LEVEL", "WARNING"),
}
"""A value of each variable, the setting it reaches, and what that is then."""

CHOOSES_THE_MODULE = {"DJANGO_SETTINGS_MODULE"}
FIXED_IN_DEVELOPMENT = {"SERVE_MEDIA", "GRAPHQL_EXPLORER", "GRAPHQL_INTROSPECTION", "CORS_ORIGINS", "EMAIL_URL"}
"""Those of which docs/operations.md says what development has instead."""
OF_PRODUCTION = {"SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"}


def documented() -> list[str]:
    return re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)


def written(path: Path) -> Path:
    path.write_text("".join(f"{name}={value}\n" for name, (value, _setting, _expected) in VALUES.items()))
    return path


def differing(module: str, names: set[str], prelude: str = "", **environment: str) -> dict[str, Any]:
    """Return the variables whose settings are not what they should be."""
    wanted = {name: VALUES[name][1] for name in names}
    code = (
        f"{prelude}\nimport json\nimport cms.settings.{module} as module\n"
        f"found = {{name: eval(setting, vars(module)) for name, setting in {wanted!r}.items()}}\n"
        "print(json.dumps(found, default=str))"
    )
    result = run("-W", "error", "-c", code, **environment)
    assert result.stderr == ""
    return {name: got for name, got in json.loads(result.stdout).items() if got != VALUES[name][2]}


def of_environment_file(path: Path) -> dict[str, str]:
    """Read a file as `EnvironmentFile=` of systemd and `--env-file` of Docker do: name, sign, the rest of the line."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def of_compose(service: str, given: dict[str, str]) -> dict[str, str]:
    """Return the environment that Compose gives a service: a variable without a value is passed on where it is set."""
    stated = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"][service]["environment"]
    resolved: dict[str, str] = {}
    for name, value in stated.items():
        if value is not None:
            outer = re.fullmatch(r"\$\{([A-Z0-9_]+):[?-](.*)\}", value)
            assert outer, f"{name} cannot be set: {value}"
            assert outer[1] == name
            resolved[name] = given.get(name) or outer[2]
        elif name in given:
            resolved[name] = given[name]
    return resolved


def test_each_documented_variable_has_a_value_here() -> None:
    assert sorted(VALUES) == sorted(set(documented()) - CHOOSES_THE_MODULE)


def test_development_reads_all_from_a_file(tmp_path: Path) -> None:
    file = written(tmp_path / ".env")
    prelude = f"import environ; environ.Env.read_env({str(file)!r})"

    assert differing("dev", set(VALUES) - FIXED_IN_DEVELOPMENT - OF_PRODUCTION, prelude) == {}


def test_the_operations_guide_names_what_development_fixes() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text()
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|(.*)$", guide, flags=re.MULTILINE)

    assert {name for name, row in rows if re.search(r"in development|Development always", row)} == (
        FIXED_IN_DEVELOPMENT
    )


def test_the_image_reads_all_from_an_environment_file(tmp_path: Path) -> None:
    environment = of_environment_file(written(tmp_path / "dateline.env"))

    assert differing("production", set(VALUES), **environment) == {}


@pytest.mark.parametrize("service", ["web", "worker", "clock", "migrate"])
def test_compose_passes_all_of_them_on(service: str, tmp_path: Path) -> None:
    environment = of_compose(service, of_environment_file(written(tmp_path / ".env")))

    assert sorted(set(documented()) - CHOOSES_THE_MODULE - set(environment)) == []
    assert differing("production", set(VALUES), **environment) == {}


def test_compose_passes_the_settings_module_on() -> None:
    given = {"SECRET_KEY": "x", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}

    assert of_compose("web", given)["DJANGO_SETTINGS_MODULE"] == "newsroom.settings"


def test_compose_sets_nothing_that_was_not_set_but_its_own_services() -> None:
    assert sorted(of_compose("web", {"SECRET_KEY": "x"})) == [
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "FRONTEND_URL",
        "GRAPHQL_EXPLORER",
        "PUBLIC_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "SERVE_MEDIA",
    ]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("OPENTELEMETRY", "ture", "OPENTELEMETRY must be true or false, not 'ture'."),
        ("GRAPHQL_INTROSPECTION", "2", "GRAPHQL_INTROSPECTION must be true or false, not '2'."),
        ("PREVIEW_TTL", "15m", "PREVIEW_TTL must be a whole number of 0 or more, not '15m'."),
        ("RESPONSE_CACHE_TTL", "-1", "RESPONSE_CACHE_TTL must be a whole number of 0 or more, not '-1'."),
        ("ANSWERS_KEPT", "60", "ANSWERS_KEPT is called RESPONSE_CACHE_TTL now. Set RESPONSE_CACHE_TTL instead."),
        ("SEARCH_RECENCY", "nan", "SEARCH_RECENCY must be a number of 0 or more, not 'nan'."),
        ("OPENSEARCH_TIMEOUT", "1,5", "OPENSEARCH_TIMEOUT must be a number of 0 or more, not '1,5'."),
        ("SECOND_FACTOR", "on", "SECOND_FACTOR must be one of optional, required, not 'on'."),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, not 'LOUD'."),
        ("CDN", "fastley", "CDN must be one of fastly, cloudflare, varnish, cloudfront, not 'fastley'."),
        ("GRAPHQL_EXPLORER", "all", "GRAPHQL_EXPLORER must be one of off, staff, everyone, not 'all'."),
        ("TIME_ZONE", "Paris", "TIME_ZONE must be a time zone such as Europe/Paris, not 'Paris'."),
        ("LANGUAGES", "en", "LANGUAGES must be pairs of name=value, separated by commas, not 'en'."),
        (
            "DATABASE_URL",
            "mysql://me@127.0.0.1/news",
            "DATABASE_URL begins with 'mysql', which Dateline does not run on. It runs on PostgreSQL "
            "(postgres://user:password@host:5432/name) and on SQLite (sqlite:///path).",
        ),
        (
            "EMAIL_URL",
            "smtp.example.org:587",
            "EMAIL_URL must be an address such as smtp+tls://user:password@host:587, with one of the schemes "
            "smtp, smtps, smtp+tls, smtp+ssl, consolemail, filemail, memorymail, dummymail.",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str, sentence: str) -> None:
    result = run("-c", "import cms.settings.production", **{**PRODUCTION, name: value})

    assert result.returncode == 1
    assert result.stderr.strip().splitlines()[-1] == f"django.core.exceptions.ImproperlyConfigured: {sentence}"


@pytest.mark.parametrize("name", ["OPENTELEMETRY", "PREVIEW_TTL", "SEARCH_RECENCY", "CDN", "TIME_ZONE", "EMAIL_URL"])
def test_an_empty_value_counts_as_not_set(name: str) -> None:
    result = run("-c", "import cms.settings.production", **{**PRODUCTION, name: ""})

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "module"),
    [
        ("OPENTELEMETRY", "true", "opentelemetry.sdk"),
        ("OPENSEARCH_URL", "https://os.example.org", "opensearchpy"),
        ("S3_BUCKET", "pictures", "storages.backends.s3"),
        ("REDIS_URL", "redis://127.0.0.1", "redis"),
    ],
)
def test_a_variable_without_its_packages_says_how_to_install_them(name: str, value: str, module: str) -> None:
    without = f"import sys; sys.modules[{module.partition('.')[0]!r}] = None; import cms.settings.production"
    result = run("-c", without, **{**PRODUCTION, name: value})

    assert result.stderr.strip().splitlines()[-1] == (
        f"django.core.exceptions.ImproperlyConfigured: {name} is set, but the package {module!r} is not installed: "
        "pip install --require-hashes -r requirements/server.txt"
    )


def test_the_image_holds_the_packages_of_every_variable() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    command = (ROOT / "requirements" / "server.txt").read_text().splitlines()[1]

    assert "COPY requirements/server.txt ./\n" in dockerfile
    assert " --require-hashes -r server.txt\n" in dockerfile
    assert re.findall(r"--extra (\S+)", command) == ["production", "opensearch", "telemetry"]
