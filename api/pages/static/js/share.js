/**
 * What can be done with a page: its address or a text of it is copied, it is printed.
 * A print says where it is from, whole; without scripts it says the path alone.
 */

/** @param {HTMLButtonElement} button */
function textOf(button) {
  const id = button.dataset.copyOf;
  if (!id) return location.href;
  const source = document.querySelector(`#${id}`);
  return source instanceof HTMLTextAreaElement ? source.value : (source?.textContent ?? "");
}

/** @param {HTMLButtonElement} button */
async function copy(button) {
  let said = button.dataset.done;
  try {
    await navigator.clipboard.writeText(textOf(button));
  } catch {
    said = button.dataset.failed; // without https a browser has no clipboard
  }
  const status = button.parentElement?.querySelector("[role=status]");
  if (status) status.textContent = said ?? "";
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (target.closest("[data-share]"));
  if (button?.dataset.share === "copy") copy(button);
  if (button?.dataset.share === "print") window.print();
});

window.addEventListener("beforeprint", () => {
  const line = document.querySelector(".print-line .address");
  if (!line) return;
  try {
    line.textContent = decodeURI(location.href);
  } catch {
    line.textContent = location.href; // not every address is UTF-8
  }
});
