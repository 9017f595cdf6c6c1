"""The log says where and which error, never with what values."""

import logging
import sys

from ikk_portal.log_format import WithoutValues


def test_traceback_is_logged_without_the_message_of_the_exception() -> None:
    try:
        int("A123456780 geheim")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Fehler", None, sys.exc_info())

    line = WithoutValues("%(levelname)s %(name)s %(message)s").format(record)

    assert "geheim" not in line
    assert line.startswith("ERROR django.request Fehler\n")
    assert line.endswith("  ValueError")
    assert "test_log_format.py" in line
