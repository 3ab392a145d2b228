// Asks how a page can be embedded, as a publishing system does: by the links in its head. Argument:
// its address. On standard output: the answer, or {error: its message}.

import { extract, setProviderList } from "@extractus/oembed-extractor";

setProviderList([]); // of nobody is it known beforehand
try {
  console.log(JSON.stringify(await extract(process.argv[2], { maxwidth: 500 })));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
