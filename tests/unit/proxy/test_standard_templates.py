"""The templates that are filled without VTL, against VTL."""

from __future__ import annotations

import json

import pytest
from gateway_fakes import OWN, caller_of, merge
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corkboard_proxy.application import read_definition
from corkboard_proxy.gateway.standard_templates import (
    fill_record,
    fill_records,
    is_record_template,
    is_records_template,
    is_values_template,
)
from corkboard_proxy.gateway.velocity import MappingTemplate
from corkboard_proxy.streams.puts import read_record

RECORD_TEMPLATE = """{
    "StreamName": "$input.params('stream-name')",
    "Data": "$util.base64Encode($input.json('$.Data'))",
    "PartitionKey": "$input.path('$.PartitionKey')"
}"""
RECORDS_TEMPLATE = """{
    "StreamName": "$input.params('stream-name')",
    "Records": [
       #foreach($elem in $input.path('$.records'))
          {
            "Data": "$util.base64Encode($elem.data)",
            "PartitionKey": "$elem.partition-key"
          }#if($foreach.hasNext),#end
        #end
    ]
}"""
VALUES_TEMPLATE = RECORDS_TEMPLATE.replace(
    """          {
            "Data": "$util.base64Encode($elem.data)",""",
    """#set($json = $input.json("$.records[${foreach.index}].data"))
          {
            "Data": "#if($json.startsWith('"'))$util.base64Encode($elem.data)#else$util.base64Encode($json)#end",""",
)
NUMBERS = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(min_value=10**30, max_value=10**40),
)
TEXT = st.text(st.characters(codec="utf-8"))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXT),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(TEXT, inner)),
    max_leaves=8,
)
SAFE = st.text(
    st.characters(codec="utf-8", exclude_characters='"\\', min_codepoint=32), min_size=1, max_size=256
)
KEYS = st.one_of(SAFE, SAFE, TEXT, JSON)
USUAL = st.just("streaming-corkboard-pin")
NAMES = st.one_of(USUAL, USUAL, st.sampled_from(["a%2Fb", "x%20y", "é", "$a", "#end"]), TEXT)


def _texts(value):
    """Return JSON texts of a value: compact or spaced, escaped or not, with a member repeated."""
    plain = [
        json.dumps(value, separators=separators, ensure_ascii=is_ascii).encode()
        for separators in ((",", ":"), (" , ", " : "))
        for is_ascii in (True, False)
    ]
    if isinstance(value, dict) and value:
        name = next(iter(value))
        plain.append(b"{" + json.dumps(name).encode() + b':"first",' + plain[0][1:])
    return plain


def _bodies(*usual):
    """Return texts of usual bodies, and now and then of any JSON, or no JSON at all."""
    return st.one_of(*usual, JSON).flatmap(lambda value: st.sampled_from(_texts(value))) | st.binary()


RECORD = st.fixed_dictionaries({"PartitionKey": KEYS}, optional={"StreamName": TEXT, "Data": JSON})
ENTRY = st.fixed_dictionaries({"data": TEXT, "partition-key": SAFE})
ODD_ENTRY = st.fixed_dictionaries({}, optional={"data": TEXT | JSON, "partition-key": KEYS}) | JSON
RECORDS = st.fixed_dictionaries({"records": st.lists(ENTRY)})
ODD_RECORDS = st.fixed_dictionaries({"records": st.lists(ODD_ENTRY) | JSON})


@settings(max_examples=200, deadline=None)
@given(body=_bodies(RECORD, RECORD), name=NAMES)
@example(body=b'{"Data":null,"PartitionKey":"k"}', name="s")
@example(body=b'{"PartitionKey":"k"}', name="s")
def test_a_record_is_what_vtl_would_make_of_it(body, name):
    """Whatever the body: the same stream, data and key as VTL's text says, or it is left to VTL."""
    caller = caller_of(body, {"stream-name": name})

    fast = fill_record(caller)

    if fast is not None:
        assert read_record(merge(RECORD_TEMPLATE, caller).encode()) == fast


@settings(max_examples=200, deadline=None)
@given(body=_bodies(RECORDS, RECORDS, ODD_RECORDS), name=NAMES)
@example(body=b'{"records":[]}', name="s")
@example(body=b'{"records":[{"data":"","partition-key":"a\\"b"}]}', name="s")
def test_records_are_what_vtl_would_make_of_them(body, name):
    """Whatever the body, by the guide's template or by ours, or it is left to VTL."""
    caller = caller_of(body, {"stream-name": name})

    for template in (RECORDS_TEMPLATE, VALUES_TEMPLATE):
        fast = fill_records(caller, takes_values=is_values_template(template))

        if fast is not None:
            assert json.loads(merge(template, caller)) == json.loads(fast)


@given(data=JSON, key=SAFE)
def test_an_ordinary_record_needs_no_vtl(data, key):
    """Or the property above would hold for want of records."""
    body = json.dumps({"Data": data, "PartitionKey": key}).encode()

    assert fill_record(caller_of(body, {"stream-name": "s"})) is not None


def test_ordinary_records_need_no_vtl():
    """As above, for many."""
    body = json.dumps(
        {"records": [{"data": "é\n", "partition-key": "a"}, {"data": "", "partition-key": "b"}]}
    )
    filled = fill_records(caller_of(body.encode(), {"stream-name": "s"}), takes_values=False)

    entries = [{"Data": "w6kK", "PartitionKey": "a"}, {"Data": "", "PartitionKey": "b"}]
    assert json.loads(filled) == {"StreamName": "s", "Records": entries}


@given(st.lists(st.tuples(JSON, SAFE)))
def test_ordinary_values_need_no_vtl(records):
    """As above, for ours."""
    body = {"records": [{"data": data, "partition-key": key} for data, key in records]}

    assert fill_records(caller_of(json.dumps(body).encode(), {"stream-name": "s"}), takes_values=True)


def test_our_own_definition_has_the_standard_templates():
    """So that its records take no VTL."""
    templates = [
        MappingTemplate(route.integration.content["requestTemplates"]["application/json"])
        for route in read_definition(OWN).routes
        if route.method == "PUT"
    ]

    found = [(template.is_record, template.is_records, template.takes_values) for template in templates]
    assert found == [(True, False, False), (False, True, True)]


@pytest.mark.parametrize("separator", [" ", "\n\t", ""])
def test_the_guides_templates_are_known_whatever_their_white_space(separator):
    """Between tokens only."""
    lines = separator.join(line.strip() for line in RECORD_TEMPLATE.splitlines())
    many = separator.join(line.strip() for line in RECORDS_TEMPLATE.splitlines())

    assert is_record_template(lines)
    assert is_records_template(many)
    ours = separator.join(line.strip() for line in VALUES_TEMPLATE.splitlines())
    assert is_values_template(ours)
    assert not is_values_template(many)
    assert not is_records_template(ours)
    assert not is_record_template(many)
    assert not is_records_template(lines)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$.Data", "$.data"),
        ("PartitionKey'", "PartitionKey' "),
        ("stream-name')", "stream-name') "),
        ('"}', '","ExplicitHashKey":"1"}'),
        ("base64Encode(", "base64Encode( "),
    ],
)
def test_a_template_that_says_another_thing_is_left_to_vtl(old, new):
    """One blank in a string is another thing."""
    lines = "".join(line.strip() for line in RECORD_TEMPLATE.splitlines())
    assert old in lines

    assert not is_record_template(lines.replace(old, new))
    assert not is_records_template(RECORDS_TEMPLATE.replace("$elem.data", "$elem.Data"))
