"""An accountant's export as it really comes: what is read from it. What is refused is in integration/test_bad_input."""

import pytest

from chalicelib.adapters.intake.csv_invoices import BY_FOLDED, HEADINGS, documents
from chalicelib.domain.errors import Invalid

HEADING = "Numéro;Date facture;Échéance;Client;Type client;Montant TTC"
ROW = "F-1;01/10/2026;31/10/2026;Café Noël;pro;1 284,50"
READ = {
    "number": "F-1",
    "issued_on": "2026-10-01",
    "due_on": "2026-10-31",
    "total_cents": 128450,
    "debtor": {"name": "Café Noël", "kind": "trader"},
}


def one(text: str | bytes) -> dict[str, object]:
    read, problems = documents(text.encode() if isinstance(text, str) else text)
    assert problems == []
    ((_, document),) = read
    return dict(document)


def cell(heading: str, content: str) -> dict[str, object]:
    return one(f"{HEADING};{heading}\n{ROW};{content}")


@pytest.mark.parametrize(
    "file",
    [
        f"{HEADING}\n{ROW}",
        f"{HEADING}\r\n{ROW}\r\n",
        f"{HEADING}\r{ROW}\r",
        f"\ufeff{HEADING}\n{ROW}\n",
        f"\n\n{HEADING}\n\n{ROW}\n;;;\n\n",
        f"{HEADING};\n{ROW};\n",
        f"{HEADING}\n{ROW};;\n",
        f"{HEADING}\n{ROW}".replace(";", "\t"),
        f"{HEADING}\n{ROW}".replace(",", ".").replace(";", ","),
        f"{HEADING};Représentant\n{ROW};PM",
        HEADING.upper() + "\n" + ROW,
        f"{HEADING};Note\n{ROW};a, b, c, d, e, f, g, h, i, j, k, l, m",
        "number,invoice date,due date,customer,type,total incl. VAT\nF-1,2026-10-01,2026-10-31,Café Noël,trader,1284.5",
        f'{HEADING}\n"F-1";"01/10/2026";"31/10/2026";"Café Noël";"pro";"1 284,50"',
        f"{HEADING}\n{ROW}".encode("cp1252"),
        f"\ufeffsep=;\r\n{HEADING}\r\n{ROW}\r\n",
        f"sep=\t\n{HEADING}\n{ROW}".replace(";", "\t"),
    ],
    ids=[
        "LF",
        "CRLF",
        "CR",
        "byte-order mark",
        "blank rows",
        "trailing separator",
        "separators beyond the heading",
        "tabs",
        "commas",
        "a column we do not know",
        "capitals",
        "more commas than semicolons below the heading",
        "English",
        "quoted",
        "Windows-1252",
        "Excel's own line",
        "Excel's own line, tabs",
    ],
)
def test_the_same_invoice_is_read_however_the_file_is_written(file: str | bytes) -> None:
    assert one(file) == READ


@pytest.mark.parametrize(
    ("figure", "cents"),
    [
        ("1 284,50", 128450),
        ("1\u202f284,50 €", 128450),
        ("1\u00a0284,50", 128450),
        ("1'284.50", 128450),
        ("1 234 567,89", 123456789),
        ("1284,5", 128450),
        ("1284", 128400),
        ("1284.50EUR", 128450),
        ("0,05", 5),
        ("-12,00", -1200),
        ("0", 0),
    ],
)
def test_amounts_are_read_to_the_cent(figure: str, cents: int) -> None:
    assert one(f"{HEADING}\n{ROW.replace('1 284,50', figure)}")["total_cents"] == cents


@pytest.mark.parametrize(
    "figure",
    [
        "1.284",
        "1,284",
        "1,284.50",
        "1.284,50",
        "12 34",
        "1 2",
        "1  284",
        "12,345",
        "12,",
        ",50",
        "1e3",
        "١٢",
        "+5",
        "(12)",
        "--1",
    ],
)
def test_a_figure_that_could_be_read_two_ways_is_refused(figure: str) -> None:
    read, problems = documents(f"{HEADING}\n{ROW.replace('1 284,50', figure)}".encode())
    assert read == []
    assert [(p.line, p.field, p.code) for p in problems] == [(2, "total_cents", "wrong")]


@pytest.mark.parametrize(
    ("heading", "content", "path", "value"),
    [
        ("Langue", "Anglais", ("debtor", "language"), "en"),
        ("Langue", "FR", ("debtor", "language"), "fr"),
        ("Pays", "France", ("debtor", "address", "country"), "FR"),
        ("Pays", "be", ("debtor", "address", "country"), "BE"),
        ("Adresse", "3 quai Sud", ("debtor", "address", "lines"), ["3 quai Sud"]),
        ("Code client", "C0012", ("debtor", "reference"), "C0012"),
        ("Déjà réglé", "0,00", ("paid_cents",), 0),
    ],
)
def test_words_of_an_office_become_ours(heading: str, content: str, path: tuple[str, ...], value: object) -> None:
    found: object = cell(heading, content)
    for name in path:
        assert isinstance(found, dict)
        found = found[name]
    assert found == value


def test_a_row_over_several_lines_is_named_by_its_first() -> None:
    file = f"{HEADING}\n{ROW.replace('Café Noël', chr(34) + 'Café' + chr(10) + 'Noël' + chr(34))}\n{ROW}"
    assert [line for line, _ in documents(file.encode())[0]] == [2, 4]


def test_excels_own_line_counts_as_a_line() -> None:
    _, problems = documents(f"sep=;\n{HEADING}\n{ROW.replace('1 284,50', 'x')}".encode())
    assert [p.line for p in problems] == [3]


def test_good_rows_come_beside_the_faults_of_the_others() -> None:
    read, problems = documents(f"{HEADING}\n{ROW}\n{ROW.replace('31/10', '31/02')}\n{ROW}".encode())
    assert [line for line, _ in read] == [2, 4]
    assert [(p.line, p.field) for p in problems] == [(3, "due_on")]


def test_no_heading_stands_for_two_fields() -> None:
    assert len(BY_FOLDED) == sum(map(len, HEADINGS.values()))


@pytest.mark.parametrize("heading", ["Montant TTC", "Total TTC", "Net à payer", "Total incl. VAT", "Amount incl. VAT"])
def test_the_amount_is_the_one_with_tax(heading: str) -> None:
    assert one(f"{HEADING.replace('Montant TTC', heading)}\n{ROW}") == READ


@pytest.mark.parametrize("heading", ["Montant", "Total", "amount", "total", "Montant HT"])
def test_an_amount_that_may_be_net_of_tax_is_no_column_for_it(heading: str) -> None:
    with pytest.raises(Invalid) as raised:
        documents(f"{HEADING.replace('Montant TTC', heading)}\n{ROW}".encode())
    (problem,) = raised.value.problems
    assert (problem.field, problem.code) == ("total_cents", "missing-column")
    assert "Montant TTC, Total TTC, Net à payer, Total incl. VAT, Amount incl. VAT" in problem.message


def test_a_heading_without_end_is_not_said_back_whole() -> None:
    with pytest.raises(Invalid) as raised:
        documents(f"{'x' * 100_000};{HEADING};Total TTC\n{ROW}".encode())
    assert len(str(raised.value)) < 500


COMMAS = "Facture,Date facture,Échéance,Client,Type client,E-mail,Montant TTC,Bon de commande"
START = "CD1,01/10/2026,31/10/2026,Client C,pro,c@c.example,"


@pytest.mark.parametrize(
    ("heading", "amounts", "code"),
    [
        (COMMAS, "1284,50,", "too-many-cells"),
        (COMMAS, "1284,50", "ambiguous"),
        (COMMAS, "1 284,5", "ambiguous"),
        (f"{COMMAS},Notes", "1284,50,PM", "ambiguous"),
        (f"{COMMAS},Notes", "1284,50,PM,", "too-many-cells"),
    ],
)
def test_an_amount_that_a_comma_may_have_cut_in_two_is_refused(heading: str, amounts: str, code: str) -> None:
    read, problems = documents(f"{heading}\n{START}{amounts}".encode())
    assert read == []
    assert [(p.line, p.code) for p in problems] == [(2, code)]


@pytest.mark.parametrize(
    ("amounts", "cents"), [("1284.50,50", 128450), ('"1284,50",50', 128450), ("1284,BC-50", 128400), ("1284,", 128400)]
)
def test_an_amount_between_commas_that_reads_one_way_is_taken(amounts: str, cents: int) -> None:
    assert one(f"{COMMAS}\n{START}{amounts}")["total_cents"] == cents


TERMS = "Taux d'escompte;Escompte jours avant échéance"


@pytest.mark.parametrize(
    ("cells", "discount"),
    [
        ("2;20", {"percent": "2", "days_before": 20}),
        ("2,5 %;0", {"percent": "2.5", "days_before": 0}),
        ("2.00%;10", {"percent": "2.00", "days_before": 10}),
        ("0,00;20", None),
        ("0 %;", None),
        (";20", None),
        (";", None),
    ],
)
def test_a_discount_is_a_share_and_the_days_before_the_due_date(cells: str, discount: object) -> None:
    assert cell(TERMS, cells).get("discount") == discount
    assert cell("Discount rate;Discount: days before due date", cells).get("discount") == discount


@pytest.mark.parametrize(
    ("heading", "content", "field", "said"),
    [
        (TERMS, "deux;20", "discount.percent", "not a share of the total"),
        (TERMS, "-2;20", "discount.percent", "not a share of the total"),
        (TERMS, "2;vingt", "discount.days_before", "not a number of days"),
        (TERMS, "2;-3", "discount.days_before", "not a number of days"),
        ("Escompte", "25,69", "discount", "may be a share of the total or a sum"),
        ("Montant de l'escompte;Taux d'escompte", "25,69;2", "discount", "may be a share of the total or a sum"),
    ],
)
def test_a_discount_that_could_be_read_two_ways_is_refused(heading: str, content: str, field: str, said: str) -> None:
    read, problems = documents(f"{HEADING};{heading}\n{ROW};{content}".encode())
    assert read == []
    assert [(p.line, p.field) for p in problems] == [(2, field)]
    assert said in problems[0].message


def test_the_days_of_a_discount_without_its_share_are_left_for_the_rows_to_refuse() -> None:
    assert cell("Escompte jours avant échéance", "20")["discount"] == {"days_before": 20}
    assert "discount" not in cell("Escompte", "0,00 €")


def test_a_share_that_a_comma_may_have_cut_is_refused() -> None:
    heading, first = f"{HEADING};{TERMS};Devise".replace(";", ","), ROW.replace("1 284,50", "1284.50").replace(";", ",")
    assert [p.code for p in documents(f"{heading}\n{first},2,5,20".encode())[1]] == ["ambiguous"]
    (_, given), *_ = documents(f"{heading}\n{first},2.50,20".encode())[0]
    assert given["discount"] == {"percent": "2.50", "days_before": 20}
