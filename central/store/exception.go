package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var exceptions = &table[rental.Exception]{
	name: "exceptions",
	columns: []column[rental.Exception]{
		{"also_site_id", func(r rental.Exception) any { return string(r.AlsoSiteID) }},
		{"created_ms", func(r rental.Exception) any { return int64(r.CreatedAt) }},
		{"number", func(r rental.Exception) any { return string(r.Number) }},
		{"kind", func(r rental.Exception) any { return string(r.Kind) }},
		{"severity", func(r rental.Exception) any { return string(r.Severity) }},
		{"status", func(r rental.Exception) any { return string(r.Status) }},
		{"asset_id", func(r rental.Exception) any { return string(r.AssetID) }},
		{"fact_id", func(r rental.Exception) any { return string(r.FactID) }},
	},
}

// ExceptionFilter narrows a list of exceptions; empty fields let all through.
type ExceptionFilter struct {
	Common
	Status   []rental.ExceptionStatus
	SiteID   []rental.SiteID // first or second site
	Kind     []rental.ExceptionKind
	Severity []rental.ExceptionSeverity
	AssetID  rental.AssetID
	FactID   rental.ItemID
}

// exceptionOrders sort exceptions. Those of a thing, or of a fact, are few.
var exceptionOrders = page.Orders{
	{Name: "created_at", Column: "created_ms", Desc: true, With: []string{"status", "site_id", "kind", "severity"}},
	{Name: "updated_at", Column: "updated_ms"},
}

// ListExceptions returns a page of exceptions, newest first.
func (tx *Tx) ListExceptions(ctx context.Context, f ExceptionFilter, p Page) ([]rental.Exception, string, error) {
	var q query
	q.common(f.Common)
	q.Is("status", texts(f.Status)...)
	q.site(f.SiteID...)
	q.Is("kind", texts(f.Kind)...)
	q.Is("severity", texts(f.Severity)...)
	q.Narrow("asset_id", string(f.AssetID))
	q.Narrow("fact_id", string(f.FactID))
	return list(ctx, tx, exceptions, q, exceptionOrders, p)
}

// OpenExceptionsOf returns the open exceptions of an asset, by id.
func (tx *Tx) OpenExceptionsOf(ctx context.Context, id rental.AssetID) (rental.ExceptionSet, error) {
	return exceptions.all(ctx, tx, "where asset_id = $1 and status = 'open' order by id", string(id))
}

// ExceptionsOfFact returns the exceptions that a fact opened, by id.
func (tx *Tx) ExceptionsOfFact(ctx context.Context, id rental.ItemID) (rental.ExceptionSet, error) {
	return exceptions.all(ctx, tx, "where fact_id = $1 order by id", string(id))
}
