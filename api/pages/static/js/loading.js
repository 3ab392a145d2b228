/** What a page fetches only when it is needed, and where this service is. */

/** The path under which the service is known, without a slash at its end: this file is below it. */
export const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/**
 * Ask this server.
 * @param {string} address
 * @returns {Promise<any>} the JSON of the answer; an answer that is an error is thrown
 */
export async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/**
 * Run a script of this server.
 * @param {string} source
 */
export function script(source) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = source;
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

/**
 * Apply a style sheet of this server.
 * @param {string} source
 * @param {{id?: string, first?: boolean}} [how] `first`: the page's own come after it
 */
export function style(source, { id, first } = {}) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("link");
    element.rel = "stylesheet";
    if (id) element.id = id;
    element.href = source;
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    if (first) document.querySelector('link[rel="stylesheet"]')?.before(element);
    else document.head.append(element);
  });
}

/**
 * Say in the place of a picture that it could not be fetched.
 * @param {HTMLElement} element
 */
export function failed(element) {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.textContent = document.body.dataset.failed ?? "";
  element.removeAttribute("role"); // it was to be an application
  element.classList.add("failed");
  element.replaceChildren(line);
}
