"""``import_bestand`` killed with -9 at every step: the old register stays and answers, the next import works."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from bestand.demo_data import ANNA
from tests.bestand.files import invented
from tests.bestand.registers import Register, own_register
from tests.conftest import url_for
from tests.faults.processes import wait_until

pytestmark = pytest.mark.xdist_group("import")


@pytest.fixture
def register(django_db_setup: None) -> Iterator[Register]:
    with own_register("killed") as own:
        yield own


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return invented(tmp_path_factory.mktemp("register"), 40_000, 4_000)


def runs(statement: str) -> Callable[[psycopg.Connection], bool]:
    """Return whether the import is at a statement that begins like this."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'bestand_import' AND datname = %s AND query LIKE %s"

    def reached(admin: psycopg.Connection) -> bool:
        return bool(admin.execute(query, [admin.info.dbname, f"{statement}%"]).fetchone()[0])

    return reached


def waits_for_the_swap(admin: psycopg.Connection) -> bool:
    """Return whether the new tables are complete and visible."""
    return bool(admin.execute("SELECT to_regclass('bestand_new.bestand_employer')").fetchone()[0])


STEPS = {
    "connected": runs(""),
    "copying the insured": runs("COPY%bestand_insuredperson"),
    "building an index": runs("ALTER TABLE bestand_new.bestand_insuredperson"),
    "copying the employers": runs("COPY%bestand_employer"),
    "waiting for the swap": waits_for_the_swap,
}
FAST = {"copying the insured", "waiting for the swap"}


@pytest.mark.parametrize("step", [pytest.param(step, marks=() if step in FAST else pytest.mark.long) for step in STEPS])
def test_killed_import_leaves_the_old_register_and_the_next_one_works(
    register: Register, files: tuple[Path, Path], step: str
) -> None:
    before = register.numbers()
    with (
        psycopg.connect(url_for("postgres", register.name)) as reader,  # keeps the swap waiting
        psycopg.connect(url_for("postgres", register.name), autocommit=True) as admin,
        register.command(*files, "--accept-fewer") as process,
    ):
        reader.execute("SELECT count(*) FROM bestand_employeraccount")
        while not STEPS[step](admin):
            assert process.poll() is None, process.communicate()
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()

        assert wait_until(lambda: not psutil.wait_procs(workers, timeout=0)[1], 5)
        assert wait_until(lambda: not runs("")(admin), 15)  # its database process has gone, too
        assert admin.execute(f"SELECT count(*) FROM insured_person('{ANNA.number}')").fetchone() == (1,)
    assert register.numbers() == before

    with register.command(*files, "--accept-fewer") as again:
        _, errors = again.communicate()

    assert (again.returncode, errors) == (0, "")
    assert len(register.numbers()) == 40_000
    assert register.rows("SELECT nspname FROM pg_namespace WHERE nspname ~ '^bestand'") == []
