"""Storages in an S3 bucket: a separate module because django-storages is installed in production only."""

from storages.backends.s3 import S3Storage

from cms.images.files.storage import PrivateStorage, StorageByAlias


class PrivateS3Storage(PrivateStorage, S3Storage):
    """Stores originals in a bucket, or under prefixes of one, that only this server may read."""


class PublicS3Storage(StorageByAlias, S3Storage):
    """Stores renditions in a bucket, or under a prefix of one, that is public."""
