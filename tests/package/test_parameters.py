"""What a stack is told when it is deployed, and what it does where it is told nothing."""

import json
from typing import Any

import pytest

Template = dict[str, Any]


@pytest.mark.parametrize(
    ("parameter", "variable", "values"),
    [
        ("ClockSource", "RELANCE_CLOCK", ["real", "payload"]),
        # The mail service asks a price for the list in which a mail is looked up.
        ("LookUp", "RELANCE_LOOK_UP", ["none", "message-insights"]),
    ],
)
def test_the_first_value_holds_unless_another_is_asked_for(
    sam: Template, plain: Template, parameter: str, variable: str, values: list[str]
) -> None:
    known = sam["Parameters"][parameter]

    assert (known["Default"], known["AllowedValues"]) == (values[0], values)
    function = plain["Resources"]["AssessCase"]["Properties"]
    assert function["Environment"]["Variables"][variable] == {"Ref": parameter}


def test_what_a_stack_is_told_reaches_the_emulators_template_as_references(sam: Template, plain: Template) -> None:
    said = json.dumps({name: plain[name] for name in ("Resources", "Conditions", "Outputs")})
    for name in sam["Parameters"]:
        assert f'{{"Ref": "{name}"}}' in said or f"${{{name}}}" in said, name
