"""What a creditor's request gives a view: whose key it was, its body as a checked document, its query."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalice.app import Request
from pydantic import Field, ValidationError

from chalicelib.adapters.intake import json_invoices, texts
from chalicelib.adapters.intake.faults import problems_of
from chalicelib.adapters.intake.rows import Part
from chalicelib.adapters.intake.texts import LONGEST_QUOTE, quoted
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import Invalid, NotFound, Problem
from chalicelib.entrypoints.http.requests import body_of, query_of, type_of

JSON_TYPES = ("application/json", "")
DEBTOR_ID = re.compile(r"dbt_[0-9a-f]{20}")
# Whoever holds a key of the creditor's, in the history, unless the request names the person.
CREDITOR = "creditor"


class NotJson(Exception):
    """The body came as another kind of document."""

    def __init__(self, given: str) -> None:
        super().__init__(f"Send application/json as Content-Type, not {quoted(given)}.")


@dataclass(frozen=True, slots=True)
class Given:
    """`names` are those that the query of a route may hold: any other is a typing mistake. Raises Invalid for it."""

    request: Request
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if odd := sorted(set(self.query) - set(self.names)):
            said = f"not known here: {', '.join(self.names) or 'nothing is'}"
            raise Invalid((Problem(odd[0][:LONGEST_QUOTE], "unknown-field", said),))

    @property
    def creditor(self) -> str:
        """Whose key it was: the authorizer's word, never the request's."""
        return str(self.request.context["authorizer"]["principalId"])

    def case(self, debtor_id: str) -> CaseKey:
        """Raises NotFound for what cannot be a debtor, however long."""
        if not DEBTOR_ID.fullmatch(debtor_id):
            raise NotFound("no such debtor")
        return CaseKey(self.creditor, debtor_id)

    def read[P: Part](self, part: type[P]) -> P:
        """The body. Raises Invalid, naming each fault, and NotJson."""
        if type_of(self.request) not in JSON_TYPES:
            raise NotJson(type_of(self.request))
        return _checked(part, json_invoices.read_json(body_of(self.request) or b"{}"))

    def person(self) -> str:
        """`?by=`, for the history. Raises Invalid."""
        return _checked(ByPerson, {n: v for n, v in self.query.items() if n == "by"}).by

    @property
    def query(self) -> dict[str, str]:
        return query_of(self.request)

    def debtor_cursor(self) -> str | None:
        """The last debtor of the page before, None for the first page. Raises Invalid for what can be none."""
        return self.cursor(DEBTOR_ID)

    def cursor(self, like: re.Pattern[str]) -> str | None:
        """Where the page before ended, None for the first page. Raises Invalid for what can be no such place."""
        said = self.query.get("cursor")
        if said is not None and not like.fullmatch(said):
            told = f"{quoted(said)}: give next_cursor of the page before, or none"
            raise Invalid((Problem("cursor", "wrong", told),))
        return said

    def day(self, name: str, default: date) -> date:
        """A day of the query. Raises Invalid."""
        said = self.query.get(name)
        return default if said is None else day_of(name, said)


class ByPerson(Part):
    """`by` names the person, for the history."""

    by: str = Field(default=CREDITOR, min_length=1, max_length=70)


def _checked[P: Part](part: type[P], values: Any) -> P:
    """Raises Invalid, naming each fault."""
    try:
        return part.model_validate(values)
    except ValidationError as error:
        raise Invalid(tuple(problems_of(error))) from None


def day_of(name: str, said: str) -> date:
    """Raises Invalid."""
    try:
        return texts.day_of(said)
    except ValueError:
        raise Invalid((Problem(name, "wrong", f"{quoted(said)}: a day like 2026-10-31"),)) from None


def one_of(name: str, said: str, known: Any) -> Any:
    """A word of an enumeration. Raises Invalid."""
    try:
        return known(said)
    except ValueError:
        raise Invalid((Problem(name, "wrong", f"{quoted(said)}: one of {', '.join(known)}"),)) from None
