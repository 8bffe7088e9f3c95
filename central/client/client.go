// Package client speaks central's REST API for programs: every operation of the
// document that central serves is a method here, with the types of its body and
// its answer.
//
// Invariants. What central refuses comes back as a *Refusal, in which errors.As
// finds the rental.Error with its reason. A call is sent again only where that
// cannot do a thing twice: a reading one, one that carries an Idempotency-Key, and
// any that was turned away before it was looked at. An answer that central cannot
// have written is never taken for one. The token goes to central's address alone:
// no redirect is followed. No rule of the product is in here.
//
// Concurrency. A Client may be used from any goroutine; an iterator from one.
package client

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"rms/syncproto/rental"
)

const (
	// callTimeout is the longest that one try of a call may take.
	callTimeout = time.Minute
	// fileTimeout is the longest that a list or a sheet of labels may travel.
	fileTimeout = 10 * time.Minute
	// patience is how long the client waits by itself before it tries again; what
	// asks for more is told to whoever called.
	patience = 30 * time.Second
	// tries is how often a call is sent at most.
	tries = 4
)

// Config says where central is, and who asks. All but URL may be zero.
type Config struct {
	// URL is central's address, such as https://central.example:7400.
	URL string
	// Token is an API token or a session's secret.
	Token string
	// UserAgent names the program.
	UserAgent string
	// Transport is used in place of the network's.
	Transport http.RoundTripper
	// Sleep waits between tries; it ends with ctx.
	Sleep func(ctx context.Context, d time.Duration) error
	// NewKey mints an Idempotency-Key for each call that takes one.
	NewKey func() string
}

// Client is central, as a program sees it. The fields are its collections; what
// is no collection is a method.
type Client struct {
	ItemTypes  ItemTypes
	Assets     Assets
	Places     Places
	Companies  Companies
	People     People
	TagAliases TagAliases
	Projects   Projects
	Orders     Orders
	Exceptions Exceptions
	Kiosks     Kiosks
	Users      Users
	Tokens     Tokens
	Sessions   Sessions
	Imports    Imports
	Receipts   Receipts
	Stock      Stocks
	Labels     Labels
	Setup      Setup

	http   *resty.Client
	sleep  func(ctx context.Context, d time.Duration) error
	newKey func() string
}

// New returns a client. Nothing is sent yet.
func New(cfg Config) (*Client, error) {
	base, err := url.Parse(cfg.URL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_central_url", Field: "url", Message: fmt.Sprintf("%q is no address of central", cfg.URL),
			Hint: "write it as https://central.example:7400",
		}
	}
	if strings.ContainsAny(cfg.Token, "\r\n\x00") {
		return nil, &rental.Error{Code: rental.CodeInvalid, Reason: "bad_token", Field: "token", Message: "a token is one line of text", Hint: "copy it again, without line breaks"}
	}
	c := &Client{sleep: cfg.Sleep, newKey: cfg.NewKey}
	if c.sleep == nil {
		c.sleep = sleep
	}
	if c.newKey == nil {
		c.newKey = newKey
	}
	transport := cfg.Transport
	if transport == nil {
		transport = &http.Transport{
			DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, TLSHandshakeTimeout: 10 * time.Second,
			IdleConnTimeout: 2 * time.Minute, MaxIdleConnsPerHost: 8, Proxy: http.ProxyFromEnvironment,
		}
	}
	c.http = resty.New().SetTransport(transport).SetBaseURL(strings.TrimSuffix(base.String(), "/")).SetRetryCount(0).
		SetRedirectPolicy(resty.RedirectPolicyFunc(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })).
		SetDoNotParseResponse(true)
	if cfg.UserAgent != "" {
		c.http.SetHeader("User-Agent", cfg.UserAgent)
	}
	if cfg.Token != "" {
		c.http.SetHeader("Authorization", "Bearer "+cfg.Token)
	}
	c.bind()
	return c, nil
}

// Close drops idle connections.
func (c *Client) Close() { c.http.GetClient().CloseIdleConnections() }

// Plain reports whether what is sent to the address could be read on the way.
func Plain(address string) bool {
	base, err := url.Parse(address)
	if err != nil || base.Scheme == "https" {
		return false
	}
	ip := net.ParseIP(base.Hostname())
	return base.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
}

// bind gives the collections their paths.
func (c *Client) bind() {
	at := func(path string) where { return where{c, path} }
	c.ItemTypes = ItemTypes{keptOf[rental.ItemTypeID, rental.ItemType, ItemTypeInput](at(typesPath)), Listed[rental.ItemType, ItemTypeQuery]{at(typesPath)}, Summed[ItemTypeQuery]{at(typesPath)}, Many[ItemTypeInput]{at(typesPath)}, Exported[ItemTypeQuery]{at(typesPath)}}
	c.Assets = Assets{keptOf[rental.AssetID, rental.Asset, AssetInput](at(assetsPath)), Listed[rental.Asset, AssetQuery]{at(assetsPath)}, Summed[AssetQuery]{at(assetsPath)}, Many[AssetInput]{at(assetsPath)}, Exported[AssetQuery]{at(assetsPath)}}
	c.Places = Places{keptOf[rental.PlaceID, rental.Place, PlaceInput](at(placesPath)), Listed[rental.Place, PlaceQuery]{at(placesPath)}, Summed[PlaceQuery]{at(placesPath)}, Many[PlaceInput]{at(placesPath)}, Exported[PlaceQuery]{at(placesPath)}}
	c.People = People{keptOf[rental.PersonID, rental.Person, PersonInput](at(peoplePath)), Listed[rental.Person, PersonQuery]{at(peoplePath)}, Summed[PersonQuery]{at(peoplePath)}, Many[PersonInput]{at(peoplePath)}, Exported[PersonQuery]{at(peoplePath)}}
	c.Companies = Companies{keptOf[rental.CompanyID, rental.Company, CompanyInput](at("/v1/companies")), Listed[rental.Company, CompanyQuery]{at("/v1/companies")}, Summed[CompanyQuery]{at("/v1/companies")}, Exported[CompanyQuery]{at("/v1/companies")}}
	c.TagAliases = TagAliases{keptOf[rental.TagAliasID, rental.TagAlias, AliasInput](at("/v1/tag-aliases")), Listed[rental.TagAlias, AliasQuery]{at("/v1/tag-aliases")}, Exported[AliasQuery]{at("/v1/tag-aliases")}}
	c.Projects = Projects{keptOf[rental.ProjectID, rental.Project, ProjectInput](at("/v1/projects")), Listed[rental.Project, ProjectQuery]{at("/v1/projects")}, Summed[ProjectQuery]{at("/v1/projects")}, Exported[ProjectQuery]{at("/v1/projects")}}
	c.Orders = Orders{
		Found[rental.RentActionID, Order]{at(ordersPath)}, Made[Order, NewOrder]{at(ordersPath)}, Changed[rental.RentActionID, Order, OrderChange]{at(ordersPath)},
		Listed[rental.RentAction, OrderQuery]{at(ordersPath)}, Summed[OrderQuery]{at(ordersPath)}, Exported[OrderQuery]{at(ordersPath)},
	}
	c.Exceptions = Exceptions{
		Found[rental.ExceptionID, ExceptionDetail]{at(exceptionsPath)},
		Listed[Question, ExceptionQuery]{at(exceptionsPath)}, Summed[ExceptionQuery]{at(exceptionsPath)}, Exported[ExceptionQuery]{at(exceptionsPath)},
	}
	c.Kiosks = Kiosks{Found[rental.KioskID, KioskDetail]{at(kiosksPath)}, Changed[rental.KioskID, KioskDetail, KioskInput]{at(kiosksPath)}, Listed[Kiosk, KioskQuery]{at(kiosksPath)}, Exported[KioskQuery]{at(kiosksPath)}}
	c.Users = Users{Found[rental.UserID, rental.User]{at(usersPath)}, Made[rental.User, NewUser]{at(usersPath)}, Changed[rental.UserID, rental.User, UserInput]{at(usersPath)}, Listed[rental.User, UserQuery]{at(usersPath)}, Exported[UserQuery]{at(usersPath)}}
	c.Tokens = Tokens{Listed[ListedToken, TokenQuery]{at("/v1/tokens")}, Exported[TokenQuery]{at("/v1/tokens")}}
	c.Imports = Imports{Found[ImportID, Import]{at(importsPath)}, Listed[Import, ImportQuery]{at(importsPath)}, Exported[ImportQuery]{at(importsPath)}}
	c.Stock = Stocks{Found[rental.StockPoolID, Stock]{at(stockPath)}, Listed[Stock, StockQuery]{at(stockPath)}, Summed[StockQuery]{at(stockPath)}, Exported[StockQuery]{at(stockPath)}}
	c.Receipts = Receipts{Found[ReceiptID, Receipt]{at(receiptsPath)}, Made[Receipt, ReceiptInput]{at(receiptsPath)}, Listed[ListedReceipt, ReceiptQuery]{at(receiptsPath)}, Exported[ReceiptQuery]{at(receiptsPath)}}
	c.Sessions, c.Labels, c.Setup = Sessions{c}, Labels{c}, Setup{c}
}
