package httpapi

import (
	"net/http"
	"slices"

	"rms/central/httpapi/account"
	"rms/central/httpapi/activity"
	"rms/central/httpapi/catalog"
	"rms/central/httpapi/company"
	"rms/central/httpapi/door"
	"rms/central/httpapi/exception"
	"rms/central/httpapi/export"
	"rms/central/httpapi/intake"
	"rms/central/httpapi/inventory"
	"rms/central/httpapi/kiosk"
	"rms/central/httpapi/label"
	"rms/central/httpapi/order"
	"rms/central/httpapi/person"
	"rms/central/httpapi/place"
	"rms/central/httpapi/receipt"
	"rms/central/httpapi/search"
	"rms/central/httpapi/setup"
	"rms/central/httpapi/stock"
	"rms/central/httpapi/today"
	"rms/syncproto/rental"
)

const openapiPath = "/v1/openapi.json"

// PublicPaths lists what is served to anybody, beside the paths of kiosks.
func PublicPaths() []string {
	return []string{"POST /v1/auth/login", "GET /v1/auth/password-rules", "GET /v1/setup", "POST /v1/setup", "GET /v1/info", "GET " + openapiPath}
}

// Routes lists what Mount serves, as "METHOD path", and which are public.
func (a *API) Routes() map[string]bool {
	table := map[string]bool{http.MethodGet + " " + openapiPath: true}
	for _, r := range a.routes() {
		table[r.Method+" "+r.Path] = r.Public
	}
	return table
}

// routes is the table.
func (a *API) routes() []door.Route {
	return slices.Concat(a.aboutPeople(), a.aboutThings(), a.aboutReceipts(), a.aboutStock(), a.aboutWork(), a.aboutLists())
}

const get, post, put, remove = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete

// aboutPeople is the part of the table about who comes in, and people.
func (a *API) aboutPeople() []door.Route {
	d := a.door
	var (
		accounts = account.New(d)
		people   = person.New(d)
		setups   = setup.New(d, accounts)
	)
	return []door.Route{
		{Method: get, Path: "/v1/info", ID: "get-info", Summary: "What this central is", Public: true, Register: door.Serve(d, accounts.Info)},
		{Method: post, Path: "/v1/auth/login", ID: "login", Summary: "Log in", Public: true, Register: door.Serve(d, accounts.Login)},
		{Method: post, Path: "/v1/auth/logout", ID: "logout", Summary: "Log out", Status: http.StatusNoContent, Register: door.Serve(d, accounts.Logout)},
		{Method: get, Path: "/v1/auth/me", ID: "get-me", Summary: "Who is logged in", Register: door.Serve(d, accounts.Me)},

		{Method: get, Path: "/v1/auth/password-rules", ID: "get-password-rules", Summary: "What a new password must be", Public: true, Register: door.Serve(d, accounts.PasswordRules)},
		{Method: post, Path: "/v1/auth/password", ID: "change-password", Summary: "Change one's own password; other sessions end", Status: http.StatusNoContent, Register: door.Serve(d, accounts.ChangePassword)},

		{Method: get, Path: "/v1/setup", ID: "get-setup", Summary: "Whether central is to be set up", Public: true, Register: door.Serve(d, setups.State)},
		{Method: post, Path: "/v1/setup", ID: "set-up", Summary: "Make the company, its first site and its first admin, once, and log the admin in", Public: true, Status: http.StatusCreated, Register: door.Serve(d, setups.SetUp)},
		{Method: get, Path: "/v1/setup/checklist", ID: "get-checklist", Summary: "How far the company has come", Act: rental.ActPutCatalog, Register: door.Serve(d, setups.Checklist)},
		{Method: post, Path: "/v1/setup/checklist/dismiss", ID: "dismiss-checklist", Summary: "Put the checklist away", Act: rental.ActPutAccount, Status: http.StatusNoContent, Register: door.Serve(d, setups.Dismiss(true))},
		{Method: post, Path: "/v1/setup/checklist/restore", ID: "restore-checklist", Summary: "Bring the checklist back", Act: rental.ActPutAccount, Status: http.StatusNoContent, Register: door.Serve(d, setups.Dismiss(false))},

		{Method: get, Path: "/v1/sessions", ID: "list-sessions", Summary: "List open sessions", Register: door.Serve(d, accounts.ListSessions)},
		{Method: post, Path: "/v1/sessions/{id}/revoke", ID: "revoke-session", Summary: "End a session", Status: http.StatusNoContent, Register: door.Serve(d, accounts.RevokeSession)},
		{Method: post, Path: "/v1/sessions/revoke-others", ID: "revoke-other-sessions", Summary: "End all sessions of an account but this one", Register: door.Serve(d, accounts.RevokeOthers)},

		{Method: get, Path: "/v1/users", ID: "list-users", Summary: "List accounts", Act: rental.ActPutAccount, Register: door.Serve(d, accounts.ListUsers)},
		{Method: post, Path: "/v1/users", ID: "create-user", Summary: "Make an account", Act: rental.ActPutAccount, Status: http.StatusCreated, Register: door.Serve(d, accounts.CreateUser)},
		{Method: get, Path: "/v1/users/{id}", ID: "get-user", Summary: "Read an account", Act: rental.ActPutAccount, Register: door.Serve(d, accounts.GetUser)},
		{Method: put, Path: "/v1/users/{id}", ID: "put-user", Summary: "Change an account; its sessions end when its rights change", Act: rental.ActPutAccount, Register: door.Serve(d, accounts.PutUser)},
		{Method: post, Path: "/v1/users/{id}/password", ID: "give-password", Summary: "Set somebody's password; all his sessions end", Act: rental.ActPutAccount, Register: door.Serve(d, accounts.GivePassword)},

		// Everybody has tokens of his own; whose they are and what they may is the rules' to say.
		{Method: get, Path: "/v1/tokens", ID: "list-tokens", Summary: "List API tokens", Register: door.Serve(d, accounts.ListTokens)},
		{Method: post, Path: "/v1/tokens", ID: "create-token", Summary: "Make an API token; its secret is shown once", Status: http.StatusCreated, Register: door.Serve(d, accounts.CreateToken)},
		{Method: post, Path: "/v1/tokens/{id}/revoke", ID: "revoke-token", Summary: "Revoke an API token", Register: door.Serve(d, accounts.RevokeToken)},

		{Method: get, Path: "/v1/people", ID: "list-people", Summary: "List people", Act: rental.ActLook, Register: door.Serve(d, people.ListPeople)},
		{Method: post, Path: "/v1/people", ID: "create-person", Summary: "Create a person", Act: rental.ActPutPeople, Status: http.StatusCreated, Register: door.Serve(d, people.CreatePerson)},
		{Method: post, Path: "/v1/people/bulk", ID: "bulk-people", Summary: "Make, change and remove many people at once", Act: rental.ActPutPeople, Register: door.Serve(d, people.BulkPeople())},
		{Method: get, Path: "/v1/people/{id}", ID: "get-person", Summary: "Read a person", Act: rental.ActLook, Register: door.Serve(d, people.GetPerson)},
		{Method: put, Path: "/v1/people/{id}", ID: "put-person", Summary: "Change a person", Act: rental.ActPutPeople, Register: door.Serve(d, people.PutPerson)},
		{Method: remove, Path: "/v1/people/{id}", ID: "delete-person", Summary: "Remove a person that was made by mistake", Act: rental.ActPutPeople, Status: http.StatusNoContent, Register: door.Serve(d, door.Remove[rental.Person](d))},
		{Method: get, Path: "/v1/people/{id}/badges", ID: "list-badges", Summary: "List a person's badges", Act: rental.ActPutPeople, Register: door.Serve(d, people.ListBadges)},
		{Method: get, Path: "/v1/people/{id}/access", ID: "get-access", Summary: "Whether a person has a PIN and badges, and what the person may do at a kiosk", Act: rental.ActPutPeople, Register: door.Serve(d, people.GetAccess)},
		{Method: post, Path: "/v1/people/{id}/badges", ID: "create-badge", Summary: "Make a badge; its code is shown once", Act: rental.ActPutPeople, Status: http.StatusCreated, Register: door.Serve(d, people.CreateBadge)},
		{Method: post, Path: "/v1/people/{id}/badges/{badge}/revoke", ID: "revoke-badge", Summary: "Revoke a badge", Act: rental.ActPutPeople, Register: door.Serve(d, people.RevokeBadge)},
		{Method: put, Path: "/v1/people/{id}/pin", ID: "put-pin", Summary: "Set a person's PIN", Act: rental.ActPutPeople, Status: http.StatusNoContent, Register: door.Serve(d, people.PutPIN)},
		{Method: remove, Path: "/v1/people/{id}/pin", ID: "delete-pin", Summary: "Take a person's PIN away", Act: rental.ActPutPeople, Status: http.StatusNoContent, Register: door.Serve(d, people.DeletePIN)},
	}
}

// aboutThings is the part of the table about what there is, and where.
func (a *API) aboutThings() []door.Route {
	d := a.door
	var (
		activities = activity.New(d)
		types      = catalog.New(d)
		companies  = company.New(d)
		assets     = inventory.New(d)
		places     = place.New(d)
	)
	return []door.Route{
		{Method: get, Path: "/v1/catalog/item-types", ID: "list-item-types", Summary: "List item types", Act: rental.ActLook, Register: door.Serve(d, types.ListItemTypes)},
		{Method: post, Path: "/v1/catalog/item-types", ID: "create-item-type", Summary: "Create an item type", Act: rental.ActPutCatalog, Status: http.StatusCreated, Register: door.Serve(d, types.CreateItemType)},
		{Method: post, Path: "/v1/catalog/item-types/bulk", ID: "bulk-item-types", Summary: "Make, change and remove many item types at once", Act: rental.ActPutCatalog, Register: door.Serve(d, types.BulkItemTypes())},
		{Method: get, Path: "/v1/catalog/item-types/{id}", ID: "get-item-type", Summary: "Read an item type", Act: rental.ActLook, Register: door.Serve(d, types.GetItemType)},
		{Method: put, Path: "/v1/catalog/item-types/{id}", ID: "put-item-type", Summary: "Change an item type", Act: rental.ActPutCatalog, Register: door.Serve(d, types.PutItemType)},
		{Method: remove, Path: "/v1/catalog/item-types/{id}", ID: "delete-item-type", Summary: "Remove an item type that was made by mistake", Act: rental.ActPutCatalog, Status: http.StatusNoContent, Register: door.Serve(d, door.Remove[rental.ItemType](d))},

		{Method: get, Path: "/v1/inventory/assets", ID: "list-assets", Summary: "List items", Act: rental.ActLook, Register: door.Serve(d, assets.ListAssets)},
		{Method: post, Path: "/v1/inventory/assets", ID: "create-asset", Summary: "Create an item", Act: rental.ActPutCatalog, Status: http.StatusCreated, Register: door.Serve(d, assets.CreateAsset)},
		{Method: post, Path: "/v1/inventory/assets/bulk", ID: "bulk-assets", Summary: "Make, change and remove many items at once", Act: rental.ActPutCatalog, Register: door.Serve(d, assets.BulkAssets())},
		{Method: get, Path: "/v1/inventory/assets/{id}", ID: "get-asset", Summary: "Read an item", Act: rental.ActLook, Register: door.Serve(d, assets.GetAsset)},
		{Method: put, Path: "/v1/inventory/assets/{id}", ID: "put-asset", Summary: "Change an item", Act: rental.ActPutCatalog, Register: door.Serve(d, assets.PutAsset)},
		{Method: remove, Path: "/v1/inventory/assets/{id}", ID: "delete-asset", Summary: "Remove an item that was made by mistake", Act: rental.ActPutCatalog, Status: http.StatusNoContent, Register: door.Serve(d, door.Remove[rental.Asset](d))},
		{Method: get, Path: "/v1/inventory/assets/{id}/history", ID: "get-asset-history", Summary: "What happened to an item", Act: rental.ActLook, Register: door.Serve(d, activities.AssetHistory)},
		{Method: post, Path: "/v1/inventory/check-outs", ID: "check-out", Summary: "Record that items left", Act: rental.ActCheckOut, Status: http.StatusCreated, Register: door.Serve(d, assets.CheckOut)},
		{Method: post, Path: "/v1/inventory/check-ins", ID: "check-in", Summary: "Record that items came back", Act: rental.ActCheckIn, Status: http.StatusCreated, Register: door.Serve(d, assets.CheckIn)},

		{Method: get, Path: "/v1/places", ID: "list-places", Summary: "List places", Act: rental.ActLook, Register: door.Serve(d, places.ListPlaces)},
		{Method: post, Path: "/v1/places", ID: "create-place", Summary: "Create a place", Act: rental.ActPutCatalog, Status: http.StatusCreated, Register: door.Serve(d, places.CreatePlace)},
		{Method: post, Path: "/v1/places/bulk", ID: "bulk-places", Summary: "Make, change and remove many places at once", Act: rental.ActPutCatalog, Register: door.Serve(d, places.BulkPlaces())},
		{Method: get, Path: "/v1/places/{id}", ID: "get-place", Summary: "Read a place", Act: rental.ActLook, Register: door.Serve(d, places.GetPlace)},
		{Method: put, Path: "/v1/places/{id}", ID: "put-place", Summary: "Change a place", Act: rental.ActPutCatalog, Register: door.Serve(d, places.PutPlace)},
		{Method: remove, Path: "/v1/places/{id}", ID: "delete-place", Summary: "Remove a place that was made by mistake", Act: rental.ActPutCatalog, Status: http.StatusNoContent, Register: door.Serve(d, door.Remove[rental.Place](d))},

		{Method: get, Path: "/v1/companies", ID: "list-companies", Summary: "List companies", Act: rental.ActLook, Register: door.Serve(d, companies.ListCompanies)},
		{Method: post, Path: "/v1/companies", ID: "create-company", Summary: "Create a company", Act: rental.ActPutCatalog, Status: http.StatusCreated, Register: door.Serve(d, companies.CreateCompany)},
		{Method: get, Path: "/v1/companies/{id}", ID: "get-company", Summary: "Read a company", Act: rental.ActLook, Register: door.Serve(d, companies.GetCompany)},
		{Method: put, Path: "/v1/companies/{id}", ID: "put-company", Summary: "Change a company", Act: rental.ActPutCatalog, Register: door.Serve(d, companies.PutCompany)},
		{Method: remove, Path: "/v1/companies/{id}", ID: "delete-company", Summary: "Remove a company that was made by mistake", Act: rental.ActPutCatalog, Status: http.StatusNoContent, Register: door.Serve(d, door.Remove[rental.Company](d))},

		{Method: get, Path: "/v1/tag-aliases", ID: "list-tag-aliases", Summary: "List further codes of things", Act: rental.ActLook, Register: door.Serve(d, types.ListAliases)},
		{Method: get, Path: "/v1/tag-aliases/{id}", ID: "get-tag-alias", Summary: "Read a further code", Act: rental.ActLook, Register: door.Serve(d, types.GetAlias)},
		{Method: put, Path: "/v1/tag-aliases/{id}", ID: "put-tag-alias", Summary: "Change a further code", Act: rental.ActPutCatalog, Register: door.Serve(d, types.PutAlias)},
		{Method: remove, Path: "/v1/tag-aliases/{id}", ID: "delete-tag-alias", Summary: "Remove a further code that was made by mistake", Act: rental.ActPutCatalog, Status: http.StatusNoContent, Register: door.Serve(d, door.Remove[rental.TagAlias](d))},
		{Method: post, Path: "/v1/tag-aliases", ID: "create-tag-alias", Summary: "Give a thing a further code", Act: rental.ActPutCatalog, Status: http.StatusCreated, Register: door.Serve(d, types.CreateAlias)},
	}
}

// aboutWork is the part of the table about what is to be done, and what was.
func (a *API) aboutWork() []door.Route {
	d := a.door
	var (
		activities = activity.New(d)
		exceptions = exception.New(d)
		kiosks     = kiosk.New(d)
		orders     = order.New(d)
		days       = today.New(d)
		finder     = search.New(d)
	)
	return []door.Route{
		{Method: get, Path: "/v1/projects", ID: "list-projects", Summary: "List jobs", Act: rental.ActLook, Register: door.Serve(d, orders.ListProjects)},
		{Method: post, Path: "/v1/projects", ID: "create-project", Summary: "Create a job", Act: rental.ActPutJob, Status: http.StatusCreated, Register: door.Serve(d, orders.CreateProject)},
		{Method: get, Path: "/v1/projects/{id}", ID: "get-project", Summary: "Read a job", Act: rental.ActLook, Register: door.Serve(d, orders.GetProject)},
		{Method: get, Path: "/v1/projects/{id}/orders", ID: "list-project-orders", Summary: "List a job's orders with their sums", Act: rental.ActLook, Register: door.Serve(d, orders.ListJobOrders)},
		{Method: put, Path: "/v1/projects/{id}", ID: "put-project", Summary: "Change a job", Act: rental.ActPutJob, Register: door.Serve(d, orders.PutProject)},
		{Method: remove, Path: "/v1/projects/{id}", ID: "delete-project", Summary: "Remove a job that was made by mistake", Act: rental.ActPutJob, Status: http.StatusNoContent, Register: door.Serve(d, door.Remove[rental.Project](d))},

		{Method: get, Path: "/v1/rent-actions", ID: "list-rent-actions", Summary: "List orders", Act: rental.ActLook, Register: door.Serve(d, orders.ListOrders)},
		{Method: post, Path: "/v1/rent-actions", ID: "create-rent-action", Summary: "Create an order, as a draft", Act: rental.ActOrderCreate, Status: http.StatusCreated, Register: door.Serve(d, orders.CreateOrder)},
		{Method: get, Path: "/v1/rent-actions/{id}", ID: "get-rent-action", Summary: "Read an order with what became of its lines", Act: rental.ActLook, Register: door.Serve(d, orders.GetOrder)},
		{Method: put, Path: "/v1/rent-actions/{id}", ID: "put-rent-action", Summary: "Change an order that is a draft or pending", Act: rental.ActOrderUpdate, Register: door.Serve(d, orders.PutOrder)},
		{Method: get, Path: "/v1/rent-actions/{id}/history", ID: "get-rent-action-history", Summary: "What happened to an order, and by it", Act: rental.ActLook, Register: door.Serve(d, activities.OrderHistory)},
		{Method: post, Path: "/v1/rent-actions/{id}/submit", ID: "submit-rent-action", Summary: "Submit an order", Act: rental.ActOrderSubmit, Register: door.Serve(d, orders.OrderStep(rental.KindRentActionSubmit))},
		{Method: post, Path: "/v1/rent-actions/{id}/approve", ID: "approve-rent-action", Summary: "Approve an order", Act: rental.ActOrderApprove, Register: door.Serve(d, orders.OrderStep(rental.KindRentActionApprove))},
		{Method: post, Path: "/v1/rent-actions/{id}/reject", ID: "reject-rent-action", Summary: "Reject an order, with the reason", Act: rental.ActOrderReject, Register: door.Serve(d, orders.OrderStep(rental.KindRentActionReject))},
		{Method: post, Path: "/v1/rent-actions/{id}/cancel", ID: "cancel-rent-action", Summary: "Cancel an order", Act: rental.ActOrderCancel, Register: door.Serve(d, orders.OrderStep(rental.KindRentActionCancel))},

		{Method: get, Path: "/v1/today", ID: "get-today", Summary: "How the day of each site stands, with the list behind each number", Act: rental.ActLook, Register: door.Serve(d, days.Get)},

		{Method: get, Path: "/v1/exceptions", ID: "list-exceptions", Summary: "List questions that need a person", Act: rental.ActLook, Register: door.Serve(d, exceptions.ListExceptions)},
		{Method: get, Path: "/v1/exceptions/{id}", ID: "get-exception", Summary: "Read a question with the facts behind it", Act: rental.ActLook, Register: door.Serve(d, exceptions.GetException)},
		{Method: post, Path: "/v1/exceptions/{id}/resolve", ID: "resolve-exception", Summary: "Answer a question", Act: rental.ActExceptionAnswer, Register: door.Serve(d, exceptions.ResolveException)},

		{Method: get, Path: "/v1/events", ID: "list-events", Summary: "What happened, as CloudEvents, in order", Act: rental.ActLook, Register: door.Serve(d, activities.ListEvents)},
		{Method: get, Path: "/v1/events/stream", ID: "stream-events", Summary: "What happens, as it happens: server-sent events", Act: rental.ActLook, Responses: activity.StreamResponses(), Register: door.Serve(d, activities.StreamEvents)},
		{Method: get, Path: "/v1/facts", ID: "list-facts", Summary: "The last facts, with kiosk and person", Act: rental.ActLook, Register: door.Serve(d, activities.ListFacts)},

		{Method: get, Path: "/v1/changes", ID: "get-changes", Summary: "Who changed what about a row by hand, from what to what", Act: rental.ActLook, Register: door.Serve(d, activities.Changes)},

		{Method: get, Path: "/v1/search", ID: "search", Summary: "Find anything by a few words", Act: rental.ActLook, Register: door.Serve(d, finder.Find)},

		{Method: get, Path: "/v1/kiosks", ID: "list-kiosks", Summary: "List kiosks with how they are", Act: rental.ActLook, Register: door.Serve(d, kiosks.ListKiosks)},
		{Method: get, Path: "/v1/kiosks/enrolment-codes", ID: "list-enrolment-codes", Summary: "List the codes that may still let a kiosk in", Act: rental.ActPutAccount, Register: door.Serve(d, kiosks.ListCodes)},
		{Method: post, Path: "/v1/kiosks/enrolment-codes/{id}/revoke", ID: "revoke-enrolment-code", Summary: "Take an enrolment code back", Act: rental.ActPutAccount, Status: http.StatusNoContent, Register: door.Serve(d, kiosks.RevokeCode)},
		{Method: post, Path: "/v1/kiosks/enrolment-codes", ID: "create-enrolment-code", Summary: "Make a one-time code that lets one kiosk in", Act: rental.ActPutAccount, Status: http.StatusCreated, Register: door.Serve(d, kiosks.CreateEnrolmentCode)},
		{Method: get, Path: "/v1/kiosks/{id}", ID: "get-kiosk", Summary: "Read a kiosk with how it is", Act: rental.ActLook, Register: door.Serve(d, kiosks.GetKiosk)},
		{Method: put, Path: "/v1/kiosks/{id}", ID: "put-kiosk", Summary: "Rename a kiosk, or say where returned things are put", Act: rental.ActPutAccount, Register: door.Serve(d, kiosks.PutKiosk)},
		{Method: post, Path: "/v1/kiosks/{id}/revoke", ID: "revoke-kiosk", Summary: "Lock a kiosk out", Act: rental.ActPutAccount, Status: http.StatusNoContent, Register: door.Serve(d, kiosks.RevokeKiosk)},
	}
}

// aboutLists is the part of the table about lists that come in and go out as files.
func (a *API) aboutLists() []door.Route {
	d := a.door
	lines, intakes := export.New(d), intake.New(d)
	return []door.Route{
		{Method: get, Path: "/v1/imports", ID: "list-imports", Summary: "List imports, the newest first", Act: rental.ActPutCatalog, Register: door.Serve(d, intakes.List)},
		{Method: post, Path: "/v1/imports", ID: "stage-import", Summary: "Send a list and see what it would do; nothing is imported yet", Act: rental.ActPutCatalog, Status: http.StatusCreated, Raw: intake.MaxList, Register: door.Serve(d, intakes.Stage)},
		{Method: get, Path: "/v1/imports/fields", ID: "list-import-fields", Summary: "What the columns of a list can be", Act: rental.ActPutCatalog, Register: door.Serve(d, intakes.Fields)},
		{Method: get, Path: "/v1/imports/{id}", ID: "get-import", Summary: "Read an import: its columns, counts and errors, and how far it is", Act: rental.ActPutCatalog, Register: door.Serve(d, intakes.Get)},
		{Method: put, Path: "/v1/imports/{id}", ID: "put-import", Summary: "Read a list that was shown in another way: other columns, another place, another mode", Act: rental.ActPutCatalog, Register: door.Serve(d, intakes.Again)},
		{Method: remove, Path: "/v1/imports/{id}", ID: "discard-import", Summary: "Forget a list that was shown and is not wanted", Act: rental.ActPutCatalog, Status: http.StatusNoContent, Register: door.Serve(d, intakes.Discard)},
		{Method: get, Path: "/v1/imports/{id}/errors.csv", ID: "get-import-errors", Summary: "The wrong rows of a list, with what is wrong: mended, it can be imported", Act: rental.ActPutCatalog, Responses: door.CSVResponses(), Register: door.Serve(d, intakes.Errors)},
		{Method: post, Path: "/v1/imports/{id}/commit", ID: "commit-import", Summary: "Let an import that was shown begin", Act: rental.ActPutCatalog, Status: http.StatusAccepted, Register: door.Serve(d, intakes.Commit)},
		{Method: post, Path: "/v1/imports/{id}/undo", ID: "undo-import", Summary: "Take an import back, all of it, while nothing else has touched its rows", Act: rental.ActPutCatalog, Status: http.StatusAccepted, Register: door.Serve(d, intakes.Undo)},

		{Method: get, Path: "/v1/catalog/item-types.csv", ID: "export-item-types", Summary: "All item types under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(catalog.New(d).ListItemTypes, "item-types.csv", export.ItemTypeHeader(), lines.ItemTypes))},
		{Method: get, Path: "/v1/inventory/assets.csv", ID: "export-assets", Summary: "All items under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(inventory.New(d).ListAssets, "items.csv", export.AssetHeader(), lines.Assets))},
		{Method: get, Path: "/v1/places.csv", ID: "export-places", Summary: "All places under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(place.New(d).ListPlaces, "places.csv", export.PlaceHeader(), lines.Places))},
		{Method: get, Path: "/v1/people.csv", ID: "export-people", Summary: "All people under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(person.New(d).ListPeople, "people.csv", export.PersonHeader(), lines.People))},
		{Method: get, Path: "/v1/companies.csv", ID: "export-companies", Summary: "All companies under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(company.New(d).ListCompanies, "companies.csv", export.CompanyHeader(), lines.Companies))},
		{Method: get, Path: "/v1/projects.csv", ID: "export-projects", Summary: "All jobs under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(order.New(d).ListProjects, "jobs.csv", export.JobHeader(), lines.Jobs))},
		{Method: get, Path: "/v1/rent-actions.csv", ID: "export-rent-actions", Summary: "All orders under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(order.New(d).ListOrders, "orders.csv", export.OrderHeader(), lines.Orders))},
		{Method: get, Path: "/v1/tag-aliases.csv", ID: "export-tag-aliases", Summary: "All further codes under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(catalog.New(d).ListAliases, "codes.csv", export.AliasHeader(), lines.Aliases))},
		{Method: get, Path: "/v1/inventory/receipts.csv", ID: "export-receipts", Summary: "All receipts under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(receipt.New(d).List, "receipts.csv", export.ReceiptHeader(), lines.Receipts))},
		{Method: get, Path: "/v1/kiosks.csv", ID: "export-kiosks", Summary: "All kiosks under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(kiosk.New(d).ListKiosks, "kiosks.csv", export.KioskHeader(), lines.Kiosks))},
		{Method: get, Path: "/v1/users.csv", ID: "export-users", Summary: "All accounts under the list's filters, as CSV", Act: rental.ActPutAccount, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(account.New(d).ListUsers, "users.csv", export.UserHeader(), lines.Users))},
		{Method: get, Path: "/v1/tokens.csv", ID: "export-tokens", Summary: "All API tokens under the list's filters, as CSV, without their secrets", Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(account.New(d).ListTokens, "tokens.csv", export.TokenHeader(), lines.Tokens))},
		{Method: get, Path: "/v1/facts.csv", ID: "export-facts", Summary: "What happened, the newest first, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(activity.New(d).FactPage, "facts.csv", export.FactHeader(), lines.Facts))},
		{Method: get, Path: "/v1/exceptions.csv", ID: "export-exceptions", Summary: "All questions that need a person under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(exception.New(d).ListExceptions, "exceptions.csv", export.ExceptionHeader(), lines.Exceptions))},
		{Method: get, Path: "/v1/inventory/assets/{id}/history.csv", ID: "export-asset-history", Summary: "All that happened to an item, the newest first, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(activity.New(d).AssetHistoryPage, "history.csv", export.FactHeader(), lines.Facts))},
		{Method: get, Path: "/v1/rent-actions/{id}/history.csv", ID: "export-rent-action-history", Summary: "All that happened to an order, and by it, the newest first, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(activity.New(d).OrderHistoryPage, "history.csv", export.FactHeader(), lines.Facts))},
		{Method: get, Path: "/v1/changes.csv", ID: "export-changes", Summary: "All that was changed about a row by hand, a line for each member, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(activity.New(d).ChangesPage, "changes.csv", export.ChangeHeader(), lines.Changes))},
		{Method: get, Path: "/v1/events.csv", ID: "export-events", Summary: "All events under the list's filters, in order, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(activity.New(d).EventPage, "events.csv", export.EventHeader(), lines.Events))},
		{Method: get, Path: "/v1/imports.csv", ID: "export-imports", Summary: "All imports, the newest first, as CSV", Act: rental.ActPutCatalog, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(intakes.List, "imports.csv", export.ImportHeader(), lines.Imports))},
		{Method: get, Path: "/v1/inventory/stock/{id}/entries.csv", ID: "export-stock-entries", Summary: "All that was counted, received and corrected, the last first, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(stock.New(d).Entries, "stock-history.csv", export.EntryHeader(), lines.Entries))},
		{Method: get, Path: "/v1/projects/{id}/orders.csv", ID: "export-project-orders", Summary: "A job's orders with their sums, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(order.New(d).JobOrdersPage, "orders.csv", export.JobOrderHeader(), lines.JobOrders))},
		{Method: get, Path: "/v1/people/{id}/badges.csv", ID: "export-badges", Summary: "A person's badges, without their codes, as CSV", Act: rental.ActPutPeople, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(person.New(d).BadgesPage, "badges.csv", export.BadgeHeader(), lines.Badges))},
		{Method: get, Path: "/v1/sessions.csv", ID: "export-sessions", Summary: "Open sessions, as CSV", Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(account.New(d).SessionsPage, "sessions.csv", export.SessionHeader(), lines.Sessions))},
		{Method: get, Path: "/v1/kiosks/enrolment-codes.csv", ID: "export-enrolment-codes", Summary: "Enrolment codes that may still be used, without the codes themselves, as CSV", Act: rental.ActPutAccount, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(kiosk.New(d).CodesPage, "enrolment-codes.csv", export.CodeHeader(), lines.Codes))},
	}
}

// aboutReceipts is the part of the table about new things and their labels.
func (a *API) aboutReceipts() []door.Route {
	d := a.door
	labels, receipts := label.New(d), receipt.New(d)
	return []door.Route{
		{Method: get, Path: "/v1/catalog/item-types/{id}/next-tags", ID: "get-next-tags", Summary: "Which tags new items of a type would get", Act: rental.ActLook, Register: door.Serve(d, receipts.NextTags)},
		{Method: get, Path: "/v1/inventory/receipts", ID: "list-receipts", Summary: "List receipts, the newest first", Act: rental.ActLook, Register: door.Serve(d, receipts.List)},
		{Method: post, Path: "/v1/inventory/receipts", ID: "create-receipt", Summary: "Receive new items of a type, all or none", Act: rental.ActPutCatalog, Status: http.StatusCreated, Register: door.Serve(d, receipts.Create)},
		{Method: post, Path: "/v1/inventory/receipts/check", ID: "check-receipt-codes", Summary: "What scanned tags are, before they are received", Act: rental.ActPutCatalog, Register: door.Serve(d, receipts.Check)},
		{Method: get, Path: "/v1/inventory/receipts/{id}", ID: "get-receipt", Summary: "Read a receipt", Act: rental.ActLook, Register: door.Serve(d, receipts.Get)},
		{Method: post, Path: "/v1/inventory/receipts/{id}/undo", ID: "undo-receipt", Summary: "Take back what was received by mistake, while it is untouched", Act: rental.ActPutCatalog, Register: door.Serve(d, receipts.Undo)},
		{Method: get, Path: "/v1/labels/stocks", ID: "list-label-stocks", Summary: "List label papers", Act: rental.ActLook, Register: door.Serve(d, labels.Stocks)},
		{Method: post, Path: "/v1/labels", ID: "print-labels", Summary: "Print labels of items and places, as PDF or ZPL", Act: rental.ActLook, Register: door.ServeFile(d, labels.Print, label.Kinds()...)},
		{Method: post, Path: "/v1/people/{id}/badges/{badge}/label", ID: "print-badge", Summary: "Print a badge that was just made", Act: rental.ActPutPeople, Register: door.ServeFile(d, labels.Badge, label.Kinds()...)},
	}
}

// aboutStock is the part of the table about what is counted.
func (a *API) aboutStock() []door.Route {
	d := a.door
	counts, lines := stock.New(d), export.New(d)
	return []door.Route{
		{Method: get, Path: "/v1/inventory/stock", ID: "list-stock", Summary: "List how many there are of what is counted", Act: rental.ActLook, Register: door.Serve(d, counts.List)},
		{Method: get, Path: "/v1/inventory/stock/totals", ID: "get-stock-totals", Summary: "Sum up stock by item type, place or site", Act: rental.ActLook, Register: door.Serve(d, counts.Totals)},
		{Method: get, Path: "/v1/inventory/stock/{id}", ID: "get-stock", Summary: "Read how many of a type are at a place", Act: rental.ActLook, Register: door.Serve(d, counts.Get)},
		{Method: get, Path: "/v1/inventory/stock/{id}/entries", ID: "list-stock-entries", Summary: "List what was counted, received and corrected, the last first", Act: rental.ActLook, Register: door.Serve(d, counts.Entries)},
		{Method: post, Path: "/v1/inventory/stock/entries", ID: "create-stock-entry", Summary: "Count, receive or correct stock", Act: rental.ActPutCatalog, Status: http.StatusCreated, Register: door.Serve(d, counts.Enter)},
		{Method: post, Path: "/v1/inventory/stock/entries/{id}/undo", ID: "undo-stock-entry", Summary: "Take a count or a change back", Act: rental.ActPutCatalog, Register: door.Serve(d, counts.Undo)},
		{Method: get, Path: "/v1/inventory/stock.csv", ID: "export-stock", Summary: "All stock under the list's filters, as CSV", Act: rental.ActLook, Responses: door.CSVResponses(), Register: door.Serve(d, door.Export(counts.List, "stock.csv", export.StockHeader(), lines.Stock))},
	}
}
