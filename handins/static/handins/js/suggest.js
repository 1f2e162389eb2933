// A text field with suggestions below it: the combobox pattern of the ARIA Authoring Practices (list autocomplete, manual choice).
// The field names its source in data-suggest-url; the source answers ?q= with _parts/suggestions.html. A chosen option's
// data-fill-<name> goes into the field <name> of the same form; typing on empties those again, so that the server never
// reads a city's id beside another city's name. Without this file the field is plain text and the server looks it up.

const WAIT = 150; // ms after the last key
const open = new WeakMap(); // field → its Suggest

class Suggest {
  constructor(field) {
    this.field = field;
    this.filled = new Set();
    this.active = -1;
    this.box = document.createElement("div");
    this.box.className = "hi-suggest-box";
    this.box.hidden = true;
    this.anchor = document.createElement("div");
    this.anchor.className = "hi-suggest-anchor";
    this.anchor.append(this.box);
    field.after(this.anchor);
    this.status = document.createElement("div");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.anchor.append(this.status);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", `${field.id}-suggestions`);
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => this.close());
    // Before blur would close the list under the pointer.
    this.box.addEventListener("pointerdown", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get options() {
    return [...this.box.querySelectorAll("[role=option]")];
  }

  typed() {
    this.empty();
    clearTimeout(this.timer);
    this.request?.abort();
    const query = this.field.value.trim();
    if (query) this.timer = setTimeout(() => this.load(query), WAIT);
    else this.close();
  }

  async load(query) {
    const url = new URL(this.field.dataset.suggestUrl, location.href);
    url.searchParams.set("q", query);
    this.request = new AbortController();
    try {
      const answer = await fetch(url, { signal: this.request.signal, headers: { "HX-Request": "true" } });
      if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.close(); // no network: the field stays a plain one
    }
  }

  show(html) {
    if (document.activeElement !== this.field) return;
    this.box.innerHTML = html;
    const list = this.box.querySelector("ul");
    list.id = `${this.field.id}-suggestions`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.field.labels[0]?.textContent.trim() ?? "");
    this.options.forEach((option, index) => {
      option.id = `${this.field.id}-suggestion-${index}`;
      option.setAttribute("aria-selected", "false");
    });
    list.hidden = !this.options.length;
    this.active = -1;
    this.box.hidden = false;
    this.field.setAttribute("aria-expanded", String(this.options.length > 0));
    this.status.textContent = this.box.querySelector(".hi-suggest-foot")?.textContent ?? "";
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.box.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    this.active = -1;
  }

  pressed(event) {
    if (event.isComposing || this.box.hidden) {
      if (event.key === "ArrowDown" && !event.isComposing && this.field.value.trim()) this.load(this.field.value.trim());
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.move(step);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.options[this.active]);
    else return;
    event.preventDefault();
  }

  move(step) {
    const options = this.options;
    if (!options.length) return;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = (from + step + options.length) % options.length;
    options[this.active].setAttribute("aria-selected", "true");
    options[this.active].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", options[this.active].id);
  }

  choose(option) {
    if (!option) return;
    this.field.value = option.dataset.text;
    for (const { name, value } of option.attributes) {
      if (name.startsWith("data-fill-")) this.fill(name.slice("data-fill-".length), value);
    }
    this.close();
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  fill(name, value) {
    const target = this.field.form?.elements.namedItem(name);
    if (!target) return;
    target.value = value;
    this.filled.add(target);
  }

  empty() {
    for (const name of (this.field.dataset.suggestEmpties ?? "").split(" ").filter(Boolean)) this.fill(name, "");
    for (const target of this.filled) target.value = "";
    this.filled.clear();
  }
}

// Fields that htmx brings later are found too: a field is taken up when it is first entered.
document.addEventListener("focusin", ({ target }) => {
  if (target.dataset?.suggestUrl && !open.has(target)) open.set(target, new Suggest(target));
});
