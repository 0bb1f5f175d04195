"""What the change log tells a client whose access token opens one site alone."""

from django.conf import settings
from django.test import Client
from wagtail.models import Site

from cms.access.models import AccessToken, digest
from cms.changes.models import PageChange
from tests.crawl.documents import documents_prepared_once

SITE_SECRET = "dateline_of-one-site"
QUERY = """query($after: String) {
  changes(first: 100, after: $after) { nodes { pageId type } pageInfo { hasNextPage endCursor } }
}"""


def pages_told_of(site: Site) -> set[str]:
    """Return the ids of the pages in the log, as the token of a site reads it."""
    AccessToken.objects.update_or_create(
        name="One site", defaults={"site": site, "key_hash": digest(SITE_SECRET, settings.SECRET_KEY)}
    )
    client = Client(headers={"Authorization": f"Bearer {SITE_SECRET}"})
    found: set[str] = set()
    after = None
    while True:
        with documents_prepared_once():
            body = {"query": QUERY, "variables": {"after": after}}
            answer = client.post("/graphql/", body, content_type="application/json").json()
        changes = answer["data"]["changes"]
        found.update(f"{node['type']} {node['pageId']}" for node in changes["nodes"])
        if not changes["pageInfo"]["hasNextPage"]:
            return found
        after = changes["pageInfo"]["endCursor"]


def pages_changed(site: Site) -> int:
    """Return how many pages of a site are in the log."""
    return PageChange.objects.filter(site_id=site.pk).values("page_id").distinct().count()
