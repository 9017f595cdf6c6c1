"""Take the access log of past minutes from this machine's spool into the database."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from access_log.actions import Loaded, load_spool
from access_log.spool import HOST
from ikk_portal.platform.timers import RunningElsewhere, exclusive


class Command(BaseCommand):
    """Runs every minute on each machine that serves pages. Safe to repeat and to kill: each line is loaded once."""

    help = "Loads the access log of past minutes from the spool of this machine (role ikk_jobs)."

    def handle(self, **_: Any) -> None:
        try:
            with (
                exclusive("load_access_log", machine=HOST),
                tqdm(total=0, unit="B", unit_scale=True, disable=None, leave=False) as bar,
            ):

                def progress(done: int, size: int) -> None:
                    bar.total = size
                    bar.update(done - bar.n)

                loaded = load_spool(now=timezone.now(), progress=progress)
        except RunningElsewhere:
            self.stdout.write("Another process does it; nothing to do here.")
            return
        except OSError as error:
            raise CommandError(f"The spool cannot be read or changed: {error.filename}: {error.strerror}.") from None
        self._tell(loaded)

    def _tell(self, loaded: Loaded) -> None:
        for path, lines in loaded.set_aside.items():
            self.stderr.write(f"ALARM: {lines} damaged lines were set aside in {path}.")
        if loaded.expired:
            self.stderr.write(f"ALARM: {loaded.expired} lines were removed unread, for their time was over.")
        self.stdout.write(f"loaded: {loaded.lines} lines of {loaded.files} files")
