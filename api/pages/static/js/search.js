/**
 * The search page: the map beside the list, the radius as a slider, and what was searched before.
 * Without it, the same addresses are links and forms.
 */

import { ROOT } from "./loading.js";
import { PlaceMap } from "./map.js";

const HISTORY = "tsunagu-searches"; // kept in this browser only
const MOST_KEPT = 20;

/** @typedef {{url: string, text: string}} Searched */

/** @returns {Searched[]} */
function history() {
  try {
    const kept = JSON.parse(localStorage.getItem(HISTORY) ?? "[]");
    return Array.isArray(kept)
      ? kept.filter((one) => String(one?.url).startsWith(`${ROOT}/?`))
      : [];
  } catch {
    return []; // storage may be forbidden, or hold what is not ours
  }
}

/** @param {Searched[]} searches */
function keep(searches) {
  try {
    localStorage.setItem(HISTORY, JSON.stringify(searches.slice(0, MOST_KEPT)));
  } catch {
    // a browser that keeps nothing has no history
  }
}

/** @param {HTMLElement} page */
function remember(page) {
  const text = page.dataset.search ?? "";
  const parameters = new URLSearchParams(location.search);
  parameters.delete("offset");
  const url = `${ROOT}/?${parameters}`;
  if (text) keep([{ url, text }, ...history().filter((one) => one.text !== text)]);
}

/** @param {HTMLElement} section */
function showHistory(section) {
  const list = section.querySelector("ul");
  const searches = history();
  section.hidden = !searches.length;
  list?.replaceChildren(
    ...searches.map((one) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.className = "chip";
      link.href = one.url;
      link.textContent = one.text;
      item.append(link);
      return item;
    }),
  );
  section.querySelector("button")?.addEventListener("click", () => {
    keep([]);
    section.hidden = true;
  });
}

/** @param {HTMLElement} element */
function placesOf(element) {
  return (element.dataset.places ?? "").split(" ").filter(Boolean);
}

/**
 * Tie the list to the map: what is pointed at in one shows in the other.
 * @param {HTMLElement} element
 */
function showMap(element) {
  const section = /** @type {HTMLElement} */ (element.closest(".where"));
  section.hidden = false;
  const map = new PlaceMap(element);
  const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-places]")]);
  for (const item of items) {
    for (const type of ["mouseenter", "focusin"]) {
      item.addEventListener(type, () => map.point(placesOf(item), true));
    }
    for (const type of ["mouseleave", "focusout"]) {
      item.addEventListener(type, () => map.point(placesOf(item), false));
    }
  }
  element.addEventListener("pointed", (event) => {
    const { code, on } = /** @type {CustomEvent} */ (event).detail;
    for (const item of items) item.classList.toggle("hot", on && placesOf(item).includes(code));
  });
  return map;
}

const PAUSE_MS = 900; // after a key: another one may follow
const FOCUSED = "tsunagu-focus";

/**
 * Ask again, and come back to the slider on the page of the answer.
 * @param {HTMLInputElement} input
 */
function commit(input) {
  try {
    if (document.activeElement === input) sessionStorage.setItem(FOCUSED, input.id);
  } catch {
    // a browser that keeps nothing begins at the top
  }
  input.form?.requestSubmit();
}

/** @param {HTMLInputElement} input */
function comeBack(input) {
  try {
    if (sessionStorage.getItem(FOCUSED) === input.id) input.focus({ preventScroll: true });
    sessionStorage.removeItem(FOCUSED);
  } catch {
    // nothing was kept
  }
}

/**
 * Let the slider show what it says, and the circle follow it; letting go asks again. A key changes
 * it by one step, so that one asks when no other follows, or Enter is pressed.
 * @param {HTMLFormElement} form
 * @param {import("./map.js").PlaceMap | null} map
 */
function slide(form, map) {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("radius_km"));
  const output = form.querySelector("output");
  input.addEventListener("input", () => {
    if (output) output.textContent = `${input.value}${output.dataset.unit}`;
    map?.reach(Number(input.value));
  });
  let timer = 0;
  let key = false;
  input.addEventListener("keydown", (event) => {
    key = event.key !== "Enter";
    if (event.key !== "Enter") return;
    event.preventDefault();
    commit(input);
  });
  input.addEventListener("pointerdown", () => {
    key = false;
  });
  input.addEventListener("change", () => {
    window.clearTimeout(timer);
    if (key) timer = window.setTimeout(() => commit(input), PAUSE_MS);
    else commit(input);
  });
  comeBack(input);
}

/** Leave out of the address what says nothing. */
function tidy() {
  for (const form of document.querySelectorAll("form.search")) {
    form.addEventListener("submit", () => {
      for (const field of /** @type {HTMLFormElement} */ (form).elements) {
        if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
          field.disabled = field.name !== "q" && field.value === "";
        }
      }
    });
  }
  // A page that comes back from the browser's memory must not keep them disabled.
  window.addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("form.search :disabled")) {
      /** @type {HTMLInputElement} */ (field).disabled = false;
    }
  });
}

const results = /** @type {HTMLElement | null} */ (document.querySelector("[data-search]"));
const past = /** @type {HTMLElement | null} */ (document.querySelector("#history"));
const place = /** @type {HTMLElement | null} */ (document.querySelector(".map[data-url]"));
const reach = /** @type {HTMLFormElement | null} */ (document.querySelector("form.reach"));
if (results) remember(results);
if (past) showHistory(past);
const map = place ? showMap(place) : null;
if (reach) slide(reach, map);
tidy();
