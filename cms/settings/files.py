"""Settings of static files and uploads: where they are stored, and at which addresses they are served."""

from pathlib import Path
from typing import Any

from .environment import env, require_package

BASE_DIR = Path(__file__).resolve().parent.parent.parent

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
# `make explorer` installs the API explorer's scripts here; a checkout without them works, only without the explorer.
STATICFILES_DIRS = [("explorer", path) for path in [BASE_DIR / "var" / "explorer"] if path.is_dir()]

MEDIA_URL = env.str("MEDIA_URL", default="/media/")
MEDIA_ROOT = BASE_DIR / env.str("MEDIA_ROOT", default="media")
# Where originals, documents and unfinished uploads lie; no web server may hand out this directory.
PRIVATE_MEDIA_ROOT = BASE_DIR / env.str("PRIVATE_MEDIA_ROOT", default="private")
# Whether this server hands out pictures itself, private ones to those who may see them: no web server knows who may.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)
# How AVIF files are encoded: "fast" replaces a method of Willow by one with less effort; "willow" leaves it alone.
AVIF_ENCODER = env.choice("AVIF_ENCODER", ["fast", "willow"], default="fast")

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "cms.images.files.storage.PrivateFileStorage"},
    "renditions": {"BACKEND": "cms.images.files.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

S3_BUCKET = env.str("S3_BUCKET", default="")
if S3_BUCKET:
    require_package("S3_BUCKET", "storages.backends.s3")
    _s3 = {
        "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY_ID", default="") or None,
        "secret_key": env.str("S3_SECRET_ACCESS_KEY", default="") or None,
        "file_overwrite": False,
    }
    STORAGES["default"] = {
        "BACKEND": "cms.images.files.s3.PrivateS3Storage",
        "OPTIONS": {**_s3, "bucket_name": env.str("S3_PRIVATE_BUCKET", default="") or S3_BUCKET},
    }
    STORAGES["renditions"] = {
        "BACKEND": "cms.images.files.s3.PublicS3Storage",
        "OPTIONS": {
            **_s3,
            "bucket_name": S3_BUCKET,
            "custom_domain": env.str("S3_CUSTOM_DOMAIN", default="") or None,
            # Public objects have stable addresses that a CDN can keep; a signed one would change with every query.
            "querystring_auth": False,
        },
    }

# Wagtail's page forms hold more fields than Django's limit of 1,000 allows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
