"""Roll calls in the form of Voteview: one row per member and roll call, with cast codes 0 to 9."""

from __future__ import annotations

from vetopoint.record.importers.files import BadSourceError, relation
from vetopoint.record.importers.members import as_given
from vetopoint.record.importers.reading import (
    Bundle,
    Companion,
    Importer,
    Reading,
    choose,
    column,
    number,
    one_of,
)

__all__ = ["CAST_CODES", "VOTEVIEW"]

CAST_CODES = {
    "for": ["1", "2", "3"],
    "against": ["4", "5", "6"],
    "abstain": ["7", "8"],
    "absent": ["9"],
    "none": ["0"],
}
"""Voteview's cast codes by ballot: announced and paired ballots count as cast."""

# Voteview's own identifier of a roll call: RH1170001 is the first of the House in Congress 117.
_ROW = """concat('R', upper(left({chamber}, 1)), lpad({congress}, 3, '0'), lpad({roll}, 4, '0'))"""

_ROLLS = """
    WITH cast_here AS (
        SELECT DISTINCT {row} AS source_row, lower({chamber}) AS chamber FROM {votes}),
    described AS (
        SELECT {described_row} AS row_id, min({date}) AS date, min({title}) AS title,
            min({bill}) AS bill, min({result}) AS result, min({yes}) AS favour,
            min({no}) AS against
        FROM {rolls} GROUP BY 1)
    SELECT source_row, source_row AS label, 'voteview-' || chamber AS body, 'text' AS kind,
        bill AS draft, NULL AS resolution, date, NULL AS meeting, title, NULL AS agenda,
        CASE WHEN regexp_matches(lower(result), '\\b(not|fail\\w*|reject\\w*|defeat\\w*|lost)\\b')
                 THEN 'not adopted'
             WHEN regexp_matches(lower(result),
                 '\\b(pass\\w*|agreed|adopt\\w*|confirm\\w*|concurred|overridden)\\b')
                 THEN 'adopted' END AS outcome,
        false AS without_vote, NULL AS complete, favour, against, NULL AS abstain,
        NULL AS absent, NULL AS vetoers,
        CASE WHEN result IS NOT NULL THEN 'Result as published: ' || result || '.' END AS note
    FROM cast_here LEFT JOIN described ON row_id = source_row"""

_VOTES = """
    SELECT {row} AS source_row, {member} AS code, NULL AS name, {ballot} AS ballot,
        {vote} AS value, NULL AS published, NULL AS note
    FROM {votes}"""


def _row(bundle: Bundle, role: str | None) -> str:
    file = bundle.companions[role] if role else bundle.main
    return _ROW.format(
        chamber=column(file, "chamber", default="'House'"),
        congress=column(file, "congress", default="'0'"),
        roll=one_of(file, "rollnumber"),
    )


def _read(bundle: Bundle) -> Reading:
    main = bundle.main
    role = "rollcalls" if "rollcalls" in bundle.companions else None
    described = bundle.companions.get("rollcalls", main)
    if "date" not in described.names:
        raise BadSourceError(
            main.path, "it has no dates; put the file of roll calls (rollnumber, date) beside it"
        )
    rolls = _ROLLS.format(
        votes=relation(main),
        row=_row(bundle, None),
        chamber=column(main, "chamber", default="'House'"),
        rolls=relation(described),
        described_row=_row(bundle, role),
        date=column(described, "date"),
        title=f"coalesce({column(described, 'vote_desc')}, {column(described, 'dtl_desc')}, "
        f"{column(described, 'vote_question')})",
        bill=column(described, "bill_number"),
        result=column(described, "vote_result"),
        yes=number(column(described, "yea_count")),
        no=number(column(described, "nay_count")),
    )
    votes = _VOTES.format(
        votes=relation(main),
        row=_row(bundle, None),
        member=one_of(main, "icpsr"),
        vote=one_of(main, "cast_code"),
        ballot=choose(f"regexp_replace({one_of(main, 'cast_code')}, '[.]0+$', '')", CAST_CODES),
    )
    return Reading(rolls, votes)


VOTEVIEW = Importer(
    name="voteview",
    title="Roll calls in Voteview's form",
    accepts=(
        "Voteview's …_votes.csv (columns rollnumber, icpsr, cast_code) with …_rollcalls.csv "
        "beside it"
    ),
    precedence=40,
    recognises=lambda file: {"rollnumber", "icpsr", "cast_code"} <= file.names,
    read=_read,
    member=as_given,
    companions=(
        Companion(
            "rollcalls",
            frozenset({"rollnumber", "date"}),
            without=frozenset({"icpsr"}),
        ),
    ),
    dated_members=False,
)
