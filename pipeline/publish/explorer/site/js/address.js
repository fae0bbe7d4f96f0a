"use strict";
// What is looked at stands in the address, after #, so that a link shows another person the same.

const address = (() => {
  const LISTS = ["country", "type"];
  const SINGLES = ["q", "actor", "from", "to", "deaths", "sure", "status", "change", "near", "reason", "box", "sort", "at", "sources", "list", "entry"];
  const VIEWS = ["overview", "map", "timeline", "table", "event", "codebook"];
  // Those that choose events, as against those that choose how they are shown.
  const CHOICES = [...LISTS, "q", "actor", "from", "to", "deaths", "sure", "status", "change", "near", "reason", "box", "sources"];

  function read(hash = location.hash) {
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const state = { view: given.get("view") || "overview", event: given.get("event") || "" };
    if (state.event) state.view = "event";
    if (!VIEWS.includes(state.view)) state.view = "overview";
    for (const key of LISTS) state[key] = given.getAll(key);
    for (const key of SINGLES) state[key] = given.get(key) || "";
    return state;
  }

  function write(state) {
    const made = new URLSearchParams();
    if (state.view === "event") made.set("event", state.event);
    else made.set("view", state.view);
    for (const key of LISTS) for (const value of state[key]) made.append(key, value);
    for (const key of SINGLES) if (state[key]) made.set(key, state[key]);
    return `#${made}`;
  }

  const blank = () => read("#");
  // A link to a view with some choices and no others.
  const link = (view, choices = {}) => write({ ...blank(), view, ...choices });
  const event = (id, state = blank()) => write({ ...state, view: "event", event: id });
  const go = (state) => { location.hash = write(state); };
  // Changes that should not fill the history of the browser, such as moving the map.
  const replace = (state) => { history.replaceState(null, "", write(state)); };
  const hasChoices = (state) => CHOICES.some((key) => state[key].length > 0);

  return { read, write, link, event, go, replace, blank, hasChoices, CHOICES };
})();
