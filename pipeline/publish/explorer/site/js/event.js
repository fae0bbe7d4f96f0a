"use strict";
// One event: every value with what it means and the words it stands on, its articles, its changes, why it is held.

const eventPage = (() => {
  const GROUPS = [
    ["What", ["sub_event_type", "event_type", "disorder_type", "civilian_targeting", "tags", "weapon", "attribution", "is_background",
      "reported_incident_count"]],
    ["Who", ["actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"]],
    ["When", ["event_date", "time_precision", "year", "date_start", "date_end", "date_basis"]],
    ["Where", ["location", "admin3", "admin2", "admin1", "country", "iso", "region", "latitude", "longitude", "geo_precision",
      "geo_resolution", "reported_place", "geonameid"]],
    ["How many", ["fatalities", "fatalities_low", "fatalities_high", "fatalities_actor1", "fatalities_actor2", "fatalities_civilians",
      "fatalities_unknown", "injured", "captured"]],
    ["How sure", ["status", "reasons", "confidence", "qa_flags", "source", "source_scale", "notes", "event_id_cnty", "revision", "timestamp"]],
  ];
  const WHERE = { 1: "An exact place.", 2: "Near a place: the circle is no measurement.", 3: "Only the region is known." };
  // Evidence not for one column but for there being an event at all.
  const WHOLE = "event";
  // Passages shown at the top, and the share of a sentence above which words are no longer marked there.
  const MOST_SENTENCES = 6;
  const LONGEST_SHARE = 0.6;
  const PERSONS = new Set(GROUPS.find(([title]) => title === "How many")[1]);
  const DAYS = new Set(["event_date", "date_start", "date_end"]);

  async function draw(main, state) {
    const row = events.all.rows.get(state.event);
    if (row === undefined) return missing(main, state);
    const { values, sources, evidence, revisions } = await events.details(row);
    if (address.read().event !== state.event) return undefined;
    const numbers = new Map(sources.map((source, index) => [source.article, index + 1]));
    const grouped = new Set(GROUPS.flatMap(([, columns]) => columns));
    const others = Object.keys(values).filter((column) => !grouped.has(column));
    const isEmpty = (column) => values[column] === null || (Array.isArray(values[column]) && !values[column].length);
    const empty = Object.keys(values).filter(isEmpty);
    const groups = (others.length ? [...GROUPS, ["Other", others]] : GROUPS)
      .map(([title, columns]) => [title, columns.filter((column) => column in values && !isEmpty(column))]);
    const known = new Set(Object.keys(values));
    const loose = evidence.filter((passage) => !known.has(passage.field) && passage.field !== WHOLE);
    const place = events.place(row);
    const sketch = place.latitude === null ? null : h("div.sketch", { id: "sketch", role: "img", "aria-label": `Map: ${eventMap.told(place)}` });
    add(main,
      steps(row, state),
      h("h1", null, state.event, h("span.kind", null, values.sub_event_type || "no type")),
      h("p.lead", null, headline(row, values)),
      sure(values),
      held(row, values),
      sketch && h("figure.where", null, sketch, h("figcaption", null, WHERE[place.precision] || "")),
      values.notes && h("p.notes", null, values.notes),
      h("p.actions", null,
        place.latitude !== null && h("a", { href: address.link("map", { at: `${place.latitude},${place.longitude},9`,
          status: events.isHeld(row) ? "all" : "" }) }, "On the map"),
        values.event_date && h("a", { href: address.link("table", { from: values.event_date, to: values.event_date,
          country: values.country ? [values.country] : [] }) }, "Same day, same country"),
        h("button", { type: "button", class: "plain", onclick: () => print() }, "Print")),
      sentences(evidence, numbers, sources),
      groups.map(([title, columns]) => group(title, columns, values, evidence, numbers, sources)),
      loose.length > 0 && h("section", null, h("h2", null, "Other words that were read"), distinct(loose).map((passage) =>
        h("div.loose", null, h("code", null, passage.field), quote(passage, numbers, sources)))),
      empty.length > 0 && h("details.empties", null, h("summary", null, `${words.some(empty.length, "column")} without a value`),
        h("dl.values", null, empty.map((column) => one(column, null, [], numbers, sources)))),
      sourceList(sources),
      revisionList(revisions),
    );
    return sketch && eventMap.sketch(sketch, place);
  }

  function missing(main, state) {
    const gone = events.all.names.deletions.find(([id]) => id === state.event);
    main.append(h("h1", null, state.event));
    if (!gone) {
      main.append(h("p", null, "This release has no such event."));
      return;
    }
    const [, day, reason, into] = gone;
    const [label, definition] = words.code("deletion_reason", reason) || [reason, ""];
    add(main, h("p", null, `Deleted on ${words.day(day)}. ${label}: ${definition} `,
      into && ["See ", h("a", { href: address.event(into) }, into), "."]));
  }

  // The event before and after, in the table as it is filtered and sorted.
  function steps(row, state) {
    const rows = table.sorted(filters.choose(state).rows, state.sort || "-day");
    const at = rows.indexOf(row);
    const to = (index, label) => index >= 0 && index < rows.length
      && h("a", { href: address.event(events.id(rows[index]), state), rel: index < at ? "prev" : "next" }, label);
    return h("nav.steps", { "aria-label": "Events" },
      h("a", { href: address.write({ ...state, view: "table", event: "" }) }, at < 0 ? "Table" : `Table, ${words.count(at + 1)} of ${words.count(rows.length)}`),
      at >= 0 && [to(at - 1, "← Before"), to(at + 1, "Next →")]);
  }

  function headline(row, values) {
    const shown = table.cells(row, address.blank());
    const who = [values.actor1, values.actor2].filter(Boolean).join(" and ");
    return [who || "No actor named", ". ", shown.place, ". ", shown.day, ". ",
      values.fatalities === null || (values.fatalities === 0 && values.fatalities_low === null) ? "No deaths told." : `${words.some(values.fatalities, "death")}.`].flat()
      .map((part) => (part instanceof Node ? part.cloneNode(true) : part));
  }

  // What a careful reader looks at first.
  function sure(values) {
    const flags = values.qa_flags.map((flag) => {
      const [label, definition] = words.code("qa_flag", flag) || [flag, ""];
      return h("a.told", { href: codebook.of("qa_flag", flag), title: definition }, label);
    });
    return h("p.note", null, `Confidence ${values.confidence.toFixed(2)}. `,
      flags.length > 0 && ["To be looked at: ", flags.flatMap((flag, index) => [index > 0 && ", ", flag]), "."]);
  }

  function held(row, values) {
    if (values.status === "published") return null;
    return h("section.held", { "aria-label": "Why it is held back" },
      h("h2", null, "Held back, not part of the dataset"),
      h("ul", null, values.reasons.map((reason) => {
        const [label, definition] = words.code("quarantine_reason", reason) || [reason, ""];
        return h("li", null, h("strong", null, label), " (", h("a", { href: codebook.of("reject_reason", reason) }, reason), `): ${definition}`);
      })),
      h("p.note", null, "To decide on it, ", h("button", { type: "button", class: "plain", onclick: () => review.save([row]) }, "save a review file"),
        review.how()));
  }

  function group(title, columns, values, evidence, numbers, sources) {
    if (!columns.length) return null;
    return h("section", { "aria-label": title }, h("h2", null, title), h("dl.values", null, columns.map((column) =>
      one(column, values[column], evidence.filter((passage) => passage.field === column), numbers, sources))));
  }

  function one(column, value, passages, numbers, sources) {
    const meaning = casus.value("meanings").columns[column] || { means: "" };
    return h(`div.value${value === null ? ".nothing" : ""}`, null,
      h("dt", null, h("code", null, column)),
      h("dd", null,
        h("p.given", null, value === null ? h("span.none", null, "none") : told(column, value, meaning)),
        h("p.means", null, words.named(meaning.means), meaning.unit && ` Unit: ${meaning.unit}.`),
        meaning.decided && h("details", null, h("summary", null, "How it is decided"), h("p", null, words.named(meaning.decided))),
        passages.length > 0 && h("div.evidence", null, distinct(passages).map((passage) => quote(passage, numbers, sources)))));
  }

  function told(column, value, meaning) {
    const parts = (Array.isArray(value) ? value : [value]).map((item) => {
      const code = meaning.codes && words.code(meaning.codes, String(item));
      const shown = plain(column, item);
      if (!code) return h("span.item", null, shown);
      const [label, definition] = code;
      const told = label.toLowerCase() === shown.toLowerCase() ? shown : `${shown} · ${label}`;
      return h("span.item", null, h("a.told", { href: codebook.of(meaning.book, code[2]) }, told), definition && h("span.definition", null, definition));
    });
    return parts;
  }

  function plain(column, item) {
    if (DAYS.has(column)) return words.day(item);
    if (column === "timestamp") return `${new Date(item * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC (${item})`;
    if (item === true) return "yes";
    if (item === false) return "no";
    return PERSONS.has(column) ? words.count(item) : String(item);
  }

  // The same words may have been read by several rules.
  function distinct(passages) {
    const seen = new Map();
    for (const passage of passages) {
      const key = JSON.stringify([passage.article, passage.sentence, passage.start, passage.end]);
      if (seen.has(key)) seen.get(key).rules.push(passage.rule);
      else seen.set(key, { ...passage, rules: [passage.rule] });
    }
    return [...seen.values()];
  }

  function quote(passage, numbers, sources) {
    const { sentence, start, end } = passage;
    return h("figure.quote", null,
      h("blockquote", null, sentence.slice(0, start), h("mark", null, sentence.slice(start, end)), sentence.slice(end)),
      h("figcaption", null, whose(passage.article, numbers, sources), " · read by ", h("code", null, passage.rules.join(", "))));
  }

  // The article that a passage is from.
  function whose(article, numbers, sources) {
    const number = numbers.get(article);
    const source = number ? sources[number - 1] : null;
    return [number ? h("button", { type: "button", class: "plain", onclick: () => show(number) }, `Article ${number}`) : "Another article",
      source && source.publisher && `, ${source.publisher}`,
      source && source.published && `, ${words.day(source.published)}`];
  }

  // Each sentence once, with all the words in it that gave a value, and which: what settles a doubtful row at one look.
  function sentences(evidence, numbers, sources) {
    const found = new Map();
    for (const passage of evidence) {
      const key = JSON.stringify([passage.article, passage.sentence]);
      if (!found.has(key)) found.set(key, { article: passage.article, sentence: passage.sentence, marks: [] });
      // What is read from the whole sentence would mark all of it and hide the rest.
      if (passage.field !== WHOLE && passage.end - passage.start <= LONGEST_SHARE * passage.sentence.length) found.get(key).marks.push(passage);
    }
    const all = [...found.values()].sort((a, b) => (numbers.get(a.article) || Infinity) - (numbers.get(b.article) || Infinity));
    if (!all.length) return null;
    return h("section", { "aria-label": "What the articles say" }, h("h2", null, all.length > 1 ? "What the articles say" : "What the article says"),
      all.slice(0, MOST_SENTENCES).map(({ article, sentence, marks }) => h("figure.quote", null,
        h("blockquote", null, marked(sentence, marks)), h("figcaption", null, whose(article, numbers, sources)))),
      all.length > MOST_SENTENCES && h("p.note", null, `${words.some(all.length - MOST_SENTENCES, "more passage")} stand below, with the values that they gave.`));
  }

  // A sentence with the names of the columns behind the words that gave their values; overlapping words are one mark.
  function marked(sentence, passages) {
    const marks = [];
    for (const { start, end, field } of [...passages].sort((a, b) => a.start - b.start || b.end - a.end)) {
      const last = marks.at(-1);
      if (last && start < last.end) {
        last.end = Math.max(last.end, end);
        last.fields.add(field);
      } else marks.push({ start, end, fields: new Set([field]) });
    }
    const parts = [];
    let at = 0;
    for (const { start, end, fields } of marks) {
      parts.push(sentence.slice(at, start), h("mark", null, sentence.slice(start, end)), h("span.field", null, ` ${[...fields].join(", ")} `));
      at = end;
    }
    return [...parts, sentence.slice(at)];
  }

  function show(number) {
    const row = document.getElementById(`article-${number}`);
    row.scrollIntoView({ block: "center" });
    row.focus();
  }

  function sourceList(sources) {
    return h("section", { "aria-label": "Articles" }, h("h2", null, words.some(sources.length, "article")),
      h("div.wide", { tabindex: 0, role: "region", "aria-label": "Table of articles" }, h("table", null,
        h("thead", null, h("tr", null, ["", "Publisher", "Published", "Reach", "Score", "Address or id"].map((head, index) =>
          (index ? h("th", { scope: "col" }, head) : h("td"))))),
        h("tbody", null, sources.map((source, index) => h("tr", { id: `article-${index + 1}`, tabindex: -1 },
          h("th", { scope: "row" }, String(index + 1)),
          h("td", null, source.publisher || "not known"),
          h("td", null, source.published ? words.day(source.published) : "not known"),
          h("td", null, source.scale),
          h("td.number", null, source.score.toFixed(2)),
          h("td.address", null, source.url && (words.isAddress(source.url) ? words.outside(source.url, source.url) : source.url),
            source.url && h("br"), h("code", null, source.article))))))));
  }

  function revisionList(revisions) {
    if (!revisions.length) return null;
    return h("section", { "aria-label": "Changes" }, h("h2", null, "Changes"),
      h("div.wide", { tabindex: 0, role: "region", "aria-label": "Table of changes" }, h("table", null,
        h("thead", null, h("tr", null, ["Revision", "When", "Column", "Before", "After", "Why", "Because of article"].map((head) =>
          h("th", { scope: "col" }, head)))),
        h("tbody", null, revisions.map((change) => {
          const [label, definition] = words.code("revision_reason", change.reason) || [change.reason, ""];
          return h("tr", null, h("td.number", null, String(change.revision)), h("td", null, words.day(change.at.slice(0, 10))),
            h("td", null, h("code", null, change.field)), h("td", null, change.old === null ? "–" : change.old),
            h("td", null, change.now === null ? "–" : change.now), h("td", { title: definition }, label),
            h("td.address", null, change.article || ""));
        })))));
  }

  return { draw };
})();
