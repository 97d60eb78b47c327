package control

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/internal/page"
)

// mostReasons is how many reasons of the last error the welcome page tells.
const mostReasons = 3

// greeting returns what the welcome page tells about a fake.
func greeting(s Server, r *http.Request) page.Greeting {
	version, coverage := s.Version(), s.Coverage()
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	g := page.Greeting{
		Profile: version.Profile, About: s.About(), Proved: coverage.Proved, Served: coverage.Proved + coverage.Document + coverage.Modelled,
		Seeds: s.Seeds(), Address: scheme + r.Host, Token: s.Token(), Release: version.Release, Commit: version.Commit,
	}
	if entry, w := s.LastError(); entry != nil {
		g.Error = errorOf(entry, w.Explain(entry))
	}
	return g
}

// errorOf returns what the welcome page tells about a request.
func errorOf(e *journal.Entry, reasons []Reason) *page.Error {
	told := &page.Error{Status: e.Status, Method: e.Method, Address: e.Path, User: e.User, Workspace: e.Workspace, Time: e.Time, More: e.LeftOut}
	if e.Query != "" {
		told.Address += "?" + e.Query
	}
	told.Link = Prefix
	if e.Workspace != "" {
		told.Link += "?workspace=" + url.QueryEscape(e.Workspace)
	}
	told.Link += "#/x/" + strconv.FormatUint(e.ID, 10)
	for i, reason := range reasons {
		if i == mostReasons {
			told.More += len(reasons) - i
			break
		}
		short := page.Reason{Text: reason.Text, Passes: reason.Passes}
		if !strings.Contains(reason.Text, reason.Value) {
			short.Value = reason.Value
		}
		told.Reasons = append(told.Reasons, short)
	}
	return told
}
