// How long until a page can be used over a slow line with a cold cache: 1.6 Mbit/s, 300 ms there and back. One JSON line a page.
//   node slow.mjs CHROMIUM http://127.0.0.1:PORT PATH…
import { chromium } from "playwright-core";

const LINE = { offline: false, latency: 300, downloadThroughput: 200000, uploadThroughput: 96000 };
const [program, site, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
for (const path of paths) {
  const page = await (await browser.newContext()).newPage(), line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", LINE);
  await page.goto(site + path, { waitUntil: "load" });
  const ms = await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
  console.log(JSON.stringify({ page: path, ms: Math.round(ms) }));
  await page.context().close();
}
await browser.close();
