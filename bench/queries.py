"""How many queries a page takes: ``python -m bench.queries PATH COOKIE`` under the portal's environment.

Counts the query for the content version each time, though a process sends it once a second at most.
"""

import os
import sys

import django


def main(path: str, cookie: str) -> int:
    """Print the number of queries of the page: nothing kept, its parts kept, the page kept."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ikk_portal.settings"
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from ikk_portal.platform import kept

    kept.CHECK_EVERY = 0.0
    client = Client()
    separator = "&" if "?" in path else "?"
    counts = []
    for asked in (path, f"{path}{separator}anew", path):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(asked, headers={"cookie": cookie} if cookie else {})
        counts.append(len(queries))
    print(*counts)
    return 0 if response.status_code == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
