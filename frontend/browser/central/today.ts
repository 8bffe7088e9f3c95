import * as f from "./fixtures";
import { longest, press, refuse, standard, type CentralState } from "./states";

const openFact = (n: number) => press(`.table--facts tbody tr:nth-child(${n}) .row__open`);
const also = ["GET /v1/exceptions", "GET /v1/kiosks"];

export const today: CentralState[] = [
  ...standard({ reads: "GET /v1/facts", also, full: { "GET /v1/facts": f.facts } }),
  { name: "demo", api: { "GET /v1/info": { ...f.info, demo: true } } },
  { name: "kiosks-bad", api: { "GET /v1/kiosks": f.list(f.kiosksBad) } },
  { name: "fact", api: {}, open: openFact(5) },
  { name: "fact-question", api: {}, open: openFact(3) },
  { name: "find-none", api: {}, open: (page) => page.locator("[data-find]").fill("zeppelin") },
  { name: "answered", api: { "POST /v1/exceptions/{id}/resolve": { ...f.questions[0], status: "resolved" } }, open: press(".question .button") },
  { name: "answer-refused", api: { "POST /v1/exceptions/{id}/resolve": refuse(f.problems.changed) }, open: press(".question .button:nth-child(2)"), failing: true },
  { name: "longest-fact", api: longest, open: openFact(5), pseudo: true },
];
