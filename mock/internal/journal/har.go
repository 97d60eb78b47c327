package journal

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"
)

// HAR returns entries in the HTTP Archive format (version 1.2), which browsers and the import command read,
// as a value for package json.
func HAR(entries []*Entry, release string) any {
	exchanges := []any{}
	for _, e := range entries {
		exchanges = append(exchanges, e.har())
	}
	return object{"log": object{
		"version": "1.2", "creator": object{"name": "authentik-mock", "version": release}, "entries": exchanges,
	}}
}

type object = map[string]any

func (e *Entry) har() any {
	sent, answered := e.Request(), e.Answer()
	request := object{
		"method": e.Method, "url": e.url(), "httpVersion": "HTTP/1.1", "cookies": []any{}, "headers": harPairs(sent.Headers),
		"queryString": harQuery(e.Query), "headersSize": -1, "bodySize": len(sent.Body),
	}
	if sent.Cut {
		request["bodySize"] = -1
	}
	if len(sent.Body) > 0 {
		posted := harBody(sent)
		posted["params"] = []any{}
		request["postData"] = posted
	}
	content := harBody(answered)
	content["size"] = len(answered.Body)
	took := float64(e.Duration.Microseconds()) / 1000
	return object{
		"startedDateTime": e.Time.UTC().Format(time.RFC3339Nano), "time": took, "request": request,
		"response": object{
			"status": e.Status, "statusText": http.StatusText(e.Status), "httpVersion": "HTTP/1.1", "cookies": []any{},
			"headers": harPairs(answered.Headers), "content": content, "redirectURL": answered.Header("Location"), "headersSize": -1, "bodySize": -1,
		},
		"_user": e.User, // a member of our own, as _cut is: the format wants an underscore
		"cache": object{}, "timings": object{"send": 0, "wait": took, "receive": 0},
	}
}

// url returns the address that the client called.
func (e *Entry) url() string {
	address := "http://" + e.Request().Header("Host") + e.Path
	if e.Query != "" {
		address += "?" + e.Query
	}
	return address
}

func harBody(m Message) object {
	body := object{"mimeType": m.Header("Content-Type"), "text": string(m.Body)}
	if !utf8.Valid(m.Body) {
		body["text"], body["encoding"] = base64.StdEncoding.EncodeToString(m.Body), "base64"
	}
	if m.Cut {
		body["comment"], body["_cut"] = "The journal does not have the whole body.", true
	}
	return body
}

func harPairs(pairs [][2]string) []any {
	listed := []any{}
	for _, pair := range pairs {
		listed = append(listed, object{"name": pair[0], "value": pair[1]})
	}
	return listed
}

func harQuery(query string) []any {
	var pairs [][2]string
	values, _ := url.ParseQuery(query)
	for name, all := range values {
		for _, value := range all {
			pairs = append(pairs, [2]string{name, value})
		}
	}
	sortHeaders(pairs)
	return harPairs(pairs)
}
