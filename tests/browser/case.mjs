// Walks one's own report in Chromium: the door, the case, a follow-up with its changes, the requests, a note; three languages, wide
// and narrow. One JSON line a page: {"page": …, "faults": […]}.
//   node case.mjs CHROMIUM http://127.0.0.1:PORT RECEIPT KEY FOLDER     pages are put into FOLDER as they came, for validators
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [program, site, receipt, key, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });

function layout() {
  const root = document.documentElement, faults = [];
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const one of document.querySelectorAll("button, .button, .second, .doors a, .foot a"))
    if (one.getBoundingClientRect().height && one.getBoundingClientRect().height < 44) faults.push(`too small to press: ${one.outerHTML.slice(0, 80)}`);
  return faults;
}

async function walk(lang, width) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true }), page = await context.newPage();
  const look = async (part, want = true) => {
    const faults = await page.evaluate(layout);
    if (!want) faults.push(`not what was meant: ${page.url()}`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe);
      const found = await page.evaluate(() => globalThis.axe.run(document));
      faults.push(...found.violations.map((one) => `${colorScheme} ${one.id}: ${one.nodes[0].html.slice(0, 160)}`));
    }
    await writeFile(`${folder}/${lang}-${width}-${part}.html`, await page.evaluate(async () => (await fetch(location.href)).text()));
    await page.screenshot({ path: `${folder}/${lang}-${width}-${part}.png`, fullPage: true });
    console.log(JSON.stringify({ page: `${lang}-${width}-${part}`, faults }));
  };
  const enter = async (typed) => {
    await page.fill("#receipt", receipt);
    await page.fill("#key", typed);
    await page.click("main form button");
  };
  const go = (path) => page.goto(`${site}/${lang}/${path}`);
  await go("case");
  await look("door");
  await enter("0000");
  await look("wrong", await page.locator("[role=alert]").isVisible());
  await enter(key);
  await look("case", (await page.locator("main").innerText()).includes(receipt));
  await page.locator(".doors a[href$='/case/sent']").click();
  await look("sent", (await page.locator("main section").count()) >= 1 && (await page.locator("main dl.answers dt").count()) >= 5);
  await go("case");
  const noted = await page.locator("a[href*='/case/noted/']").first().getAttribute("href");
  for (const part of ["more", "call", "stop"]) {
    await go(`case/${part}`);
    await look(part, page.url().endsWith(`/case/${part}`));
  }
  await page.goto(site + noted);
  await look("note");
  await page.click("main form button");
  await look("noted", page.url().endsWith("/case"));
  await go("case/more");
  await page.click("main form button");
  await go("ask/data.people");
  await page.fill("#answer", "9000");
  await page.click("main button[value=next]");
  await look("follow", (await page.locator("main ins").count()) === 1);
  await go("check");
  await look("check", (await page.locator("main ins").count()) === 1);
  await go("case/stop");
  await page.click("#send");
  await look("stopped", page.url().endsWith("/case"));
  await page.locator("form[action$='/case/leave'] button").click();
  await look("left", await page.locator("#key").isVisible());
  await context.close();
}

for (const lang of ["ja", "ja-simple", "en"]) for (const width of [320, 1280]) await walk(lang, width);
await browser.close();
