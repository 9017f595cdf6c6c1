"""A visitor without a browser: plain HTTP as it goes over the wire, with a cookie jar of its own."""

import gzip
import http.client
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import brotli

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        path: what was asked for, with the query.
        status: HTTP status.
        fields: header fields in the order of the answer.
        body: decoded of its transfer compression.
        wire_bytes: size of head and body as they were sent.
    """

    path: str
    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    wire_bytes: int

    def header(self, name: str) -> str:
        """Return the value of a header field, "" if it is missing; a field sent twice is joined by commas."""
        return ", ".join(value for key, value in self.fields if key.lower() == name.lower())

    @property
    def cookies(self) -> list[str]:
        """The Set-Cookie fields as sent."""
        return [value for key, value in self.fields if key.lower() == "set-cookie"]

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.header("Content-Type").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class HttpVisitor:
    """Asks one origin and keeps its cookies, as a browser would."""

    def __init__(self, origin: str, cookies: dict[str, str] | None = None) -> None:
        self.origin = origin
        self.cookies = dict(cookies or {})

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, body: str = "", **headers: str) -> Answer:
        """Send a form as a page of this origin would."""
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        return self.ask("POST", path, body, {**form, **headers})

    def ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request and follow nothing."""
        sent = {"Accept-Encoding": "br, gzip", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=20)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            raw = response.read()
        finally:
            connection.close()
        fields = tuple(response.getheaders())
        head_bytes = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n")
        head_bytes += sum(len(f"{key}: {value}\r\n") for key, value in fields)
        decoded = DECODERS[response.headers.get("Content-Encoding", "")](raw)
        answer = Answer(path, response.status, fields, decoded, head_bytes + len(raw))
        self._keep_cookies(answer)
        return answer

    def _keep_cookies(self, answer: Answer) -> None:
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if value.strip('"'):
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
