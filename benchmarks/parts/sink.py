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

HOST = "127.0.0.1"
CHUNK = 1 << 18
END = b"\r\n.\r\n"
ENVELOPE = re.compile(
    rb"MAIL FROM:<[^>\r\n]*>[^\r\n]*\r\nRCPT TO:<([^>\r\n]*)>[^\r\n]*\r\nDATA\r\n", re.IGNORECASE
)
TAKEN_ENVELOPE = b"250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go on\r\n"
TAKEN = b"250 2.0.0 Ok\r\n"
MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
ADDRESS = re.compile(rb"<([^>]*)>")
PARENT_IS_ASKED = 1.0  # seconds


class Gone(Exception):  # noqa: N818 - not an error
    """The connection is over."""


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


class Conversation:
    """One connection."""

    def __init__(self, sink: Sink, link: socket.socket) -> None:
        self.sink, self.link = sink, link
        self.input = b""
        self.replies: list[bytes] = []
        self.recipients: list[str] = []
        self.commands = {
            "EHLO": self._ehlo, "HELO": self._ehlo, "MAIL": self._mail, "RCPT": self._rcpt, "DATA": self._data,
            "RSET": self._rset, "NOOP": self._noop, "QUIT": self._quit, "STARTTLS": self._starttls, "AUTH": self._auth,
        }  # fmt: skip

    def run(self) -> None:
        """Talk until either side has had enough."""
        key = self.link
        with contextlib.suppress(Gone, OSError):
            self._obey("connect", b"220 sink ESMTP")
            while True:
                self._step()
        with contextlib.suppress(OSError):
            self._flush()
        with self.sink.lock:
            self.sink.open.discard(key)
        self.link.close()

    # --- input and output ---

    def _step(self) -> None:
        """Take one envelope in one piece where it is there in full and nobody told us to misbehave; else one line."""
        if not self.sink.rules and not self.recipients:
            found = ENVELOPE.match(self.input)
            if found:
                self.input = self.input[found.end() :]
                self.recipients.append(found[1].decode("latin-1"))
                self.replies.append(TAKEN_ENVELOPE)
                self._body()
                return
        line = self._line()
        verb, _space, argument = line.partition(b" ")
        command = self.commands.get(verb.decode("latin-1").upper())
        if command is None:
            self._say(b"500 5.5.1 What?")
        else:
            command(argument)

    def _more(self) -> bytes:
        """Read on; before we wait, everything said is handed over."""
        self._flush()
        data = self.link.recv(CHUNK)
        if not data:
            raise Gone
        return data

    def _line(self) -> bytes:
        while (end := self.input.find(b"\r\n")) < 0:
            self.input += self._more()
        line, self.input = self.input[:end], self.input[end + 2 :]
        return line

    def _say(self, reply: bytes) -> None:
        self.replies.append(reply + b"\r\n")

    def _flush(self) -> None:
        if self.replies:
            said, self.replies = b"".join(self.replies), []
            self.link.sendall(said)

    def _obey(self, stage: str, usual: bytes) -> bool:
        """Do what a rule says at this stage, or answer as usual; tell whether it was the usual answer."""
        rule = self.sink.rule(stage, self.recipients[-1] if self.recipients else "")
        if rule is None:
            self._say(usual)
            return True
        self._wait(rule.get("wait", 0))
        if "drop" in rule:
            raise Gone
        if "answer" not in rule:
            self._say(usual)
            return True
        self._answer(rule["answer"])
        return False

    def _wait(self, seconds: float) -> None:
        if seconds:
            self._flush()
            time.sleep(seconds)

    def _answer(self, reply: str) -> None:
        self._say(reply.encode())
        if reply.startswith("421"):
            raise Gone

    # --- commands ---

    def _ehlo(self, _argument: bytes) -> None:
        offers = ["sink", "PIPELINING", "SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES"]
        offers += ["STARTTLS"] if self.sink.tls and not isinstance(self.link, ssl.SSLSocket) else []
        offers += ["AUTH PLAIN"] if self.sink.options.auth else []
        last = offers.pop()
        self._obey("EHLO", "\r\n".join([*(f"250-{offer}" for offer in offers), f"250 {last}"]).encode())

    def _mail(self, _argument: bytes) -> None:
        self.recipients.clear()
        self._obey("MAIL", b"250 2.1.0 Ok")

    def _rcpt(self, argument: bytes) -> None:
        found = ADDRESS.search(argument)
        self.recipients.append(found[1].decode("latin-1") if found else "")
        if not self._obey("RCPT", b"250 2.1.5 Ok"):
            self.recipients.pop()

    def _data(self, _argument: bytes) -> None:
        if not self.recipients:
            self._say(b"503 5.5.1 No recipient")
        elif self._obey("DATA", b"354 Go on"):
            self._body()

    def _body(self) -> None:
        body = self._read_body()
        recipient = self.recipients[-1]
        rule = self.sink.rule("body", recipient)
        if rule is None:
            self.sink.record(recipient, body)
            self.replies.append(TAKEN)
        else:
            self._misbehave(rule, recipient, body)
        self.recipients.clear()

    def _read_body(self) -> bytes:
        # an empty body is its dot alone: the line end before it belongs to DATA
        data, start = b"\r\n" + self.input, 0
        while (end := data.find(END, start)) < 0:
            start = max(0, len(data) - 4)
            data += self._more()
        self.input = data[end + 5 :]
        return data[2 : end + 2]

    def _misbehave(self, rule: dict[str, Any], recipient: str, body: bytes) -> None:
        self._wait(rule.get("wait", 0))
        if rule.get("drop") == "before":
            raise Gone
        if "answer" in rule and not rule["answer"].startswith("2"):
            self._answer(rule["answer"])
            return
        self.sink.record(recipient, body)
        self._wait(rule.get("hold", 0))
        if "drop" in rule:
            raise Gone
        self._say(rule.get("answer", "250 2.0.0 Ok").encode())

    def _rset(self, _argument: bytes) -> None:
        self.recipients.clear()
        self._say(b"250 2.0.0 Ok")

    def _noop(self, _argument: bytes) -> None:
        self._say(b"250 2.0.0 Ok")

    def _quit(self, _argument: bytes) -> None:
        self._say(b"221 2.0.0 Bye")
        raise Gone

    def _auth(self, argument: bytes) -> None:
        if argument.strip().upper() == b"PLAIN":
            self._say(b"334 ")
            self._line()
        self._obey("AUTH", b"235 2.7.0 Ok")

    def _starttls(self, _argument: bytes) -> None:
        if self.sink.tls is None:
            self._say(b"502 5.5.1 Not offered")
            return
        self._say(b"220 2.0.0 Go on")
        self._flush()
        self.link = self.sink.tls.wrap_socket(self.link, server_side=True)
        self.input = b""


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
