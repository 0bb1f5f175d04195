"""Time and memory of the feeds and sitemaps of a large newsroom: `python -m benchmarks.feeds DATABASE_URL`.

The database is one that `make growth` has filled, such as postgres://…/bench_growth_100000; nothing is cached. Each
URL is requested in this process: time is the minimum of five rounds, memory the peak of Python's allocations.
"""

import os
import sys
import time
import tracemalloc
from re import findall

ROUNDS = 5


def main() -> None:
    """Request each URL, and print the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.environ |= {
        "DATABASE_URL": sys.argv[1],
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "RESPONSE_CACHE_TTL": "0",
    }
    import django

    django.setup()
    from django.test import Client

    client = Client()
    base = "/feeds/127.0.0.1"
    index = client.get(f"{base}/sitemap.xml").content.decode()
    files = findall(rf"{base}/sitemap-\d+\.xml", index)
    following = findall(r"http://testserver(\S+)", client.get(f"{base}/en/summary.json").json()["next_url"])[0]
    addresses = {
        "RSS, 50 summaries": f"{base}/en/summary.rss",
        "Atom, 50 whole articles": f"{base}/en/full.atom",
        "JSON Feed, a category": f"{base}/en/category/science/summary.json",
        "JSON Feed, the second page": following,
        f"index of {len(files)} sitemaps": f"{base}/sitemap.xml",
        "the first sitemap": files[0],
        "the last sitemap but one": files[-2],
        "news sitemap": f"{base}/news-sitemap-1.xml",
    }
    print("| What | ms | peak kB of memory | kB of the file | addresses or entries |\n|---|---|---|---|---|")
    for name, address in addresses.items():
        milliseconds = min(_milliseconds(client, address) for _round in range(ROUNDS))
        tracemalloc.start()
        body = client.get(address).content
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        entries = len(findall(rb"<item>|<entry|<url>|<sitemap>|\"date_published\"", body))
        print(f"| {name} | {milliseconds:.0f} | {peak / 1000:,.0f} | {len(body) / 1000:,.0f} | {entries:,} |")


def _milliseconds(client: object, address: str) -> float:
    begun = time.perf_counter()
    answer = client.get(address)  # type: ignore[attr-defined]  # Django's, which is imported late
    assert answer.status_code == 200, answer.content
    return (time.perf_counter() - begun) * 1_000


if __name__ == "__main__":
    main()
