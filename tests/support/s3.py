"""A real S3 server on loopback, in a process of its own."""

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: What the server takes from anybody; known to the environment alone.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "loopback-key",
    "AWS_SECRET_ACCESS_KEY": "loopback-secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    # Nobody is asked whether this machine stands in a cloud.
    "AWS_EC2_METADATA_DISABLED": "true",
}

_SERVER = """
import sys
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Server:
    """The address of a running server."""

    address: str

    def make(self, bucket: str) -> None:
        """Make a bucket."""
        self._ask("PUT", bucket)

    def objects(self, bucket: str) -> dict[str, str]:
        """Return the keys of a bucket's objects with the digests of their bytes."""
        found: dict[str, str] = {}
        while True:
            after = f"&start-after={max(found)}" if found else ""
            page = self._ask("GET", f"{bucket}?list-type=2{after}")
            found |= dict(re.findall(r"<Key>(.*?)</Key>.*?<ETag>(.*?)</ETag>", page, re.DOTALL))
            if "<IsTruncated>true" not in page:
                return found

    def delete(self, bucket: str, key: str) -> None:
        """Lose an object."""
        self._ask("DELETE", f"{bucket}/{key}")

    def _ask(self, method: str, path: str) -> str:
        # Nobody's signature is looked at; without one, objects of others may not be deleted.
        signed = {"Authorization": f"AWS {CREDENTIALS['AWS_ACCESS_KEY_ID']}:unsigned"}
        request = urllib.request.Request(f"{self.address}/{path}", method=method, headers=signed)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            text: str = answer.read().decode()
        return text


@contextmanager
def running() -> Iterator[Server]:
    """Run a server on a free port."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a line for each request
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            port = process.stdout.readline().strip()
            assert port, "the S3 server did not start"
            yield Server(f"http://127.0.0.1:{port}")
        finally:
            process.stdin.close()
            process.wait(timeout=60)
