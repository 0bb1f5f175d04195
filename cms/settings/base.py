"""Settings that every kind of run shares. What differs between servers comes from the environment: `.env.example`."""

from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from .api import *  # noqa: F403
from .delivery import *  # noqa: F403
from .environment import env, refuse_renamed_variables, require_package
from .files import *  # noqa: F403
from .files import BASE_DIR
from .login import *  # noqa: F403
from .outbound import *  # noqa: F403
from .search import *  # noqa: F403

refuse_renamed_variables(env.ENVIRON)

# --- Addresses ---------------------------------------------------------------------------------------------------

# Where this server itself is reached; where readers read the default site; other sites as "host=url,host=url".
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
FRONTEND_URL = env.str("FRONTEND_URL", default=PUBLIC_URL).rstrip("/")
# Where the documentation is served that `make docs` writes; empty, nothing links to it.
DOCS_URL = env.str("DOCS_URL", default="").rstrip("/")
FRONTEND_URLS = {host: url.rstrip("/") for host, url in env.dict("FRONTEND_URLS", default={}).items()}
# Where the frontends show what has no page in the page tree.
FRONTEND_PATHS = env.paths(
    "FRONTEND_PATHS", {"category": "/category/{slug}/", "author": "/author/{slug}/", "tag": "/tag/{slug}/"}
)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

# --- Applications ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cms.accounts",
    "cms.access",
    "cms.editing",
    "cms.preview",
    "cms.cdn",
    "cms.changes",
    "cms.documents",
    "cms.images",
    "cms.live",
    "cms.readership",
    "cms.scheduling",
    "cms.takedowns",
    "cms.tasks",
    "cms.webhooks",
    "cms.graphql",
    "search",
    "news",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.accounts.users.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "axes",
    # grapple builds its types from the models above, so it stands after them.
    "grapple",
    "graphene_django",
    "corsheaders",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cms.http.security_headers.SecurityHeadersMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    # Before the CSRF check, which reads the body of a form.
    "cms.http.throttling.RateLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.accounts.second_factor.middleware.SecondFactorMiddleware",
    "cms.editing.sessions.ExpiredSessionMiddleware",
    "cms.editing.choosers.titles.FormAccountMiddleware",
    "cms.accounts.sessions.SessionRenewalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, because it replaces the response of a view that was refused a login.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- Data --------------------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL", default="sqlite:///db.sqlite3")}

# The database backend for PostgreSQL: cms.postgresql, with fewer round trips, or Django's own.
POSTGRESQL_BACKEND = env.choice("POSTGRESQL_BACKEND", ["dateline", "django"], default="dateline")

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if DATABASES["default"]["NAME"] != ":memory:":
        DATABASES["default"]["NAME"] = BASE_DIR / DATABASES["default"]["NAME"]
    # Readers do not wait for a writer (WAL), and a writer takes its lock when its transaction begins, so that two of
    # them queue for up to `timeout` seconds rather than fail half-way. Django itself turns foreign keys on.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
    }
else:
    if POSTGRESQL_BACKEND == "dateline":
        DATABASES["default"]["ENGINE"] = "cms.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # The admin's search needs PostgreSQL's own functions, which in turn need its driver.
    INSTALLED_APPS.append("django.contrib.postgres")

# Whether PostgreSQL keeps the plans of the API's statements, which cms.postgresql prepares on a connection; a pooler
# may send them to another one.
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", default=True)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    require_package("REDIS_URL", "redis")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "cms.backends.redis_cache.FailOpenRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "dateline",
        # A request waits no longer for the cache than its response would take without.
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "dateline"},
}

TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# What `manage.py run_clock` runs, with the seconds from one start to the next.
CLOCK_COMMANDS = {
    "publish_scheduled": 60,
    "requeue_lost_tasks": 60,
    "process_search_outbox": 60,
    "send_webhooks": 60,
    "record_changes": 60,
    "delete_withheld_renditions": 60,
    "refresh_read_totals": 5 * 60,
    "sweep_previews": 15 * 60,
    "retry_embeds": 15 * 60,
    "clearsessions": 24 * 60 * 60,
    "sweep_uploads": 24 * 60 * 60,
    "prune_login_records": 24 * 60 * 60,
}
if CDN:  # noqa: F405  # of the settings of delivery
    CLOCK_COMMANDS["purge_cdn"] = 60
# Lifetime in seconds of responses in the cache; changes invalidate them sooner. 0: no cache.
RESPONSE_CACHE_TTL = env.int("RESPONSE_CACHE_TTL", default=3_600 if REDIS_URL else 0)
WSGI_RESPONSE_CACHE = env.bool("WSGI_RESPONSE_CACHE")
# Interval in seconds at which each process writes its counts of reads to the database; 0: reads are not counted.
READ_COUNT_SECONDS = env.int("READ_COUNT_SECONDS", default=30)

# --- Accounts ----------------------------------------------------------------------------------------------------

# Whether a new account gets e-mail about comments; each editor may change it for themselves in the admin.
COMMENT_NOTIFICATIONS = True

# --- Languages and time ------------------------------------------------------------------------------------------

WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = list(
    env.dict("LANGUAGES", default={"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}).items()
)
LANGUAGE_CODE = LANGUAGES[0][0]
# The languages into which the admin's own texts are translated; those of the content may be others.
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
# Moments in the admin name their zone; other languages than these have Django's formats.
FORMAT_MODULE_PATH = ["cms.settings.formats"]
TIME_ZONE = env.time_zone("TIME_ZONE", default="UTC")
# No browser knows these names of the operating system: at the first, Wagtail's script ceases to translate the list.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"Factory", "localtime"})

# --- Rate limits -------------------------------------------------------------------------------------------------

# How often one client may ask for each of these; empty for as often as it likes. GRAPHQL_RATE is the API's own.
RATE_LIMITS: dict[str, str] = {
    "login": "20/minute",
    "password_reset": "5/minute",
    "registration": "60/minute",
    "clicks": "60/minute",
    "reads": "120/minute",
    "explorer": "60/minute",
    "preview": "120/minute",
    "documents": "300/minute",
    "media": "3000/minute",
    "feeds": "300/minute",
} | env.dict("RATE_LIMITS", default={})

# --- E-mail ------------------------------------------------------------------------------------------------------

_email = env.mail("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND: str = _email["EMAIL_BACKEND"]
EMAIL_HOST: str = _email["EMAIL_HOST"] or "localhost"
EMAIL_PORT: int = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS: bool = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Dateline <newsroom@localhost>")

# --- Wagtail -----------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Dateline"
# A new Wagtail comes with a new Dateline, and browsers in the admin ask no other server.
WAGTAIL_ENABLE_UPDATE_CHECK = False
# What authenticator apps show above the codes.
OTP_TOTP_ISSUER = f"{WAGTAIL_SITE_NAME} ({urlsplit(PUBLIC_URL).hostname})"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_COMMENTS_ENABLED = True
# `cms.editing.redirects.moved_pages` makes them, for pages that are not live at that time too.
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.editing.publication.approval.publish_approved"
# Pictures of the people who log in are uploaded here, not asked for elsewhere by their e-mail addresses.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.admin_backend"}}

# Frames that need no answer of their provider first; then what Wagtail's providers answer.
WAGTAILEMBEDS_FINDERS = [{"class": "news.embeds.FrameFinder"}, {"class": "news.embeds.TimedOEmbedFinder"}]

WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
WAGTAILIMAGES_IMAGE_MODEL = "images.CreditedImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.images.admin.forms.CreditedImageForm"
# An AVIF original is shown as JPEG where a format must do for every browser and link preview.
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "jpeg"}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000

WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.documents.forms.DocumentForm"
# Those alone whose metadata can be removed, or that have none.
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# Documents go through a view, which knows who may read them; their storage address does not.
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# --- Log ---------------------------------------------------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], default="INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {process:d} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        # What it logs of a wrong password names no user; `cms.accounts` logs each lock.
        "axes": {"level": "ERROR"},
        # What it warns of is what is odd in an uploaded file, which it mends.
        "pikepdf": {"level": "ERROR"},
        # Its client logs each request, what readers typed included, and each failure, which the search logs itself.
        "opensearch": {"level": "ERROR"},
        "opensearchpy.trace": {"level": "ERROR"},
    },
}
