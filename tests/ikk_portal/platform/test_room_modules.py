"""What rooms offer in modules of one name is found without anybody registering it."""

from access_log import timers as of_access_log
from accounts import timers as of_accounts
from ikk_portal import timers as of_all
from ikk_portal.platform.room_modules import modules_called
from internetfiliale import timers as of_branch
from privacy import timers as of_privacy


def test_modules_of_one_name_come_in_the_order_of_the_apps_without_the_collector() -> None:
    found = list(modules_called("timers", but=of_all.__name__))

    assert found == [of_privacy, of_accounts, of_access_log, of_branch]


def test_name_that_no_room_has_finds_nothing() -> None:
    assert list(modules_called("nothing_of_that_name")) == []
