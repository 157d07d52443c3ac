"""The creditors' own policies in the table, beside those that come with Relance. A version never changes."""

from pynamodb.exceptions import PutError

from chalicelib.adapters import io
from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.models import PolicyRow, Row
from chalicelib.adapters.dynamo.transactions import did_not_hold
from chalicelib.adapters.io import Site
from chalicelib.adapters.policies.policy_document import document_of, kept_policy_of
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.policy import Policy


class DynamoPolicies:
    """Implements ports.Policies."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], Policy] = {}

    def get(self, creditor_id: str, reference: str) -> Policy:
        if reference in shipped():
            return shipped()[reference]
        known = self._read.get((creditor_id, reference))
        if known:
            return known
        name, _, version = reference.rpartition("-")
        if not name or not (version.isascii() and version.isdecimal() and len(version) <= 4):
            raise NotFound(f"no policy {reference}")
        try:
            pk, sk = keys.creditor_pk(creditor_id), keys.policy_sk(name, int(version))
            row = io.call(Site.POLICIES_GET, PolicyRow.get, pk, sk, consistent_read=True)
        except PolicyRow.DoesNotExist:
            raise NotFound(f"no policy {reference}") from None
        policy = kept_policy_of(row.document)
        self._read[creditor_id, reference] = policy
        return policy

    def all(self, creditor_id: str) -> tuple[Policy, ...]:
        pk, kept = keys.creditor_pk(creditor_id), PolicyRow.sk.startswith(keys.POLICY)
        rows = io.each(Site.POLICIES_ALL, PolicyRow.query(pk, kept, consistent_read=True))
        own = [kept_policy_of(row.document) for row in rows]
        return tuple(sorted([*shipped().values(), *own], key=lambda p: (p.name, p.version)))

    def put(self, creditor_id: str, policy: Policy) -> None:
        row = PolicyRow(
            pk=keys.creditor_pk(creditor_id),
            sk=keys.policy_sk(policy.name, policy.version),
            kind=PolicyRow.KIND,
            document=document_of(policy),
        )
        try:
            io.call(Site.POLICIES_PUT, row.save, condition=Row.pk.does_not_exist())
        except PutError as error:
            if not did_not_hold(error):
                raise
            raise CaseMoved("that version was kept meanwhile") from error
