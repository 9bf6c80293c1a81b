from itertools import chain

from django.urls import path

from tailor.kernel.modules import module_urls
from tailor.project import beginning, errors, first_account, health
from tailor.project.addresses import ByFirstWord, of_module

LATER = ("tailor.project.urls", "tailor.records.urls")  # its addresses begin with the name of any record type

urlpatterns = [
    ByFirstWord(
        [
            path("", beginning.begin),
            path("healthz", health.health),
            path("welcome/", first_account.welcome),
            *of_module("tailor.desk.urls"),
            *chain.from_iterable(of_module(name) for name in module_urls() if name not in LATER),
            *of_module("tailor.records.urls"),
        ]
    )
]

handler404 = errors.not_found
handler403 = errors.forbidden
handler500 = errors.broken
handler400 = errors.bad_request
