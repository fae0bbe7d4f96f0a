"use strict";
// Which events are chosen: one pass over the columns. Each kind of filter has a bit; a row that fails none is in, and
// a row that fails only one kind counts in the list of that kind ("how many would there be if I chose this as well").

const filters = (() => {
  const BITS = { country: 1, type: 2, other: 4 };
  let last = { key: null, found: null };

  // {rows: chosen rows in the order of the page, countries, types: counts by number}
  function choose(state) {
    const key = JSON.stringify(address.CHOICES.map((name) => state[name]));
    if (last.key !== key) last = { key, found: pass(state) };
    return last.found;
  }

  function pass(state) {
    const { all } = events;
    const { names } = all;
    const numbers = (list, chosen) => {
      const set = new Uint8Array(names[list].length + 1);
      chosen.forEach((name) => {
        const at = names[list].indexOf(name);
        if (at >= 0) set[at + 1] = 1;
      });
      return set;
    };
    const countries = state.country.length ? numbers("countries", state.country) : null;
    const types = state.type.length ? numbers("types", state.type) : null;
    const from = state.from ? words.dayOfIso(state.from) : null;
    const to = state.to ? words.dayOfIso(state.to) : null;
    const deaths = state.deaths === "" ? null : Number(state.deaths);
    const sure = state.sure === "" ? null : Number(state.sure) / 100;
    const sources = state.sources === "" ? null : Number(state.sources);
    const change = { new: 1, changed: 2 }[state.change] || 0;
    const status = state.status || "published";
    const precision = state.near === "" ? null : Number(state.near);
    const actor = state.actor ? marked(all.lower.actors, state.actor) : null;
    const text = state.q.trim().toLowerCase();
    const inActors = text ? marked(all.lower.actors, text) : null;
    const inPlaces = text ? marked(all.lower.places, text) : null;
    const inTypes = text ? marked(names.types.map((name) => name.toLowerCase()), text) : null;
    const byId = text ? all.rows.get(text.toUpperCase()) : undefined;
    const places = state.box ? inBox(state.box.split(",").map(Number)) : null;
    const reasons = state.reason ? Uint8Array.from([0, ...names.reasons.map((list) => Number(list.includes(state.reason)))]) : null;

    const placeCountry = Int32Array.from(names.places.country);
    const placePrecision = Int32Array.from(names.places.precision);
    const rows = new Int32Array(all.count);
    const counts = { countries: new Int32Array(names.countries.length + 1), types: new Int32Array(names.types.length + 1) };
    let found = 0;
    for (let row = 0; row < all.count; row += 1) {
      const held = all.reason[row] !== 0;
      const place = all.place[row];
      if ((status === "published" && held) || (status === "held" && !held)) continue;
      if (from !== null && !(all.day[row] >= from)) continue;
      if (to !== null && !(all.day[row] <= to && all.day[row] !== events.NO_DAY)) continue;
      if (deaths !== null && all.deaths[row] < deaths) continue;
      if (sure !== null && events.confidence(row) < sure) continue;
      if (sources !== null && all.sources[row] < sources) continue;
      if (change && all.change[row] !== change) continue;
      if (precision !== null && (placePrecision[place] > precision || placePrecision[place] === 0)) continue;
      if (actor && !actor[all.actor1[row]] && !actor[all.actor2[row]]) continue;
      if (places && !places[place]) continue;
      if (reasons && !reasons[all.reason[row]]) continue;
      if (text && !inActors[all.actor1[row]] && !inActors[all.actor2[row]] && !inPlaces[place + 1] && !inTypes[all.type[row]]
        && row !== byId) continue;
      const country = placeCountry[place];
      const fails = (countries && !countries[country] ? BITS.country : 0) | (types && !types[all.type[row]] ? BITS.type : 0);
      if ((fails & ~BITS.country) === 0) counts.countries[country] += 1;
      if ((fails & ~BITS.type) === 0) counts.types[all.type[row]] += 1;
      if (fails === 0) {
        rows[found] = row;
        found += 1;
      }
    }
    return { rows: rows.subarray(0, found), ...counts };
  }

  // Which entries hold the text; entry 0 is "none".
  function marked(lower, text) {
    const wanted = text.trim().toLowerCase();
    const set = new Uint8Array(lower.length + 1);
    lower.forEach((name, index) => { if (name.includes(wanted)) set[index + 1] = 1; });
    return set;
  }

  function inBox([west, south, east, north]) {
    const { places } = events.all.names;
    return Uint8Array.from(places.latitude, (latitude, place) => {
      const longitude = places.longitude[place];
      return Number(latitude !== null && latitude >= south && latitude <= north && longitude >= west && longitude <= east);
    });
  }

  // --- the form

  const LABELS = { q: "Search", country: "Country", type: "Type", actor: "Actor", from: "From", to: "To", deaths: "Deaths, at least",
    sure: "Confidence, at least", status: "Status", change: "Against the release before", near: "Place known", reason: "Held because",
    box: "Part of the map", sources: "Articles, at least" };

  function draw(form, state, changed) {
    const update = (changes) => changed({ ...address.read(), ...changes });
    const field = (label, control, hint) => h("div.field", null, h("label", { for: control.id }, label), control,
      hint && h("p.hint", { id: `${control.id}-hint` }, hint));
    const input = (key, attributes) => {
      const element = h("input", { id: `filter-${key}`, value: state[key], autocomplete: "off", ...attributes,
        onchange: () => update({ [key]: element.value }) });
      return element;
    };
    const select = (key, choices) => {
      const element = h("select", { id: `filter-${key}`, onchange: () => update({ [key]: element.value }) },
        choices.map(([value, label]) => h("option", { value, selected: (state[key] || choices[0][0]) === value }, label)));
      return element;
    };
    const found = choose(state);
    const { names } = events.all;
    const release = casus.value("release");
    const actors = h("datalist", { id: "actors" });
    put(form,
      field("Search", input("q", { type: "search", "aria-describedby": "filter-q-hint" }), "Id, actor, place or type"),
      field("Status", select("status", [["published", "Published"], ["held", "Held back"], ["all", "Both"]])),
      state.status && state.status !== "published" && field("Held because", select("reason", [["", "any reason"],
        ...release.reasons.map(([reason]) => [reason, (words.code("quarantine_reason", reason) || [reason])[0]])])),
      checks("country", "Country", names.countries, found.countries, state, update),
      typeChecks(names.types, found.types, state, update),
      field("Actor", input("actor", { type: "search", list: "actors", oninput: (event) => suggest(actors, event.target.value) })),
      actors,
      h("div.pair.days", null, field("From", input("from", { type: "date", min: "1800-01-01" })), field("To", input("to", { type: "date", min: "1800-01-01" }))),
      h("div.pair", null,
        field("Deaths, at least", input("deaths", { type: "number", min: 0, inputmode: "numeric" })),
        field("Confidence, at least", select("sure", [["", "any"], ["50", "0.5"], ["60", "0.6"], ["70", "0.7"], ["80", "0.8"], ["90", "0.9"], ["95", "0.95"]]))),
      h("div.pair", null,
        field("Place known", select("near", [["", "any"], ["1", "exactly"], ["2", "or near"]])),
        field("Articles, at least", select("sources", [["", "any"], ["2", "2"], ["3", "3"], ["5", "5"], ["10", "10"]]))),
      release.previous && field(`Against ${release.previous}`, select("change", [["", "all"], ["new", "new"], ["changed", "changed"]])),
    );
  }

  // At most so many names are offered; a list of all 20,000 would stop the page.
  const MOST_OFFERED = 30;

  function suggest(list, text) {
    const wanted = text.trim().toLowerCase();
    const fit = [];
    if (wanted.length > 1) {
      for (let at = 0; at < events.all.lower.actors.length && fit.length < MOST_OFFERED; at += 1) {
        if (events.all.lower.actors[at].includes(wanted)) fit.push(events.all.names.actors[at]);
      }
    }
    put(list, fit.map((name) => h("option", { value: name })));
  }

  function box(key, name, label, count, state, update) {
    const input = h("input", { type: "checkbox", value: name, checked: state[key].includes(name), onchange: () => {
      const now = address.read()[key];
      update({ [key]: input.checked ? [...now, name] : now.filter((other) => other !== name) });
    } });
    return h("li", null, h("label", null, input, h("span.what", null, label), h("span.count", null, words.count(count))));
  }

  function checks(key, title, list, counts, state, update) {
    const entries = list.map((name, index) => [name, counts[index + 1]])
      .filter(([name, count]) => count > 0 || state[key].includes(name))
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return h("details.choices", { open: state[key].length > 0 || isOpen(key), "data-key": key },
      h("summary", null, title, state[key].length > 0 && h("span.count", null, ` ${state[key].length} chosen`)),
      h("ul", { "aria-label": title }, entries.map(([name, count]) => box(key, name, name, count, state, update))));
  }

  function typeChecks(list, counts, state, update) {
    const groups = new Map();
    const parents = casus.value("meanings").types;
    list.forEach((name, index) => {
      if (!counts[index + 1] && !state.type.includes(name)) return;
      const group = parents[name] || "Other";
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push([name, counts[index + 1]]);
    });
    return h("details.choices", { open: state.type.length > 0 || isOpen("type"), "data-key": "type" },
      h("summary", null, "Type", state.type.length > 0 && h("span.count", null, ` ${state.type.length} chosen`)),
      [...groups].map(([group, entries]) => h("fieldset", null, h("legend", null, group),
        h("ul", null, entries.map(([name, count]) => box("type", name, name, count, state, update))))));
  }

  function isOpen(key) {
    const there = document.querySelector(`.choices[data-key="${key}"]`);
    return there !== null && there.open;
  }

  // What is chosen, each to be taken back with one press.
  function chips(state, changed) {
    const shown = [];
    const chip = (label, changes) => shown.push(h("button", { type: "button", class: "chip", "aria-label": `Remove: ${label}`,
      onclick: () => changed({ ...state, ...changes }) }, label, h("span", { "aria-hidden": "true" }, " ×")));
    for (const key of ["country", "type"]) {
      state[key].forEach((name) => chip(name, { [key]: state[key].filter((other) => other !== name) }));
    }
    const told = { sure: (value) => (value / 100).toFixed(2), from: words.day, to: words.day, box: () => "",
      near: (value) => (value === "1" ? "exactly" : "exactly or near"),
      reason: (value) => (words.code("quarantine_reason", value) || [value])[0],
      status: (value) => ({ held: "held back", all: "published and held" })[value] || value };
    for (const key of address.CHOICES) {
      if (["country", "type"].includes(key) || !state[key] || (key === "status" && state[key] === "published")) continue;
      const value = (told[key] || String)(state[key]);
      chip(value ? `${LABELS[key]}: ${value}` : LABELS[key], { [key]: "" });
    }
    return shown.length ? h("div.chips", null, shown, h("button", { type: "button", class: "chip plain",
      onclick: () => changed({ ...address.blank(), view: state.view, at: state.at, sort: state.sort }) }, "Remove all")) : null;
  }

  return { choose, draw, chips };
})();
