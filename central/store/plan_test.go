package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rms/central/store"
	"rms/central/store/page"
	"rms/internal/testx"
	"rms/syncproto/rental"
)

// listing is a list with its orders and the filters that it takes.
type listing struct {
	sorts   []string
	filters map[string]func(ctx context.Context, tx *store.Tx, p store.Page) error
}

func run[F, R any](list func(tx *store.Tx, ctx context.Context, f F, p store.Page) ([]R, string, error), filter F) func(context.Context, *store.Tx, store.Page) error {
	return func(ctx context.Context, tx *store.Tx, p store.Page) error {
		_, _, err := list(tx, ctx, filter, p)
		return err
	}
}

type filters = map[string]func(ctx context.Context, tx *store.Tx, p store.Page) error

var (
	sites  = []rental.SiteID{"a"}
	common = store.Common{IDs: []string{"a", "b"}}
)

// listings names each list, its orders and each filter of it, alone and together.
var listings = map[string]listing{
	"assets": {[]string{"tag", "-tag", "updated_at", "created_at"}, filters{
		"none":            run((*store.Tx).ListAssets, store.AssetFilter{}),
		"ids":             run((*store.Tx).ListAssets, store.AssetFilter{Common: common}),
		"status":          run((*store.Tx).ListAssets, store.AssetFilter{Status: []rental.AssetStatus{"a"}}),
		"status=a,b":      run((*store.Tx).ListAssets, store.AssetFilter{Status: []rental.AssetStatus{"a", "b"}}),
		"site":            run((*store.Tx).ListAssets, store.AssetFilter{SiteID: sites}),
		"item type":       run((*store.Tx).ListAssets, store.AssetFilter{ItemTypeID: []rental.ItemTypeID{"a"}}),
		"site and status": run((*store.Tx).ListAssets, store.AssetFilter{SiteID: sites, Status: []rental.AssetStatus{"a", "b"}}),
		"place":           run((*store.Tx).ListAssets, store.AssetFilter{PlaceID: []rental.PlaceID{"a"}}),
		"order":           run((*store.Tx).ListAssets, store.AssetFilter{RentActionID: "a"}),
		"holder":          run((*store.Tx).ListAssets, store.AssetFilter{HolderID: "a"}),
	}},
	"item_types": {[]string{"name", "code", "updated_at", "created_at"}, filters{
		"none":     run((*store.Tx).ListItemTypes, store.ItemTypeFilter{}),
		"archived": run((*store.Tx).ListItemTypes, store.ItemTypeFilter{Archived: true}),
		"ids":      run((*store.Tx).ListItemTypes, store.ItemTypeFilter{Common: common}),
		"category": run((*store.Tx).ListItemTypes, store.ItemTypeFilter{Category: []string{"a", "b"}}),
		"kind":     run((*store.Tx).ListItemTypes, store.ItemTypeFilter{Kind: []rental.ItemKind{"a", "b"}}),
	}},
	"places": {[]string{"name", "code", "updated_at", "created_at"}, filters{
		"none":   run((*store.Tx).ListPlaces, store.PlaceFilter{}),
		"ids":    run((*store.Tx).ListPlaces, store.PlaceFilter{Common: common}),
		"kind":   run((*store.Tx).ListPlaces, store.PlaceFilter{Kind: []rental.PlaceKind{"a", "b"}}),
		"site":   run((*store.Tx).ListPlaces, store.PlaceFilter{SiteID: sites}),
		"parent": run((*store.Tx).ListPlaces, store.PlaceFilter{ParentID: "a"}),
	}},
	"people": {[]string{"name", "updated_at", "created_at"}, filters{
		"none":    run((*store.Tx).ListPeople, store.PersonFilter{}),
		"ids":     run((*store.Tx).ListPeople, store.PersonFilter{Common: common}),
		"site":    run((*store.Tx).ListPeople, store.PersonFilter{SiteID: sites}),
		"company": run((*store.Tx).ListPeople, store.PersonFilter{CompanyID: "a"}),
	}},
	"companies": {[]string{"name", "updated_at", "created_at"}, filters{
		"none": run((*store.Tx).ListCompanies, store.CompanyFilter{}),
		"ids":  run((*store.Tx).ListCompanies, store.CompanyFilter{Common: common}),
		"kind": run((*store.Tx).ListCompanies, store.CompanyFilter{Kind: []string{"a", "b"}}),
	}},
	"projects": {[]string{"window.start", "-window.start", "name", "updated_at", "created_at"}, filters{
		"none":            run((*store.Tx).ListProjects, store.ProjectFilter{}),
		"ids":             run((*store.Tx).ListProjects, store.ProjectFilter{Common: common}),
		"site":            run((*store.Tx).ListProjects, store.ProjectFilter{SiteID: sites}),
		"status":          run((*store.Tx).ListProjects, store.ProjectFilter{Status: []rental.ProjectStatus{"a", "b"}}),
		"site and status": run((*store.Tx).ListProjects, store.ProjectFilter{SiteID: sites, Status: []rental.ProjectStatus{"a"}}),
		"company":         run((*store.Tx).ListProjects, store.ProjectFilter{CompanyID: "a"}),
	}},
	"rent_actions": {[]string{"created_at", "-created_at", "updated_at", "window.start", "window.end"}, filters{
		"none":            run((*store.Tx).ListRentActions, store.RentActionFilter{}),
		"ids":             run((*store.Tx).ListRentActions, store.RentActionFilter{Common: common}),
		"site":            run((*store.Tx).ListRentActions, store.RentActionFilter{SiteID: sites}),
		"status":          run((*store.Tx).ListRentActions, store.RentActionFilter{Status: []rental.OrderStatus{"a", "b"}}),
		"site and status": run((*store.Tx).ListRentActions, store.RentActionFilter{SiteID: sites, Status: []rental.OrderStatus{"a"}}),
		"project":         run((*store.Tx).ListRentActions, store.RentActionFilter{ProjectID: "a"}),
		"requester":       run((*store.Tx).ListRentActions, store.RentActionFilter{RequesterID: "a"}),
	}},
	"exceptions": {[]string{"created_at", "-created_at", "updated_at"}, filters{
		"none":            run((*store.Tx).ListExceptions, store.ExceptionFilter{}),
		"ids":             run((*store.Tx).ListExceptions, store.ExceptionFilter{Common: common}),
		"site":            run((*store.Tx).ListExceptions, store.ExceptionFilter{SiteID: sites}),
		"status":          run((*store.Tx).ListExceptions, store.ExceptionFilter{Status: []rental.ExceptionStatus{"a"}}),
		"kind":            run((*store.Tx).ListExceptions, store.ExceptionFilter{Kind: []rental.ExceptionKind{"a", "b"}}),
		"severity":        run((*store.Tx).ListExceptions, store.ExceptionFilter{Severity: []rental.ExceptionSeverity{"a"}}),
		"site and status": run((*store.Tx).ListExceptions, store.ExceptionFilter{SiteID: sites, Status: []rental.ExceptionStatus{"a"}}),
		"asset":           run((*store.Tx).ListExceptions, store.ExceptionFilter{AssetID: "a"}),
		"fact":            run((*store.Tx).ListExceptions, store.ExceptionFilter{FactID: "a"}),
	}},
	"tag_aliases": {[]string{"code"}, filters{
		"none":   run((*store.Tx).ListTagAliases, store.TagAliasFilter{}),
		"ids":    run((*store.Tx).ListTagAliases, store.TagAliasFilter{IDs: []string{"a"}}),
		"code":   run((*store.Tx).ListTagAliases, store.TagAliasFilter{Code: "a"}),
		"target": run((*store.Tx).ListTagAliases, store.TagAliasFilter{Target: []rental.TargetType{"a", "b"}}),
		"thing":  run((*store.Tx).ListTagAliases, store.TagAliasFilter{Target: []rental.TargetType{"a"}, TargetID: "a"}),
	}},
	"stock_pools": {[]string{"name", "-name", "on_hand", "-on_hand", "updated_at", "created_at"}, filters{
		"none":           run((*store.Tx).ListStock, store.StockFilter{}),
		"ids":            run((*store.Tx).ListStock, store.StockFilter{Common: common}),
		"stock of type":  run((*store.Tx).ListStock, store.StockFilter{ItemTypeID: []rental.ItemTypeID{"a"}}),
		"place":          run((*store.Tx).ListStock, store.StockFilter{PlaceID: []rental.PlaceID{"a", "b"}}),
		"site":           run((*store.Tx).ListStock, store.StockFilter{SiteID: sites}),
		"below":          run((*store.Tx).ListStock, store.StockFilter{Below: 5}),
		"site and below": run((*store.Tx).ListStock, store.StockFilter{SiteID: sites, Below: 5}),
	}},
	"stock_entries": {[]string{"occurred", "-occurred"}, filters{
		"none": run((*store.Tx).ListStockEntries, []rental.StockPoolID(nil)),
		"pool": run((*store.Tx).ListStockEntries, []rental.StockPoolID{"a"}),
	}},
	"users": {[]string{"login"}, filters{"none": run((*store.Tx).ListUsers, page.Query{})}},
	"tokens": {[]string{"name"}, filters{
		"none": run((*store.Tx).ListTokens, rental.UserID("")),
		"user": run((*store.Tx).ListTokens, rental.UserID("a")),
	}},
}

// times are filters by time, in the order that reads them.
var times = map[string]func(context.Context, *store.Tx, store.Page) error{
	"assets updated_at":       run((*store.Tx).ListAssets, store.AssetFilter{Common: store.Common{UpdatedSince: 1}, Status: []rental.AssetStatus{"a"}}),
	"assets created_at":       run((*store.Tx).ListAssets, store.AssetFilter{Common: store.Common{CreatedFrom: 1, CreatedTo: 2}}),
	"rent_actions updated_at": run((*store.Tx).ListRentActions, store.RentActionFilter{Common: store.Common{UpdatedSince: 1}, SiteID: sites}),
	"rent_actions created_at": run((*store.Tx).ListRentActions, store.RentActionFilter{Common: store.Common{CreatedFrom: 1, CreatedTo: 2}, SiteID: sites}),
}

// pagesOf is where the pages of several searches become one: a sort of few rows.
var pagesOf = regexp.MustCompile(`SCAN \(subquery-\d+\)\n *USE TEMP B-TREE FOR ORDER BY`)

var bareScan = regexp.MustCompile(`SCAN (\w+)(\n|$)`)

// TestNoListReadsATable: each list, in each order, under each filter, is walked
// along an index that its plan names, or sorts what a narrow search has found.
func TestNoListReadsATable(t *testing.T) {
	t.Parallel()
	db := open(t)
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(listings)) {
		l := listings[name]
		for _, sort := range l.sorts {
			all := maps.Clone(l.filters)
			if f, ok := times[name+" "+sort]; ok {
				all["time"] = f
			}
			for _, filter := range slices.Sorted(maps.Keys(all)) {
				var total int64
				plans := plansOf(t, db, all[filter], store.Page{Sort: sort, Total: &total})
				for _, plan := range plans {
					if bareScan.MatchString(plan) {
						t.Errorf("%s by %s under %s reads the table:\n%s", name, sort, filter, plan)
					}
					if strings.Contains(pagesOf.ReplaceAllString(plan, ""), "TEMP B-TREE") && !slices.Contains(narrow, filter) {
						t.Errorf("%s by %s under %s sorts what it finds:\n%s", name, sort, filter, plan)
					}
				}
				fmt.Fprintf(&out, "%s by %s under %s\n%s", name, sort, filter, strings.Join(plans, ""))
			}
		}
	}
	testx.Golden(t, "testdata/plans.txt", []byte(out.String()))
}

// narrow are the filters that find so few rows that they may be sorted.
var narrow = []string{"ids", "place", "order", "holder", "parent", "company", "project", "requester", "asset", "fact", "code", "thing", "user", "stock of type"}

// plansOf returns how each statement of a list is carried out.
func plansOf(t *testing.T, db *store.DB, list func(context.Context, *store.Tx, store.Page) error, p store.Page) []string {
	t.Helper()
	var plans []string
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := list(ctx, tx, p); err != nil {
			return err
		}
		for _, text := range tx.Statements() {
			var plan strings.Builder
			err := tx.Each(ctx, "explain query plan "+text, make([]any, strings.Count(text, "$")), func(r *sql.Rows) error {
				var id, parent, unused int64
				var detail string
				err := r.Scan(&id, &parent, &unused, &detail)
				fmt.Fprintf(&plan, "  %s\n", detail)
				return err
			})
			if err != nil {
				return err
			}
			plans = append(plans, plan.String())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return plans
}
