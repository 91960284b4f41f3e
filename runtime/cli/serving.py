"""What the options of `run` that concern the network add up to."""

from __future__ import annotations

from ipaddress import ip_address
from ssl import PROTOCOL_TLS_SERVER, SSLContext, SSLError

from ..reasons import reason
from ..text import pick
from .command import Refused


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def tls_context(certificate: str | None, key: str | None) -> SSLContext | None:
    """For the files of --tls-cert and --tls-key; None without them. Raises Refused when they do not make a pair."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        missing = "--tls-cert" if certificate is None else "--tls-key"
        raise Refused(
            en=f"{missing} is missing: TLS needs the certificate and its key",
            zh=f"缺少 {missing}：TLS 需要证书及其私钥",
        )
    context = SSLContext(PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key)
    except SSLError as error:
        raise Refused(
            en=f"{certificate} and {key} are not a certificate and its key in PEM form: {error.reason}",
            zh=f"{certificate} 与 {key} 不是配对的 PEM 证书和私钥：{error.reason}",
        ) from error
    except OSError as error:
        why = reason(error)
        raise Refused(
            en=f"{certificate} or {key} cannot be read: {pick(why)}; check --tls-cert and --tls-key",
            zh=f"无法读取 {certificate} 或 {key}：{pick(why, 'zh')}；请检查 --tls-cert 和 --tls-key",
        ) from error
    return context


def names_in(certificate: str | None) -> list[str]:
    """The names and addresses that a certificate is for: by those callers know this machine."""
    if certificate is None:
        return []
    from pathlib import Path

    from cryptography.x509 import DNSName, IPAddress, SubjectAlternativeName, load_pem_x509_certificate
    from cryptography.x509.extensions import ExtensionNotFound

    try:
        made = load_pem_x509_certificate(Path(certificate).read_bytes())
        names = made.extensions.get_extension_for_class(SubjectAlternativeName).value
    except (ExtensionNotFound, ValueError, OSError):
        return []  # `tls_context` has said what is wrong with it
    return [*names.get_values_for_type(DNSName), *(str(one) for one in names.get_values_for_type(IPAddress))]


def check_exposure(host: str, *, tls: bool, insecure: bool) -> None:
    """Refuse to talk in the clear to other machines, unless a person says that the network may hear it."""
    if is_loopback(host) or tls or insecure:
        return
    raise Refused(
        en=f"--host {host} can be reached from other machines, and without TLS everybody on the way can read along: "
        "give --tls-cert and --tls-key, or --insecure if you trust the network",
        zh=f"--host {host} 可从其他机器访问，未启用 TLS 时通信内容可被窃听：请指定 --tls-cert 和 --tls-key，"
        "若确信网络可信，可加 --insecure",
    )


def login_link(url: str, token: str) -> str:
    """The link that logs in whoever opens it on this machine; through a loopback address, where the token counts."""
    for anywhere, loopback in (("//0.0.0.0:", "//127.0.0.1:"), ("//[::]:", "//[::1]:")):
        url = url.replace(anywhere, loopback)
    return f"{url}/#token={token}"
