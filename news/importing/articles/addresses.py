"""The addresses of articles on their old site: redirects from them, and the articles that they lead to.

Source: https://docs.wagtail.org/en/stable/reference/contrib/redirects.html
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.http.paths import canonical_path
from cms.redirects import MAX_OLD_PATH_CHARACTERS, first_match, old_paths, stored_path
from cms.sites import SiteIndex
from news.importing.chunks import chunks
from news.importing.files.relations import OldPath
from news.importing.report import ImportReport
from news.models import NewsIndexPage


class OldAddress(NamedTuple):
    """An old address of an article.

    Attributes:
        number: the row's number in the file.
        article: the primary key of the imported article.
        old: the path with query, such as `/x.html` or `/?p=123`, percent-encoded or not.
    """

    number: int
    article: int
    old: OldPath


class Addresses:
    """The redirects of the site to which a listing belongs.

    Args:
        index: the listing.
        report: takes notes of what is not redirected.
        old_sites: hosts of the old site, such as `old.example`, whose links are resolved as well.
    """

    def __init__(self, index: NewsIndexPage, report: ImportReport, old_sites: Iterable[str] = ()) -> None:
        self._sites = SiteIndex()
        self._tree = self._sites.tree_of(index)
        self._report = report
        self._hosts = {_host(host) for host in old_sites}

    def add_hosts(self, old: Iterable[OldPath]) -> None:
        """Add the hosts of old addresses to those of the old site."""
        self._hosts |= {_host(one.host) for one in old if one.host}

    def redirect(self, addresses: Sequence[OldAddress]) -> int:
        """Write redirects from old addresses, and return how many are new. It is idempotent.

        The address of a page, or of a redirect with another target, is left unchanged, with a note. The number of
        queries does not grow with the addresses of a batch.
        """
        if self._tree is None:
            for address in addresses:
                text = f"has no redirect from {address.old.path}: the listing is on no site"
                self._report.note(address.number, text, "old_paths")
            return 0
        site = self._tree.site
        present = {one.old_path: one for one in self._redirects(address.old.path for address in addresses)}
        pages = self.pages_at([address.old.path for address in addresses])
        new: dict[str, Redirect] = {}
        for number, article, (path, permanent, all_sites, _host) in addresses:
            old = stored_path(path)
            if not path.startswith("/") or old in ("", "/") or len(old) > MAX_OLD_PATH_CHARACTERS:
                self._note(number, f"has no redirect from “{path[:120]}”, which is no path of a page")
            elif (page := pages.get(path)) is not None:
                if page != article:
                    self._note(number, f"has no redirect from {path}: another page is there")
            elif other := first_match(forms := old_paths(path), [*_of(forms, present), *_of(forms, new)]):
                if other.redirect_page_id != article:
                    self._note(number, f"has no redirect from {path}: another one is there")
            else:
                new[old] = Redirect(
                    old_path=old,
                    site=None if all_sites else site,
                    is_permanent=permanent,
                    redirect_page_id=article,
                    automatically_created=False,
                )
        Redirect.objects.bulk_create(new.values())
        return len(new)

    def _note(self, number: int, text: str) -> None:
        self._report.note(number, text, "old_paths")

    def targets(self, paths: Iterable[str]) -> dict[str, int]:
        """Return the primary keys of the target pages of redirects, by old path; with one query for all."""
        wanted = set(paths)
        found: dict[str, list[Redirect]] = {}
        for redirect in self._redirects(wanted):
            found.setdefault(redirect.old_path, []).append(redirect)
        targets: dict[str, int] = {}
        for path in wanted:
            forms = old_paths(path)
            redirect = first_match(forms, [one for form in forms for one in found.get(form, ())])
            if redirect is not None and redirect.redirect_page_id is not None:
                targets[path] = redirect.redirect_page_id
        return targets

    def path_of(self, href: str) -> str:
        """Return the path with query of a link to the old site; empty for any other link."""
        try:
            parts = urlsplit(href)
            host = _host(parts.hostname or "")
        except ValueError:
            return ""
        if host and host not in self._hosts:
            return ""
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "") if host or href[:1] == "/" else ""

    def _redirects(self, paths: Iterable[str]) -> list[Redirect]:
        if self._tree is None:
            return []
        forms = {form for path in paths for form in old_paths(path)}
        own = Redirect.objects.filter(site__isnull=True) | Redirect.objects.filter(site=self._tree.site)
        return [one for chunk in chunks(sorted(forms)) for one in own.filter(old_path__in=chunk)]

    def pages_at(self, paths: Sequence[str]) -> dict[str, int]:
        """Return the pages at paths of the site, including drafts, which may be published later."""
        if self._tree is None:
            return {}
        located: dict[str, str] = {}
        for path in paths:
            plain = path.partition("?")[0]
            if (
                plain == path
                and path.startswith("/")
                and (place := self._sites.locate(self._tree.site, canonical_path(path)))
            ):
                located[path] = place[1]
        pks: dict[str, int] = {}
        for chunk in chunks(sorted(set(located.values()))):
            pks.update(Page.objects.filter(url_path__in=chunk).values_list("url_path", "pk"))
        return {path: pks[url_path] for path, url_path in located.items() if url_path in pks}


def _of(forms: Sequence[str], redirects: Mapping[str, Redirect]) -> Iterator[Redirect]:
    return (redirects[form] for form in forms if form in redirects)


def _host(host: str) -> str:
    return host.lower().removeprefix("www.")
