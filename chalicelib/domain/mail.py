"""A mail as data, before it becomes bytes: who, to whom, what. Its tags let delivery events find the step again."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailText:
    """What the templates give: the three texts of one mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Mail:
    """Ready to be sent once. `sender_name` is the creditor's; replies go to the creditor's own mailbox. `follows` are
    the mail service's ids of the mails to the same address before it, the oldest first: they stand in one thread.
    """

    sender_name: str
    to: str
    reply_to: str
    words: MailText
    attachments: tuple[Attachment, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    follows: tuple[str, ...] = ()
