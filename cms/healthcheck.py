"""Asks the server in this container whether it is well: `python -m cms.healthcheck`.

It imports nothing but the standard library, because it runs every few seconds.
"""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Returns the exit status: 0 if `/healthz/` answers 200. It asks under a name that `ALLOWED_HOSTS` holds."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().removeprefix(".")
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz/",
        headers={"Host": host} if host and host != "*" else {},
    )
    try:
        with urllib.request.urlopen(request, timeout=4) as response:  # noqa: S310
            return 0 if response.status == 200 else 1
    except (urllib.error.URLError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
