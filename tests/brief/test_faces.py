"""Page, paper and Markdown are made of the same blocks, each figure and table in its frame."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from vetopoint.brief.blocks import Article, Block, Bullets, Figure, Heading, Prose, Table, Verdict
from vetopoint.brief.document import TERMS, brief_blocks
from vetopoint.brief.markdown import brief_markdown
from vetopoint.brief.page import brief_page
from vetopoint.brief.paper import brief_pdf, brief_typst
from vetopoint.brief.payload import brief_payload
from vetopoint.brief.precedent_blocks import earlier_uses
from vetopoint.brief.report import Brief
from vetopoint.brief.terminal import brief_text
from vetopoint.brief.vote_blocks import VOTES
from vetopoint.brief.whole import whole_brief
from vetopoint.cli import main
from vetopoint.compare.cases import case_of, case_slugs

SHOWPIECES = ("kosovo-1999", "ukraine-2022", "taiwan-scenario")
shown = pytest.mark.parametrize("slug", SHOWPIECES)


@cache
def brief(slug: str) -> Brief:
    return whole_brief(case_of(slug))


def every_block(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Article):
            yield from every_block(block.blocks)


def sayings(block: Block) -> Iterator[str]:
    """The words that every face must carry, whatever its form."""
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Prose):
        yield from (block.lead, block.text)
    elif isinstance(block, Bullets):
        yield from (block.lead, block.text, *block.items)
    elif isinstance(block, Verdict):
        yield from (block.symbol, block.title, block.headline, block.tally, block.reason)
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from (cell.text, *cell.small)
    if isinstance(block, Table | Figure):
        yield block.frame.title
        yield from (block.frame.how_to_read, block.frame.does_not_show, block.frame.source)


def bare(text: str) -> str:
    return "".join(re.findall(r"\w", text))


@shown
def test_every_face_says_every_word(slug: str) -> None:
    page = bare(unescape(re.sub(r"<[^>]*>", " ", brief_page(brief(slug)))))
    paper = bare(brief_typst(brief(slug)))
    plain = bare(brief_markdown(brief(slug)))
    for block in every_block(brief_blocks(brief(slug))):
        for words in sayings(block):
            assert bare(words) in page, words
            assert bare(words) in paper, words
            assert bare(words) in plain, words


@pytest.mark.parametrize("slug", case_slugs())
def test_each_figure_and_table_has_its_question_reading_limit_and_source(slug: str) -> None:
    for block in every_block(brief_blocks(brief(slug))):
        if isinstance(block, Table | Figure):
            frame = block.frame
            assert frame.title.endswith("?")
            assert all((frame.how_to_read, frame.does_not_show, frame.source))
            assert frame.source[0].isupper()
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} == {len(block.columns)}


@shown
def test_the_terminal_frames_what_it_lists_as_the_page_does(slug: str) -> None:
    """Question, limit and source of every table; a drawing is a list there, read in its own way."""
    text = bare(brief_text(brief(slug)))
    for block in brief_blocks(brief(slug)):
        if isinstance(block, Table):
            frame = block.frame
            for words in (frame.title, frame.how_to_read, frame.does_not_show, frame.source):
                assert bare(words) in text, words
        elif isinstance(block, Figure):
            for words in (block.frame.title, block.frame.does_not_show, block.frame.source):
                assert bare(words) in text, words
    for words in (VOTES.title, VOTES.how_to_read, VOTES.does_not_show, VOTES.source):
        assert bare(words) in text, words


@shown
def test_the_payload_frames_every_figure_and_table(slug: str) -> None:
    framed = [b for b in every_block(brief_blocks(brief(slug))) if isinstance(b, Table | Figure)]
    frames = brief_payload(brief(slug))["frames"]
    assert [one["question"] for one in frames] == [block.frame.title for block in framed]
    assert all(all(one.values()) for one in frames)


@shown
def test_earlier_uses_come_before_the_day_and_stand_in_every_face(slug: str) -> None:
    found = brief(slug)
    assert found.paths is not None
    uses = [use for _, several in earlier_uses(found.paths) for use in several]
    assert uses
    symbols = {vote.symbol.partition("(")[0] for vote in found.case.votes}
    for use in uses:
        assert use.date < found.paths.date
        assert not symbols & {symbol.partition("(")[0] for symbol in use.votes}
        for face in (brief_text(found), brief_page(found), brief_markdown(found)):
            assert bare(use.says) in bare(unescape(re.sub(r"<[^>]*>", " ", face)))


@shown
def test_the_sections_answer_a_reader_s_questions_in_order(slug: str) -> None:
    headings = [b.text for b in brief_blocks(brief(slug)) if isinstance(b, Heading)]
    wanted = [
        *("Who could decide", "What was voted", "What is left?", "What could be foreseen?"),
        "How did the nearest cases go?",
        *("What is claimed, and by whom?", "What is coded of the case", "What this does not show"),
        *("Words used here", "Sources"),
    ]
    assert [text for text in headings if text in wanted] == wanted


@shown
def test_the_terminal_has_the_same_claims_and_nearest_cases(slug: str) -> None:
    text = bare(brief_text(brief(slug)))
    for entry in brief(slug).claims:
        assert bare(entry.claim.sentence) in text
    found = brief(slug).analogues
    assert found is not None
    assert bare(found.nearest[0].case.name) in text


def test_the_payload_has_the_nearest_cases_and_the_claims() -> None:
    payload = brief_payload(brief("taiwan-scenario"))
    assert payload["analogues"]["no_like_case"] is True
    assert payload["analogues"]["warnings"][0].startswith("No like case")
    standings = {claim["claim"]: claim["standing"] for claim in payload["claims"]}
    assert standings["article-us-certain"] == "unverified"


def test_the_payload_keeps_the_contract_of_paths_and_forecast() -> None:
    payload = brief_payload(brief("ukraine-2022"))
    path = next(one for one in payload["paths"] if one["path"] == "un-uniting-for-peace")
    assert path["standing"] == "open"
    assert {"arithmetic", "law", "next"} <= path.keys()
    assert payload["forecast"]["symbol"] == "S/2022/155"
    assert payload["forecast"]["baseline"]["adopted"] > 0
    assert payload["forecast"]["seen_from"] == "the day before the vote"


@shown
def test_every_path_is_told_once(slug: str) -> None:
    paths = brief(slug).paths
    assert paths is not None
    text = bare(brief_markdown(brief(slug)))
    assert all(bare(found.procedure.name) in text for found in paths.findings)


def test_nothing_is_predicted_of_a_scenario() -> None:
    outlook = brief("taiwan-scenario").outlook
    assert outlook is not None
    assert outlook.forecast is None
    assert "nothing is predicted" in brief_markdown(brief("taiwan-scenario"))
    assert brief_payload(brief("taiwan-scenario"))["forecast"]["seen_from"] is None


@pytest.mark.parametrize("slug", case_slugs())
def test_a_forecast_knows_nothing_of_its_day(slug: str) -> None:
    outlook = brief(slug).outlook
    assert outlook is not None
    if outlook.forecast is not None and outlook.vote is not None:
        assert outlook.forecast.day == outlook.vote.date
        assert all(one.date < outlook.vote.date for one in outlook.forecast.nearest)
        chances = [sum(shares.values()) for shares in outlook.forecast.members.values()]
        assert chances == pytest.approx([1.0] * len(chances))


def test_the_forecast_shows_a_bar_and_the_ballot_cast_for_each_member() -> None:
    (figure,) = (
        block
        for block in every_block(brief_blocks(brief("ukraine-2022")))
        if isinstance(block, Figure) and 'class="outlook"' in block.svg
    )
    assert figure.svg.count("<g>") == 15
    assert figure.svg.count('class="cast"') == 15
    assert ">United Arab Emirates</text>" in figure.svg


def test_a_case_without_claims_has_no_section_for_them() -> None:
    found = brief("haiti-1994")
    assert found.claims == ()
    assert "What is claimed" not in brief_markdown(found)


def test_the_terms_explain_a_veto_and_a_shortfall() -> None:
    assert {"Veto", "Shortfall", "Abstaining", "Recommendation"} <= set(TERMS)


def test_markdown_tables_are_whole_and_nothing_is_read_as_markup() -> None:
    lines = brief_markdown(brief("ukraine-2022")).splitlines()
    heads = [i for i, line in enumerate(lines) if re.fullmatch(r"\|( --- \|)+", line)]
    assert len(heads) > 4
    for place in heads:
        columns = lines[place].count("|")
        row = place + 1
        while lines[row].startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", lines[row])) == columns
            row += 1
        assert row > place + 1
    assert not [line for line in lines if line.startswith("- + ")]


@shown
def test_the_same_brief_gives_the_same_bytes_on_paper(slug: str) -> None:
    pytest.importorskip("typst")
    once = brief_pdf(brief(slug))
    assert once.startswith(b"%PDF-")
    assert once == brief_pdf(brief(slug))


@pytest.mark.parametrize("slug", case_slugs())
def test_only_symbols_are_kept_on_one_line(slug: str) -> None:
    """A long title held on one line would run off a phone's screen."""
    kept = re.findall(r'<span class="symbol">(.*?)</span>', brief_page(brief(slug)))
    assert all(" " not in words and len(words) < 32 for words in kept)


@shown
def test_a_change_nobody_voted_on_is_said_to_be_supposed(slug: str) -> None:
    found = brief(slug).paths
    assert found is not None
    text = brief_markdown(brief(slug))
    for one in found.findings:
        step = one.deciding
        if step is not None and step.changes and step.if_others_agree and one.blocked_by:
            assert "and all others in favour, it would carry if" in text


def test_without_the_extra_the_pdf_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    out = tmp_path / "brief.pdf"
    assert main(["brief", "mali-2012", "--out", str(out)]) == 2
    assert "run ./vetopoint install pdf" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("ending", "begins"),
    [(".html", "<!doctype html>"), (".md", "Vetopoint brief"), (".json", '{\n  "case"')],
)
def test_a_file_is_written_in_the_form_of_its_ending(
    ending: str, begins: str, tmp_path: Path
) -> None:
    out = tmp_path / f"brief{ending}"
    assert main(["brief", "mali-2012", "--out", str(out)]) == 0
    assert out.read_text("utf-8").startswith(begins)


def test_another_ending_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", "mali-2012", "--out", str(tmp_path / "brief.docx")]) == 2
    assert "a brief is written as .html, .pdf, .md or .json" in capsys.readouterr().err


def test_markdown_to_standard_output_is_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "brief.md"
    assert main(["brief", "mali-2012", "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["brief", "mali-2012", "--markdown"]) == 0
    assert capsys.readouterr().out == out.read_text("utf-8")
