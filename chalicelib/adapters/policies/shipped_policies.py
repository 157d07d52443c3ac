"""The policies that come with Relance, read once from the documents beside this file."""

from functools import cache
from pathlib import Path

from chalicelib.adapters.policies.policy_document import read_policy
from chalicelib.domain.errors import NotFound
from chalicelib.domain.policy import Policy

DOCUMENTS = Path(__file__).parent / "shipped"


class ShippedPolicies:
    """Implements ports.Policies for those that no creditor has changed."""

    def get(self, creditor_id: str, reference: str) -> Policy:
        try:
            return shipped()[reference]
        except KeyError:
            raise NotFound(f"no policy {reference}") from None

    def all(self, creditor_id: str) -> tuple[Policy, ...]:
        return tuple(shipped().values())

    def put(self, creditor_id: str, policy: Policy) -> None:
        raise NotImplementedError("what comes with Relance is changed by nobody")


@cache
def shipped() -> dict[str, Policy]:
    """By reference, as `standard-1`."""
    read = (read_policy(document.read_text("utf-8")) for document in sorted(DOCUMENTS.glob("*.yaml")))
    return {policy.reference: policy for policy in read}
