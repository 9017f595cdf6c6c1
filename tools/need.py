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
    may_install = shutil.which("apt-get") is not None and os.geteuid() == 0
    if missing:
        packages = " ".join(PACKAGES[program] for program in missing).split()
        if not may_install:
            wanted = f"On Debian type: sudo apt-get install {' '.join(packages)}"
            sys.stderr.write(f"Missing: {', '.join(missing)}. {wanted}\n")
            return 1
        _apt_get("update")
        _install(packages)
    if may_install:
        _install_lighter(programs)
    return 0


def _install_lighter(programs: list[str]) -> None:
    """Install what is lighter than these programs, as far as this system has it; not all versions of Debian do."""
    packages = [LIGHTER[program] for program in programs if program in LIGHTER and not _find(LIGHTER[program])]
    if packages and subprocess.run(["apt-cache", "show", *packages], capture_output=True, check=False).returncode == 0:
        _install(packages, check=False)


def _install(packages: list[str], *, check: bool = True) -> None:
    sys.stderr.write(f"Installing {', '.join(packages)} …\n")
    _apt_get("install", "-y", "--no-install-recommends", *packages, check=check)


def _apt_get(command: str, *arguments: str, check: bool = True) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", command, "-qq", *arguments], stdout=subprocess.DEVNULL, env=environment, check=check)


def _find(program: str) -> str | None:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
