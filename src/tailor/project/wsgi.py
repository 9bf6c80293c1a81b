"""The pages of Tailor as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tailor.project.settings")

application = get_wsgi_application()
