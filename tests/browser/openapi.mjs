// Reads a description of an interface from standard input and prints what is wrong with it, a line each.
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { text } from "node:stream/consumers";

const config = await createConfig({ extends: ["recommended-strict"] });
for (const fault of await lintFromString({ source: await text(process.stdin), absoluteRef: "openapi.json", config }))
  console.log(`${fault.ruleId} ${fault.location[0].pointer} ${fault.message}`);
