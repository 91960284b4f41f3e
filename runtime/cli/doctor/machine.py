"""Python, memory, limits, ports and programs of this machine."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import find_spec

from ...licences import UNKNOWN, installed_with, licence
from ...text import text
from ..machine import port_is_free
from .finding import Finding
from .memory import memory

FILES = 1024
"""Open files that a small plant with its connections, wires and pages may need."""

PYTHON = text(en="Python", zh="Python")
PLUGIN = text(en="Plugin", zh="插件")
PROGRAM = text(en="Optional program", zh="可选程序")


def machine(port: int) -> Iterator[Finding]:
    yield from python()
    yield memory()
    yield from open_files()
    yield ports(port)
    yield from plugins()
    yield licences()
    yield from programs()


def python() -> Iterator[Finding]:
    said = f"{platform.python_implementation()} {platform.python_version()}, {platform.platform(terse=True)}"
    if sys.maxsize < 2**32:
        yield Finding(
            PYTHON,
            "warn",
            text(en=f"{said}, 32 bit", zh=f"{said}，32 位"),
            text(
                en="install a 64-bit Python: data may grow beyond 2 GiB", zh="请安装 64 位 Python：数据可能超过 2 GiB"
            ),
        )
    else:
        yield Finding(PYTHON, "ok", f"{said}, {platform.machine()}, sinterflow {version('sinterflow')}")
    if sys.platform != "win32":
        yield _optional(
            find_spec("uvloop") is not None,
            "uvloop",
            text(en="a faster event loop", zh="更快的事件循环"),
            "pip install 'sinterflow[speed]'",
        )


def open_files() -> Iterator[Finding]:
    if sys.platform == "win32":
        return
    import resource

    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if 0 <= limit < FILES:
        yield Finding(
            text(en="Open files", zh="打开文件数"),
            "warn",
            text(en=f"at most {limit}", zh=f"上限为 {limit}"),
            text(en=f"raise the limit: ulimit -n {FILES * 64}", zh=f"请提高上限：ulimit -n {FILES * 64}"),
        )


def ports(port: int) -> Finding:
    name = text(en="Port", zh="端口")
    if port_is_free("127.0.0.1", port):
        return Finding(name, "ok", text(en=f"{port} is free", zh=f"{port} 空闲"))
    return Finding(
        name,
        "warn",
        text(en=f"{port} is in use", zh=f"{port} 已被占用"),
        text(
            en="if that is not Sinterflow itself, give run another one with --port",
            zh="如果占用者不是 Sinterflow，请在 run 时用 --port 换一个端口",
        ),
    )


def plugins() -> Iterator[Finding]:
    for point in _points():
        try:
            point.load()
        except Exception as error:
            yield Finding(
                PLUGIN,
                "fail",
                text(en=f"{_whose(point)} cannot be loaded: {error}", zh=f"{_whose(point)} 无法加载：{error}"),
                text(en="install it again, or remove it", zh="请重新安装或卸载"),
            )
        else:
            yield Finding(PLUGIN, "ok", _whose(point))


def _whose(point: EntryPoint) -> str:
    if point.dist is None:
        return point.name
    return f"{point.name} ({point.dist.name} {point.dist.version}, {licence(point.dist.metadata)})"


def licences() -> Finding:
    """Of the packages that Sinterflow and the plugins here stand on."""
    name = text(en="Licences", zh="许可证")
    used = [
        (one.name, licence(one.metadata)) for one in installed_with(point.dist for point in _points() if point.dist)
    ]
    unknown = sorted(package for package, terms in used if terms == UNKNOWN)
    kinds = Counter(terms for _, terms in used)
    said = "; ".join(f"{terms} ({count})" for terms, count in kinds.most_common())
    if not unknown:
        return Finding(name, "ok", said)
    names = ", ".join(unknown)
    return Finding(
        name,
        "warn",
        text(en=f"{said}. Not stated by: {names}", zh=f"{said}。以下软件包未声明：{names}"),
        text(en="see what their authors say before you pass them on", zh="转交他人之前请先向作者确认"),
    )


def _points() -> list[EntryPoint]:
    return sorted(entry_points(group="sinterflow"), key=lambda one: one.name)


def programs() -> Iterator[Finding]:
    broker = text(en="an MQTT broker for the demo", zh="演示所用的 MQTT 服务器")
    if _found("mosquitto"):
        yield _optional(True, "mosquitto", broker, "")
    else:
        yield _optional(find_spec("amqtt") is not None, "amqtt", broker, "pip install 'sinterflow[demo]'")


def _found(name: str) -> bool:
    path = os.environ.get("PATH", os.defpath)
    return shutil.which(name, path=os.pathsep.join((path, "/usr/sbin", "/usr/local/sbin"))) is not None


def _optional(there: bool, name: str, purpose: dict[str, str] | str, install: str) -> Finding:
    en, zh = (purpose, purpose) if isinstance(purpose, str) else (purpose["en"], purpose["zh"])
    if there:
        return Finding(PROGRAM, "ok", text(en=f"{name}: {en}", zh=f"{name}：{zh}"))
    return Finding(
        PROGRAM,
        "warn",
        text(en=f"{name} is not installed: {en}", zh=f"未安装 {name}：{zh}"),
        text(en=f"if you want it: {install}", zh=f"如需要：{install}"),
    )
