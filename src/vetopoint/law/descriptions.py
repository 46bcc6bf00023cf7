"""Rules in words, for a reader who has never seen the charter."""

from __future__ import annotations

from fractions import Fraction

from vetopoint.law.rules import AllOf, AnyOf, Effect, Rule, Threshold

__all__ = ["described", "goes_without_saying"]

_SHARES = {
    Fraction(1, 2): "half",
    Fraction(2, 3): "two thirds",
    Fraction(3, 4): "three quarters",
}
_HUNDREDTHS = " hundredths of a percent"  # tables of shares are kept as whole numbers


def described(rule: Rule) -> str:
    """The rule in one phrase, its numbers worked out for the day.

    >>> from vetopoint.law.rules import Count
    >>> nine = Threshold("votes", dict.fromkeys("ABCDEFGHIJKLMNO", 1), Count(favour=1), 9)
    >>> veto = Threshold("no", {"A": 1}, Count(against=-1), 0, Effect.VETO, "", "permanent members")
    >>> described(AllOf((nine, veto)))
    'at least 9 of 15 in favour, and no permanent member against'
    """
    match rule:
        case Threshold():
            return _threshold(rule)
        case AllOf(parts):
            telling = [part for part in parts if not goes_without_saying(part, rule)]
            return ", and ".join(_wrapped(part) for part in telling or parts)
        case AnyOf(parts):
            return "; or ".join(_wrapped(part) for part in parts)


def _wrapped(part: Rule) -> str:
    text = described(part)
    return f"({text})" if not isinstance(part, Threshold) and len(part.parts) > 1 else text


def goes_without_saying(part: Rule, whole: AllOf) -> bool:
    """Whether a part says only «at least one in favour», beside others that say more.

    >>> from vetopoint.law.rules import Count
    >>> ratio = Threshold("two thirds", {"A": 1, "B": 1}, Count(1, -2), 0)
    >>> one = Threshold("one", {"A": 1, "B": 1}, Count(1), 1)
    >>> goes_without_saying(one, AllOf((ratio, one))), goes_without_saying(one, AllOf((one,)))
    (True, False)
    """
    lone = isinstance(part, Threshold) and part.quota == 1 and not part.count.against
    return lone and len(whole.parts) > 1


def _threshold(rule: Threshold) -> str:
    if rule.effect is not Effect.SHORTFALL:
        return _blocking(rule)
    count, unit = rule.count, f" {rule.unit}" if rule.unit else ""
    if count.favour > 0 and count.against < 0:
        share = Fraction(-count.against, count.favour - count.against)
        base = "present" if count.abstain < 0 else "present and voting"
        least = "more than" if rule.quota > 0 else "at least"
        return f"{least} {_SHARES.get(share, str(share))} of those {base} in favour"
    if count.favour > 0 and not (count.abstain or count.absent or count.against):
        return f"at least {_of_all(rule, unit)} in favour"
    if count.favour > 0 and count.favour == count.against == count.abstain:
        return f"at least {rule.quota:,} of {rule.total:,}{unit} present"
    if count.favour == 0:
        return f"{rule.name}: at most {-rule.quota:,} of {rule.total:,}{unit}"
    return f"{rule.name}: at least {rule.quota:,} of {rule.total:,}{unit}"


def _of_all(rule: Threshold, unit: str) -> str:
    if unit.startswith(_HUNDREDTHS):
        rest = unit.removeprefix(_HUNDREDTHS)
        return f"{rule.quota / 100:.2f} of {rule.total / 100:.2f} %{rest}"
    return f"{rule.quota:,} of {rule.total:,}{unit}"


def _blocking(rule: Threshold) -> str:
    needed = 1 - rule.quota
    group = rule.over.removesuffix("s")
    return f"no {group} against" if needed == 1 else f"fewer than {needed} {rule.over} against"
