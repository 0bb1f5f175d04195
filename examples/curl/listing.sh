#!/usr/bin/env bash
# Prints a listing of the newsroom: ./listing.sh [PATH]. Asks with curl, prints with Python's own json module.
set -euo pipefail
cd "$(dirname "$0")"

path=${1:-/news/}
# With this media type an answer that is an error has a status that is one, which curl takes for a failure.
answer=$(curl --get "${DATELINE_URL:-http://127.0.0.1:8000}/graphql/" --silent --show-error --fail-with-body \
    --header "Accept: application/graphql-response+json" \
    --data-urlencode "query@listing.graphql" --data-urlencode "variables={\"path\": \"$path\"}") || {
    echo "$answer" >&2
    exit 1
}

python3 -c '
import datetime, json, sys

page = json.load(sys.stdin)["data"]["page"] or sys.exit("There is no listing at " + sys.argv[1])
print(page["title"])
for number, article in enumerate(page["articles"]["nodes"], start=1):
    credit = article["image"] and article["image"]["credit"]
    date = datetime.datetime.fromisoformat(article["publishedAt"])
    parts = credit, article["kicker"], article["title"], f"{date.day} {date:%B %Y}", article["summary"]
    print(f"{number}.", "\n   ".join(filter(None, parts)))
' "$path" <<<"$answer"
