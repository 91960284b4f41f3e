"""What the text of a template says: itself, JSON or YAML."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar

from sinterflow.runtime import NodeError, text

MOST_VALUES = 100_000
"""Values in one YAML result, anchors written out: a few lines of them can stand for billions."""


def from_json(said: str) -> Any:
    """Raises NodeError with the place when the text is not JSON."""
    try:
        return json.loads(said)
    except json.JSONDecodeError as error:
        raise _unreadable("JSON", f"{error.msg} (line {error.lineno}, column {error.colno})") from None
    except (ValueError, RecursionError) as error:
        raise _unreadable("JSON", str(error)) from None


def from_yaml(said: str) -> Any:
    """Plain values only: dates stay texts, keys become texts. Raises NodeError when the text is not YAML."""
    import yaml

    try:
        return _Plain().value(yaml.load(said, _loader(yaml)))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _unreadable("YAML", " ".join(str(error).split())) from None


def _loader(yaml: Any) -> Any:
    class Loader(yaml.SafeLoader):  # type: ignore[misc]  # a class that is known only once yaml is imported
        """Without dates: `2026-11-23` stays a text."""

        yaml_implicit_resolvers: ClassVar = {
            first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    return Loader


class _Plain:
    """Copies what YAML gave, so that nothing is shared through anchors."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def value(self, value: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise _unreadable("YAML", f"it stands for more than {MOST_VALUES} values")
        if isinstance(value, dict):
            return {key if isinstance(key, str) else str(key): self.value(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple, set)):
            return [self.value(inner) for inner in value]
        return value


def _unreadable(format: str, reason: str) -> NodeError:
    return NodeError(
        text(en=f"the template's text is not {format}: {reason}", zh=f"模板生成的文本不是有效的 {format}：{reason}")
    )


READERS: dict[str, Callable[[str], Any]] = {"text": lambda said: said, "json": from_json, "yaml": from_yaml}
