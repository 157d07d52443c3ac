"""The text of an HTML page as a reader meets it: one line for each block, cells parted by a bar, nothing hidden."""

from html.parser import HTMLParser

BLOCKS = frozenset("p div tr table section header main h1 br body title li".split())
UNSEEN = frozenset("style script svg head".split())
# They have no content, and no end in HTML; in XML they end themselves.
VOID = frozenset("meta br col link img".split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        hidden = "display:none" in (values.get("style") or "") or "button" in (values.get("class") or "").split()
        if self.unseen or tag in UNSEEN or hidden:
            self.unseen += [] if tag in VOID else [tag]
        elif tag in BLOCKS:
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.unseen:
            self.unseen.pop()
        elif tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(data.replace("\n", " "))


def text_of(page: str) -> str:
    """No-break spaces are kept, as they are part of what was meant."""
    reader = _Reader()
    reader.feed(page)
    lines = ("".join(reader.words)).split("\n")
    tidy = (" ".join(part for part in line.split(" ") if part).removeprefix("| ") for line in lines)
    return "\n".join(line for line in tidy if line) + "\n"
