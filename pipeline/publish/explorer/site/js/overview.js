"use strict";
// The first page: what is new, how much, of what, how good. It needs no other file than the release's own.

const overview = (() => {
  const DAYS = { 1: "the day", 2: "a week, or the day of the report", 3: "a month" };
  const PLACES = { 1: "the place", 2: "near a place", 3: "a region" };
  const READING = [
    ["An event", "is one kind of act, on one day, at one place, between the same sides, however many articles tell it."],
    ["Held back", "is what is doubtful: no day, no place below its country, no actor, or not told as a fact. It is no part of the dataset and says why."],
    ["Confidence", "orders events by how likely a person would have written the same event down; it is no probability that every value is right."],
    ["Deaths", "are the lowest credible figure, 0 where none is told; its range, and who died, stand with the event."],
    ["Every value", "stands beside the words that gave it: open an event from the table, the map or the timeline."],
  ];
  const told = (list, value) => { const found = words.code(list, value); return found ? found[0] : value; };

  function draw(main) {
    const release = casus.value("release");
    const { counts } = release;
    add(main,
      h("h1", null, `Release ${release.name}`),
      h("p.lead", null,
        `${words.some(counts.published, "event")} published`,
        release.days && `, from ${words.day(release.days[0])} to ${words.day(release.days[1])}`,
        `, in ${words.some(counts.countries, "country", "countries")}. ${words.count(counts.held)} more ${counts.held === 1 ? "is" : "are"} held back, each with a reason. `,
        `${words.some(counts.articles, "article")} ${counts.articles === 1 ? "tells" : "tell"} of them.`),
      h("dl.figures", null,
        figure("Published events", counts.published, address.link("table")),
        figure("Deaths in them", counts.deaths, address.link("table", { sort: "-deaths" })),
        figure("Countries", counts.countries),
        figure("Articles that tell of events", counts.articles),
        figure("Held back", counts.held, address.link("table", { status: "held" })),
        figure("Checks failed", release.checks.filter((check) => !check.isPassed).length, "../validation/report.html")),
      h("p.explained", null, release.about),
      h("h2", null, "How to read it"),
      h("ul.reading", null, READING.map(([word, told]) => h("li", null, h("strong", null, word), ` ${told}`))),
      news(release),
      release.months.length > 0 && [
        h("h2", null, "Over time"),
        charts.columns(filled(release.months).map(([month, value, deaths]) => ({ label: words.month(month), value,
          title: `${words.month(month)}: ${words.some(value, "event")}, ${words.some(deaths, "death")}` })),
        { name: `Published events by month, at most ${words.count(Math.max(...release.months.map((row) => row[1])))} in one`, height: 150 }),
        h("p.note", null, "Published events by month. ", h("a", { href: address.link("timeline") }, "Look closer in the timeline")),
      ],
      h("h2", null, "Coverage"),
      h("div.columns-2", null,
        charts.bars("By country", ["Country", "Events", "Deaths", "Held"], release.countries.map(([country, ...values]) =>
          ({ label: country || "no country known", values,
            href: country && address.link("table", { country: [country], status: values[0] ? "" : "held" }) }))),
        charts.bars("By type", ["Type", "Events"], release.types.map(([type, count]) =>
          ({ label: type, values: [count], href: address.link("table", { type: [type] }) })), { total: counts.published })),
      h("h2", null, "Quality"),
      h("div.columns-2", null,
        charts.bars("The day is known to", ["Precision", "Events"], release.dayPrecision.map(([code, count]) =>
          ({ label: DAYS[code] || String(code), values: [count] })), { total: counts.published }),
        charts.bars("The place is", ["Precision", "Events"], release.placePrecision.map(([code, count]) =>
          ({ label: PLACES[code] || String(code), values: [count] })), { total: counts.published }),
        charts.bars("Articles that tell of it", ["Articles", "Events"], release.sources.map(([number, count]) =>
          ({ label: number > 3 ? "4 or more" : String(number), values: [count] })), { total: counts.published }),
        charts.bars("Confidence", ["From", "Events"], release.confidence.map((count, step) => [count, step]).filter(([count]) => count)
          .map(([count, step]) => ({ label: `${(step / 10).toFixed(1)} to ${((step + 1) / 10).toFixed(1)}`, values: [count] })).reverse(),
        { total: counts.published }),
        charts.bars("Who says so", ["Attribution", "Events"], release.attribution.map(([code, count]) =>
          ({ label: code === "" ? "not told" : told("attribution", code), values: [count] })), { total: counts.published }),
        release.flags.length > 0 && charts.bars("Flags for the careful reader", ["Flag", "Events"], release.flags.map(([flag, count]) =>
          ({ label: told("qa_flag", flag), title: (words.code("qa_flag", flag) || [])[1], values: [count] })), { total: counts.published })),
      h("h2", null, "Held back and refused"),
      h("div.columns-2", null,
        release.reasons.length > 0 && charts.bars("Events held, by reason", ["Reason", "Events"], release.reasons.map(([reason, count]) =>
          ({ label: told("quarantine_reason", reason), title: (words.code("quarantine_reason", reason) || [])[1], values: [count],
            href: address.link("table", { status: "held", reason }) }))),
        release.refused.length > 0 && charts.bars("Rows refused, by reason", ["Stage and reason", "Rows"], release.refused.map(([stage, reason, count]) =>
          ({ label: `${told("stage", stage)}: ${told("reject_reason", reason)}`, title: (words.code("reject_reason", reason) || [])[1], values: [count] })))),
      validation(release),
      h("h2", null, "What made it"),
      h("dl.facts", null, Object.entries(release.facts).map(([name, value]) => [h("dt", null, name), h("dd", null, value)])),
      h("p.note", null, "The data are the Parquet files beside this folder. The ", h("a", { href: address.link("codebook") }, "codebook"),
        " says what each column and code means, with examples, ", h("a", { href: "../DATA_DICTIONARY.md" }, "DATA_DICTIONARY.md"), " the same of every table, ", h("a", { href: "../manifest.json" }, "manifest.json"), " what made them. Map: Natural Earth, public domain; the boundaries take no side. ",
        h("a", { href: "vendor/LICENCES.txt" }, "Licences"), "."),
    );
  }

  function figure(label, value, href) {
    const shown = words.count(value);
    return h("div", null, h("dt", null, label), h("dd", null, href ? h("a", { href }, shown) : shown));
  }

  function news(release) {
    if (!release.previous) return h("p.note", null, "The first release: every event is new.");
    const kinds = { added: "new", removed: "gone", changed: "changed" };
    return [
      h("h2", null, `New since ${release.previous}`),
      h("div.columns-2", null, release.new.map((table) => h("section", { "aria-label": table.table === "held_events" ? "Held back" : "Published" },
        h("h3", null, table.table === "held_events" ? "Held back" : "Published"),
        h("p", null, `${words.count(table.before)} before, ${words.count(table.now)} now.`),
        h("ul.news", null, Object.entries(kinds).map(([kind, word]) => h("li", null, h("strong", null, words.count(table[kind].count)), ` ${word}`,
          table[kind].ids.length > 0 && [": ", table[kind].ids.flatMap((id, index) => [index > 0 && ", ", h("a", { href: address.event(id) }, id)]),
            table[kind].count > table[kind].ids.length && (kind === "removed" ? " …"
              : [", ", h("a", { href: address.link("table", { change: kind === "added" ? "new" : "changed", status: table.table === "held_events" ? "held" : "" }) }, "all")])]))),
        table.columns.length > 0 && h("p.note", null, "Changed columns: ",
          table.columns.map(([column, count]) => `${column} ${words.count(count)}`).join(", "))))),
    ];
  }

  function validation(release) {
    const failed = release.checks.filter((check) => !check.isPassed);
    const past = release.history;
    const chart = (label, key) => h("figure", null, h("figcaption", null, label, ": ", h("strong", null, words.count(past.at(-1)[key]))),
      charts.columns(past.map((row) => ({ label: row.name, value: row[key], title: `${row.name}: ${words.count(row[key])}` })),
        { name: `${label}, by release: ${past.map((row) => `${row.name} ${row[key]}`).join(", ")}`, width: 320, height: 90, ticks: 2 }));
    return [
      h("h2", null, "Checks"),
      h("p", null, `${words.some(release.checks.length - failed.length, "check")} passed, ${words.count(failed.length)} failed. `,
        h("a", { href: "../validation/report.html" }, "The validation report"), " has all of them."),
      failed.length > 0 && h("ul", null, failed.map((check) => h("li", null, h("code", null, check.id), ` ${check.demands} `,
        `Not so in ${words.count(check.failed)} of ${words.some(check.checked, "row")}`, check.examples.length > 0 && [", such as ",
          check.examples.slice(0, 3).flatMap((id, index) => [index > 0 && ", ", /^[A-Z]{3}\d+$/.test(id) ? h("a", { href: address.event(id) }, id) : id])], "."))),
      past.length > 1 && [h("h3", null, "Against earlier releases"),
        h("div.columns-3", null, chart("Published", "published"), chart("Held", "held"), chart("Checks failed", "failed"))],
    ];
  }

  // Every month has a bar, also one without events.
  function filled(months) {
    const known = new Map(months.map((row) => [row[0], row]));
    const all = [];
    let [year, number] = months[0][0].split("-").map(Number);
    const last = months.at(-1)[0];
    for (let key = months[0][0]; key <= last;) {
      all.push(known.get(key) || [key, 0, 0]);
      number = number === 12 ? 1 : number + 1;
      year += number === 1 ? 1 : 0;
      key = `${year}-${String(number).padStart(2, "0")}`;
    }
    return all;
  }

  return { draw };
})();
