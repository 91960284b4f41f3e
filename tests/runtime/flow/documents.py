"""Hypothesis strategies: documents as people and editors may write them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,8}", fullmatch=True)
WORDS: st.SearchStrategy[Any] = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.fixed_dictionaries(
    {"en": st.text('ab\n"\\', max_size=5)}, optional={"zh": st.sampled_from(["一厂", "温度 °C"])}
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc-温", max_size=6), inner, max_size=4),
    max_leaves=8,
)
PLACE = st.tuples(st.integers(-9999, 9999), st.floats(-1e4, 1e4)).map(list)


def distinct(ids: st.SearchStrategy[str], values: st.SearchStrategy[Any], size: int = 4) -> st.SearchStrategy[Any]:
    """Tables by ids that are unique ignoring case."""
    return st.lists(st.tuples(ids, values), max_size=size, unique_by=lambda one: one[0].lower()).map(dict)


def nodes() -> st.SearchStrategy[dict[str, Any]]:
    optional = {
        "name": WORDS,
        "info": WORDS,
        "version": st.integers(1, 3),
        "disabled": st.booleans(),
        "config": st.dictionaries(st.text("abcdef_", min_size=1, max_size=30), VALUES, max_size=5),
    }
    return st.fixed_dictionaries({"type": st.sampled_from(["core.change", "mqtt.out"])}, optional=optional)


def policies() -> st.SearchStrategy[Any]:
    full = st.sampled_from(["block", "drop-oldest", "keep-latest"])
    bounded = st.fixed_dictionaries(
        {"policy": st.just("bounded")}, optional={"size": st.integers(1, 5000), "full": full}
    )
    durable = st.fixed_dictionaries({"policy": st.just("durable")}, optional={"max_age": st.just("1h")})
    return st.one_of(st.just({"policy": "direct"}), bounded, durable)


@st.composite
def wires(draw: st.DrawFn, ids: list[str]) -> list[Any]:
    if not ids:
        return []
    end = st.sampled_from(ids)
    made = []
    for _ in range(draw(st.integers(0, 5))):
        policy = draw(st.none() | policies())
        made.append([draw(end), f"{draw(end)}:in", *([policy] if policy else [])])
    return made


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    inside = draw(distinct(IDS, nodes(), 5))
    ids = list(inside)
    layout = draw(st.dictionaries(st.sampled_from(ids), PLACE, max_size=5)) if ids else {}
    made: dict[str, Any] = {
        "nodes": inside,
        "wires": draw(wires(ids)),
        "layout": layout,
        "name": draw(WORDS),
        "description": draw(WORDS),
        "parameters": draw(distinct(IDS, PARAMETERS)),
        "groups": draw(distinct(IDS, st.fixed_dictionaries({}, optional={"name": WORDS, "color": st.just("#fff")}), 2)),
        "notes": draw(distinct(IDS, st.fixed_dictionaries({"text": WORDS}, optional={"at": PLACE, "size": PLACE}), 2)),
    }
    kept = draw(st.lists(st.sampled_from(list(made)), unique=True))
    return {name: made[name] for name in kept}


PARAMETERS = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "number", "json", "list"])},
    optional={"default": VALUES, "title": WORDS, "unit": st.just("°C")},
)


@st.composite
def flows(draw: st.DrawFn) -> dict[str, Any]:
    """A flow whose document has no faults; what its nodes are is not looked at."""
    made: dict[str, Any] = {
        "format": 1,
        "id": draw(IDS),
        **draw(graphs()),
        "disabled": draw(st.booleans()),
        "requires": draw(st.sampled_from([{}, {"core": ">=0.1"}])),
        "subflows": draw(distinct(IDS, graphs().map(lambda one: {**one, "inputs": {"in": []}}), 2)),
    }
    order = draw(st.permutations(list(made)))
    return {name: made[name] for name in order}
