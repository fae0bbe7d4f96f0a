"use strict";
// What columns, codes and rules mean, each code with a sentence that has it and one that looks like it and has not.

const codebook = (() => {
  const RULES = "rules";
  // From this number of codes on without sentences they stand in a table.
  const LONG = 6;
  const link = (state, list = "", entry = "") => address.write({ ...state, view: "codebook", event: "", list, entry: String(entry) });

  async function draw(main, state) {
    const book = await casus.need("codebook");
    if (address.read().view !== "codebook") return;
    const found = book.lists.find((list) => list.codes === state.list);
    if (found) list(main, state, book, found);
    else if (state.list === RULES) rules(main, state, book);
    else index(main, state, book);
    if (state.entry) requestAnimationFrame(() => show(state.entry));
  }

  function index(main, state, book) {
    const { columns } = casus.value("meanings");
    const pages = new Map(book.lists.flatMap((found) => found.columns.map((column) => [column, found.codes])));
    add(main,
      h("h1", null, "Codebook"),
      h("p.lead", null, "What each column and each code means and how it is decided, in schema version ", book.version,
        ". One row is one event: one day, one place, one kind of act, one pair of sides."),
      h("h2", null, "Codes"),
      h("ul.contents", null, book.lists.map((found) => h("li", null, h("a", { href: link(state, found.codes) }, found.title), " ",
        h("span.count", null, words.some(found.entries.length, "code")))),
      h("li", null, h("a", { href: link(state, RULES) }, "Rules"), " ", h("span.count", null, words.count(book.rules.length)))),
      h("h2", null, "Columns"),
      h("p.note", null, "An empty value is not stated, not known or not applicable, never zero. Days are local, instants are UTC."),
      h("dl.values", null, Object.entries(columns).map(([column, meaning]) => h("div.value", { id: mark(column), tabindex: -1 },
        h("dt", null, h("code", null, column)),
        h("dd", null,
          h("p.explained", null, words.named(meaning.means), meaning.unit && ` Unit: ${meaning.unit}.`),
          meaning.decided && h("p.means", null, words.named(meaning.decided)),
          pages.has(column) && h("p.means", null, h("a", { href: link(state, pages.get(column)) }, "The codes")))))));
  }

  function list(main, state, book, found) {
    const shown = found.entries.filter((entry) => entry.pair);
    const others = found.entries.filter((entry) => !entry.pair);
    add(main,
      h("p.steps", null, h("a", { href: link(state) }, "Codebook")),
      h("h1", null, found.title),
      h("p.lead", null, words.named(found.intro)),
      found.columns.length > 0 && h("p.note", null, found.columns.length > 1 ? "Columns: " : "Column: ", found.columns.map((column, at) =>
        [at > 0 && ", ", h("a", { href: link(state, "", column) }, h("code", null, column))])),
      shown.length > 0 && h("p.note", null, `The sentences are invented and came out on ${words.day(book.published)}. `
        + "casus codes each as it stands here, but where it says otherwise."),
      shown.map((entry) => h("section.code", { id: mark(entry.code), tabindex: -1, "aria-label": entry.label },
        h("h2", null, title(entry)), h("p.explained", null, entry.means), sentences(entry.pair))),
      others.length > 0 && shown.length > 0 && h("h2", null, "Other codes"),
      others.length > 0 && found.rest && h("p", null, words.named(found.rest)),
      others.length > 0 && (others.length < LONG ? others.map((entry) => h("section.code", { id: mark(entry.code), tabindex: -1, "aria-label": entry.label },
        h("h2", null, title(entry)), h("p.explained", null, entry.means)))
        : h("div.wide", { tabindex: 0, role: "region", "aria-label": "Codes" }, h("table", null,
          h("thead", null, h("tr", null, ["Code", "Name", "Meaning"].map((head) => h("th", { scope: "col" }, head)))),
          h("tbody", null, others.map((entry) => h("tr", { id: mark(entry.code), tabindex: -1 },
            h("th", { scope: "row" }, h("code", null, entry.code)), h("td", null, entry.label), h("td", null, entry.means))))))));
  }

  const title = (entry) => (entry.code.toLowerCase() === entry.label.toLowerCase() ? entry.label : `${entry.code}: ${entry.label}`);

  function sentences(pair) {
    const instead = { published: "published without it", nothing: "not coded" }[pair.instead] || pair.instead;
    const open = (which) => pair.open === which && " casus does not code this one so yet.";
    return [
      h("figure.quote.yes", null, h("blockquote", null, pair.yes), h("figcaption", null, h("strong", null, "Yes."),
        pair.held && [" Held: ", h("code", null, pair.held), "."], pair.isRefused && " Refused: no event, also not a held one.", open("example"))),
      h("figure.quote.no", null, h("blockquote", null, pair.no), h("figcaption", null, h("strong", null, "No"), `: ${instead}. `, words.named(pair.why),
        !pair.isDated && " Neither has a known day of publication.", open("counter"))),
    ];
  }

  function rules(main, state, book) {
    add(main,
      h("p.steps", null, h("a", { href: link(state) }, "Codebook")),
      h("h1", null, "Rules"),
      h("p.lead", null, "What every row is checked against. A row that breaks a rule of severity E is refused; one that breaks a rule of severity W is published with the rule's id among its flags."),
      h("div.wide", { tabindex: 0, role: "region", "aria-label": "Rules" }, h("table", null,
        h("thead", null, h("tr", null, ["Rule", "Severity", "Demands", "Looks at"].map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", null, book.rules.map((rule) => h("tr", { id: mark(rule.id), tabindex: -1 },
          h("th", { scope: "row" }, h("code", null, rule.id)), h("td", null, rule.severity), h("td", null, rule.demands),
          h("td", null, rule.columns.join(", "))))))));
  }

  const mark = (entry) => `entry-${encodeURIComponent(entry)}`;

  function show(entry) {
    const element = document.getElementById(mark(entry));
    if (!element) return;
    element.scrollIntoView({ block: "start" });
    element.focus({ preventScroll: true });
  }

  // Where a value of an event is explained; null where no list has it.
  const of = (codes, code) => (codes ? link(address.blank(), codes, code) : null);

  return { draw, of };
})();
