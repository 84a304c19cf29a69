// Label the changes of schemas as graphql-inspector does; JSON comes in and goes out.

import { readFileSync } from "node:fs";
import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const LABELS = { BREAKING: "breaking", DANGEROUS: "dangerous", NON_BREAKING: "safe" };

const labels = [];
for (const { old, new: next } of JSON.parse(readFileSync(0, "utf8"))) {
  const changes = await diff(buildSchema(old), buildSchema(next));
  labels.push(changes.map((change) => LABELS[change.criticality.level]));
}
const manifest = new URL("node_modules/@graphql-inspector/core/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
process.stdout.write(JSON.stringify({ version, labels }));
