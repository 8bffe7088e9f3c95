package main

// row is one line of the table: a figure of the product, what it is held
// against, and what it must reach.
type row struct {
	// name is what a decision record names it by.
	name string
	path string
	what string
	// bench is the benchmark's name; at is put behind it, the size.
	bench, at string
	// ours is the metric of the product, base that of the other side in the same
	// run; empty: there is none.
	ours, base string
	baseName   string
	// judged is the metric that is held to bound: at least, or at most. A bound of
	// 0 is watched and not judged.
	judged string
	bound  float64
	least  bool
	target string
	// grows says how the figure must behave from 1,000 to 100,000 things; empty
	// for a row that is measured at one size.
	grows string
}

const (
	flat   = "flat"
	linear = "linear" // the rate is flat
	full   = "100000"
)

// rows are the table, in its order.
var rows = []row{
	{
		name: "scan-rate", path: "scan, durable, answer", what: "scans a second at the ledger, one transaction each", bench: "kiosk/Scan/", at: full,
		ours: "scans/s", base: "floor-scans/s", baseName: "floor", judged: "x-floor", bound: 0.7, least: true, target: "at least 70 % of the floor", grows: flat,
	},
	{
		name: "scan-p99", path: "scan, durable, answer", what: "p99 of 10,000 scans at the ledger", bench: "kiosk/Scan/", at: full,
		ours: "p99-ms", base: "floor-p99-ms", baseName: "floor", judged: "p99-ms", bound: 5, target: "at most 5 ms", grows: flat,
	},
	{
		name: "scan-p50", path: "scan, durable, answer", what: "p50 of 10,000 scans at the ledger", bench: "kiosk/Scan/", at: full,
		ours: "p50-ms", base: "floor-p50-ms", baseName: "floor", target: "watched", grows: flat,
	},
	{
		name: "scan-http-p99", path: "scan, durable, answer", what: "p99 of 10,000 scans over HTTP, central away", bench: "product/Product/", at: full + "/scan",
		ours: "p99-ms", judged: "p99-ms", bound: 5, target: "at most 5 ms", grows: flat,
	},
	{
		name: "scan-http-p50", path: "scan, durable, answer", what: "p50 of 10,000 scans over HTTP, central away", bench: "product/Product/", at: full + "/scan",
		ours: "p50-ms", target: "watched", grows: flat,
	},
	{
		name: "scan-online-p99", path: "scan, durable, answer", what: "p99 of 1,000 scans over HTTP, central on the same cores taking them meanwhile", bench: "product/Product/", at: full + "/scan",
		ours: "online-p99-ms", target: "watched", grows: flat,
	},
	{
		name: "push-floor", path: "push to applied", what: "items a second at central's ledger, batches of 100", bench: "central/Push/", at: full,
		ours: "items/s", base: "floor-items/s", baseName: "floor", judged: "x-floor", bound: 0.5, least: true, target: "at least 50 % of the floor", grows: flat,
	},
	{
		name: "push-peer", path: "push to applied", what: "items a second from a kiosk's queue to applied, over loopback", bench: "product/Product/", at: full + "/scan",
		ours: "items/s", base: "peer-items/s", baseName: "peer", judged: "x-peer", bound: 4, least: true, target: "at least 4 x peer", grows: flat,
	},
	{
		name: "bootstrap-peer", path: "bootstrap", what: "cards a second into a new kiosk, over loopback", bench: "product/Product/", at: full + "/bootstrap",
		ours: "rows/s", base: "peer-rows/s", baseName: "peer", judged: "x-peer", bound: 5, least: true, target: "at least 5 x peer", grows: linear,
	},
	{
		name: "bootstrap-time", path: "bootstrap", what: "process start to 100,000 cards known", bench: "product/Product/", at: full + "/bootstrap",
		ours: "s", judged: "s", bound: 8, target: "at most 8 s", grows: "linear",
	},
	{
		name: "bootstrap-floor", path: "bootstrap", what: "cards a second at the kiosk's ledger", bench: "kiosk/Bootstrap/", at: full,
		ours: "rows/s", base: "floor-rows/s", baseName: "floor", target: "watched", grows: linear,
	},
	{
		name: "incremental", path: "commit at central to row at the kiosk", what: "p95 of 100 changes, loopback", bench: "product/Product/", at: full + "/incremental",
		ours: "p95-ms", judged: "p95-ms", bound: 100, target: "at most 100 ms", grows: flat,
	},
	{
		name: "rest-get", path: "REST, 16 clients", what: "items asked for one by one, a second", bench: "rest/REST/", at: full + "/get",
		ours: "requests/s", base: "pocketbase-requests/s", baseName: "pocketbase", judged: "x-pocketbase", bound: 1, least: true, target: "at least PocketBase", grows: flat,
	},
	{
		name: "rest-list", path: "REST, 16 clients", what: "pages of 50 items of a type, by tag, a second", bench: "rest/REST/", at: full + "/list",
		ours: "requests/s", base: "pocketbase-requests/s", baseName: "pocketbase", judged: "x-pocketbase", bound: 1, least: true, target: "at least PocketBase", grows: flat,
	},
	{
		name: "rest-search", path: "REST, 16 clients", what: "a part of a serial number searched for, a second", bench: "rest/REST/", at: full + "/search",
		ours: "requests/s", base: "pocketbase-requests/s", baseName: "pocketbase", judged: "x-pocketbase", bound: 1, least: true, target: "at least PocketBase", grows: flat,
	},
	{
		name: "rest-create", path: "REST, 16 clients", what: "orders of two lines made, a second", bench: "rest/REST/", at: full + "/create",
		ours: "requests/s", base: "pocketbase-requests/s", baseName: "pocketbase", judged: "x-pocketbase", bound: 1, least: true, target: "at least PocketBase", grows: flat,
	},
	{
		name: "rest-change", path: "REST, 16 clients", what: "items changed, a second", bench: "rest/REST/", at: full + "/change",
		ours: "requests/s", base: "pocketbase-requests/s", baseName: "pocketbase", judged: "x-pocketbase", bound: 1, least: true, target: "at least PocketBase", grows: flat,
	},
	{
		name: "rest-bulk", path: "REST, 16 clients", what: "requests of 100 changed items each, a second", bench: "rest/REST/", at: full + "/bulk",
		ours: "requests/s", base: "pocketbase-requests/s", baseName: "pocketbase", judged: "x-pocketbase", bound: 1, least: true, target: "at least PocketBase", grows: flat,
	},
	{
		name: "live", path: "change at central to its pages", what: "p95 of 40 hand-outs, answer to Today, list and passport in chromium", bench: "product/Product/", at: full + "/follow",
		ours: "p95-ms", judged: "p95-ms", bound: 1000, target: "at most 1,000 ms", grows: flat,
	},
	{
		name: "key-chromium", path: "key to painted card", what: "p99 of 480 scans, 8 a second, chromium", bench: "product/Product/100000/chromium", at: "",
		ours: "p99-ms", judged: "p99-ms", bound: 150, target: "p99 at most 150 ms",
	},
	{
		name: "key-answered", path: "key to painted card", what: "cards painted, in order, of those 480 scans", bench: "product/Product/100000/chromium", at: "",
		ours: "cards", judged: "cards", bound: 480, least: true, target: "every one",
	},
	{
		name: "key-window", path: "key to painted card", what: "p99 of 480 scans, 8 a second, the window", bench: "product/Product/100000/window", at: "",
		ours: "p99-ms", judged: "p99-ms", bound: 150, target: "p99 at most 150 ms",
	},
	{
		name: "key-window-answered", path: "key to painted card", what: "cards painted, in order, of those 480 scans in the window", bench: "product/Product/100000/window", at: "",
		ours: "cards", judged: "cards", bound: 480, least: true, target: "every one",
	},
	{
		name: "start-headless", path: "kiosk start", what: "process start to the first scan's answer, headless, median of 5", bench: "product/Product/", at: full + "/start",
		ours: "p50-ms", judged: "p50-ms", bound: 1000, target: "at most 1,000 ms", grows: flat,
	},
	{
		name: "start-window", path: "kiosk start", what: "process start to a scan that was typed into the window, median of 3", bench: "product/Product/100000/window", at: "",
		ours: "start-ms", judged: "start-ms", bound: 3000, target: "at most 3,000 ms",
	},
	{
		name: "memory-kiosk", path: "memory", what: "kiosk, headless, after its bootstrap and 1,000 scans", bench: "product/Product/", at: full + "/scan",
		ours: "kiosk-MB", judged: "kiosk-MB", bound: 80, target: "at most 80 MB", grows: flat,
	},
	{
		name: "memory-central", path: "memory", what: "central with 200 kiosks that wait for changes", bench: "product/Crowd", at: "",
		ours: "central-MB", judged: "central-MB", bound: 250, target: "at most 250 MB",
	},
}
