// Answers queries by Comunica. On standard input: a JSON array of {name, source, query, kind,
// parameters, follow, moved}, where kind is bindings, boolean or quads, and parameters (optional)
// are pairs that each request carries. `follow` (optional) are queries for ?next, one a step: what
// they find is dereferenced and asked, too. `moved` (optional) is a pair of the beginning of
// addresses and what takes its place. On standard output: a JSON object of answers by name; an
// error is {error: its message}.

import { readFileSync } from "node:fs";
import { QueryEngine } from "@comunica/query-sparql";

const shown = (term) =>
  term.termType === "Literal"
    ? { value: term.value, language: term.language, datatype: term.datatype.value }
    : { value: term.value, type: term.termType };

const carrying = (parameters, [from, to]) => (input, init) => {
  const asked = String(input instanceof Request ? input.url : input);
  const url = new URL(from && asked.startsWith(from) ? to + asked.slice(from.length) : asked);
  parameters.forEach(([name, value]) => url.searchParams.append(name, value));
  return fetch(url, init);
};

async function answer(engine, { source, query, kind, parameters, follow, moved }) {
  const context = { sources: [source], fetch: carrying(parameters ?? [], moved ?? []) };
  for (const step of follow ?? []) {
    const found = await (await engine.queryBindings(step, context)).toArray();
    const next = new Set(found.map((row) => row.get("next").value));
    context.sources = [...context.sources, ...[...next].map((value) => ({ type: "file", value }))];
  }
  if (kind === "boolean") {
    return engine.queryBoolean(query, context);
  }
  if (kind === "quads") {
    const quads = await (await engine.queryQuads(query, context)).toArray();
    return quads.map((quad) => [quad.subject, quad.predicate, quad.object].map(shown));
  }
  const rows = await (await engine.queryBindings(query, context)).toArray();
  return rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, shown(term)])));
}

const engine = new QueryEngine();
const answers = {};
for (const task of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    answers[task.name] = await answer(engine, task);
  } catch (error) {
    answers[task.name] = { error: error.message };
  }
}
process.stdout.write(JSON.stringify(answers));
