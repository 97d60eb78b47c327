package resources

import (
	"math"
	"net/http"
	"strings"
	"unicode"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// generationFields are the members of a request to generate a pair.
var generationFields = []drf.Field{
	{Name: "common_name", Kind: drf.Char, Required: true},
	{Name: "subject_alt_name", Kind: drf.Char, Blank: true},
	{Name: "validity_days", Kind: drf.Integer, Required: true},
	{Name: "alg", Kind: drf.Choice, Choices: keyAlgorithms, Sent: func() any { return "rsa" }},
}

var keyAlgorithms = []drf.Option{
	{Value: "rsa", Name: "rsa"}, {Value: "ecdsa", Name: "ecdsa"},
	{Value: "ed25519", Name: "Ed25519", Span: profile.Since(profile.V2026_2, profile.Document)},
	{Value: "ed448", Name: "Ed448", Span: profile.Since(profile.V2026_2, profile.Document)},
}

// bitsOfRSA is the length of authentik's RSA keys. It takes seconds to make one.
const bitsOfRSA = 4096

// makeKey makes the private key.
func makeKey(sent drf.Values) (any, error) {
	algorithm := sent["alg"].(string)
	if algorithm == "ed448" {
		return nil, drf.Impossible("Go's crypto has no Ed448, so that authentik-mock cannot generate such a key: generate one of another type, or create the pair with its texts.")
	}
	return newKey(algorithm, bitsOfRSA)
}

// generateCertificate makes a self-signed pair. A name that is taken is found by the database only.
func generateCertificate(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	name := r.Sent["common_name"].(string)
	if r.Tx.One("certificate", "name", name) != nil {
		return nil, drf.Crash("the database has every name of a pair once, and the serializer does not ask it").In(drf.LayerStore).Of("common_name")
	}
	days, small := r.Sent["validity_days"].(int64)
	if !small || days < 1 || days > math.MaxInt16 {
		return nil, drf.Crash("a certificate must end after it begins, in a year that there is").In(drf.LayerRule).Of("validity_days")
	}
	var hosts []string
	alternatives, _ := r.Sent["subject_alt_name"].(string)
	for _, host := range strings.Split(alternatives, ",") {
		switch {
		case strings.TrimSpace(host) == "":
		case strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII }):
			return nil, drf.Crash("a name of a host in a certificate is ASCII text, and nothing catches the ValueError for another").
				In(drf.LayerRule).Of("subject_alt_name")
		default:
			hosts = append(hosts, host)
		}
	}
	issuer := "authentik " + r.Contract.Profile().Version
	made, err := newCertificate(name, issuer, hosts, int(days), r.Prepared.(privateKey), r.Now)
	if err != nil {
		return nil, err
	}
	row, err := r.Insert("certificate", map[string]any{"name": name, "certificate_data": made.text, "key_data": made.key})
	if err != nil {
		return nil, err
	}
	return &drf.Response{Status: http.StatusOK, Body: r.Represent("crypto/certificatekeypairs", row)}, nil
}
