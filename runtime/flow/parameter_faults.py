"""What is wrong with the parameters that flows and subflows declare, whatever they are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from ..faults import Fault, fault
from .document import Flow, Parameter
from .outside import Outside
from .parameters import misfit, whole_secret
from .pointer import Steps, pointer


def declaration_faults(flow: Flow, file: str | None, outside: Outside) -> Iterator[Fault]:
    """Of the flow, and of the subflows in its file, whose defaults nobody else would look at."""
    yield from _faults(flow.parameters, file, (), outside, with_defaults=False)
    for name, subflow in flow.subflows.items():
        yield from _faults(subflow.parameters, file, ("subflows", name), outside, with_defaults=True)


def shared_faults(parameters: Mapping[str, Parameter], file: str | None, outside: Outside) -> Iterator[Fault]:
    """Of a project-wide subflow."""
    return _faults(parameters, file, (), outside, with_defaults=True)


def _faults(
    declared: Mapping[str, Parameter], file: str | None, before: Steps, outside: Outside, *, with_defaults: bool
) -> Iterator[Fault]:
    for name, parameter in declared.items():
        steps = (*before, "parameters", name)
        place = {"file": file, "path": pointer((*steps, "default")), "field": name}
        if parameter.type == "choice" and not parameter.choices:
            yield fault("choices-missing", file=file, path=pointer((*steps, "choices")), field=name, name=name)
        elif parameter.default is msgspec.UNSET:
            continue
        elif with_defaults and (wrong := misfit(parameter, parameter.default)) is not None:
            code, arguments = wrong
            yield fault(code, **place, **outside.hidden(arguments))
        elif _is_open_secret(parameter):
            outside.remember(parameter.default)
            yield fault("secret-in-file", **place, name=name)


def _is_open_secret(parameter: Parameter) -> bool:
    value = parameter.default
    return parameter.type == "secret" and isinstance(value, str) and value != "" and whole_secret(value) is None
