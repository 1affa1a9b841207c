"""A client of agentd's protocol over its Unix socket: JSON-RPC 2.0, one object a line."""
import json
import socket
import time


class Refused(Exception):
    """An error answer: code, message and the error's name."""

    def __init__(self, error):
        super().__init__(error.get("message", ""))
        self.code = error.get("code")
        self.name = (error.get("data") or {}).get("error")


class Gone(Exception):
    """The daemon closed the connection."""


class Client:
    def __init__(self, path, seconds=10.0):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(seconds)
        self.socket.connect(path)
        self.pending, self.events, self.last_id = b"", [], 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send_raw(self, data):
        self.socket.sendall(data)

    def read_message(self, seconds):
        """The next object that the daemon sent; None when the time is over."""
        end = time.monotonic() + seconds
        while b"\n" not in self.pending:
            left = end - time.monotonic()
            if left <= 0:
                return None
            self.socket.settimeout(left)
            try:
                piece = self.socket.recv(1 << 16)
            except socket.timeout:
                return None
            except (ConnectionError, OSError) as e:
                raise Gone(str(e)) from e
            if not piece:
                raise Gone("the daemon closed the connection")
            self.pending += piece
        line, _, self.pending = self.pending.partition(b"\n")
        return json.loads(line)

    def call(self, method, seconds=30.0, **params):
        self.last_id += 1
        wanted = self.last_id
        request = {"jsonrpc": "2.0", "id": wanted, "method": method, "params": params}
        self.socket.settimeout(seconds)
        try:
            self.socket.sendall(json.dumps(request).encode() + b"\n")
        except (ConnectionError, OSError) as e:
            raise Gone(str(e)) from e
        end = time.monotonic() + seconds
        while True:
            message = self.read_message(max(0.01, end - time.monotonic()))
            if message is None:
                raise TimeoutError("%s: no answer within %.0f s" % (method, seconds))
            if message.get("method") == "event":
                self.events.append(message["params"])
            elif message.get("id") == wanted:
                if "error" in message:
                    raise Refused(message["error"])
                return message["result"]

    def next_event(self, seconds=30.0):
        """The next event; None when the time is over."""
        if self.events:
            return self.events.pop(0)
        end = time.monotonic() + seconds
        while True:
            message = self.read_message(end - time.monotonic())
            if message is None:
                return None
            if message.get("method") == "event":
                return message["params"]
