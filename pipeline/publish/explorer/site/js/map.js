"use strict";
// The map. What is known exactly is a point or a cluster of points; what is near a place is a circle; what is in a
// region is the region itself, hatched: an area, never a point.

const eventMap = (() => {
  // From this zoom on a circle or region is drawn; before, it would be smaller than a cluster.
  const AREAS_FROM = 5;
  const NEAR_FROM = 7;
  const DEEPEST = 12;
  // How wide "near" is drawn. A sign, not a measurement: the articles give no distance.
  const NEAR_KM = 15;
  // A region that the base map does not have, such as the sea, is drawn as a circle.
  const REGION_KM = 75;
  const CLUSTER_PX = 56;
  const HERE_PX = 14;
  const MOST_LISTED = 60;
  let base = null;

  async function load() {
    await casus.scripts("vendor/leaflet.js", "vendor/supercluster.js", "vendor/topojson-client.js");
    const topology = await casus.need("map", "map.js");
    if (!base) {
      const { regions } = topology.objects;
      const shapes = topojson.feature(topology, regions).features.map((feature) => feature.geometry);
      base = {
        shapes,
        boxes: shapes.map(boxOf),
        land: topojson.merge(topology, regions.geometries),
        borders: topojson.mesh(topology, regions, (a, b) => a !== b && a.id !== b.id),
        divisions: topojson.mesh(topology, regions, (a, b) => a !== b && a.id === b.id),
        found: new Map(),
      };
    }
    return base;
  }

  // The region that holds a point; -1 when none does.
  function regionOf(longitude, latitude) {
    const key = `${longitude},${latitude}`;
    if (!base.found.has(key)) {
      base.found.set(key, base.boxes.findIndex(([west, south, east, north], index) =>
        longitude >= west && longitude <= east && latitude >= south && latitude <= north
        && isInside(longitude, latitude, base.shapes[index])));
    }
    return base.found.get(key);
  }

  const polygonsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);

  function boxOf(geometry) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [outer] of polygonsOf(geometry)) {
      for (const [x, y] of outer) {
        if (x < box[0]) box[0] = x;
        if (y < box[1]) box[1] = y;
        if (x > box[2]) box[2] = x;
        if (y > box[3]) box[3] = y;
      }
    }
    return box;
  }

  function isInside(x, y, geometry) {
    return polygonsOf(geometry).some((rings) => {
      let inside = false;
      for (const ring of rings) {
        for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
          const [xi, yi] = ring[i];
          const [xj, yj] = ring[j];
          if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
        }
      }
      return inside;
    });
  }

  // Events by place, and places by what they are.
  function sums(rows) {
    const { all } = events;
    const { places } = all.names;
    const byPlace = new Map();
    let nowhere = 0;
    rows.forEach((row) => {
      const place = all.place[row];
      if (places.latitude[place] === null) nowhere += 1;
      else if (byPlace.has(place)) byPlace.get(place).push(row);
      else byPlace.set(place, [row]);
    });
    const points = [];
    const areas = new Map();
    for (const [place, found] of byPlace) {
      const at = [places.longitude[place], places.latitude[place]];
      if (places.precision[place] === 3) {
        const region = regionOf(...at);
        const key = region < 0 ? `circle ${at}` : `region ${region}`;
        if (!areas.has(key)) areas.set(key, { region, at, rows: [], names: new Set() });
        areas.get(key).rows.push(...found);
        areas.get(key).names.add([places.name[place], all.names.countries[places.country[place] - 1]].filter(Boolean).join(", "));
      } else {
        points.push({ type: "Feature", geometry: { type: "Point", coordinates: at },
          properties: { rows: found.length, place, precision: places.precision[place] } });
      }
    }
    return { points, areas: [...areas.values()], byPlace, nowhere };
  }

  // The base map in an element: what all that is drawn lies on.
  function canvas(holder, options) {
    const map = L.map(holder, { minZoom: 2, maxZoom: DEEPEST, worldCopyJump: false, maxBounds: [[-85, -200], [85, 200]],
      attributionControl: false, fadeAnimation: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches, ...options });
    L.control.attribution({ prefix: false }).addAttribution("Natural Earth").addTo(map);
    const shape = (geometry, className) => L.geoJSON(geometry, { interactive: false, style: { className, fill: className === "land", smoothFactor: 0.7 } });
    const land = shape(base.land, "land").addTo(map);
    const divisions = shape(base.divisions, "divisions");
    shape(base.borders, "borders").addTo(map);
    return { map, land, divisions };
  }

  // The area that stands for a region: its shape, or a circle where the base map has none.
  const areaLayer = (region, [longitude, latitude]) => (region >= 0
    ? L.geoJSON(base.shapes[region], { style: { className: "area", smoothFactor: 0.7 } })
    : L.circle([latitude, longitude], { radius: REGION_KM * 1000, className: "area" }));

  const areaBounds = (layer, region, [longitude, latitude]) => (region >= 0 ? layer.getBounds()
    : L.latLng(latitude, longitude).toBounds(REGION_KM * 2000));

  // How exactly the place of an event is known, in words.
  const told = ({ name, region, country, precision }) => `${{ 1: "in", 2: "near", 3: "somewhere in the region of" }[precision] || "at"} ${
    [name, region !== name && region, country].filter(Boolean).join(", ")}`;

  // A small map of one place, to look at only. The page does not wait for it.
  function sketch(holder, place) {
    let map = null;
    let isGone = false;
    load().then(() => {
      if (isGone) return;
      const at = [place.longitude, place.latitude];
      const made = canvas(holder, { zoomControl: false, dragging: false, keyboard: false, scrollWheelZoom: false, doubleClickZoom: false,
        touchZoom: false, boxZoom: false, zoomAnimation: false });
      map = made.map;
      map.setView([place.latitude, place.longitude], place.precision === 2 ? NEAR_FROM : AREAS_FROM);
      made.divisions.addTo(map).bringToBack();
      made.land.bringToBack();
      if (place.precision === 3) {
        const region = regionOf(...at);
        const layer = areaLayer(region, at).addTo(map);
        const bounds = areaBounds(layer, region, at);
        // One step back: a region says more with its neighbours.
        map.setView(bounds.getCenter(), Math.min(NEAR_FROM, map.getBoundsZoom(bounds) - 1));
      } else if (place.precision === 2) L.circle([place.latitude, place.longitude], { radius: NEAR_KM * 1000, className: "near" }).addTo(map);
      else L.marker([place.latitude, place.longitude], { interactive: false, keyboard: false,
        icon: L.divIcon({ html: h("div.dot.here"), className: "spot", iconSize: [HERE_PX, HERE_PX] }) }).addTo(map);
      hatch(map);
      holder.dataset.drawn = "";
    }).catch((error) => {
      holder.replaceChildren(h("p.note", null, `The map cannot be drawn: ${error.message}`));
    });
    return () => {
      isGone = true;
      if (map) map.remove();
    };
  }

  async function draw(main, state) {
    const holder = h("div.map", { id: "map", role: "application", "aria-label": "Map of the events. Arrow keys move it, plus and minus zoom." });
    const panel = h("div.panel", { role: "region", "aria-label": "Events of the chosen place", tabindex: -1 });
    const note = h("p.note");
    main.append(h("p.note.loading", null, "Drawing the map …"));
    await load();
    if (address.read().view !== "map") return null;
    main.querySelector(".loading").remove();
    main.append(h("div.mapped", null, holder, panel), note);
    const { rows } = filters.choose(state);
    const { points, areas, byPlace, nowhere } = sums(rows);
    filled(note, null, [h("span.key.point"), "exact place ", h("span.key.near"), "near a place ", h("span.key.area"), "somewhere in the region. ",
      "A number counts events. ", nowhere > 0 && `${words.some(nowhere, "event")} without coordinates ${nowhere === 1 ? "is" : "are"} not drawn. `]);
    const near = points.filter((point) => point.properties.precision === 2);
    const clusters = () => new Supercluster({ radius: CLUSTER_PX, maxZoom: DEEPEST - 1, map: ({ rows: count }) => ({ count }),
      reduce: (sum, { count }) => { sum.count += count; } });
    // Seen from far, "in" and "near" a place are one; from close by, the circles stand for themselves.
    const far = clusters().load(points);
    const close = clusters().load(points.filter((point) => point.properties.precision !== 2));

    const { map, land, divisions } = canvas(holder, { zoomControl: true });
    const drawn = L.layerGroup().addTo(map);

    place(map, state, points, areas);
    hatch(map);

    function show() {
      const zoom = Math.round(map.getZoom());
      if (zoom >= AREAS_FROM && !map.hasLayer(divisions)) divisions.addTo(map).bringToBack();
      if (zoom < AREAS_FROM && map.hasLayer(divisions)) divisions.remove();
      land.bringToBack();
      // A hatch needs room to be seen as one.
      holder.classList.toggle("far", zoom < AREAS_FROM - 1);
      const bounds = map.getBounds().pad(0.1);
      const focus = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.key : null;
      drawn.clearLayers();
      for (const area of areas) drawArea(area, zoom, bounds);
      const index = zoom < NEAR_FROM ? far : close;
      if (index === close) {
        for (const point of near) {
          const [longitude, latitude] = point.geometry.coordinates;
          if (bounds.contains([latitude, longitude])) drawNear(point);
        }
      }
      const found = index.getClusters([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], zoom);
      for (const feature of found) drawFeature(feature, zoom, index);
      if (focus) {
        const again = holder.querySelector(`[data-key="${CSS.escape(focus)}"]`);
        if (again) again.focus({ preventScroll: true });
      }
    }

    function drawArea(area, zoom, bounds) {
      const layer = areaLayer(area.region, area.at);
      const there = areaBounds(layer, area.region, area.at);
      if (!bounds.intersects(there)) return;
      const open = () => list(`In the region of ${[...area.names].slice(0, 3).join("; ")}, no nearer place known`, area.rows);
      layer.on("click", open);
      drawn.addLayer(layer);
      if (zoom >= AREAS_FROM - 1) {
        drawn.addLayer(marker(there.getCenter(), `area ${area.region} ${area.at}`, "square", area.rows.length,
          `${words.some(area.rows.length, "event")} somewhere in the region of ${[...area.names].join("; ")}`, open));
      }
    }

    // The number stands on the rim, because the middle may be a place where something else happened.
    function drawNear(point) {
      const [longitude, latitude] = point.geometry.coordinates;
      const { place: at, rows: number } = point.properties;
      const open = () => list(`Near ${nameOf(at)}`, byPlace.get(at));
      const circle = L.circle([latitude, longitude], { radius: NEAR_KM * 1000, className: "near" }).on("click", open);
      drawn.addLayer(circle);
      const rim = circle.getBounds().getNorthEast();
      const spot = [latitude + (rim.lat - latitude) * Math.SQRT1_2, longitude + (rim.lng - longitude) * Math.SQRT1_2];
      drawn.addLayer(marker(spot, `near ${at}`, "hollow", number, `${words.some(number, "event")} near ${nameOf(at)}`, open));
    }

    const nameOf = (at) => [events.all.names.places.name[at], events.all.names.countries[events.all.names.places.country[at] - 1]]
      .filter(Boolean).join(", ");

    function drawFeature(feature, zoom, index) {
      const [longitude, latitude] = feature.geometry.coordinates;
      const { cluster, cluster_id: id, count, rows: number, place: at, precision } = feature.properties;
      if (cluster) {
        drawn.addLayer(marker([latitude, longitude], `cluster ${longitude} ${latitude}`, "round", count, `${words.some(count, "event")} here, zoom in`, () => {
          const deeper = Math.min(index.getClusterExpansionZoom(id), DEEPEST);
          if (deeper > zoom) map.flyTo([latitude, longitude], deeper, { duration: 0.4 });
          else list("Here", index.getLeaves(id, Infinity).flatMap((leaf) => byPlace.get(leaf.properties.place)));
        }));
        return;
      }
      const isNear = precision === 2;
      const open = () => list(`${isNear ? "Near " : ""}${nameOf(at)}`, byPlace.get(at));
      drawn.addLayer(marker([latitude, longitude], `place ${at}`, isNear ? "hollow" : "round", number,
        `${words.some(number, "event")} ${isNear ? "near" : "in"} ${nameOf(at)}`, open));
    }

    function list(title, found) {
      const ordered = [...found].sort((a, b) => a - b);
      put(panel,
        h("h2", null, title),
        h("p", null, words.some(found.length, "event"), " ", h("button", { type: "button", class: "plain", onclick: () => panel.replaceChildren() }, "Close")),
        h("ul", null, ordered.slice(0, MOST_LISTED).map((row) => {
          const shown = table.cells(row, state);
          return h("li", null, shown.id, " ", shown.day, h("br"), shown.type, h("br"), h("span.small", null, [shown.actor1, shown.actor2].filter((name) => name !== "–").join(" / "),
            events.all.deaths[row] > 0 && `, ${words.some(events.all.deaths[row], "death")}`));
        })),
        found.length > MOST_LISTED && h("p", null, `The newest ${MOST_LISTED}; the table has all.`),
      );
      panel.focus();
      words.say(`${title}: ${words.some(found.length, "event")}`);
    }

    map.on("moveend", () => {
      show();
      const centre = map.getCenter();
      address.replace({ ...address.read(), at: `${centre.lat.toFixed(3)},${centre.lng.toFixed(3)},${map.getZoom()}` });
    });
    const only = L.control({ position: "topright" });
    only.onAdd = () => {
      const button = h("button", { type: "button", class: "only" }, "Only what is in view");
      L.DomEvent.disableClickPropagation(button);
      button.addEventListener("click", () => {
        const seen = map.getBounds();
        address.go({ ...address.read(), box: [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].map((value) => value.toFixed(3)).join(",") });
      });
      return button;
    };
    only.addTo(map);
    show();
    return () => map.remove();
  }

  function place(map, state, points, areas) {
    const [latitude, longitude, zoom] = state.at.split(",").map(Number);
    if (state.at && [latitude, longitude, zoom].every(Number.isFinite)) {
      map.setView([latitude, longitude], zoom);
      return;
    }
    const there = [...points.map((point) => point.geometry.coordinates), ...areas.map((area) => area.at)];
    if (there.length) {
      const west = there.reduce((least, [x]) => Math.min(least, x), 180);
      const east = there.reduce((most, [x]) => Math.max(most, x), -180);
      const south = there.reduce((least, [, y]) => Math.min(least, y), 90);
      const north = there.reduce((most, [, y]) => Math.max(most, y), -90);
      map.fitBounds([[south, west], [north, east]], { padding: [30, 30], maxZoom: 8 });
    } else map.setView([15, 20], 2);
  }

  // Size says how many: grows with the logarithm, because counts run from 1 to tens of thousands.
  function marker(at, key, shape, count, label, open) {
    const size = Math.round(18 + 7 * Math.log10(count));
    const element = h(`div.dot.${shape}`, null, count > 1 ? short(count) : "");
    element.style.width = `${size}px`;
    element.style.height = `${size}px`;
    const made = L.marker(at, { icon: L.divIcon({ html: element, className: "spot", iconSize: [size, size] }), keyboard: true, title: label });
    made.on("add", () => {
      const button = made.getElement();
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", label);
      button.dataset.key = key;
    });
    made.on("click", open);
    made.on("keypress", (event) => { if (["Enter", " "].includes(event.originalEvent.key)) open(); });
    return made;
  }

  const short = (count) => (count < 1000 ? String(count) : count < 10000 ? `${(count / 1000).toFixed(1)}k` : `${Math.round(count / 1000)}k`);

  // A pattern for regions: told apart from land without colour.
  function hatch(map) {
    const canvas = map.getPane("overlayPane").querySelector("svg");
    if (!canvas) return;
    canvas.prepend(svg("defs", null, svg("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { class: "hatch", width: 2.2, height: 7 }))));
  }

  return { draw, sketch, told };
})();
