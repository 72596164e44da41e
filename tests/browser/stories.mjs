// Lives stories in Chromium, from the first page to the receipt, as their persons would: question after question, leaving open what they
// do not know. One JSON line a story: {"story": …, "faults": […], "questions": n}.
//   node stories.mjs CHROMIUM http://127.0.0.1:PORT FOLDER     the printed result of each story is put into FOLDER
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const QUESTIONS_MOST = 120;
const [program, site, folder] = process.argv.slice(2);
const stories = JSON.parse(await readFile(new URL("stories.json", import.meta.url), "utf8"));
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });

// A person who only has keys: Tab until it is reached, then the key that works it.
async function reach(page, selector) {
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`not reached by keyboard: ${selector}`);
}

const hands = (page, keyboard) => keyboard ? {
  press: async (selector) => { await reach(page, selector); await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]); },
  tick: async (selector) => {
    const radio = await page.locator(selector).evaluate((box) => box.type === "radio");
    await reach(page, radio ? "input[name=answer]" : selector);
    if (!radio) return page.keyboard.press("Space");
    await page.keyboard.press("Space");
    for (let i = 0; i < 100 && !(await page.isChecked(selector)); i++) await page.keyboard.press("ArrowDown");
  },
  choose: async (selector, value) => { await reach(page, selector); await page.selectOption(selector, value); },
  write: async (selector, text) => { await reach(page, selector); await page.keyboard.type(text); },
} : {
  press: (selector) => page.click(selector),
  tick: (selector) => page.check(selector),
  choose: (selector, value) => page.selectOption(selector, value),
  write: (selector, text) => page.fill(selector, text),
};

async function answer(page, hand, value) {
  if (value === undefined) return hand.press("main button[value=skip]");
  if (await page.locator("select#answer").count()) await hand.choose("#answer", value);
  else if (await page.locator("input#answer[type=text]").count()) await hand.write("#answer", value);
  else for (const one of [value].flat()) await hand.tick(`input[name=answer][value='${one}']`);
  await hand.press("main button[value=next]");
}

async function interview(page, story, hand) {
  const at = (part) => page.url().endsWith(`/${story.lang}/${part}`), seen = { questions: 0, urgent: false };
  while (!at("duties") && seen.questions < QUESTIONS_MOST) {
    if (at("urgent")) {
      seen.urgent = true;
      await hand.press("main a.button");
      continue;
    }
    const action = await page.getAttribute("main form", "action");
    await answer(page, hand, story.answers[action.split("/ask/")[1]]);
    seen.questions++;
  }
  return seen;
}

// In her own words, and who she is.
async function tell(page, story, hand) {
  await hand.press(`main a[href='/${story.lang}/story']`);
  await hand.write("#story", story.story);
  await hand.press("main button[value=next]");
  for (const [fact, value] of Object.entries(story.about)) {
    const box = `input[name='${fact}']`;
    if (await page.locator(`${box}[type=radio]`).count()) await hand.tick(`${box}[value='${value}']`);
    else await hand.write(box, value);
  }
  await hand.press("main button[value=next]");
  await page.goto(`${site}/${story.lang}/duties`);
}

async function send(page, story, hand, faults) {
  await hand.press(`main a[href='/${story.lang}/windows']`);
  await hand.tick("input[name=window][value='demo.desk']");
  await hand.press("main button[value=next]");
  await hand.press("form[action$='/send'] button");
  const codes = await page.locator(".code").allTextContents();
  if (!page.url().endsWith("/receipt") || codes.length !== (story.about ? 3 : 2)) faults.push(`no receipt at ${page.url()}`);
  return codes;
}

// A browser of its own, as on another device.
async function device(story, faults) {
  const context = await browser.newContext({ viewport: { width: story.width, height: 700 }, javaScriptEnabled: story.script !== false });
  const page = await context.newPage();
  page.on("pageerror", (fault) => faults.push(`script: ${fault.message}`));
  page.on("response", (response) => { if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`); });
  return page;
}

// Stops in the middle, and goes on elsewhere with the code on paper.
async function elsewhere(page, story, faults) {
  await page.click("main button[value=later]");
  const code = await page.innerText(".code"), other = await device(story, faults);
  await page.context().close();
  await other.goto(`${site}/${story.lang}/resume`);
  await other.fill("#code", code.toLowerCase());
  await other.click("main form button");
  return other;
}

// Whoever helped reads what was sent with her own key, and is not offered what only the person may do.
async function helper(story, [number, , key], faults) {
  const page = await device(story, faults);
  await page.goto(`${site}/${story.lang}/case`);
  await page.fill("#receipt", number);
  await page.fill("#key", key);
  await page.click("main form button");
  if (!(await page.innerText("main")).includes(number)) faults.push("the helper does not see the case");
  if (await page.locator("a[href$='/case/more'], a[href$='/case/stop']").count()) faults.push("the helper is offered what is the person's");
  await page.context().close();
}

// Reads the case on another device, and follows it up with what is known by then.
async function afterwards(story, [number, key], faults) {
  const page = await device(story, faults);
  await page.goto(`${site}/${story.lang}/case`);
  await page.fill("#receipt", number);
  await page.fill("#key", key.toLowerCase());
  await page.click("main form button");
  if (!(await page.innerText("main")).includes(number)) faults.push("the case is not there");
  if (story.more) {
    await page.click("main a[href$='/case/more']");
    await page.click("main form button");
    await page.goto(`${site}/${story.lang}/ask/${story.more.fact}`);
    await page.fill("#answer", story.more.value);
    await page.click("main button[value=next]");
    await page.goto(`${site}/${story.lang}/check`);
    const shown = [await page.innerText("del"), await page.innerText("ins")].join(" to ");
    if (shown !== story.more.shown) faults.push(`shows the change as ${shown}`);
    await page.click("form[action$='/send'] button");
    if (!page.url().endsWith("/receipt")) faults.push(`no receipt of the follow-up at ${page.url()}`);
  }
  if (story.stops) {
    await page.goto(`${site}/${story.lang}/case`);
    const before = await page.innerText("main");
    await page.click("main a[href$='/case/stop']");
    await page.click("#send");
    if (!page.url().endsWith("/case") || (await page.innerText("main")) === before) faults.push(`stopping leads to ${page.url()}`);
  }
  await page.context().close();
}

async function live(story) {
  const faults = [];
  let page = await device(story, faults), hand = hands(page, story.keyboard);
  await page.goto(`${site}/${story.lang}/`);
  await hand.press(`main a.button[href='/${story.lang}/start']`);
  await hand.press("main a.button");
  if (story.resumed) {
    page = await elsewhere(page, story, faults);
    hand = hands(page, story.keyboard);
  }
  const seen = await interview(page, story, hand), said = await page.innerText("main");
  if (seen.urgent !== story.urgent) faults.push(`interrupted: ${seen.urgent}`);
  for (const words of [...story.windows, ...story.dates]) if (!said.includes(words)) faults.push(`does not say ${words}`);
  if (story.width > 1000) await page.pdf({ path: `${folder}/${story.name.replace(/\W+/g, "-")}.pdf`, format: "A4" });
  if (story.about) await tell(page, story, hand);
  const codes = await send(page, story, hand, faults);
  if (story.width > 1000) await page.pdf({ path: `${folder}/${story.name.replace(/\W+/g, "-")}-receipt.pdf`, format: "A4" });
  await page.context().close();
  if (story.about) await helper(story, codes, faults);
  await afterwards(story, codes, faults);
  console.log(JSON.stringify({ story: story.name, faults, questions: seen.questions }));
}

for (const story of stories) {
  try {
    await live(story);
  } catch (fault) {
    console.log(JSON.stringify({ story: story.name, faults: [String(fault).slice(0, 400)], questions: 0 }));
  }
}
await browser.close();
