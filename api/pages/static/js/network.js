/**
 * Pictures of neighbourhoods: a `div.network` names the answer of `/api/graph` that it draws.
 *
 * The picture can be dragged and zoomed; choosing a thing says what it is, with the ways to its page
 * and to its own neighbourhood. Arrow keys go from thing to thing. A list on the page says the same.
 */

import { failed, json, ROOT, script, style } from "./loading.js";

const LIBRARY = `${ROOT}/static/vendor/cytoscape/cytoscape.min.js`;
const STYLE_OF_LIBRARY = "__________cytoscape_stylesheet"; // else it writes a style into the page
const SHAPES = /** @type {const} */ ({
  project: "ellipse",
  municipality: "round-rectangle",
  programme: "hexagon",
  technology: "diamond",
  challenge: "triangle",
  ministry: "pentagon",
  council: "barrel",
  event: "star",
});
const COLOURS = {
  project: "--color-primitive-blue-500",
  municipality: "--color-primitive-green-600",
  programme: "--color-primitive-orange-600",
  technology: "--color-primitive-purple-500",
  challenge: "--color-primitive-magenta-600",
  ministry: "--color-primitive-red-600",
  council: "--color-primitive-cyan-700",
  event: "--color-primitive-yellow-700",
};
const LABEL_LENGTH = 24; // halves of a kanji
const LABEL_PIXELS = 12; // on the screen, however far the picture is zoomed
const ZOOM = 1.3;
const CLOSEST = 1.5; // at first
/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const RINGS = 5; // of two steps, and the middle
const SIDES = ["bottom", "right", "left", "top"]; // of a thing, where its label may stand
const LABEL = { includeNodes: false, includeEdges: false, includeOverlays: false };
const BODY = { includeLabels: false, includeOverlays: false };

/** @typedef {{x1: number, y1: number, x2: number, y2: number}} Box */

/**
 * @typedef {{iri: string, type: keyof typeof SHAPES, key: string, label: string, short: string, depth: number}} Node
 * @typedef {{source: string, target: string, type: string, derived: boolean}} Edge
 * @typedef {{focus: {iri: string}, nodes: Node[], edges: Edge[]}} Neighbourhood
 */

/** @param {string} name */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @returns {Promise<typeof import("cytoscape")>} */
async function library() {
  const global = /** @type {{cytoscape: typeof import("cytoscape")}} */ (
    /** @type {unknown} */ (window)
  );
  if (global.cytoscape) return global.cytoscape;
  await style(`${ROOT}/static/network.css`, { id: STYLE_OF_LIBRARY });
  await script(LIBRARY);
  return global.cytoscape;
}

/**
 * The width of a character in halves of a kanji.
 * @param {string} character
 */
function width(character) {
  return character.charCodeAt(0) < 0x1100 ? 1 : 2;
}

/** @param {string} text */
function short(text) {
  let room = LABEL_LENGTH;
  const characters = Array.from(text);
  const end = characters.findIndex((one) => {
    room -= width(one);
    return room < 0;
  });
  return end < 0 ? text : `${characters.slice(0, end).join("")}…`;
}

/**
 * How far from the middle a thing is drawn.
 * @param {Node} node
 */
function ring(node) {
  return node.depth === 0 ? 0 : 2 * (node.depth - 1) + (node.type === "project" ? 2 : 1);
}

/**
 * @param {Neighbourhood} answer
 * @returns {import("cytoscape").ElementDefinition[]}
 */
function elements(answer) {
  const nodes = answer.nodes.map((node) => ({
    data: {
      ...node,
      id: node.iri,
      shown: short(node.short),
      side: SIDES[0],
      own: node.depth === 0 ? 1 : 0,
    },
  }));
  const drawn = new Set();
  const edges = [];
  for (const edge of answer.edges) {
    const id = `${edge.source} ${edge.target} ${edge.type}`;
    if (drawn.has(id)) continue; // several sources may say the same
    drawn.add(id);
    const ends = { source: edge.source, target: edge.target };
    const own = answer.focus.iri === edge.source || answer.focus.iri === edge.target;
    edges.push({ data: { id, ...ends, derived: edge.derived ? 1 : 0, own: own ? 1 : 0 } });
  }
  return [...nodes, ...edges];
}

function kinds() {
  return /** @type {Node["type"][]} */ (Object.keys(SHAPES));
}

/**
 * The look of a thing whose label stands at a side of it.
 * @param {string} side
 */
function beside(side) {
  const level = side === "left" || side === "right";
  const style = {
    "text-valign": /** @type {"center"} */ (level ? "center" : side),
    "text-halign": /** @type {"center"} */ (level ? side : "center"),
    "text-margin-x": { left: -3, right: 3 }[side] ?? 0,
    "text-margin-y": { top: -3, bottom: 3 }[side] ?? 0,
  };
  return { selector: `node[side = "${side}"]`, style };
}

/**
 * @param {Box} one
 * @param {Box} other
 */
function overlap(one, other) {
  return one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2;
}

/**
 * Give each label the first side where it covers nothing; where there is none, the label shows when
 * its thing is chosen. What is nearest to the middle, and tied to most, comes first.
 * @param {import("cytoscape").Core} cy
 */
function placeLabels(cy) {
  cy.nodes().removeClass("unlabelled"); // a label that is not drawn has no size
  for (const own of [0, 1]) {
    const size = (LABEL_PIXELS * (own ? 1.15 : 1)) / cy.zoom();
    cy.nodes(`[own = ${own}]`).style({ "font-size": size, "text-outline-width": size / 6 });
  }
  const nodes = cy.nodes().toArray();
  const order = (/** @type {import("cytoscape").NodeSingular} */ node) =>
    100 * ring(node.data()) - node.degree(false);
  nodes.sort((one, other) => order(one) - order(other));
  /** @type {Map<string, Box>} */
  const bodies = new Map(nodes.map((node) => [node.id(), node.boundingBox(BODY)]));
  /** @type {Box[]} */
  const labels = [];
  for (const node of nodes) {
    const own = bodies.get(node.id());
    const side = SIDES.find((one) => {
      const box = node.data("side", one).boundingBox(LABEL);
      const covers = (/** @type {Box} */ other) => other !== own && overlap(box, other);
      if (labels.some(covers) || [...bodies.values()].some(covers)) return false;
      labels.push(box);
      return true;
    });
    node.toggleClass("unlabelled", !side);
  }
}

/** @returns {import("cytoscape").StylesheetJson} */
function looks() {
  const text = colour("--text");
  const line = colour("--control");
  return [
    {
      selector: "node",
      style: {
        label: "data(shown)",
        "font-size": LABEL_PIXELS,
        color: text,
        "text-outline-color": colour("--panel"),
        "text-background-color": colour("--panel"),
        width: 18,
        height: 18,
      },
    },
    ...kinds().map((kind) => ({
      selector: `node[type = "${kind}"]`,
      style: { shape: SHAPES[kind], "background-color": colour(COLOURS[kind]) },
    })),
    ...SIDES.map(beside),
    { selector: ".unlabelled", style: { label: "" } },
    {
      selector: "node[own = 1]",
      style: { width: 32, height: 32, "font-weight": "bold" },
    },
    {
      selector: "edge",
      style: { width: 1, "line-color": line, opacity: 0.12, "curve-style": "haystack" },
    },
    { selector: "edge[own = 1]", style: { opacity: 0.7 } },
    { selector: "edge[derived = 1]", style: { "line-style": "dashed" } },
    { selector: ".near", style: { opacity: 1, width: 2 } },
    {
      selector: "node:selected",
      style: {
        label: "data(shown)",
        "text-background-opacity": 1,
        "z-index": 10,
        "border-width": 4,
        "border-color": colour("--focus"),
      },
    },
  ];
}

class Picture {
  /**
   * @param {HTMLElement} element
   * @param {typeof import("cytoscape")} cytoscape
   * @param {Neighbourhood} answer
   */
  constructor(element, cytoscape, answer) {
    this.words = element.dataset;
    /** @type {Record<string, string>} */
    this.kinds = JSON.parse(document.body.dataset.kinds ?? "{}");
    this.canvas = document.createElement("div");
    this.chosen = document.createElement("p");
    this.frame = 0;
    element.classList.add("drawn");
    this.canvas.className = "canvas";
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", this.words.label ?? "");
    this.chosen.className = "chosen";
    this.chosen.setAttribute("role", "status");
    this.chosen.textContent = this.words.help ?? "";
    element.append(this.#legend(answer), this.canvas, this.chosen, this.#buttons());
    this.cy = cytoscape({
      container: this.canvas,
      elements: elements(answer),
      style: looks(),
      userZoomingEnabled: false, // the wheel scrolls the page; buttons zoom
      minZoom: 0.2,
      maxZoom: 3,
      layout: {
        // What it is about in the middle, other kinds around it, projects outside: few lines cross.
        name: "concentric",
        concentric: (node) => RINGS - ring(node.data()),
        levelWidth: () => 1,
        minNodeSpacing: 58,
        startAngle: -Math.PI / 2,
        animate: false,
        padding: 24,
      },
    });
    this.#fit();
    if (this.cy.zoom() > CLOSEST) {
      this.cy.zoom(CLOSEST).center(); // few things, drawn as usual
      placeLabels(this.cy);
    }
    this.cy.on("zoom", () => this.#zoomed());
    this.cy.on("select", "node", (event) => this.#tell(event.target));
    this.cy.on("dbltap", "node", (event) => this.#walk(event.target.data()));
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    window
      .matchMedia("(prefers-color-scheme: dark)")
      .addEventListener("change", () => this.cy.style(looks()));
  }

  /** @param {Neighbourhood} answer */
  #legend(answer) {
    const list = document.createElement("ul");
    list.className = "legend";
    for (const kind of new Set(answer.nodes.map((node) => node.type))) {
      const item = document.createElement("li");
      const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      sign.setAttribute("viewBox", "0 0 10 10");
      sign.setAttribute("aria-hidden", "true");
      const shape = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      shape.setAttribute("cx", "5");
      shape.setAttribute("cy", "5");
      shape.setAttribute("r", "5");
      shape.setAttribute("fill", colour(COLOURS[kind]));
      sign.append(shape);
      item.append(sign, this.kinds[kind] ?? kind);
      list.append(item);
    }
    return list;
  }

  /** Show everything; labels keep their size, so that they need room of their own. */
  #fit() {
    for (const nodes of [this.cy.nodes(), this.cy.elements()]) {
      this.cy.fit(nodes, 24);
      placeLabels(this.cy);
    }
  }

  #zoomed() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => placeLabels(this.cy));
  }

  #buttons() {
    const row = document.createElement("div");
    row.className = "buttons";
    const middle = () => ({ x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 });
    const zoom = (/** @type {number} */ factor) => () =>
      this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: middle() });
    /** @type {[string | undefined, () => void][]} */
    const actions = [
      [this.words.zoomIn, zoom(ZOOM)],
      [this.words.zoomOut, zoom(1 / ZOOM)],
      [this.words.all, () => this.#fit()],
    ];
    for (const [text, action] of actions) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = text ?? "";
      button.addEventListener("click", action);
      row.append(button);
    }
    return row;
  }

  /** @param {import("cytoscape").NodeSingular} node */
  #tell(node) {
    this.cy.elements(".near").removeClass("near");
    node.connectedEdges().addClass("near");
    const { type, key, label } = node.data();
    const line = document.createDocumentFragment();
    line.append(`${this.kinds[type] ?? type}: `);
    const language = new URLSearchParams(location.search).get("lang");
    const suffix = language ? `lang=${language}` : "";
    const links = [
      [`${ROOT}/doc/${type}/${encodeURIComponent(key)}${suffix && `?${suffix}`}`, label],
      [this.address(node.data()), this.words.walk],
    ];
    for (const [href, text] of links) {
      const link = document.createElement("a");
      link.href = String(href);
      link.textContent = String(text);
      line.append(link, " ");
    }
    this.chosen.replaceChildren(line);
  }

  /** @param {Node} node */
  address(node) {
    const query = new URLSearchParams({ focus: `${node.type}/${node.key}` });
    const language = new URLSearchParams(location.search).get("lang");
    if (language) query.set("lang", language);
    return `${ROOT}/network?${query}`;
  }

  /** @param {Node} node */
  #walk(node) {
    location.assign(this.address(node));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const nodes = this.cy.nodes().toArray();
    const now = nodes.findIndex((node) => node.selected());
    if (event.key === "Enter" && now >= 0) {
      this.#walk(nodes[now]?.data());
      return;
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = nodes[(Math.max(now, step < 0 ? 0 : -1) + step + nodes.length) % nodes.length];
    if (!next) return;
    this.cy.nodes().unselect();
    next.select();
    this.cy.center(next);
  }
}

/** @param {HTMLElement} element */
async function draw(element) {
  try {
    const [cytoscape, answer] = await Promise.all([library(), json(element.dataset.url ?? "")]);
    if (answer.nodes.length > 1) new Picture(element, cytoscape, answer);
    else element.hidden = true;
  } catch {
    failed(element);
  }
}

for (const element of document.querySelectorAll(".network[data-url]")) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    draw(/** @type {HTMLElement} */ (element));
  });
  observer.observe(element);
}
