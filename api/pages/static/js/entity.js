/** An entity's page: the way back to the results, and folds that a link inside the page opens. */

import { ROOT } from "./loading.js";

/**
 * Offer the way back to the results that led here.
 * @param {HTMLElement} trail
 */
function offerBack(trail) {
  const from = document.referrer ? new URL(document.referrer) : null;
  const searched = from?.origin === location.origin && from.pathname === `${ROOT}/` && from.search;
  if (!from || !searched || !new URLSearchParams(from.search).size) return;
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = from.href;
  link.textContent = trail.dataset.back ?? "";
  item.append(link);
  trail.querySelector("ol")?.append(item);
}

/** Open what the address points at. */
function unfold() {
  const target = document.getElementById(location.hash.slice(1));
  const fold = target?.closest("details");
  if (!target || !fold || fold.open) return;
  fold.open = true;
  target.scrollIntoView();
}

const trail = /** @type {HTMLElement | null} */ (document.querySelector(".trail"));
if (trail) offerBack(trail);
window.addEventListener("hashchange", unfold);
unfold();
