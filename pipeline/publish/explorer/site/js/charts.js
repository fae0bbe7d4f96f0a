"use strict";
// Charts that can be read in grey, by ear (each has a table or a sentence), and printed.

const charts = (() => {
  // In pixels at full size. A chart is drawn as wide as the window lets it be, so that its letters keep their size.
  const WIDTH = 960;
  const NARROWEST = 320;
  const MARGINS = 26;
  // A label needs so much room.
  const LABEL = 100;
  // A bar for the only month is still a bar.
  const WIDEST = 60;

  // Bars in a row. points: {label, value, part, title, href}; part is the light share of the bar.
  function columns(points, { width: widest = WIDTH, height = 160, name, links = false, ticks = 6 }) {
    const full = Math.min(widest, Math.max(NARROWEST, innerWidth - MARGINS));
    const top = Math.max(1, ...points.map((point) => point.value));
    const foot = 22;
    const step = Math.min(full / Math.max(points.length, 1), WIDEST);
    const width = Math.max(step - Math.min(2, step / 4), 0.5);
    const scale = (value) => (value / top) * (height - foot - 14);
    const every = Math.max(1, Math.ceil(points.length / Math.min(ticks, Math.floor(full / LABEL))));
    const bars = points.map((point, index) => {
      const tall = scale(point.value);
      const light = scale(point.part || 0);
      const x = index * step;
      const y = height - foot - tall;
      const shapes = [
        svg("title", null, point.title),
        links && svg("rect", { class: "reach", x, y: 0, width: step, height: height - foot }),
        svg("rect", { class: "bar", x, y: y + light, width, height: Math.max(tall - light, 0) }),
        light > 0 && svg("rect", { class: "bar light", x, y, width, height: light }),
      ];
      return links ? svg("a", { href: point.href, "aria-label": point.title }, shapes) : svg("g", null, shapes);
    });
    const labels = points.map((point, index) => index % every === 0
      && svg("text", { x: index * step, y: height - 6 }, point.label));
    return svg(
      "svg",
      { class: "columns", viewBox: `0 0 ${full} ${height}`, role: links ? "group" : "img", "aria-label": name },
      svg("line", { class: "axis", x1: 0, x2: full, y1: height - foot, y2: height - foot }),
      svg("text", { class: "top", x: 0, y: 10 }, words.count(top)),
      bars,
      labels,
    );
  }

  // A table whose last column draws the number before it. rows: {label, values, href, title}.
  function bars(caption, heads, rows, { most = 12, total } = {}) {
    const top = Math.max(1, ...rows.map((row) => row.values[0]));
    const shown = (row) => h(
      "tr",
      { title: row.title },
      h("th", { scope: "row" }, row.href ? h("a", { href: row.href }, row.label) : row.label),
      row.values.map((value, index) => h("td.number", null, words.count(value),
        index === 0 && total ? h("span.share", null, ` ${words.share(value, total)}`) : null)),
      h("td.drawn", { "aria-hidden": "true" }, bar(row.values[0] / top)),
    );
    const body = h("tbody", null, rows.slice(0, most).map(shown));
    const more = rows.length > most && h("button", {
      type: "button",
      class: "more",
      onclick: () => {
        body.append(...rows.slice(most).map(shown));
        more.remove();
      },
    }, `Show all ${words.count(rows.length)}`);
    return h(
      "div.bars",
      null,
      h(
        "table",
        null,
        h("caption", null, caption),
        h("thead", null, h("tr", null, heads.map((head, index) => h("th", { scope: "col", class: index ? "number" : null }, head)),
          h("td.drawn", { "aria-hidden": "true" }))),
        body,
      ),
      more,
    );
  }

  function bar(share) {
    const drawn = h("span.fill");
    drawn.style.width = `${Math.max(share * 100, share > 0 ? 1 : 0)}%`;
    return drawn;
  }

  return { columns, bars };
})();
