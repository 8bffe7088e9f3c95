package syncer

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"rms/syncproto/rental"
)

// HTTPConfig says where central is and how it is known.
type HTTPConfig struct {
	// URL is central's base URL. Plain http is taken for loopback only.
	URL string
	// Pins are lower-case hex SHA-256 sums of public keys of which central must
	// show one; without any, the system's roots decide.
	Pins []string
	// Now is the clock that certificates are judged by.
	Now func() time.Time
	// Dial is used in place of the network by tests; nil is the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// UserAgent names the program and its version.
	UserAgent string
}

// HTTP is the Transport over the network.
type HTTP struct{ client *resty.Client }

// NewHTTP returns a Transport to central. Nothing is sent yet.
func NewHTTP(cfg HTTPConfig) (*HTTP, error) {
	base, err := url.Parse(cfg.URL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_central_url", Field: "central",
			Message: fmt.Sprintf("%q is no address of central", cfg.URL), Hint: "write it as https://central.example:7400",
		}
	}
	if base.Scheme == "http" && !loopback(base.Hostname()) {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "plain_http", Field: "central",
			Message: "http is only taken for a central on this machine", Hint: "use https://" + base.Host,
		}
	}
	transport := &http.Transport{
		DialContext:         cfg.Dial,
		TLSClientConfig:     tlsConfig(cfg),
		TLSHandshakeTimeout: shortTimeout,
		IdleConnTimeout:     2 * time.Minute,
		MaxIdleConnsPerHost: 4,
		Proxy:               http.ProxyFromEnvironment,
	}
	if cfg.Dial == nil {
		transport.DialContext = (&net.Dialer{Timeout: probeTimeout}).DialContext
	}
	client := resty.New().
		SetTransport(transport).
		SetBaseURL(strings.TrimSuffix(base.String(), "/")).
		SetRetryCount(0).
		SetRedirectPolicy(resty.RedirectPolicyFunc(func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		})).
		SetHeader("User-Agent", cfg.UserAgent).
		SetDoNotParseResponse(true)
	return &HTTP{client}, nil
}

// Close drops idle connections.
func (h *HTTP) Close() { h.client.GetClient().CloseIdleConnections() }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// tlsConfig judges central by its pins when there are any: then the chain and
// the name do not matter, the key does.
func tlsConfig(cfg HTTPConfig) *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12, Time: cfg.Now}
	if len(cfg.Pins) == 0 {
		return c
	}
	pins := slices.Clone(cfg.Pins)
	c.InsecureSkipVerify = true // VerifyConnection checks more strictly
	c.VerifyConnection = func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) == 0 {
			return errors.New("central showed no certificate")
		}
		sum := sha256.Sum256(s.PeerCertificates[0].RawSubjectPublicKeyInfo)
		if !slices.Contains(pins, hex.EncodeToString(sum[:])) {
			return errWrongKey
		}
		return nil
	}
	return c
}

var errWrongKey = errors.New("another key than central's at enrolment")

// Do makes one call.
func (h *HTTP) Do(ctx context.Context, c *Call) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	req := h.client.R().SetContext(ctx)
	body, header, err := c.Body()
	if err != nil {
		return fmt.Errorf("encode %s: %w", c.Effect.Op, err)
	}
	if body != nil {
		req.SetBody(body)
	}
	for name := range header {
		req.SetHeader(name, header.Get(name))
	}
	res, err := req.Execute(c.Method, c.Path)
	if res != nil && res.RawResponse != nil {
		defer res.RawBody().Close() // what was read counts
	}
	if err != nil {
		if errors.Is(err, errWrongKey) {
			return wrongKey()
		}
		return unreachable(err)
	}
	return c.Read(res.RawResponse)
}

func wrongKey() error {
	return &Failure{Class: NotCentral, Err: &rental.Error{
		Code: rental.CodeUnavailable, Reason: "wrong_central_key",
		Message: "whoever answers under central's address has " + errWrongKey.Error(),
		Hint:    "check the address; if central really got a new key, enrol this kiosk again",
	}}
}
