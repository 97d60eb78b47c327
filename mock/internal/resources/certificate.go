package resources

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var certificateModel = drf.Model{
	Table: "certificate", App: "authentik_crypto", Name: "certificatekeypair", Object: "CertificateKeyPair",
	Verbose: "Certificate-Key Pair", VerbosePlural: "Certificate-Key Pairs",
	String: func(_ *store.Tx, row *store.Row) string { return "Certificate-Key Pair " + row.Text("name") },
}

// keyTypesShown is the first contract that shows the type of a certificate's public key, instead of that of
// the private key.
var keyTypesShown = profile.V2025_12

// textsGuarded is the first contract in which a permission of its own lets users see each text of a pair.
var textsGuarded = profile.V2025_12

// detailsAlways is the span in which the details of certificates are stored, so that no request leaves them
// out.
var detailsAlways = profile.Dated("certificates always show their details", profile.Since(profile.V2026_2, profile.Document))

// crypto/certificatekeypairs are certificates, with their private keys or without.
var _ = declare(drf.Resource{
	Path: "crypto/certificatekeypairs", Title: "Certificate Key Pair", Description: "CertificateKeyPair Viewset", Model: certificateModel,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "kp_uuid", Label: "Kp uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("certificate", "name", "Certificate-Key Pair")}},
		{Name: "fingerprint_sha256", Kind: drf.Method, Value: detail(func(c certificate) any { return c.fingerprintSHA256() })},
		{Name: "fingerprint_sha1", Kind: drf.Method, Value: detail(func(c certificate) any { return c.fingerprintSHA1() })},
		{
			Name: "certificate_data", Kind: drf.Char, Required: true, WriteOnly: true, Secret: true, Check: readableCertificate,
			Help: "PEM-encoded Certificate data",
		},
		{
			Name: "key_data", Kind: drf.Char, Blank: true, Default: "", WriteOnly: true, Secret: true, Check: readableKey,
			Help: "Optional Private Key. If this is set, you can use this keypair for encryption.",
		},
		{Name: "cert_expiry", Kind: drf.Method, Value: detail(func(c certificate) any { return c.expiry() })},
		{Name: "cert_subject", Kind: drf.Method, Value: detail(func(c certificate) any { return c.subject() })},
		{Name: "private_key_available", Kind: drf.Method, Value: func(_ *drf.Request, row *store.Row) any { return pairOf(row).key != "" }},
		{Name: "private_key_type", Kind: drf.Method, Value: detail(func(c certificate) any { return keyType(c.key) }), Span: profile.Until(keyTypesShown, profile.Document)},
		{Name: "key_type", Kind: drf.Method, Value: detail(func(c certificate) any { return c.publicKeyType() }), Span: profile.Since(keyTypesShown, profile.Document)},
		{Name: "certificate_download_url", Kind: drf.Method, Value: downloadOf("view_certificate")},
		{Name: "private_key_download_url", Kind: drf.Method, Value: downloadOf("view_private_key")},
		{
			Name: "managed", Kind: drf.Char, Null: true, Label: "Managed by authentik", Translated: true, ReadOnly: true,
		},
	},
	Filters: []drf.Filter{
		{Name: "name"}, {Name: "managed"},
		{Name: "has_key", Kind: drf.BooleanFilter, Match: func(_ *drf.Request, row *store.Row, wanted any) bool {
			return wanted != true || pairOf(row).key != ""
		}},
		{
			Name: "include_details", Span: profile.Until(profile.V2026_2, profile.Document), // the members read it
			Match: func(*drf.Request, *store.Row, any) bool { return true },
		},
		{
			Name: "key_type", Kind: drf.ChoicesFilter, Choices: keyTypes, Span: profile.Since(keyTypesShown, profile.Document),
			Match: func(_ *drf.Request, row *store.Row, wanted any) bool {
				return among(wanted, pairOf(row).publicKeyType())
			},
		},
	},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	Actions: []drf.Action{
		{
			Name: "generate", Description: "Generate a new, self-signed certificate-key pair", Method: http.MethodPost,
			NeedsGlobal: []string{"authentik_crypto.add_certificatekeypair"}, Body: generationFields, Prepare: makeKey, Run: generateCertificate,
		},
		viewPair("certificate", certificateModel.Permission("view"), profile.Until(textsGuarded, profile.Document)),
		viewPair("certificate", "authentik_crypto.view_certificatekeypair_certificate", profile.Since(textsGuarded, profile.Document)),
		viewPair("private_key", certificateModel.Permission("view"), profile.Until(textsGuarded, profile.Document)),
		viewPair("private_key", "authentik_crypto.view_certificatekeypair_key", profile.Since(textsGuarded, profile.Document)),
	},
	UsedBy: []drf.Relation{
		{Model: agentConnectorModel, Action: "set_null", Rows: rowsWhere("connector", "challenge_key"), Span: profile.Since(profile.V2025_12, profile.Source)},
		manyTo(brandModel, brandsOfCertificate),
		manyTo(stageTypes.models["mtls"], mtlsStagesOfCertificate),
	},
}, store.Schema{
	Name: "certificate", PK: "kp_uuid", Columns: []string{"kp_uuid", "name", "certificate_data", "key_data", "managed"},
	Unique: [][]string{{"name"}, {"managed"}},
})

// The links of brands and stages from their other ends.
var (
	brandsOfCertificate     = &drf.Through{Table: "client_certificate", Near: "certificate", Far: "brand"}
	mtlsStagesOfCertificate = &drf.Through{Table: "certificate_authority", Near: "certificate", Far: "stage"}
)

var keyTypes = []drf.Option{
	{Value: "rsa", Name: "RSA"}, {Value: "ec", Name: "Elliptic Curve"}, {Value: "dsa", Name: "DSA"}, {Value: "ed25519", Name: "Ed25519"}, {Value: "ed448", Name: "Ed448"},
}

// among reports whether a value is one of those that a filter names; none names all.
func among(wanted, value any) bool {
	values := wanted.([]any)
	for _, each := range values {
		if each == value {
			return true
		}
	}
	return len(values) == 0
}

// detail returns the value of a member that reads the certificate, null for a request that wants no details.
func detail(of func(certificate) any) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, row *store.Row) any {
		if wanted := r.Query.Get("include_details"); !detailsAlways.In(r.Contract) && r.Query.Has("include_details") && strings.ToLower(wanted) != "true" {
			return nil
		}
		return of(pairOf(row))
	}
}

func downloadOf(action string) func(*drf.Request, *store.Row) any {
	return func(_ *drf.Request, row *store.Row) any {
		return "/api/v3/crypto/certificatekeypairs/" + drf.KeyText(row.PK()) + "/" + action + "/?download"
	}
}

// viewPair returns an action that shows one of the two texts of a pair, or with ?download sends it as a file.
func viewPair(what, permission string, span profile.Span) drf.Action {
	return drf.Action{
		Name: "view_" + what, Description: "Return certificate-key pairs " + strings.ReplaceAll(what, "_", " ") + " and log access",
		Detail: true, Method: http.MethodGet, Unfiltered: true, Writes: true, Needs: permission, Span: span,
		Run: func(r *drf.Request, row *store.Row) (*drf.Response, error) {
			writeEvent(r, "secret_view", "authentik.crypto.api", r.Viewer, fact{name: "secret", kind: what, object: factsOf(r.Tx, certificateModel, row)})
			text := pairOf(row).text
			if what == "private_key" {
				text = pairOf(row).key
			}
			if r.Query.Has("download") {
				file, ok := django.HeaderValue(`attachment; filename="` + row.Text("name") + "_" + what + `.pem"`)
				if !ok {
					return nil, drf.Crash("no header takes a name of several lines").Of("name")
				}
				return &drf.Response{
					Status: http.StatusOK, Raw: []byte(text), ContentType: "application/x-pem-file",
					Headers: map[string]string{"Content-Disposition": file},
				}, nil
			}
			body := python.NewDict()
			body.Set("data", text)
			return &drf.Response{Status: http.StatusOK, Body: body}, nil
		},
	}
}

func readableCertificate(_ *drf.Request, _ *store.Row, value any) (any, *messages.Message) {
	if _, err := parseCertificate(value.(string)); err != nil {
		message := messages.Raw("Unable to load certificate.")
		return nil, &message
	}
	return value, nil
}

func readableKey(_ *drf.Request, _ *store.Row, value any) (any, *messages.Message) {
	if text := value.(string); text != "" && keyType(text) == nil {
		message := messages.Raw("Unable to load private key (possibly encrypted?).")
		return nil, &message
	}
	return value, nil
}

// installCertificate adds the certificate of every installation. Its texts are made when they are first read.
func installCertificate(tx *store.Tx) error {
	_, err := tx.Insert("certificate", map[string]any{
		"kp_uuid": uuid.NewSHA1(uuid.NameSpaceURL, []byte(selfSignedName)), "name": selfSignedName,
	})
	return err
}
