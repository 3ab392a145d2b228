/**
 * Maps without tiles: the outline of Japan, places with their numbers, circles that were asked for.
 *
 * A `div.map` says what it shows: `data-url` is the address of a GeoJSON answer of `/api/map`;
 * `data-points` holds a JSON list of `{lat, lon, label, href?, count?, code?, kind?}`. What draws
 * it (Leaflet) is loaded when the map comes into view. Words come from `data-…` attributes; links
 * of a place are the addresses in `data-only-municipality` and `data-only-prefecture` with `{code}`.
 */

import { script, style } from "./loading.js";

const VENDOR = "/static/vendor";
const JAPAN = [[24.0, 122.9], [45.6, 146.0]];
const CLOSEST = 12;
const CLOSEST_FIRST = 10;
const CLOSEST_ALONE = 8; // a place by itself says little without what is around it
const FARTHEST = 4;
const METRES = 1000;
const BOUND_MARGIN = 0.25;

/**
 * @typedef {{lat: number, lon: number, label: string, href?: string, count?: number,
 *   code?: string, kind?: string}} Place
 * @typedef {{label: string, lat: number, lon: number, radius_km: number}} Circle
 */

/** @type {Promise<any> | null} */
let library = null;

async function loadLibrary() {
  style(`${VENDOR}/leaflet/leaflet.css`);
  style(`${VENDOR}/leaflet.markercluster/MarkerCluster.css`);
  style("/static/map.css");
  const outlines = fetch("/static/japan.geojson").then((answer) => answer.json());
  await script(`${VENDOR}/leaflet/leaflet.js`);
  await script(`${VENDOR}/leaflet.markercluster/leaflet.markercluster.js`);
  return { L: /** @type {any} */ (window).L, japan: await outlines };
}

/** @param {any} feature */
function place(feature) {
  const [lon, lat] = feature.geometry.coordinates;
  return { ...feature.properties, lat, lon };
}

export class PlaceMap {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {Map<string, any>} */
    this.markers = new Map();
    /** @type {any[]} */
    this.circles = [];
  }

  async draw() {
    library ??= loadLibrary();
    const [{ L, japan }, shown] = await Promise.all([library, this.#content()]);
    this.L = L;
    this.map = L.map(this.element, {
      minZoom: FARTHEST,
      maxZoom: CLOSEST,
      maxBounds: L.latLngBounds(JAPAN).pad(BOUND_MARGIN),
      attributionControl: false,
      zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    const { zoomIn, zoomOut } = this.element.dataset;
    this.map.zoomControl.remove();
    this.map.fitBounds(JAPAN); // shapes know their extent only in a view
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(this.map);
    L.geoJSON(japan, {
      interactive: false,
      style: (/** @type {any} */ feature) => ({ className: feature.properties.kind }),
    }).addTo(this.map);
    this.#circles(shown.circles);
    this.#places(shown.places);
    this.fit();
    this.element.classList.add("drawn");
  }

  /** @returns {Promise<{places: Place[], circles: Circle[]}>} */
  async #content() {
    const { url, points } = this.element.dataset;
    if (!url) return { places: JSON.parse(points ?? "[]"), circles: [] };
    const answer = await (await fetch(url)).json();
    return { places: answer.features.map(place), circles: answer.circles };
  }

  /** @param {Circle[]} circles */
  #circles(circles) {
    this.circles = circles.map((circle) =>
      this.L.circle([circle.lat, circle.lon], {
        radius: circle.radius_km * METRES,
        className: "asked",
        interactive: false,
      }).addTo(this.map),
    );
  }

  /** @param {Place[]} places */
  #places(places) {
    this.group = this.L.markerClusterGroup({
      maxClusterRadius: 36,
      showCoverageOnHover: false,
      animate: false,
      iconCreateFunction: (/** @type {any} */ cluster) => {
        const inside = cluster.getAllChildMarkers();
        const sum = inside.reduce((/** @type {number} */ all, /** @type {any} */ marker) => all + marker.options.count, 0);
        const words = (this.element.dataset.cluster ?? "{places}: {count}")
          .replace("{places}", String(inside.length))
          .replace("{count}", String(sum));
        return this.#icon(sum, words, "cluster");
      },
    });
    for (const one of places) this.#marker(one);
    this.map.addLayer(this.group);
  }

  /** @param {Place} one */
  #marker(one) {
    const count = one.count ?? 1; // a place that stands for itself shows no number
    const words = (this.element.dataset.place ?? "{label}: {count}")
      .replace("{label}", one.label)
      .replace("{count}", String(count));
    const marker = this.L.marker([one.lat, one.lon], {
      count,
      title: words,
      alt: words,
      icon: this.#icon(one.count, words, one.kind === "prefecture" ? "area" : "point"),
    });
    marker.bindPopup(() => this.#popup(one, words));
    if (one.code) {
      this.markers.set(one.code, marker);
      for (const type of ["mouseover", "focus"]) marker.on(type, () => this.tell(one.code, true));
      for (const type of ["mouseout", "blur"]) marker.on(type, () => this.tell(one.code, false));
      marker.on("add", () => {
        const shown = marker.getElement();
        shown.addEventListener("focus", () => this.tell(one.code, true));
        shown.addEventListener("blur", () => this.tell(one.code, false));
      });
    }
    this.group.addLayer(marker);
  }

  /**
   * @param {number | undefined} count
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
   * @param {Place} one
   * @param {string} words
   */
  #popup(one, words) {
    const box = document.createElement("div");
    const title = document.createElement("p");
    title.textContent = words;
    box.append(title);
    const data = this.element.dataset;
    const only = one.kind === "prefecture" ? data.onlyPrefecture : data.onlyMunicipality;
    const links = [
      [only?.replace("%7Bcode%7D", one.code ?? ""), data.only],
      [one.href ?? (one.code ? data.page?.replace("%7Bcode%7D", one.code) : ""), data.open ?? one.label],
    ];
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
   * Tell the list that a place is pointed at.
   * @param {string | undefined} code
   * @param {boolean} on
   */
  tell(code, on) {
    this.element.dispatchEvent(new CustomEvent("pointed", { bubbles: true, detail: { code, on } }));
  }

  /**
   * Show that places are pointed at in the list; those inside a cluster show by it.
   * @param {string[]} codes
   * @param {boolean} on
   */
  point(codes, on) {
    for (const code of codes) {
      const marker = this.markers.get(code);
      const shown = marker && this.group.getVisibleParent(marker);
      shown?.getElement()?.classList.toggle("hot", on);
    }
  }

  /**
   * Draw the circles with another radius.
   * @param {number} kilometres
   */
  reach(kilometres) {
    for (const circle of this.circles) circle.setRadius(kilometres * METRES);
    if (this.circles.length) this.map.fitBounds(this.circles[0].getBounds());
  }

  fit() {
    const bounds = this.L.latLngBounds([]);
    for (const circle of this.circles) bounds.extend(circle.getBounds());
    if (!this.circles.length && this.markers.size + this.group.getLayers().length) {
      bounds.extend(this.group.getBounds());
    }
    this.map.fitBounds(bounds.isValid() ? bounds.pad(0.08) : JAPAN, { maxZoom: this.group.getLayers().length > 1 ? CLOSEST_FIRST : CLOSEST_ALONE });
  }
}

/**
 * Draw a map as soon as it is in view.
 * @param {HTMLElement} element
 * @returns {PlaceMap}
 */
export function whenSeen(element) {
  const map = new PlaceMap(element);
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    map.draw();
  });
  observer.observe(element);
  return map;
}

for (const element of document.querySelectorAll(".map[data-points]")) {
  whenSeen(/** @type {HTMLElement} */ (element));
}
