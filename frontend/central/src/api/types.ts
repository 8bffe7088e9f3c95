import type { components } from "./schema";

type S = components["schemas"];

/* Names for the generated types; no shape is written here. */
export type CloudEvent = S["CloudEvent"];
export type EnrolmentCode = S["EnrolmentCode"];
export type Events = S["EventsReplyBody"];
export type Exception = S["Exception"];
export type Fact = S["Fact"];
export type Facts = S["FactsReplyBody"];
export type Info = S["InfoReplyBody"];
export type Kiosk = S["Kiosk"];
export type Me = S["Me"];
export type Place = S["Place"];
export type Problem = S["ProblemError"];
export type Answer = S["ResolveInputBody"]["answer"];
export type Asset = S["Asset"];
export type AssetInput = S["AssetInput"];
export type ItemType = S["ItemType"];
export type ItemTypeInput = S["ItemTypeInput"];
export type Order = S["Order"];
export type OrderRow = S["RentAction"];
export type Person = S["Person"];
export type PersonInput = S["PersonInput"];
export type Access = S["Access"];
export type Badge = S["Badge"];
export type MintedBadge = S["MintedBadge"];
export type Company = S["Company"];
export type Job = S["Project"];
export type JobInput = S["ProjectInput"];
export type PlaceInput = S["PlaceInput"];
export type Counted = S["Counted"];
export type LateLoan = S["LateLoan"];
export type SiteToday = S["SiteToday"];
export type Today = S["Today"];
export type WaitingDock = S["WaitingDock"];
export type KioskDetail = S["Detail"];
export type OpenCode = S["OpenCode"];
