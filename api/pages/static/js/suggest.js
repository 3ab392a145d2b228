/**
 * Completions for every input with `data-suggest`: a combobox with a list (ARIA 1.2).
 *
 * `data-suggest` names the kinds to complete, with spaces between, where one thing is asked for;
 * empty means all, and then what was typed before the completion stays, and choosing one searches. Nothing is asked for or chosen
 * while an input method converts kana. Words come from the attributes of `body`.
 */

/**
 * @typedef {{type: string, key: string, label: string, within: string | null,
 *   matched: string | null, text: string, count: number,
 *   replaces: {start: number, end: number}}} Suggestion `text` is the whole query with it
 */

import { ROOT } from "./loading.js";

const DELAY_MS = 120;
const MOST = 8;
const CONVERTING = 229; // the key code of a key that an input method takes (UI Events, 7.3.1)
const words = document.body.dataset;
/** @type {Record<string, string>} */
const kinds = JSON.parse(words.kinds ?? "{}");
let lists = 0;

class Completions {
  /** @param {HTMLInputElement} input */
  constructor(input) {
    this.input = input;
    this.whole = Boolean(input.dataset.suggest);
    this.converting = false;
    this.active = -1;
    /** @type {Suggestion[]} */
    this.found = [];
    this.timer = 0;
    /** @type {AbortController | null} */
    this.request = null;
    lists += 1;
    this.id = `completions-${lists}`;
    this.list = document.createElement("ul");
    this.status = document.createElement("div");
    this.#prepare();
  }

  #prepare() {
    const { input, list, status } = this;
    list.id = this.id;
    list.className = "completions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.suggestions ?? "");
    status.className = "unseen";
    status.setAttribute("role", "status");
    const frame = document.createElement("span");
    frame.className = "completed";
    input.replaceWith(frame);
    frame.append(input, list, status);
    const attributes = {
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.id,
    };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("compositionstart", () => {
      this.converting = true;
      this.close();
    });
    input.addEventListener("compositionend", () => {
      this.converting = false;
      this.later();
    });
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // Pressing, not clicking: the input must not lose the focus before the choice is taken.
    list.addEventListener("pointerdown", (event) => this.pressed(event));
  }

  later() {
    window.clearTimeout(this.timer);
    this.request?.abort();
    if (this.converting) return;
    this.timer = window.setTimeout(() => this.ask(), DELAY_MS);
  }

  async ask() {
    const text = this.input.value;
    if (!text.trim()) {
      this.close();
      return;
    }
    const query = new URLSearchParams({ q: text, limit: String(MOST) });
    query.set("lang", document.documentElement.lang);
    for (const kind of (this.input.dataset.suggest ?? "").split(" ")) query.append("type", kind);
    this.request = new AbortController();
    try {
      const answer = await fetch(`${ROOT}/api/suggest?${query}`, { signal: this.request.signal });
      if (!answer.ok) return;
      const found = await answer.json();
      if (!this.converting && document.activeElement === this.input) {
        this.show(found.items);
      }
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) this.close();
    }
  }

  /** @param {Suggestion[]} found */
  show(found) {
    this.found = found;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...found.map((one, number) => this.#option(one, number)));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(Boolean(found.length)));
    const said = found.length ? words.suggestionsCount : words.suggestionsNone;
    this.status.textContent = (said ?? "").replace("{count}", String(found.length));
  }

  /**
   * @param {Suggestion} one
   * @param {number} number
   */
  #option(one, number) {
    const option = document.createElement("li");
    option.id = `${this.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const label = document.createElement("span");
    label.textContent = one.label;
    const kind = document.createElement("small");
    kind.textContent = [kinds[one.type] ?? one.type, one.matched].filter(Boolean).join(" · ");
    option.append(label, kind);
    return option;
  }

  close() {
    window.clearTimeout(this.timer);
    this.request?.abort();
    this.active = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing || this.converting || event.keyCode === CONVERTING) return;
    if (event.key === "ArrowDown" && this.list.hidden && this.input.value) {
      event.preventDefault();
      this.ask();
      return;
    }
    if (this.list.hidden) return;
    const last = this.found.length - 1;
    const moves = { ArrowDown: this.active + 1, ArrowUp: this.active < 0 ? last : this.active - 1 };
    if (event.key in moves) {
      event.preventDefault();
      const to = moves[/** @type {"ArrowDown" | "ArrowUp"} */ (event.key)];
      this.move(to > last ? -1 : to);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape") {
      event.preventDefault(); // a search field would be emptied
      this.close();
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  /** @param {number} number */
  move(number) {
    this.active = number;
    [...this.list.children].forEach((option, position) => {
      option.setAttribute("aria-selected", String(position === number));
      if (position === number) option.scrollIntoView({ block: "nearest" });
    });
    if (number < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-${number}`);
  }

  /** @param {PointerEvent} event */
  pressed(event) {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest("li") : null;
    if (option) this.choose([...this.list.children].indexOf(option));
  }

  /** @param {number} number */
  choose(number) {
    const chosen = this.found[number];
    if (!chosen) return;
    this.input.value = this.whole ? chosen.label : chosen.text;
    this.close();
    this.input.focus();
    this.input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: chosen }));
    if (!this.whole) this.input.form?.requestSubmit();
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) {
  new Completions(/** @type {HTMLInputElement} */ (input));
}
