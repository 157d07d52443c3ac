"""The policies that come with Relance, read once from the documents beside this file."""

from functools import cache
from pathlib import Path

from chalicelib.adapters.policies.policy_document import read_policy
from chalicelib.domain.policy import Policy

DOCUMENTS = Path(__file__).parent / "shipped"


@cache
def shipped() -> dict[str, Policy]:
    """By reference, as `standard-1`."""
    read = (read_policy(document.read_text("utf-8")) for document in sorted(DOCUMENTS.glob("*.yaml")))
    return {policy.reference: policy for policy in read}
