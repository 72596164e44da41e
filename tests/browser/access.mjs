// Looks at pages as they came, in Chromium: for those who enlarge, who only have keys, who see other colours, who print. One JSON line a
// page: {"page": n, "checks": {NAME: [fault, …]}, "outline": […]}.
//   node access.mjs CHROMIUM http://127.0.0.1:PORT PAGES.json FOLDER     PAGES.json: [{"at": address, "print": name or ""}, …]
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { clips, contrast, grey, places, sizes, stop, targets, wide } from "./looks.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
const SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";
const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const [program, site, list, folder] = process.argv.slice(2);
const pages = JSON.parse(await readFile(list, "utf8"));
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu", "--in-process-gpu"] });
const context = await browser.newContext({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 });
const page = await context.newPage();
const line = await context.newCDPSession(page), SHIFT = 8, heard = [];
page.on("pageerror", (fault) => heard.push(`script: ${fault.message}`));
page.on("console", (said) => { if (["error", "warning"].includes(said.type()) && !said.text().includes("Failed to load resource")) heard.push(said.text()); });
page.on("request", (request) => { if (!request.url().startsWith(site)) heard.push(`asks for ${request.url()}`); });

async function styled(css, width, height, look) {
  await page.setViewportSize({ width, height });
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, css);
  const faults = await page.evaluate(look);
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
  await page.setViewportSize({ width: 320, height: 640 });
  return faults;
}

async function violations() {
  const faults = [], open = [];
  for (const media of [{ colorScheme: "light" }, { colorScheme: "dark" }, { colorScheme: "light", forcedColors: "active" }]) {
    await page.emulateMedia({ forcedColors: "none", ...media });
    const runOnly = media.colorScheme === "light" && !media.forcedColors ? { type: "tag", values: RULES } : { type: "rule", values: OF_COLOURS };
    const found = await page.evaluate((what) => globalThis.axe.run(document, { runOnly: what }), runOnly);
    faults.push(...found.violations.map((one) => `${JSON.stringify(media)} ${one.id}: ${one.nodes[0].html.slice(0, 160)}`));
    const signs = (one) => (one.nodes.every((node) => node.html.includes('aria-hidden="true"')) ? " of signs" : "");
    open.push(...found.incomplete.map((one) => one.id + signs(one) + (media.forcedColors ? " in forced colours" : "")));
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  return [faults, [...new Set(open)]];
}

// Through the page and back: each place once, in its order, to be seen, and under nothing; in dark colours on the way there.
async function keys() {
  const order = [], sight = [];
  const count = await page.evaluate(() => {
    globalThis.stops = [];
    addEventListener("keyup", (event) => { if (event.key === "Tab") globalThis.stops.push(globalThis.stop()); }, true);
    document.querySelector(".skip").focus();
    return globalThis.places().length;
  });
  for (const [key, colorScheme, first, step] of [["Tab", "dark", 1, 1], ["Shift+Tab", "light", count - 2, -1]]) {
    await page.emulateMedia({ colorScheme });
    const tab = { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9, modifiers: step < 0 ? SHIFT : 0 }, sent = [];
    for (let i = 1; i < count; i++) for (const type of ["rawKeyDown", "keyUp"]) sent.push(line.send("Input.dispatchKeyEvent", { type, ...tab }));
    await Promise.all(sent);
    const stops = await page.evaluate(() => globalThis.stops.splice(0));
    if (stops.length !== count - 1) order.push(`${key}: ${stops.length} stops for ${count - 1}`);
    const astray = stops.findIndex((one, i) => one.place !== first + step * i);
    if (astray >= 0) order.push(`${key}: ${stops[astray].place} for ${first + step * astray} of ${count}: ${stops[astray].html}`);
    sight.push(...stops.flatMap((one) => one.faults));
  }
  await page.evaluate(() => document.activeElement.blur());
  return [order, sight];
}

async function forced() {
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  const faults = await page.evaluate(grey);
  await page.emulateMedia({ forcedColors: "none", reducedMotion: "no-preference" });
  return faults;
}

function motion() {
  const moving = [...document.querySelectorAll("*")].filter((one) => {
    const style = getComputedStyle(one);
    return style.animationName !== "none" || Number.parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === "smooth";
  });
  return [...document.getAnimations().map(() => "moves"), ...moving.map((one) => `moves: ${one.tagName}`)];
}

async function outline() {
  const tree = await page.locator("body").ariaSnapshot();
  const kept = tree.split("\n").filter((line) => /^ *- '?(banner|main|contentinfo|complementary|navigation|region|heading|alert|status|form|radiogroup|group)\b/.test(line));
  return [await page.title(), ...kept.map((line) => line.trim().replace(/^- '?/, "").replace(/'?:?$/, ""))];
}

async function print(name) {
  await page.emulateMedia({ media: "print" });
  await page.pdf({ path: `${folder}/${name}.pdf`, preferCSSPageSize: true, printBackground: false });
  await page.emulateMedia({ media: "screen" });
}

for (const [n, one] of pages.entries()) {
  heard.length = 0;
  const checks = {};
  await page.goto(site + one.at, { waitUntil: "load" });
  await page.evaluate(`globalThis.places = ${places}; globalThis.stop = () => (${stop})()`);
  await page.evaluate(axe);
  checks["a fault is brought into view"] = await page.evaluate(() => document.getElementById("error") && document.activeElement.id !== "error" ? ["stands elsewhere"] : []);
  const [order, sight] = await keys();
  checks["a keyboard goes through in order and back"] = order;
  checks["focus is seen and under nothing"] = sight;
  const [broken, open] = await violations();
  checks["axe finds nothing"] = broken;
  checks["nothing sideways at 320 pixels"] = await styled("", 320, 256, wide);
  checks["text at 200 percent fits"] = [...(await styled("html { font-size: 200% !important }", 640, 512, wide)), ...(await styled("html { font-size: 200% !important }", 640, 512, clips))];
  checks["wider spacing fits"] = [...(await styled(SPACING, 320, 640, wide)), ...(await styled(SPACING, 320, 640, clips))];
  checks["nothing is cut or covered"] = await page.evaluate(clips);
  checks["what is pressed is large enough"] = await page.evaluate(targets);
  checks["choices of one group are alike"] = await page.evaluate(sizes);
  checks["everything is there in forced colours"] = await forced();
  checks["nothing moves"] = await page.evaluate(motion);
  checks["links are not told by colour alone"] = await page.evaluate(contrast);
  checks["no fault of script, nothing from elsewhere"] = [...heard];
  const seen = await outline();
  if (one.print) await print(one.print);
  if (process.env.PICTURES) {
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    await page.evaluate(() => { document.documentElement.style.filter = "grayscale(1)"; });
    await page.screenshot({ path: `${process.env.PICTURES}/${n}.png`, fullPage: true });
  }
  console.log(JSON.stringify({ page: n, checks, open, outline: seen }));
}
await browser.close();
