"""`core.template`: texts made from messages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinterflow.nodes.core.template import Template
from sinterflow.nodes.core.template_jinja import Jinja
from sinterflow.nodes.core.template_simple import simple
from sinterflow.runtime import Node, NodeError


def rendered(bench: Any, template: str, payload: Any = None, *, more: Any = None, **config: Any) -> Any:
    (result,) = bench(Template, {"template": template, **config}).payloads(payload, **(more or {}))
    return result


@pytest.mark.parametrize(
    ("template", "payload", "expected"),
    [
        ("{{topic}}: {{ payload.pv }} °C\n", {"pv": 850.5}, "zone-1: 850.5 °C\n"),
        ("{{payload.missing.deeper}}|{{nothing}}|{{payload.none}}", {"none": None}, "||"),
        ("{% for zone in payload %}{{ zone.pv }};{% endfor %}", [{"pv": 1}, {"pv": 2}], "1;2;"),
        ("{{ payload | round(1) }}", 3.14159, "3.1"),
        ("{{ payload.items }}", {"items": 3}, "3"),
        ("{{ '%.2f' | format(payload) }} {{ '{:.1f}'.format(payload) }}", 2, "2.00 2.0"),
        ("{{ msg.payload }} {{ env.limit }} {{ flow.recipe.name }} {{ global.plant }}", 1, "1 7 M3 P1"),
    ],
)
def test_jinja_fills_in_message_parameters_and_contexts(bench: Any, template: str, payload: Any, expected: str) -> None:
    node = bench(Template, {"template": template}, env={"limit": 7})
    node.flow_context.set("recipe", {"name": "M3"})
    node.global_context.set("plant", "P1")
    assert node.payloads(payload, topic="zone-1") == [expected]


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(1000000000) %}{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 'x' * 100000000 }}",
        "{{ [1] * 100000000 }}",
        "{{ 10 ** 1000000 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%999999999d' | format(1) }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ 'x' | center(999999999) }}",
        "{{ 'x'.ljust(999999999) }}",
        "{{ [1] | batch(999999999, 0) | list }}",
        "{{ msg.update({'a': 1}) }}",
        "{{ payload.__class__.mro() }}",
        "{{ payload.a.b() }}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_that_does_too_much_or_fails_is_an_error_of_the_message(bench: Any, template: str) -> None:
    with pytest.raises(NodeError, match="the template failed"):
        rendered(bench, template, "text")


def test_a_template_cannot_reach_python(bench: Any) -> None:
    assert rendered(bench, "{{ payload.__class__.__mro__ }}", "text") == ""


NAMES = st.sampled_from(["payload", "topic", "a", "b_1", "items", "values", "real", "upper", "msg", "loop", "x"])
PLACES = st.lists(NAMES, min_size=1, max_size=3).map(".".join)
SPACES = st.sampled_from(["", " ", "\n\t"])
PARTS = st.one_of(
    st.builds("{{{{{1}{0}{2}}}}}".format, PLACES, SPACES, SPACES),
    st.sampled_from(["text", "{", "}", "{{", "}}", "{%", "#}", "\r\n", "\n", "%", "é温"]),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
)


@given(st.lists(PARTS, max_size=6).map("".join), st.dictionaries(NAMES, VALUES, max_size=6))
@settings(max_examples=300)
def test_the_short_way_gives_what_jinja_gives(template: str, message: dict[str, Any]) -> None:
    quick = simple(template)
    if quick is not None:
        assert quick.render(message, NOWHERE) == Jinja(template).render(message, NOWHERE)


class Nowhere:
    env: dict[str, Any] = {}  # noqa: RUF012 - never written
    flow_context = global_context = None


NOWHERE: Node = Nowhere()  # type: ignore[assignment]


def test_plain_values_need_no_template_engine() -> None:
    assert simple("{{topic}}: {{payload.pv}} °C") is not None
    for template in ("{{payload.items}}", "{{ a|upper }}", "{% if a %}{% endif %}", "{{flow.x}}", "{{{a}}", "{# a #}"):
        assert simple(template) is None


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{payload}} {{{payload}}} {{&payload}}", "&lt;b&gt; <b> <b>"),
        ("{{#rows}}{{n}}{{^last}}, {{/last}}{{/rows}}", "1, 2"),
        ("begin\n{{#names}}\n- {{.}}\n{{/names}}\nend", "begin\n- a\n- b\nend"),
        ("{{^empty}}nothing{{/empty}}{{#empty}}x{{/empty}}", "nothing"),
        ("{{#yes}}{{payload.no}}{{deep.a.b}}{{/yes}}", "3"),
        ("{{! a remark }}{{=<% %>=}}<%names.1%> {{payload}}", "b {{payload}}"),
        ("{{ok}} {{none}} {{deep}}", "true  {&quot;a&quot;: {&quot;b&quot;: 3}}"),
        ("{{payload.__class__}}{{names.append}}", ""),
    ],
)
def test_mustache_knows_values_sections_and_comments(bench: Any, template: str, expected: str) -> None:
    more = {
        "rows": [{"n": 1}, {"n": 2, "last": True}],
        "names": ["a", "b"],
        "empty": [],
        "yes": True,
        "ok": True,
        "none": None,
        "deep": {"a": {"b": 3}},
    }
    assert rendered(bench, template, "<b>", more=more, syntax="mustache") == expected


def test_a_mustache_template_that_makes_too_much_is_an_error(bench: Any) -> None:
    template = "{{#a}}" * 6 + "x" + "{{/a}}" * 6
    with pytest.raises(NodeError, match="100000 parts"):
        rendered(bench, template, more={"a": [1] * 10}, syntax="mustache")


def test_a_plain_template_is_the_text_as_it_is(bench: Any) -> None:
    assert rendered(bench, "{{payload}} {% x", syntax="plain") == "{{payload}} {% x"


def test_the_text_can_be_read_as_json_or_yaml(bench: Any) -> None:
    assert rendered(bench, '{"pv": {{payload}}, "n": 12345678901234567890123}', 850, output="json") == {
        "pv": 850,
        "n": 12345678901234567890123,
    }
    yaml = "pv: {{payload}}\nday: 2026-11-23\n8: yes\nlist: &a [1]\nsame: *a\n"
    assert rendered(bench, yaml, 850, output="yaml") == {
        "pv": 850,
        "day": "2026-11-23",
        "8": True,
        "list": [1],
        "same": [1],
    }


@pytest.mark.parametrize(
    ("output", "template", "reason"),
    [
        ("json", '{\n "a" 1}', r"line 2, column 6"),
        ("json", "1" * 5000, "not JSON"),
        ("yaml", "a: [1", "not YAML"),
        ("yaml", "!!python/object/apply:os.system [id]", "not YAML"),
        ("yaml", "a: &a [*a]", "100000 values|not YAML"),
        (
            "yaml",
            "\n".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9) if n else 1}]" for n in range(9)),
            "100000 values",
        ),
    ],
)
def test_a_text_that_cannot_be_read_is_an_error(bench: Any, output: str, template: str, reason: str) -> None:
    with pytest.raises(NodeError, match=reason):
        rendered(bench, template, output=output, syntax="plain")


@pytest.mark.parametrize(
    ("syntax", "template", "row"),
    [("jinja", "a\n{% for %}", 2), ("jinja", "{{ a", 1), ("mustache", "a\n\n{{#b}}", 3), ("mustache", "{{/b}}", 1)],
)
def test_check_names_the_line_of_a_template_that_cannot_be_read(
    decoded: Any, syntax: str, template: str, row: int
) -> None:
    ((code, field, said),) = Template.check(decoded(Template, {"template": template, "syntax": syntax}))
    assert (code, field, said["row"]) == ("template-syntax", "template", row)


def test_another_path_gets_the_text(bench: Any) -> None:
    ((_, message),) = bench(Template, {"template": "{{payload}}!", "to": "alarm.text"}).give("hot")
    assert message["payload"] == "hot"
    assert message["alarm"] == {"text": "hot!"}
