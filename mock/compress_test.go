package mock_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestAnswersAreCompressedAsTheProxyDoes checks that everything behind the proxy is compressed, in the first
// encoding that is named without a quality.
func TestAnswersAreCompressedAsTheProxyDoes(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	both, own, none := []string{"Accept-Encoding", "Accept-Language, Cookie"}, []string{"Accept-Encoding"}, []string(nil)
	for _, test := range []struct {
		method, path, accept, encoding string
		status                         int
		vary                           []string
	}{
		{"GET", "/api/v3/rbac/permissions/", "gzip", "gzip", 200, both},
		{"GET", "/api/v3/rbac/permissions/", "deflate", "deflate", 200, both},
		{"GET", "/api/v3/core/users/me/", "gzip", "gzip", 200, both},
		{"GET", "/api/v3/core/users/me/", "br, gzip, deflate", "gzip", 200, both},
		{"GET", "/api/v3/core/users/me/", "deflate, gzip", "deflate", 200, both},
		{"GET", "/api/v3/core/users/me/", "", "", 200, both},
		{"GET", "/api/v3/core/users/me/", "gzip;q=1", "", 200, both},
		{"GET", "/api/v3/core/users/me/", "GZIP", "", 200, both},
		{"GET", "/api/v3/core/users/me/", "*", "", 200, both},
		{"GET", "/api/v3/core/users/x/", "gzip", "gzip", 404, both},
		{"GET", "/nowhere/", "gzip", "gzip", 404, both},
		{"PUT", "/nowhere/", "gzip", "gzip", 405, both},
		{"HEAD", "/api/v3/core/users/me/", "gzip", "gzip", 200, both},
		{"GET", "/-/health/live/", "gzip", "gzip", 200, own},
		{"GET", "/-/health/live/", "", "", 200, own},
		{"GET", "/api//v3/core/users/me/", "gzip", "", 301, none},
		{"POST", "/__mock/reset/", "gzip", "", 204, none},
	} {
		plain := raw(t, s, test.method, test.path, "")
		got := raw(t, s, test.method, test.path, test.accept)
		where := test.method + " " + test.path + " " + test.accept
		if got.status != test.status || got.header.Get("Content-Encoding") != test.encoding || !slices.Equal(got.header["Vary"], test.vary) {
			t.Errorf("%s: %d, Content-Encoding %q, Vary %q", where, got.status, got.header.Get("Content-Encoding"), got.header["Vary"])
		}
		if text := decoded(t, test.encoding, got.text); text != plain.text && test.method != "HEAD" {
			t.Errorf("%s: the body is %q, want %q", where, text, plain.text)
		}
	}
}

// TestAnEmptyAnswerIsCompressedToo: where a body may be, the end of a stream is one.
func TestAnEmptyAnswerIsCompressedToo(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	for path, length := range map[string]string{"DELETE /api/v3/core/groups/": "", "HEAD /api/v3/core/users/me/": "23", "GET /-/health/ready/": "23"} {
		method, path, _ := strings.Cut(path, " ")
		if method == "DELETE" {
			path += made(t, s, path, `{"name":"g"}`, "pk") + "/"
		}
		got := raw(t, s, method, path, "gzip")
		if got.header.Get("Content-Encoding") != "gzip" || got.header.Get("Content-Length") != length {
			t.Errorf("%s %s: %d %v", method, path, got.status, got.header)
		}
	}
}

// raw sends a request without decompressing its answer.
func raw(t *testing.T, s *mocktest.Server, method, path, accept string) answer {
	t.Helper()
	request, err := http.NewRequest(method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.Token)
	if accept != "" {
		request.Header.Set("Accept-Encoding", accept)
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	return received(t, response)
}

func decoded(t *testing.T, encoding, text string) string {
	t.Helper()
	if text == "" {
		return ""
	}
	var reader io.Reader = strings.NewReader(text)
	switch encoding {
	case "gzip":
		unzipped, err := gzip.NewReader(reader)
		if err != nil {
			t.Fatal(err)
		}
		reader = unzipped
	case "deflate":
		reader = flate.NewReader(reader)
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(reader); err != nil {
		t.Fatal(err)
	}
	return plain.String()
}
