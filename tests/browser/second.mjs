// A second opinion on pages: pa11y with its own engine, HTML_CodeSniffer (that of axe has looked already). One JSON line a page: {"page": n, "faults": […]}.
//   node second.mjs CHROMIUM http://127.0.0.1:PORT PAGES.json     PAGES.json: [{"at": address}, …]
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import pa11y from "pa11y";

const puppeteer = createRequire(import.meta.resolve("pa11y"))("puppeteer");
const [program, site, list] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath: program, args: ["--no-sandbox"] });
for (const [n, one] of JSON.parse(await readFile(list, "utf8")).entries()) {
  const said = await pa11y(site + one.at, { browser, runners: ["htmlcs"], standard: "WCAG2AA", timeout: 120000 });
  const faults = said.issues.filter((issue) => issue.type === "error").map((issue) => `${issue.runner} ${issue.code}: ${issue.message.slice(0, 100)} ${issue.context?.slice(0, 120)}`);
  console.log(JSON.stringify({ page: n, faults }));
}
await browser.close();
