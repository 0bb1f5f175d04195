"""Settings of accounts, passwords and sessions."""

from datetime import timedelta
from typing import Any

from .environment import env

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# django-axes stands first: while it refuses a login, no password is compared.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "/"
# Scripts take the token from the page.
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cms.editing.sessions.csrf_failure"

# A link by mail comes from the worker; the form answers alike, and as fast, where there is no such account.
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "cms.accounts.password_reset.QueuedPasswordResetForm"

# --- Wrong passwords ---------------------------------------------------------------------------------------------

# After how many wrong passwords within AXES_COOLOFF_TIME logins are refused for as long: of one name from one address,
# from one address whatever the name, and of one name whatever the address. The last two spare those who have logged in
# from their address before.
LOGIN_FAILURE_LIMITS = {"name_and_address": 10, "address": 50, "name": 50}
AXES_COOLOFF_TIME = timedelta(minutes=30)
# How long logins are remembered, and with them from which addresses each account is used.
LOGIN_RECORD_DAYS = 90

AXES_HANDLER = "cms.accounts.login_locks.LoginLockHandler"
AXES_LOCKOUT_CALLABLE = "cms.accounts.lockout.locked_response"
AXES_USERNAME_CALLABLE = "cms.accounts.login_locks.login_name"
AXES_CLIENT_IP_CALLABLE = "cms.accounts.login_locks.login_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# An attempt that is refused prolongs nothing.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# The handler above decides who has to wait.
AXES_LOCK_OUT_AT_FAILURE = False
AXES_VERBOSE = False

# --- Sessions ----------------------------------------------------------------------------------------------------

# Rows of the database alone: what a cache holds may be lost, and a session that has ended must not come back with it.
SESSION_ENGINE = "cms.accounts.sessions"
# A session ends after so many seconds without use (0: never by that), and this long after the login.
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=4 * 60 * 60)
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60

# --- Second factor -----------------------------------------------------------------------------------------------

# "optional": users may set up an authenticator app; "required": all must.
SECOND_FACTOR = env.choice("SECOND_FACTOR", ["optional", "required"], default="optional")
