"""Every address of the service, and the pages for when something goes wrong."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from onroll.api.operations import OPERATIONS
from onroll.web.access import PUBLIC, path_for
from onroll.web.urls import urlpatterns as pages

handler400 = "onroll.web.views.errors.bad_request"
handler403 = "onroll.web.views.errors.forbidden"
handler404 = "onroll.web.views.errors.not_found"
handler500 = "onroll.web.views.errors.server_error"


def health(request: HttpRequest) -> HttpResponse:
    """For the launcher and for monitoring: the service answers and reaches its database. Says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


operations = [path_for(one.route, one.view, permission=one.permission, name=one.name) for one in OPERATIONS]
urlpatterns = [path_for("healthz", health, permission=PUBLIC, name="health"), *operations, *pages]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
