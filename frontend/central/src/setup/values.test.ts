import { describe, expect, test } from "vitest";
import { ProblemError } from "../api/client";
import { atField, codeFor, inputOf, loginFor, secretOf, zones, type V } from "./values";

const typed: V = {
  link: " http://rms.local:8080/setup#abc-DEF_1 ", company: " Northlight ", site: "Überlingen", code: "", zone: "Europe/Berlin", opens: "8:30", closes: "", name: "Mara Lindqvist", login: "", password: " two spaces ",
};

describe("set-up", () => {
  test.each([
    ["http://x/setup#abc", "abc"],
    ["#abc", "abc"],
    [" abc\n", "abc"],
    ["", ""],
  ])("the secret of %j is %j", (link, want) => expect(secretOf(link)).toBe(want));

  test("what is not said is taken from the names", () => {
    expect([codeFor("Überlingen"), codeFor("St. Pauli"), codeFor("北京"), loginFor("Élise Marchand"), loginFor("")]).toEqual(["UBE", "STP", "", "elise", ""]);
  });

  test("what is sent", () => {
    expect(inputOf(typed)).toEqual({
      secret: "abc-DEF_1", company: { name: "Northlight" },
      site: { name: "Überlingen", code: "UBE", zone: "Europe/Berlin", opens_min: 510, closes_min: 1440 },
      admin: { name: "Mara Lindqvist", login: "mara", password: " two spaces " },
    });
    expect(inputOf({ ...typed, code: "UEB", login: "ml" })).toMatchObject({ site: { code: "UEB" }, admin: { login: "ml" } });
  });

  test("a refusal stands at the field it is about", () => {
    const refused = (field: string): unknown => (atField(new ProblemError({ type: "about:blank", title: "no", status: 422, reason: "weak", field })) as ProblemError).problem.field;
    expect([refused("admin.password"), refused("body.site.code"), refused("secret"), refused("elsewhere")]).toEqual(["password", "code", "link", "elsewhere"]);
    expect(atField(undefined)).toBeUndefined();
  });

  test("a time zone is found by a part of its name", async () => {
    expect((await zones.find("new york")).map((z) => z.id)).toEqual(["America/New_York"]);
    expect(zones.name("America/New_York")).toBe("America/New York");
  });
});
