"""The mails that the double of SES kept, read as their recipients would."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pypdf import PdfReader

from infra.local.mail_file import MailFile, read_mail
from infra.local.mail_store import KeptMail, MailStore


@dataclass(frozen=True)
class Kept:
    """`key` says what may go out once only: whose step, to whom."""

    kept: KeptMail
    file: MailFile

    @property
    def to(self) -> str:
        return self.kept.recipients[0]

    @property
    def key(self) -> tuple[str, str]:
        return self.kept.tags["step"], self.to

    @property
    def on(self) -> str:
        """The day of the mail's own Date, as DD Mon YYYY."""
        return " ".join(self.file.header("date").split()[1:4])

    @property
    def text(self) -> str:
        return self.file.text or ""

    @property
    def link(self) -> str:
        (found,) = re.finditer(r"\S+#k=\S+", self.text)
        return found[0]

    @property
    def host(self) -> str:
        return urlsplit(self.link).netloc

    @property
    def pdf(self) -> bytes:
        (letter,) = self.file.attachments
        assert letter.content_type == "application/pdf"
        return letter.content


def mailbox(state: Path) -> list[Kept]:
    """In order of arrival."""
    store = MailStore(state / "mails")
    return [Kept(mail, read_mail(store.raw(mail.number))) for mail in reversed(store.newest_first())]


def words_of(pdf: bytes) -> str:
    """The text of a PDF, every space a plain one."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
