import { expect, test } from "vitest";
import { LostError, ProblemError } from "../api/client";
import { fieldOf, newForm } from "./form";

interface V extends Record<string, unknown> {
  name: string;
  maker: string;
}

const no = (status: number, more: object = {}) => new ProblemError({ type: "about:blank", title: "No", status, ...more });

/** A form over a row that somebody else may change. */
function desk(answers: (unknown | (() => unknown))[], theirs: V = { name: "a", maker: "x" }) {
  const sent: { values: V; key: string; rev: number }[] = [];
  const done: V[] = [];
  let fresh = 0;
  const form = newForm<V, V>({
    from: { name: "a", maker: "m" }, rev: 3, needs: { name: "Say a name." }, newKey: () => `k${fresh++}`,
    current: async () => ({ values: theirs, rev: 7 }),
    async save(values, { key, rev }) {
      sent.push({ values, key, rev });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return values;
    },
    done: (saved) => done.push(saved), fail: () => undefined,
  });
  return { form, sent, done };
}

test("a save bears the revision that was read; a lost one is sent again as the same request, a changed one is another", async () => {
  const { form, sent, done } = desk([new LostError("x"), new LostError("x"), undefined]);
  form.set("name", "b");
  expect(form.dirty()).toBe(true);
  await form.save();
  expect(form.stage.value.state).toBe("lost");
  await form.save();
  form.set("name", "c");
  await form.save();
  expect(sent.map((s) => [s.values.name, s.key, s.rev])).toEqual([["b", "k0", 3], ["b", "k0", 3], ["c", "k1", 3]]);
  expect([done.length, form.dirty(), form.stage.value.state]).toEqual([1, false, "typing"]);
});

test("a session that is over leaves the form as it was typed, and a try that got no answer the same request", async () => {
  const { form, sent, done } = desk([new LostError("x"), no(401, { reason: "session_revoked", field: "name", detail: "over" }), undefined]);
  form.set("name", "b");
  await form.save();
  await form.save();
  expect([form.stage.value.state, form.wrong.value, form.values.value.name, form.dirty()]).toEqual(["typing", {}, "b", true]);
  await form.save();
  expect([sent.map((s) => s.key), done.length]).toEqual([["k0", "k0", "k0"], 1]);
});

test("what is missing is said at its field, and nothing is sent", async () => {
  const { form, sent } = desk([]);
  form.set("name", "");
  await form.save();
  expect([form.wrong.value, sent.length]).toEqual([{ name: "Say a name." }, 0]);
  form.set("name", "b");
  expect(form.wrong.value["name"]).toBeUndefined();
});

test("what central says of a field stands there; of no field, over the form", async () => {
  const { form } = desk([no(409, { field: "body.maker", detail: "taken" }), no(422, { field: "elsewhere", detail: "odd" })]);
  await form.save();
  expect(form.wrong.value).toEqual({ maker: "taken" });
  await form.save();
  expect([form.wrong.value, form.stage.value.state]).toEqual([{}, "refused"]);
});

test("somebody else's change: mine is kept over theirs, and what I did not touch becomes theirs", async () => {
  const { form, sent, done } = desk([no(412), undefined]);
  form.set("name", "mine");
  await form.save();
  expect(form.stage.value).toEqual({ state: "conflict", conflict: { theirs: { name: "a", maker: "x" }, rev: 7, changed: ["maker"] } });
  await form.keepMine();
  expect(sent.at(-1)).toEqual({ values: { name: "mine", maker: "x" }, key: "k1", rev: 7 });
  expect(done).toHaveLength(1);
});

test("somebody else's change: theirs is taken", async () => {
  const { form, sent } = desk([no(412)]);
  form.set("name", "mine");
  await form.save();
  form.takeTheirs();
  expect([form.values.value, form.dirty(), sent.length]).toEqual([{ name: "a", maker: "x" }, false, 1]);
});

test.each([["body.name", "name"], ["lines[0].quantity", "lines"], ["lines/0", "lines"], [undefined, ""]])("the field of %s is %s", (field, want) => {
  expect(fieldOf({ type: "", title: "", status: 422, ...(field === undefined ? {} : { field }) })).toBe(want);
});

test("what cannot be right is said at its field, and nobody is asked", async () => {
  let asked = 0;
  const form = newForm<V, V>({
    from: { name: "", maker: "" }, rev: 0, needs: { name: "Say a name." }, newKey: () => "k", check: (v) => (v.name === v.maker ? { maker: "Twice the same.", name: "Twice." } : {}),
    save: async (v) => (asked++, v), done: () => undefined, fail: () => undefined,
  });
  await form.save();
  expect([form.wrong.value, asked]).toEqual([{ name: "Say a name.", maker: "Twice the same." }, 0]); // all at once, what is missing first
  form.set("name", "a");
  form.set("maker", "a");
  await form.save();
  expect([form.wrong.value, asked]).toEqual([{ maker: "Twice the same.", name: "Twice." }, 0]);
  form.set("maker", "b");
  await form.save();
  expect([form.wrong.value, asked]).toEqual([{}, 1]);
});
