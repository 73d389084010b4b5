// Opens each report in a real Chromium, in light and dark, wide, on a phone and at 400% zoom, and asks axe-core for
// violations of WCAG 2.1 AA. Also: no request to the outside, and no sideways scrolling of the page itself.
//
//     node check.mjs CHROMIUM REPORT.html...
//
// Exit code 1 where anything is found.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, ...reports] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
// 1280 pixels at 400% are 320 pixels (WCAG 2.1, success criterion 1.4.10).
const views = [
  { name: "wide", width: 1280, height: 900 },
  { name: "phone", width: 375, height: 800 },
  { name: "400%", width: 320, height: 256 },
];

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
let problems = 0;
let checks = 0;
const complain = (where, text) => {
  problems += 1;
  console.error(`${where}: ${text}`);
};

for (const report of reports) {
  for (const colorScheme of ["light", "dark"]) {
    for (const { name, width, height } of views) {
      const where = `${report} (${colorScheme}, ${name})`;
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, bypassCSP: true });
      const page = await context.newPage();
      page.on("request", (request) => {
        if (!/^(file|data):/.test(request.url())) complain(where, `asks for ${request.url()}`);
      });
      await page.goto(pathToFileURL(resolve(report)).href);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate((values) => window.axe.run(document, { runOnly: values }), tags);
      checks += passes.length;
      for (const { id, help, nodes } of violations) {
        complain(where, `${id}: ${help} (${nodes.length} times, first ${nodes[0].html.slice(0, 200)})`);
      }
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (sideways > 0) complain(where, `the page is ${sideways} pixels too wide`);
      await context.close();
    }
  }
}
await browser.close();
console.log(`accessibility: ${reports.length} reports, ${checks} rules passed, ${problems} problems`);
process.exit(problems ? 1 : 0);
