// Builds report.html, the one committed page: types from the schema, bundle by esbuild, style and script put into the template.
// `--check` compares with the committed page instead of writing it. The hash lets a unit test see without Node that source and page agree.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const read = path => readFileSync(new URL(path, here), "utf8").replaceAll("\r\n", "\n");

const generated = ["document.ts", "bench-document.ts"];
const sources = ["../bench-report.schema.json", "../study-report.schema.json", "build.mjs", "package-lock.json", "package.json", "template.html", "tsconfig.json",
  ...readdirSync(new URL("src/", here)).filter(name => !generated.includes(name)).map(name => `src/${name}`)].sort();

function sourceHash() {
  const hash = createHash("sha256");
  for (const path of sources) hash.update(`${path}\n${read(path)}\n`);
  return hash.digest("hex");
}

// Every object of the schema carries the name of its C# record as title.
function typesOf(schema) {
  const interfaces = new Map();
  const resolve = node => node.$ref ? resolve(node.$ref.slice(2).split("/").reduce((at, key) => at[key], schema)) : node;
  const typeOf = raw => {
    const node = resolve(raw);
    if (node.enum) return node.enum.filter(value => value !== null).map(value => JSON.stringify(value)).join(" | ");
    const kinds = [node.type].flat().map(kind => kindOf(kind, node));
    return [...new Set(kinds)].join(" | ");
  };
  const kindOf = (kind, node) => {
    if (kind === "integer" || kind === "number") return "number";
    if (kind === "array") return `(${typeOf(node.items)})[]`;
    if (kind !== "object") return kind;
    if (node.additionalProperties) return `Record<string, ${typeOf(node.additionalProperties)}>`;
    declare(node);
    return node.title;
  };
  const declare = node => {
    if (!node.properties) throw new Error(JSON.stringify(node).slice(0, 300));
    if (interfaces.has(node.title)) return;
    interfaces.set(node.title, "");
    const members = Object.entries(node.properties).map(([name, member]) => {
      const required = node.required?.includes(name);
      const type = required ? typeOf(member) : typeOf(member).replace(" | null", "");
      return `  ${name}${required ? "" : "?"}: ${type};`;
    });
    interfaces.set(node.title, `export interface ${node.title} {\n${members.join("\n")}\n}\n`);
  };
  declare(schema);
  return `// Generated from the schema of ${schema.title} by build.mjs.\n${[...interfaces.values()].join("\n")}`;
}

writeFileSync(new URL("src/document.ts", here), typesOf(JSON.parse(read("../study-report.schema.json"))));
writeFileSync(new URL("src/bench-document.ts", here), typesOf(JSON.parse(read("../bench-report.schema.json"))));

const { outputFiles } = await build({
  absWorkingDir: new URL(".", here).pathname, entryPoints: ["src/main.ts"], bundle: true, minify: true, write: false,
  format: "iife", globalName: "autotune", target: "es2022", charset: "utf8", legalComments: "none",
});
const style = await build({ absWorkingDir: here.pathname, entryPoints: ["src/style.css"], minify: true, write: false, charset: "utf8" });

const parts = {
  hash: sourceHash(),
  style: style.outputFiles[0].text.trim(),
  script: outputFiles[0].text.trim().replaceAll("</script", "<\\/script"),
};
const page = read("template.html").replace(/%%(hash|style|script)%%/g, (_, name) => parts[name]);

if (process.argv.includes("--check")) {
  if (read("report.html") !== page) {
    console.error("report.html is not what the sources give: run `npm ci && npm run build` in src/AutoTune.Reports/page");
    process.exit(1);
  }
} else {
  writeFileSync(new URL("report.html", here), page);
  console.log(`report.html: ${Math.round(page.length / 1024)} KiB`);
}
