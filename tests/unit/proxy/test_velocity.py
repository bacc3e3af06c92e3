"""Mapping templates, as AWS was recorded to execute them."""

from __future__ import annotations

import base64
import json

import pytest
from gateway_fakes import caller_of, merge

from corkboard_proxy.gateway.errors import GatewayError
from corkboard_proxy.gateway.velocity import MappingTemplate

BODY = json.dumps(
    {
        "map": {"a": "b", "c": {"d": 1}, "n": None, "t": True},
        "list": [1, "x", {"y": None}],
        "empty": [],
        "null": None,
        "text": "hello",
        "partition-key": "k",
        "records": [{"data": "one"}, {"data": "two"}, {"data": "three"}],
    }
).encode()


def _merge(template, body=BODY, **caller):
    return merge(template, caller_of(body, **caller))


@pytest.mark.parametrize(
    ("path", "rendered"),
    [
        ("$.map", "{a=b, c={d=1}, n=null, t=true}"),
        ("$.map.c", "{d=1}"),
        ("$.list", '[1,"x",{"y":null}]'),
        ("$.empty", "[]"),
        ("$.null", ""),
        ("$.nope", ""),
        ("$.text.nope", ""),
        ("$.list[1]", "x"),
        ("$.list[7]", ""),
        ("$['partition-key']", "k"),
        ("$.partition-key", "k"),
        ("$.map.t", "true"),
        ("$.records[*].data", '["one","two","three"]'),
    ],
)
def test_a_path_renders_a_map_as_java_does_and_a_list_as_json(path, rendered):
    """What is missing or null renders empty."""
    assert _merge(f"$input.path('{path}')" if "'" not in path else f'$input.path("{path}")') == rendered


@pytest.mark.parametrize(
    ("path", "rendered"),
    [
        ("$.text", '"hello"'),
        ("$.map", '{"a":"b","c":{"d":1},"n":null,"t":true}'),
        ("$.empty", "[]"),
        ("$.nope", '""'),
        ("$.null", '""'),
        ("$.map.c.d", "1"),
    ],
)
def test_json_is_compact_json(path, rendered):
    """A string has its quotes; what is missing is two quotes."""
    assert _merge(f"$input.json('{path}')") == rendered


def test_json_keeps_order_digits_and_letters():
    """Of two members with one name the last value counts, at the first one's place."""
    body = '{"b": 1.10, "a" : 123456789012345678901234567890, "z": "\\u00e9/é", "b": 2.50}'.encode()

    assert _merge("$input.json('$')", body) == '{"b":2.50,"a":123456789012345678901234567890,"z":"é/é"}'


@pytest.mark.parametrize("body", [b"", b"{"])
def test_a_body_that_says_nothing_renders_nothing(body):
    """Empty or malformed: a path finds nothing, which Kinesis sees as an empty partition key."""
    assert _merge("[$input.path('$.PartitionKey')][$input.json('$.Data')]", body) == '[][""]'


def test_the_body_of_an_empty_request_is_an_empty_object():
    """$input.body otherwise is the body as it came."""
    assert _merge("$input.body", b"") == "{}"
    assert _merge("$input.body", b'{ "a": 1}') == '{ "a": 1}'


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("$input.path('$.nope') == $null", True),
        ("$input.path('$.nope') == ''", True),
        ("$input.path('$.null') == $null", True),
        ("$input.path('$.null') == ''", True),
        ("$input.path('$.nope') != ''", False),
        ("$input.path('$.empty') == $null", False),
        ("$input.path('$.empty') == ''", False),
        ("$undefined != ''", False),
        ("$undefined", False),
        ("$input.path('$.text') == 'hello'", True),
        ("$input.path('$.text') == ''", False),
        ("$input.path('$.records').size() == 3", True),
        ("$input.path('$.text').length() == 5", True),
        ("$input.path('$.map').containsKey('a')", True),
        ("$input.path('$.empty').isEmpty()", True),
        ("$input.path('$.map.c').size() > 1", False),
    ],
)
def test_conditions_hold_as_recorded(condition, holds):
    """Missing and null equal both $null and an empty text; an empty list equals neither."""
    assert _merge(f"#if({condition})yes#{{else}}no#end") == ("yes" if holds else "no")


def test_ranges_indices_in_quoted_paths_and_has_next_work():
    """All three in one loop, as people write them."""
    template = """#set($end = $input.path('$.records').size() - 1)
#foreach($i in [0..$end])$input.json("$.records[${i}].data")#if($foreach.hasNext),#end#end"""

    assert _merge(template).strip() == '"one","two","three"'


def test_a_loop_over_a_map_goes_over_its_values():
    """As Velocity does; keySet() gives the names."""
    assert _merge("#foreach($v in $input.path('$.map.c'))<$v>#end") == "<1>"
    assert _merge("#foreach($k in $input.path('$.map.c').keySet())<$k>#end") == "<d>"


def test_a_member_is_never_one_of_pythons_methods():
    """A name that is missing is missing."""
    assert (
        _merge("[$input.path('$.map').items][$input.path('$.list').append][$input.path('$.map').pop]")
        == "[][][]"
    )


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("base64Encode('é')", "w6k="),
        ("base64Decode('w6k=')", "é"),
        ("base64Encode($input.path('$.map.c'))", base64.b64encode(b"{d=1}").decode()),
        ('escapeJavaScript("it\'s")', "it\\'s"),
        ("escapeJavaScript($input.json('$.text'))", '\\"hello\\"'),
        ("urlEncode('a b/é&')", "a+b%2F%C3%A9%26"),
        ("urlDecode('a+b%2F%C3%A9')", "a b/é"),
        ('parseJson(\'{"a":{"b":[1,2]}}\').a.b[1]', "2"),
    ],
)
def test_util_has_api_gateways_functions(call, result):
    """With Java's results."""
    assert _merge(f"$util.{call}") == result


def test_parameters_are_looked_for_in_path_query_and_header():
    """In this order; a path's parameter is decoded, a header's name has no case."""
    caller = caller_of(
        b"", {"stream-name": "a%20b", "both": "path"}, query=b"both=query&q=1&q=2", headers=[(b"x-own", b"h")]
    )
    template = "$input.params('stream-name')|$input.params('both')|$input.params('q')|$input.params('X-Own')|$input.params('no')"

    assert merge(template, caller) == "a b|path|2|h|"
    assert merge("$input.params().querystring.both $input.params().path.get('both')", caller) == "query path"


def test_context_and_stage_variables_are_there():
    """What a template can tell about its request."""
    caller = caller_of(path="/prod/streams/s/record", request_id="r-1", headers=[(b"user-agent", b"me")])
    template = "$context.requestId $context.stage $context.httpMethod $context.resourcePath $context.path $context.identity.userAgent $stageVariables.v"

    merged = merge(template, caller, variables={"v": "x"})

    assert merged == "r-1 prod PUT /streams/{stream-name}/record /prod/streams/s/record me x"


@pytest.mark.parametrize(
    "template", ["#if($a)", "#foreach($x in", "$input.json('$.a[?(@.b)]')", "$input.path('$..a')"]
)
def test_a_template_that_cannot_be_served_is_refused_when_it_is_read(template):
    """Not when the first request comes."""
    with pytest.raises(ValueError, match=r"cannot be read|is not served"):
        MappingTemplate(template)


@pytest.mark.parametrize(
    "template", ["$util.parseJson('{')", "#foreach($x in 5)#end", '$input.path("$..$input.body")']
)
def test_a_template_that_fails_on_a_request_is_a_500(template):
    """In the gateway's own words."""
    with pytest.raises(GatewayError) as failed:
        _merge(template)

    assert failed.value.failure.status == 500
