"""The room's pages for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse

_PAGES = (
    "sign-in",
    "pin-forgotten",
    "register",
    "register-insured",
    "register-employer",
    "register-for-others",
    "register-for-children",
    "register-for-clients",
    "letter-progress",
)


def public_paths() -> Iterator[str]:
    """Yield every public path of the room; the page after the last button is found by nobody else."""
    for page in _PAGES:
        yield reverse(f"accounts:{page}")
