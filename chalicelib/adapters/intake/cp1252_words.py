"""Words that no name holds: what Windows-1252 makes of another encoding. `Soci‚t‚` is « Société » as DOS wrote it.

Almost any bytes can be read as Windows-1252, so only the words can tell. Where a sign may be right it passes: `n°`,
`cœur`, `Škoda`, `étudiant·e·s`, `Travaux…`, `m²`. Some words of other encodings turn into letters alone, and pass too.
"""

import re

LOWER = "a-zß-öø-ÿœšž"
UPPER = "A-ZÀ-ÖØ-ÞŒŠŽŸ"
ANY = LOWER + UPPER

# Each with what it was: in DOS (CP850), on an old Mac (Mac Roman), in ISO-8859-15.
RULES = (
    # ISO €, Mac É à, DOS â ê ÿ: no keyboard gives these signs, and no name holds them.
    "[¤ƒˆ˜]",
    # DOS é ä å ç ë ï, Mac Ç ° â; ISO Š š ž Œ œ Ÿ. A sign that opens something stands after a space, not after a letter.
    f"(?<=[{ANY}])[‚„†‡‰‹¡¿¦¨¸¼½¾]",
    # The same at the beginning of a word; `1½h` is right.
    f"[‚¦](?=[{ANY}])",
    rf"(?<![\d])[¼½¾](?=[{ANY}]{{2}})",
    # DOS ô ö ø Ö Ç Â, Mac î ô, Polish letters: at the end of a word they are right (`Relance™`, « “Chez Léa” »).
    f"(?<=[{ANY}])[“”›™€¶¹³](?=[{ANY}])",
    # DOS û ù: `Paris–Lyon` is right.
    f"(?<=[{ANY}])[–—](?=[{LOWER}])",
    r"(?<=\b[oO])—",
    # DOS Î.
    f"(?<=[{UPPER}])×(?=[{UPPER}])",
    rf"(?<![\d])×(?=[{LOWER}])",
    # DOS À at the end of a word; between letters it is right (`client·e·s`).
    rf"(?<=[{UPPER}]{{2}})·(?!\w)",
    # Mac ï: `étudiant•e` is right.
    f"(?<=[aoAO])•(?=[{LOWER}])",
    # Mac ë: `l‘eau` is wrong but meant.
    f"(?<=[aoi])‘(?=[{LOWER}])",
    # DOS à: at the end of most words it may be meant (`Travaux…`), not of « là », « voilà », « delà ».
    f"(?<=[{ANY}])…(?=[{ANY}])",
    r"(?<=\b[lL])…",
    r"(?<=\b[vV]oil)…",
    r"(?<=\b[dD]el)…",
    # Capitals within a word of small letters: DOS è, Mac é ü ’ ÿ œ.
    f"(?<=[{LOWER}])[ŠŽŸÕØÏ]",
    f"(?<=[{UPPER}])[ŠŽŸÕØÏ](?=[{LOWER}])",
    f"(?<=[{UPPER}])Õ(?=[{UPPER}][{LOWER}])",
    # Small letters within a word of capitals, but not those that a French keyboard gives so: `SOCIéTé` may be meant.
    f"(?<=[{UPPER}])[âãäåæêëìíîïñóôúû](?=[{UPPER}])",
    # DOS î: `cŒur` is clumsy but meant, and no word begins with « Œl ».
    f"(?<=[{LOWER}])Œ(?!u)",
    f"(?<=[{UPPER}])Œ(?=[{LOWER}])(?!u)",
    "Œ(?=l)",
    # Mac Î at the beginning of a word; Mac Œ; Mac À and €, DOS « n° » and « Ça ».
    rf"(?<![{ANY}'’])ë(?=[{LOWER}])",
    "Î(?=[uU])",
    rf"(?<![{ANY}])[ËÛ](?=[\s;]|\Z)",
    r"(?<=\b[nN])ø\b",
    r"€(?=a\b)",
)
MISREAD = re.compile(rf"(?=[^\x00-\x7f])(?:{'|'.join(RULES)})")
END_OF_LINE = re.compile(r"\r\n?|\n")
REST_OF_WORD = re.compile(r'[^\s;,"]*')


def misread(text: str) -> tuple[int, str] | None:
    """The line of the first such word, and the word; None when there is none."""
    found = MISREAD.search(text)
    if not found:
        return None
    before, after = text[: found.start()], REST_OF_WORD.match(text, found.start())
    begun = REST_OF_WORD.match(before[::-1])
    word = (begun.group()[::-1] if begun else "") + (after.group() if after else "")
    return len(END_OF_LINE.findall(before)) + 1, word
