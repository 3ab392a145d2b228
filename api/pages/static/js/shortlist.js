/**
 * The shortlist: a local government goes in and out without reloading, and the browser remembers
 * the last one. Without it each button is an address, which is all that is ever shared.
 */

const KEY = "tsunagu-shortlist";

/** @param {string} asker */
function remembered(asker) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof kept[asker] === "string" ? kept[asker] : "";
  } catch {
    return "";
  }
}

/**
 * @param {string} asker
 * @param {string} codes
 */
function remember(asker, codes) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ [asker]: codes }));
  } catch {
    // a browser that keeps nothing: the address still holds the list
  }
}

/** Offer the list that was made before, where the address has none. */
function offer() {
  const tray = document.getElementById("shortlist");
  const { asker = "", codes = "", kept = "" } = tray?.dataset ?? {};
  const before = remembered(asker);
  if (!tray || codes || !before) return;
  const query = new URLSearchParams(location.search);
  query.set("shortlist", before);
  const link = document.createElement("a");
  link.href = `${location.pathname}?${query}`;
  link.textContent = kept;
  const line = document.createElement("p");
  line.append(link);
  tray.replaceChildren(line);
}

/**
 * Take over what the answer to another address says of the list.
 * @param {Document} page
 */
function takeOver(page) {
  const tray = document.getElementById("shortlist");
  const next = page.getElementById("shortlist");
  if (tray && next) tray.replaceWith(next);
  for (const own of document.querySelectorAll("[data-code]")) {
    const code = own.getAttribute("data-code");
    const other = page.querySelector(`[data-code="${code}"]`);
    if (other) own.replaceWith(other);
  }
  const form = document.getElementById("question");
  let field = form?.querySelector("[name=shortlist]");
  if (form && !field) {
    field = document.createElement("input");
    field.setAttribute("type", "hidden");
    field.setAttribute("name", "shortlist");
    form.append(field);
  }
  field?.setAttribute("value", next?.dataset.codes ?? "");
}

/** @param {HTMLAnchorElement} link */
async function change(link) {
  const code = link.dataset.code;
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) {
    location.assign(link.href);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  takeOver(page);
  const shown = document.getElementById("shortlist");
  remember(shown?.dataset.asker ?? "", shown?.dataset.codes ?? "");
  window.history.replaceState(null, "", link.href.replace(/#.*$/, ""));
  const status = document.getElementById("ranked-status");
  if (status) status.textContent = status.dataset.listed ?? "";
  const again = document.querySelector(`a[data-code="${code}"]`);
  if (again instanceof HTMLElement) again.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("a.list[data-code]") : null;
  if (!(target instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  change(target).catch(() => location.assign(target.href));
});
const tray = document.getElementById("shortlist");
if (tray?.dataset.codes) remember(tray.dataset.asker ?? "", tray.dataset.codes);
offer();
