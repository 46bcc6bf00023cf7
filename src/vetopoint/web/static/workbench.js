// What every page gains from a browser that runs scripts; nothing here is needed to read one.

document.documentElement.classList.add("scripted");

class CopyLink extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy the link";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy the link"), 2000);
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

// A choice in a form marked so is sent at once; the button stays for those without scripts.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (form) form.requestSubmit();
});
