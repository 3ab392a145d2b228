/**
 * Ranked lists: weights reorder at once, and a letter opens on the page, ready to be copied.
 * Without it the weights are a form, and the letter is an address.
 */

const DELAY_MS = 250;

/** @param {HTMLFormElement} form */
function address(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const field =
      form.querySelector(`[name="${name}"]`) ?? document.getElementById(name.replace("_", "-"));
    const unmoved = field instanceof HTMLElement && field.dataset.default === value;
    if (value !== "" && !unmoved) query.append(name, String(value));
  }
  return `${form.getAttribute("action")}?${query}`;
}

/**
 * The address of this answer under other weights; what else the form holds was not sent yet.
 * @param {HTMLInputElement[]} sliders
 */
function weighted(sliders) {
  const query = new URLSearchParams(location.search);
  query.delete("offset");
  for (const slider of sliders) {
    query.delete(slider.name);
    if (slider.value !== slider.dataset.default) query.append(slider.name, slider.value);
  }
  return `${location.pathname}?${query}`;
}

/**
 * Let the links to the other language follow.
 * @param {Document} page
 */
function follow(page) {
  for (const link of document.querySelectorAll("[hreflang]")) {
    const same = `${link.localName}[hreflang="${link.getAttribute("hreflang")}"]`;
    const href = page.querySelector(same)?.getAttribute("href");
    if (href) link.setAttribute("href", href);
  }
}

/** @param {HTMLFormElement} form */
function reorder(form) {
  let timer = 0;
  /** @type {AbortController | null} */
  let request = null;
  const status = document.getElementById("ranked-status");
  const sliders = /** @type {HTMLInputElement[]} */ ([
    ...document.querySelectorAll(".sliders input"),
  ]);

  async function ask() {
    const own = new AbortController();
    request?.abort();
    request = own;
    const now = document.getElementById("ranked");
    now?.setAttribute("aria-busy", "true");
    try {
      const url = weighted(sliders);
      const answer = await fetch(url, { signal: own.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("ranked");
      if (!answer.ok || !next || !now || request !== own) return;
      now.replaceWith(next);
      window.history.replaceState(null, "", url);
      follow(page);
      letters(next);
      if (status) {
        status.textContent = (status.dataset.changed ?? "").replace(
          "{first}",
          next.dataset.first ?? "",
        );
      }
    } catch {
      // aborted by a newer question, or no answer: the list stays, and the button asks again
    } finally {
      if (request === own) now?.removeAttribute("aria-busy");
    }
  }

  for (const slider of sliders) {
    slider.addEventListener("input", () => {
      const output = slider.parentElement?.querySelector("output");
      if (output) output.textContent = slider.value;
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, DELAY_MS);
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(address(form));
  });
}

/**
 * Put a text where the browser keeps what was copied; where it may not, select it.
 * @param {HTMLElement} element
 */
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(element);
    return false;
  }
}

/** @param {HTMLAnchorElement} link */
async function open(link) {
  const own = link.closest(".peer");
  const before = own?.querySelector(".letter-box");
  if (before) {
    before.remove();
    link.setAttribute("aria-expanded", "false");
    return;
  }
  if (link.hasAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  const letter = await fetch(link.href).then(
    (answer) => (answer.ok ? answer.text() : null),
    () => null,
  );
  link.removeAttribute("aria-busy");
  if (letter === null) {
    location.assign(link.href);
    return;
  }
  const box = document.createElement("section");
  box.className = "letter-box";
  box.setAttribute("aria-label", link.dataset.title ?? "");
  const text = document.createElement("pre");
  text.textContent = letter;
  text.tabIndex = 0;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = link.dataset.copy ?? "";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    said.textContent = ` ${(await copy(text)) ? link.dataset.copied : link.dataset.selected}`;
  });
  box.append(text, button, said);
  own?.append(box);
  link.setAttribute("aria-expanded", "true");
}

/** @param {ParentNode} within */
function letters(within) {
  for (const link of within.querySelectorAll("a.letter")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(/** @type {HTMLAnchorElement} */ (link));
    });
    link.addEventListener("keydown", (event) => {
      if (/** @type {KeyboardEvent} */ (event).key !== " ") return;
      event.preventDefault();
      open(/** @type {HTMLAnchorElement} */ (link));
    });
  }
}

const question = /** @type {HTMLFormElement | null} */ (document.getElementById("question"));
if (question) reorder(question);
letters(document);
