package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// refusalLog is the request log of a fake, which must give a reason for every refusal.
type refusalLog struct {
	lock  sync.Mutex
	lines bytes.Buffer
}

// Write implements io.Writer.
func (l *refusalLog) Write(text []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.lines.Write(text)
}

func (l *refusalLog) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(l, nil)) }

// loggedRequest is a line of the log.
type loggedRequest struct {
	Msg, Method, Path string
	Status            int
	Reasons           []struct {
		Layer                             string
		Resource, Field, Code, Value, Why string
	}
}

// layers are those in which a request can be refused.
var layers = map[string]bool{
	"address": true, "negotiation": true, "authentication": true, "permission": true, "look-up": true, "body": true,
	"field": true, "rule": true, "store": true,
}

// unexplained returns the lines of the log that refuse a request without a layer and a code, and the number
// of refused requests.
func (l *refusalLog) unexplained(t *testing.T) (bare []string, refused int) {
	t.Helper()
	l.lock.Lock()
	defer l.lock.Unlock()
	for line := range strings.Lines(l.lines.String()) {
		var r loggedRequest
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if r.Status < http.StatusBadRequest {
			continue
		}
		refused++
		if problem := r.missing(); problem != "" {
			bare = append(bare, problem+": "+line)
		}
	}
	return bare, refused
}

// crashes returns why authentik fails, for each request that makes it fail.
func (l *refusalLog) crashes() []string {
	l.lock.Lock()
	defer l.lock.Unlock()
	var all []string
	for line := range strings.Lines(l.lines.String()) {
		var r loggedRequest
		if json.Unmarshal([]byte(line), &r) != nil {
			continue
		}
		for _, reason := range r.Reasons {
			if reason.Code == "crash" {
				all = append(all, reason.Why)
			}
		}
	}
	return all
}

// missing returns what is missing from the reasons of a refusal.
func (r loggedRequest) missing() string {
	if r.Msg != "request" {
		return "no request"
	}
	if len(r.Reasons) == 0 {
		return "no reason"
	}
	address, _ := url.Parse(r.Path)
	for _, reason := range r.Reasons {
		switch {
		case !layers[reason.Layer]:
			return fmt.Sprintf("the layer %q", reason.Layer)
		case reason.Code == "":
			return "no code"
		case reason.Code == "crash" && reason.Why == "":
			return "a crash without a reason"
		case reason.Layer != "address" && (address == nil || !strings.HasPrefix(address.Path, "/api/v3/"+reason.Resource+"/")):
			return fmt.Sprintf("the resource %q", reason.Resource)
		}
	}
	return ""
}
