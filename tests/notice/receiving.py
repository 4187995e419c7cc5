"""A program of somebody else's, in a process of its own: answers with the number that its path ends with.

Knows nothing of the product; the first line that it writes is its port, then one line for each request.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        tell(json.dumps([self.path, dict(self.headers.items()), body]))
        self.send_response(int(self.path.rsplit("/", 1)[-1]))
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    tell(str(server.server_address[1]))
    server.serve_forever()
