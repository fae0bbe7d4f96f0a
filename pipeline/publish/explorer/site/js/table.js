"use strict";
// The table: only the rows in sight are in the page, so that 100,000 scroll like 100.

const table = (() => {
  const LOOKAHEAD = 12;
  const PRINTED = 500;
  const COLUMNS = [
    { key: "id", label: "Id", compare: (a, b) => events.all.prefix[a] - events.all.prefix[b] || events.all.number[a] - events.all.number[b] },
    { key: "day", label: "Date", compare: (a, b) => events.all.day[a] - events.all.day[b], down: true },
    { key: "type", label: "Type", compare: (a, b) => events.all.type[a] - events.all.type[b] },
    { key: "actor1", label: "Actor 1", compare: (a, b) => events.all.actor1[a] - events.all.actor1[b] },
    { key: "actor2", label: "Actor 2", compare: (a, b) => events.all.actor2[a] - events.all.actor2[b] },
    { key: "place", label: "Place", compare: (a, b) => events.all.placeOrder[events.all.place[a]] - events.all.placeOrder[events.all.place[b]] },
    { key: "deaths", label: "Deaths", compare: (a, b) => events.all.deaths[a] - events.all.deaths[b], down: true },
    { key: "sources", label: "Articles", compare: (a, b) => events.all.sources[a] - events.all.sources[b], down: true },
    { key: "confidence", label: "Confidence", compare: (a, b) => events.all.confidence[a] - events.all.confidence[b], down: true },
  ];

  // "deaths" or "-deaths"; the order of the page is newest day first already.
  function sorted(rows, sort) {
    const key = sort.replace(/^-/, "");
    const column = COLUMNS.find((one) => one.key === key);
    if (!column || sort === "-day") return rows;
    const sign = sort.startsWith("-") ? -1 : 1;
    return Int32Array.from(rows).sort((a, b) => sign * column.compare(a, b) || a - b);
  }

  function cells(row, state) {
    const place = events.place(row);
    const day = events.day(row);
    const deaths = events.all.deaths[row];
    const held = events.isHeld(row);
    const about = { 2: "about ", 3: "in " }[events.all.dayPrecision[row]] || "";
    const near = { 2: "near ", 3: "region of " }[place.precision] || "";
    const when = !day ? "no day" : events.all.dayPrecision[row] === 3 ? words.month(day) : words.day(day);
    return {
      id: h("a", { href: address.event(events.id(row), state) }, events.id(row)),
      day: [about && h("span.about", null, about), when],
      type: [held && h("span.tag", { title: `Held back: ${events.reasons(row).map(reasonLabel).join("; ")}` },
        events.reasons(row).map(reasonLabel).join(", ")), events.type(row) || "no type", events.all.change[row] === 1 && h("span.tag", null, "new"),
      events.all.change[row] === 2 && h("span.tag", null, "changed")],
      actor1: events.actor(row, "actor1") || "–",
      actor2: events.actor(row, "actor2") || "–",
      place: [near && h("span.about", null, near), [place.name, place.region !== place.name && place.region, place.country]
        .filter(Boolean).join(", ") || "no place"],
      deaths: deaths < 0 ? "–" : words.count(deaths),
      sources: words.count(events.all.sources[row]),
      confidence: events.confidence(row).toFixed(2),
    };
  }

  const reasonLabel = (reason) => (words.code("quarantine_reason", reason) || [reason])[0];

  function line(row, index, state) {
    const shown = cells(row, state);
    const element = h("div.row", { role: "row", "aria-rowindex": index + 2 }, COLUMNS.map(({ key, label }) =>
      h(`div.cell.${key}`, { role: "cell", "data-label": label, title: typeof shown[key] === "string" ? shown[key] : null }, shown[key])));
    element.addEventListener("click", (event) => {
      if (!event.target.closest("a") && !String(getSelection())) address.go({ ...state, view: "event", event: events.id(row) });
    });
    return element;
  }

  function draw(main, state, changed) {
    const rows = sorted(filters.choose(state).rows, state.sort || "-day");
    const sort = state.sort || "-day";
    const head = h("div.row.head", { role: "row", "aria-rowindex": 1 }, COLUMNS.map(({ key, label, down }) => {
      const isSorted = sort.replace(/^-/, "") === key;
      const isDown = sort.startsWith("-");
      const next = isSorted ? (isDown ? key : `-${key}`) : down ? `-${key}` : key;
      return h(`div.cell.${key}`, { role: "columnheader", "aria-sort": isSorted ? (isDown ? "descending" : "ascending") : "none" },
        h("button", { type: "button", onclick: () => changed({ ...state, sort: next }) }, label,
          isSorted && h("span", { "aria-hidden": "true" }, isDown ? " ↓" : " ↑")));
    }));
    const space = h("div.space", { role: "rowgroup" });
    const grid = h("div.grid", { role: "table", tabindex: 0, "aria-label": "Events", "aria-rowcount": rows.length + 1 },
      h("div.top", { role: "rowgroup" }, head), space);
    const there = new Map();
    let height = 0;

    function show() {
      if (!grid.isConnected) return;
      if (!height) {
        const probe = line(rows[0], 0, state);
        space.append(probe);
        height = probe.getBoundingClientRect().height || 36;
        probe.remove();
        space.style.height = `${rows.length * height}px`;
      }
      const first = Math.max(0, Math.floor(grid.scrollTop / height) - LOOKAHEAD);
      const last = Math.min(rows.length, Math.ceil((grid.scrollTop + grid.clientHeight) / height) + LOOKAHEAD);
      for (const [index, element] of there) {
        // The row that has the focus stays, or a reader who tabs would be thrown back to the top.
        if ((index < first || index >= last) && !element.contains(document.activeElement)) {
          element.remove();
          there.delete(index);
        }
      }
      for (let index = first; index < last; index += 1) {
        if (!there.has(index)) {
          const element = line(rows[index], index, state);
          element.style.transform = `translateY(${index * height}px)`;
          const next = [...there.keys()].filter((other) => other > index);
          there.set(index, element);
          // In the order of the table, so that it is read and tabbed through in that order.
          if (next.length) there.get(Math.min(...next)).before(element);
          else space.append(element);
        }
      }
    }

    grid.addEventListener("scroll", () => requestAnimationFrame(show));
    const paper = h("div.paper");
    main.append(rows.length ? grid : h("p.empty", null, "No event fits. Take back a filter."), paper);
    if (!rows.length) return null;
    const resized = new ResizeObserver(() => {
      const before = height;
      height = 0;
      const middle = before ? grid.scrollTop / before : 0;
      there.forEach((element) => element.remove());
      there.clear();
      show();
      grid.scrollTop = middle * height;
    });
    resized.observe(grid);
    show();
    const print = () => {
      const fit = Array.from(rows.subarray(0, PRINTED));
      put(paper,
        rows.length > PRINTED && h("p", null, `The first ${PRINTED} of ${words.count(rows.length)} events. All of them are in events/ of the release.`),
        h("table", null, h("thead", null, h("tr", null, COLUMNS.map(({ label }) => h("th", null, label)))),
          h("tbody", null, fit.map((row) => {
            const shown = cells(row, state);
            return h("tr", null, COLUMNS.map(({ key }) => h("td", null, shown[key])));
          }))),
      );
    };
    const clear = () => paper.replaceChildren();
    addEventListener("beforeprint", print);
    addEventListener("afterprint", clear);
    return () => {
      resized.disconnect();
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", clear);
    };
  }

  // The rows that are chosen, as a file for a spreadsheet. The dataset itself is in events/ of the release.
  function file(state) {
    const heads = ["event_id_cnty", "status", "reasons", "event_date", "time_precision", "sub_event_type", "actor1", "actor2", "country",
      "admin1", "location", "latitude", "longitude", "geo_precision", "fatalities", "articles", "confidence"];
    const rows = sorted(filters.choose(state).rows, state.sort || "-day");
    return lines(heads, Array.from(rows, (row) => {
      const place = events.place(row);
      const deaths = events.all.deaths[row];
      return [events.id(row), events.isHeld(row) ? "held" : "published", events.reasons(row).join("; "), events.day(row),
        events.all.dayPrecision[row] || null, events.type(row), events.actor(row, "actor1"), events.actor(row, "actor2"), place.country,
        place.region, place.name, place.latitude, place.longitude, place.precision || null, deaths < 0 ? null : deaths,
        events.all.sources[row], events.confidence(row)];
    }));
  }

  const lines = (heads, rows) => [heads, ...rows.map((row) => row.map(cell))].map((row) => `${row.join(",")}\r\n`).join("");

  // A text that a spreadsheet would take for a formula gets an apostrophe, as in the exports of casus.
  function cell(value) {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  const save = (state) => download(file(state), `casus-${casus.value("release").name}.csv`);

  function download(text, name) {
    const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return { draw, sorted, cells, reasonLabel, lines, file, save, download };
})();
