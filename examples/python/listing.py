"""Prints a listing of the newsroom: python listing.py [PATH]."""

import json
import os
import sys
from datetime import datetime
from hashlib import sha256
from typing import Any

import httpx

QUERY = """
query Listing($path: String!) {
  page(path: $path) {
    ... on NewsIndexPage {
      title
      articles(first: 20) {
        nodes { kicker title publishedAt summary image { credit } }
      }
    }
  }
}
"""


def ask(client: httpx.Client, query: str, **variables: Any) -> dict[str, Any]:
    """Returns the data of an answer: by the hash of the query or, where the server does not know that, in full.

    Raises:
        httpx.HTTPError: there is no answer, or its status is an error.
        RuntimeError: the answer holds an error.
    """
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha256(query.encode()).hexdigest()}}
    request = {"variables": variables, "extensions": extensions}
    response = client.get("/graphql/", params={name: json.dumps(value) for name, value in request.items()})
    if "PERSISTED_QUERY_NOT_FOUND" in response.text:
        response = client.post("/graphql/", json={"query": query, **request})
    answer = response.raise_for_status().json()
    if errors := answer.get("errors"):
        raise RuntimeError(errors[0]["message"])
    return dict(answer["data"])


path = sys.argv[1] if len(sys.argv) > 1 else "/news/"
with httpx.Client(base_url=os.environ.get("DATELINE_URL", "http://127.0.0.1:8000"), timeout=10) as newsroom:
    page = ask(newsroom, QUERY, path=path)["page"] or sys.exit(f"There is no listing at {path}")
print(page["title"])
for number, article in enumerate(page["articles"]["nodes"], start=1):
    credit = article["image"] and article["image"]["credit"]
    date = datetime.fromisoformat(article["publishedAt"])
    parts = (credit, article["kicker"], article["title"], f"{date.day} {date:%B %Y}", article["summary"])
    print(f"{number}.", "\n   ".join(part for part in parts if part))
