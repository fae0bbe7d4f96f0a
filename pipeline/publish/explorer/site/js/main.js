"use strict";
// The address says what is shown; a change of it draws the page again.

(() => {
  const VIEWS = [["overview", "Overview"], ["map", "Map"], ["timeline", "Timeline"], ["table", "Table"], ["codebook", "Codebook"]];
  const main = document.getElementById("main");
  const page = document.getElementById("page");
  const panel = document.getElementById("filters");
  const form = document.getElementById("filter-form");
  let drawn = null;
  let clear = null;
  let turn = 0;

  const changed = (state) => address.go(state);

  function tabs(state) {
    document.getElementById("views").replaceChildren(h("ul", null, VIEWS.map(([view, label]) =>
      h("li", null, h("a", { href: address.write({ ...state, view, event: "", list: "", entry: "" }),
        "aria-current": state.view === view || (view === "table" && state.view === "event") ? "page" : null }, label)))));
  }

  async function draw() {
    const state = address.read();
    turn += 1;
    const mine = turn;
    const isSame = drawn !== null && drawn.view === state.view && drawn.event === state.event && drawn.list === state.list;
    tabs(state);
    page.className = `page ${state.view}`;
    const filtered = ["map", "timeline", "table"].includes(state.view);
    if (!["overview", "codebook"].includes(state.view) && !events.all.count) {
      main.replaceChildren(h("p", null, "Reading the events …"));
      await events.load();
      if (mine !== turn) return;
    }
    if (clear) clear();
    clear = null;
    main.replaceChildren();
    panel.hidden = !filtered;
    const title = state.view === "event" ? state.event : VIEWS.find(([view]) => view === state.view)[1];
    document.title = `${title} · casus release ${casus.value("release").name}`;
    if (filtered) {
      const focused = document.activeElement && form.contains(document.activeElement) ? focusMark(document.activeElement) : null;
      filters.draw(form, state, changed);
      if (focused) restore(focused);
      const { rows } = filters.choose(state);
      let deaths = 0;
      rows.forEach((row) => { deaths += Math.max(0, events.all.deaths[row]); });
      add(main, h("h1.unseen", null, title), h("p.found", null, h("span", null, h("strong", null, words.some(rows.length, "event")), `, ${words.some(deaths, "death")}`),
        state.view === "table" && rows.length > 0 && h("button", { type: "button", class: "plain", onclick: () => table.save(state) }, "Save as CSV"),
        state.view === "table" && review.held(rows).length > 0 && h("button", { type: "button", class: "plain", onclick: () => review.save(review.held(rows)),
          title: "The held events of this table, for a person to decide on; casus review import reads the filled in file" }, "Save held ones for review")),
        filters.chips(state, changed));
      words.say(`${words.some(rows.length, "event")}`);
    }
    const views = { overview: () => overview.draw(main), map: () => eventMap.draw(main, state), timeline: () => timeline.draw(main, state),
      table: () => table.draw(main, state, changed), event: () => eventPage.draw(main, state), codebook: () => codebook.draw(main, state) };
    const cleared = await views[state.view]();
    if (mine === turn) {
      clear = cleared || null;
      // A new page starts at its top and says its name to those who hear it.
      if (!isSame) {
        scrollTo(0, 0);
        if (drawn !== null) main.focus({ preventScroll: true });
      }
      drawn = state;
      performance.mark("drawn");
      document.documentElement.dataset.drawn = address.write(state);
    } else if (cleared) cleared();
  }

  const focusMark = (element) => ({ id: element.id, value: element.type === "checkbox" ? element.value : null,
    key: element.closest("[data-key]") ? element.closest("[data-key]").dataset.key : null });

  function restore({ id, value, key }) {
    const again = id ? document.getElementById(id)
      : [...form.querySelectorAll(`[data-key="${key}"] input`)].find((input) => input.value === value);
    if (again) again.focus();
  }

  function failed(error) {
    main.replaceChildren(...main.querySelectorAll(":scope > .error"));
    casus.failed(error);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => draw().catch(failed));
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  if (matchMedia("(max-width: 64rem)").matches) panel.open = false;
  document.getElementById("release").textContent = casus.value("release").name;
  draw().then(() => {
    // The events come while the reader looks at the overview.
    if (!events.all.count) return events.load();
    return null;
  }).then(() => {
    performance.mark("ready");
    document.documentElement.dataset.ready = "yes";
  }).catch(failed);
})();
