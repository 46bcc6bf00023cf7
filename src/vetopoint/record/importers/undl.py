"""The voting data that the UN Digital Library publishes, of the Council and of the Assembly.

One row is one member's vote on one resolution. Columns differ a little between editions and
between the two files, so each is looked for by name and most may be missing.
"""

from __future__ import annotations

from vetopoint.record.importers.files import SourceFile, relation
from vetopoint.record.importers.members import by_name
from vetopoint.record.importers.reading import (
    Bundle,
    Importer,
    Reading,
    choose,
    column,
    number,
    one_of,
)

__all__ = ["UNDL"]

_LETTERS = {
    "for": ["Y", "YES"],
    "against": ["N", "NO"],
    "abstain": ["A", "ABSTENTION", "ABSTAIN"],
    "absent": ["X", "NON-VOTING", "NONVOTING"],
}

_ROLLS = """
    WITH calls AS (
        SELECT {row} AS source_row, min({resolution}) AS resolution, min({draft}) AS draft,
            min({date}) AS date, min({meeting}) AS meeting, min({title}) AS title,
            min({agenda}) AS agenda,
            min({yes}) AS favour, min({no}) AS against, min({abstain}) AS abstain,
            min({absent}) AS absent, min(lower({modality})) AS modality,
            bool_and({vote} IS NULL OR upper({vote}) = 'X') AS nobody
        FROM {votes} GROUP BY 1)
    SELECT source_row, coalesce(resolution, draft, source_row) AS label,
        CASE WHEN coalesce(resolution, draft, meeting) LIKE 'S/%' THEN 'un-security-council'
             WHEN coalesce(resolution, draft, meeting) LIKE 'A/%' THEN 'un-general-assembly'
        END AS body,
        'text' AS kind, trim(split_part(draft, '|', 1)) AS draft, resolution, date, meeting,
        title, agenda, CASE WHEN resolution IS NOT NULL THEN 'adopted' END AS outcome,
        CASE WHEN modality IS NOT NULL THEN modality LIKE '%without%'
             ELSE nobody AND resolution LIKE 'S/%' END AS without_vote,
        NULL AS complete,
        CASE WHEN NOT nobody THEN favour END AS favour,
        CASE WHEN NOT nobody THEN against END AS against,
        CASE WHEN NOT nobody THEN abstain END AS abstain,
        CASE WHEN NOT nobody THEN absent END AS absent,
        NULL AS vetoers, NULL AS note
    FROM calls"""

_VOTES = """
    SELECT {row} AS source_row, {code} AS code, {name} AS name, {ballot} AS ballot,
        {vote} AS value, NULL AS published, NULL AS note
    FROM {votes}"""


def _is_undl(file: SourceFile) -> bool:
    member = {"ms_code", "ms_name"} & file.names
    return bool(member) and {"ms_vote", "resolution", "date"} <= file.names


def _read(bundle: Bundle) -> Reading:
    main = bundle.main
    vote = one_of(main, "ms_vote")
    resolution, date = one_of(main, "resolution"), one_of(main, "date")
    row = f"coalesce({column(main, 'undl_id')}, {resolution} || ' ' || {date})"
    rolls = _ROLLS.format(
        votes=relation(main),
        row=row,
        resolution=resolution,
        draft=column(main, "draft"),
        date=date,
        meeting=column(main, "meeting"),
        title=column(main, "title", "description", "agenda_title", "agenda"),
        agenda=column(main, "agenda_title", "agenda"),
        yes=number(column(main, "total_yes")),
        no=number(column(main, "total_no")),
        abstain=number(column(main, "total_abstentions", "total_abstention")),
        absent=number(column(main, "total_non_voting", "total_nonvoting")),
        modality=column(main, "modality"),
        vote=vote,
    )
    votes = _VOTES.format(
        votes=relation(main),
        row=row,
        code=column(main, "ms_code"),
        name=column(main, "ms_name"),
        vote=vote,
        ballot=choose(f"upper({vote})", _LETTERS, empty="'absent'"),
    )
    return Reading(rolls, votes)


UNDL = Importer(
    name="undl",
    title="Voting data of the UN Digital Library",
    accepts=(
        "the UN Digital Library's …_sc_voting.csv and …_ga_voting.csv (columns ms_code, ms_name, "
        "ms_vote, date, resolution)"
    ),
    precedence=20,
    recognises=_is_undl,
    read=_read,
    member=by_name,
)
