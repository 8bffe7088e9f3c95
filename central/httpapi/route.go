package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rms/syncproto/rental"
)

const openapiPath = "/v1/openapi.json"

// route is a line of the table. act is the right that it needs; none means that
// being logged in is enough.
type route struct {
	method, path, id, summary string
	act                       rental.Action
	public                    bool
	status                    int
	register                  func(huma.API, huma.Operation)
}

// PublicPaths lists what is served to anybody, beside the paths of kiosks.
func PublicPaths() []string {
	return []string{"POST /v1/auth/login", "GET /v1/info", "GET " + openapiPath}
}

// Routes lists what Mount serves, as "METHOD path", and which are public.
func (a *API) Routes() map[string]bool {
	table := map[string]bool{http.MethodGet + " " + openapiPath: true}
	for _, r := range a.routes() {
		table[r.method+" "+r.path] = r.public
	}
	return table
}

// serve makes a handler of fn: its errors leave as problems.
func serve[I, O any](a *API, fn func(context.Context, *I) (*O, error)) func(huma.API, huma.Operation) {
	return func(api huma.API, op huma.Operation) {
		huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := fn(ctx, in)
			if err != nil {
				p := problemOf(ctx, err)
				a.report(ctx, op.Path, p, err)
				return nil, p
			}
			return out, nil
		})
	}
}

// routes is the table.
func (a *API) routes() []route {
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	return []route{
		{method: get, path: "/v1/info", id: "get-info", summary: "What this central is", public: true, register: serve(a, a.info)},
		{method: post, path: "/v1/auth/login", id: "login", summary: "Log in", public: true, register: serve(a, a.login)},
		{method: post, path: "/v1/auth/logout", id: "logout", summary: "Log out", status: http.StatusNoContent, register: serve(a, a.logout)},
		{method: get, path: "/v1/auth/me", id: "get-me", summary: "Who is logged in", register: serve(a, a.me)},

		// Everybody has tokens of his own; whose they are and what they may is the rules' to say.
		{method: get, path: "/v1/tokens", id: "list-tokens", summary: "List API tokens", register: serve(a, a.listTokens)},
		{method: post, path: "/v1/tokens", id: "create-token", summary: "Make an API token; its secret is shown once", status: http.StatusCreated, register: serve(a, a.createToken)},
		{method: post, path: "/v1/tokens/{id}/revoke", id: "revoke-token", summary: "Revoke an API token", register: serve(a, a.revokeToken)},

		{method: get, path: "/v1/catalog/item-types", id: "list-item-types", summary: "List item types", act: rental.ActLook, register: serve(a, a.listItemTypes)},
		{method: post, path: "/v1/catalog/item-types", id: "create-item-type", summary: "Create an item type", act: rental.ActPutCatalog, status: http.StatusCreated, register: serve(a, a.createItemType)},
		{method: get, path: "/v1/catalog/item-types/{id}", id: "get-item-type", summary: "Read an item type", act: rental.ActLook, register: serve(a, a.getItemType)},
		{method: put, path: "/v1/catalog/item-types/{id}", id: "put-item-type", summary: "Change an item type", act: rental.ActPutCatalog, register: serve(a, a.putItemType)},

		{method: get, path: "/v1/inventory/assets", id: "list-assets", summary: "List items", act: rental.ActLook, register: serve(a, a.listAssets)},
		{method: post, path: "/v1/inventory/assets", id: "create-asset", summary: "Create an item", act: rental.ActPutCatalog, status: http.StatusCreated, register: serve(a, a.createAsset)},
		{method: get, path: "/v1/inventory/assets/{id}", id: "get-asset", summary: "Read an item", act: rental.ActLook, register: serve(a, a.getAsset)},
		{method: put, path: "/v1/inventory/assets/{id}", id: "put-asset", summary: "Change an item", act: rental.ActPutCatalog, register: serve(a, a.putAsset)},
		{method: get, path: "/v1/inventory/assets/{id}/history", id: "get-asset-history", summary: "What happened to an item", act: rental.ActLook, register: serve(a, a.assetHistory)},
		{method: post, path: "/v1/inventory/check-outs", id: "check-out", summary: "Record that items left", act: rental.ActCheckOut, status: http.StatusCreated, register: serve(a, a.checkOut)},
		{method: post, path: "/v1/inventory/check-ins", id: "check-in", summary: "Record that items came back", act: rental.ActCheckIn, status: http.StatusCreated, register: serve(a, a.checkIn)},

		{method: get, path: "/v1/places", id: "list-places", summary: "List places", act: rental.ActLook, register: serve(a, a.listPlaces)},
		{method: post, path: "/v1/places", id: "create-place", summary: "Create a place", act: rental.ActPutCatalog, status: http.StatusCreated, register: serve(a, a.createPlace)},
		{method: get, path: "/v1/places/{id}", id: "get-place", summary: "Read a place", act: rental.ActLook, register: serve(a, a.getPlace)},
		{method: put, path: "/v1/places/{id}", id: "put-place", summary: "Change a place", act: rental.ActPutCatalog, register: serve(a, a.putPlace)},

		{method: get, path: "/v1/people", id: "list-people", summary: "List people", act: rental.ActLook, register: serve(a, a.listPeople)},
		{method: post, path: "/v1/people", id: "create-person", summary: "Create a person", act: rental.ActPutPeople, status: http.StatusCreated, register: serve(a, a.createPerson)},
		{method: get, path: "/v1/people/{id}", id: "get-person", summary: "Read a person", act: rental.ActLook, register: serve(a, a.getPerson)},
		{method: put, path: "/v1/people/{id}", id: "put-person", summary: "Change a person", act: rental.ActPutPeople, register: serve(a, a.putPerson)},
		{method: post, path: "/v1/people/{id}/badges", id: "create-badge", summary: "Make a badge; its code is shown once", act: rental.ActPutPeople, status: http.StatusCreated, register: serve(a, a.createBadge)},
		{method: post, path: "/v1/people/{id}/badges/{badge}/revoke", id: "revoke-badge", summary: "Revoke a badge", act: rental.ActPutPeople, register: serve(a, a.revokeBadge)},
		{method: put, path: "/v1/people/{id}/pin", id: "put-pin", summary: "Set a person's PIN", act: rental.ActPutPeople, status: http.StatusNoContent, register: serve(a, a.putPIN)},

		{method: get, path: "/v1/projects", id: "list-projects", summary: "List jobs", act: rental.ActLook, register: serve(a, a.listProjects)},
		{method: post, path: "/v1/projects", id: "create-project", summary: "Create a job", act: rental.ActPutJob, status: http.StatusCreated, register: serve(a, a.createProject)},
		{method: get, path: "/v1/projects/{id}", id: "get-project", summary: "Read a job", act: rental.ActLook, register: serve(a, a.getProject)},
		{method: put, path: "/v1/projects/{id}", id: "put-project", summary: "Change a job", act: rental.ActPutJob, register: serve(a, a.putProject)},

		{method: get, path: "/v1/tag-aliases", id: "list-tag-aliases", summary: "List further codes of things", act: rental.ActLook, register: serve(a, a.listAliases)},
		{method: post, path: "/v1/tag-aliases", id: "create-tag-alias", summary: "Give a thing a further code", act: rental.ActPutCatalog, status: http.StatusCreated, register: serve(a, a.createAlias)},

		{method: get, path: "/v1/rent-actions", id: "list-rent-actions", summary: "List orders", act: rental.ActLook, register: serve(a, a.listOrders)},
		{method: post, path: "/v1/rent-actions", id: "create-rent-action", summary: "Create an order, as a draft", act: rental.ActOrderCreate, status: http.StatusCreated, register: serve(a, a.createOrder)},
		{method: get, path: "/v1/rent-actions/{id}", id: "get-rent-action", summary: "Read an order with what became of its lines", act: rental.ActLook, register: serve(a, a.getOrder)},
		{method: post, path: "/v1/rent-actions/{id}/submit", id: "submit-rent-action", summary: "Submit an order", act: rental.ActOrderSubmit, register: serve(a, a.orderStep(rental.KindRentActionSubmit))},
		{method: post, path: "/v1/rent-actions/{id}/approve", id: "approve-rent-action", summary: "Approve an order", act: rental.ActOrderApprove, register: serve(a, a.orderStep(rental.KindRentActionApprove))},
		{method: post, path: "/v1/rent-actions/{id}/reject", id: "reject-rent-action", summary: "Reject an order, with the reason", act: rental.ActOrderReject, register: serve(a, a.orderStep(rental.KindRentActionReject))},
		{method: post, path: "/v1/rent-actions/{id}/cancel", id: "cancel-rent-action", summary: "Cancel an order", act: rental.ActOrderCancel, register: serve(a, a.orderStep(rental.KindRentActionCancel))},

		{method: get, path: "/v1/exceptions", id: "list-exceptions", summary: "List questions that need a person", act: rental.ActLook, register: serve(a, a.listExceptions)},
		{method: post, path: "/v1/exceptions/{id}/resolve", id: "resolve-exception", summary: "Answer a question", act: rental.ActExceptionAnswer, register: serve(a, a.resolveException)},

		{method: get, path: "/v1/events", id: "list-events", summary: "What happened, as CloudEvents, in order", act: rental.ActLook, register: serve(a, a.listEvents)},
		{method: get, path: "/v1/facts", id: "list-facts", summary: "The last facts, with kiosk and person", act: rental.ActLook, register: serve(a, a.listFacts)},

		{method: get, path: "/v1/kiosks", id: "list-kiosks", summary: "List kiosks with how they are", act: rental.ActLook, register: serve(a, a.listKiosks)},
		{method: post, path: "/v1/kiosks/enrolment-codes", id: "create-enrolment-code", summary: "Make a one-time code that lets one kiosk in", act: rental.ActPutAccount, status: http.StatusCreated, register: serve(a, a.createEnrolmentCode)},
		{method: post, path: "/v1/kiosks/{id}/revoke", id: "revoke-kiosk", summary: "Lock a kiosk out", act: rental.ActPutAccount, status: http.StatusNoContent, register: serve(a, a.revokeKiosk)},
	}
}
