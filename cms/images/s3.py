"""The storages in an S3 bucket; a module of its own because their library is installed in production alone."""

from storages.backends.s3 import S3Storage

from cms.images.storage import PrivateStorage, StorageByAlias


class PrivateS3Storage(PrivateStorage, S3Storage):
    """Keeps originals in a bucket, or below prefixes of one, that only this server may read."""


class PublicS3Storage(StorageByAlias, S3Storage):
    """Keeps renditions in a bucket, or below a prefix of one, that everybody may read."""
