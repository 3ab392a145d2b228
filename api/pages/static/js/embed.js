/** A page for a frame of another site: its map. */

import { PlaceMap } from "./map.js";

for (const element of document.querySelectorAll(".map")) {
  new PlaceMap(/** @type {HTMLElement} */ (element));
}
