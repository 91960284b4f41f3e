"""What the options of `run` that concern the network add up to."""

from __future__ import annotations

from pathlib import Path
from ssl import SSLError
from typing import TYPE_CHECKING

from .. import addresses
from ..reasons import reason
from ..text import pick
from .command import Refused

if TYPE_CHECKING:
    from ..tls.certificates import Certificates

TLS_FOLDER, SERVER = "tls", "server.pem"
"""Where `tls init` puts what it makes: in the data folder."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host, given as address or name."""
    return host == "localhost" or addresses.is_loopback(host)


def certificates(certificate: str | None, key: str | None, data: Path, *, insecure: bool) -> Certificates | None:
    """Those of --tls-cert and --tls-key, else those that `tls init` made in the data folder; None without both, or when
    --insecure asks for none. Raises Refused when they do not make a pair."""
    if certificate is None and key is None:
        own = data / TLS_FOLDER / SERVER
        if insecure or not own.exists():
            return None
        certificate = key = str(own)
    if certificate is None or key is None:
        missing = "--tls-cert" if certificate is None else "--tls-key"
        raise Refused(
            en=f"{missing} is missing: TLS needs the certificate and its key",
            zh=f"缺少 {missing}：TLS 需要证书及其私钥",
        )
    from ..tls.certificates import Certificates

    try:
        return Certificates(Path(certificate), Path(key))
    except (SSLError, ValueError) as error:
        said = error.reason if isinstance(error, SSLError) else error
        raise Refused(
            en=f"{certificate} and {key} are not a certificate and its key in PEM form: {said}",
            zh=f"{certificate} 与 {key} 不是配对的 PEM 证书和私钥：{said}",
        ) from error
    except OSError as error:
        why = reason(error)
        raise Refused(
            en=f"{certificate} or {key} cannot be read: {pick(why)}; check --tls-cert and --tls-key",
            zh=f"无法读取 {certificate} 或 {key}：{pick(why, 'zh')}；请检查 --tls-cert 和 --tls-key",
        ) from error


def check_exposure(host: str, *, tls: bool, insecure: bool) -> None:
    """Refuse to talk in the clear to other machines, unless a person says that the network may hear it."""
    if is_loopback(host) or tls or insecure:
        return
    raise Refused(
        en=f"--host {host} can be reached from other machines, and without TLS everybody on the way can read along: "
        "make certificates with sinterflow tls init, give --tls-cert and --tls-key, or --insecure if you trust the "
        "network",
        zh=f"--host {host} 可从其他机器访问，未启用 TLS 时通信内容可被窃听：请用 sinterflow tls init 创建证书，或指定 "
        "--tls-cert 和 --tls-key；若确信网络可信，可加 --insecure",
    )


def login_link(url: str, token: str) -> str:
    """The link that logs in whoever opens it on this machine; through a loopback address, where the token counts."""
    return f"{through_loopback(url)}/#token={token}"


def through_loopback(url: str) -> str:
    """The address by which this machine itself reaches a server that listens everywhere."""
    for anywhere, loopback in (("//0.0.0.0:", "//127.0.0.1:"), ("//[::]:", "//[::1]:")):
        url = url.replace(anywhere, loopback)
    return url
