"""Claims files: the one that ships, evidence against the record, and errors in one sentence."""

import csv
import gzip
import json
import re
from pathlib import Path

import pytest

from vetopoint.cli import main
from vetopoint.compare.claims.checking import checked
from vetopoint.compare.claims.ledger import (
    LEDGERS,
    STANDINGS,
    Ledger,
    ledger_from,
    ledger_of,
    ledger_slugs,
)
from vetopoint.compare.claims.report import account_of, claims_record
from vetopoint.compare.claims.weighing import STANDS, weighed
from vetopoint.law.documents import BadDocumentError, parse_document

ARTICLE = "intervention-article-2023"


def claim_text(name: str, rest: str = "", standing: str = "contested") -> str:
    return (
        f"  - id: {name}\n    sentence: S.\n    proposition: P.\n    holder: H\n"
        f"    date: 2022\n    standing: {standing}\n    counter: C.\n"
        + "".join(f"    {line}\n" for line in rest.splitlines())
    )


def ledger_text(*claims: str, data: str = "") -> str:
    head = "claims: mine\nname: Mine\nsource: {document: D}\n"
    return f"{head}{data}list:\n{''.join(claims)}"


def ledger(*claims: str, data: str = "", folder: Path | None = None) -> Ledger:
    return ledger_from(parse_document(ledger_text(*claims, data=data), "mine.yaml"), folder)


def evidence(line: str, standing: str = "contested") -> Ledger:
    return ledger(claim_text("a", f"evidence:\n  - {{{line}}}", standing), data=MONEY)


MONEY = """\
data:
  aid:
    measure: commitments
    unit: billion EUR
    source: {document: Table}
    cells: {USA: 52, EU: 29, GBR: null}
"""


@pytest.mark.parametrize(
    ("line", "state", "words"),
    [
        pytest.param(
            "vote: S/1999/328, tally: 3-12-0, outcome: not adopted, vetoed_by: none, for: RUS",
            "holds",
            "Recorded on 1999-03-26: not adopted, 3 – 12 – 0",
            id="a vote with its tally and no veto",
        ),
        pytest.param(
            "vote: S/1999/328, tally: 3-11-1",
            "fails",
            "cited with 3 – 11 – 1, recorded with 3 – 12 – 0",
            id="another tally than recorded",
        ),
        pytest.param(
            "vote: S/1999/328, vetoed_by: USA",
            "fails",
            "cited as vetoed by United States, by the rule of the day vetoed by nobody",
            id="a shortfall is no veto",
        ),
        pytest.param(
            "vote: S/2022/155, outcome: adopted",
            "fails",
            "cited as adopted, recorded as not adopted",
            id="another outcome",
        ),
        pytest.param(
            "vote: S/2022/155, date: 2022-02-24",
            "fails",
            "cited as of 2022-02-24, recorded on 2022-02-25",
            id="another day",
        ),
        pytest.param(
            "vote: S/2022/155, against: DEU",
            "fails",
            "Germany (DEU) holds no seat in United Nations Security Council on 2022-02-25",
            id="a member that was not seated",
        ),
        pytest.param(
            "vote: S/2022/155, against: CHN",
            "fails",
            "China is cited as against, recorded as abstain",
            id="another ballot than recorded",
        ),
        pytest.param(
            "vote: S/2022/9155",
            "fails",
            "No vote is recorded under 'S/2022/9155'",
            id="no such vote",
        ),
        pytest.param(
            "vote: hello", "fails", "Give a symbol such as S/1999/328", id="no symbol at all"
        ),
        pytest.param(
            "seats: nato, on: 2022-02-24, members: RUS UKR, held: false",
            "holds",
            "Russia and Ukraine were not among the 30 of North Atlantic Council",
            id="no seat, as cited",
        ),
        pytest.param(
            "seats: nato, on: 2022-02-24, members: FIN",
            "fails",
            "Finland held no seat",
            id="a seat taken only later",
        ),
        pytest.param(
            "seats: un-security-council, on: 2022-02-24, members: IND, group: permanent",
            "fails",
            "India held no seat among the members of permanent members",
            id="not in the group",
        ),
        pytest.param(
            "treaty: UN Charter, paragraph: Art. 51",
            "holds",
            "Article 51, in our words",
            id="treaty",
        ),
        pytest.param(
            "treaty: UN Charter, paragraph: Art. 51(2)",
            "fails",
            "Article 51 of UN Charter has no numbered paragraphs",
            id="a paragraph of an article that has none",
        ),
        pytest.param(
            "treaty: UN Charter, paragraph: Art. 27(4)",
            "fails",
            "Article 27 of UN Charter has paragraphs 1 to 3, so none is 4",
            id="a paragraph too many",
        ),
        pytest.param(
            "treaty: TEU, paragraph: Art. 24(1)",
            "holds",
            "Its paragraphs are not held here",
            id="an article whose paragraphs are not held",
        ),
        pytest.param(
            "treaty: North Atlantic Treaty, paragraph: Art. 42",
            "fails",
            "North Atlantic Treaty has articles 1 to 14, so none is 42",
            id="a treaty without that article",
        ),
        pytest.param(
            "treaty: North Atlantic Treaty, paragraph: Art. 5, on: 1948-06-01",
            "fails",
            "was in force from 1949-08-24, so not on 1948-06-01",
            id="a treaty not yet in force",
        ),
        pytest.param(
            "treaty: Treaty of Tordesillas, paragraph: Art. 1",
            "not checked",
            "'Treaty of Tordesillas' is not held here",
            id="a treaty not held here",
        ),
        pytest.param(
            "data: aid, cell: USA, value: 52, unit: billion EUR", "holds", "gives 52", id="a number"
        ),
        pytest.param(
            "data: aid, cell: USA, value: 52000, unit: million EUR",
            "holds",
            "gives 52,000 million EUR",
            id="the same number in another unit",
        ),
        pytest.param(
            "data: aid, cell: USA EU, value: 81, unit: billion EUR", "holds", "gives 81", id="a sum"
        ),
        pytest.param(
            "data: aid, cell: USA, value: 52.6, unit: billion EUR",
            "fails",
            "gives 52 billion EUR (commitments), but equals 52.6 is cited, within 0.05",
            id="a number outside its last digit",
        ),
        pytest.param(
            "data: aid, cell: USA, value: 52.6, unit: billion EUR, within: 1",
            "holds",
            "gives 52",
            id="a number within what is allowed",
        ),
        pytest.param(
            "data: aid, cell: USA, value: 52, unit: billion USD",
            "fails",
            "The number is in billion USD, the data are in billion EUR",
            id="another currency",
        ),
        pytest.param(
            "data: aid, cell: USA, value: 52, unit: billion EUR, measure: allocations",
            "fails",
            "The number counts allocations, the data commitments",
            id="another measure",
        ),
        pytest.param(
            "data: aid, cell: GBR, value: 5, unit: billion EUR",
            "not checked",
            "A cell is empty in Table",
            id="an empty cell",
        ),
        pytest.param(
            "case: kosovo-1999, fact: mass_atrocity, value: 0",
            "fails",
            "kosovo-1999: mass_atrocity is coded 1, but cited as 0",
            id="another code than the case's",
        ),
        pytest.param(
            "case: taiwan-scenario, fact: intervention",
            "holds",
            "is coded unknown",
            id="a scenario has no outcome",
        ),
        pytest.param("document: Memoir, locator: p. 3", "not checked", "Not at hand.", id="a book"),
    ],
)
def test_evidence_is_held_against_the_record(line: str, state: str, words: str) -> None:
    (finding,) = checked(evidence(line))
    assert finding.state == state, finding.sentence
    assert words in finding.sentence


@pytest.mark.parametrize(
    ("standing", "line", "words"),
    [
        ("supported", "vote: S/1999/328, bears: context", "no evidence for it that could be"),
        ("supported", "vote: S/1999/328, bears: against", "evidence against it was checked and"),
        ("refuted by record", "vote: S/1999/328", "no evidence against it that could be checked"),
        ("refuted by record", "document: D, bears: against", "no evidence against it that could"),
        ("unverified", "vote: S/1999/328", "evidence for it was checked and holds"),
    ],
)
def test_a_standing_that_its_evidence_does_not_bear_out_fails(
    standing: str, line: str, words: str
) -> None:
    *_, finding = checked(evidence(line, standing))
    assert (finding.evidence, finding.state) == ("standing", "fails")
    assert words in finding.sentence


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param(
            ledger_text(claim_text("a", standing="legal")),
            "mine.yaml, line 10: list[0].standing: expected one of supported, refuted by record",
            id="a standing that is a verdict",
        ),
        pytest.param(
            ledger_text(claim_text("a"), claim_text("a")),
            "'a' stands twice; give each claim an id of its own",
            id="an id twice",
        ),
        pytest.param(
            ledger_text(claim_text("a", "attacks: [b]")),
            "there is no claim 'b'",
            id="an attack on a claim that is not there",
        ),
        pytest.param(
            ledger_text(claim_text("a", "rests_on: [b]"), claim_text("b", "rests_on: [a]")),
            "line 5: list[0]: a rests on b rests on a: a claim cannot be a ground of itself",
            id="a ring of supports",
        ),
        pytest.param(
            ledger_text(claim_text("a", "supports: [a]")),
            "a rests on a: a claim cannot be a ground of itself",
            id="a claim that supports itself",
        ),
        pytest.param(
            ledger_text(claim_text("a", "status: contested")),
            "'instrument' is missing; a proposition of law names the treaty",
            id="law without an instrument",
        ),
        pytest.param(
            ledger_text(claim_text("a", "evidence:\n  - {vote: S/1999/328, treaty: UN Charter}")),
            "one of the keys vote, seats, treaty, data, case, document; found vote and treaty",
            id="two kinds of evidence in one",
        ),
        pytest.param(
            ledger_text(claim_text("a", "evidence:\n  - {vote: S/1999/328, tally: 3:12}")),
            "expected for-against-abstaining such as 11-1-3",
            id="a tally in another form",
        ),
        pytest.param(
            ledger_text(claim_text("a", "evidence:\n  - {data: x, cell: y, value: 1, unit: EUR}")),
            "there is no table 'x' under data: (there: none)",
            id="data that are not there",
        ),
    ],
)
def test_a_bad_file_gets_one_sentence_with_its_line(text: str, error: str) -> None:
    with pytest.raises(BadDocumentError) as caught:
        ledger_from(parse_document(text, "mine.yaml"))
    assert error in str(caught.value)
    assert "mine.yaml, line" in str(caught.value)


def test_a_column_of_a_csv_file_is_read_beside_the_claims(tmp_path: Path) -> None:
    (tmp_path / "aid.csv").write_text("donor,total\nUSA,52.5\nEU institutions,\n", "utf-8")
    data = (
        "data:\n  aid: {measure: m, unit: EUR, source: {document: D}, file: aid.csv, "
        "rows: donor, column: total}\n"
    )
    line = "evidence:\n  - {data: aid, cell: USA, value: 52.5, unit: EUR}"
    found = ledger(claim_text("a", line), data=data, folder=tmp_path)
    assert [finding.state for finding in checked(found)] == ["holds"]
    assert found.tables["aid"].cells["EU_institutions"] is None


def test_support_written_on_either_side_means_the_same() -> None:
    here = ledger(claim_text("a", "supports: [b]"), claim_text("b"))
    there = ledger(claim_text("a"), claim_text("b", "rests_on: [a]"))
    assert here.framework.needs == there.framework.needs


def test_a_claim_that_cites_what_fails_carries_nothing() -> None:
    wrong = claim_text("a", "evidence:\n  - {vote: S/1999/328, tally: 4-11-0}\nattacks: [b]")
    found = ledger(wrong, claim_text("b"), claim_text("c", "rests_on: [a]"))
    left = weighed(found, checked(found)).standings
    assert dict(left) == {"a": "not borne out", "b": "stands", "c": "falls"}


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        pytest.param(
            [claim_text("a", "attacks: [b]"), claim_text("b", "attacks: [a]")],
            "a and b attack each other and nothing else decides between them, so none is grounded",
            id="two that attack each other",
        ),
        pytest.param(
            [claim_text(x, f"attacks: [{y}]") for x, y in ("ab", "bc", "ca")],
            "a attacks b attacks c attacks a: a ring of three, an odd number. Each of them undoes",
            id="a ring of three",
        ),
        pytest.param(
            [claim_text("a", "attacks: [a]")], "a attacks itself, so it never stands.", id="itself"
        ),
    ],
)
def test_a_ring_of_attacks_gets_one_sentence(claims: list[str], note: str) -> None:
    found = ledger(*claims)
    (sentence,) = weighed(found, checked(found)).notes
    assert sentence.startswith(note)


# The file that ships.


def test_nothing_in_the_article_s_file_fails_and_every_standing_is_there() -> None:
    account = account_of(ledger_of(ARTICLE))
    assert account.failing == ()
    assert {claim.standing for claim in account.ledger.claims} == set(STANDINGS)
    assert {finding.state for finding in account.findings} == {"holds", "not checked"}


def test_the_sum_of_75_billion_stays_unverified_with_what_the_release_says() -> None:
    account = account_of(ledger_of(ARTICLE))
    claim = account.ledger.claim("article-75-billion")
    assert claim.standing == "unverified"
    assert account.weighing.standings[claim.id] == "not borne out"
    words = " ".join(finding.sentence for finding in account.about(claim))
    assert "gives 52 billion EUR (commitments)" in words
    assert "gives 29 billion EUR (commitments)" in words


def test_every_statement_of_the_article_has_a_claim() -> None:
    ours = [claim for claim in ledger_of(ARTICLE).claims if claim.holder.startswith("the article")]
    assert len(ours) == 11
    assert all(claim.counter and claim.cases for claim in ours)


def test_what_a_failed_draft_decides_is_a_premise_that_others_hang_on() -> None:
    account = account_of(ledger_of(ARTICLE), ["failed-draft-decides-nothing"])
    assert {(c.claim, c.before, c.after) for c in account.changes} == {
        ("failed-draft-decides-nothing", "stands", "given up"),
        ("refusal-to-condemn-accepts", "falls", "stands"),
        ("bombing-broke-the-charter", "in some readings", "falls"),
        ("illegal-but-legitimate", "in some readings", "stands"),
    }


def test_giving_up_a_premise_that_nothing_rests_on_changes_nothing_else() -> None:
    account = account_of(ledger_of(ARTICLE), ["article-kosovo-no-member"])
    assert [change.claim for change in account.changes] == ["article-kosovo-no-member"]


def test_the_resolutions_before_the_bombing_are_flagged_as_authorising_no_force(
    shared_data: Path,
) -> None:
    with gzip.open(shared_data / "world/unsc_resolutions_meta_1946_2015.csv.gz", "rt") as file:
        flags = {row["res_no"]: row for row in csv.DictReader(file)}
    for number in ("1160", "1199", "1203"):
        assert flags[number]["acting_under_ch7"] == "1"
        assert flags[number]["authorizes_force"] == "0"
    assert flags["1244"]["authorizes_force"] == "1"


def test_the_sentences_are_our_own(shared_data: Path) -> None:
    page = shared_data.parent / "reference" / "paths-and-claims.md"
    if not page.exists():
        pytest.skip("the page of facts is not beside the data")
    theirs = runs(page.read_text("utf-8"))
    for slug in ledger_slugs():
        shared = runs((LEDGERS / f"{slug}.yaml").read_text("utf-8")) & theirs
        assert shared == set()


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w'/-]+", text.casefold())
    return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}


# The command.


def test_the_record_of_an_account_has_its_skeleton(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", ARTICLE, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record == claims_record(account_of(ledger_of(ARTICLE)))
    assert set(record["claims"][0]) == {
        *("claim", "sentence", "proposition", "holder", "instrument", "date", "standing"),
        *("status", "stands", "counter", "would_change", "cases", "attacks", "rests_on"),
        "findings",
    }
    assert {claim["stands"] for claim in record["claims"]} <= STANDS.keys()


@pytest.mark.parametrize("form", [[], ["--markdown"], ["--csv"], ["--json"]])
def test_each_form_prints_every_claim(form: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", ARTICLE, *form]) == 0
    out = capsys.readouterr().out
    assert all(claim.id in out for claim in ledger_of(ARTICLE).claims)
    if not form:
        assert max(map(len, out.splitlines())) <= 80


def test_without_a_file_the_files_that_ship_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims"]) == 0
    assert ARTICLE in capsys.readouterr().out


def test_an_unknown_symbol_gets_one_sentence_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(ledger_text(claim_text("a", "evidence:\n  - {vote: S/1999/32800}")), "utf-8")
    assert main(["claims", str(path)]) == 2
    out, err = capsys.readouterr()
    assert "− fails, for it: S/1999/32800" in out
    assert err.startswith("vetopoint: the claim 'a' does not hold up: No vote is recorded under")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["claims", "nothing"], "there is no claims file 'nothing'"),
        (["claims", ARTICLE, "--without", "x"], "there is no claim 'x'"),
        (["claims", "--without", "x"], "--without needs a file"),
        (["claims", "missing.yaml"], "missing.yaml: cannot be read"),
    ],
)
def test_a_mistake_gets_one_sentence(
    words: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    err = capsys.readouterr().err
    assert error in err
    assert err.count("\n") == 1
