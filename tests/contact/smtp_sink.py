"""A mail server for tests, of its own process or thread: takes mails, refuses them, or dies in the middle of one."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Sink:
    """Speaks as much SMTP as a client needs.

    Attributes:
        refuse: command that is answered with an error ("MAIL", "RCPT", "DATA" …); empty if none.
        die_after: command after which the connection breaks off; "." stands for the end of a mail.
        mails: what was taken, headers and text.
        port: where it listens.
        tries: how many connections there were.
        has_mail: set as soon as a mail has come, before it is confirmed.
        goes_on: while it is not set, no mail is confirmed.
    """

    refuse: str = ""
    die_after: str = ""
    mails: list[bytes] = field(default_factory=list)
    port: int = 0
    tries: int = 0
    has_mail: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.tries += 1
            with connection, connection.makefile("rb") as lines:
                self._talk(connection, lines)

    def _talk(self, connection: socket.socket, lines: object) -> None:
        connection.sendall(b"220 sink\r\n")
        for line in lines:  # type: ignore[attr-defined]
            command = line.split(b":")[0].split()[0].decode().upper()
            if command == "DATA" and self.refuse != "DATA":
                connection.sendall(b"354 go on\r\n")
                command = "."
                self._take(lines)
            if command == self.die_after:
                return
            connection.sendall(b"550 no\r\n" if command == self.refuse else _ANSWERS.get(command, b"250 ok\r\n"))
            if command == "QUIT":
                return

    def _take(self, lines: object) -> None:
        mail = []
        for line in lines:  # type: ignore[attr-defined]
            if line == b".\r\n":
                break
            mail.append(line)
        self.mails.append(b"".join(mail))
        self.has_mail.set()
        self.goes_on.wait(20)


_ANSWERS = {"EHLO": b"250 sink\r\n", "QUIT": b"221 bye\r\n"}


@contextmanager
def running_sink(**options: object) -> Iterator[Sink]:
    """Run a sink on a free port while the block lasts."""
    sink = Sink(**options)  # type: ignore[arg-type]
    sink.goes_on.set()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sink.port = listener.getsockname()[1]
        thread = threading.Thread(target=sink.serve, args=(listener,), daemon=True)
        thread.start()
        yield sink
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
