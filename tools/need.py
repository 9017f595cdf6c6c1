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
#: Program and package that do the same with less work, where the system has them; nothing stops without.
LIGHTER = {"chromium": "chromium-headless-shell"}


def main(programs: list[str]) -> int:
    """Install or ask for what is missing; return the exit code."""
    missing = [program for program in programs if not any(map(_find, ALIASES.get(program, (program,))))]
    packages = " ".join(PACKAGES[program] for program in missing).split()
    may_install = shutil.which("apt-get") is not None and os.geteuid() == 0
    if missing and not may_install:
        sys.stderr.write(f"Missing: {', '.join(missing)}. On Debian type: sudo apt-get install {' '.join(packages)}\n")
        return 1
    if missing:
        _apt_get("update")
        _install(packages)
    lighter = [LIGHTER[program] for program in programs if program in LIGHTER and not _find(LIGHTER[program])]
    if may_install and lighter and _is_known(lighter):
        _install(lighter, check=False)
    return 0


def _install(packages: list[str], *, check: bool = True) -> None:
    sys.stderr.write(f"Installing {', '.join(packages)} …\n")
    _apt_get("install", "-y", "--no-install-recommends", *packages, check=check)


def _apt_get(command: str, *arguments: str, check: bool = True) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", command, "-qq", *arguments], stdout=subprocess.DEVNULL, env=environment, check=check)


def _is_known(packages: list[str]) -> bool:
    """Whether this system has the packages: not all versions of Debian do."""
    return subprocess.run(["apt-cache", "show", *packages], capture_output=True, check=False).returncode == 0


def _find(program: str) -> str | None:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
