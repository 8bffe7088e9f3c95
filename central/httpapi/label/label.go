// Package label prints labels of things and places, and badges.
//
// Invariants and concurrency are those of door. What is printed is read again by a
// kiosk: a code that its parser would not find as it is written is refused. A
// badge's code is never kept: it is printed when it is made, or not at all.
package label

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"rms/central/httpapi/door"
	"rms/central/httpapi/receipt"
	"rms/central/sheet"
	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// maxLabels is the most that one request prints: two hours of a label printer.
const maxLabels = 2000

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// Print says on what labels are printed.
type Print struct {
	Stock  string       `json:"stock,omitempty" maxLength:"40" doc:"name of a label paper, of GET /v1/labels/stocks; absent: a roll of 38 x 19 mm"`
	Format sheet.Format `json:"format,omitempty" enum:"pdf,zpl" doc:"absent: pdf"`
	DPI    int          `json:"dpi,omitempty" enum:"203,300" doc:"of the label printer, with zpl; absent: 203"`
	Start  int          `json:"start,omitempty" minimum:"1" maximum:"100" doc:"first free label of a sheet that was used before, row by row from 1"`
	Symbol sheet.Symbol `json:"symbol,omitempty" enum:"code128,qr" doc:"absent: Code 128 where it is read for sure, else QR"`
}

func (p Print) labels() sheet.Labels {
	return sheet.Labels{Stock: p.Stock, Format: p.Format, DPI: p.DPI, Start: p.Start, Symbol: p.Symbol}
}

// LabelFilter chooses items as their list does.
type LabelFilter struct {
	Status       []rental.AssetStatus `json:"status,omitempty" maxItems:"7" enum:"available,reserved,deployed,recalled,maintenance,missing,retired"`
	SiteID       []rental.SiteID      `json:"site_id,omitempty" maxItems:"100"`
	PlaceID      []rental.PlaceID     `json:"place_id,omitempty" maxItems:"100"`
	ItemTypeID   []rental.ItemTypeID  `json:"item_type_id,omitempty" maxItems:"100"`
	RentActionID rental.RentActionID  `json:"rent_action_id,omitempty"`
	HolderID     rental.PersonID      `json:"holder_id,omitempty"`
	Query        string               `json:"q,omitempty" maxLength:"200"`
}

type printInput struct {
	Body struct {
		Print
		AssetIDs  []rental.AssetID `json:"asset_ids,omitempty" maxItems:"2000" doc:"items, in this order"`
		PlaceIDs  []rental.PlaceID `json:"place_ids,omitempty" maxItems:"2000"`
		ReceiptID rental.ItemID    `json:"receipt_id,omitempty" doc:"all items of a receipt that are still in the books"`
		Assets    *LabelFilter     `json:"assets,omitempty" doc:"all items of a list, by tag; more than 2000 are refused"`
	}
}

// File is what a printer gets.
type File struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// Kinds are the kinds of a File.
func Kinds() []string { return []string{pdfKind, zplKind} }

const (
	pdfKind = "application/pdf"
	zplKind = "application/vnd.zebra-zpl"
)

// Print prints labels of items and places.
func (h *Handlers) Print(ctx context.Context, in *printInput) (*File, error) {
	var list []sheet.Label
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		c := collector{tx: tx, types: map[rental.ItemTypeID]rental.ItemType{}, houses: map[string]string{}}
		err := c.assets(ctx, in.Body.AssetIDs)
		if err == nil && in.Body.ReceiptID != "" {
			err = c.receipt(ctx, in.Body.ReceiptID)
		}
		if err == nil && in.Body.Assets != nil {
			err = c.list(ctx, *in.Body.Assets)
		}
		if err == nil {
			err = c.places(ctx, in.Body.PlaceIDs)
		}
		list = c.out
		return err
	})
	if err != nil {
		return nil, err
	}
	out, err := file(in.Body.Print, "labels", list)
	if err != nil {
		return nil, err
	}
	err = h.d.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return service.NoteLabels(ctx, tx, rental.Millis(h.d.Now().UnixMilli()))
	})
	if err != nil { // the labels are there, and only a list of first steps is not
		h.d.Logger.WarnContext(ctx, "labels were made, and it could not be noted", "error", err)
	}
	return out, nil
}

func file(p Print, name string, list []sheet.Label) (*File, error) {
	var b bytes.Buffer
	if err := p.labels().Write(&b, name, list); err != nil {
		return nil, err
	}
	out := &File{ContentType: pdfKind, Body: b.Bytes()}
	extension := "pdf"
	if p.Format == sheet.ZPL {
		out.ContentType, extension = zplKind, "zpl"
	}
	out.Disposition = fmt.Sprintf("inline; filename=%q", name+"."+extension)
	return out, nil
}

// collector gathers stickers, and keeps at hand what many of them name.
type collector struct {
	tx     *store.Tx
	out    []sheet.Label
	types  map[rental.ItemTypeID]rental.ItemType
	houses map[string]string // name of a company or a site, by id
}

func (c *collector) add(field string, s sheet.Label) error {
	if len(c.out) == maxLabels {
		return &rental.Error{
			Code: rental.CodeTooLarge, Reason: "too_many_labels", Field: field, Message: fmt.Sprintf("these are more than %d labels", maxLabels),
			Hint: "narrow the filter, or print them in parts",
		}
	}
	if read, ok := tag.Normal(s.Code); !ok || read != s.Code || tag.Reserved(s.Code) {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "unscannable_code", Field: field,
			Message: "no scan would ever find " + s.Text + " (" + s.Name + "): it reads as a command or a badge, or not as it is written", Hint: "give it another code first",
		}
	}
	c.out = append(c.out, s)
	return nil
}

func (c *collector) assets(ctx context.Context, ids []rental.AssetID) error {
	for i, id := range ids {
		field := fmt.Sprintf("asset_ids[%d]", i)
		a, err := door.Named[rental.Asset](ctx, c.tx, field, string(id))
		if err == nil {
			err = c.asset(ctx, field, a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) asset(ctx context.Context, field string, a rental.Asset) error {
	t, ok := c.types[a.ItemTypeID]
	if !ok {
		var err error
		if t, _, err = store.Get[rental.ItemType](ctx, c.tx, string(a.ItemTypeID)); err != nil {
			return err
		}
		c.types[a.ItemTypeID] = t
	}
	house, err := c.house(ctx, a.OwnerID, a.HomeSiteID)
	if err != nil {
		return err
	}
	return c.add(field, sheet.AssetLabel(a, t, house))
}

// house names the owner of a thing that is not ours, else a site.
func (c *collector) house(ctx context.Context, owner rental.CompanyID, site rental.SiteID) (string, error) {
	id := string(owner)
	if id == "" {
		id = string(site)
	}
	if name, ok := c.houses[id]; ok || id == "" {
		return name, nil
	}
	var name string
	if owner != "" {
		company, _, err := store.Get[rental.Company](ctx, c.tx, id)
		if err != nil {
			return "", err
		}
		name = company.Name
	} else {
		place, _, err := store.Get[rental.Place](ctx, c.tx, id)
		if err != nil {
			return "", err
		}
		name = place.Name
	}
	c.houses[id] = name
	return name, nil
}

func (c *collector) receipt(ctx context.Context, id rental.ItemID) error {
	r, err := receipt.Find(ctx, c.tx, id)
	if err != nil {
		return door.Within(err, "receipt_id")
	}
	var ids []rental.AssetID
	for _, t := range r.Lines {
		if !t.TakenBack {
			ids = append(ids, t.AssetID)
		}
	}
	return c.assets(ctx, ids)
}

func (c *collector) list(ctx context.Context, f LabelFilter) error {
	page := store.Page{Limit: store.MaxPage}
	for {
		rows, next, err := c.tx.ListAssets(ctx, store.AssetFilter{
			Status: f.Status, SiteID: f.SiteID, PlaceID: f.PlaceID, ItemTypeID: f.ItemTypeID,
			RentActionID: f.RentActionID, HolderID: f.HolderID, Query: f.Query,
		}, page)
		if err != nil {
			return err
		}
		for _, a := range rows {
			if err := c.asset(ctx, "assets", a); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		page.After = next
	}
}

func (c *collector) places(ctx context.Context, ids []rental.PlaceID) error {
	for i, id := range ids {
		field := fmt.Sprintf("place_ids[%d]", i)
		p, err := door.Named[rental.Place](ctx, c.tx, field, string(id))
		if err != nil {
			return err
		}
		site, err := c.house(ctx, "", p.SiteID)
		if err != nil {
			return err
		}
		if site == p.Name { // the site's own label
			site = ""
		}
		if err := c.add(field, sheet.PlaceLabel(p, site)); err != nil {
			return err
		}
	}
	return nil
}

type stocksReply struct {
	Body struct {
		Items []sheet.LabelStock `json:"items"`
	}
}

// Stocks lists the label papers that are known.
func (h *Handlers) Stocks(context.Context, *struct{}) (*stocksReply, error) {
	out := &stocksReply{}
	out.Body.Items = sheet.Stocks()
	return out, nil
}

type badgeInput struct {
	door.ByID
	Badge string `path:"badge" format:"uuid"`
	Body  struct {
		Print
		Code string `json:"code" maxLength:"64" doc:"the badge's code, as it was shown when the badge was made"`
	}
}

// Badge prints a badge that was just made.
func (h *Handlers) Badge(ctx context.Context, in *badgeInput) (*File, error) {
	var sticker sheet.Label
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := door.Found[rental.Person](ctx, tx, in.ID)
		if err != nil {
			return err
		}
		badges, err := tx.BadgesOf(ctx, p.ID)
		if err != nil {
			return err
		}
		hash := syncproto.BadgeHash([]byte(in.Body.Code))
		if !slices.ContainsFunc(badges, func(b rental.Badge) bool { return string(b.ID) == in.Badge && b.Hash == hash && !b.Revoked }) {
			return &rental.Error{
				Code: rental.CodeInvalid, Reason: "wrong_badge_code", Field: "code", Message: "this is not the code of this badge, or the badge is revoked",
				Hint: "make a new badge: a code is shown once, when the badge is made",
			}
		}
		c := collector{tx: tx, houses: map[string]string{}}
		house, err := c.house(ctx, p.CompanyID, p.SiteID)
		sticker = sheet.BadgeLabel(p, in.Body.Code, house)
		return err
	})
	if err != nil {
		return nil, err
	}
	return file(in.Body.Print, "badge", []sheet.Label{sticker})
}
