/**
 * Maps without tiles: the outline of Japan, places with their numbers, circles that were asked for.
 *
 * A `div.map` says what it shows: `data-url` is the address of a GeoJSON answer of `/api/map`;
 * `data-points` holds a JSON list of `{lat, lon, label, href?, count?, code?, kind?, mark?}`; with
 * `data-apart` places are not drawn together, and each has its name beside it. The place of the kind
 * `you` is the middle. Around places with a code boundaries are drawn once the view is close. What
 * draws it (Leaflet) is loaded when the map comes into view. Words come from `data-…` attributes; links
 * of a place are the addresses in `data-only-municipality` and `data-only-prefecture` with `{code}`.
 */

import { failed, json, ROOT, script, style } from "./loading.js";

const VENDOR = `${ROOT}/static/vendor`;
/** @type {[[number, number], [number, number]]} */
const JAPAN = [
  [24.0, 122.9],
  [45.6, 146.0],
];
const CLOSEST = 12;
const CLOSEST_FIRST = 10;
const CLOSEST_ALONE = 8; // a place by itself says little without what is around it
const FARTHEST = 4;
const METRES = 1000;
const BOUND_MARGIN = 0.25;
const PLACES_NAMED_FROM = 9;
const BOUNDARIES_FROM = 9;
const PREFECTURE = 2; // digits of a code that say in which prefecture a place is
const CLUSTER = 56; // pixels: pins are 38 wide, and a target needs 24 of its own (WCAG 2.2, 2.5.8)
const LETTER = 12; // pixels that a letter of a name takes at most, both ways
const MOST_TITLES = 5; // results that a popup names
const HIGH = 400; // pixels of a map that has room below its buttons
const BUTTONS = 80; // pixels from the top that they take
const AROUND = 70; // pixels of a popup around its text, and of its point
const LEAST = 100; // pixels of text that a popup shows in the lowest map
const NEAREST = 5; // places around the own one that the first view holds; others are farther out
/** @type {Record<string, string>} */
const KINDS = { prefecture: "area", you: "you" };

/**
 * @typedef {{lat: number, lon: number, label: string, href?: string, count?: number,
 *   code?: string, kind?: string, mark?: string}} Place
 * @typedef {{label: string, lat: number, lon: number, radius_km: number}} Circle
 * @typedef {{places: Place[], circles: Circle[]}} Content
 * @typedef {[string, number, number]} Label a name, its latitude and longitude in degrees
 * @typedef {typeof import("leaflet")} Leaflet
 * @typedef {{L: Leaflet, japan: import("geojson").FeatureCollection}} Library
 */

/** @type {Promise<Library> | null} */
let library = null;

/** @returns {Promise<Leaflet>} */
async function loadLeaflet() {
  style(`${VENDOR}/leaflet/leaflet.css`);
  style(`${VENDOR}/leaflet.markercluster/MarkerCluster.css`);
  style(`${ROOT}/static/map.css`);
  await script(`${VENDOR}/leaflet/leaflet.js`);
  await script(`${VENDOR}/leaflet.markercluster/leaflet.markercluster.js`);
  return /** @type {{L: Leaflet}} */ (/** @type {unknown} */ (window)).L;
}

/** @returns {Promise<Library>} */
async function loadLibrary() {
  const [L, japan] = await Promise.all([loadLeaflet(), json(`${ROOT}/static/japan.geojson`)]);
  return { L, japan };
}

/**
 * @param {import("geojson").Feature<import("geojson").Point, Omit<Place, "lat" | "lon">>} feature
 * @returns {Place}
 */
function place(feature) {
  const [lon, lat] = /** @type {[number, number]} */ (feature.geometry.coordinates);
  return { ...feature.properties, lat, lon };
}

/**
 * @param {HTMLElement} element
 * @returns {Promise<Content>}
 */
async function content({ dataset }) {
  if (!dataset.url) return { places: JSON.parse(dataset.points ?? "[]"), circles: [] };
  const answer = await json(dataset.url);
  return { places: answer.features.map(place), circles: answer.circles };
}

/**
 * Whether two boxes have a part in common.
 * @param {DOMRect} one
 * @param {DOMRect} other
 */
function meets(one, other) {
  return (
    other.left < one.right &&
    one.left < other.right &&
    other.top < one.bottom &&
    one.top < other.bottom
  );
}

/** What Leaflet has drawn into an element. */
class Drawing {
  /**
   * @param {HTMLElement} element
   * @param {Library} library
   * @param {Content} shown
   * @param {Set<string>} pointed codes of the places that the list points at, as they change
   */
  constructor(element, { L, japan }, shown, pointed) {
    this.element = element;
    this.L = L;
    /** @type {Map<string, import("leaflet").Marker>} */
    this.markers = new Map();
    this.pointed = pointed;
    /** @type {import("leaflet").Marker[]} */
    this.names = [];
    this.apart = element.dataset.apart !== undefined;
    this.own = shown.places.find((one) => one.kind === "you");
    const { zoomIn, zoomOut } = element.dataset;
    this.map = L.map(element, {
      minZoom: FARTHEST,
      maxZoom: CLOSEST,
      maxBounds: L.latLngBounds(JAPAN).pad(BOUND_MARGIN),
      attributionControl: false,
      zoomControl: false,
      scrollWheelZoom: false, // the wheel scrolls the page; with Ctrl it zooms
      zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    this.map.fitBounds(JAPAN); // shapes know their extent only in a view
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(this.map);
    L.geoJSON(japan, {
      interactive: false,
      style: (feature) => ({ className: feature?.properties.kind }),
    }).addTo(this.map);
    this.#names();
    this.circles = this.#circles(shown.circles);
    this.group = this.#places(shown.places);
    // Another zoom or view makes the elements anew: said after the group, it runs after it.
    this.map.on("zoomend moveend", () => this.mark());
    this.map.on("zoomend", () => this.#named());
    this.map.on("zoomend moveend", () => this.part());
    /** @type {Set<string>} the prefectures whose boundaries are drawn, or on their way */
    this.bounded = new Set();
    this.map.on("moveend", () => this.#boundaries());
    this.#wheel();
    this.#finger();
    this.fit();
    this.part();
    this.#named();
    this.#area();
    this.#boundaries();
    element.classList.add("drawn");
  }

  /** Write the names of the prefectures. */
  #names() {
    /** @type {Label[]} */
    const names = JSON.parse(this.element.dataset.prefectures ?? "[]");
    this.names = names.map(([name, lat, lon]) => this.#name(name, [lat, lon], "name"));
  }

  /**
   * @param {string} name
   * @param {[number, number]} at
   * @param {string} className
   */
  #name(name, at, className) {
    const text = document.createElement("span");
    text.textContent = name;
    const icon = this.L.divIcon({ html: text, className, iconSize: [0, 0] });
    const options = { icon, interactive: false, keyboard: false, zIndexOffset: -1000 };
    return this.L.marker(at, options).addTo(this.map);
  }

  /** Show the names that there is room for: none lies on another one. */
  #named() {
    this.element.classList.toggle("places-named", this.map.getZoom() >= PLACES_NAMED_FROM);
    /** @type {import("leaflet").Bounds[]} */
    const taken = [];
    for (const name of this.names) {
      const shown = name.getElement();
      const { length } = shown?.textContent ?? "";
      const half = this.L.point((length * LETTER) / 2, LETTER / 2);
      const middle = this.map.latLngToLayerPoint(name.getLatLng());
      const own = this.L.bounds(middle.subtract(half), middle.add(half));
      const free = taken.every((other) => !other.intersects(own));
      if (free) taken.push(own);
      shown?.classList.toggle("covered", !free);
    }
  }

  /** Draw the boundaries inside the prefectures of the places in view, once it is close. */
  #boundaries() {
    const zoom = this.map.getZoom();
    this.element.classList.toggle("bounded", zoom >= BOUNDARIES_FROM);
    if (zoom < BOUNDARIES_FROM) return;
    const view = this.map.getBounds();
    for (const [code, marker] of this.markers) {
      const prefecture = code.slice(0, PREFECTURE);
      if (this.bounded.has(prefecture) || !view.contains(marker.getLatLng())) continue;
      this.bounded.add(prefecture);
      json(`${ROOT}/api/municipalities/${code}/boundaries`).then(
        (shapes) => {
          const style = { className: "boundary" };
          this.L.geoJSON(shapes, { interactive: false, style }).addTo(this.map);
        },
        () => this.bounded.delete(prefecture), // they are no more than a help to read the map
      );
    }
  }

  /** Zoom by the wheel with Ctrl alone, so that a page can be scrolled over a map. */
  #wheel() {
    this.element.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.map.setZoomAround(
          this.map.mouseEventToContainerPoint(event),
          this.map.getZoom() + (event.deltaY < 0 ? 1 : -1),
        );
      },
      { passive: false },
    );
  }

  /** Let one finger scroll the page, and two move the map; a mouse drags it. */
  #finger() {
    this.element.addEventListener(
      "pointerdown",
      ({ pointerType }) => {
        if (pointerType === "touch") this.map.dragging.disable();
        else this.map.dragging.enable();
      },
      { capture: true },
    );
  }

  /** Offer to search what is in view, once the view is another. */
  #area() {
    const { area, areaText } = this.element.dataset;
    if (!area || !areaText) return;
    const link = document.createElement("a");
    link.className = "search-area button";
    link.rel = "nofollow";
    link.textContent = areaText;
    link.hidden = true;
    const control = new this.L.Control({ position: "topright" });
    control.onAdd = () => link;
    control.addTo(this.map);
    let moved = false; // by the reader, not by what the map shows at first
    for (const type of ["pointerdown", "keydown", "wheel"]) {
      this.element.addEventListener(type, () => (moved = true), { once: true, passive: true });
    }
    this.map.on("moveend", () => {
      if (!moved) return;
      const middle = this.map.getCenter();
      const bounds = this.map.getBounds();
      const sides = [
        this.L.latLng(bounds.getNorth(), middle.lng),
        this.L.latLng(middle.lat, bounds.getEast()),
      ];
      const reach = Math.min(...sides.map((side) => middle.distanceTo(side))) / METRES;
      link.href = area
        .replace("%7Bpoint%7D", `${middle.lat.toFixed(4)},${middle.lng.toFixed(4)}`)
        .replace("%7Bkm%7D", String(Math.max(1, Math.round(reach))));
      link.hidden = false;
    });
  }

  /** @param {Circle[]} circles */
  #circles(circles) {
    for (const { label, lat, lon } of circles) this.#name(label, [lat, lon], "asked-place");
    return circles.map((circle) =>
      this.L.circle([circle.lat, circle.lon], {
        radius: circle.radius_km * METRES,
        className: "asked",
        interactive: false,
      }).addTo(this.map),
    );
  }

  /** @param {Place[]} places */
  #places(places) {
    /** @type {Map<import("leaflet").Marker, number>} */
    const counts = new Map();
    const group = this.L.markerClusterGroup({
      maxClusterRadius: this.apart ? 1 : CLUSTER,
      showCoverageOnHover: false,
      animate: false,
      iconCreateFunction: (cluster) => {
        const inside = cluster.getAllChildMarkers();
        const sum = inside.reduce((all, marker) => all + (counts.get(marker) ?? 0), 0);
        const words = (this.element.dataset.cluster ?? "{places}: {count}")
          .replace("{places}", String(inside.length))
          .replace("{count}", String(sum));
        return this.#icon(sum, words, "cluster");
      },
    });
    for (const one of places) {
      const marker = this.#marker(one);
      counts.set(marker, one.count ?? 1);
      group.addLayer(marker);
    }
    this.map.addLayer(group);
    return group;
  }

  /** @param {Place} one */
  #marker(one) {
    const count = one.count ?? 1; // a place that stands for itself shows no number
    const words = (this.element.dataset.place ?? "{label}: {count}")
      .replace("{label}", one.label)
      .replace("{count}", String(count));
    const marker = this.L.marker([one.lat, one.lon], {
      title: words,
      alt: words,
      icon: this.#icon(one.mark ?? one.count, words, KINDS[one.kind ?? ""] ?? "point"),
      zIndexOffset: one === this.own ? METRES : 0,
    });
    marker.bindPopup(() => this.#popup(one, words), this.#room());
    const side = one === this.own ? "left" : "right"; // the nearest ones lie close to it
    const named = this.apart
      ? { direction: side, offset: [side === "left" ? -14 : 14, 0], className: "map-name" }
      : { direction: "bottom", offset: [0, 12], className: "place-name" };
    const kept = { permanent: true, ...named };
    marker.bindTooltip(one.label, /** @type {import("leaflet").TooltipOptions} */ (kept));
    if (one.code) {
      this.markers.set(one.code, marker);
      for (const type of ["mouseover", "focus"]) marker.on(type, () => this.tell(one.code, true));
      for (const type of ["mouseout", "blur"]) marker.on(type, () => this.tell(one.code, false));
      marker.on("add", () => {
        const shown = marker.getElement();
        shown?.addEventListener("focus", () => this.tell(one.code, true));
        shown?.addEventListener("blur", () => this.tell(one.code, false));
      });
    }
    return marker;
  }

  /**
   * @param {string | number | undefined} count
   * @param {string} words
   * @param {string} kind
   */
  #icon(count, words, kind) {
    const label = document.createElement("span");
    label.textContent = String(count ?? "");
    const unseen = document.createElement("span");
    unseen.className = "unseen";
    unseen.textContent = words;
    label.setAttribute("aria-hidden", "true");
    const whole = document.createElement("span");
    whole.append(label, unseen);
    const size = kind === "cluster" ? 38 : 28;
    return this.L.divIcon({ html: whole, className: `pin ${kind}`, iconSize: [size, size] });
  }

  /**
   * How high a popup may be, and how far from the top it stays: the buttons are in the corner.
   * @returns {import("leaflet").PopupOptions}
   */
  #room() {
    const height = this.element.clientHeight;
    const above = height > HIGH ? BUTTONS : 0;
    return {
      maxHeight: Math.max(LEAST, height - above - AROUND),
      autoPanPaddingTopLeft: [5, above],
    };
  }

  /**
   * @param {Place} one
   * @param {string} words
   */
  #popup(one, words) {
    const box = document.createElement("div");
    const data = this.element.dataset;
    const only = one.kind === "prefecture" ? data.onlyPrefecture : data.onlyMunicipality;
    const links = [
      [only?.replace("%7Bcode%7D", one.code ?? ""), data.only],
      [
        one.href ?? (one.code ? data.page?.replace("%7Bcode%7D", one.code) : ""),
        data.open ?? one.label,
      ],
    ];
    if (!links.some(([href, text]) => href && text === words)) {
      const title = document.createElement("p");
      title.textContent = words;
      box.append(title);
    }
    this.#titles(one, box);
    for (const [href, text] of links) {
      if (!href || !text) continue;
      const line = document.createElement("p");
      const link = document.createElement("a");
      link.href = href;
      link.textContent = text;
      line.append(link);
      box.append(line);
    }
    return box;
  }

  /**
   * Name the results of this page that are at a place.
   * @param {Place} one
   * @param {HTMLElement} box
   */
  #titles({ code, count }, box) {
    const found = [...document.querySelectorAll(`[data-places~="${code}"] h3 a`)];
    if (!code || !found.length) return;
    const list = document.createElement("ul");
    for (const title of found.slice(0, MOST_TITLES)) {
      const item = document.createElement("li");
      item.append(title.cloneNode(true));
      list.append(item);
    }
    box.append(list);
    const left = (count ?? 0) - Math.min(found.length, MOST_TITLES);
    if (left <= 0 || !this.element.dataset.more) return;
    const more = document.createElement("p");
    more.textContent = this.element.dataset.more.replace("{count}", String(left));
    box.append(more);
  }

  /**
   * Tell the list that a place is pointed at.
   * @param {string | undefined} code
   * @param {boolean} on
   */
  tell(code, on) {
    this.element.dispatchEvent(new CustomEvent("pointed", { bubbles: true, detail: { code, on } }));
  }

  /** Mark the places that are pointed at, and no others; those inside a cluster show by it. */
  mark() {
    for (const hot of this.element.querySelectorAll(".pin.hot")) hot.classList.remove("hot");
    for (const code of this.pointed) {
      const marker = this.markers.get(code);
      const shown = marker && this.group.getVisibleParent(marker);
      shown?.getElement()?.classList.add("hot");
    }
  }

  /** Hide the names that lie on another one or on a pin; the own place and the first ones win. */
  part() {
    if (!this.apart) return;
    /** @type {DOMRect[]} */
    const shown = [];
    const markers = [...this.markers.values()];
    const pins = markers.map((marker) => marker.getElement()?.getBoundingClientRect());
    for (const [number, marker] of markers.entries()) {
      const name = marker.getTooltip()?.getElement();
      if (!name) continue;
      const box = name.getBoundingClientRect();
      const others = shown.length ? pins.filter((_, other) => other !== number) : [];
      const beneath = [...shown, ...others].some((other) => other && meets(box, other));
      name.classList.toggle("beneath", beneath);
      if (!beneath) shown.push(box);
    }
  }

  /**
   * Draw the circles with another radius.
   * @param {number} kilometres
   */
  reach(kilometres) {
    for (const circle of this.circles) circle.setRadius(kilometres * METRES);
    const [first] = this.circles;
    if (first) this.map.fitBounds(first.getBounds());
  }

  /**
   * The view that has a place in its middle and the next ones around it.
   * @param {Place} own
   */
  #around(own) {
    const spans = [...this.markers.values()]
      .map((marker) => marker.getLatLng())
      .map(({ lat, lng }) => [Math.abs(lat - own.lat), Math.abs(lng - own.lon)])
      .sort(([a = 0, b = 0], [c = 0, d = 0]) => a + b - c - d)
      .slice(0, NEAREST + 1);
    const high = Math.max(0.05, ...spans.map(([lat = 0]) => lat));
    const wide = Math.max(0.05, ...spans.map(([, lon = 0]) => lon));
    return this.L.latLngBounds([own.lat - high, own.lon - wide], [own.lat + high, own.lon + wide]);
  }

  /** Show all there is, but not so close that what is around it is lost. */
  fit() {
    const bounds = this.L.latLngBounds([]);
    const markers = this.group.getLayers();
    for (const circle of this.circles) bounds.extend(circle.getBounds());
    if (this.own) bounds.extend(this.#around(this.own));
    else if (!this.circles.length && markers.length) bounds.extend(this.group.getBounds());
    this.map.fitBounds(bounds.isValid() ? bounds.pad(0.08) : JAPAN, {
      maxZoom: markers.length > 1 ? CLOSEST_FIRST : CLOSEST_ALONE,
      // A map that moves by itself takes no click: the first view is there at once.
      animate: this.element.classList.contains("drawn"),
    });
  }
}

/** A map that is drawn as soon as it comes into view. */
export class PlaceMap {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {Drawing | null} */
    this.drawing = null;
    /** @type {Set<string>} the places that the list points at, drawn or not yet */
    this.pointed = new Set();
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      this.draw();
    });
    observer.observe(element);
  }

  async draw() {
    library ??= loadLibrary();
    try {
      const [loaded, shown] = await Promise.all([library, content(this.element)]);
      this.drawing = new Drawing(this.element, loaded, shown, this.pointed);
    } catch {
      library = null; // another map of the page may have more luck
      failed(this.element);
    }
  }

  /**
   * Show that places are pointed at in the list, also when the map is drawn later or anew.
   * @param {string[]} codes
   * @param {boolean} on
   */
  point(codes, on) {
    for (const code of codes) {
      if (on) this.pointed.add(code);
      else this.pointed.delete(code);
    }
    this.drawing?.mark();
  }

  /**
   * Draw the circles with another radius.
   * @param {number} kilometres
   */
  reach(kilometres) {
    this.drawing?.reach(kilometres);
  }
}

for (const element of document.querySelectorAll(".map[data-points]")) {
  new PlaceMap(/** @type {HTMLElement} */ (element));
}
