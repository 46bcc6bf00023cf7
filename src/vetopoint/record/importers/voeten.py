"""Roll calls of the General Assembly by Voeten, Strezhnev and Bailey, in all their editions.

Adopted resolutions, rejected motions, amendments and paragraph votes. Editions differ: votes and
descriptions in one file or in two, members by Correlates of War number or by name, ballots as
numbers, letters or words.
"""

from __future__ import annotations

from vetopoint.record.importers.files import BadSourceError, SourceFile, relation
from vetopoint.record.importers.members import by_cow_number
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

__all__ = ["VOETEN", "VOETEN_CODES"]

VOETEN_CODES = {
    "for": ["1", "Y", "YES"],
    "against": ["3", "N", "NO"],
    "abstain": ["2", "A", "ABSTAIN"],
    "absent": ["8", "X", "ABSENT"],
    "none": ["9", "NOT A MEMBER"],
}

# A session number above 30 makes the symbol; in earlier ones `unres` is often a page or a draft.
_ROLLS = """
    WITH read AS (
        SELECT {row} AS rcid, {unres} AS unres, {date} AS date,
            coalesce({short}, {descr}) AS title,
            {descr} AS agenda, {yes} AS favour, {no} AS against,
            {abstain} AS abstain, coalesce({amend}, 0) = 1 AS is_amendment,
            coalesce({para}, 0) = 1 AS is_paragraph
        FROM {rolls}),
    calls AS (
        SELECT rcid, any_value(unres) AS unres, any_value(date) AS date,
            any_value(title) AS title, any_value(agenda) AS agenda, any_value(favour) AS favour,
            any_value(against) AS against, any_value(abstain) AS abstain,
            bool_or(is_amendment) AS is_amendment, bool_or(is_paragraph) AS is_paragraph
        FROM (SELECT DISTINCT * FROM read ORDER BY ALL) GROUP BY rcid),
    known AS (
        SELECT *, regexp_replace(unres, '^R/', 'A/RES/') AS symbol,
            TRY_CAST(regexp_extract(unres, '^(?:R|A/RES)/([0-9]+)/', 1) AS INTEGER) > 30
                AND NOT is_amendment AND NOT is_paragraph AS is_final
        FROM calls),
    alone AS (SELECT symbol FROM known WHERE is_final GROUP BY 1 HAVING count(*) = 1)
    SELECT rcid AS source_row,
        CASE WHEN symbol IN (FROM alone) AND is_final THEN symbol ELSE 'rcid ' || rcid END AS label,
        'un-general-assembly' AS body,
        CASE WHEN is_amendment THEN 'amendment' WHEN is_paragraph THEN 'paragraph'
             ELSE 'text' END AS kind,
        NULL AS draft,
        CASE WHEN symbol IN (FROM alone) AND is_final THEN symbol END AS resolution,
        date, NULL AS meeting, title, agenda, NULL AS outcome, false AS without_vote,
        NULL AS complete,
        favour, against, abstain, NULL AS absent, NULL AS vetoers,
        CASE WHEN unres IS NOT NULL THEN 'Listed by Voeten as ' || unres || '.' END AS note
    FROM known"""

_VOTES = """
    SELECT {row} AS source_row, {code} AS code, {name} AS name, {ballot} AS ballot,
        {vote} AS value, NULL AS published, NULL AS note
    FROM {votes}"""


def _is_votes(file: SourceFile) -> bool:
    member = {"ccode", "iso3", "country", "country_code", "countryname"} & file.names
    return bool(member) and {"rcid", "vote"} <= file.names


def _rcid(file: SourceFile) -> str:
    return f"regexp_replace({one_of(file, 'rcid')}, '[.]0+$', '')"


def _read(bundle: Bundle) -> Reading:
    main = bundle.main
    described = bundle.companions.get("descriptions", main)
    if "date" not in described.names:
        raise BadSourceError(
            main.path,
            "it has no dates; put the file that describes the roll calls (rcid, date, unres) "
            "beside it",
        )
    rolls = _ROLLS.format(
        rolls=relation(described),
        row=_rcid(described),
        unres=column(described, "unres"),
        date=one_of(described, "date"),
        short=column(described, "short"),
        descr=column(described, "descr"),
        yes=number(column(described, "yes")),
        no=number(column(described, "no")),
        abstain=number(column(described, "abstain")),
        amend=number(column(described, "amend")),
        para=number(column(described, "para")),
    )
    vote = one_of(main, "vote")
    plain = f"upper(regexp_replace({vote}, '[.]0+$', ''))"
    votes = _VOTES.format(
        votes=relation(main),
        row=_rcid(main),
        code=column(main, "iso3", "ccode"),
        name=column(main, "countryname", "country"),
        vote=vote,
        ballot=choose(plain, VOETEN_CODES),
    )
    return Reading(rolls, votes)


VOETEN = Importer(
    name="voeten",
    title="General Assembly roll calls of Voeten, Strezhnev and Bailey (doi:10.7910/DVN/LEJUQZ)",
    accepts=(
        "Voeten's UNVotes.csv or .tab (columns rcid, ccode, vote), with the file of descriptions "
        "beside it where the dates are in a second file"
    ),
    precedence=30,
    recognises=_is_votes,
    read=_read,
    member=by_cow_number,
    companions=(
        Companion(
            "descriptions", frozenset({"rcid", "date", "unres"}), without=frozenset({"vote"})
        ),
    ),
)
