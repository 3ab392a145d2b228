/** What of queries stays: those that were run, in this browser; one, in the fragment of a link. */

const KEPT = "tsunagu-queries";
const MOST_KEPT = 20;
const MARK = "#q=";
const LONGEST = 1_000_000; // as the service reads no longer query
const FORMAT = "deflate-raw";

/** @typedef {{query: string}} Kept */

/** @returns {Kept[]} */
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one?.query === "string") : [];
  } catch {
    return []; // storage may be forbidden, or hold what is not ours
  }
}

/** @param {Kept[]} queries */
export function keep(queries) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(queries.slice(0, MOST_KEPT)));
  } catch {
    // a browser that keeps nothing has no history
  }
}

/**
 * Return the fragment that holds a query: compressed (RFC 1951), in base64url (RFC 4648).
 * @param {string} query
 */
export async function toLink(query) {
  const stream = new Blob([query]).stream().pipeThrough(new CompressionStream(FORMAT));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return MARK + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Return the query that a fragment holds, or an empty text.
 * @param {string} fragment
 */
export async function fromLink(fragment) {
  if (!fragment.startsWith(MARK)) return "";
  try {
    const text = atob(fragment.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(FORMAT));
    return await limited(stream.pipeThrough(new TextDecoderStream("utf-8", { fatal: true })));
  } catch {
    return ""; // cut off on the way, or not ours
  }
}

/**
 * Read a text that may be no longer than a query: few bytes can hold very many.
 * @param {ReadableStream<string>} stream
 */
async function limited(stream) {
  const reader = stream.getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (text.length > LONGEST) {
      await reader.cancel();
      return "";
    }
  }
}
