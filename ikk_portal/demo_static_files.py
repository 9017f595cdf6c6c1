"""Static files of demo and tests: what Brotli makes of a file is kept, for it takes seconds at every start.

Production compresses with the storage that this one extends.
"""

import secrets
from hashlib import sha256
from typing import Any

from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptCompressor(Compressor):
    """Compresses the same bytes once; a kept file is named after them and appears as a whole."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        directory = settings.BASE_DIR / "var" / "compressed"
        kept = directory / f"{sha256(data).hexdigest()}.br"
        if not kept.exists():
            directory.mkdir(parents=True, exist_ok=True)
            unfinished = directory / f"{secrets.token_hex(8)}.part"
            unfinished.write_bytes(Compressor.compress_brotli(data))
            unfinished.replace(kept)
        return bytes(kept.read_bytes())


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """The demo's storage: as production's, with that compressor."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return KeptCompressor(**kwargs)
