"""Whether Tailor serves: the answer to whoever watches it."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from tailor import __version__
from tailor.access.middleware import open_to_strangers


@open_to_strangers
def health(request: HttpRequest) -> HttpResponse:
    """200 with the version when the database answers; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok", "version": __version__})
