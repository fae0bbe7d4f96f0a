"use strict";
// A review file: events for a person to decide on, in the shape that `casus review import` reads.

const review = (() => {
  const SHOWN = ["event_id_cnty", "other_event_id", "status", "held_because", "event_date", "country", "admin1", "location",
    "sub_event_type", "actor1", "actor2", "fatalities"];
  const FILLED_IN = ["action", "field", "new_value", "reviewer", "decided_on", "reason"];

  function file(rows) {
    return table.lines([...SHOWN, ...FILLED_IN], Array.from(rows, (row) => {
      const place = events.place(row);
      const deaths = events.all.deaths[row];
      return [events.id(row), null, events.isHeld(row) ? "held" : "published", events.reasons(row).join("; "), events.day(row), place.country,
        place.region, place.name, events.type(row), events.actor(row, "actor1"), events.actor(row, "actor2"), deaths < 0 ? null : deaths,
        ...FILLED_IN.map(() => null)];
    }));
  }

  const save = (rows) => table.download(file(rows), `casus-${casus.value("release").name}-review.csv`);

  // The chosen events that are held: what a table filtered by reason or country offers to a reviewer.
  const held = (rows) => Array.from(rows).filter((row) => events.isHeld(row));

  const how = () => [", fill in its last columns, and give it to ", h("code", null, "casus review import FILE -d DATA"), "."];

  return { file, save, held, how };
})();
