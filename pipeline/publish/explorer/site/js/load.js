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

  function script(path) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = path;
      element.onload = resolve;
      element.onerror = () => reject(new Error(`${path} is missing. Copy the whole folder of the release.`));
      document.head.append(element);
    });
  }

  function need(name, path = `data/${name}.js`) {
    if (values.has(name)) return Promise.resolve(values.get(name));
    if (!promises.has(name)) {
      promises.set(name, new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        script(path).catch((error) => {
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

  return { take, need, scripts, value: (name) => values.get(name) };
})();
