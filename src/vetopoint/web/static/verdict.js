// The verdict of a roll call, by the same declarative rule and in the same words as
// vetopoint.law.verdicts and vetopoint.law.reasons. A test feeds both the same roll calls.

export const BALLOTS = ["for", "against", "abstain", "absent"];

const leaves = (rule) => (rule.parts ? rule.parts.flatMap(leaves) : [rule]);

const sum = (leaf, ballots) =>
  Object.entries(leaf.weights).reduce(
    (total, [member, weight]) => total + weight * leaf.count[ballots[member] ?? "absent"],
    0,
  );

const held = (rule, ballots, waiving = null) => {
  if (rule.kind === "all") return rule.parts.every((part) => held(part, ballots, waiving));
  if (rule.kind === "any") return rule.parts.some((part) => held(part, ballots, waiving));
  return rule.effect === waiving || sum(rule, ballots) >= rule.quota;
};

const counted = (leaf, ballots) => {
  const cast = Object.keys(leaf.weights).map((m) => [m, ballots[m] ?? "absent"]);
  const against = cast.filter(([m, b]) => b === "against" && leaf.weights[m]).map(([m]) => m);
  const found = {
    leaf,
    held: sum(leaf, ballots) >= leaf.quota,
    against: leaf.effect === "shortfall" ? [] : against,
    outOf: null,
  };
  if (leaf.count.for > 0 && leaf.count.against < 0) {
    const weigh = (keep) =>
      cast.reduce((total, [m, b]) => total + (keep(b) ? leaf.weights[m] : 0), 0);
    found.have = weigh((b) => b === "for");
    const voting = weigh((b) => leaf.count[b] < 0);
    const cost = -leaf.count.against;
    found.outOf = found.have + voting;
    found.needed = Math.ceil((leaf.quota + cost * found.outOf) / (leaf.count.for + cost));
  } else {
    found.have = sum(leaf, ballots);
    found.needed = leaf.quota;
  }
  found.missing = Math.max(found.needed - found.have, 0);
  return found;
};

const figure = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

const listed = (names) =>
  names.length < 2
    ? (names[0] ?? "")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

const singular = (group) => group.replace(/s$/, "");

const withoutSaying = (part, whole) =>
  !part.parts && part.quota === 1 && part.count.against === 0 && whole.parts.length > 1;

const and = (phrases) => (phrases.length < 3 ? listed(phrases) : phrases.join(", "));

const blocks = (part) => leaves(part).every((leaf) => leaf.effect !== "shortfall");

const figures = (found) => {
  const { leaf } = found;
  const unit = leaf.unit ? ` ${leaf.unit}` : "";
  if (found.outOf !== null) {
    const kind = leaf.count.abstain < 0 ? "present" : "voting";
    return `${figure(found.have)}${unit} in favour of ${figure(found.outOf)} ${kind}, ${figure(found.needed)} needed`;
  }
  if (leaf.count.for > 0 && !leaf.count.against && !leaf.count.abstain && !leaf.count.absent)
    return `${figure(found.have)}${unit} in favour, ${figure(found.needed)} needed`;
  if (leaf.count.for === 0)
    return `${leaf.name}: ${figure(-found.have)}${unit}, at most ${figure(-found.needed)} allowed`;
  return `${leaf.name}: ${figure(found.have)}${unit}, ${figure(found.needed)} needed`;
};

const sayer = (ballots, nameOf) => {
  const names = (members) =>
    members.length > 8 ? `${members.length} members` : listed(members.map(nameOf));

  const met = (rule) => {
    if (rule.kind === "any") return met(rule.parts.find((part) => held(part, ballots)));
    if (rule.kind === "all") {
      const telling = rule.parts.filter((part) => !withoutSaying(part, rule));
      return and((telling.length ? telling : rule.parts).map(met));
    }
    const found = counted(rule, ballots);
    if (rule.effect === "shortfall") return figures(found);
    if (!found.against.length) return `no ${singular(rule.over)} against`;
    return `${found.against.length} against among ${rule.over}, ${1 - rule.quota} needed`;
  };

  const unmet = (rule) => {
    if (rule.kind === "any") return rule.parts.map(unmet).join("; nor ");
    if (rule.kind === "all") return unmetAll(rule);
    const found = counted(rule, ballots);
    if (rule.effect === "shortfall") return `${figures(found)}, short by ${figure(found.missing)}`;
    return `${names(found.against)} voted against`;
  };

  const unmetAll = (rule) => {
    const failed = rule.parts.filter((part) => !held(part, ballots));
    const blocking = failed.filter(blocks);
    const counts = failed.filter((part) => !blocking.includes(part));
    if (!counts.length) {
      const told = rule.parts
        .filter((part) => !failed.includes(part) && !blocks(part) && !withoutSaying(part, rule))
        .map(met);
      const words = and(blocking.map(unmet));
      return told.length ? `${and(told)}, but ${words}` : words;
    }
    const words = and(counts.map(unmet));
    const negatives = blocking.flatMap(leaves).flatMap((leaf) => counted(leaf, ballots).against);
    if (!negatives.length) return words;
    const one = negatives.length === 1;
    const who = names([...new Set(negatives)]);
    return `${words}, so the ${one ? "vote" : "votes"} against by ${who} ${one ? "was" : "were"} no veto`;
  };
  return { met, unmet };
};

/** Apply a rule sent by the server to ballots by member code. */
export const judge = (provision, given) => {
  const ballots = {};
  for (const seat of provision.taking_part)
    ballots[seat] = provision.abstaining.includes(seat) ? "abstain" : (given[seat] ?? "absent");
  const { rule, names } = provision;
  const nameOf = (member) => names[member] ?? member;
  const adopted = held(rule, ballots);
  const say = sayer(ballots, nameOf);
  const asides = [];
  if (provision.excluded.length)
    asides.push(`${listed(provision.excluded.map(nameOf))} taking no part`);
  if (provision.abstaining.length)
    asides.push(
      `${listed(provision.abstaining.map(nameOf))}, party to the dispute, counted as abstaining`,
    );
  const ending = asides.length ? ` (${asides.join("; ")})` : "";
  const text = adopted ? say.met(rule) : say.unmet(rule);
  const blocking = (effect) => {
    if (adopted || !held(rule, ballots, effect)) return [];
    const failed = leaves(rule).filter((leaf) => leaf.effect === effect && !held(leaf, ballots));
    return [...new Set(failed.flatMap((leaf) => counted(leaf, ballots).against))];
  };
  const vetoedBy = blocking("veto");
  const tally = Object.fromEntries(
    BALLOTS.map((b) => [b, Object.values(ballots).filter((cast) => cast === b).length]),
  );
  return {
    adopted,
    vetoed_by: vetoedBy,
    reason: `${adopted ? "Adopted" : "Not adopted"}: ${text}${ending}.`,
    headline: vetoedBy.length
      ? `Vetoed by ${listed(vetoedBy.map(nameOf))}`
      : adopted
        ? "Adopted"
        : "Not adopted",
    tally,
  };
};
