"use strict";
// All events, as columns of numbers; what the numbers stand for is in `names` (see rows.py: 0 is null).

const events = (() => {
  const COLUMNS = ["prefix", "number", "day", "dayPrecision", "type", "actor1", "actor2", "place", "deaths", "confidence",
    "reason", "sources", "change"];
  const NO_DAY = -1000000;
  const CONFIDENCE_PARTS = 10000;
  let loading = null;
  const all = { count: 0, names: null };

  function load() {
    if (!loading) loading = read();
    return loading;
  }

  async function read() {
    const { files } = casus.value("release");
    const parts = Math.ceil(files.rows / files.eventsAFile);
    const [names] = await Promise.all([casus.need("names"), casus.need("meanings")]);
    for (const name of COLUMNS) all[name] = new Int32Array(files.rows);
    for (let part = 0; part < parts; part += 1) {
      const values = await casus.need(`events/${part}`);
      for (const name of COLUMNS) all[name].set(values[name], part * files.eventsAFile);
    }
    all.count = files.rows;
    all.names = names;
    all.lower = {
      actors: names.actors.map((name) => name.toLowerCase()),
      places: names.places.name.map((name, place) =>
        [name, names.regions[names.places.region[place] - 1] || "", names.countries[names.places.country[place] - 1] || ""]
          .join(" ").toLowerCase()),
    };
    all.placeOrder = order(all.lower.places);
    all.rows = new Map();
    for (let row = 0; row < all.count; row += 1) all.rows.set(id(row), row);
    return all;
  }

  // The rank of each entry in the alphabet.
  function order(list) {
    const ranked = list.map((_, index) => index).sort((a, b) => (list[a] < list[b] ? -1 : list[a] > list[b] ? 1 : a - b));
    const ranks = new Int32Array(list.length);
    ranked.forEach((entry, rank) => { ranks[entry] = rank; });
    return ranks;
  }

  const named = (list, number) => (number ? all.names[list][number - 1] : null);
  const id = (row) => `${named("prefixes", all.prefix[row])}${all.number[row]}`;
  const day = (row) => (all.day[row] === NO_DAY ? null : words.isoOfDay(all.day[row]));
  const type = (row) => named("types", all.type[row]);
  const actor = (row, side) => named("actors", all[side][row]);
  const reasons = (row) => (all.reason[row] ? all.names.reasons[all.reason[row] - 1] : []);
  const confidence = (row) => all.confidence[row] / CONFIDENCE_PARTS;
  const isHeld = (row) => all.reason[row] !== 0;

  function place(row) {
    const number = all.place[row];
    const { places } = all.names;
    return {
      number,
      name: places.name[number],
      country: named("countries", places.country[number]),
      region: named("regions", places.region[number]),
      latitude: places.latitude[number],
      longitude: places.longitude[number],
      precision: places.precision[number],
      resolution: places.resolution[number],
    };
  }

  async function details(row) {
    const size = casus.value("release").files.detailsAFile;
    const part = await casus.need(`details/${Math.floor(row / size)}`);
    const at = row % size;
    const values = {};
    part.columns.forEach((name, column) => { values[name] = part.rows[at][column]; });
    return {
      values,
      sources: part.sources[at].map(([article, publisher, url, published, scale, score]) =>
        ({ article, publisher, url, published, scale, score })),
      evidence: part.evidence[at].map(([field, article, sentence, start, end, rule]) =>
        ({ field, article, sentence: part.sentences[sentence], start, end, rule })),
      revisions: part.revisions[at].map(([revision, at_, field, old, now, article, reason]) =>
        ({ revision, at: at_, field, old, now, article, reason })),
    };
  }

  return { all, load, id, day, type, actor, place, reasons, confidence, isHeld, details, NO_DAY };
})();
