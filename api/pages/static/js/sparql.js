/**
 * The query editor: YASQE in the place of the text field, with our words and nobody else's.
 *
 * The form says where the terms are (`data-terms`) and brings every text that is shown. When
 * anything fails, the text field stays as it is.
 */

import { json, ROOT, script, style } from "./loading.js";

const VENDOR = `${ROOT}/static/vendor/yasqe`;
const LONGEST_ADDRESS = 6000;
const MOST_HINTS = 60;
const PAUSE = 600;

/**
 * @typedef {{iri: string, name: string, label: string | null, count: number}} Term
 * @typedef {{prefixes: Record<string, string>, classes: Term[], properties: Term[]}} Terms
 */

/**
 * What is being typed, as a full IRI where its prefix is declared, and as it stands.
 * @param {any} editor
 * @param {{string: string}} token
 */
function typed(editor, token) {
  const text = token.string.trim().replace(/^</, "").replace(/>$/, "");
  const [prefix = "", local] = text.split(":", 2);
  const namespace = local === undefined ? undefined : editor.getPrefixesFromQuery()[prefix];
  return { text: text.toLowerCase(), iri: namespace === undefined ? "" : namespace + local };
}

/**
 * @param {Term} term
 * @param {{text: string, iri: string}} sought
 */
function fits(term, sought) {
  if (sought.iri && term.iri.startsWith(sought.iri)) return true;
  const local = term.name.slice(term.name.indexOf(":") + 1);
  return [term.name, local, term.iri, term.label ?? ""].some((name) =>
    name.toLowerCase().startsWith(sought.text),
  );
}

/**
 * A completer of YASQE over a list of terms.
 * @param {string} name
 * @param {Term[]} terms
 * @param {Terms} all
 * @param {string} uses
 * @param {(editor: any) => boolean} isPlace
 */
function completer(name, terms, all, uses, isPlace) {
  /** @type {Map<string, Term>} */
  const byIri = new Map(terms.map((term) => [term.iri, term]));
  return {
    name,
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition: (/** @type {any} */ editor) => {
      const { string } = editor.getCompleteToken();
      return (
        editor.hasFocus() && string.trim().length > 0 && !/^[?$"'#]/.test(string) && isPlace(editor)
      );
    },
    get: (/** @type {any} */ editor, /** @type {any} */ token) => {
      if (!token) return [];
      const sought = typed(editor, token);
      const found = terms.filter((term) => fits(term, sought));
      const done = found.length === 1 && found[0]?.iri === sought.iri;
      return done ? [] : found.slice(0, MOST_HINTS).map((term) => term.iri);
    },
    postprocessHints: (/** @type {any} */ editor, /** @type {any[]} */ hints) =>
      hints.map((hint) => {
        const term = byIri.get(hint.text);
        return term ? { ...hint, ...written(editor, term, all, uses) } : hint;
      }),
  };
}

/**
 * How a term is shown, and what stands in the query when it is chosen.
 * @param {any} editor
 * @param {Term} term
 * @param {Terms} all
 * @param {string} uses
 */
function written(editor, term, all, uses) {
  const declared = Object.entries(editor.getPrefixesFromQuery());
  const known = declared.find(([, namespace]) => term.iri.startsWith(String(namespace)));
  const prefix = term.name.slice(0, term.name.indexOf(":"));
  const isOurs = all.prefixes[prefix] !== undefined && declared.every(([name]) => name !== prefix);
  let text = `<${term.iri}>`;
  if (known) text = `${known[0]}:${term.iri.slice(String(known[1]).length)}`;
  else if (isOurs) text = term.name;
  return {
    text,
    hint: (/** @type {any} */ cm, /** @type {any} */ data, /** @type {any} */ chosen) => {
      cm.replaceRange(chosen.text, chosen.from ?? data.from, chosen.to ?? data.to, "complete");
      if (!known && isOurs) editor.addPrefixes({ [prefix]: all.prefixes[prefix] });
    },
    render: (/** @type {HTMLElement} */ element) => {
      const code = document.createElement("code");
      code.textContent = text;
      const label = document.createElement("small");
      label.textContent = term.label ?? "";
      const count = document.createElement("small");
      count.textContent = uses.replace("{count}", term.count.toLocaleString("en"));
      element.append(code, label, count);
    },
  };
}

/**
 * Leave YASQE no completer that would ask another host, and give it ours.
 * @param {any} Yasqe
 * @param {Terms} all
 * @param {string} uses
 */
function useOwnWords(Yasqe, all, uses) {
  const { property, class: class_ } = Yasqe.Autocompleters;
  const isProperty = property.isValidCompletionPosition;
  const isClass = class_.isValidCompletionPosition;
  for (const name of ["prefixes", "property", "class"]) delete Yasqe.Autocompleters[name];
  Yasqe.registerAutocompleter(completer("own-classes", all.classes, all, uses, isClass), false);
  Yasqe.registerAutocompleter(
    completer(
      "own-properties",
      all.properties,
      all,
      uses,
      (editor) => !isClass(editor) && isProperty(editor),
    ),
    false,
  );
  Yasqe.Autocompleters["own-prefixes"] = prefixes(all);
  Yasqe.defaults.autocompleters = ["own-prefixes", "own-classes", "own-properties", "variables"];
}

/** @param {Terms} all */
function prefixes(all) {
  const listed = Object.entries(all.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  return {
    name: "own-prefixes",
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition: (/** @type {any} */ editor) => {
      const { line, ch } = editor.getDoc().getCursor();
      return /^\s*PREFIX\s+[\w-]*:?$/i.test(editor.getDoc().getLine(line).slice(0, ch));
    },
    get: (/** @type {any} */ _editor, /** @type {any} */ token) =>
      token ? listed.filter((one) => one.startsWith(token.string.trim())) : [],
  };
}

class QueryEditor {
  /**
   * @param {HTMLFormElement} form
   * @param {any} Yasqe
   */
  constructor(form, Yasqe) {
    this.form = form;
    this.field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("query"));
    this.state = /** @type {HTMLElement} */ (form.querySelector("#editor-state"));
    const label = /** @type {HTMLLabelElement} */ (form.querySelector("label[for=query]"));
    const box = document.createElement("div");
    box.lang = "en";
    box.style.setProperty("--editor-height", `${this.field.offsetHeight}px`);
    this.field.before(box);
    this.editor = new Yasqe(box, this.#options(label.textContent ?? ""));
    this.field.hidden = true;
    this.field.required = false;
    const help = /** @type {HTMLElement} */ (form.querySelector("#editor-help"));
    help.hidden = false;
    this.editor.getInputField().setAttribute("aria-describedby", `${help.id} ${this.state.id}`);
    label.addEventListener("click", () => this.editor.focus());
    form.addEventListener("submit", () => this.#give());
    form.addEventListener("asked", () => this.#give());
    form.addEventListener("filled", () => this.editor.setValue(this.field.value));
    form.addEventListener("answered", () => this.#showMistake());
    this.editor.on("changes", () => this.#check());
    this.editor.on("blur", () => this.editor.setOption("extraKeys", this.keys));
    new MutationObserver(nameCompletions).observe(this.editor.rootEl, { childList: true });
    this.#check();
    this.#showMistake();
    this.editor.refresh();
  }

  /** @param {string} label */
  #options(label) {
    const run = () => this.form.requestSubmit();
    const soft = (/** @type {any} */ editor) => editor.execCommand("insertSoftTab");
    /** @type {Record<string, any>} */
    this.keys = {
      "Ctrl-Enter": run,
      "Cmd-Enter": run,
      "Ctrl-S": false,
      "Ctrl-Space": (/** @type {any} */ editor) => editor.autocomplete(),
      "Ctrl-/": (/** @type {any} */ editor) => editor.commentLines(),
      "Shift-Ctrl-F": (/** @type {any} */ editor) => editor.autoformat(),
      Tab: soft,
      Esc: () => this.#leave(),
    };
    return {
      value: this.field.value,
      extraKeys: this.keys,
      screenReaderLabel: label,
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: null,
      prefixCcApi: null,
      queryingDisabled: " ",
      viewportMargin: Infinity,
    };
  }

  #leave() {
    this.editor.setOption("extraKeys", { ...this.keys, Tab: false, "Shift-Tab": false });
    this.state.textContent = this.form.dataset.leaving ?? "";
  }

  /** The form sends the text field; a query too long for an address is posted. */
  #give() {
    this.field.value = this.editor.getValue();
    const isLong = encodeURIComponent(this.field.value).length > LONGEST_ADDRESS;
    this.form.method = isLong ? "post" : "get";
  }

  /** Say in words what YASQE marks; its own tooltip is English and styles itself. */
  #check() {
    const icon = this.editor.getWrapperElement().querySelector(".parseErrorIcon");
    if (icon) icon.onmouseover = icon.onmouseout = null;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.state.textContent = this.editor.queryValid ? "" : this.#mistake();
    }, PAUSE);
  }

  #mistake() {
    const text = this.editor.getDoc();
    for (let line = 0; line < text.lineCount(); line += 1) {
      const { state } = this.editor.getTokenAt({ line, ch: text.getLine(line).length }, true);
      if (state.OK) continue;
      const { syntax, syntaxExpected } = this.form.dataset;
      const where = (syntax ?? "").replace("{line}", String(line + 1));
      const expected = state.errorMsg ? "" : (state.possibleCurrent ?? []).slice(0, 8).join(" ");
      return expected
        ? `${where} ${(syntaxExpected ?? "").replace("{expected}", expected)}`
        : where;
    }
    return "";
  }

  /** Mark the line that the service did not understand, and go there. */
  #showMistake() {
    const failure = /** @type {HTMLElement | null} */ (
      document.querySelector(".query-error[data-line]")
    );
    const line = Number(failure?.dataset.line ?? 0) - 1;
    if (line < 0 || line >= this.editor.lineCount()) return;
    this.editor.addLineClass(line, "background", "mistake");
    this.editor.setCursor({ line, ch: Math.max(0, Number(failure?.dataset.column ?? 1) - 1) });
    this.editor.on("changes", () => this.editor.removeLineClass(line, "background", "mistake"));
  }
}

/** Give the list of completions, which CodeMirror makes anew each time, its name. */
function nameCompletions() {
  const list = document.querySelector(".CodeMirror-hints:not([aria-label])");
  list?.setAttribute("aria-label", document.body.dataset.suggestions ?? "");
}

/**
 * Put the editor in the place of the text field, and the focus where it was.
 * @param {HTMLFormElement} form
 */
async function start(form) {
  const [terms] = await Promise.all([
    json(form.dataset.terms ?? ""),
    script(`${VENDOR}/yasqe.min.js`),
    style(`${VENDOR}/yasqe.min.css`, { first: true }),
  ]);
  const Yasqe = /** @type {any} */ (window).Yasqe;
  useOwnWords(Yasqe, terms, form.dataset.uses ?? "");
  const focused =
    form.contains(document.activeElement) && document.activeElement?.tagName === "TEXTAREA";
  const { editor } = new QueryEditor(form, Yasqe);
  if (focused) editor.focus();
}

// The editor is large: it is fetched when the field is first used, or pointed at.
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.sparql"));
if (form) {
  const used = ["focusin", "pointerover"];
  const once = () => {
    for (const type of used) form.removeEventListener(type, once);
    start(form);
  };
  for (const type of used) form.addEventListener(type, once);
}
