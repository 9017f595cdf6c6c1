"""How errors are logged: where and which, never with what values."""

import logging
import traceback
from types import TracebackType


class WithoutValues(logging.Formatter):
    """Leaves out the messages of exceptions: PostgreSQL and forms put into them what people typed."""

    def formatException(  # noqa: N802  (the name is logging's)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([*frames, f"  {kind.__name__ if kind else 'no exception'}"])
