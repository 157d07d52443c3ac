"""Why the table refused a transaction, where the answer matters."""

from pynamodb.exceptions import TransactWriteError

CAME_SECOND = frozenset({"ConditionalCheckFailed", "TransactionConflict", "None"})
CANCELLED = frozenset({"TransactionCanceledException", "TransactionInProgressException"})


def came_second(error: TransactWriteError) -> bool:
    """Whether another change came first, and nothing else is wrong."""
    reasons = {r.code for r in error.cancellation_reasons if r}
    return error.cause_response_code in CANCELLED and reasons <= CAME_SECOND
