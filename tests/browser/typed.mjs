// A person's own Chromium with a profile on disk, told what to do by lines of standard input; each is answered by one JSON line.
//   node typed.mjs CHROMIUM http://127.0.0.1:PORT PROFILE
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [program, site, profile] = process.argv.slice(2);
const context = await chromium.launchPersistentContext(profile, { executablePath: program, args: ["--no-sandbox"] });
const page = context.pages()[0] ?? (await context.newPage());
page.setDefaultTimeout(15000);

const doing = {
  open: (path) => page.goto(site + path),
  type: async (selector, text) => {
    await page.focus(selector);
    await page.keyboard.press("Control+End");
    await page.keyboard.type(text);
  },
  press: (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]),
  press_only: (selector) => page.click(selector),
  pick: (selector, ...files) => page.setInputFiles(selector, files),
  back: () => page.goBack(),
  said: (words) => page.getByText(words).first().waitFor({ timeout: 40000 }),
  value: (selector) => page.inputValue(selector),
  text: (selector) => page.innerText(selector),
  valid: (selector) => page.$eval(selector, (input) => input.checkValidity()),
  path: () => new URL(page.url()).pathname,
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...words] = JSON.parse(line);
  let answer;
  try {
    const value = await doing[name](...words);
    answer = { value: typeof value === "object" ? null : value };
  } catch (error) {
    answer = { error: String(error).slice(0, 300) };
  }
  console.log(JSON.stringify(answer));
}
await context.close();
