"""Drives the example module through HTTP in a Tailor of its own; run by Tailor's tests."""

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tailor.access.actors import TAILOR  # noqa: E402
from tailor.access.models import User  # noqa: E402
from tailor.extend import create, record_type  # noqa: E402

settings.ALLOWED_HOSTS = ["*"]
call_command("migrate", verbosity=0)
owner = create(record_type("user"), {"name": "Ada", "email": "ada@example.com", "role": "owner"}, by=TAILOR)
User.objects.filter(pk=owner.id).update(password=make_password("a long password"))
browser = Client()
assert browser.post("/sign-in/", {"email": "ada@example.com", "password": "a long password"}).status_code == 302

made = browser.post("/vehicles/new/", {"plate": "AB-123-CD", "make": "Škoda"})
assert made.status_code == 302, made.content
card = browser.get(made["Location"])
assert "AB-123-CD" in card.content.decode()
assert "AB-123-CD" in browser.get("/vehicles/").content.decode()
assert (
    "<mark>Skod" in browser.get("/search/?q=skod").content.decode()
    or "Škod" in browser.get("/search/?q=skod").content.decode()
)
done = browser.post("/vehicles/do/vehicle.check/", {"pick": made["Location"].split("/")[-2]})
assert done.status_code == 204, done.content
assert "yes" in browser.get(made["Location"]).content.decode()
assert "Mark as checked" in browser.get("/history/").content.decode()
assert browser.get("/vehicles/export/csv/").status_code == 200
assert browser.get("/vehicles/import/").status_code == 200
print("drove the vehicles")
