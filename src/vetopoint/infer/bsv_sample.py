"""The sample of Bailey, Strezhnev and Voeten (2017), built again from Voeten's raw files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vetopoint.infer.roll_calls import NoRollCallsError, RollCalls
from vetopoint.record.store import quiet_connection

__all__ = ["bsv_sample", "published_points"]

# Read straight from the files: the sample is defined by their own session, amendment and paragraph
# flags, which the record does not keep as such.
_SAMPLE = """
    SELECT v.rcid, r.session::INTEGER, r.date::DATE, coalesce(r.short, '') || ' ' ||
            coalesce(r.descr, ''), coalesce(l.link, v.rcid),
        CASE WHEN v.iso3 = 'TWN' THEN 713 WHEN v.country = 'Federal Republic of Germany' THEN 260
            WHEN v.country = 'Yemen Arab Republic' THEN 678 ELSE x.cown::INTEGER END,
        CASE v.vote WHEN 'Y' THEN 0 WHEN 'A' THEN 1 ELSE 2 END
    FROM '{folder}/voeten_votes_1946_2019.parquet' v
    JOIN '{folder}/voeten_rollcalls_1946_2019.parquet' r USING (rcid)
    LEFT JOIN '{folder}/un_state_crosswalk.csv' x ON x.state_code = v.iso3
    LEFT JOIN (SELECT DISTINCT rcid, rcidL AS link FROM '{folder}/bsv_sample.parquet') l
        ON l.rcid = v.rcid
    WHERE r.session <> 19 AND v.iso3 <> 'ZAN' AND NOT (v.iso3 = 'ZAF' AND r.session = 48)
        AND NOT (r.date >= '1990-01-01' AND (coalesce(r.amend, 0) = 1 OR coalesce(r.para, 0) = 1))
    ORDER BY v.rcid, 6"""
_POINTS = """
    SELECT ccode, session, "IdealPointAll", ("Q95%All" - "Q5%All") / 3.2897
    FROM '{folder}/bsv_idealpoints_by_session_jun2024.parquet'"""


def bsv_sample(folder: Path) -> RollCalls:
    """Their roll calls to 2019, members by Correlates of War number, linked by hand as they did.

    Dropped are amendments and paragraphs after 1989, the 19th session, South Africa in the 48th and
    Zanzibar. The links are those that `bsv_sample.parquet` implies. One roll call of 2020 in it
    (rcid 9079, 172 votes) is not in the raw files, which end in 2019, and so is missing here.

    Raises
    ------
    NoRollCallsError
        If the folder lacks Voeten's files.
    """
    if not (folder / "voeten_votes_1946_2019.parquet").is_file():
        raise NoRollCallsError(
            f"{folder} does not hold Voeten's roll calls; name the folder with "
            "voeten_votes_1946_2019.parquet"
        )
    rows = _rows(_SAMPLE, folder)
    calls, session, day, title, link, member, ballot = zip(*rows, strict=True)
    items, first, item = np.unique(np.array(calls), return_index=True, return_inverse=True)
    codes, member_of = np.unique(np.array(member), return_inverse=True)
    return RollCalls(
        members=tuple(str(code) for code in codes),
        items=tuple(str(call) for call in items),
        titles=tuple(title[place] for place in first),
        session=np.array(session)[first],
        day=np.array(day, "datetime64[D]")[first],
        link=np.array(link)[first],
        body=np.zeros(len(items), np.int64),
        member=member_of,
        item=item,
        ballot=np.array(ballot, np.int8),
        absent_member=np.empty(0, np.int64),
        absent_item=np.empty(0, np.int64),
    )


def published_points(folder: Path) -> dict[tuple[str, int], tuple[float, float]]:
    """Their published points and spreads by (Correlates of War number, session), June 2024."""
    return {
        (str(code), session): (point, sd) for code, session, point, sd in _rows(_POINTS, folder)
    }


def _rows(query: str, folder: Path) -> list[tuple]:  # type: ignore[type-arg]
    with quiet_connection() as connection:
        return connection.execute(query.format(folder=str(folder).replace("'", "''"))).fetchall()
