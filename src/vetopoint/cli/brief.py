"""`vetopoint brief`: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from vetopoint.brief.report import Brief, brief_of
from vetopoint.cli.arguments import CASE_FILE, InputError, case_or_own, json_format
from vetopoint.cli.tables import page_width, print_json, style
from vetopoint.record.catalogue import roll_call_of

__all__ = ["command"]


@click.command()
@click.argument("case", required=False)
@CASE_FILE
@click.option("--out", type=click.Path(path_type=Path), help="Write an .html or .json file.")
@json_format
def command(case: str | None, own: tuple[str, ...], out: Path | None, form: str | None) -> None:
    """What was decided in CASE, by whom, and who could have changed it.

    CASE is a slug such as kosovo-1999, which `vetopoint cases` lists, or a .yaml file of your own.
    """
    subject, more = case_or_own(case, own)
    if more or (case and own):
        raise InputError("a brief is of one case; name it, or give one --case FILE")
    brief = brief_of(subject, roll_call_of)
    if out is not None:
        _write(brief, out)
    elif form == "json":
        from vetopoint.brief.payload import brief_payload

        print_json(brief_payload(brief))
    else:
        from vetopoint.brief.terminal import brief_text

        print(brief_text(brief, style, page_width()), end="")


def _write(brief: Brief, out: Path) -> None:
    import json

    from vetopoint.brief.files import write_whole
    from vetopoint.brief.page import brief_page
    from vetopoint.brief.payload import brief_payload

    writers = {
        ".html": lambda: brief_page(brief),
        ".json": lambda: json.dumps(brief_payload(brief), ensure_ascii=False, indent=2) + "\n",
    }
    if out.suffix not in writers:
        known = " or ".join(writers)
        raise InputError(f"{out} ends in {out.suffix or 'nothing'}; a brief is written as {known}")
    write_whole(out, writers[out.suffix]())
    click.echo(f"vetopoint: wrote {out}", err=True)
