"""`vetopoint brief`: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from vetopoint.brief.report import Brief
from vetopoint.brief.whole import whole_brief
from vetopoint.cli.arguments import CASE_FILE, InputError, case_or_own, format_options
from vetopoint.cli.tables import page_width, print_json, style

__all__ = ["command"]

ENDINGS = (".html", ".pdf", ".md", ".json")


@click.command()
@click.argument("case", required=False)
@CASE_FILE
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write an .html, .pdf, .md or .json file."
)
@format_options("markdown", "json")
def command(case: str | None, own: tuple[str, ...], out: Path | None, form: str | None) -> None:
    """What was decided in CASE, by whom, who could have changed it, and what is left.

    CASE is a slug such as kosovo-1999, which `vetopoint cases` lists, or a .yaml file of your own.
    A PDF needs the extra pdf: ./vetopoint install pdf.
    """
    if out is not None and out.suffix not in ENDINGS:
        known = f"{', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
        raise InputError(f"{out} ends in {out.suffix or 'nothing'}; a brief is written as {known}")
    subject, more = case_or_own(case, own)
    if more or (case and own):
        raise InputError("a brief is of one case; name it, or give one --case FILE")
    brief = whole_brief(subject)
    if out is not None:
        from vetopoint.brief.files import write_whole

        write_whole(out, _written(brief, out.suffix))
        click.echo(f"vetopoint: wrote {out}", err=True)
    elif form == "json":
        from vetopoint.brief.payload import brief_payload

        print_json(brief_payload(brief))
    elif form == "markdown":
        print(_written(brief, ".md"), end="")
    else:
        from vetopoint.brief.terminal import brief_text

        print(brief_text(brief, style, page_width()), end="")


def _written(brief: Brief, ending: str) -> str | bytes:
    """The brief in the form that an ending stands for; each writer is loaded when it is asked."""
    if ending == ".html":
        from vetopoint.brief.page import brief_page

        return brief_page(brief)
    if ending == ".pdf":
        from vetopoint.brief.paper import brief_pdf

        return brief_pdf(brief)
    if ending == ".md":
        from vetopoint.brief.markdown import brief_markdown

        return brief_markdown(brief)
    import json

    from vetopoint.brief.payload import brief_payload

    return json.dumps(brief_payload(brief), ensure_ascii=False, indent=2) + "\n"
