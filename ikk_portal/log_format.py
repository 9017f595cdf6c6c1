"""How errors are logged: where and which, never with what values."""

import logging
import traceback
from types import TracebackType

import psycopg


class WithoutValues(logging.Formatter):
    """Leaves out the messages of exceptions: PostgreSQL and forms put into them what people typed."""

    def formatException(  # noqa: N802  (the name is logging's)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([*frames, f"  {kind.__name__ if kind else 'no exception'}"])


def database_error_without_values(error: Exception) -> str:
    """Return where a statement was refused, and by which constraint; the error of psycopg or Django's around it."""
    frames = WithoutValues().formatException((type(error), error, error.__traceback__))
    refused = error if isinstance(error, psycopg.Error) else error.__cause__
    constraint = refused.diag.constraint_name if isinstance(refused, psycopg.Error) else None
    return f"The database refused a statement.\n{frames}" + (f" ({constraint})" if constraint else "")
