"""Tailor's own settings, with the floor beside it: a bare view that nothing of Tailor stands in front of."""

from tailor.project.settings import *  # noqa: F403
from tailor.project.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
MIDDLEWARE = ["bench.floor.BareMiddleware", *MIDDLEWARE]
TEMPLATES = [
    *TEMPLATES,
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "NAME": "bare", "DIRS": [], "APP_DIRS": True},
]
MIGRATION_MODULES = {"bench": None}
TAILOR_API_RATE = 10**9  # whoever measures asks often
