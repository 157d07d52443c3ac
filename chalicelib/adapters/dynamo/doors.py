"""Keys, links and sessions in the table, by their hash. Their end is checked here too: the table deletes late."""

from datetime import UTC, datetime

from pynamodb.exceptions import UpdateError

from chalicelib.adapters import io
from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.models import ApiKeyRow, LinkRow, Row, SessionRow
from chalicelib.adapters.dynamo.transactions import did_not_hold
from chalicelib.adapters.io import Site
from chalicelib.domain.access import ApiKey, Link, Session
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import NotFound
from chalicelib.domain.parties import Language


class DynamoDoors:
    """Implements ports.Doors."""

    def api_key(self, kid: str) -> ApiKey | None:
        row = _get(ApiKeyRow, f"KEY#{kid}")
        if row is None:
            return None
        return ApiKey(kid, row.hash, row.creditor_id, row.label, datetime.fromisoformat(row.created_at))

    def add_api_key(self, key: ApiKey) -> None:
        row = ApiKeyRow(
            pk=f"KEY#{key.kid}",
            sk=keys.ALONE,
            kind=ApiKeyRow.KIND,
            creditor_id=key.creditor_id,
            hash=key.hash,
            label=key.label,
            created_at=key.created_at.isoformat(),
        )
        io.call(Site.DOORS_ADD_KEY, row.save, condition=Row.pk.does_not_exist())

    def link(self, link_hash: str) -> Link | None:
        row = _get(LinkRow, f"LINK#{link_hash}")
        if row is None:
            return None
        return Link(link_hash, CaseKey(row.creditor_id, row.debtor_id), _at(row.expires_at), row.email)

    def session(self, session_hash: str) -> Session | None:
        row = _get(SessionRow, f"SESSION#{session_hash}")
        if row is None:
            return None
        key = CaseKey(row.creditor_id, row.debtor_id)
        return Session(session_hash, key, Language(row.language), _at(row.expires_at), _at(row.ends_at), row.email)

    def open(self, session: Session) -> None:
        io.call(Site.DOORS_OPEN, session_row(session).save, condition=Row.pk.does_not_exist())

    def extend(self, session: Session) -> None:
        row = SessionRow(f"SESSION#{session.hash}", keys.ALONE)
        later = SessionRow.expires_at.set(int(session.expires_at.timestamp()))
        try:
            io.call(Site.DOORS_EXTEND, row.update, [later], condition=Row.pk.exists())
        except UpdateError as error:
            if not did_not_hold(error):
                raise
            raise NotFound("no such session") from None

    def close(self, session_hash: str) -> None:
        io.call(Site.DOORS_CLOSE, SessionRow(f"SESSION#{session_hash}", keys.ALONE).delete)


def link_row(link: Link) -> LinkRow:
    return LinkRow(
        pk=f"LINK#{link.hash}",
        sk=keys.ALONE,
        kind=LinkRow.KIND,
        creditor_id=link.key.creditor_id,
        debtor_id=link.key.debtor_id,
        email=link.email,
        expires_at=int(link.expires_at.timestamp()),
    )


def session_row(session: Session) -> SessionRow:
    return SessionRow(
        pk=f"SESSION#{session.hash}",
        sk=keys.ALONE,
        kind=SessionRow.KIND,
        creditor_id=session.key.creditor_id,
        debtor_id=session.key.debtor_id,
        email=session.email,
        language=str(session.language),
        expires_at=int(session.expires_at.timestamp()),
        ends_at=int(session.ends_at.timestamp()),
    )


def _get[R: Row](row_class: type[R], pk: str) -> R | None:
    try:
        return io.call(Site.DOORS_READ, row_class.get, pk, keys.ALONE, consistent_read=True)
    except row_class.DoesNotExist:
        return None


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
