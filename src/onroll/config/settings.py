"""What does every process of one installation run with? Safe defaults; what differs comes from the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from onroll.config.database import database, home

PROJECT = Path(__file__).resolve().parents[3]
HOME = home()
AUTHORITY = os.environ.get("ONROLL_LA", "941")  # the DfE code of the authority this installation serves
RULEBOOK = PROJECT / "rulebook"

SECRET_KEY = os.environ.get("ONROLL_SECRET_KEY", "only-for-commands-and-tests-the-launcher-makes-a-real-one")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ONROLL_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "axes",
    "csp",
    "onroll.audit",
    "onroll.places",
    "onroll.accounts",
    "onroll.intake",
    "onroll.registers",
    "onroll.children",
    "onroll.casework",
    "onroll.reports",
    "onroll.web",
    "onroll.commands",
    "django.forms",  # below web, whose templates for fields come first
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL"), HOME)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

ROOT_URLCONF = "onroll.config.urls"
WSGI_APPLICATION = "onroll.config.wsgi.application"

# Who signs in, how a password is kept, and how long a session lasts.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
    )
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # a first-password link is good for three days, in seconds
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_USERNAME_FORM_FIELD = "username"  # as `authenticate` is called; with another name nothing is ever locked
AXES_SENSITIVE_PARAMETERS = ["email", "username", "csrfmiddlewaretoken", "next"]  # what its tables must not hold
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "onroll.web.views.errors.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it
AXES_VERBOSE = False

# Cookies travel by HTTPS only, unless the launcher serves the demonstration on this machine alone (ONROLL_HTTPS=0).
HTTPS = os.environ.get("ONROLL_HTTPS", "1") != "0"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "onroll_session"
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_LONGEST = timedelta(hours=12)  # however busy, a day's work ends with signing in again
CSRF_COOKIE_NAME = "onroll_csrf"
CSRF_FAILURE_VIEW = "onroll.web.views.errors.csrf_failed"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ONROLL_ORIGINS", "").split(",") if origin]
if os.environ.get("ONROLL_BEHIND_PROXY") == "1":  # only where a proxy in front sets, and never passes on, this header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{f"{kind}-src": ["'self'"] for kind in ("script", "style", "img", "font", "connect")},
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "onroll.web.middleware.name_the_request",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "onroll.web.middleware.end_the_session_in_time",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "onroll.web.middleware.DenyByDefault",
    "axes.middleware.AxesMiddleware",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would carry a child's name

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [f"onroll.web.templatetags.{name}" for name in ("components", "lists", "child", "dates")],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "onroll.web.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
SIMULATED = os.environ.get("ONROLL_SIMULATED", "0") == "1"  # every page then says that its children are invented

# No line of a log may hold personal data: queries are cut from addresses, values from errors (see `web.logs`).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_queries": {"()": "onroll.web.logs.WithoutQueries"}},
    "formatters": {"no_values": {"()": "onroll.web.logs.WithoutValues"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_queries"], "formatter": "no_values"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

# Style sheets and scripts: from their sources in tests, collected and named by content where the launcher serves.
STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "build" / "frontend"]  # what the launcher's build step makes of the npm packages
STATIC_ROOT = os.environ.get("ONROLL_STATIC_ROOT")
WHITENOISE_USE_FINDERS = not STATIC_ROOT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "onroll.config.static.NamedByContent"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
