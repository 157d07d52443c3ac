import base64
import json
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from infra.local.loopback import LoopbackServer, Request, Response
from infra.local.mail_file import read_mail
from infra.local.ses_double import SesDouble
from tests.axe import faults_in, page_with_axe

HOSTILE = "<script>alert(1)</script>"


def double_with(tmp_path: Path, *raws: bytes) -> SesDouble:
    double = SesDouble(tmp_path, publish=lambda *_: None)
    for raw in raws:
        body = {"Content": {"Raw": {"Data": base64.b64encode(raw).decode()}}, "ConfigurationSetName": "relance"}
        answer = double.answer(Request("POST", "/v2/email/outbound-emails", body=json.dumps(body).encode()))
        assert answer is not None
        assert answer.status == 200, answer.body
    double.server.stop()
    return double


def get(double: SesDouble, path: str, query: str = "") -> Response:
    answer = double.answer(Request("GET", path, query))
    assert answer is not None
    return answer


def mail(subject: str = "Rappel", html: str = '<html><head></head><a href="http://127.0.0.1/p#k">Voir</a>') -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@societe.example", "compta@example.fr", subject
    message.set_content(f"Bonjour {HOSTILE}")
    message.add_alternative(html, subtype="html")
    alternative = list(message.iter_parts())[1]
    assert isinstance(alternative, EmailMessage)
    alternative.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo@x>", filename="logo.png")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="échéance.pdf")
    message.add_attachment(HOSTILE, subtype="html", filename="piège.html")
    return message.as_bytes()


def test_list_shows_newest_first_and_says_nothing_leaves(tmp_path: Path) -> None:
    page = get(double_with(tmp_path, mail("Premier"), mail("Second")), "/").body.decode()
    assert page.index("Second") < page.index("Premier")
    assert "rien ne quitte l’ordinateur" in page
    assert "échéance.pdf" in page
    assert "compta@example.fr" in page
    assert "remis" in page


def test_empty_mailbox_says_so(tmp_path: Path) -> None:
    assert "Aucun message" in get(double_with(tmp_path), "/").body.decode()


def test_long_mailbox_is_read_page_by_page(tmp_path: Path) -> None:
    raw = b"From: a@x.fr\nTo: b@x.fr\nSubject: s\n\nx"
    double = double_with(tmp_path, *[raw] * 103)
    assert 'href="/?avant=4"' in get(double, "/").body.decode()
    assert get(double, "/", "avant=4").body.decode().count('class="subject"') == 3


def test_hostile_words_are_escaped_everywhere(tmp_path: Path) -> None:
    double = double_with(tmp_path, mail(HOSTILE))
    for path in ("/", "/mails/1"):
        answer = get(double, path)
        assert "<script" not in answer.body.decode()
        assert "script-src" not in (answer.header("Content-Security-Policy") or "")
        assert (answer.header("Content-Security-Policy") or "").startswith("default-src 'none'")
        assert answer.header("X-Content-Type-Options") == "nosniff"


def test_mail_html_is_sandboxed_without_scripts_and_its_links_open_outside(tmp_path: Path) -> None:
    double = double_with(tmp_path, mail())
    page = get(double, "/mails/1").body.decode()
    sandbox = re.search(r'<iframe sandbox="([^"]*)" src="/mails/1/html"', page)
    assert sandbox is not None
    assert set(sandbox[1].split()) == {
        "allow-popups",
        "allow-popups-to-escape-sandbox",
        "allow-top-navigation-by-user-activation",
    }
    answer = get(double, "/mails/1/html")
    assert answer.body.decode().startswith('<html><head><base target="_blank">')
    csp = answer.header("Content-Security-Policy") or ""
    assert csp.startswith("sandbox allow-popups ")
    assert "allow-scripts" not in csp
    assert "allow-same-origin" not in csp


def test_inline_picture_is_found(tmp_path: Path) -> None:
    double = double_with(tmp_path, mail(html='<img src="cid:logo@x">'))
    assert b'src="/mails/1/attachments/1"' in get(double, "/mails/1/html").body


def test_attachments_have_their_type_and_only_harmless_ones_open_in_place(tmp_path: Path) -> None:
    double = double_with(tmp_path, mail())
    pdf, html = get(double, "/mails/1/attachments/2"), get(double, "/mails/1/attachments/3")
    assert (pdf.header("Content-Type"), pdf.body) == ("application/pdf", b"%PDF-1.7")
    assert pdf.header("Content-Disposition") == "inline; filename*=UTF-8''%C3%A9ch%C3%A9ance.pdf"
    assert html.header("Content-Type") == "text/html"
    assert (html.header("Content-Disposition") or "").startswith("attachment;")
    assert (html.header("Content-Security-Policy") or "").startswith("sandbox;")


def test_raw_mail_can_be_fetched(tmp_path: Path) -> None:
    raw = mail()
    answer = get(double_with(tmp_path, raw), "/mails/1/eml")
    assert (answer.header("Content-Type"), answer.body) == ("message/rfc822", raw)


@pytest.mark.browser
def test_axe_finds_nothing_on_any_page(tmp_path: Path, browser: Browser) -> None:
    bare = b"From: a@x.fr\nTo: bounce@x.fr\nSubject: s\n\nx"
    double = double_with(tmp_path / "some", mail(), bare, bare.replace(b"bounce", b"late"))
    for number, index in ((1, 0), (1, 1), (2, 0), (2, 1)):
        double.store.mark_sent(number, index, "2026-11-22T10:00:00Z")
    for mailbox, paths in (
        (double, ("/", "/mails/1", "/mails/2", "/mails/3", "/mails/9")),
        (double_with(tmp_path / "none"), ("/",)),
    ):
        with LoopbackServer(mailbox.answer, body_limit=1, too_long=Response(413)) as server:
            page = page_with_axe(browser, server.url)
            for path in paths:
                page.goto(path)
                page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
                assert faults_in(page, ("light",)) == []
            page.context.close()


@pytest.mark.parametrize("path", ["/mails/9", "/mails/1/attachments/9", "/mails/1/attachments/0", "/nothing"])
def test_what_is_not_there_is_not_found(tmp_path: Path, path: str) -> None:
    assert get(double_with(tmp_path, mail()), path).status == 404


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"no header at all", id="no header"),
        pytest.param(b"Subject: =?klingon?b?AAAA?=\n\nx", id="unknown charset in a header"),
        pytest.param(b"Subject: =?utf-8?b?A?=\n\nx", id="broken base64 in a header"),
        pytest.param(b"Subject: \xff\xfe\n\n\xff", id="raw bytes"),
        pytest.param(b"Content-Type: text/plain; charset=klingon\n\n\xe9", id="unknown charset of the text"),
        pytest.param(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx", id="unfinished multipart"),
        pytest.param(b"Content-Type: multipart/mixed\n\nx", id="multipart without boundary"),
        pytest.param(b"Content-Type: ;;\nContent-Disposition: attachment; filename*=x''%ff\n\nx", id="bad filename"),
        pytest.param(b"Content-Type: message/rfc822\n\nSubject: inner\n\nx", id="a mail in the mail"),
        pytest.param(b'To: <<<@@,, "\nContent-Transfer-Encoding: base64\n\n!!!', id="bad address and base64"),
    ],
)
def test_badly_made_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    file = read_mail(raw)
    file.header("Subject").encode()
    assert all("/" not in attachment.name for attachment in file.attachments)
