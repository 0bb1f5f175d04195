"""Asks the server in this container whether it lives: `python -m cms.health.healthcheck [ADDRESS]`.

It imports nothing but the standard library, because it runs every few seconds.
"""

import os
import sys
import urllib.error
import urllib.request


def main(address: str = "") -> int:
    """Return the exit status: 0 if the address answers 200, `/livez/` of the web server unless another is named."""
    address = address or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/livez/"
    try:
        with urllib.request.urlopen(address, timeout=4) as response:  # noqa: S310  # what the operator wrote
            return 0 if response.status == 200 else 1
    except (urllib.error.URLError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
