"""Drives the example module through HTTP in a Tailor of its own; run by Tailor's tests."""

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tailor.access.actors import TAILOR  # noqa: E402
from tailor.access.models import User  # noqa: E402
from tailor.exchange.models import Import  # noqa: E402
from tailor.exchange.rows import known_by_title  # noqa: E402
from tailor.extend import create, record_type  # noqa: E402
from tailor.kernel.jobs.running import work_off  # noqa: E402

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
create(record_type("party"), {"name": "Roof Ltd", "is_company": True}, by=TAILOR)
lines = "Plate;Make;Keeper;Inspection due;Colour\nGE-001-AA;Dacia;roof ltd;21.11.2027;red\n;Ford;;;\n"
came = browser.post("/vehicles/import/", {"files": SimpleUploadedFile("cars.csv", lines.encode())})
load = Import.objects.get()
assert load.mapping == ["plate", "make", "keeper", "inspection_on", None], load.mapping
for button in ("plan", "load"):
    columns = {f"column-{index}": key or "" for index, key in enumerate(load.mapping)}
    browser.post(came["Location"], {**columns, "rule": "fill", button: "1"})
    work_off()
    load.refresh_from_db()
    assert (load.plan or load.counts) == {"created": 1, "rejected": 1}, (load.plan, load.counts)
page = browser.get("/vehicles/").content.decode()
assert "GE-001-AA" in page
assert "Roof Ltd" in page
assert known_by_title(record_type("vehicle"), ["ge-001-aa"], TAILOR), "cars are found by their plates"
print("drove the vehicles")
