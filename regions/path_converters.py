"""Parts of addresses that more than one room has."""

from functools import cache

from django.urls import register_converter


class Sha256Converter:
    """A SHA-256 value in hexadecimal form."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@cache
def register() -> None:
    """Let addresses name ``<sha256:…>``; whichever room asks first does it."""
    register_converter(Sha256Converter, "sha256")
