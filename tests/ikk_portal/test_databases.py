"""The router sends each room to its own database and lets nothing cross."""

import pytest
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from accounts.models import User
from ikk_portal.databases import RoomRouter
from regions.models import Region


@pytest.fixture
def router() -> RoomRouter:
    """A house in which the accounts have a database of their own."""
    return RoomRouter({"accounts": "elsewhere"})


def test_router_reads_and_writes_a_room_in_its_database(router: RoomRouter) -> None:
    assert [router.db_for_read(User), router.db_for_write(User)] == ["elsewhere", "elsewhere"]
    assert [router.db_for_read(Region), router.db_for_write(Region)] == ["default", "default"]


def test_router_allows_relations_within_a_database_only(router: RoomRouter) -> None:
    assert router.allow_relation(Region(), Region()) is True
    assert router.allow_relation(User(), Region()) is False


def test_router_migrates_a_room_in_its_database_only(router: RoomRouter) -> None:
    assert router.allow_migrate("elsewhere", "accounts") is True
    assert router.allow_migrate("default", "accounts") is False
    assert router.allow_migrate("elsewhere", "regions") is False


@pytest.mark.django_db(databases=["default", "bestand"])
def test_each_database_has_gone_through_every_migration_that_concerns_it() -> None:
    elsewhere, loader = (MigrationLoader(connections[alias]) for alias in ("bestand", "default"))

    assert set(loader.applied_migrations) == set(loader.graph.nodes)
    assert set(elsewhere.applied_migrations) == {node for node in elsewhere.graph.nodes if node[0] == "bestand"}
