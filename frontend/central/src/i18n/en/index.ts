/* One file for each concept; a key stands in one of them. */
import account from "./account.json";
import changes from "./changes.json";
import exceptions from "./exceptions.json";
import facts from "./facts.json";
import imports from "./imports.json";
import items from "./items.json";
import jobs from "./jobs.json";
import kiosks from "./kiosks.json";
import labels from "./labels.json";
import orders from "./orders.json";
import people from "./people.json";
import places from "./places.json";
import receive from "./receive.json";
import setup from "./setup.json";
import shell from "./shell.json";
import stock from "./stock.json";
import today from "./today.json";
import types from "./types.json";
import users from "./users.json";

const en = { ...account, ...changes, ...exceptions, ...facts, ...imports, ...items, ...jobs, ...kiosks, ...labels, ...orders, ...people, ...places, ...receive, ...setup, ...shell, ...stock, ...today, ...types, ...users };

export default en;
