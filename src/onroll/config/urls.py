"""Every address of the service: the pages of `web` and nothing else."""

from onroll.web.urls import urlpatterns

__all__ = ["urlpatterns"]
