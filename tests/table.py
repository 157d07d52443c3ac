"""The table as infra/resources.yaml declares it, made in any DynamoDB: the tests and the stack share one schema."""

from functools import cache
from pathlib import Path
from typing import Any

import boto3
import yaml

RESOURCES = Path(__file__).parent.parent / "infra" / "resources.yaml"
WANTED = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as plain values: only the table's own keys matter here."""


def _plain(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]


_Loader.add_multi_constructor("!", _plain)


def create_table(name: str, endpoint_url: str | None = None) -> None:
    """Makes the table, empty."""
    boto3.client("dynamodb", endpoint_url=endpoint_url).create_table(TableName=name, **_properties())


@cache
def _properties() -> dict[str, Any]:
    """Read once: it takes as long as a short test."""
    resources = yaml.load(RESOURCES.read_text(encoding="utf-8"), Loader=_Loader)["Resources"]  # noqa: S506
    return {key: resources["RelanceTable"]["Properties"][key] for key in WANTED}
