from django.apps import AppConfig


class ReadershipConfig(AppConfig):
    """Readership: counts of reads by page."""

    name = "cms.readership"
    label = "readership"
