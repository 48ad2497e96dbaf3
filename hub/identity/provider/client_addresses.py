"""Which addresses a client may register: what every URL reader takes apart in the same way, and nothing else."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

ADDRESS_MAX = 500
# What a browser or a server may write into an address; everything else must be percent-encoded there.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?\[\]@!$&'()+,;=%]+")


@dataclass(frozen=True)
class Surroundings:
    """Where the hub runs: in production nothing is plain http or loopback; ``networks`` are private but listed."""

    production: bool
    networks: Sequence[str] = ()


def address_fault(url: str, *, production: bool) -> tuple[str, str] | None:
    """Why an address cannot be registered (Chinese, English), or None. It is compared exactly later (RFC 9700 §2.1).

    Only what every URL reader takes apart in the same way is accepted: no user part, no fragment, no wildcard,
    no backslash, no dot segments, host in lower case.
    """
    if len(url) > ADDRESS_MAX or not _ADDRESS.fullmatch(url):
        return (
            "应为完整的 https 地址，不含空格、通配符（*）、片段（#）和非 ASCII 字符。",
            "give a whole https address without blanks, wildcards (*), a fragment (#) or non-ASCII characters.",
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "主机名或端口写法有误。", "host or port cannot be read."
    host = parts.hostname or ""
    if "@" in parts.netloc or not host or parts.netloc != parts.netloc.lower() or port == 0:
        return "不得包含用户名和密码，主机名须用小写。", "no user part, and the host in lower case."
    if re.search(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", parts.path, re.IGNORECASE) or ";" in parts.path:
        return "路径不得包含「.」「..」或「;」。", 'no ".", ".." or ";" in the path.'
    return _scheme_fault(parts.scheme, host, production=production)


def _scheme_fault(scheme: str, host: str, *, production: bool) -> tuple[str, str] | None:
    loopback = is_loopback(host)
    if production and loopback:
        return "生产环境不接受本机地址。", "a loopback address is not accepted in production."
    if scheme == "http" and not loopback:
        return "须使用 https；http 仅限开发环境的本机地址。", "use https; http is for loopback in development only."
    if host.startswith(".") or host.endswith(".") or ".." in host:
        return "主机名写法有误。", "the host name cannot be read."
    return None


def is_loopback(host: str) -> bool:
    """Whether a host name means the very machine it is used on."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def egress_fault(url: str, at: Surroundings) -> tuple[str, str] | None:
    """Why the hub would never call this address itself, as far as the address alone tells; names are judged then."""
    host = urlsplit(url).hostname or ""
    if is_loopback(host):
        return None  # refused before in production, and listed elsewhere
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return None
    listed = [ipaddress.ip_network(network) for network in at.networks]
    if (ip.is_global and not ip.is_multicast) or any(ip.version == net.version and ip in net for net in listed):
        return None
    return (
        "该地址位于内部网络，平台不会向其发送通知；确需使用时请先在设置 egress.networks 中登记网段。",
        "this address lies in a private network that the hub does not call; list it under egress.networks first.",
    )
