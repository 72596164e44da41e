// Walks the public pages in Chromium as a person would and says what is wrong, one JSON line a page: {"page": …, "faults": […]}.
//   node portal.mjs CHROMIUM http://127.0.0.1:PORT FOLDER     pages are put into FOLDER as they came, for validators
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const NARROW = { width: 320, height: 640 };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [program, site, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });

// What a person with a narrow screen or trembling hands would meet.
function layout() {
  const root = document.documentElement, faults = [];
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const one of document.querySelectorAll("button, .button, .second, .choice label, .doors a, .foot a, summary"))
    if (one.getBoundingClientRect().height && one.getBoundingClientRect().height < 44) faults.push(`too small to press: ${one.outerHTML.slice(0, 80)}`);
  return faults;
}

async function look(page, name) {
  const faults = await page.evaluate(layout);
  for (const media of [{ colorScheme: "light" }, { colorScheme: "dark" }, { colorScheme: "light", forcedColors: "active" }]) {
    await page.emulateMedia({ forcedColors: "none", ...media });
    await page.evaluate(axe);
    const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
    faults.push(...found.violations.map((one) => `${JSON.stringify(media)} ${one.id}: ${one.nodes[0].html.slice(0, 160)}`));
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  await writeFile(`${folder}/${name}.html`, await page.evaluate(async () => (await fetch(location.href)).text()));
  console.log(JSON.stringify({ page: name, faults }));
}

// Tab goes through the page in its order, and where it stands is always to be seen.
async function keyboard(page, name) {
  const faults = [], seen = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button, input, select, summary")], one = document.activeElement;
      return { index: all.indexOf(one), outline: getComputedStyle(one).outlineStyle, html: one.outerHTML.slice(0, 80) };
    });
    if (at.index < 0) break;
    if (at.outline === "none") faults.push(`not to be seen: ${at.html}`);
    if (seen.length && at.index <= seen.at(-1)) faults.push(`out of order: ${at.html}`);
    seen.push(at.index);
  }
  if (seen.length < 8) faults.push(`only ${seen.length} places`);
  console.log(JSON.stringify({ page: `${name} by keyboard`, faults }));
}

// Files are put in one by one, and one is taken away again.
async function files(page, lang, shown, faults, script) {
  const put = async (name, text) => {
    await page.setInputFiles("#file", { name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
    await page.click("main form[enctype] button");
  };
  await page.goto(`${site}/${lang}/files`);
  await shown("files-none");
  await put("空.txt", "");
  if (!(await page.locator("[role=alert]").isVisible())) faults.push("an empty file is not said");
  await shown("files-fault");
  if (script) {
    await page.evaluate(() => { document.getElementById("file").dataset.most = "3"; });
    await put("大きい.bin", "1234");
    if ((await page.evaluate(() => document.getElementById("file").validity.customError)) !== true) faults.push("a file that is too large is sent first");
    await page.goto(`${site}/${lang}/files`);
  }
  await put("画面の写真.png", "a");
  await put(`${"長い名前の記録".repeat(8)}.log`, "b".repeat(200000));
  if ((await page.locator(".files li").count()) !== 2) faults.push("two files were put in");
  await shown("files");
  await page.click("#file-1 button");
  if ((await page.locator(".files li").count()) !== 1) faults.push("one file was taken away");
}

// From the answers to the receipt.
async function send(page, lang, shown, faults) {
  await page.goto(`${site}/${lang}/windows`);
  await page.click("main button[value=next]");
  if (!(await page.locator("[role=alert]").isVisible())) faults.push("nobody chosen is not said");
  await shown("windows-fault");
  await page.check("input[value='demo.desk']");
  await page.click("main button[value=next]");
  await shown("check");
  await page.click("main a[href$='/windows/demo.desk']");
  await page.check("input[name=hide] >> nth=0");
  await page.click("main button[value=see]");
  await shown("consent");
  await page.click("main button[value=done]");
  await shown("windows");
  await page.click("main button[value=next]");
  await page.click("form[action$='/send'] button");
  if (!page.url().endsWith("/receipt")) faults.push(`no receipt: ${page.url()}`);
  if ((await page.locator(".code").count()) !== 2) faults.push("a receipt has a number and a key");
  await shown("receipt");
  await page.click("form[action$='/receipt'] button");
  await page.goto(`${site}/${lang}/receipt`);
  if (await page.locator(".code").count()) faults.push("a closed receipt is still there");
  await shown("no-receipt");
}

// What no rule reads: too long, mended, taken over by the forms.
async function tell(page, lang, shown, faults) {
  const field = (name) => `[name='${name}']`, wrong = async (what) => {
    if (!(await page.locator("[role=alert]").isVisible())) faults.push(`${what} too long is not said`);
  };
  await page.goto(`${site}/${lang}/story`);
  await page.fill("#story", "あ".repeat(20001));
  await page.click("main button[value=next]");
  await wrong("a story");
  await shown("story-fault");
  await page.fill("#story", "朝、画面に電話番号が出た。\nかけた。");
  await page.click("main button[value=stay]");
  await shown("story");
  await page.click("main button[value=next]");
  if (!page.url().endsWith("/about-you")) faults.push(`a story leads to ${page.url()}`);
  await page.fill(field("contact.mail"), "x".repeat(201));
  await page.fill(field("contact.safe"), "夜は電話しない");
  await page.click("main button[value=next]");
  await wrong("an address");
  if ((await page.inputValue(field("contact.safe"))) !== "夜は電話しない") faults.push("what was typed is lost");
  await shown("about-you-fault");
  await page.fill(field("contact.mail"), "a@example.jp");
  await page.click("main button[value=next]");
  await page.goto(`${site}/${lang}/wishes`);
  await page.check(field("wish.recover"));
  await shown("wishes");
  await page.click("main button[value=next]");
  if ((await page.locator(".duty").count()) < 3) faults.push("no forms");
  await shown("forms");
  await page.goto(`${site}/${lang}/forms/police.consultation`);
  if (!(await page.locator(".paper").innerText()).includes("夜は電話しない")) faults.push("the form does not know what was told");
  await shown("form");
  await page.goto(`${site}/${lang}/forms/persons.notice/copy`);
  await shown("form-copy");
  await page.goto(`${site}/${lang}/ask/incident.summary`);
  await shown("ask-long");
}

// Whoever must leave leaves at once: by two keys, by one press, with and without script; and not by a slip.
async function leave(lang, script) {
  const context = await browser.newContext({ viewport: NARROW, javaScriptEnabled: script }), faults = [];
  const page = await context.newPage(), here = () => page.url().startsWith(site);
  await page.route("**/*", (route) => (route.request().url().startsWith(site) ? route.continue() : route.fulfill({ contentType: "text/html", body: "weather" })));
  const gone = async (what) => page.waitForURL((url) => !url.href.startsWith(site), { timeout: 5000 }).catch(() => faults.push(`${what} does not leave`));
  for (const keys of script ? [["Escape", "Escape"], ["Shift", "Shift", "Shift"]] : []) {
    await page.goto(`${site}/${lang}/story`);
    await page.fill("#story", "x");
    await page.press("#story", "Shift+A");
    await page.press("#story", "Shift+B");
    await page.press("#story", "Shift+C");
    for (const key of keys.slice(1)) await page.keyboard.press(key);
    await page.waitForTimeout(200);
    if (!here()) faults.push(`${keys[0]} leaves too soon`);
    await page.keyboard.press(keys[0]);
    await gone(keys[0]);
  }
  await page.goto(`${site}/${lang}/ask`);
  await page.click("[data-leave]");
  await gone("the link");
  await page.goto(`${site}/${lang}/duties?all=1`);
  await page.emulateMedia({ media: "print" });
  if (script) await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const folded = await page.evaluate(() => [...document.querySelectorAll("details > :not(summary)")].filter((one) => !one.checkVisibility() || !one.getBoundingClientRect().height).length);
  if (folded) faults.push(`${folded} parts are not printed`);
  if (script) {
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    if (await page.locator("details[open]").count()) faults.push("parts stay open after printing");
  }
  console.log(JSON.stringify({ page: `${lang}-leave and print${script ? "" : " without script"}`, faults }));
  await context.close();
}

// A page stays good while others are opened beside it, also by a link from elsewhere.
async function tabs(lang) {
  const context = await browser.newContext({ viewport: NARROW }), faults = [], elsewhere = "http://elsewhere.example/";
  const first = await context.newPage(), second = await context.newPage();
  await first.goto(`${site}/${lang}/story`);
  await first.fill("#story", "x");
  await second.route(`${elsewhere}**`, (route) => route.fulfill({ contentType: "text/html", body: `<a href="${site}/${lang}/resume">a</a>` }));
  await second.goto(elsewhere);
  await second.click("a");
  await second.waitForSelector("#code");
  await first.click("main button[value=next]");
  if (!first.url().endsWith("/about-you")) faults.push(`a page is of no use any more: ${first.url()}`);
  console.log(JSON.stringify({ page: `${lang}-tabs`, faults }));
  await context.close();
}

async function walk(lang, script) {
  const context = await browser.newContext({ viewport: NARROW, javaScriptEnabled: script, bypassCSP: script });
  const page = await context.newPage(), faults = [], name = (part) => `${lang}-${part}`;
  page.on("pageerror", (fault) => faults.push(`script: ${fault.message}`));
  page.on("request", (request) => { if (!request.url().startsWith(site)) faults.push(`asks for ${request.url()}`); });
  const shown = async (part) => { if (script) await look(page, name(part)); };
  const answer = async (fact, box) => {
    await page.goto(`${site}/${lang}/ask/${fact}`);
    await (box.startsWith("#") ? page.check(box) : page.fill("#answer", box));
    await shown(fact);
    await page.click("main button[value=next]");
  };
  await page.goto(`${site}/${lang}/`);
  await shown("home");
  if (script) await keyboard(page, name("home"));
  await page.click("main a.button");
  await shown("start");
  await page.click("main a.button");
  if (script) await keyboard(page, name("question"));
  await page.click("main button[value=next]");
  if (script && (await page.evaluate(() => document.activeElement.id)) !== "error") faults.push("a fault is not brought into view");
  if (!(await page.locator("[role=alert]").isVisible())) faults.push("a fault is not said");
  await shown("fault");
  await answer("person.danger", "#answer-2");
  await answer("incident.money_moving", "#answer");
  if (!page.url().endsWith("/urgent")) faults.push(`money does not interrupt: ${page.url()}`);
  await shown("urgent");
  await answer("actor.kind", "#answer-2");
  await answer("incident.kinds", "#answer");
  await answer("incident.known_at", "2026-11-20 9:00");
  await page.goto(`${site}/${lang}/duties?all=1`);
  if ((await page.locator(".duty").count()) < 5) faults.push("the result is empty");
  await shown("duties");
  for (const part of ["guides", "guides/jp.guide.ransomware", "resume", "help", "privacy", "accessibility", "ask/actor.prefecture"]) {
    await page.goto(`${site}/${lang}/${part}`);
    await shown(part.replace("/", "-"));
  }
  await files(page, lang, shown, faults, script);
  await tell(page, lang, shown, faults);
  await send(page, lang, shown, faults);
  console.log(JSON.stringify({ page: name(script ? "walk" : "walk without script"), faults }));
  await context.close();
}

for (const lang of ["ja", "ja-simple", "en"]) await walk(lang, true);
await walk("ja", false);
for (const script of [true, false]) await leave("ja", script);
await tabs("ja");
await browser.close();
