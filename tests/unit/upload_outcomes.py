"""What came of an upload, in the words its tests compare: the status of each row, or the fault found on each line."""

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.usecases.upload_invoices import Status
from chalicelib.usecases.upload_rows import Row
from tests.builders import Office, debtor

OTHER = debtor(id="dbt_2", name="Boulangerie Ker")


def statuses(office: Office, *rows: Row) -> list[Status]:
    return [t.status for t in office.upload(*rows).taken]


def faults(office: Office, *rows: Row) -> list[tuple[str, str, str, int | None]]:
    with pytest.raises(Invalid) as refusal:
        office.upload(*rows)
    return [(p.field, p.code, p.message, p.line) for p in refusal.value.problems]
