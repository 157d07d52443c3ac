"""Why the table refused a write, where the answer matters."""

from pynamodb.exceptions import PynamoDBException, TransactWriteError

CAME_SECOND = frozenset({"ConditionalCheckFailed", "TransactionConflict", "None"})
CANCELLED = frozenset({"TransactionCanceledException", "TransactionInProgressException"})

# The one thing by which a row that is too large is told from another that is not valid.
TOO_LARGE = "Item size"


def did_not_hold(error: PynamoDBException) -> bool:
    """Whether the condition of a single write did not hold, and nothing else is wrong."""
    return error.cause_response_code == "ConditionalCheckFailedException"


def was_the_first_alone(error: TransactWriteError) -> bool:
    """Whether the condition of its first item did not hold, and nothing else is wrong."""
    codes = [r.code if r else "None" for r in error.cancellation_reasons]
    return codes[:1] == ["ConditionalCheckFailed"] and set(codes[1:]) <= {"None"}


def came_second(error: TransactWriteError) -> bool:
    """Whether another change came first, and nothing else is wrong."""
    reasons = {r.code for r in error.cancellation_reasons if r}
    return error.cause_response_code in CANCELLED and reasons <= CAME_SECOND


def was_too_large(error: TransactWriteError) -> bool:
    """Whether a row holds more than 400 KB: said of the request as a whole, or as the reason of one of its items."""
    reasons = [r.message for r in error.cancellation_reasons if r and r.code == "ValidationError"]
    return any(TOO_LARGE in (said or "") for said in (error.cause_response_message, *reasons))
