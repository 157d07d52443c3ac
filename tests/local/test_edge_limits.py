"""What must not pass the edge, nor the small server it stands on: said byte by byte where clients would not say it."""

import socket

import pytest

from infra.local.edge import Edge
from infra.local.loopback import LoopbackServer, Request, Response
from tests.local.edge_bench import HTML, Emulator, ask


def say(port: int, *lines: str, body: bytes = b"") -> bytes:
    """The whole answer to a request written as it stands."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall("\r\n".join((*lines, "Host: x", "Connection: close", "", "")).encode("latin-1") + body)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("path", ["/../letters/a.pdf", "/%2e%2e/letters/a.pdf", "/x/..%2f..%2fletters/a.pdf", "/./x"])
def test_no_path_leads_out_of_the_sites_bucket(edge: Edge, emulator: Emulator, path: str) -> None:
    answer = say(edge.server.port, f"GET {path} HTTP/1.1")
    assert b" 404 " in answer.partition(b"\r\n")[0]
    assert {request.path for request in emulator.requests} <= {"/site/404.html"}


@pytest.mark.parametrize("path", ["/%2Faide", "/%2F%2Faide"])
def test_a_redirect_leads_to_no_other_host(edge: Edge, emulator: Emulator, path: str) -> None:
    emulator.objects["/site//aide/index.html"] = emulator.objects["/site///aide/index.html"] = Response(200, b"x")
    answer = ask(edge, path)
    assert (answer.status, answer.header("Location")) == (301, "/aide/")


def test_what_concerns_one_connection_goes_no_further_either_way(edge: Edge, emulator: Emulator) -> None:
    emulator.api = lambda _: Response(200, b"x", (HTML, ("Keep-Alive", "timeout=9"), ("Proxy-Authenticate", "Basic")))
    given = {"Proxy-Authorization": "Basic eA==", "TE": "trailers", "Upgrade": "h2c", "Accept-Language": "fr"}
    answer = ask(edge, "/v1/x", headers=given)
    assert emulator.requests[0].header("Accept-Language") == "fr"
    assert [name for name in given if emulator.requests[0].header(name)] == ["Accept-Language"]
    assert (answer.status, answer.header("Keep-Alive"), answer.header("Proxy-Authenticate")) == (200, None, None)


def test_a_call_whose_connection_breaks_is_not_made_again(edge: Edge, emulator: Emulator) -> None:
    """The first may have booked a payment."""
    emulator.api = lambda _: None  # type: ignore[assignment,return-value]
    assert ask(edge, "/v1/invoices", "POST", b"{}").status == 503
    assert len(emulator.requests) == 1


@pytest.mark.parametrize("path", ["/caf\xe9", "/portal/fr?x=\xe9", "http://elsewhere.example/portal"])
def test_an_address_that_is_none_is_refused_with_a_page(edge: Edge, emulator: Emulator, path: str) -> None:
    answer = say(edge.server.port, f"GET {path} HTTP/1.1")
    assert b" 400 " in answer.partition(b"\r\n")[0]
    assert "Adresse refusée" in answer.decode()
    assert emulator.requests == []


@pytest.mark.parametrize("lengths", [("2", "5"), ("+2",), ("-1",), ("2, 2",), ("\xb2",)])
def test_a_body_whose_length_can_be_read_two_ways_is_refused(edge: Edge, lengths: tuple[str, ...]) -> None:
    """Two machines that read it differently would see two requests where there is one."""
    lines = [f"Content-Length: {length}" for length in lengths]
    answer = say(edge.server.port, "POST /v1/x HTTP/1.1", *lines, body=b"{}xyz")
    assert b" 400 " in answer.partition(b"\r\n")[0]


def test_a_header_of_several_lines_is_written_as_one() -> None:
    def answered(_: Request) -> Response:
        return Response(200, b"x", (("Location", "/a\r\nSet-Cookie: session=stolen\n"),))

    with LoopbackServer(answered, body_limit=10, too_long=Response(413)) as server:
        head = say(server.port, "GET / HTTP/1.1").partition(b"\r\n\r\n")[0].decode()
    assert "Location: /a  Set-Cookie: session=stolen " in head.split("\r\n")
    assert not any(line.startswith("Set-Cookie") for line in head.split("\r\n"))
