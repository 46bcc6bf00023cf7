"""The tidy folder used in development: Council drafts with corrections, Assembly resolutions."""

from __future__ import annotations

from vetopoint.record.importers.files import relation
from vetopoint.record.importers.members import by_state_code
from vetopoint.record.importers.reading import (
    Bundle,
    Companion,
    Importer,
    Reading,
    choose,
    column,
    number,
)

__all__ = ["ASSEMBLY", "COUNCIL"]

LETTERS = {"for": "Y", "against": "N", "abstain": "A", "absent": "X"}

_COUNCIL_ROLLS = """
    WITH named AS (
        SELECT *, nullif(trim(regexp_replace(regexp_replace(draft, '^s S/', 'S/'), '^s/', 'S/')),
                         '') AS text,
            CASE WHEN regexp_matches(meeting, '^[0-9]+$') THEN 'S/PV.' || meeting
                 ELSE meeting END AS held
        FROM {drafts})
    SELECT draft_uid AS source_row,
        CASE WHEN resolution IS NOT NULL THEN resolution
             WHEN text LIKE 'S/%' THEN text
             ELSE coalesce(held || ' ', '') || coalesce(text, draft_uid) END AS label,
        'un-security-council' AS body,
        CASE WHEN resolution IS NULL AND regexp_matches(text, '(?i)amendment( [0-9])?[)]?$')
             THEN 'amendment' ELSE 'text' END AS kind,
        text AS draft, resolution, date, held AS meeting, trim(title) AS title,
        NULL AS agenda, {outcome} AS outcome, modality = 'without vote' AS without_vote,
        lower(votes_complete) = 'true' AS complete,
        {yes} AS favour, {no} AS against, {abstain} AS abstain, {absent} AS absent,
        vetoers,
        CASE WHEN modality = 'without vote' AND {yes} > 0
             THEN 'Published as adopted without a vote; another table counts ' || {yes}
                 || ' in favour.'
             ELSE trim(note) END AS note
    FROM named"""

_COUNCIL_VOTES = """
    SELECT draft_uid AS source_row, state_code AS code, ms_name AS name,
        {ballot} AS ballot, vote_adj AS value,
        CASE WHEN vote IS DISTINCT FROM vote_adj THEN vote END AS published,
        CASE WHEN vote IS DISTINCT FROM vote_adj THEN adj_note
             WHEN vote_basis NOT LIKE 'recorded%' THEN vote_basis END AS note
    FROM {votes}"""

_ASSEMBLY_ROLLS = """
    SELECT undl_id AS source_row, resolution AS label, 'un-general-assembly' AS body,
        CASE WHEN resolution LIKE '%PARA.%' THEN 'paragraph' ELSE 'text' END AS kind,
        NULL AS draft, resolution, date, meeting, trim(title) AS title,
        {agenda} AS agenda, 'adopted' AS outcome, false AS without_vote,
        CASE WHEN lower(recorded) = 'false' THEN false END AS complete,
        {yes} AS favour, {no} AS against, {abstain} AS abstain, {absent} AS absent,
        NULL AS vetoers,
        CASE WHEN lower(recorded) = 'false' THEN 'Who voted how was not recorded.' END AS note
    FROM {resolutions}"""

_ASSEMBLY_VOTES = """
    SELECT undl_id AS source_row, state_code AS code, ms_name AS name, {ballot} AS ballot,
        vote AS value, NULL AS published, NULL AS note
    FROM {votes}"""


def _council(bundle: Bundle) -> Reading:
    outcome = choose("outcome", {"adopted": ["adopted"], "not adopted": ["vetoed", "failed"]})
    rolls = _COUNCIL_ROLLS.format(
        drafts=relation(bundle.companions["drafts"]),
        outcome=outcome,
        yes=number("yes_adj"),
        no=number("no_adj"),
        abstain=number("abstain_adj"),
        absent=number("nonvoting_adj"),
    )
    return Reading(
        rolls,
        _COUNCIL_VOTES.format(ballot=choose("vote_adj", LETTERS), votes=relation(bundle.main)),
    )


def _assembly(bundle: Bundle) -> Reading:
    rolls = _ASSEMBLY_ROLLS.format(
        resolutions=relation(bundle.companions["resolutions"]),
        agenda=column(bundle.companions["resolutions"], "agenda"),
        yes=number("yes"),
        no=number("no"),
        abstain=number("abstain"),
        absent=number("nonvoting"),
    )
    return Reading(
        rolls, _ASSEMBLY_VOTES.format(ballot=choose("vote", LETTERS), votes=relation(bundle.main))
    )


COUNCIL = Importer(
    name="tidy-council",
    title="Council drafts, adopted or not, with corrected votes (tidy folder)",
    accepts="unsc_votes.parquet with unsc_drafts.parquet beside it",
    precedence=10,
    recognises=lambda file: {"draft_uid", "state_code", "vote_adj"} <= file.names,
    read=_council,
    member=by_state_code,
    companions=(
        Companion(
            "drafts",
            frozenset({"draft_uid", "outcome", "modality", "votes_complete", "vetoers"}),
            why="unsc_drafts.parquet, which says what was put to the vote",
        ),
    ),
)

ASSEMBLY = Importer(
    name="tidy-assembly",
    title="Assembly resolutions put to a vote (tidy folder)",
    accepts="unga_votes.parquet with unga_resolutions.parquet beside it",
    precedence=25,
    recognises=lambda file: {"undl_id", "state_code", "vote"} <= file.names,
    read=_assembly,
    member=by_state_code,
    companions=(
        Companion(
            "resolutions",
            frozenset({"undl_id", "resolution", "recorded", "nonvoting"}),
            why="unga_resolutions.parquet, which says what was put to the vote",
        ),
    ),
)
