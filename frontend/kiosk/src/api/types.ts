import type { components } from "./schema";

type S = components["schemas"];

/* Names for the generated types; no shape is written here. */
export type Answer = S["Answer"];
export type AnswerRequest = S["AnswerRequest"];
export type Ask = S["Ask"];
export type Check = S["Check"];
export type Demo = S["Demo"];
export type Desk = S["Desk"];
export type EnrolRequest = S["EnrolRequest"];
export type Enrolled = S["Enrolled"];
export type Events = S["Events"];
export type Exception = S["Exception"];
export type Health = S["Health"];
export type Heartbeat = S["Heartbeat"];
export type HeartbeatReply = S["HeartbeatReply"];
export type Holding = S["Holding"];
export type Hits = S["Hits"];
export type Inbox = S["Inbox"];
export type InboxAnswer = S["InboxAnswer"];
export type LineView = S["LineView"];
export type Order = S["Order"];
export type OrderList = S["OrderList"];
export type Passport = S["Passport"];
export type Here = S["Here"];
export type Problem = S["Problem"];
export type Recent = S["Recent"];
export type ScanRequest = S["ScanRequest"];
export type Status = S["Status"];
export type Step = S["Step"];
export type Subject = S["Subject"];
export type TapRequest = S["TapRequest"];
export type Text = S["Text"];
export type Today = S["Today"];
export type TodayOrder = S["TodayOrder"];
export type TrayEntry = S["TrayEntry"];
export type Verb = TapRequest["verb"];
