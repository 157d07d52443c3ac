"""What neither `chalice package` nor its merge can do to a template, each repair with its reason."""

from collections.abc import Callable
from typing import Any, Final

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

Template = dict[str, Any]

REGION: Final = "eu-west-3"
# Where the emulator finds the zip; for AWS, the deploying tool uploads what CodeUri names and writes its address there.
CODE_PARAMETERS = {"CodeBucket": {"Type": "String"}, "CodeKey": {"Type": "String"}}


def with_named_resources(template: Template) -> Template:
    """Turn "${RelanceTable.Arn}" in the roles' policies into a reference.

    The policy files in .chalice are plain IAM documents, where nothing can refer to a resource of the template.
    """
    return _changed(template, "AWS::IAM::Role", _substituted)


def _substituted(node: Any) -> Any:
    if isinstance(node, str) and "${" in node:
        return {"Fn::Sub": node}
    if isinstance(node, list):
        return [_substituted(item) for item in node]
    if isinstance(node, dict) and "Fn::Sub" not in node:
        return {key: _substituted(value) for key, value in node.items()}
    return node


def for_the_emulator(sam: Template) -> Template:
    """The same template without SAM and with its code at two parameters. Asks AWS nothing."""
    code = {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": "CodeKey"}}
    placed = _changed(sam, "AWS::Serverless::Function", lambda properties: {**properties, "CodeUri": code})
    plain = _without_sam({**placed, "Parameters": {**sam["Parameters"], **CODE_PARAMETERS}})
    return _changed(plain, "AWS::ApiGateway::RestApi", _with_binary_types)


def _without_sam(sam: Template) -> Template:
    # The session belongs to no account: the translator only wants to know which partition it is in.
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    plain: Template = translator.translate(sam, parameter_values={})
    return plain


def _with_binary_types(properties: Template) -> Template:
    # MiniStack 1.5.33 reads them from the API's own property and not from its definition.
    return {**properties, "BinaryMediaTypes": properties["Body"]["x-amazon-apigateway-binary-media-types"]}


def _changed(template: Template, kind: str, change: Callable[[Template], Template]) -> Template:
    resources = {
        name: {**resource, "Properties": change(resource["Properties"])} if resource["Type"] == kind else resource
        for name, resource in template["Resources"].items()
    }
    return {**template, "Resources": resources}
