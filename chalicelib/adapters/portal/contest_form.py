"""The form by which a debtor contests an invoice: what came in, and what is wrong with it, as codes with words."""

from collections.abc import Mapping

from chalicelib.domain.hold import DisputeReason

LONGEST_DETAIL = 2000


def entered_in(fields: Mapping[str, str]) -> dict[str, str]:
    """The two answers, tidied: browsers send line ends as CRLF, which would count double against the limit."""
    detail = fields.get("detail", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return {"reason": fields.get("reason", ""), "detail": detail}


def errors_in(entered: Mapping[str, str]) -> dict[str, str]:
    """Field to code of each fault, in the order of the page; empty when the form can be taken."""
    errors = {}
    reason, detail = entered["reason"], entered["detail"]
    if not reason:
        errors["reason"] = "missing"
    elif reason not in set(DisputeReason):
        errors["reason"] = "unknown"
    if reason == DisputeReason.OTHER and not detail:
        errors["detail"] = "missing"
    elif len(detail) > LONGEST_DETAIL:
        errors["detail"] = "too-long"
    elif not all(c == "\n" or c == "\t" or c.isprintable() or c.isspace() for c in detail):
        errors["detail"] = "unreadable"
    return errors
