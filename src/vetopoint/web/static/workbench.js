// What every page gains from a browser that runs scripts; nothing here is needed to read one.

document.documentElement.classList.add("scripted");

class CopyLink extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy the link";
    button.addEventListener("click", async () => {
      // Another machine's address in plain HTTP has no clipboard: there the link is selected.
      if (navigator.clipboard) {
        await navigator.clipboard.writeText(location.href);
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = "Copy the link"), 2000);
        return;
      }
      const field = document.createElement("input");
      field.value = location.href;
      field.readOnly = true;
      field.setAttribute("aria-label", "The link, to be copied");
      this.replaceChildren(field);
      field.select();
    });
    this.replaceChildren(button);
  }
}
customElements.define("copy-link", CopyLink);

class PrintPage extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Print";
    button.addEventListener("click", () => window.print());
    this.replaceChildren(button);
  }
}
customElements.define("print-page", PrintPage);

// The member under the pointer is named below its figure, where marks are too small for names.
const POINTED = "[data-member], [data-code]";
for (const kind of ["pointerover", "focusin"])
  document.addEventListener(kind, (event) => {
    const mark = event.target.closest?.(POINTED);
    const line = mark?.closest("figure")?.querySelector(".pointed");
    if (!line) return;
    const words = mark.querySelector("title") ?? mark;
    line.textContent = words.textContent;
  });
