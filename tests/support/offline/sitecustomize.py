"""Python imports this at its start wherever this folder is on PYTHONPATH, in workers too: it refuses the network.

What was tried is noted in the file that KHABAR_NETWORK_LOG names, a line each, so that a refusal which a library
swallows is seen as well. Sockets of this machine's own files (AF_UNIX) are no network.
"""

import errno
import os
import socket
import sys

_NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_PEERS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _NAMES and event not in _PEERS:
        return
    first = arguments[0]
    if event in _PEERS and isinstance(first, socket.socket) and first.family not in (socket.AF_INET, socket.AF_INET6):
        return
    with open(LOG, "a", encoding="utf-8") as log:  # noqa: PTH123 - before anything is imported
        log.write(f"{event} {arguments[-1] if event in _PEERS else first} by {' '.join(sys.orig_argv)}\n")
    raise OSError(errno.ENETUNREACH, "this test has no network")


# Whoever only looks for doctests here has a network: a hook cannot be taken back.
if LOG := os.environ.get("KHABAR_NETWORK_LOG", ""):
    sys.addaudithook(_refuse)
