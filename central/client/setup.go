package client

import (
	"context"
	"net/http"
)

// SetupState says whether central is to be set up.
type SetupState struct {
	LinkOpen   bool `json:"link_open"`
	NeedsSetup bool `json:"needs_setup"`
}

// SetupInput makes the company, once; Secret is in the link that central prints.
type SetupInput struct {
	Admin   SetupAdmin   `json:"admin"`
	Company SetupCompany `json:"company"`
	Secret  string       `json:"secret"`
	Site    SetupSite    `json:"site"`
}

// SetupCompany is the company.
type SetupCompany struct {
	Name string `json:"name"`
}

// SetupSite is its first site.
type SetupSite struct {
	Address   string `json:"address,omitempty"`
	ClosesMin int64  `json:"closes_min"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	OpensMin  int64  `json:"opens_min"`
	Zone      string `json:"zone"`
}

// SetupAdmin is its first admin.
type SetupAdmin struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Password string `json:"password"`
}

// Checklist is how far the company has come.
type Checklist struct {
	Complete  bool   `json:"complete"`
	Dismissed bool   `json:"dismissed"`
	Steps     []Step `json:"steps"`
}

// Step is one step of it.
type Step struct {
	Count int64  `json:"count"`
	Done  bool   `json:"done"`
	ID    string `json:"id"`
	Page  string `json:"page"`
}

// Setup is the first start.
type Setup struct{ c *Client }

// State says whether central is to be set up.
func (s Setup) State(ctx context.Context) (SetupState, error) {
	return read[SetupState](ctx, s.c, newCall(http.MethodGet, "/v1/setup"))
}

// SetUp makes the company, and logs its first admin in.
func (s Setup) SetUp(ctx context.Context, in SetupInput) (LoggedIn, error) {
	return read[LoggedIn](ctx, s.c, newCall(http.MethodPost, "/v1/setup").with(in))
}

// Checklist says how far the company has come.
func (s Setup) Checklist(ctx context.Context) (Checklist, error) {
	return read[Checklist](ctx, s.c, newCall(http.MethodGet, "/v1/setup/checklist"))
}

// Dismiss puts the checklist away.
func (s Setup) Dismiss(ctx context.Context) error {
	return s.c.do(ctx, newCall(http.MethodPost, "/v1/setup/checklist/dismiss"))
}

// Restore brings the checklist back.
func (s Setup) Restore(ctx context.Context) error {
	return s.c.do(ctx, newCall(http.MethodPost, "/v1/setup/checklist/restore"))
}
