"""Power indices as records in one registry; each turns exact counts into one value a member.

To add an index, add its record to `INDICES`: the command line, the tables and the method pages
read the registry and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from vetopoint.count.readings import (
    IndexValues,
    Reading,
    UnknownIndexError,
    by_type,
    ratio,
    shared_out,
)
from vetopoint.count.unions import Shares

__all__ = ["INDICES", "Family", "Index", "index_named"]


class Family(StrEnum):
    """What an index lets members do."""

    BINARY = "for or against"
    ABSTENTION = "for, against or abstaining"
    UNIONS = "for or against, in unions"


@frozen
class Index:
    """A power index: its definition, where it comes from, and what it does not show.

    `of_body` marks an index that has one value for the whole body; each member carries it.
    """

    slug: str
    name: str
    definition: str
    references: tuple[str, ...]
    does_not_show: str
    reckoned: Callable[[Reading], IndexValues]
    family: Family = Family.BINARY
    of_body: bool = False

    def of(self, reading: Reading) -> IndexValues:
        """The value of each member, in the order of the seats.

        Raises
        ------
        UndefinedIndexError
            If the rule lets every coalition pass, or none, and the index has no value then.
        BeyondMethodError
            If no exact method reaches the rule.
        """
        found = self.reckoned(reading)
        return IndexValues({seat: found.values[seat] for seat in reading.seats}, found.plan)


def _banzhaf_absolute(reading: Reading) -> IndexValues:
    found = reading.coalitions
    return by_type(found, [Fraction(2 * s, found.coalitions) for s in found.swings])


def _banzhaf_normalised(reading: Reading) -> IndexValues:
    found = reading.coalitions
    return shared_out(found, found.swings, "no member ever decides")


def _shapley_shubik(reading: Reading) -> IndexValues:
    return by_type(reading.sizes, reading.sizes.shapley_shubik())


def _coleman_act(reading: Reading) -> IndexValues:
    found = reading.coalitions
    return by_type(found, [Fraction(found.winning, found.coalitions)] * len(found.types))


def _coleman_initiate(reading: Reading) -> IndexValues:
    found = reading.coalitions
    losing = found.coalitions - found.winning
    return by_type(found, [ratio(s, losing, "no coalition loses") for s in found.swings])


def _coleman_prevent(reading: Reading) -> IndexValues:
    found = reading.coalitions
    return by_type(found, [ratio(s, found.winning, "no coalition wins") for s in found.swings])


def _johnston(reading: Reading) -> IndexValues:
    found = reading.critical
    shares = [
        sum((Fraction(number, c) for c, number in enumerate(own) if number), Fraction())
        for own in found.critical
    ]
    return shared_out(found, shares, "no member is ever critical")


def _deegan_packel(reading: Reading) -> IndexValues:
    found = reading.critical
    shares = [
        sum((Fraction(number, s) for s, number in enumerate(own) if number), Fraction())
        for own in found.minimal_containing
    ]
    return shared_out(found, shares, "no minimal coalition has members")


def _holler(reading: Reading) -> IndexValues:
    found = reading.critical
    numbers = [sum(own) for own in found.minimal_containing]
    return shared_out(found, numbers, "no minimal coalition has members")


def _felsenthal(reading: Reading) -> IndexValues:
    found = reading.least
    return shared_out(found, found.containing, "no smallest winning coalition has members")


def _public_help(reading: Reading) -> IndexValues:
    found = reading.coalitions
    return shared_out(found, found.containing, "no coalition wins")


def _nevison(reading: Reading) -> IndexValues:
    found = reading.coalitions
    return by_type(found, [Fraction(2 * own, found.coalitions) for own in found.containing])


def _koenig_braeuninger(reading: Reading) -> IndexValues:
    found = reading.coalitions
    return by_type(found, [ratio(c, found.winning, "no coalition wins") for c in found.containing])


def _rae(reading: Reading) -> IndexValues:
    found = reading.coalitions
    half = Fraction(1, 2)
    return by_type(found, [half + Fraction(s, found.coalitions) for s in found.swings])


def _ternary_banzhaf(reading: Reading) -> IndexValues:
    found = reading.ternary
    others = 3 ** (found.seats - 1)
    return by_type(found, [Fraction(swings, others) for swings in found.decisive])


def _ternary_shapley_shubik(reading: Reading) -> IndexValues:
    return by_type(reading.roll_calls, reading.roll_calls.values)


def _in_unions(shares: Shares) -> Callable[[Reading], IndexValues]:
    def values(reading: Reading) -> IndexValues:
        found = reading.in_unions(shares)
        return IndexValues(found.values, found.plan)

    return values


_EQUAL = "Abstention, and how members really vote: every division is taken as equally likely."
_SHARED = "Chance: it is a share of spoils agreed in a coalition, not a probability of deciding."

_TERNARY = (
    "Felsenthal and Machover (1997), International Journal of Game Theory 26:335–351",
    "Felsenthal and Machover (1998), The Measurement of Voting Power, chapter 8",
)

INDICES: Mapping[str, Index] = {
    index.slug: index
    for index in (
        Index(
            "banzhaf-absolute",
            "Penrose–Banzhaf index (absolute)",
            "swings / 2^(n−1): the chance that a member decides when all others toss coins",
            (
                "Penrose (1946), Journal of the Royal Statistical Society 109:53–57",
                "Banzhaf (1965), Rutgers Law Review 19:317–343",
            ),
            _EQUAL,
            _banzhaf_absolute,
        ),
        Index(
            "banzhaf-normalised",
            "Banzhaf index (normalised)",
            "swings / all swings: the member's share of all decisive positions",
            ("Banzhaf (1965), Rutgers Law Review 19:317–343",),
            "How much power there is to share: a body that can hardly act has shares as well.",
            _banzhaf_normalised,
        ),
        Index(
            "shapley-shubik",
            "Shapley–Shubik index",
            "sum over s of s! (n−1−s)! / n! · swings at size s: the chance of casting the vote "
            "that turns defeat into adoption when members vote in a random order",
            (
                "Shapley and Shubik (1954), American Political Science Review 48:787–792",
                "Shapley (1953), A value for n-person games",
            ),
            "Abstention, and coalitions that form for a reason: all orders are equally likely.",
            _shapley_shubik,
        ),
        Index(
            "coleman-act",
            "Coleman's power of a collectivity to act",
            "winning coalitions / 2^n: the chance that a proposal passes when all toss coins",
            ("Coleman (1971), Control of collectivities and the power of a collectivity to act",),
            "Who decides: it is one number for the whole body, and each member carries it here.",
            _coleman_act,
            of_body=True,
        ),
        Index(
            "coleman-initiate",
            "Coleman's power to initiate action",
            "swings / losing coalitions: how often joining turns a defeat into an adoption",
            ("Coleman (1971), Control of collectivities and the power of a collectivity to act",),
            _EQUAL,
            _coleman_initiate,
        ),
        Index(
            "coleman-prevent",
            "Coleman's power to prevent action",
            "swings / winning coalitions: how often leaving turns an adoption into a defeat",
            ("Coleman (1971), Control of collectivities and the power of a collectivity to act",),
            "Getting anything adopted: a veto gives 1, however rarely a proposal passes.",
            _coleman_prevent,
        ),
        Index(
            "johnston",
            "Johnston index",
            "sum over winning coalitions in which the member is critical of 1 / number of critical "
            "members, scaled to add to 1",
            ("Johnston (1978), Environment and Planning A 10:907–914",),
            _SHARED,
            _johnston,
        ),
        Index(
            "deegan-packel",
            "Deegan–Packel index",
            "mean over minimal winning coalitions of 1 / size where the member belongs, else 0",
            ("Deegan and Packel (1978), International Journal of Game Theory 7:113–123",),
            f"{_SHARED} A heavier weight can have less of it.",
            _deegan_packel,
        ),
        Index(
            "holler",
            "Holler–Packel public good index",
            "minimal winning coalitions with the member, scaled to add to 1",
            (
                "Holler (1982), Political Studies 30:262–271",
                "Holler and Packel (1983), Zeitschrift für Nationalökonomie 43:21–29",
            ),
            "Weight: coalitions larger than needed are left out, and more votes can mean less.",
            _holler,
        ),
        Index(
            "public-help",
            "Public help index",
            "winning coalitions with the member, scaled to add to 1",
            ("Bertini, Gambarelli and Stach (2008), A public help index",),
            "Decisiveness: a member that never decides still has a share.",
            _public_help,
        ),
        Index(
            "nevison",
            "Nevison index",
            "winning coalitions with the member / 2^(n−1): the chance of success when in favour",
            ("Nevison (1979), Structural power and satisfaction in simple games",),
            "Decisiveness: success may be luck.",
            _nevison,
        ),
        Index(
            "koenig-braeuninger",
            "König–Bräuninger inclusiveness",
            "winning coalitions with the member / winning coalitions",
            ("König and Bräuninger (1998), Journal of Theoretical Politics 10:125–142",),
            "Decisiveness: a member without a say is in half of the winning coalitions.",
            _koenig_braeuninger,
        ),
        Index(
            "rae",
            "Rae index",
            "1/2 + swings / 2^n: the chance that the result is as the member voted",
            (
                "Rae (1969), American Political Science Review 63:40–56",
                "Dubey and Shapley (1979), Mathematics of Operations Research 4:99–131",
            ),
            "Decisiveness: half of it is luck.",
            _rae,
        ),
        Index(
            "felsenthal",
            "Felsenthal index",
            "winning coalitions of the least size with the member, scaled to add to 1",
            ("Felsenthal (2016), Homo Oeconomicus 33:367–381",),
            f"{_SHARED} Only the smallest coalitions are thought to form.",
            _felsenthal,
        ),
        Index(
            "ternary-banzhaf",
            "Penrose–Banzhaf index with abstention",
            "ballots of the others under which for and against differ / 3^(n−1)",
            _TERNARY,
            "How often members abstain: for, against and abstaining are equally likely.",
            _ternary_banzhaf,
            Family.ABSTENTION,
        ),
        Index(
            "ternary-shapley-shubik",
            "Shapley–Shubik index with abstention",
            "the chance of casting the ballot that settles the result, all n! orders and 3^n "
            "ballots equally likely",
            _TERNARY,
            "How often members abstain: for, against and abstaining are equally likely.",
            _ternary_shapley_shubik,
            Family.ABSTENTION,
        ),
        Index(
            "owen",
            "Owen value",
            "Shapley–Shubik among the unions, and within each union",
            ("Owen (1977), Values of games with a priori unions",),
            "Whether unions hold together: a union is taken to vote as one once it has agreed.",
            _in_unions(Shares("orders", "orders")),
            Family.UNIONS,
        ),
        Index(
            "banzhaf-owen",
            "Banzhaf–Owen value",
            "Penrose–Banzhaf among the unions, and within each union",
            ("Owen (1982), Modification of the Banzhaf–Coleman index for unions",),
            "Whether unions hold together, and how power is shared: values do not add to 1.",
            _in_unions(Shares("coins", "coins")),
            Family.UNIONS,
        ),
        Index(
            "symmetric-coalitional-banzhaf",
            "Symmetric coalitional Banzhaf value",
            "Penrose–Banzhaf among the unions, Shapley–Shubik within each union",
            ("Alonso-Meijide and Fiestras-Janeiro (2002), Annals of OR 109:213–227",),
            "Whether unions hold together: a union is taken to vote as one once it has agreed.",
            _in_unions(Shares("coins", "orders")),
            Family.UNIONS,
        ),
    )
}


def index_named(slug: str) -> Index:
    """The index of a name.

    >>> index_named("rae").references[0][:10]
    'Rae (1969)'

    Raises
    ------
    UnknownIndexError
        With all names that are known.
    """
    if slug in INDICES:
        return INDICES[slug]
    raise UnknownIndexError(
        f"there is no index {slug!r}; choose all or one of {', '.join(INDICES)}"
    )
