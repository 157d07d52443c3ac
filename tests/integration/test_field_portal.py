"""Where the portals of others burn a link, or call it viewed, when nobody looked. The docstring cites the thread."""

from chalicelib.world import world
from infra.local.ses_double import SesDouble
from tests.integration.town import Town, an_invoice, case_of, inside, text_of, token_in, working_morning


def test_a_scanner_that_gets_a_link_twenty_times_views_nothing_and_burns_nothing(town: Town, ses: SesDouble) -> None:
    """uptimepage/uptimepage#92 (mail scanners burn links), invoiceninja/ui#1719, invoiceninja/invoiceninja#4566 and
    invoiceninja/invoiceninja#7496 (a false "viewed"). A scanner gets whatever a link can be turned into.
    """
    town.upload(an_invoice())
    town.run(working_morning())
    key, token = case_of(town), token_in(next(ses.store.folder.glob("*.eml")).read_bytes())
    debtor = f"/v1/debtors/{key.debtor_id}"

    def told() -> tuple[object, ...]:
        return town.rows(), town.call("GET", debtor).body, town.call("GET", f"{debtor}/history").body

    before = told()
    paths = ["/portal", "/portal/session", "/portal/logout", "/portal/fr", "/portal/fr/pay"]
    for path in (f"{path}{query}" for path in paths for query in ("", f"?k={token}") for _ in range(20)):
        assert "Set-Cookie" not in town.call("GET", path).headers
    assert told() == before
    assert world().cases.load(key).seen_at is None
    for _ in range(2):
        assert "F-1" in text_of(inside(town, token).get("/portal/fr"))
    assert [e.kind for e in world().cases.history(key)][-1] == "PortalOpened", "the click, and it alone, is a view"
