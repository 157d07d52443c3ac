"""What running cases run under never changes by a release: another content is another version."""

import hashlib
import json

import pytest

from chalicelib.adapters.policies.policy_document import policy_of, values_of
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.policy import Policy

# SHA-256 of every value, those that are left out in the file among them; but for the reasoning, which moves nobody.
DIGESTS = {
    "consumer-1": "b8335e3b4a91a8540e46f439d365dae358b1fa90a4876e242293c3cd3686fcce",
    "firm-1": "44ef09ddf5ef560e298293b4de8f8c69eed723d2ffe6ea915d8e31f20ea28647",
    "gentle-1": "af2ca360a3ae2111e3f91653ba5753584277e6d19b16695fc2adee4e745150db",
    "public-body-1": "befed36c935a7472aaecf8160bf391966c3e685f0327bdfe1e362e4cf3ba31fb",
    "standard-1": "6fa1ac89fddeea0ff40838fbac50eb2a5ecf7d04842fa0f4bceb80ff3ad29711",
}
# A creditor's own policy is stored without what is as by default.
LEAST = {"policy": "least", "version": 1, "why": "x", "levels": [{"level": "reminder-1", "offset_days": 3}]}
LEAST_DIGEST = "8590b20b6473f2b9462774920f7d2974e375099c49d769fa03a312e068af9089"


def digest(policy: Policy) -> str:
    rules = {name: value for name, value in values_of(policy).items() if name != "why"}
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


@pytest.mark.parametrize("reference", sorted(shipped()))
def test_a_policy_that_was_shipped_says_what_it_said(reference: str) -> None:
    found = digest(shipped()[reference])
    assert found == DIGESTS.get(reference), (
        f"{reference} has another content: cases that run under it would move without anybody applying anything. "
        f"Leave it as it was, and ship a document of its own with the next version; of a new one the digest is {found}"
    )


def test_no_version_that_was_shipped_is_taken_away() -> None:
    assert set(DIGESTS) <= set(shipped()), "cases run under it: leave its document where it is"


def test_what_a_document_leaves_out_means_what_it_meant() -> None:
    found = digest(policy_of(LEAST))
    assert found == LEAST_DIGEST, (
        "another default moves the running cases of every creditor whose own policy leaves it out: keep it, and say "
        f"the new value in the documents that want it; where a setting is new, the digest is {found}"
    )
