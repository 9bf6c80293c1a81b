from django.urls import include, path

from tailor.kernel.modules import module_urls
from tailor.project import beginning, errors, first_account, health

LATER = ("tailor.project.urls", "tailor.records.urls")  # its addresses begin with the name of any record type

urlpatterns = [
    path("", beginning.begin),
    path("healthz", health.health),
    path("welcome/", first_account.welcome),
    path("", include("tailor.desk.urls")),
    *(path("", include(name)) for name in module_urls() if name not in LATER),
    path("", include("tailor.records.urls")),
]

handler404 = errors.not_found
handler403 = errors.forbidden
handler500 = errors.broken
handler400 = errors.bad_request
