"""What does every process of one installation run with? Safe defaults; what differs comes from the environment."""

from __future__ import annotations

import os
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
    "onroll.audit",
    "onroll.places",
    "onroll.accounts",
    "onroll.intake",
    "onroll.children",
    "onroll.reports",
    "onroll.web",
    "onroll.commands",
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
