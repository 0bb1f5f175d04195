"""The one address that the benchmark asks."""

from django.urls import include, path
from grapple import urls as grapple_urls

urlpatterns = [path("api/", include(grapple_urls))]
