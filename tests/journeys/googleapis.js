// What `google.discoverAPI(url)` of the npm package googleapis does, with the part of it that does
// it (the whole has 200 MB of other services). Read from standard input by the test, run in web/.
import { Discovery } from "googleapis-common";

const [url, key] = process.argv.slice(2);
const discovery = new Discovery({ debug: false, includePrivate: false });
const create = await discovery.discoverAPI(`${url}/$discovery/rest?version=v1alpha1`);
const client = create({}, { _options: {} });

const asked = { requestedAttributes: { TOXICITY: {} }, languages: ["en"], spanAnnotations: true };
const ask = (text) =>
  client.comments.analyze({ key, requestBody: { comment: { text }, ...asked } });
const suggested = {
  comment: { text: "A perfectly kind sentence" },
  attributeScores: { TOXICITY: { summaryScore: { value: 0 } } },
  clientToken: "from node",
};
const refusal = await ask("").catch((error) => error);

console.log(
  JSON.stringify({
    answer: (await ask("You are a stupid idiot 😀. See you tomorrow!")).data,
    refused: { status: refusal.status, message: refusal.message, data: refusal.response?.data },
    suggested: (await client.comments.suggestscore({ key, requestBody: suggested })).data,
  }),
);
