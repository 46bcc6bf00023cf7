// <declared-seats>: press a seat, or a key on it, to declare its ballot. The buttons of the table do
// the work, so that seat and table can never disagree; without scripts every seat is a link.

const KEYS = { y: "for", n: "against", a: "abstain", x: "absent", backspace: "none", delete: "none" };
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

let held = null; // the seat to come back to once the new page stands

class DeclaredSeats extends HTMLElement {
  connectedCallback() {
    this.order = [...this.querySelectorAll("svg [data-member]")];
    this.line = this.querySelector(".pointed");
    const first = this.order.find((seat) => seat.dataset.member === held) ?? this.order[0];
    for (const seat of this.order) {
      seat.setAttribute("tabindex", seat === first ? "0" : "-1");
      seat.addEventListener("focus", () => this.point(seat));
      seat.addEventListener("pointerenter", () => this.point(seat));
    }
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
    if (held) first?.focus({ preventScroll: true });
    held = null;
  }

  point(seat) {
    this.line.textContent = seat.getAttribute("aria-label");
  }

  clicked(event) {
    const seat = event.target.closest("svg [data-member]");
    if (!seat || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.declare(seat.dataset.member, seat.dataset.next);
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const seat = event.target.closest("svg [data-member]");
    if (!seat) return;
    const ballot = KEYS[event.key.toLowerCase()];
    const step = STEPS[event.key];
    if (ballot) this.declare(seat.dataset.member, ballot);
    else if (step) this.move(seat, step);
    else if (event.key === " ") this.declare(seat.dataset.member, seat.dataset.next);
    else return;
    event.preventDefault();
  }

  move(seat, step) {
    const { length } = this.order;
    const next = this.order[(this.order.indexOf(seat) + step + length) % length];
    seat.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  declare(member, ballot) {
    const button = this.querySelector(`button[value="${member}:${ballot}"]`);
    if (!button) return; // declared so already
    held = member;
    button.click();
  }
}

customElements.define("declared-seats", DeclaredSeats);
