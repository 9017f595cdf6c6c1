"""Static files of the demo: compressed as in production, once."""

from pathlib import Path
from typing import Any

import brotli
from django.contrib.staticfiles.storage import staticfiles_storage

from ikk_portal.demo_static_files import StaticFilesStorage

CONTENT = b"body { color: black }\n" * 40


def test_same_bytes_are_compressed_once_and_kept_as_a_whole(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    compressor = StaticFilesStorage().create_compressor()

    made = compressor.compress_brotli(CONTENT)
    (kept,) = (tmp_path / "var" / "compressed").iterdir()

    assert brotli.decompress(made) == CONTENT
    assert kept.read_bytes() == made
    kept.write_bytes(b"kept")
    assert compressor.compress_brotli(CONTENT) == b"kept"
    assert brotli.decompress(compressor.compress_brotli(CONTENT + b"\n")) == CONTENT + b"\n"


def test_demo_serves_what_that_storage_has_made() -> None:
    name = staticfiles_storage.stored_name("css/portal.css")
    plain = Path(staticfiles_storage.path(name)).read_bytes()

    assert isinstance(staticfiles_storage, StaticFilesStorage)
    assert brotli.decompress(Path(staticfiles_storage.path(f"{name}.br")).read_bytes()) == plain
