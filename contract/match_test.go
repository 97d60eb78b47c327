package contract_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

const (
	idA = "7d0a5b6e-3a2f-4c1d-9e8b-112233445566"
	idB = "8d0a5b6e-3a2f-4c1d-9e8b-112233445566"
)

func TestAnswersAreComparedToTheByteButWhereAWordSaysNot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expected, answer string
		equal            bool
	}{
		{`answer: '{ "a": 1,  "b": [ ] }'`, `{"a":1,"b":[]}`, true},
		{`answer: '{"a": "x  y"}'`, `{"a":"x y"}`, false},
		{`answer: '{"a": 1, "b": 2}'`, `{"b":2,"a":1}`, false},
		{`answer: '{"a": 1}'`, `{"a":1.0}`, false},
		{`answer: '{"a": "é"}'`, `{"a":"\u00e9"}`, false},
		{`answer: '{"a": 1}'`, `{"a":1,"b":2}`, false},
		{`answer: 'no JSON'`, `no JSON`, true},
		{`answer: 'no JSON'`, `no  JSON`, false},
		{`answer: '{"a": "<uuid>"}'`, `{"a":"` + idA + `"}`, true},
		{`answer: '{"a": "<uuid>"}'`, `{"a":"` + strings.ToUpper(idA) + `"}`, false},
		{`answer: '{"a": "<uuid>"}'`, `{"a":""}`, false},
		{`answer: '["<uuid1>", "<uuid1>"]'`, `["` + idA + `","` + idA + `"]`, true},
		{`answer: '["<uuid1>", "<uuid1>"]'`, `["` + idA + `","` + idB + `"]`, false},
		{`answer: '["<uuid1>", "<uuid2>"]'`, `["` + idA + `","` + idB + `"]`, true},
		{`answer: '["<uuid1>", "<uuid2>"]'`, `["` + idA + `","` + idA + `"]`, false},
		{`answer: '{"a": "<time>"}'`, `{"a":"2026-02-03T04:05:06.789012Z"}`, true},
		{`answer: '{"a": "<time>"}'`, `{"a":"2026-02-03"}`, false},
		{`answer: '{"a": "<any>", "b": 1}'`, `{"a":{"x":[1,"}"]},"b":1}`, true},
		{`answer: '{"a": "<any>", "b": 1}'`, `{"a":null,"b":2}`, false},
		{`answer: '{"a": "at <any>", "b": 1}'`, `{"a":"at \"noon\"","b":1}`, true},
		{`answer: '{"a": "at <any>", "b": 1}'`, `{"a":"in the morning","b":1}`, false},
		{`answer: <any>`, `{"a":1}`, true},
		{`has: {a: {b: 1}}`, `{"a":{"b":1,"c":2},"d":3}`, true},
		{`has: {a: {b: 1}}`, `{"a":{"b":2}}`, false},
		{`has: {a: 1}`, `[]`, false},
		{`has: {a: [{b: 1}, {}]}`, `{"a":[{"b":1,"c":2},{"d":3}]}`, true},
		{`has: {a: [{b: 1}]}`, `{"a":[{"b":1},{"d":3}]}`, false},
		{`has: {a: null}`, `{"b":1}`, false},
		{`has: {a: <uuid>}`, `{"a":"` + idA + `"}`, true},
	} {
		scenario := read(t, "title: A title\nsteps:\n  - do: GET /api/v3/core/things/\n    expect: 200\n    "+c.expected+"\n")
		report, err := contract.Verify(t.Context(), contract.Options{
			Target: answering(t, c.answer), Profile: "2025.10", Scenarios: []contract.Scenario{scenario},
		})
		if err != nil {
			t.Fatal(err)
		}
		if result := report.Results[0]; result.Verdict == contract.Passed != c.equal || result.Verdict == contract.Broken {
			t.Errorf("%s\n%s\nthe verdict is %s (%s), expected equal: %v", c.expected, c.answer, result.Verdict, result.Reason, c.equal)
		}
	}
}

// answering returns a server that gives one answer to everything, with the headers of authentik's lists.
func answering(t *testing.T, body string) contract.Target {
	t.Helper()
	return serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{
			"Content-Type": "application/json; charset=utf-8", "Allow": "GET, POST, HEAD, OPTIONS", "Content-Language": "en",
			"Vary": "Accept-Language, Cookie", "X-Powered-By": "authentik", "X-Content-Type-Options": "nosniff",
			"X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		} {
			w.Header().Set(name, value)
		}
		fmt.Fprint(w, body)
	}))
}

func TestReplayingACorpusNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     string
		change func(http.Header, *int, *string)
	}{
		{"status", func(_ http.Header, status *int, _ *string) { *status = http.StatusTeapot }},
		{"body", func(_ http.Header, _ *int, body *string) {
			*body = strings.ReplaceAll(*body, `"external"`, `"internal"`)
		}},
		{"member order", func(_ http.Header, _ *int, body *string) {
			*body = strings.ReplaceAll(*body, `"user_type":"external","user_path_template":""`, `"user_path_template":"","user_type":"external"`)
		}},
		{"vary", func(header http.Header, _ *int, _ *string) { header.Set("Vary", "Cookie") }},
	} {
		t.Run(c.in, func(t *testing.T) {
			t.Parallel()
			target := broken(t, on("PATCH /api/v3/stages/user_write/.", changed(c.change)))
			result, err := contract.ReplayCorpus(t.Context(), target, "2025.10", "fields")
			if err != nil {
				t.Fatal(err)
			}
			if len(result.Differences) == 0 || result.Equal == result.Exchanges {
				t.Fatal("nothing was found to differ")
			}
			for _, d := range result.Differences {
				if !slices.Equal(d.In, []string{c.in}) {
					t.Fatalf("%v differ, expected %s:\n%s", d.In, c.in, d)
				}
			}
		})
	}
}

// changed returns a change of status, headers and body of an answer.
func changed(change func(http.Header, *int, *string)) func(*httptest.ResponseRecorder) {
	return func(a *httptest.ResponseRecorder) {
		body := a.Body.String()
		change(a.Header(), &a.Code, &body)
		a.Body = bytes.NewBufferString(body)
	}
}
