package mock_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const generate = "/api/v3/crypto/certificatekeypairs/generate/"

// TestAGeneratedCertificateIsLikeAuthentiks reads the certificate as its users would: authentik signs it in its own name,
// with a key of 4096 bits. Other requests are answered while the key is made.
func TestAGeneratedCertificateIsLikeAuthentiks(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.2", Seeds: []string{mock.SeedFresh}})
	var pair answer
	// A change takes a thousandth of the time that a key takes, but a key may be found at once.
	for tries, meanwhile := 0, 0; meanwhile < 10; tries++ {
		if tries == 10 {
			t.Fatalf("only %d changes were made while a key was", meanwhile)
		}
		pair, meanwhile = generateBesideChanges(t, s, fmt.Sprint("shop", tries))
	}
	id := want(t, pair, 200).json(t)["pk"].(string)
	text := want(t, call(t, s, "GET", "/api/v3/crypto/certificatekeypairs/"+id+"/view_certificate/", ""), 200).json(t)["data"].(string)
	block, _ := pem.Decode([]byte(text))
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if issuer, wanted := certificate.Issuer.String(), "CN=authentik "+versionOf(t, "2026.2"); issuer != wanted {
		t.Errorf("the issuer is %s, want %s", issuer, wanted)
	}
	if key, ok := certificate.PublicKey.(*rsa.PublicKey); !ok || key.Size()*8 != 4096 {
		t.Errorf("the key is %T", certificate.PublicKey)
	}
}

// generateBesideChanges makes a pair, and returns the answer and how many changes were answered before it.
func generateBesideChanges(t *testing.T, s *mocktest.Server, name string) (pair answer, meanwhile int) {
	t.Helper()
	made := make(chan answer)
	go func() {
		made <- call(t, s, "POST", generate, `{"common_name":"`+name+`","validity_days":3,"subject_alt_name":"shop.example"}`)
	}()
	for {
		select {
		case pair = <-made:
			return pair, meanwhile
		default:
			want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{}`), 200)
			meanwhile++
		}
	}
}

func TestAKeyThatGoCannotMakeIsNoAnswerOfAuthentiks(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.2", Seeds: []string{mock.SeedFresh}})
	wantOwn(t, call(t, s, "POST", generate, `{"common_name":"shop","validity_days":3,"alg":"ed448"}`), 501, "not-implemented", "Go's crypto has no Ed448")
	want(t, call(t, s, "POST", generate, `{"common_name":"shop","alg":"ed448"}`), 400)
	if list := call(t, s, "GET", "/api/v3/crypto/certificatekeypairs/?name=shop", "").text; !strings.Contains(list, `"count":0`) {
		t.Errorf("there is one: %s", list)
	}
}

// TestAnEventSaysWhichTextOfAPairWasSeen reads the context with its members in the order of PostgreSQL.
func TestAnEventSaysWhichTextOfAPairWasSeen(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		id := want(t, call(t, s, "POST", generate, `{"common_name":"shop","validity_days":3,"alg":"ecdsa"}`), 200).json(t)["pk"].(string)
		for _, what := range []string{"certificate", "private_key"} {
			want(t, call(t, s, "GET", "/api/v3/crypto/certificatekeypairs/"+id+"/view_"+what+"/", ""), 200)
			events := want(t, call(t, s, "GET", "/api/v3/events/events/?action=secret_view&ordering=-created", ""), 200).text
			context := `"context":{"type":"` + what + `","secret":{"pk":"` + strings.ReplaceAll(id, "-", "") + `","app":"authentik_crypto","name":"shop","model_name":"certificatekeypair"},"http_request":`
			if first, _, _ := strings.Cut(events, `"client_ip"`); !strings.Contains(first, context) {
				t.Errorf("%s: %s", what, first)
			}
		}
	})
}

// TestACertificateIsDownloadedUnderItsName: a name that no header holds is encoded, and of several lines Django fails.
func TestACertificateIsDownloadedUnderItsName(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	made := want(t, call(t, s, "POST", "/api/v3/crypto/certificatekeypairs/generate/", `{"common_name": "shop", "validity_days": 1, "alg": "ecdsa"}`), 200).json(t)
	address := "/api/v3/crypto/certificatekeypairs/" + made["pk"].(string) + "/"
	for name, file := range map[string]string{
		"shop":  `attachment; filename="shop_private_key.pem"`,
		"Größe": "attachment; filename=\"Gr\xf6\xdfe_private_key.pem\"",
		"名":     "=?utf-8?b?YXR0YWNobWVudDsgZmlsZW5hbWU9IuWQjV9wcml2YXRlX2tleS5wZW0i?=",
	} {
		want(t, call(t, s, "PATCH", address, `{"name": "`+name+`"}`), 200)
		a := want(t, call(t, s, "GET", address+"view_private_key/?download", ""), 200)
		if got := a.header.Get("Content-Disposition"); got != file || a.header.Get("Content-Type") != "application/x-pem-file" || !strings.HasPrefix(a.text, "-----BEGIN ") {
			t.Errorf("%s is sent as %q, want %q: %v", name, got, file, a.header)
		}
	}
	want(t, call(t, s, "PATCH", address, `{"name": "a\nb"}`), 200)
	want(t, call(t, s, "GET", address+"view_certificate/?download", ""), 500)
	want(t, call(t, s, "GET", address+"view_certificate/", ""), 200)
}
