"""`relance interest` and `relance law check`: options in, a statement or a clear refusal out."""

from dataclasses import replace

import pytest

from chalicelib.law.quantity import Confidence
from tests import parameters
from tests.cli.conftest import Relance

USUAL = ("interest", "--principal", "10000.00", "--due", "2026-05-01", "--until", "2026-09-01")


def with_(**options: str) -> tuple[str, ...]:
    """The usual claim with other options; an underscore reads as a hyphen."""
    given = dict(zip(USUAL[1::2], USUAL[2::2], strict=True))
    given |= {f"--{name.replace('_', '-')}": value for name, value in options.items()}
    return (USUAL[0], *(part for pair in given.items() for part in pair))


def test_the_sums_come_in_cents_with_their_segments(relance: Relance) -> None:
    ended = relance(*USUAL, "--json")
    assert (ended.code, ended.err) == (0, "")
    found = ended.json
    assert [found[k] for k in ("principal_cents", "interest_cents", "indemnity_cents", "total_cents")] == [
        1_000_000,
        41_376,
        4_000,
        1_045_376,
    ]
    assert found["segments"][0] == {
        "from": "2026-05-02",
        "to": "2026-06-30",
        "days": 60,
        "principal_cents": 1_000_000,
        "rate_per_year": "12.15",
        "interest_cents": 19_973,
        "source": "eu/ecb_refinancing_rate 2.15 + fr/late_payment_margin 10",
        "derived": False,
    }
    assert (found["day_count"], found["imputation"], found["currency"]) == ("ACT/365", "statute", "EUR")
    assert found["warnings"] == []
    assert [p["path"] for p in found["parameters"]][-1] == "fr/fixed_indemnity"


def test_a_person_reads_a_table_sums_and_what_to_know(relance: Relance) -> None:
    ended = relance(*with_(rate="5"))
    assert ended.code == 0
    assert "Interest, ACT/365, payments: statute" in ended.out
    assert "contract 5.00" in ended.out
    assert "total" in ended.out
    assert "10 208.49 EUR" in ended.out
    assert "! 5.00 % is under 7.86 %, three times the legal rate of the half-year from 2026-01-01" in ended.out
    assert "credit" not in ended.out


def test_payments_and_credit_notes_may_be_given_more_than_once(relance: Relance) -> None:
    booked = ("--payment", "2026-06-01:1000.00", "--payment", "2026-07-01:500,50", "--credit-note", "2026-06-15:20")
    found = relance(*USUAL, *booked, "--json").json
    assert [(e["kind"], e["on"], e["amount_cents"]) for e in found["entries"]] == [
        ("payment", "2026-06-01", 100_000),
        ("credit-note", "2026-06-15", 2_000),
        ("payment", "2026-07-01", 50_050),
    ]
    assert found["entries"][0]["to_interest_cents"] == 10_319


def test_interest_that_stops_before_the_day_asked_for_ends_with_three(relance: Relance) -> None:
    ended = relance(*with_(until="2027-01-01"), "--json")
    assert ended.code == 3
    assert ended.json["stops_on"] == "2026-12-31"
    assert [w["code"] for w in ended.json["warnings"]] == ["rate-unknown"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"principal": "-5"}, "principal: '-5' is not an amount"),
        ({"principal": "0"}, "principal: must be above zero"),
        ({"principal": "1e3"}, "principal: '1e3' is not an amount"),
        ({"principal": "1.005"}, "principal: '1.005' is not an amount"),
        ({"due": "20260501"}, "due: '20260501' is not a day like"),
        ({"due": "2026-W18-5"}, "due: '2026-W18-5' is not a day like"),
        ({"until": "2026-09-31"}, "until: '2026-09-31' is no day of the calendar"),
        ({"due": "1 May"}, "due: '1 May' is not a day"),
        ({"until": "9999-12-31"}, "until: 9999-12-31 is outside 2000 to 2099"),
        ({"payment": "4000"}, "payment: '4000' is not DATE:AMOUNT"),
        ({"payment": "2026-06-01:-4"}, "payment: '-4' is not an amount"),
        ({"payment": "2026-06-01:0"}, "payment: of 2026-06-01 must be above zero"),
        ({"payment": "2026-03-01:5", "issued": "2026-04-01"}, "payment: of 2026-03-01 is before the day of issue"),
        ({"credit_note": "x:5"}, "credit-note: 'x' is not a day"),
        ({"issued": "2026-06-01"}, "due: 2026-05-01 is before the day of issue"),
        ({"rate": "-1"}, "rate: must not be below zero"),
        ({"rate": "-0.0001"}, "rate: must not be below zero"),
        ({"rate": "0", "country": "UK"}, "rate: 0 % is no remedy that could stand in place of the law's"),
        ({"principal": "1000000000"}, "is not an amount like 10000.00, below a thousand million"),
        ({"insolvency": "soon", "issued": "2026-04-01"}, "insolvency: 'soon' is not a day"),
        ({"insolvency": "", "issued": "2026-04-01"}, "insolvency: '' is not a day"),
        ({"insolvency": "2026-04-01"}, "issued: is needed with an insolvency"),
        ({"rate": "1_0"}, "rate: '1_0' is not a percentage"),
        ({"rate": "1e1"}, "rate: '1e1' is not a percentage"),
        ({"rate": "legal*20"}, "rate: 20 times the legal rate of 2024-01-01, 5.07 %: '101.40' is over 100 % per year"),
        ({"rate": "legal*3", "country": "DE"}, "rate: the legal rate is French"),
        ({"legal_rate_of": "mine"}, "legal-rate-of: 'mine': one of each-half-year, start"),
        ({"floor_binds": "mine"}, "floor-binds: 'mine': one of clauses, default-too"),
        ({"rate": "ten"}, "rate: 'ten' is not a percentage per year, like 12.40; or write legal*3"),
        ({"rate": "legal*"}, "rate: 'legal*' is not a percentage"),
        ({"rate": "101"}, "rate: '101' is over 100 % per year"),
        ({"debtor": "friend"}, "debtor: 'friend': one of trader, consumer, public"),
        ({"debtor": "consumer", "rate": "10"}, "rate: a contract rate is not applied to a consumer"),
        ({"debtor": "public", "rate": "10"}, "rate: a contract rate is not applied to a public-body"),
        ({"debtor": "public", "rate": "legal*3"}, "rate: a contract rate is not applied to a public-body"),
        ({"country": "US"}, "country: country 'US': rules are known for BE, DE, ES, FR, GB, IT, LU, NL, PT"),
        ({"country": "BE", "debtor": "consumer"}, "country: no rule is known for a consumer under the law of BE"),
        ({"imputation": "mine"}, "imputation: 'mine': one of statute, principal-first"),
        ({"formal_notice": "2026-05-01"}, "formal-notice: 2026-05-01 is not after the due date"),
        ({"formal_notice": ""}, "formal-notice: '' is not a day"),
        ({"issued": ""}, "issued: '' is not a day"),
        ({"paid_late": "waive", "reason": "x\x1b[2Kprincipal 0.00"}, "reason: holds a control or invisible character"),
        ({"paid_late": "waive"}, "reason: interest is waived with a reason"),
    ],
)
def test_what_cannot_be_computed_is_refused_by_its_option(relance: Relance, options: dict[str, str], said: str) -> None:
    ended = relance(*with_(**options), "--json")
    assert ended.code == 2
    assert said in ended.json["error"]


def test_days_before_the_first_that_is_known_are_refused_by_file_and_day(relance: Relance) -> None:
    ended = relance(*with_(due="2014-05-01", until="2014-09-01"), "--json")
    assert ended.code == 1
    assert ended.json["error"].startswith("fr/fixed_indemnity.yaml: not known on 2014-05-02, only from 2015-01-01 on")


def test_a_country_may_be_written_small(relance: Relance) -> None:
    assert relance(*with_(country="uk"), "--json").json["currency"] == "GBP"
    assert relance(*with_(country="fr"), "--json").code == 0


def test_a_rate_is_said_with_all_its_decimals(relance: Relance) -> None:
    segments = relance(*with_(rate="12.3456"), "--json").json["segments"]
    assert {s["rate_per_year"] for s in segments} == {"12.3456"}


def test_an_insolvency_that_forbade_to_pay_bars_the_fixed_sum_and_is_said_to_be_no_more_computed(
    relance: Relance,
) -> None:
    def found(**options: str) -> tuple[int, list[str]]:
        said = relance(*with_(issued="2026-04-01", **options), "--json").json
        return said["indemnity_cents"], [w["code"] for w in said["warnings"]]

    assert found(insolvency="2026-04-01") == (0, ["indemnity-barred", "insolvency"])
    assert found(insolvency="2026-05-01") == (0, ["indemnity-barred", "insolvency"])
    assert found(insolvency="2026-05-02") == (4000, ["insolvency"]), "it could be paid on its due date"
    assert found(insolvency="2026-03-31") == (4000, ["insolvency"]), "what is younger than it may be paid"
    assert found(insolvency="2026-09-01") == (4000, ["insolvency"]), "on the day asked for"
    assert found(insolvency="2026-09-02") == (4000, ["not-yet-booked"])
    assert found(insolvency="2026-05-01", debtor="public") == (4000, ["insolvency"]), "L441-10 is of traders"


def test_no_fixed_sum_is_said_to_be_barred_where_none_would_be_owed(relance: Relance) -> None:
    in_time = with_(issued="2026-04-01", insolvency="2026-04-10", payment="2026-04-30:10000")
    assert relance(*in_time, "--json").json["warnings"] == []
    not_yet = relance(*with_(issued="2026-04-01", insolvency="2026-04-10", until="2026-04-20"), "--json").json
    assert [w["code"] for w in not_yet["warnings"]] == ["not-late", "insolvency"]


def test_what_is_in_no_sum_of_an_insolvency_is_named(relance: Relance) -> None:
    def said(**options: str) -> str:
        warnings = relance(*with_(issued="2026-04-01", **options), "--json").json["warnings"]
        return str(next(w["message"] for w in warnings if w["code"] == "insolvency"))

    assert "does to interest is not computed here, nor until when the claim is declared" in said(
        insolvency="2026-05-01"
    )
    for options in ({"country": "DE"}, {"debtor": "public"}):
        assert "does to these sums is not computed here" in said(insolvency="2026-05-01", **options)
    assert "does to these sums is not computed here" in said(insolvency="2026-03-31")


def test_a_sum_that_nobody_confirmed_is_counted_when_it_is_asked_for(
    relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    parameters.changed(
        monkeypatch, "fr/fixed_indemnity", lambda value: replace(value, confidence=Confidence.FROM_MEMORY)
    )
    plain = relance(*with_(), "--json").json
    asked = relance(*with_(), "--accept-unconfirmed", "--json").json
    assert (plain["indemnity_cents"], asked["indemnity_cents"]) == (0, 4000)


def test_interest_that_bears_interest_is_said_also_where_a_payment_hides_it(relance: Relance) -> None:
    options = {"country": "NL", "due": "2024-05-01", "until": "2026-03-01"}
    hidden = with_(**options, payment="2025-05-01:5000", imputation="principal-first")
    waived = with_(**options, payment="2026-01-01:20000", paid_late="waive", reason="x")
    clause = with_(**options, rate="10")
    year = with_(**{**options, "until": "2025-05-01"})
    for arguments, is_said in ((hidden, True), (year, False), (clause, False), (waived, False)):
        codes = [w["code"] for w in relance(*arguments, "--json").json["warnings"]]
        assert ("compounded" in codes) is is_said


def test_a_rate_of_zero_is_a_stated_result_and_a_comma_reads_as_a_point(relance: Relance) -> None:
    nothing = relance(*with_(rate="0"), "--json")
    assert (nothing.code, nothing.json["interest_cents"], nothing.json["indemnity_cents"]) == (0, 0, 4000)
    assert relance(*with_(rate="10,5"), "--json").json["segments"][0]["rate_per_year"] == "10.50"


def test_what_the_law_leaves_open_is_an_option(relance: Relance) -> None:
    late = {"due": "2023-12-31", "until": "2024-09-01"}
    rates = [s["rate_per_year"] for s in relance(*with_(**late, floor_binds="default-too"), "--json").json["segments"]]
    assert rates == ["15.21", "14.76"]
    start = relance(*with_(**late, rate="legal*3", legal_rate_of="start"), "--json").json
    assert [s["rate_per_year"] for s in start["segments"]] == ["15.21"]


def test_a_rate_that_no_notice_confirms_is_marked_in_both_outputs(relance: Relance) -> None:
    italian = with_(due="2024-11-30", until="2025-03-01", country="IT")
    assert [s["derived"] for s in relance(*italian, "--json").json["segments"]] == [False, True]
    assert relance(*italian).out.count("(derived)") == 1


def test_a_waiver_says_the_whole_that_is_given_up(relance: Relance) -> None:
    waived = with_(payment="2026-09-01:10200", paid_late="waive", reason="goodwill")
    found = relance(*waived, "--json").json
    assert (found["paid_late"], found["reason"], found["credit_cents"]) == ("waive", "goodwill", 20_000)
    assert found["left_out_cents"] == 41_376 + 4_000
    assert "! 453.76 EUR are waived: goodwill" in relance(*waived).out


def test_a_waiver_says_the_order_in_which_its_payments_were_counted(relance: Relance) -> None:
    waived = with_(payment="2026-09-01:10200", paid_late="waive", reason="goodwill")
    assert relance(*waived, "--json").json["imputation"] == "principal-first"
    out = relance(*waived).out
    assert "Interest, ACT/365, payments: principal-first" in out
    assert "! payments are counted principal-first and not by statute: what is waived was paid with nothing" in out


def test_what_is_put_off_has_the_working_of_a_claim(relance: Relance) -> None:
    halves = ("--payment", "2024-01-01:5000", "--payment", "2025-01-01:5000")
    asked = (*with_(due="2023-01-01", until="2025-01-01"), *halves)
    claimed, put_off = (relance(*asked, "--paid-late", c, "--json").json for c in ("claim", "postpone"))
    for name in ("segments", "entries", "accrued_cents", "credit_cents", "imputation", "parameters"):
        assert put_off[name] == claimed[name]
    assert (put_off["total_cents"], put_off["left_out_cents"]) == (0, claimed["total_cents"])
    assert "! 2277.76 EUR are put off and not part of the total" in relance(*asked, "--paid-late", "postpone").out
    over = relance(*with_(payment="2026-06-01:10500", paid_late="postpone")).out
    assert "put off" not in over
    assert "payment of 2026-06-01: 10 500.00 (interest 103.19, indemnity 40.00, principal 10 000.00, " in over
    assert "! 356.81 EUR were booked beyond what is owed: a credit of the debtor" in over


def test_interest_that_is_unknown_although_all_was_paid_ends_with_three(relance: Relance) -> None:
    ended = relance(*with_(due="2026-12-31", until="2027-06-30", payment="2027-06-15:10000"), "--json")
    assert ended.code == 3
    assert (ended.json["unknown_since"], ended.json["interest_cents"]) == ("2027-01-01", 0)
    assert [w["code"] for w in ended.json["warnings"]] == ["rate-unknown"]


def test_a_payment_beyond_all_is_a_credit(relance: Relance) -> None:
    ended = relance(*with_(payment="2026-06-01:20000"))
    assert ended.code == 0
    assert "credit             9 856.81 EUR" in ended.out


def test_the_rank_of_the_indemnity_is_a_setting(relance: Relance) -> None:
    before = relance(*with_(payment="2026-06-01:200", indemnity_rank="before-principal"), "--json").json
    assert before["entries"][0]["to_indemnity_cents"] == 4000
    after = relance(*with_(payment="2026-06-01:200"), "--json").json
    assert after["entries"][0]["to_indemnity_cents"] == 0


def test_parameters_that_end_within_sixty_days_are_listed_with_where_to_read_on(relance: Relance) -> None:
    ended = relance("law", "check", "--on", "2026-11-01", "--json")
    assert ended.code == 0
    assert ended.json["within_days"] == 60
    assert "eu/ecb_refinancing_rate" in [e["parameter"] for e in ended.json["ending"]]
    assert all(e["known_until"] == "2026-12-31" and e["published_by"] for e in ended.json["ending"])
    words = relance("law", "check", "--on", "2026-11-01").out
    assert "eu/ecb_refinancing_rate: ends on 2026-12-31; next value: the European Central Bank" in words


def test_nothing_to_do_is_said(relance: Relance) -> None:
    ended = relance("law", "check", "--on", "2026-07-01")
    assert ended.code == 0
    assert ended.out.startswith("no parameter ends within 60 days of 2026-07-01\n")
    assert relance("law", "check", "--on", "2026-07-01", "--json").json["ending"] == []


def test_a_parameter_that_has_ended_ends_the_command_with_three(relance: Relance) -> None:
    ended = relance("law", "check", "--on", "2027-01-01")
    assert ended.code == 3
    assert "eu/ecb_refinancing_rate: ended on 2026-12-31" in ended.out
    assert relance("law", "check", "--on", "soon").code == 2
