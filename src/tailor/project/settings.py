"""Settings. Whatever differs between installations comes from the environment (`environment.py`)."""

from __future__ import annotations

import os
from pathlib import Path

from tailor.kernel.modules import module_paths
from tailor.project import environment

TAILOR_HOME = environment.home()
TAILOR_REGIONS = tuple(os.environ.get("TAILOR_REGIONS", "GE,RU,HU").split(","))  # whose numbers need no country code
TAILOR_COMPANY = os.environ.get("TAILOR_COMPANY", "")
SECRET_KEY = environment.secret_key(TAILOR_HOME)
TAILOR_LIVE = environment.flag("TAILOR_LIVE")
TAILOR_API_RATE = int(os.environ.get("TAILOR_API_RATE", "1200"))  # requests a minute of one token
DEBUG = environment.flag("TAILOR_DEBUG")
ALLOWED_HOSTS = os.environ.get("TAILOR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
TAILOR_ADDRESS = os.environ.get("TAILOR_ADDRESS", "")  # under which people reach it; letters link there
TAILOR_TRUSTED_PROXIES = environment.networks("TAILOR_TRUSTED_PROXIES")
TAILOR_FETCH_PRIVATE = environment.networks("TAILOR_FETCH_PRIVATE")  # inner networks that may be asked all the same
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TAILOR_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "tailor.kernel.apps.KernelModule",
    "tailor.desk.apps.DeskModule",
    "tailor.access.apps.AccessModule",
    "tailor.history.apps.HistoryModule",
    "tailor.records.apps.RecordsModule",
    *module_paths(),
    "tailor.project.apps.ProjectModule",
]
MIDDLEWARE = [
    "tailor.project.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tailor.access.middleware.SignInMiddleware",
    "tailor.desk.toasts.forget_shown_toasts",
    "tailor.records.web.refused.RefusalMiddleware",
    "tailor.records.web.switching.SwitchingMiddleware",
    "tailor.workshop.middleware.DraftMiddleware",
]
ROOT_URLCONF = "tailor.project.urls"
WSGI_APPLICATION = None

DATABASES = {"default": environment.database(TAILOR_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "tailor.desk.templating.environment"},
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("hu", "Magyar"), ("ka", "ქართული")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
LANGUAGE_COOKIE_NAME = "tailor_language"
USE_TZ = True
TIME_ZONE = os.environ.get("TAILOR_TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MIMETYPES = {"speculation.json": "application/speculationrules+json"}
WHITENOISE_AUTOREFRESH = False
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_MAX_AGE = 31536000
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-fA-F]{8,}\."

CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tailor.project.errors.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("TAILOR_BEHIND_PROXY") else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TAILOR_LOG", "WARNING")},
}
