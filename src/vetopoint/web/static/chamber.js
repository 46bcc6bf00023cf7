// <veto-chamber>: change a ballot by click or key; the verdict follows at once, the rest from the
// server. Without scripts the same seats are links and the same buttons send a form.

import { BALLOTS, judge } from "./verdict.js";

const SIGNS = { for: "+", against: "−", abstain: "○", absent: "·" };
const WORDS = {
  for: "in favour",
  against: "against",
  abstain: "abstaining",
  absent: "not voting",
};
const KEYS = { y: "for", n: "against", a: "abstain", x: "absent" };
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const SETTLE = 120;

class VetoChamber extends HTMLElement {
  connectedCallback() {
    this.provision = JSON.parse(this.querySelector(".provision").textContent);
    this.seats = new Map();
    for (const row of this.querySelectorAll("tr[data-member]"))
      this.seats.set(row.dataset.member, { row });
    for (const mark of this.querySelectorAll("svg [data-member]"))
      Object.assign(this.seats.get(mark.dataset.member) ?? {}, { mark });
    this.ballots = {};
    for (const [member, { row }] of this.seats)
      this.ballots[member] = row.querySelector("[aria-pressed=true]").value.split(":")[1];
    this.order = [...this.querySelectorAll("svg [data-member]")].map((m) => m.dataset.member);
    this.prepareMarks();
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
    window.addEventListener("popstate", () => location.reload());
  }

  prepareMarks() {
    this.order.forEach((member, place) => {
      const { mark } = this.seats.get(member);
      mark.setAttribute("role", "button");
      mark.setAttribute("tabindex", place === 0 ? "0" : "-1");
      this.name(member);
    });
  }

  name(member) {
    const { mark } = this.seats.get(member);
    if (!mark) return;
    const title = mark.querySelector("title");
    const who = title.textContent.split(":")[0];
    title.textContent = `${who}: ${WORDS[this.ballots[member]]}`;
    const veto = mark.querySelector(".ring") ? ", holds a veto" : "";
    mark.setAttribute("aria-label", `${who}${veto}: ${WORDS[this.ballots[member]]}`);
  }

  clicked(event) {
    const mark = event.target.closest("svg [data-member]");
    if (mark && this.contains(mark)) {
      event.preventDefault();
      const { member } = mark.dataset;
      const next = BALLOTS[(BALLOTS.indexOf(this.ballots[member]) + 1) % BALLOTS.length];
      this.focusOn(member);
      this.change({ [member]: next });
      return;
    }
    const button = event.target.closest("button[name=set]");
    if (!button) return;
    event.preventDefault();
    const [who, ballot] = button.value.split(":");
    const members = who === "all" ? [...this.seats.keys()] : [who];
    this.change(Object.fromEntries(members.map((member) => [member, ballot])));
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target.closest("[data-member]");
    if (!at) return;
    const { member } = at.dataset;
    const ballot = KEYS[event.key.toLowerCase()];
    const step = STEPS[event.key];
    if (ballot) this.change({ [member]: ballot });
    else if (step && at.matches("svg *")) this.move(member, step);
    else if (event.key === " " && at.matches("svg *")) at.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    else if (event.key === "Enter" && at.matches("svg g")) at.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    else return;
    event.preventDefault();
  }

  move(member, step) {
    const place = this.order.indexOf(member) + step;
    this.focusOn(this.order[(place + this.order.length) % this.order.length]);
  }

  focusOn(member) {
    for (const one of this.order)
      this.seats.get(one).mark.setAttribute("tabindex", one === member ? "0" : "-1");
    this.seats.get(member).mark?.focus();
  }

  change(changes) {
    Object.assign(this.ballots, changes);
    for (const member of Object.keys(changes)) this.draw(member);
    this.say(judge(this.provision, this.ballots));
    const address = new URL(location.href);
    const votes = this.text();
    const kept = [...address.searchParams].filter(([name]) => !["votes", "set"].includes(name));
    const query = [...kept, ["votes", votes]].map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/%(3A|3B|2C|2F|28|29)/gi, decodeURIComponent)}`,
    );
    history.pushState(null, "", `${address.pathname}?${query.join("&")}`);
    for (const input of document.querySelectorAll("input[name=votes]")) input.value = votes;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), SETTLE);
  }

  ask() {
    htmx.ajax("GET", location.pathname + location.search, {
      source: this,
      target: "#consequences",
      select: "#consequences",
      swap: "outerHTML",
    });
  }

  text() {
    const counts = Object.fromEntries(BALLOTS.map((ballot) => [ballot, []]));
    for (const [member, ballot] of Object.entries(this.ballots)) counts[ballot].push(member);
    const rest = BALLOTS.reduce((a, b) => (counts[b].length > counts[a].length ? b : a));
    const parts = BALLOTS.filter((b) => b !== rest && counts[b].length);
    return [...parts.map((b) => `${b}:${counts[b].sort().join(",")}`), `rest:${rest}`].join(";");
  }

  draw(member) {
    const ballot = this.ballots[member];
    const { row, mark } = this.seats.get(member);
    for (const button of row.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.value === `${member}:${ballot}`));
    if (!mark) return;
    mark.querySelector("[class^=seat-]").setAttribute("class", `seat-${ballot}`);
    const sign = mark.querySelector(".sign");
    if (sign) {
      const size = ["small", "tiny"].find((name) => sign.classList.contains(name));
      sign.setAttribute("class", `sign ${size ?? ""} sign-${ballot}`);
      const hollow = ballot === "abstain" || (size && ballot === "absent");
      sign.textContent = hollow ? "" : SIGNS[ballot];
    }
    const label = mark.querySelector(".tile-label");
    if (label) {
      label.setAttribute("class", `tile-label sign-${ballot}`);
      label.querySelector(".tile-sign").textContent = SIGNS[ballot];
    }
    this.name(member);
  }

  say(verdict) {
    const { tally } = verdict;
    const counts = `${tally.for} – ${tally.against} – ${tally.abstain}`;
    const head = this.querySelector("[data-headline]");
    head.firstChild.textContent = `${verdict.headline} `;
    head.querySelector("[data-tally]").textContent = counts;
    this.querySelector("[data-reason]").textContent = verdict.reason;
    const drawn = this.querySelector(".figure-tally");
    if (drawn) drawn.textContent = counts;
    const [first, ...others] = this.querySelectorAll(".figure-verdict");
    if (!first) return;
    for (const other of others) other.remove();
    broken(verdict.headline).forEach((words, number) => {
      const line = number ? first.cloneNode() : first;
      line.textContent = words;
      if (number) {
        line.setAttribute("y", Number(first.getAttribute("y")) + 20 * number);
        first.parentNode.append(line);
      }
    });
  }
}

// As brief.horseshoe breaks the verdict, so that it fits between the legs of the table.
const broken = (text) => {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + word.length > 26) {
      lines.push(line);
      line = word;
    } else line = `${line} ${word}`.trim();
  }
  return [...lines, line];
};

customElements.define("veto-chamber", VetoChamber);
