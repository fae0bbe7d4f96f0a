"use strict";
// What everything hangs on, and how data come in: as scripts, because a page opened from disk may load nothing else.
// Each file of data calls casus.take(name, text); casus.need(name) gives a promise of its value and loads it once.

const casus = (() => {
  const values = new Map();
  const waiting = new Map();
  const promises = new Map();

  function take(name, text) {
    const value = JSON.parse(text);
    values.set(name, value);
    const resolve = waiting.get(name);
    if (resolve) resolve(value);
  }

  // A fault is said on the page, not in the console alone: the reader would take the rest of the page for all there is.
  function failed(error) {
    const told = document.createElement("p");
    told.className = "error";
    told.setAttribute("role", "alert");
    told.textContent = `This page is not whole: ${(error && error.message) || error}`;
    const wait = document.getElementById("wait");
    if (wait) wait.remove();
    document.getElementById("main").prepend(told);
    document.documentElement.dataset.failed = "yes";
  }

  const missing = (path) => `${path} is missing. Copy the whole folder of the release.`;

  // Scripts of the page that are not there, and faults of handlers. What ResizeObserver says of itself is no fault.
  addEventListener("error", ({ target, error, message }) => {
    if (target instanceof HTMLScriptElement) {
      if (!target.dataset.awaited) failed(missing(target.getAttribute("src")));
    } else if (error || !String(message).startsWith("ResizeObserver")) failed(error || message);
  }, true);

  function script(path) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = path;
      element.dataset.awaited = "yes";
      element.onload = resolve;
      element.onerror = () => reject(new Error(missing(path)));
      document.head.append(element);
    });
  }

  function need(name, path = `data/${name}.js`) {
    if (values.has(name)) return Promise.resolve(values.get(name));
    if (!promises.has(name)) {
      promises.set(name, new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        script(path).then(() => {
          if (!values.has(name)) throw new Error(`${path} is damaged. casus release verify says which files are.`);
        }).catch((error) => {
          promises.delete(name);
          reject(error);
        });
      }));
    }
    return promises.get(name);
  }

  // Libraries that only one view needs are loaded with it.
  function scripts(...paths) {
    return paths.reduce((before, path) => before.then(() => {
      if (!promises.has(path)) promises.set(path, script(path));
      return promises.get(path);
    }), Promise.resolve());
  }

  return { take, need, scripts, failed, value: (name) => values.get(name) };
})();
