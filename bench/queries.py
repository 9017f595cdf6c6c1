"""How many queries a page takes: ``python -m bench.queries PATH COOKIE`` under the portal's environment."""

import os
import sys

import django


def main(path: str, cookie: str) -> int:
    """Print the number of queries of the page when nothing is kept, then when everything is."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ikk_portal.settings"
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path, headers={"cookie": cookie} if cookie else {})
        counts.append(len(queries))
    print(*counts)
    return 0 if response.status_code == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
