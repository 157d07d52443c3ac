"""Lists that an API answers page by page, debtor after debtor, told as one."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cli.conftest import Relance


def message(debtor: str, on: str) -> dict[str, object]:
    return {"on": on, "debtor_id": debtor, "debtor": debtor, "level": "R1", "channel": "mail", "items": []}


PAGES = {
    "": {"messages": [message("Abel", "2026-12-01"), message("Abel", "2026-12-09")], "next_cursor": "dbt_1"},
    "dbt_1": {"messages": [], "next_cursor": "dbt_2"},
    "dbt_2": {"messages": [message("Zoé", "2026-11-30"), message("Zoé", "2026-12-01")], "next_cursor": None},
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        cursor = parse_qs(urlsplit(self.path).query).get("cursor", [""])[0]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(PAGES[cursor]).encode())

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_preview_is_told_by_its_days_whatever_the_pages(relance: Relance, api: str) -> None:
    told = relance("preview", "--api", api, "--key", "rl_live_a_b", "--json").json["messages"]
    assert [(m["on"], m["debtor"]) for m in told] == [
        ("2026-11-30", "Zoé"),
        ("2026-12-01", "Abel"),
        ("2026-12-01", "Zoé"),
        ("2026-12-09", "Abel"),
    ]
