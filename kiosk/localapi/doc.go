// Package localapi is the kiosk's own HTTP API on /api: the one door between the page (in the window or in a browser)
// and the desk. The files wire*.go hold the exact JSON of every path as plain structs; the OpenAPI document, and from it
// the page's TypeScript types, are made from them, so a type is written once.
//
// # Conventions
//
//   - Times are int64 milliseconds UTC; 0 means "none" or "not known". They are shown in the site's IANA zone, which
//     Status.Site.Zone gives. Lists are never null: an empty list is [].
//   - Every POST carries `id`, a UUIDv7 minted by the page for the gesture. The same id again gives the same answer, over
//     restarts; the reply comes only after the commit is durable. The part `desk` of an answer is always the state of now,
//     also when the answer itself is a repeated one.
//   - Words travel as Text: a key into frontend/kiosk/src/i18n/en.json, its parameters by kind, and `text`, the English
//     rendering. desk names the key and the parameters; localapi fills in `text` from that same JSON, so that there is one
//     source of words. The page renders the key in its own language, formats times in the site's zone and counts with
//     plurals, and falls back to `text` only when it does not know the key. A test refuses a key that is not in the JSON.
//   - Nothing is a redirect, a cookie or a WebSocket. Request bodies are JSON. The request context may never be cancelled
//     (the window's engine does not), so a long-poll ends by its own wait.
//   - Authorization: in the window none; in headless mode `Authorization: Bearer <token of data/local.token>` on every path
//     under /api, Host and Origin must be this kiosk's own, else 401 unauthenticated or 403 forbidden.
//
// # Routes and their errors
//
// Every error is application/problem+json (Problem below). All paths may answer 401 unauthenticated, 403 forbidden (Origin or
// Host), 404 not_found for an unknown path and 500 internal; every POST also 400 invalid (malformed JSON, unknown field, id no
// UUIDv7), 409 conflict reason id_reuse (the same id with other content), 413 too_large (body above 64 KiB for gestures, 1 MiB else), and 503 unavailable
// reason disk_floor (nothing was minted; sync goes on) or stopping. Before enrolment every path but /api/status, /api/health,
// /api/heartbeat, /api/events and /api/enrol answers 503 unavailable, reason not_enrolled.
//
// A refusal at the dock is no error: it is a 200 with outcome stop, its reason in title and its next action in next.
//
//	POST /api/scans                       ScanRequest -> Answer.        400 invalid field raw: neither or both of raw, raw_b64
//	GET  /api/desk                        -> Desk.
//	POST /api/taps                        TapRequest -> Answer.         400 invalid field verb; a value that names nothing is a stop
//	POST /api/answers                     AnswerRequest -> Answer.      A closed or unknown question is a stop answer, never lost
//	GET  /api/rent-actions?q=&status=     -> OrderList (at most 50).
//	POST /api/rent-actions                NewOrder -> Order.            400 invalid field lines; 403 forbidden reason needs_badge
//	POST /api/rent-actions/{id}/submit    OrderGesture -> Order.        404 not_found; 409 conflict reason order_is_<status>; 403
//	POST /api/rent-actions/{id}/cancel    OrderGesture -> Order.        404 not_found; 409 conflict reason goods_out, order_is_<status>; 403
//	GET  /api/assets?q=&of=               -> Hits (at most 12). of = item (default), type, place, person, job. Matches the end of
//	                                      a tag or serial, and names; an empty q lists what is likely next. Never used to match a scan
//	GET  /api/today                       -> Today.
//	GET  /api/inbox                       -> Inbox.
//	POST /api/inbox/{id}/answer           InboxAnswer -> Answer.        404 not_found; 409 conflict reason already_answered; 403
//	GET  /api/exceptions                  -> Exceptions.
//	GET  /api/status                      -> Status.
//	GET  /api/health                      -> Health.
//	GET  /api/events?after=&wait=         -> Events. wait like 20s, at most 25s (400 invalid field wait); answers at once when there
//	                                      is news after `after`, else when wait is over (events [])
//	POST /api/heartbeat                   Heartbeat -> HeartbeatReply.  Not durable, needs no id
//	POST /api/enrol                       EnrolRequest -> Enrolled.     400 invalid field code; 403 forbidden reason code_refused; 409 conflict
//	                                      reason already_enrolled; 503 unavailable reason unreachable, enrolling
//	GET  /api/demo                        -> Demo.
//	GET  /api/barcodes/{code}.svg         -> image/svg+xml, Code 128, black on white with its quiet zone; code is path-escaped.
//	                                      400 invalid: longer than 64 bytes or not printable ASCII
package localapi
