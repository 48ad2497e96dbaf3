"""The guarded connection under ``adapters.transport``: which addresses may be reached, and for how long at most.

The address is checked on the socket that is then used, so a name that resolves twice cannot slip past.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError
from urllib3.poolmanager import PoolManager

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class AddressRefused(Exception):
    """The host resolves to an address that the hub must not call."""


class Guard:
    """What one opened transport may reach and until when (a ``time.monotonic`` value)."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self.networks = tuple(networks)
        self.until: float | None = None

    def check(self, address: str) -> None:
        """Refuse addresses that are not public, unless their network is listed."""
        ip = ipaddress.ip_address(address.split("%")[0])
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        if any(ip.version == network.version and ip in network for network in self.networks):
            return
        if not ip.is_global or ip.is_multicast:
            raise AddressRefused("The host lies at a private or special address that is not listed.")


class Guillotine:
    """Closes a connection when its time is over: a peer that drips bytes cannot hold us longer."""

    def __init__(self) -> None:
        self.fell = False
        self._timer: threading.Timer | None = None

    def hang_over(self, connection: HTTPConnection, seconds: float) -> None:
        """Close ``connection`` after ``seconds`` unless lifted."""

        def fall() -> None:
            self.fell = True
            sock = connection.sock
            if sock is not None:
                # It may be closed already, which is what is wanted.
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

        self.lift()
        self._timer = threading.Timer(seconds, fall)
        self._timer.daemon = True
        self._timer.start()

    def lift(self) -> None:
        """Let the connection be."""
        if self._timer is not None:
            self._timer.cancel()


class GuardedAdapter(HTTPAdapter):
    """A requests adapter whose connections obey a guard."""

    def __init__(self, guard: Guard, guillotine: Guillotine) -> None:
        self._classes = _guarded_pools(guard, guillotine)
        super().__init__(pool_connections=4, pool_maxsize=4, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        """Give urllib3 our connection classes."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._classes


def _guarded_pools(guard: Guard, guillotine: Guillotine) -> dict[str, Any]:
    class Guarded(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, guard)

        def connect(self) -> None:
            super().connect()
            if guard.until is not None:
                guillotine.hang_over(self, max(0.0, guard.until - time.monotonic()))

    class GuardedTls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, guard)

        def connect(self) -> None:
            super().connect()
            if guard.until is not None:
                guillotine.hang_over(self, max(0.0, guard.until - time.monotonic()))

    plain = type("GuardedPool", (HTTPConnectionPool,), {"ConnectionCls": Guarded})
    tls = type("GuardedTlsPool", (HTTPSConnectionPool,), {"ConnectionCls": GuardedTls})
    return {"http": plain, "https": tls}


def _connect(connection: HTTPConnection, guard: Guard) -> socket.socket:
    try:
        found = socket.getaddrinfo(connection.host.strip("[]"), connection.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NewConnectionError(connection, "The host name is not known.") from error
    for *_, address in found:
        guard.check(str(address[0]))
    fault: OSError | None = None
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(connection.timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
            return sock
        except OSError as error:
            sock.close()
            fault = error
    raise NewConnectionError(connection, "No connection could be made.") from fault
