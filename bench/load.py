"""The load: kept-alive connections that ask for one page again and again, in processes of their own."""

import multiprocessing
import socket
import threading
import time
from dataclasses import dataclass
from statistics import median

import psutil

PROCESSES = 2
CONNECTIONS = 4  # per process


@dataclass(frozen=True)
class Target:
    """One page of one server.

    Attributes:
        name: what the table calls it.
        port: where the server listens.
        path: what is asked for.
        server: process id of the server's master; its children do the work.
        headers: further header lines ("Cookie: …").
    """

    name: str
    port: int
    path: str
    server: int
    headers: tuple[str, ...] = ()

    def request(self) -> bytes:
        """Return the bytes that a browser would send, without what no server here looks at."""
        lines = (f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip, br", *self.headers)
        return "\r\n".join((*lines, "", "")).encode()


@dataclass(frozen=True)
class Round:
    """What one round of load has shown: requests per second, and seconds of the workers' CPU per request."""

    per_second: float
    cpu: float


@dataclass(frozen=True)
class Result:
    """All rounds of one target, to be compared with those of another of the same run."""

    rounds: tuple[Round, ...]

    @property
    def per_second(self) -> float:
        """The median of the requests per second."""
        return median(one.per_second for one in self.rounds)

    @property
    def cpu(self) -> float:
        """The median of the CPU seconds per request."""
        return median(one.cpu for one in self.rounds)

    def throughput_of(self, base: "Result") -> float:
        """Return the median ratio of requests per second, round by round: what else runs hits both alike."""
        return median(one.per_second / other.per_second for one, other in zip(self.rounds, base.rounds, strict=True))

    def cpu_of(self, base: "Result") -> float:
        """Return the median ratio of CPU per request, round by round."""
        return median(one.cpu / other.cpu for one, other in zip(self.rounds, base.rounds, strict=True))


def measure(target: Target, seconds: float) -> Round:
    """Load ``target`` for about ``seconds`` and return what it did."""
    before = _cpu(target.server)
    start = time.monotonic()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        counts = pool.starmap(_load, [(target, seconds)] * PROCESSES)
    elapsed = time.monotonic() - start
    return Round(sum(counts) / elapsed, (_cpu(target.server) - before) / sum(counts))


def _cpu(master: int) -> float:
    times = [child.cpu_times() for child in psutil.Process(master).children()]
    return sum(time.user + time.system for time in times)


def _load(target: Target, seconds: float) -> int:
    counts: list[int] = []
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=_ask_until, args=(target, end, counts)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(counts) != CONNECTIONS:
        raise RuntimeError(f"{target.name}: a connection failed")
    return sum(counts)


def _ask_until(target: Target, end: float, counts: list[int]) -> None:
    request = target.request()
    count = 0
    connection = socket.create_connection(("127.0.0.1", target.port), timeout=30)
    while time.monotonic() < end:
        connection.sendall(request)
        if _read_answer(connection):  # the server closes a connection now and then
            connection.close()
            connection = socket.create_connection(("127.0.0.1", target.port), timeout=30)
        count += 1
    connection.close()
    counts.append(count)


def _read_answer(connection: socket.socket) -> bool:
    """Read one whole answer; return whether it was the last on this connection.

    Raises:
        RuntimeError: if the answer is not 200 or does not say its length.
    """
    data = connection.recv(65_536)
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(connection)
    head = data[:end].lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode("latin-1"))
    length = int(head.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0])
    missing = length - (len(data) - end - 4)
    while missing > 0:
        missing -= len(_more(connection))
    return b"\r\nconnection: close" in head


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65_536)
    if not data:
        raise RuntimeError("the server closed the connection within an answer")
    return data
