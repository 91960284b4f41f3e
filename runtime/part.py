"""What nodes and connections have in common: a declaration on the class, a config, the engine's host."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from .config import NodeConfig
from .host import Host, State
from .text import Text

if TYPE_CHECKING:
    from .clock import Clock

T = TypeVar("T")
ConfigType: TypeAlias = type[NodeConfig]


class Part:
    """What nodes and connections have in common: a declaration on the class, a config, the engine's host."""

    type: ClassVar[str]
    title: ClassVar[Text]
    help: ClassVar[Text] = ""
    """What the editor and the reference page say of it; a type that says nothing shows its docstring's first words."""
    icon: ClassVar[str] = ""
    version: ClassVar[int] = 1
    Config: ClassVar[ConfigType] = NodeConfig

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        said = inspect.cleandoc(cls.__dict__.get("__doc__") or "").partition("\n\n")[0]
        if "type" in cls.__dict__ and not cls.help:
            cls.help = " ".join(said.split())

    def __init__(self, config: Any) -> None:
        """`config` is an instance of `Config`. Nothing is opened here: the loop may not run yet."""
        self.config = config
        self.host: Host

    @classmethod
    def upgrade(cls, config: dict[str, Any], from_version: int) -> dict[str, Any]:
        """The config of an earlier `version` as this one writes it."""
        return config

    @property
    def id(self) -> str:
        return self.host.id

    @property
    def log(self) -> Any:
        """A structlog logger bound to flow and node."""
        return self.host.log

    @property
    def clock(self) -> Clock:
        """The engine's clock: the only one a node may ask for the time."""
        return self.host.clock

    def status(self, state: State, said: Text = "") -> None:
        """Show a state under the node in the editor and to status nodes."""
        self.host.status(state, said)

    async def run_blocking(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call what would block the event loop in a thread, and wait for its result."""
        return await self.host.run_blocking(function, *arguments)
