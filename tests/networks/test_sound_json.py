"""JSON is read once and in one way, or refused with its line."""

import pytest

from networks.sound_json import JsonError, sound_json


def refused(text):
    with pytest.raises(JsonError) as caught:
        sound_json(text)
    return caught.value.line, caught.value.message


def test_every_key_has_its_line():
    told = sound_json('{\n"a": [\n{"b": 1}]}')
    assert told.value == {"a": [{"b": 1}]}
    assert told.line(("a", 0, "b")) == 3
    assert told.line(("a", 0, "nothing")) == 2


def test_brackets_and_colons_in_a_text_are_text():
    assert sound_json('{"a:{": "[\\"}", "b": []}').value == {"a:{": '["}', "b": []}


@pytest.mark.parametrize(("text", "line", "words"), [
    ("{\n", 2, "is no valid JSON here"),
    ('{"a": 1,\n"\\u0061": 2}', 2, "key 'a' is given twice, first on line 1"),
    ('[1,\n2,\nNaN]', 3, "NaN is no finite number"),
    ('[1,\n-Infinity]', 2, "-Infinity is no finite number"),
    ("[1e400]", 1, "1e400 is no finite number"),
    (f"[\n{'9' * 10_000}]", 2, "a whole number has 10000 digits; 17 are allowed"),
    ("[" * 41 + "]" * 41, 1, "more than 40 brackets lie within each other"),
    ("[" * 100_000, None, "brackets in brackets without end"),
    ('["\\ud800"]', 1, "half of a character"),
    ("[٣]", 1, "is no valid JSON here"),
])
def test_what_two_readers_may_take_for_two_things_is_refused(text, line, words):
    told, message = refused(text)
    assert told == line
    assert words in message
