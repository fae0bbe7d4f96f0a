"use strict";
// Elements and words. Text goes into the page as text only: nothing here or elsewhere parses markup.

// h("p.note", {title: "..."}, "text", element, [more]) makes an element; null and false children are left out.
function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  return filled(element, attributes, children);
}

function svg(tag, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== "") element.append(child);
  }
  return element;
}

// More children for an element, or others instead of those it has.
const add = (element, ...children) => filled(element, null, children);
function put(element, ...children) {
  element.replaceChildren();
  return filled(element, null, children);
}

const words = (() => {
  const numbers = new Intl.NumberFormat("en");
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const MS_A_DAY = 86400000;

  const count = (value) => numbers.format(value);
  const some = (value, one, many) => `${count(value)} ${value === 1 ? one : many || `${one}s`}`;
  const share = (part, whole) => (whole ? `${Math.round((100 * part) / whole)} %` : "");

  // "2024-02-07" and days since 1970, both ways.
  const isoOfDay = (day) => new Date(day * MS_A_DAY).toISOString().slice(0, 10);
  const dayOfIso = (iso) => Math.floor(Date.parse(`${iso}T00:00:00Z`) / MS_A_DAY);

  function day(iso) {
    const [year, month, number] = iso.split("-");
    return `${Number(number)} ${MONTHS[month - 1]} ${year}`;
  }

  function month(iso) {
    const [year, number] = iso.split("-");
    return `${MONTHS[number - 1]} ${year}`;
  }

  // An address out of an article may be anything; only one of the web becomes a link.
  const isAddress = (text) => /^https?:\/\//i.test(text);

  function outside(address, text) {
    return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, text);
  }

  const code = (list, value) => ((casus.value("meanings") || { codes: {} }).codes[list] || {})[value];

  // Text between backticks is a name, as in the descriptions of `schemas/`.
  const named = (text) => text.split("`").map((part, index) => (index % 2 ? h("code", null, part) : part));

  function say(text) {
    document.getElementById("said").textContent = text;
  }

  return { count, some, share, isoOfDay, dayOfIso, day, month, isAddress, outside, code, named, say, MONTHS };
})();
