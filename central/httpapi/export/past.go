package export

import (
	"context"
	"strconv"

	"rms/central/httpapi/activity"
	"rms/central/httpapi/intake"
	"rms/central/httpapi/order"
	"rms/central/httpapi/stock"
)

// ChangeHeader heads a list of what was changed by hand.
func ChangeHeader() []string { return []string{"changed", "by", "made", "member", "before", "after"} }

// Changes writes what was changed by hand, a line for each member.
func (l *Lines) Changes(_ context.Context, rows []activity.Change) ([][]string, error) {
	var out [][]string
	for _, c := range rows {
		of := []string{moment(c.At), c.By, yes(c.Made)}
		if len(c.Members) == 0 {
			out = append(out, append(of, "", "", ""))
		}
		for _, m := range c.Members {
			out = append(out, append(of[:len(of):len(of)], m.Name, m.Before, m.After))
		}
	}
	return out, nil
}

// EventHeader heads a list of events.
func EventHeader() []string {
	return []string{"rmsseq", "id", "type", "subject", "time", "actor", "data"}
}

// Events writes events; their data is JSON.
func (l *Lines) Events(_ context.Context, rows []activity.CloudEvent) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, e := range rows {
		out[i] = []string{e.RMSSeq, e.ID, e.Type, e.Subject, e.Time, e.RMSActor, string(e.Data)}
	}
	return out, nil
}

// ImportHeader heads a list of imports.
func ImportHeader() []string {
	return []string{"file", "kind", "status", "program", "mode", "sent", "by", "rows", "created", "changed", "unchanged", "skipped", "wrong", "besides", "ended", "undone_by"}
}

// Imports writes lists that were sent, and what became of them.
func (l *Lines) Imports(_ context.Context, rows []intake.Import) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, r := range rows {
		n := r.Counts
		out[i] = []string{
			r.FileName, r.Kind, r.Status, r.Program, r.Mode, moment(r.CreatedAt), r.ByName, strconv.Itoa(n.Rows), strconv.Itoa(n.Created), strconv.Itoa(n.Changed),
			strconv.Itoa(n.Unchanged), strconv.Itoa(n.Skipped), strconv.Itoa(n.Wrong), strconv.Itoa(n.Besides), moment(r.EndedAt), r.UndoName,
		}
	}
	return out, nil
}

// EntryHeader heads a list of what was counted, received and corrected.
func EntryHeader() []string {
	return []string{"happened", "kind", "quantity", "on_hand", "reason", "by", "listing", "undone", "undone_by", "undo_reason"}
}

// Entries writes what was counted, received and corrected.
func (l *Lines) Entries(_ context.Context, rows []stock.StockEntry) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, e := range rows {
		out[i] = []string{
			moment(e.Occurred), string(e.Kind), strconv.FormatInt(e.Quantity, 10), strconv.FormatInt(e.OnHand, 10), e.Reason, e.By, e.Listing,
			moment(e.UndoneAt), e.UndoneName, e.UndoReason,
		}
	}
	return out, nil
}

// JobOrderHeader heads a list of the orders of a job.
func JobOrderHeader() []string {
	return []string{"number", "title", "status", "requester", "start", "end", "requested", "allocated", "packed", "out", "returned", "consumed", "lost", "cancelled"}
}

// JobOrders writes the orders of a job with their sums.
func (l *Lines) JobOrders(_ context.Context, rows []order.JobOrder) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, o := range rows {
		line := []string{string(o.Number), o.Title, string(o.Status), o.RequesterName, moment(o.Window.Start), moment(o.Window.End)}
		c := o.Counts
		for _, n := range []int64{c.Requested, c.Allocated, c.Packed, c.Out, c.Returned, c.Consumed, c.Lost, c.Cancelled} {
			line = append(line, strconv.FormatInt(n, 10))
		}
		out[i] = line
	}
	return out, nil
}
