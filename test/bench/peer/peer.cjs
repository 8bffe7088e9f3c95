"use strict";
// The peer: PouchDB replicating with express-pouchdb, over loopback, both on
// leveldb, as a kiosk does with central.
//
//   node peer.cjs serve DIR                 prints the address that it serves
//   node peer.cjs push URL DIR DOCS BYTES   prints {"docs":..., "seconds":...}
//   node peer.cjs pull URL DIR DOCS BYTES   the same
//
// What is counted is the replication alone, from its start until it is complete;
// the documents are there before. A document that did not arrive is an error.
const path = require("node:path");
const express = require("express");
const PouchDB = require("pouchdb");

/** Documents in one request of a replication, as a kiosk's push holds; a pull may have more, which is faster for it. */
const batch = { push: 200, pull: 1000 };

function serve(dir) {
  const app = express();
  const Local = PouchDB.defaults({ prefix: dir + path.sep });
  app.use("/", require("express-pouchdb")(Local, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: path.join(dir, "log.txt") }));
  const server = app.listen(0, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`));
}

async function fill(db, docs, bytes) {
  const text = "x".repeat(Math.max(0, bytes - 90)); // what the rest of a document takes
  const chunk = 1000;
  for (let at = 0; at < docs; at += chunk) {
    const part = [];
    for (let i = at; i < Math.min(docs, at + chunk); i++) part.push({ _id: `0190a5b4-7c00-7000-8000-${String(i).padStart(12, "0")}`, n: i, text });
    const failed = (await db.bulkDocs(part)).filter((r) => !r.ok);
    if (failed.length > 0) throw new Error(`${failed.length} documents were not stored: ${JSON.stringify(failed[0])}`);
  }
}

async function replicate(how, url, dir, docs, bytes) {
  const name = `db-${process.pid}`;
  const here = new PouchDB(path.join(dir, name));
  const there = new PouchDB(`${url}/${name}`);
  const [from, to] = how === "push" ? [here, there] : [there, here];
  await Promise.all([here.info(), there.info()]); // both are there
  await fill(from, docs, bytes);
  const start = process.hrtime.bigint();
  await PouchDB.replicate(from, to, { batch_size: batch[how] });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const arrived = (await to.info()).doc_count;
  if (arrived !== docs) throw new Error(`${arrived} of ${docs} documents arrived`);
  await Promise.all([here.destroy(), there.destroy()]);
  console.log(JSON.stringify({ docs, seconds }));
}

const [how, where, dir, docs, bytes] = process.argv.slice(2);
if (how === "serve") serve(where);
else replicate(how, where, dir, Number(docs), Number(bytes)).catch((error) => { console.error(error); process.exit(1); });
