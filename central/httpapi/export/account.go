package export

import (
	"context"
	"strconv"
	"strings"

	"rms/central/httpapi/account"
	"rms/central/httpapi/activity"
	"rms/central/httpapi/kiosk"
	"rms/central/httpapi/receipt"
	"rms/syncproto/rental"
)

// UserHeader heads a list of accounts.
func UserHeader() []string {
	return []string{"login", "name", "role", "scopes", "person", "site", "closed"}
}

// Users writes accounts; passwords are in no list.
func (l *Lines) Users(ctx context.Context, rows []rental.User) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, u rental.User) ([]string, error) {
		person, err := row[rental.Person](n, string(u.PersonID))
		site, err2 := n.place(rental.PlaceID(u.SiteID))
		return []string{u.Login, u.Name, string(u.Role), scopes(u.Scopes), person.Name, site, yes(u.Disabled)}, first(err, err2)
	})
}

// TokenHeader heads a list of API tokens.
func TokenHeader() []string {
	return []string{"name", "login", "role", "scopes", "status", "created", "expires", "used"}
}

// Tokens writes API tokens; their secrets are kept nowhere.
func (l *Lines) Tokens(_ context.Context, rows []account.ListedToken) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, t := range rows {
		out[i] = []string{t.Name, t.Login, string(t.Role), scopes(t.Scopes), string(t.Status), moment(t.CreatedAt), moment(t.ExpiresAt), moment(t.UsedAt)}
	}
	return out, nil
}

func scopes(list []rental.Scope) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return strings.Join(out, " ")
}

// KioskHeader heads a list of kiosks.
func KioskHeader() []string {
	return []string{"name", "number_prefix", "site", "returns_place", "status", "last_contact", "waiting", "oldest", "clock_offset_ms", "version", "last_error"}
}

// Kiosks writes kiosks with how they are.
func (l *Lines) Kiosks(ctx context.Context, rows []kiosk.Kiosk) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, k kiosk.Kiosk) ([]string, error) {
		site, err := n.place(rental.PlaceID(k.SiteID))
		returns, err2 := n.place(k.ReturnsPlaceID)
		return []string{
			k.Name, k.NumberPrefix, site, returns, string(k.Status), moment(k.LastContact), amount(k.QueueDepth), moment(k.Oldest), amount(k.ClockOffsetMs), k.Version, k.LastError,
		}, first(err, err2)
	})
}

// ReceiptHeader heads a list of receipts.
func ReceiptHeader() []string {
	return []string{"received", "by", "type_code", "type", "place", "quantity", "taken_back", "first_tag", "last_tag", "notes"}
}

// Receipts writes what was received.
func (l *Lines) Receipts(ctx context.Context, rows []receipt.ListedReceipt) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, r receipt.ListedReceipt) ([]string, error) {
		t, err := row[rental.ItemType](n, string(r.ItemTypeID))
		place, err2 := n.place(r.PlaceID)
		return []string{
			moment(r.At), r.By, t.Code, t.Name, place, strconv.Itoa(r.Quantity), strconv.Itoa(r.TakenBack), r.FirstTag, r.LastTag, r.Notes,
		}, first(err, err2)
	})
}

// AliasHeader heads a list of further codes.
func AliasHeader() []string { return []string{"code", "names", "target", "quantity"} }

// Aliases writes further codes, with what each names.
func (l *Lines) Aliases(ctx context.Context, rows []rental.TagAlias) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, a rental.TagAlias) ([]string, error) {
		target, err := n.target(a.Target, a.TargetID)
		return []string{a.Code, string(a.Target), target, amount(a.Quantity)}, err
	})
}

// target is what people call a thing that a code names.
func (n *names) target(t rental.TargetType, id string) (string, error) {
	switch t {
	case rental.TargetAsset:
		r, err := row[rental.Asset](n, id)
		return r.Tag, err
	case rental.TargetItemType:
		r, err := row[rental.ItemType](n, id)
		return r.Code, err
	case rental.TargetPlace:
		return n.place(rental.PlaceID(id))
	case rental.TargetPerson:
		r, err := row[rental.Person](n, id)
		return r.Name, err
	case rental.TargetRentAction:
		r, err := row[rental.RentAction](n, id)
		return string(r.Number), err
	case rental.TargetProject:
		r, err := row[rental.Project](n, id)
		return string(r.Number), err
	default:
		return id, nil
	}
}

// FactHeader heads a list of facts.
func FactHeader() []string {
	return []string{"no", "id", "kind", "happened", "clock_doubtful", "arrived", "kiosk", "person", "verdict", "reason", "codes", "things", "order", "place", "undone_by"}
}

// Facts writes what happened; codes are those of the first few things.
func (l *Lines) Facts(_ context.Context, rows []activity.Fact) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, f := range rows {
		out[i] = []string{
			strconv.FormatUint(f.No, 10), string(f.ID), string(f.Kind), moment(f.At), yes(f.Suspect), moment(f.ReceivedAt), f.Kiosk, f.Person, string(f.Verdict), f.Reason,
			strings.Join(f.Codes, " "), strconv.Itoa(f.Things), string(f.Order), f.Place, string(f.UndoneBy),
		}
	}
	return out, nil
}

// SessionHeader heads a list of open sessions.
func SessionHeader() []string {
	return []string{"login", "name", "browser", "system", "agent", "address", "created", "used", "expires", "current"}
}

// Sessions writes open sessions.
func (l *Lines) Sessions(_ context.Context, rows []account.Session) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, s := range rows {
		out[i] = []string{s.Login, s.Name, s.Browser, s.System, s.Agent, s.Address, moment(s.CreatedAt), moment(s.UsedAt), moment(s.ExpiresAt), yes(s.Current)}
	}
	return out, nil
}

// BadgeHeader heads a list of badges.
func BadgeHeader() []string { return []string{"person", "made", "revoked", "changed"} }

// Badges writes a person's badges; what is printed on them is kept nowhere.
func (l *Lines) Badges(_ context.Context, rows []rental.Badge) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, b := range rows {
		out[i] = []string{b.PersonName, moment(b.CreatedAt), yes(b.Revoked), moment(b.UpdatedAt)}
	}
	return out, nil
}

// CodeHeader heads a list of open enrolment codes.
func CodeHeader() []string { return []string{"name", "site", "returns_place", "by", "made", "expires"} }

// Codes writes enrolment codes that nobody has used; the codes themselves are kept
// nowhere.
func (l *Lines) Codes(ctx context.Context, rows []kiosk.OpenCode) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, c kiosk.OpenCode) ([]string, error) {
		site, err := n.place(rental.PlaceID(c.SiteID))
		returns, err2 := n.place(c.ReturnsPlaceID)
		return []string{c.Name, site, returns, c.CreatedBy, moment(c.CreatedAt), moment(c.ExpiresAt)}, first(err, err2)
	})
}
