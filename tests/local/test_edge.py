import base64
import json
import socket
from typing import Any

import pytest

from infra.local.edge import Edge, EdgeSettings
from infra.local.loopback import LoopbackServer, Response
from tests.local.edge_bench import HTML, Emulator, ask

PDF = b"%PDF-1.7 \xff\x00"


def test_call_reaches_the_stage_whole(edge: Edge, emulator: Emulator) -> None:
    given = {
        "Host": "127.0.0.1:8080",
        "Cookie": "session=a; lang=fr",
        "Authorization": "Bearer k",
        "Content-Type": "application/json",
        "Accept-Language": "fr",
        "X-Forwarded-For": "9.9.9.9",
        "Connection": "keep-alive, X-Private",
        "X-Private": "1",
    }
    ask(edge, "/v1/factures/a%2Fb?q=1&q=2", "POST", '{"é":1}'.encode(), given)

    (request,) = emulator.requests
    assert request.method == "POST"
    assert (request.path, request.query) == ("/_aws/execute-api/api1/prod/v1/factures/a%2Fb", "q=1&q=2")
    assert request.body == '{"é":1}'.encode()
    for name in ("Host", "Cookie", "Authorization", "Content-Type", "Accept-Language"):
        assert request.header(name) == given[name]
    assert request.headers.get_all("X-Forwarded-For") == ["127.0.0.1"]
    assert request.header("X-Private") == ""


def test_answer_comes_back_whole_with_every_cookie(edge: Edge, emulator: Emulator) -> None:
    cookies = (("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/"))
    emulator.api = lambda _: Response(
        303, b"", (*cookies, ("Location", "/portal/dossier"), ("X-Frame-Options", "DENY"))
    )

    answer = ask(edge, "/portal/session", "POST", b"link=secret")

    assert answer.status == 303
    assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1; Path=/", "b=2; Path=/"]
    assert answer.header("Location") == "/portal/dossier"
    assert answer.header("X-Frame-Options") == "DENY"
    assert len([name for name, _ in answer.headers if name.lower() in ("date", "server")]) == 2


@pytest.mark.parametrize(
    ("path", "is_api"),
    [
        ("/portal", True),
        ("/portal/", True),
        ("/portal/x", True),
        ("/v1/x", True),
        ("/v1", False),
        ("/portail", False),
        ("/portalx", False),
    ],
)
def test_paths_of_the_functions(edge: Edge, emulator: Emulator, path: str, is_api: bool) -> None:
    ask(edge, path)
    assert emulator.requests[0].path.startswith("/_aws/execute-api/") is is_api


def gateways_own(status: int, mark: str, body: bytes) -> Response:
    """As MiniStack says what no function has said."""
    return Response(status, body, (("Content-Type", "application/json"), ("x-amzn-ErrorType", mark)))


UNKNOWN_PATH = gateways_own(403, "MissingAuthenticationTokenException", b'{"message":"Missing Authentication Token"}')


@pytest.mark.parametrize(
    ("said", "status", "name"),
    [
        (UNKNOWN_PATH, 404, "not-found"),
        (gateways_own(401, "UnauthorizedException", b'{"message":"Unauthorized"}'), 401, "unauthorized"),
        (gateways_own(403, "AccessDeniedException", b'{"Message":"User is not authorized"}'), 403, "forbidden"),
        (gateways_own(429, "TooManyRequestsException", b'{"message":"Too Many Requests"}'), 429, "refused"),
        (gateways_own(500, "InternalServerErrorException", b'{"message":"Internal server error"}'), 500, "defect"),
        (gateways_own(504, "InternalServerErrorException", b"oops"), 504, "defect"),
    ],
    ids=["unknown path", "no key", "wrong key", "throttled", "failed", "failed without words"],
)
def test_what_the_gateway_says_by_itself_is_the_templates_problem(
    edge: Edge, emulator: Emulator, said: Response, status: int, name: str
) -> None:
    emulator.api = lambda _: said
    answer = ask(edge, "/v1/nulle/part")
    assert (answer.status, answer.header("Content-Type")) == (status, "application/problem+json")
    problem = json.loads(answer.body)
    assert problem["type"] == f"urn:relance:problem:{name}"
    assert problem["title"]
    assert problem.get("status", status) == status
    assert "$" not in problem["detail"]


def test_a_path_that_the_portal_does_not_have_is_the_sites_404(edge: Edge, emulator: Emulator) -> None:
    emulator.api = lambda _: UNKNOWN_PATH
    emulator.objects["/site/404.html"] = Response(200, b"perdu", (HTML,))
    answer = ask(edge, "/portal/nulle/part")
    assert (answer.status, answer.body, answer.header("Content-Type")) == (404, b"perdu", HTML[1])


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_what_a_function_says_is_left_as_it_is(edge: Edge, emulator: Emulator, status: int) -> None:
    emulator.api = lambda _: Response(status, b'{"message":"Missing Authentication Token"}', (HTML,))
    for path in ("/v1/x", "/portal/x"):
        answer = ask(edge, path)
        assert (answer.status, json.loads(answer.body)["message"]) == (status, "Missing Authentication Token")


@pytest.mark.parametrize("body", [base64.b64encode(PDF), PDF], ids=["left in base64", "decoded already"])
def test_pdf_is_binary_at_the_edge(edge: Edge, emulator: Emulator, body: bytes) -> None:
    emulator.api = lambda _: Response(200, body, (("Content-Type", "application/pdf"),))
    assert ask(edge, "/portal/lettre.pdf").body == PDF


def test_text_that_happens_to_be_base64_is_left_alone(edge: Edge, emulator: Emulator) -> None:
    emulator.api = lambda _: Response(200, b"abcd", (("Content-Type", "text/plain"),))
    assert ask(edge, "/v1/x").body == b"abcd"


def test_body_above_the_quota_is_refused_and_goes_no_further(edge: Edge, emulator: Emulator) -> None:
    answer = ask(edge, "/v1/factures", "POST", bytes(10 * 1024 * 1024 + 1))
    assert answer.status == 413
    assert answer.header("content-type") == "application/problem+json"
    assert json.loads(answer.body)["type"] == "urn:relance:problem:too-large"
    assert emulator.requests == []


def test_body_at_the_quota_passes(edge: Edge, emulator: Emulator) -> None:
    assert ask(edge, "/v1/factures", "POST", bytes(10 * 1024 * 1024)).status == 200
    assert len(emulator.requests[0].body) == 10 * 1024 * 1024


def test_chunked_body_is_refused(edge: Edge) -> None:
    assert ask(edge, "/v1/x", "POST", None, {"Transfer-Encoding": "chunked"}).status == 411


def test_page_has_its_type_its_csp_and_the_headers_of_a_page(edge: Edge, emulator: Emulator) -> None:
    csp = "default-src 'none'; style-src 'sha256-x'"
    headers = (HTML, ("x-amz-meta-csp", csp), ("Access-Control-Allow-Origin", "*"), ("ETag", '"1"'))
    emulator.objects["/site/aide/index.html"] = Response(200, "<p>Été".encode(), headers)

    answer = ask(edge, "/aide/?utm=1")

    assert (answer.status, answer.body, answer.header("Content-Type")) == (200, "<p>Été".encode(), HTML[1])
    assert answer.header("Content-Security-Policy") == csp
    assert answer.header("Referrer-Policy") == "no-referrer"
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert answer.header("X-Frame-Options") == "DENY"
    assert answer.header("ETag") == '"1"'
    assert answer.header("Strict-Transport-Security") is None
    assert answer.header("Access-Control-Allow-Origin") is None


def test_page_without_stored_csp_gets_a_strict_one(edge: Edge, emulator: Emulator) -> None:
    emulator.objects["/site/index.html"] = Response(200, b"x", (HTML,))
    assert "frame-ancestors 'none'" in (ask(edge, "/").header("Content-Security-Policy") or "")


def test_folder_without_slash_leads_to_the_folder(edge: Edge, emulator: Emulator) -> None:
    emulator.objects["/site/aide/index.html"] = Response(200, b"x", (HTML,))
    answer = ask(edge, "//aide?x=1")
    assert (answer.status, answer.header("Location")) == (301, "/aide/?x=1")


def test_missing_page_is_the_sites_own_404(edge: Edge, emulator: Emulator) -> None:
    emulator.objects["/site/404.html"] = Response(200, b"perdu", (HTML,))
    answer = ask(edge, "/nulle/part")
    assert (answer.status, answer.body) == (404, b"perdu")


@pytest.mark.parametrize("path", ["/nulle/part", "/../etc/passwd", "/%2e%2e/x", "/a%00b", "/%ff"])
def test_missing_page_has_a_plain_one_when_the_site_has_none(edge: Edge, path: str) -> None:
    answer = ask(edge, path)
    assert answer.status == 404
    assert "Page introuvable" in answer.body.decode()


@pytest.mark.parametrize("path", ["/", "/portal/x"])
def test_head_is_get_without_body(edge: Edge, emulator: Emulator, path: str) -> None:
    emulator.objects["/site/index.html"] = Response(200, b"12345", (HTML,))
    emulator.api = lambda _: Response(200, b"12345", (HTML,))
    answer = ask(edge, path, "HEAD")
    assert (answer.status, answer.body, answer.header("Content-Length")) == (200, b"", "5")
    assert emulator.requests[0].method == "GET"


def test_unchanged_page_is_not_sent_again(edge: Edge, emulator: Emulator) -> None:
    emulator.objects["/site/index.html"] = Response(304, b"", (("ETag", '"1"'),))
    answer = ask(edge, "/", headers={"If-None-Match": '"1"'})
    assert (answer.status, answer.body) == (304, b"")
    assert emulator.requests[0].header("If-None-Match") == '"1"'


def test_site_is_read_only(edge: Edge) -> None:
    answer = ask(edge, "/aide/", "POST", b"x")
    assert (answer.status, answer.header("Allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/portal/x"])
def test_emulator_that_is_down_is_said_to_be(path: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{probe.getsockname()[1]}"
        with Edge(EdgeSettings(closed, "api1", "prod", "site")) as edge:
            answer = ask(edge, path)
    assert answer.status == 503
    assert "arrêté" in answer.body.decode()


def test_emulator_that_is_slow_is_given_up() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings = EdgeSettings(f"http://127.0.0.1:{deaf.getsockname()[1]}", "api1", "prod", "site", api_seconds=0.2)
        with Edge(settings) as edge:
            assert ask(edge, "/portal/x").status == 504


def test_log_names_neither_query_nor_body(emulator: Emulator) -> None:
    lines: list[str] = []
    with (
        LoopbackServer(emulator, body_limit=10**8, too_long=Response(413)) as server,
        Edge(EdgeSettings(server.url, "api1", "prod", "site"), note=lines.append) as edge,
    ):
        ask(edge, "/v1/x?key=secret", "POST", b"secret")
    assert lines == ["POST /v1/x 200"]


@pytest.mark.parametrize("url", ["127.0.0.1:4566", "https://127.0.0.1:4566", "http://127.0.0.1"])
def test_emulator_address_must_be_whole(url: str) -> None:
    with pytest.raises(ValueError, match="must read"):
        Edge(EdgeSettings(url, "a", "b", "c"))


def test_edge_listens_on_loopback_only(edge: Edge) -> None:
    server: Any = edge.server
    assert server._server.server_address[0] == "127.0.0.1"
