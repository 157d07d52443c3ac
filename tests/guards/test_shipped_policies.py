"""What running cases run under never changes by a release: another content is another version."""

import hashlib
import json

import pytest

from chalicelib.adapters.policies.policy_document import policy_of, values_of
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.policy import Policy

# SHA-256 of every value, those that are left out in the file among them.
DIGESTS = {
    "consumer-1": "efac55929f053f285d436cedbd920ab8312cdbe6dec7766e299538ef26521a7e",
    "firm-1": "d4779cfffc46c19bc86fad9f558be93d9c4c3c560474d8113241c5f234b256b6",
    "gentle-1": "6499a8283cfbd3677a15a9e3c77f36af21e410a106d3515da4cd1244e0ff53fc",
    "public-body-1": "004e732891e25fd18f978ab8baa304683787bc33c90b77c018107e2bdf63e9df",
    "standard-1": "69424ae00389ea81db9f7eb7fa5ad2756d78199383ca4215b0cfca217849bc95",
}
# A creditor's own policy is stored without what is as by default.
LEAST = {"policy": "least", "version": 1, "why": "x", "levels": [{"level": "reminder-1", "offset_days": 3}]}
LEAST_DIGEST = "e76819c4aaab2e71edf08f8a45de5d6c7041883875c2e074a30e3bd2fafa6141"


def digest(policy: Policy) -> str:
    return hashlib.sha256(json.dumps(values_of(policy), sort_keys=True).encode()).hexdigest()


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
