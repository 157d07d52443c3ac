"""The items of one partition as the table has them: for rows of several kinds, or that may not be of any."""

from collections.abc import Iterator
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.adapters import io
from chalicelib.adapters.dynamo.models import Row
from chalicelib.adapters.io import Site


def items_of(site: Site, pk: str, condition: Condition) -> Iterator[dict[str, Any]]:
    """Under a condition on the sort key, in its order; read consistently."""
    connection, start = Row._get_connection(), None
    while True:
        answer: dict[str, Any] = io.call(
            site, connection.query, pk, range_key_condition=condition, consistent_read=True, exclusive_start_key=start
        )
        yield from answer["Items"]
        start = answer.get("LastEvaluatedKey")
        if not start:
            return
