/**
 * Runs a query without leaving the page: the form is sent by script, the answer takes the place of
 * the last one, and can be given up. What was run is kept in this browser; a link holds the query.
 * Where anything is missing, the form is sent as any other.
 */

import { ROOT } from "./loading.js";
import { fromLink, keep, kept, toLink } from "./sparql-kept.js";

const LONGEST_ADDRESS = 6000;
const SHOWN_LENGTH = 90;

/**
 * What a query is called in a list: its first line that says something.
 * @param {string} query
 */
function named(query) {
  const lines = query.split("\n").map((line) => line.trim());
  const first = lines.find((line) => line && !/^(#|PREFIX|BASE)/i.test(line)) ?? query.trim();
  const rest = lines.slice(lines.indexOf(first)).join(" ");
  return rest.length > SHOWN_LENGTH ? `${rest.slice(0, SHOWN_LENGTH)}…` : rest;
}

class Runner {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("query"));
    this.state = /** @type {HTMLElement} */ (form.querySelector("#run-state"));
    this.cancel = /** @type {HTMLButtonElement} */ (form.querySelector("#cancel"));
    this.list = /** @type {HTMLElement} */ (document.querySelector("#kept"));
    /** @type {AbortController | null} */
    this.running = null;
    this.shown = location.search; // a step back leads to another answer, or within the page
    // The editor gives its text to the field in a listener of the form: this one comes after it.
    document.addEventListener("submit", (event) => this.#submitted(event));
    this.cancel.addEventListener("click", () => this.running?.abort());
    form.querySelector("#link")?.addEventListener("click", () => this.#link());
    this.list.querySelector("button")?.addEventListener("click", () => {
      keep([]);
      this.#list();
    });
    window.addEventListener("popstate", () => location.search !== this.shown && location.reload());
    window.addEventListener("hashchange", () => this.#read());
    this.#list();
    this.#read();
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const format = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem("format"));
    if (event.target !== this.form || format.value !== "html") return;
    event.preventDefault();
    this.#run();
  }

  async #run() {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const query = this.field.value;
    this.cancel.disabled = false;
    this.state.textContent = this.form.dataset.running ?? "";
    document.querySelector("#answer")?.setAttribute("aria-busy", "true");
    let said = "";
    try {
      const [address, page] = await this.#asked(running.signal);
      await this.#show(page);
      history.pushState(null, "", address);
      this.shown = location.search;
      keep([{ query }, ...kept().filter((one) => one.query !== query)]);
      this.#list();
      said = this.form.dataset.shown ?? "";
    } catch {
      const { cancelled, lost } = this.form.dataset;
      said = (running.signal.aborted ? cancelled : lost) ?? "";
    }
    if (this.running !== running) return; // the next one is on its way
    this.running = null;
    this.cancel.disabled = true;
    this.state.textContent = said;
    document.querySelector("#answer")?.removeAttribute("aria-busy");
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<[string, Document]>} the address of the answer, and its page
   */
  async #asked(signal) {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) fields.append(name, String(value));
    const address = `${ROOT}/sparql?${fields}`;
    const isLong = address.length > LONGEST_ADDRESS;
    const headers = { Accept: "text/html" };
    const answer = isLong
      ? await fetch(`${ROOT}/sparql`, { method: "POST", body: fields, headers, signal })
      : await fetch(address, { headers, signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("#answer")) throw new Error(`${address}: ${answer.status}`);
    return [isLong ? location.pathname + location.search : address, page];
  }

  /**
   * Put the answer in the place of the last one, and the focus on it.
   * @param {Document} page
   */
  async #show(page) {
    const maps = page.querySelector(".map[data-points]") ? await import("./map.js") : null;
    for (const part of ["header.site", "#trouble", "#answer"]) {
      const after = page.querySelector(part);
      if (after) document.querySelector(part)?.replaceWith(document.adoptNode(after));
    }
    document.title = page.title;
    for (const element of document.querySelectorAll("#answer .map[data-points]")) {
      if (maps) new maps.PlaceMap(/** @type {HTMLElement} */ (element));
    }
    this.form.dispatchEvent(new CustomEvent("answered"));
    const heading = /** @type {HTMLElement | null} */ (
      document.querySelector("#failure") ?? document.querySelector("#result")
    );
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
  }

  /**
   * @param {string} query
   */
  #fill(query) {
    this.field.value = query;
    this.form.dispatchEvent(new CustomEvent("filled"));
  }

  #list() {
    const queries = kept();
    this.list.hidden = !queries.length;
    this.list.querySelector("ol")?.replaceChildren(
      ...queries.map(({ query }) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = named(query);
        button.addEventListener("click", () => {
          this.#fill(query);
          this.form.scrollIntoView();
          this.form.querySelector("button")?.focus({ preventScroll: true });
        });
        item.append(button);
        return item;
      }),
    );
  }

  /** Fill the form with the query of the address, where it holds one. */
  async #read() {
    const query = await fromLink(location.hash);
    if (query) this.#fill(query);
  }

  async #link() {
    this.form.dispatchEvent(new CustomEvent("asked"));
    const language = new URLSearchParams(location.search).get("lang");
    const search = language ? `?lang=${language}` : "";
    const address = `${location.origin}${ROOT}/sparql${search}${await toLink(this.field.value)}`;
    try {
      await navigator.clipboard.writeText(address);
      this.state.textContent = this.form.dataset.linked ?? "";
    } catch {
      const box = document.createElement("input"); // without https a browser has no clipboard
      box.readOnly = true;
      box.value = address;
      box.setAttribute("aria-label", this.form.dataset.link ?? "");
      this.state.replaceChildren(box);
      box.select();
    }
  }
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.sparql"));
if (form) new Runner(form);
