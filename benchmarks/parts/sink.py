"""A fast recording SMTP server that can be told to misbehave. Standard library only.

    python benchmarks/parts/sink.py [--port 0] [--keep] [--starttls CERTIFICATE KEY] [--auth]

prints ``{"port": …, "control": …}`` and runs until its parent ends or it is told to stop. One thread per connection:
for a single lane that is faster than an event loop, and a rule that waits simply sleeps.

The control port takes one JSON list per line, ``["name", argument …]``, and answers each with one line; see `Control`.
A rule is an object: ``at`` (connect, EHLO, AUTH, MAIL, RCPT, DATA, body) and what happens there:

- ``answer``: this reply instead of the usual one; after a 421 the connection is closed
- ``wait``: seconds of silence before anything else happens; a body is not yet recorded meanwhile
- ``hold``: seconds between recording a body and answering it
- ``drop``: "before" closes the connection without recording the body, "after" records it and closes without an answer
- ``skip``: let so many pass first; ``times``: then apply so often (always, if absent)
- ``to``: only where the recipient contains this text

The first rule that fits is the one that counts.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import socket
import ssl
import sys
import threading
import time
from typing import Any

from conversation import Conversation

HOST = "127.0.0.1"
MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
PARENT_IS_ASKED = 1.0  # seconds


class Sink:
    """What all connections share: the record, the rules, the door."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.lock = threading.Lock()
        self.records: list[tuple[float, str, str]] = []
        self.bodies: list[str] = []
        self.connections = 0
        self.faults = 0
        self.rules: list[dict[str, Any]] = []
        self.open: set[socket.socket] = set()
        self.tls: ssl.SSLContext | None = None
        if options.starttls:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*options.starttls)
        self.door: socket.socket | None = None
        self.port = options.port
        self.listen()

    def listen(self) -> None:
        """Open the door, at the same port as before."""
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((HOST, self.port))
        door.listen(512)
        self.port, self.door = door.getsockname()[1], door
        threading.Thread(target=self._admit, args=(door,), daemon=True).start()

    def shut(self) -> None:
        """Refuse connections, and cut those that are open."""
        if self.door is not None:
            with contextlib.suppress(OSError):
                self.door.shutdown(socket.SHUT_RDWR)
            self.door.close()
            self.door = None
        for link in list(self.open):
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def _admit(self, door: socket.socket) -> None:
        while True:
            try:
                link, _address = door.accept()
            except OSError:
                return
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.connections += 1
                self.open.add(link)
            threading.Thread(target=Conversation(self, link).run, daemon=True).start()

    def record(self, recipient: str, body: bytes) -> None:
        """Remember an accepted mail."""
        begin = body.find(b"Message-ID: ")
        if begin >= 0:
            message_id = body[begin + 12 : body.find(b"\r\n", begin)]
        else:
            found = MESSAGE_ID.search(body)
            message_id = found[1] if found else b""
        entry = (time.time(), message_id.decode("latin-1").strip(), recipient)
        if not self.options.keep:
            self.records.append(entry)  # atomic
            return
        with self.lock:
            self.records.append(entry)
            self.bodies.append(body.replace(b"\r\n..", b"\r\n.").decode("utf-8", "replace"))

    def rule(self, stage: str, recipient: str = "") -> dict[str, Any] | None:
        """Return the rule that applies now, and count it."""
        if not self.rules:
            return None
        with self.lock:
            for rule in self.rules:
                if rule["at"] != stage or rule.get("to", "") not in recipient:
                    continue
                if rule.get("skip", 0) > 0:
                    rule["skip"] -= 1
                    continue
                if rule.get("times", 1) <= 0:
                    continue
                if "times" in rule:
                    rule["times"] -= 1
                self.faults += 1
                return rule
        return None


class Control:
    """What the sink can be told. Every method is a command."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def count(self) -> int:
        """Return how many mails were accepted."""
        return len(self.sink.records)

    def figures(self) -> dict[str, int]:
        """Return counts of accepted mails, connections so far, and times a rule applied."""
        return {
            "mails": len(self.sink.records),
            "connections": self.sink.connections,
            "faults": self.sink.faults,
        }

    def records(self, start: int = 0) -> list[Any]:
        """Return ``[instant (seconds since 1970), Message-ID, recipient]`` of each mail from number `start` on."""
        return self.sink.records[start:]

    def bodies(self, start: int = 0) -> list[str]:
        """Return the mails themselves; only with --keep."""
        return self.sink.bodies[start:]

    def clear(self) -> None:
        """Forget what was accepted."""
        with self.sink.lock:
            self.sink.records.clear()
            self.sink.bodies.clear()
            self.sink.faults = 0

    def rules(self, rules: list[dict[str, Any]]) -> None:
        """Replace all rules."""
        with self.sink.lock:
            self.sink.rules = rules

    def refuse(self) -> None:
        """Refuse connections and cut those that are open."""
        self.sink.shut()

    def accept(self) -> None:
        """Accept connections again."""
        if self.sink.door is None:
            self.sink.listen()

    def stop(self) -> None:
        """End."""
        os._exit(0)

    def serve(self, door: socket.socket) -> None:
        """Obey whoever connects, each in a thread of its own."""
        while True:
            link, _address = door.accept()
            threading.Thread(target=self._obey, args=(link,), daemon=True).start()

    def _obey(self, link: socket.socket) -> None:
        with link, link.makefile("rw") as lines:
            for line in lines:
                name, *arguments = json.loads(line)
                answer = getattr(self, name)(*arguments)
                lines.write(json.dumps(answer) + "\n")
                lines.flush()


def main() -> None:
    """Serve until the parent is gone."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--keep", action="store_true", help="keep the mails themselves, too")
    parser.add_argument("--starttls", nargs=2, metavar=("CERTIFICATE", "KEY"), help="offer STARTTLS")
    parser.add_argument("--auth", action="store_true", help="offer AUTH PLAIN; everybody is let in")
    sys.setswitchinterval(
        0.0005
    )  # connections share one interpreter: none waits long for another's computing
    sink = Sink(parser.parse_args())
    door = socket.create_server((HOST, 0))
    threading.Thread(target=Control(sink).serve, args=(door,), daemon=True).start()
    print(json.dumps({"port": sink.port, "control": door.getsockname()[1]}), flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(PARENT_IS_ASKED)


if __name__ == "__main__":
    main()
