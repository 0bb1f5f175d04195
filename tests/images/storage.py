"""A storage that has no paths and whose files another server hands out, as S3 and its like are."""

from django.core.files.storage import InMemoryStorage


class RemoteStorage(InMemoryStorage):
    """Files at absolute addresses."""

    def url(self, name: str | None) -> str:
        """Returns where the file is."""
        return f"https://bucket.example.com/{name}"
