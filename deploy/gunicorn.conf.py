"""How gunicorn serves the portal; read by `gunicorn --config deploy/gunicorn.conf.py`.

TRUSTED_PROXIES names the TLS fronts (addresses or networks, comma-separated; loopback if unset). What other
addresses say about the transport or the visitor's address is not believed.
"""

import os
import threading
from types import FrameType

from gunicorn.workers import gthread

# A browser's spare connection that sends nothing would hold a thread for five seconds. After this time it
# waits beside the threads instead, together with the kept-alive ones.
gthread.DEFAULT_WORKER_DATA_TIMEOUT = 0.5


class PortalWorker(gthread.ThreadWorker):
    """Ends by itself before gunicorn's patience ends.

    Threads that read from a slow client cannot be interrupted. gunicorn would kill their worker and put it
    down to a lack of memory.
    """

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM: finish what has begun, but not for ever."""
        if self.alive:
            _end_after(max(0.5, self.cfg.graceful_timeout - 1))
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """SIGINT, SIGQUIT: at once, as far as threads allow."""
        _end_after(1)
        super().handle_quit(sig, frame)


def _end_after(seconds: float) -> None:
    """End this process after ``seconds`` if it is still there; nothing of a request is kept in memory only."""
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()


worker_class = PortalWorker
workers = 2
threads = 4
preload_app = False
graceful_timeout = 10
accesslog = None  # the portal keeps its own, without anything that names a person
loglevel = "error"  # warnings name the address of whoever sent a broken request
control_socket_disable = True
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "127.0.0.1,::1")
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""  # no header may name the path under which the portal lies
