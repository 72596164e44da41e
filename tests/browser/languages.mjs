// Looks at the pages in three languages as eyes do, and says what is wrong, one JSON line each: {"page": …, "faults": […]}.
//   node languages.mjs CHROMIUM http://127.0.0.1:PORT
// Fonts: each sign has a glyph, and Japanese is drawn by a Japanese font. Words that are 60 % longer, and the other direction of
// writing, fit on 320 pixels. The language is switched with a fault on the page, with script and without; Enter goes on.
import { chromium } from "playwright-core";

const NARROW = { width: 320, height: 640 }, LANGS = ["ja", "ja-simple", "en"];
const JAPANESE_FONT = /JP|IPA|Hiragino|BIZ UD|Yu Gothic|Meiryo|Takao|VL Gothic|Japanese/i;
const SAMPLE = "直骨角海今令 髙﨑𠮷 神葛 ｶﾅ かな カナ";
const PAGES = ["", "guides", "guides/jp.guide.danger", "start", "ask", "ask/incident.kinds", "ask/actor.prefecture", "ask/incident.known_at", "urgent", "duties?all=1", "resume",
  "help", "privacy", "status", "accessibility", "windows", "windows/demo.desk", "story", "about-you", "wishes", "forms", "forms/ppc.leak", "forms/ppc.leak/copy", "files", "check", "case"];
const SENT = ["receipt", "case", "case/sent", "case/more"];
const [program, site] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
const say = (page, faults) => console.log(JSON.stringify({ page, faults }));

async function answered(context, lang) {
  const page = await context.newPage();
  const answer = async (fact, box) => {
    await page.goto(`${site}/${lang}/ask/${fact}`);
    await (box.startsWith("#") ? page.check(box) : page.fill("#answer", box));
    await page.click("main button[value=next]");
  };
  await answer("person.danger", "#answer-2");
  await answer("incident.money_moving", "#answer");
  await answer("actor.kind", "#answer-2");
  await answer("incident.kinds", "#answer");
  await answer("data.personal", "#answer");
  await answer("data.people", "3000");
  await answer("incident.known_at", "8.11.20 9:00");
  await page.goto(`${site}/${lang}/windows`);
  await page.check("input[value='demo.desk']");
  await page.click("main button[value=next]");
  return page;
}

// --- fonts ---------------------------------------------------------------------------------------------------------------------

// Signs that look like one that no font has.
function tofu() {
  const canvas = document.createElement("canvas"), context = canvas.getContext("2d", { willReadFrequently: true });
  canvas.width = canvas.height = 48;
  const drawn = (sign) => {
    context.clearRect(0, 0, 48, 48);
    context.font = `32px ${getComputedStyle(document.body).fontFamily}`;
    context.fillText(sign, 4, 36);
    return context.getImageData(0, 0, 48, 48).data.join();
  };
  const missing = drawn("\u{8FFFD}");
  const signs = new Set([...document.body.innerText, ...[...document.querySelectorAll("input, textarea")].map((one) => one.value).join("")]);
  return [...signs].filter((sign) => /[^\s\u{E0100}-\u{E01EF}\u200B-\u200F]/u.test(sign) && drawn(sign) === missing);
}

async function fonts(page, name) {
  const faults = (await page.evaluate(tofu)).map((sign) => `no glyph: ${sign} U+${sign.codePointAt(0).toString(16)}`);
  const client = await page.context().newCDPSession(page);
  await client.send("DOM.enable");
  await client.send("CSS.enable");
  const { root } = await client.send("DOM.getDocument", { depth: 0 });
  const { nodeIds } = await client.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "h1, h2, h3, p, li, dd, dt, label, button, legend, input, textarea" });
  const used = {};
  for (const nodeId of nodeIds) {
    const words = (await client.send("DOM.getOuterHTML", { nodeId }).catch(() => ({ outerHTML: "" }))).outerHTML;
    if (!/[\u3040-\u30ff\u3400-\u9fff]/.test(words)) continue;
    for (const font of (await client.send("CSS.getPlatformFontsForNode", { nodeId })).fonts) used[font.familyName] = (used[font.familyName] || 0) + font.glyphCount;
  }
  await client.detach();
  if (name.startsWith("ja") && !Object.keys(used).length) faults.push("no Japanese was drawn");
  for (const family of Object.keys(used))
    if (/\b(SC|TC|HK|KR)\b|Hei|Song|Ming|Batang|Gulim|Malgun/.test(family)) faults.push(`Japanese drawn by ${family}`);
  const most = Object.entries(used).sort((a, b) => b[1] - a[1])[0];
  if (name.startsWith("ja") && most && !JAPANESE_FONT.test(most[0])) faults.push(`mostly drawn by ${most[0]}`);
  return faults;
}

// --- longer words ----------------------------------------------------------------------------------------------------------------

// Every text more than half as long again, as another language might have it.
function lengthen() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const words = node.data.trim();
    if (!words || node.parentElement.closest("script, style, svg, textarea")) continue;
    const more = Math.ceil([...words].length * 0.6), signs = [...words];
    node.data = node.data.replace(words, `${words} ${Array.from({ length: more }, (_, i) => signs[i % signs.length]).join("")}`);
  }
}

function tooWide() {
  const root = document.documentElement, faults = [];
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (!box.width || !box.height || one.closest(".skip, .first, .unseen, svg") || !one.checkVisibility()) continue;
    if (box.right > root.clientWidth + 1 || box.left < -1) faults.push(`sticks out: ${one.outerHTML.slice(0, 90)}`);
    if (one.scrollWidth > one.clientWidth + 1 && style.overflowX === "hidden") faults.push(`cut: ${one.outerHTML.slice(0, 90)}`);
  }
  return faults.slice(0, 3);
}

async function longer(page) {
  const faults = [];
  await page.evaluate(lengthen);
  faults.push(...(await page.evaluate(tooWide)));
  await page.evaluate(() => { document.documentElement.dir = "rtl"; });
  faults.push(...(await page.evaluate(tooWide)).map((fault) => `from right to left: ${fault}`));
  return faults;
}

async function walk(lang) {
  const context = await browser.newContext({ viewport: NARROW, bypassCSP: true });
  const page = await answered(context, lang);
  for (const part of PAGES) {
    await page.goto(`${site}/${lang}/${part}`);
    say(`${lang}/${part}`, [...(await fonts(page, lang)), ...(await longer(page))]);
  }
  await page.goto(`${site}/${lang}/ask/data.people`);
  await page.fill("#answer", `${SAMPLE}${"長い".repeat(30)}`);
  await page.click("main button[value=next]");
  const faults = (await page.locator("#error").isVisible()) ? [] : ["a fault is not said"];
  say(`${lang}/fault`, [...faults, ...(await fonts(page, lang)), ...(await longer(page))]);
  await page.goto(`${site}/${lang}/story`);
  await page.fill("#story", SAMPLE);
  say(`${lang}/typed`, await fonts(page, lang));
  await page.click("main button[value=next]");
  await sent(page, lang);
  await context.close();
}

async function sent(page, lang) {
  await page.goto(`${site}/${lang}/check`);
  await page.click("form[action$='/send'] button");
  const [receipt, key] = await page.locator(".code").allInnerTexts();
  await page.goto(`${site}/${lang}/case`);
  await page.fill("#receipt", receipt);
  await page.fill("#key", key);
  await page.click("main form button");
  for (const part of SENT) {
    await page.goto(`${site}/${lang}/${part}`);
    const faults = page.url().endsWith(`/${part}`) ? [] : [`leads to ${page.url()}`];
    if (part === "case/sent" && !(await page.locator("main").innerText()).includes(SAMPLE)) faults.push("the story is not there as it was typed");
    say(`${lang}/${part}, sent`, [...faults, ...(await fonts(page, lang)), ...(await longer(page))]);
  }
}

// What finds nothing must be able to find something.
async function measure() {
  const context = await browser.newContext({ viewport: NARROW, bypassCSP: true }), page = await context.newPage(), faults = [];
  await page.goto(`${site}/ja/help`);
  await page.evaluate(() => { document.querySelector("main").insertAdjacentHTML("beforeend", "<p>\u{0378}</p><p style='width: 30rem; height: 1rem'></p>"); });
  if ((await page.evaluate(tofu)).join() !== "\u{0378}") faults.push("a sign without a glyph is not seen");
  if (!(await page.evaluate(tooWide)).length) faults.push("what is too wide is not seen");
  say("the measures themselves", faults);
  await context.close();
}

// --- another language, and Enter ---------------------------------------------------------------------------------------------------

async function switching(script) {
  const context = await browser.newContext({ viewport: NARROW, javaScriptEnabled: script }), page = await context.newPage(), faults = [], told = [];
  await page.goto(`${site}/ja/ask/data.people`);
  await page.fill("#answer", "たくさんの人");
  await page.press("#answer", "Enter");
  if (!(await page.locator("#error").isVisible())) faults.push("Enter does not answer");
  for (const lang of ["en", "ja-simple", "ja"]) {
    await page.click(`.tongues [lang='${lang}']`);
    if (!page.url().endsWith(`/${lang}/ask/data.people`)) faults.push(`switched to ${page.url()}`);
    if ((await page.inputValue("#answer")) !== "たくさんの人") faults.push(`what was typed is lost in ${lang}`);
    told.push(await page.locator("#error").innerText());
    const height = (await page.locator(".tongues button").first().boundingBox()).height;
    if (height < 44) faults.push(`a language is too small to press: ${height}`);
  }
  if (new Set(told).size !== 3) faults.push("the fault is not told in each language");
  await page.fill("#answer", "3000");
  await page.click(".tongues [lang='en']");
  if ((await page.inputValue("#answer")) !== "3,000 people" || (await page.locator("#error").count())) faults.push("a mended answer is not taken along");
  await page.goto(`${site}/ja/ask/actor.kind`);
  await page.check("#answer-2");
  await page.goto(`${site}/en/ask/data.people`);
  await page.fill("#answer", "4000");
  await page.press("#answer", "Enter");
  if (page.url().includes("data.people")) faults.push("Enter does not go on");
  await page.goto(`${site}/en/about-you`);
  await page.fill("[name='contact.mail']", "a@example.jp");
  await page.press("[name='contact.mail']", "Enter");
  if (!page.url().endsWith("/files")) faults.push(`Enter leads to ${page.url()}`);
  say(`switching${script ? "" : " without script"}`, faults);
  await context.close();
}

for (const lang of LANGS) await walk(lang);
await measure();
await switching(true);
await switching(false);
await browser.close();
