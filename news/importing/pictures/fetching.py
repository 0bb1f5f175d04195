"""Fetching of pictures from the servers that the operator allows, within limits."""

import hashlib
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from django.conf import settings

from cms.http.outbound import OutboundError, OutboundLimits, fetch_public_url
from news.importing.pictures.files import PictureFile, PictureRefused, check_picture

MAX_PICTURE_REDIRECTS = 3
PARALLEL_FETCHES = 4
FETCH_SECONDS = 30
MAX_NAME_BYTES = 200
"""File systems count the bytes of a name, of which a letter may take four, and allow 255."""
SUFFIXES = {
    "image/avif": ".avif",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
}
"""File extensions by media type, since that of a URL may be missing or wrong."""


class PictureFetcher:
    """Fetches pictures into a temporary folder, which `close` removes.

    Args:
        hosts: the allowed host names, each with its subdomains; `*` allows all public ones.
    """

    def __init__(self, hosts: Collection[str] = ()) -> None:
        self._hosts = [host.lower().strip(".") for host in hosts]
        self._folder = TemporaryDirectory(prefix="pictures-")
        self._found: dict[str, PictureFile | str] = {}

    def close(self) -> None:
        """Remove the files."""
        self._folder.cleanup()

    def refusal(self, address: str) -> str:
        """Return why a picture is not fetched from its server, without asking that; empty if it may be."""
        try:
            self._check_host(_with_scheme(address))
        except PictureRefused as refused:
            return str(refused)
        return ""

    def fetch(self, addresses: Iterable[str]) -> None:
        """Fetch pictures concurrently; `file_of` raises the errors."""
        wanted = [address for address in dict.fromkeys(addresses) if address not in self._found]
        if not wanted:
            return
        with ThreadPoolExecutor(PARALLEL_FETCHES) as threads:
            for address, found in zip(wanted, threads.map(self._fetch_or_reason, wanted), strict=True):
                self._found[address] = found

    def file_of(self, address: str) -> PictureFile:
        """Return the file of a picture that was fetched.

        Raises:
            PictureRefused: it could not be fetched.
        """
        found = self._found[address]
        if isinstance(found, str):
            raise PictureRefused(found)
        return found

    def _fetch_or_reason(self, address: str) -> PictureFile | str:
        try:
            return self._fetch(address)
        except PictureRefused as refusal:
            return str(refusal)

    def _fetch(self, address: str) -> PictureFile:
        url = _with_scheme(address)
        self._check_host(url)
        limits = OutboundLimits(max_bytes=settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, total_seconds=FETCH_SECONDS)
        try:
            answer = fetch_public_url(
                url, headers={"Accept": "image/*"}, limits=limits, max_redirects=MAX_PICTURE_REDIRECTS
            )
        except OutboundError as error:
            raise PictureRefused(f"“{address}” was not fetched: {error}") from None
        self._check_host(answer.url)
        if answer.status != 200:
            raise PictureRefused(f"“{address}” was answered with the status {answer.status}.")
        kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind not in SUFFIXES:
            raise PictureRefused(f"“{address}” gave {kind or 'no content type'}, which is no picture that is taken.")
        stem = PurePosixPath(unquote(urlsplit(url).path)).stem or "picture"
        name = "".join(letter if letter.isalnum() or letter in "-_ " else "-" for letter in stem)
        name = name.encode()[:MAX_NAME_BYTES].decode(errors="ignore")
        folder = Path(self._folder.name) / hashlib.sha256(address.encode()).hexdigest()
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}{SUFFIXES[kind]}"
        path.write_bytes(answer.body)
        return check_picture(path, address)

    def _check_host(self, url: str) -> None:
        """Refuse hosts that are not allowed, also as targets of redirects."""
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:
            raise PictureRefused(f"“{url[:200]}” is no address of the web.") from None
        if "*" not in self._hosts and not any(f".{host}".endswith(f".{name}") for name in self._hosts):
            raise PictureRefused(
                f"“{url[:200]}” was not fetched: name {host or 'its server'} in --image-hosts for that."
            )


def _with_scheme(address: str) -> str:
    return f"https:{address}" if address.startswith("//") else address
