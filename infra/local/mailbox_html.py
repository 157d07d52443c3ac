"""The HTML of the mailbox page. Every text of a mail goes through `_text`, which escapes it."""

import html
from collections.abc import Iterable

from infra.local.mail_file import MailFile
from infra.local.mail_store import HELD, SENT, KeptMail, MailEvent

STYLE = """
:root { color-scheme: light; --ink: #1b2230; --soft: #5a6475; --line: #d9dee6; --paper: #fff; --ground: #f4f6f9;
  --link: #0b4f9e; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, "Liberation Sans", sans-serif; }
main, header { max-width: 72rem; margin: 0 auto; padding: 1rem; }
header p { margin: .25rem 0 0; }
.notice { background: #fff6d9; border: 1px solid #e3c766; border-radius: .5rem; padding: .6rem .9rem; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
main > ul:not(.mails) { padding-left: 1.2rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 3px solid #f0a500; outline-offset: 2px; }
ul.mails { list-style: none; margin: 0; padding: 0; background: var(--paper); border: 1px solid var(--line);
  border-radius: .5rem; }
ul.mails li { display: grid; gap: .1rem 1rem; padding: .7rem .9rem; border-top: 1px solid var(--line); }
ul.mails li:first-child { border-top: 0; }
ul.mails li > * { min-width: 0; overflow-wrap: anywhere; }
.subject { font-weight: 600; }
.soft { color: var(--soft); font-size: .9rem; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; font-size: .85rem;
  background: #eef1f6; margin: .1rem .2rem .1rem 0; }
.tag.good { background: #e2f4e6; border-color: #9fd0ab; }
.tag.bad { background: #fde5e2; border-color: #e5a49b; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .9rem; }
dl { display: grid; grid-template-columns: 1fr; gap: .1rem .9rem; margin: 0; }
dt { color: var(--soft); font-size: .9rem; }
dd { margin: 0 0 .4rem; overflow-wrap: anywhere; }
iframe { display: block; width: 100%; height: 60vh; min-height: 26rem; border: 1px solid var(--line);
  border-radius: .5rem; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0;
  font: .9rem/1.5 ui-monospace, "Liberation Mono", monospace; }
summary { cursor: pointer; padding: .3rem 0; }
@media (min-width: 48rem) {
  ul.mails li { grid-template-columns: 13rem 18rem 1fr; align-items: start; }
  dl { grid-template-columns: 11rem 1fr; }
  dd { margin: 0; }
}
"""

BACK = '<p><a href="/">← Tous les messages</a></p>'

_WORDS = {
    "Send": ("envoyé", ""),
    "Delivery": ("remis", "good"),
    "Bounce": ("rejeté", "bad"),
    "Complaint": ("plainte", "bad"),
}


def list_page(mails: list[KeptMail], *, total: int, older: bool) -> str:
    if not mails:
        body = '<p class="card">Aucun message pour l’instant. Ils paraîtront ici dès que Relance en enverra.</p>'
    else:
        body = f'<ul class="mails">{"".join(map(_row, mails))}</ul>'
    if older:
        body += f'<p><a href="/?avant={mails[-1].number}">Messages plus anciens</a></p>'
    count = "1 message" if total == 1 else f"{total} messages"
    return _document("Boîte d’essai", f"<h1>Boîte d’essai</h1><p>{count}, le plus récent d’abord.</p>{body}")


def mail_page(mail: KeptMail, file: MailFile, size: int, sandbox: str) -> str:
    parts = [
        BACK,
        f"<h1>{_text(mail.subject or '(sans objet)')}</h1>",
        f'<div class="card"><dl>{_summary(mail, file)}</dl></div>',
    ]
    if file.attachments:
        parts.append(f"<h2>Pièces jointes</h2><ul>{''.join(_attachments(mail, file))}</ul>")
    if file.html is not None:
        title = "Le message, tel que le lit le débiteur"
        frame = f'<iframe sandbox="{sandbox}" src="/mails/{mail.number}/html" title="{title}"></iframe>'
        parts.append(f"<h2>Version HTML</h2>{frame}")
    if file.text is not None:
        # The text stands open where it is all there is.
        shown = "" if file.html is not None else " open"
        text = f'<pre class="card">{_text(file.text)}</pre>'
        parts.append(f"<h2>Version texte</h2><details{shown}><summary>Lire le texte</summary>{text}</details>")
    lines = "\n".join(f"{name}: {value}" for name, value in file.headers)
    headers = f'<pre class="card">{_text(lines)}</pre>'
    parts.append(f"<h2>En-têtes</h2><details><summary>Voir tout</summary>{headers}</details>")
    parts.append(f'<p><a href="/mails/{mail.number}/eml">Télécharger le message (.eml, {_size(size)})</a></p>')
    return _document(mail.subject or "(sans objet)", "".join(parts))


def missing_page(why: str) -> str:
    return _document("Introuvable", f"{BACK}<h1>Introuvable</h1><p>{_text(why)}</p>")


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{_text(title)} – Relance, en local</title><link rel="stylesheet" href="/style.css"></head><body>'
        '<header><p class="notice"><strong>Messagerie d’essai de Relance, sur cette machine.</strong> '
        "Aucun de ces messages n’est parti : rien ne quitte l’ordinateur.</p></header>"
        f"<main>{body}</main></body></html>"
    )


def _row(mail: KeptMail) -> str:
    attachments = f'<div class="soft">Joint : {_text(", ".join(mail.attachments))}</div>' if mail.attachments else ""
    return (
        f'<li><div class="soft">{_instant(mail.received_at)}</div>'
        f"<div>{_text(', '.join(mail.recipients))}</div>"
        f'<div><a class="subject" href="/mails/{mail.number}">{_text(mail.subject or "(sans objet)")}</a>'
        f"{attachments}<div>{_events(mail)}</div></div></li>"
    )


def _summary(mail: KeptMail, file: MailFile) -> str:
    rows = [
        ("Reçu le", _instant(mail.received_at)),
        ("De", _text(file.header("From") or mail.source)),
        ("À", _text(", ".join(mail.recipients))),
        ("Répondre à", _text(file.header("Reply-To"))),
        ("Événements SES", _events(mail)),
        ("Étiquettes", "".join(_tag(f"{name} = {value}") for name, value in mail.tags.items())),
        ("Jeu de configuration", _text(mail.configuration_set or "")),
        ("Identifiant SES", _text(mail.message_id)),
    ]
    return "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)


def _events(mail: KeptMail) -> str:
    lost = _tag("réponse perdue (scénario)", "bad") if mail.answer == "lost" else ""
    if mail.events:
        return lost + "".join(map(_event, mail.events))
    reason = "aucun événement (scénario)" if mail.configuration_set else "aucun événement (pas de jeu de configuration)"
    return lost + _tag(reason)


def _event(event: MailEvent) -> str:
    word, look = _WORDS.get(event.name, (event.name, ""))
    if event.state == SENT:
        return _tag(word, look)
    return _tag(f"{word} : {'retenu par le scénario' if event.state == HELD else 'en attente'}")


def _tag(text: str, look: str = "") -> str:
    return f'<span class="tag {look}">{_text(text)}</span>'


def _attachments(mail: KeptMail, file: MailFile) -> Iterable[str]:
    for index, attachment in enumerate(file.attachments, 1):
        what = f"{attachment.content_type}, {_size(len(attachment.content))}"
        link = f'<a href="/mails/{mail.number}/attachments/{index}">{_text(attachment.name)}</a>'
        yield f'<li>{link} <span class="soft">({_text(what)})</span></li>'


def _instant(text: str) -> str:
    day, _, hour = text.partition("T")
    year, month, number = day.split("-")
    return f'<time datetime="{_text(text)}">{number}/{month}/{year} à {hour[:8]} UTC</time>'


def _size(count: int) -> str:
    if count < 1024:
        return f"{count} octets"
    text = f"{count / 1024:.0f} Ko" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} Mo"
    return text.replace(".", ",")


def _text(text: str) -> str:
    return html.escape(text, quote=True)
