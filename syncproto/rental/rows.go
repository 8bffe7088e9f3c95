package rental

import "encoding/json"

// The Row methods of every entity.

// RowCollection returns ItemTypes.
func (ItemType) RowCollection() Collection { return ItemTypes }

// RowID returns the row's id.
func (r ItemType) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r ItemType) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Places.
func (Place) RowCollection() Collection { return Places }

// RowID returns the row's id.
func (r Place) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Place) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns TagAliases.
func (TagAlias) RowCollection() Collection { return TagAliases }

// RowID returns the row's id.
func (r TagAlias) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r TagAlias) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns DemoCodes.
func (DemoCode) RowCollection() Collection { return DemoCodes }

// RowID returns the row's id.
func (r DemoCode) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r DemoCode) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Assets.
func (Asset) RowCollection() Collection { return Assets }

// RowID returns the row's id.
func (r Asset) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Asset) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns AssetCards.
func (AssetCard) RowCollection() Collection { return AssetCards }

// RowID returns the row's id.
func (r AssetCard) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r AssetCard) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns RentActions.
func (RentAction) RowCollection() Collection { return RentActions }

// RowID returns the row's id.
func (r RentAction) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r RentAction) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Allocations.
func (Allocation) RowCollection() Collection { return Allocations }

// RowID returns the row's id.
func (r Allocation) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Allocation) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Projects.
func (Project) RowCollection() Collection { return Projects }

// RowID returns the row's id.
func (r Project) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Project) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Companies.
func (Company) RowCollection() Collection { return Companies }

// RowID returns the row's id.
func (r Company) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Company) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns People.
func (Person) RowCollection() Collection { return People }

// RowID returns the row's id.
func (r Person) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Person) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Badges.
func (Badge) RowCollection() Collection { return Badges }

// RowID returns the row's id.
func (r Badge) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Badge) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns PINs.
func (PIN) RowCollection() Collection { return PINs }

// RowID returns the row's id.
func (r PIN) RowID() string { return string(r.PersonID) }

// WithMeta returns a copy of the row under m.
func (r PIN) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Exceptions.
func (Exception) RowCollection() Collection { return Exceptions }

// RowID returns the row's id.
func (r Exception) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Exception) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Kiosks.
func (Kiosk) RowCollection() Collection { return Kiosks }

// RowID returns the row's id.
func (r Kiosk) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Kiosk) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Users.
func (User) RowCollection() Collection { return Users }

// RowID returns the row's id.
func (r User) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r User) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns Tokens.
func (Token) RowCollection() Collection { return Tokens }

// RowID returns the row's id.
func (r Token) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r Token) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns StockPools.
func (StockPool) RowCollection() Collection { return StockPools }

// RowID returns the row's id.
func (r StockPool) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r StockPool) WithMeta(m Meta) Row { r.Meta = m; return r }

// RowCollection returns StockEntries.
func (StockEntry) RowCollection() Collection { return StockEntries }

// RowID returns the row's id.
func (r StockEntry) RowID() string { return string(r.ID) }

// WithMeta returns a copy of the row under m.
func (r StockEntry) WithMeta(m Meta) Row { r.Meta = m; return r }

// DecodeRow reads a row of collection c from its JSON body, as the feed and
// snapshots carry it. Unknown fields are ignored: a newer central may add some.
func DecodeRow(c Collection, body []byte) (Row, error) {
	if decode, ok := decoders[c]; ok {
		return decode(body)
	}
	return nil, &Error{
		Code: CodeInvalid, Reason: "unknown_collection",
		Message: "unknown collection " + string(c), Hint: "update this program",
	}
}

var decoders = map[Collection]func(body []byte) (Row, error){
	ItemTypes:    decodeRow[ItemType],
	Places:       decodeRow[Place],
	TagAliases:   decodeRow[TagAlias],
	DemoCodes:    decodeRow[DemoCode],
	Assets:       decodeRow[Asset],
	AssetCards:   decodeRow[AssetCard],
	RentActions:  decodeRow[RentAction],
	Allocations:  decodeRow[Allocation],
	Projects:     decodeRow[Project],
	Companies:    decodeRow[Company],
	People:       decodeRow[Person],
	Badges:       decodeRow[Badge],
	PINs:         decodeRow[PIN],
	Exceptions:   decodeRow[Exception],
	Kiosks:       decodeRow[Kiosk],
	Users:        decodeRow[User],
	StockPools:   decodeRow[StockPool],
	StockEntries: decodeRow[StockEntry],
	Tokens:       decodeRow[Token],
}

func decodeRow[R Row](body []byte) (Row, error) {
	var r R
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, &Error{
			Code: CodeInvalid, Reason: "bad_row",
			Message: "a row of " + string(r.RowCollection()) + " cannot be read: " + err.Error(),
		}
	}
	return r, nil
}
