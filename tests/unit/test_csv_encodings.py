"""French words as files of four encodings hold them: read as they were written, or refused, never mailed wrong."""

import pytest

from chalicelib.adapters.intake.csv_invoices import documents
from chalicelib.domain.errors import Invalid

HEADING = "Numero;Date facture;Echeance;Client;Type client;Montant TTC"
PLAIN = "F-1;01/10/2026;31/10/2026;Garage;pro;120,00"


def in_words(text: str) -> list[str]:
    return [word for line in text.splitlines() for word in line.strip().split("|")]


# What each older encoding can write and Windows-1252 reads as something else. The euro sign has no place in CP850.
DOS = in_words(
    """Société Générale|École|Café Noël|Mère|Crème|Élise|Hôtel|Côte|Fête|Forêt|Bâtiment|Château|Françoise|Garçon
    Maître|Dîner|Île|Naïf|Maïs|Anaïs|Loïc|Août|Goût|Brûlé|Sûr|Où|Là-haut|Voilà|Déjà|Citroën|Joël|Ça va|n° 5
    GÉNÉRALE|FRANÇOIS|MAÎTRE|VOILÀ|CHÂTEAU|HÔTEL|Müller|Rhône|Jérôme|Thérèse|piqûre|Ambiguë|Égoïste|Zoë"""
)
MAC = in_words(
    """Société Générale|École|Café Noël|Mère|Crème|Élise|Léa|Hôtel|Côte|Fête|Forêt|Bâtiment|Château|Françoise
    Ça va|Maître|Dîner|Île de Ré|Naïf|Maïs|Anaïs|Loïc|Brûlé|Où|Là-haut|Voilà|Déjà|À la Une|Citroën|Joël|n° 5
    3 €|L’Orée|l’Orée|cœur|Cœur|CŒUR|Œuvre|Œuf|sœur|GÉNÉRALE|FRANÇOIS|MAÎTRE|CHÂTEAU|FORÊT|HÔTEL|Müller|L’Haÿ
    Rhône|Jérôme|Égoïste"""
)
ISO = ["cœur", "Cœur", "CŒUR", "Œuvre", "Œuf", "sœur", "Bœuf", "Škoda", "Šimek", "Žižek", "3 €", "HAŸ"]
MISREAD = [(w, e) for words, e in ((DOS, "cp850"), (MAC, "mac_roman"), (ISO, "iso8859-15")) for w in words]

MEANT = in_words(
    """Société Générale|École|Café Noël|L’Orée|l’Orée|cœur|CŒUR|Cœur|Œuvre|Škoda|Novák Šimek|Žižek|3 €|100€
    “Léa” et fils|Travaux…|… et fils|n°|N° 5|Ça|Île|À la Une|L’Haÿ-les-Roses|HAŸ|Relance™|étudiant·e·s
    client•e|Col·legi|m²|H²O|m³|1½h|Paris–Lyon|« Bar » – Tabac|Bar • Tabac|Dupont †|5‰|‹ Chez Léa ›|„Firma“
    Müller & Søn|SØREN|NAÏVE|SIMÕES|Camões|SOCIéTé|O’Brien|2×4|Adidas × Ivy|¡Hola!|ŒUVRES|Œillet|d’Œuvre|Ægir
    DŽEMAL|ZOË|Noël Ë.|©|où|là|voilà|Où"""
)


def file_of(word: str, encoding: str) -> bytes:
    return f"{HEADING}\r\n{PLAIN}\r\nF-2;01/10/2026;31/10/2026;{word} SARL;pro;120,00\r\n".encode(encoding)


@pytest.mark.parametrize(("word", "encoding"), MISREAD, ids=[f"{e} {w}" for w, e in MISREAD])
def test_a_word_of_another_encoding_is_refused_and_never_read_wrong(word: str, encoding: str) -> None:
    with pytest.raises(Invalid) as refusal:
        documents(file_of(word, encoding))
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("body", "encoding")
    assert problem.message.endswith("save it as CSV UTF-8")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("word", MEANT)
def test_a_word_that_is_meant_is_read_as_it_was_written(word: str, encoding: str) -> None:
    read, problems = documents(file_of(word, encoding))
    assert problems == []
    assert [document["debtor"]["name"] for _, document in read] == ["Garage", f"{word} SARL"]


@pytest.mark.parametrize(
    ("word", "encoding", "said"),
    [
        ("Société", "cp850", "'Soci‚t‚'"),
        ("Société", "mac_roman", "'SociŽtŽ'"),
        ("Cœur", "iso8859-15", "'C½ur'"),
        ("École", "mac_roman", "'ƒcole'"),
    ],
)
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_the_refusal_names_the_line_and_the_word(word: str, encoding: str, said: str, newline: str) -> None:
    with pytest.raises(Invalid) as refusal:
        documents(file_of(word, encoding).replace(b"\r\n", newline.encode()))
    (problem,) = refusal.value.problems
    assert problem.line == 3
    assert said in problem.message


def test_any_sign_may_stand_in_a_file_of_utf_8() -> None:
    read, _ = documents(file_of("Soci‚t‚ C½ur", "utf-8"))
    assert read[1][1]["debtor"]["name"] == "Soci‚t‚ C½ur SARL"


BYTES = ["\x81".encode("latin-1"), b"\x01", b"\x00", "é".encode() + b"\x81"]


@pytest.mark.parametrize("odd", BYTES, ids=[b.hex() for b in BYTES])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_bytes_of_no_encoding_are_refused_with_their_line(odd: bytes, newline: str) -> None:
    body = file_of("Societe", "ascii").replace(b"Societe", odd + b"\x8d").replace(b"\r\n", newline.encode())
    with pytest.raises(Invalid) as refusal:
        documents(body)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code, problem.line) == ("body", "encoding", 3)


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n\t ", b" \n"])
def test_a_file_of_nothing_is_said_to_be_empty(body: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        documents(body)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("body", "empty")
