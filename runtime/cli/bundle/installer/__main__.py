"""`install.sh` and `install.ps1` come here."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from . import bundle as bundles
from . import service as services
from . import upgrade, words
from .service import Service, System
from .words import Failed, pick, say


def this_system() -> System:
    if sys.platform == "win32":
        from .on_windows import OnWindows

        return OnWindows()
    from .on_linux import OnLinux

    return OnLinux()


def main(arguments: Sequence[str] | None = None, system: System | None = None) -> int:
    """Gives the exit code: 0 good, 1 not; the machine is then as it was, or the text says how it is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given = options().parse_args(arguments)
    words.speak(given.lang)
    try:
        act(given, system or this_system())
    except Failed as failed:
        print(pick(en=f"install: {failed}", zh=f"安装：{failed}"), file=sys.stderr)
        return 1
    except (OSError, subprocess.CalledProcessError) as error:
        hint = pick(en="are you administrator (root) here?", zh="是否以管理员（root）身份运行？")
        print(pick(en=f"install: {error}; {hint}", zh=f"安装：{error}；{hint}"), file=sys.stderr)
        return 1
    return 0


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("install", description="Installs Sinterflow, brings it up to date, takes it away.")
    parser.add_argument("--project", help="project folder that the service runs; made when it is not there")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8480)")
    parser.add_argument("--tls-cert", help="certificate for HTTPS (PEM)")
    parser.add_argument("--tls-key", help="its private key (PEM)")
    parser.add_argument("--headless", action="store_true", default=None, help="no editor and no other pages")
    parser.add_argument("--insecure", action="store_true", default=None, help="allow other machines without TLS")
    parser.add_argument("--no-service", action="store_true", help="only the command sinterflow")
    parser.add_argument("--start", action="store_true", help="only start the service that is installed")
    parser.add_argument("--stop", action="store_true", help="only stop it, in order, until --start")
    parser.add_argument("--uninstall", action="store_true", help="all goes but projects and their data")
    parser.add_argument("--lang", choices=("en", "zh"), help="language of what is said")
    return parser


def act(given: argparse.Namespace, system: System) -> None:
    if given.uninstall:
        upgrade.uninstall(system)
    elif given.start or given.stop:
        service = services.load(system.home)
        if service is None:
            raise Failed(pick(en="no service is installed here", zh="本机没有安装服务"))
        (system.start if given.start else system.stop)(service)
    else:
        bundle = bundles.read(Path(__file__).resolve().parent.parent)
        bundles.verify(bundle)
        system.home.mkdir(parents=True, exist_ok=True)
        upgrade.install(bundle, system, wanted(given, system))
        tell(given, system)


def wanted(given: argparse.Namespace, system: System) -> Service | None:
    """The service as it was set up before, with what is said anew; None: none."""
    if given.no_service or not system.can_serve():
        return None
    known = services.load(system.home) or Service(str(system.project))
    said = {one.name: value for one in fields(Service) if (value := getattr(given, one.name)) is not None}
    for name in ("project", "tls_cert", "tls_key"):
        if name in said:
            said[name] = str(Path(said[name]).resolve())
    return replace(known, **said)


def tell(given: argparse.Namespace, system: System) -> None:
    service = services.load(system.home)
    if service is None or given.no_service:
        say(
            en="No service was set up. Run a project with: sinterflow run PROJECT",
            zh="未设置服务。运行项目：sinterflow run 项目目录",
        )
        return
    scheme = "https" if service.tls_cert else "http"
    say(
        en=f"The project is {service.project}, its page {scheme}://{service.host}:{service.port}, the first token in "
        f"{service.data / 'start-token'}",
        zh=f"项目目录 {service.project}，页面 {scheme}://{service.host}:{service.port}，启动令牌在 "
        f"{service.data / 'start-token'}",
    )


if __name__ == "__main__":
    sys.exit(main())
