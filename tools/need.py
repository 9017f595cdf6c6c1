"""Make sure that programs from outside PyPI are there: `python tools/need.py chromium nginx`.

On Debian as root they are installed; elsewhere the command stops with the line to type.
"""

import os
import shutil
import subprocess
import sys

PACKAGES = {
    "chromium": "chromium",
    "nginx": "nginx-light",
    "openssl": "openssl",
    "pango-view": "pango1.0-tools",
    "tesseract": "tesseract-ocr tesseract-ocr-deu",
}
#: Names under which other systems know the same program.
ALIASES = {"chromium": ("chromium", "chromium-browser", "google-chrome")}


def main(programs: list[str]) -> int:
    """Install or ask for what is missing; return the exit code."""
    missing = [program for program in programs if not any(map(_find, ALIASES.get(program, (program,))))]
    if not missing:
        return 0
    packages = " ".join(PACKAGES[program] for program in missing).split()
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        sys.stderr.write(f"Missing: {', '.join(missing)}. On Debian type: sudo apt-get install {' '.join(packages)}\n")
        return 1
    sys.stderr.write(f"Installing {', '.join(packages)} …\n")
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True, **quiet)  # type: ignore[call-overload]
    return 0


def _find(program: str) -> str | None:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
