/** What a page fetches only when it is needed. */

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
