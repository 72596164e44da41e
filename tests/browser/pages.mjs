// Opens pages in Chromium and says what is wrong with them, one JSON line a page: {"file": ..., "faults": [...]}.
//   node pages.mjs CHROMIUM FILE...
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const NARROW = { width: 320, height: 640 }, WIDE = { width: 1280, height: 900 };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [program, ...files] = process.argv.slice(2);

// What does not fit across, and text that is cut off.
function tooWide() {
  const root = document.documentElement, faults = [];
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const one of document.querySelectorAll("main *"))
    if (one.tagName !== "TEXTAREA" && one.getBoundingClientRect().right > root.clientWidth + 1) faults.push(`sticks out: ${one.tagName}`);
  return faults.slice(0, 3);
}

function tooSmall() {
  const small = [...document.querySelectorAll("button")].filter((button) => button.getBoundingClientRect().height < 44);
  return small.length ? [`${small.length} buttons are too small to press`] : [];
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  return found.violations.map((one) => `${one.id}: ${one.nodes.length} x ${one.nodes[0].html.slice(0, 200)}`);
}

async function withoutScript(browser, url) {
  const context = await browser.newContext({ viewport: NARROW, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  const faults = [];
  if (!(await page.locator("h1").isVisible())) faults.push("without script: no heading");
  if (await page.locator("button:visible").count()) faults.push("without script: a button that does nothing");
  const text = await page.locator("main").innerText();
  await context.close();
  return { faults, text };
}

// The answers are there without script: all that script may add are its buttons.
async function withScript(browser, url, plain) {
  const context = await browser.newContext({ viewport: WIDE, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (fault) => faults.push(`script: ${fault.message}`));
  page.on("dialog", async (dialog) => { faults.push("a dialog opened"); await dialog.dismiss(); });
  page.on("request", (request) => { if (request.url() !== url) faults.push(`asks for ${request.url()}`); });
  await page.goto(url);
  faults.push(...(await page.evaluate(tooSmall)), ...(await violations(page)));
  const buttons = page.locator("button:visible"), count = await buttons.count();
  const copy = count ? await buttons.first().innerText() : "";
  const lines = (text) => text.split("\n").filter((line) => line.trim() && line.trim() !== copy).join("\n");
  if (lines(await page.locator("main").innerText()) !== lines(plain)) faults.push("script changes what is said");
  const boxes = await page.locator("textarea").count();
  if (count !== boxes) faults.push(`${boxes} boxes, ${count} buttons`);
  for (const at of new Set(count && count === boxes ? [0, count - 1] : [])) faults.push(...(await copies(page, at)));
  await page.setViewportSize(NARROW);
  faults.push(...(await page.evaluate(tooWide)));
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await violations(page)).map((one) => `dark: ${one}`));
  await context.close();
  return faults;
}

async function copies(page, at) {
  const faults = [], box = await page.locator("textarea").nth(at).inputValue();
  await page.locator("button").nth(at).click();
  const status = page.locator("[role=status]");
  await status.filter({ hasText: /./ }).waitFor({ state: "attached", timeout: 2000 }).catch(() => faults.push("copying is not told"));
  const held = await page.evaluate(() => navigator.clipboard.readText());
  if (held !== box) faults.push("what is copied is not what the box holds");
  return faults;
}

const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
for (const file of files) {
  const url = pathToFileURL(file).href;
  const plain = await withoutScript(browser, url);
  const faults = [...plain.faults, ...(await withScript(browser, url, plain.text))];
  console.log(JSON.stringify({ file, faults }));
}
await browser.close();
