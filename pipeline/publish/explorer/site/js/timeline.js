"use strict";
// Events and deaths over time. A light share of a bar: the day is known to a week or a month only.

const timeline = (() => {
  // As fine as still gives at most so many bars.
  const MOST_BARS = 130;
  const STEPS = [
    ["day", 1, (iso) => iso, (key) => words.day(key)],
    ["week", 7, (iso, day) => words.isoOfDay(day - ((((day + 3) % 7) + 7) % 7)), (key) => `week of ${words.day(key)}`],
    ["month", 30, (iso) => iso.slice(0, 7), (key) => words.month(key)],
    ["quarter", 91, (iso) => `${iso.slice(0, 4)}-${String(3 * Math.floor((Number(iso.slice(5, 7)) - 1) / 3) + 1).padStart(2, "0")}`,
      (key) => `quarter from ${words.month(key)}`],
    ["year", 365, (iso) => iso.slice(0, 4), (key) => key],
  ];

  function draw(main, state) {
    const { all } = events;
    const dated = filters.choose(state).rows.filter((row) => all.day[row] !== events.NO_DAY);
    const undated = filters.choose(state).rows.length - dated.length;
    if (!dated.length) {
      main.append(h("p.empty", null, "No event with a day fits. Take back a filter."));
      return;
    }
    let low = Infinity;
    let high = -Infinity;
    dated.forEach((row) => {
      low = Math.min(low, all.day[row]);
      high = Math.max(high, all.day[row]);
    });
    const [unit, , keyOf, label] = STEPS.find(([, days]) => (high - low) / days <= MOST_BARS) || STEPS.at(-1);
    const sums = new Map();
    // Every step has a bar, also one without events.
    for (let day = low; day <= high; day += 1) {
      const key = keyOf(words.isoOfDay(day), day);
      if (!sums.has(key)) sums.set(key, { first: day, last: day, events: 0, vague: 0, deaths: 0 });
      sums.get(key).last = day;
    }
    const keys = new Map();
    dated.forEach((row) => {
      const day = all.day[row];
      if (!keys.has(day)) keys.set(day, keyOf(words.isoOfDay(day), day));
      const sum = sums.get(keys.get(day));
      sum.events += 1;
      sum.vague += all.dayPrecision[row] > 1 ? 1 : 0;
      sum.deaths += Math.max(0, all.deaths[row]);
    });
    const steps = [...sums];
    const between = (sum) => address.write({ ...state, view: unit === "day" ? "table" : "timeline",
      from: words.isoOfDay(sum.first), to: words.isoOfDay(sum.last) });
    const points = (value, part, what) => steps.map(([key, sum]) => ({
      label: label(key).replace(/^(week of|quarter from) /, ""),
      value: sum[value],
      part: part ? sum[part] : 0,
      href: between(sum),
      title: `${label(key)}: ${what(sum)}`,
    }));
    const told = (sum) => words.some(sum.events, "event") + (sum.vague ? `, ${words.count(sum.vague)} of them to a week or month` : "");
    add(main,
      h("h2", null, `Events by ${unit}`),
      charts.columns(points("events", "vague", told), { name: `Events by ${unit}`, links: true, height: 220 }),
      h("p.note", null, h("span.key"), "day known ", h("span.key.light"), "known to a week or month. Press a bar to look closer.",
        undated > 0 && ` ${words.some(undated, "event")} without a day ${undated === 1 ? "is" : "are"} not drawn.`),
      h("h2", null, `Deaths by ${unit}`),
      charts.columns(points("deaths", null, (sum) => words.some(sum.deaths, "death")), { name: `Deaths by ${unit}`, links: true, height: 180 }),
      h("p.note", null, "Deaths are the lowest credible figures; 0 where nothing was said."),
      h("details", null, h("summary", null, "The figures"),
        h("table.figures", null,
          h("thead", null, h("tr", null, [unit, "events", "of them vague", "deaths"].map((head) => h("th", { scope: "col" }, head)))),
          h("tbody", null, steps.filter(([, sum]) => sum.events).map(([key, sum]) => h("tr", null,
            h("th", { scope: "row" }, h("a", { href: between(sum) }, label(key))),
            [sum.events, sum.vague, sum.deaths].map((value) => h("td.number", null, words.count(value)))))))),
    );
  }

  return { draw };
})();
