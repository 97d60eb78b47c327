package page

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Greeting is what a browser reads at the addresses of authentik's own pages: which fake this is, and what the last
// error was about.
type Greeting struct {
	Profile, About string
	// Proved is the number of operations that recordings prove, of all that are Served.
	Proved, Served  int
	Seeds           []string
	Address, Token  string
	Release, Commit string
	// Error is the last request that was not answered as it was meant; nil if there is none.
	Error *Error
}

// Error is a request that was refused, or struck by a fault.
type Error struct {
	Status                           int
	Method, Address, User, Workspace string
	Time                             time.Time
	Reasons                          []Reason
	// More is the number of further reasons.
	More int
	// Link is the address of the exchange.
	Link string
}

// Reason says why a request was refused, in a few words, and what would have passed.
type Reason struct{ Text, Value, Passes string }

// Welcome answers a browser that opens one of authentik's own pages.
func Welcome(w http.ResponseWriter, r *http.Request, greeting Greeting) error {
	var text bytes.Buffer
	if err := greeting.page().Render(&text); err != nil {
		return err
	}
	header := w.Header()
	protect(header, mediaTypes[".html"])
	header.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text.Bytes()))
	return nil
}

// page returns the document.
func (greeting Greeting) page() g.Node {
	seeds := strings.Join(greeting.Seeds, ", ")
	if seeds == "" {
		seeds = "fresh"
	}
	version := "authentik-mock " + greeting.Release
	if greeting.Commit != "" {
		version += ", commit " + greeting.Commit
	}
	example := func(token string) string {
		return "curl -H 'Authorization: Bearer " + token + "' " + greeting.Address + "/api/v3/core/groups/"
	}
	return h.Doctype(h.HTML(h.Lang("en"),
		h.Head(
			h.Meta(h.Charset("utf-8")),
			h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
			h.Meta(h.Name("color-scheme"), h.Content("light dark")),
			h.TitleEl(g.Text("authentik-mock · "+greeting.Profile)),
			h.Link(h.Rel("icon"), h.Href("/__mock/page/icon.svg")),
			h.Link(h.Rel("stylesheet"), h.Href("/__mock/page/base.css")),
			h.Script(h.Type("module"), h.Src("/__mock/page/welcome.js")),
		),
		h.Body(h.Class("welcome"),
			h.Main(
				h.H1(g.Text("authentik"), h.B(g.Text("mock"))),
				h.P(g.Text("A fake authentik for developers: it answers authentik’s API under "), h.Code(g.Text("/api/v3/")),
					g.Text(" as a real server does, and tells why. It has none of authentik’s own pages, so nobody can log in here.")),
				h.Dl(
					h.Dt(g.Text("Profile")), h.Dd(h.Strong(g.Text(greeting.Profile)),
						g.Textf(": %s. %d of its %d operations are proved by recordings of real servers.", greeting.About, greeting.Proved, greeting.Served)),
					h.Dt(g.Text("Seed")), h.Dd(g.Text(visible(seeds))),
					h.Dt(g.Text("Address")), h.Dd(h.Code(g.Text(greeting.Address)), copied("the address", greeting.Address)),
					h.Dt(g.Text("Token")), h.Dd(h.Code(g.Text(visible(greeting.Token))), copied("the token", greeting.Token),
						h.Span(h.Class("dim"), g.Text("of akadmin, who may do everything"))),
					h.Dt(g.Text("For example")), h.Dd(h.Code(g.Text(example(visible(greeting.Token)))), copied("the example", example(greeting.Token))),
				),
				h.Section(g.Attr("aria-labelledby", "error"),
					h.H2(h.ID("error"), g.Text("The last error")),
					greeting.Error.told(),
				),
				h.Nav(g.Attr("aria-labelledby", "go"),
					h.H2(h.ID("go"), g.Text("Look at")),
					h.Dl(
						h.Dt(h.A(h.Href("/__mock/"), g.Text("Requests"))),
						h.Dd(g.Text("what is asked and answered, and why, as it happens. One that is open can be saved as a scenario, which "),
							h.Code(g.Text("authentik-mock verify")), g.Text(" plays here and on a real server.")),
						h.Dt(h.A(h.Href("/__mock/#/state"), g.Text("State"))),
						h.Dd(g.Text("flows and stages, users with their tokens, and all else that the fake holds; snapshots and reset")),
						h.Dt(h.A(h.Href("/__mock/#/faults"), g.Text("Faults and time"))),
						h.Dd(g.Text("make the next requests fail or slow, stop the clock or move it on")),
						h.Dt(h.A(h.Href("/__mock/reference"), g.Text("API reference"))),
						h.Dd(g.Text("the operations of the profile "+greeting.Profile+", to read and to try")),
					),
				),
				h.P(h.Class("dim"), g.Text(version)),
			),
			h.Div(h.ID("notice")),
		),
	))
}

// copied returns the place of a button that copies a text, with a space before and after it.
func copied(what, text string) g.Node {
	return g.Group{g.Text(" "), h.Span(g.Attr("data-copy", what), g.Attr("data-text", text)), g.Text(" ")}
}

// told returns what the page says of the last error.
func (e *Error) told() g.Node {
	if e == nil {
		return h.P(h.Class("dim"), g.Text("None: nothing has been refused yet."))
	}
	user, workspace, more := e.User, "", ""
	if user == "" {
		user = "no known user"
	}
	if e.Workspace != "" {
		workspace = ", in workspace " + e.Workspace
	}
	if e.More > 0 {
		more = fmt.Sprintf(" (%d more reasons)", e.More)
	}
	reasons := g.Group{h.Li(g.Text("The fake knows no reason."))}
	if len(e.Reasons) > 0 {
		reasons = g.Map(e.Reasons, Reason.told)
	}
	return g.Group{
		h.P(h.Span(h.Class("status"), g.Textf("%d", e.Status)), g.Text(" for "), h.Code(g.Text(e.Method+" "+visible(e.Address))),
			g.Text(" of "+visible(user)+" at "), h.Time(h.DateTime(e.Time.Format(time.RFC3339)), g.Text(e.Time.Format("15:04:05 MST"))), g.Text(workspace)),
		h.Ul(reasons),
		h.P(h.A(h.Href(e.Link), g.Text("Why, with the request and the answer"+more))),
	}
}

func (r Reason) told() g.Node {
	about := g.Group{h.Strong(g.Text(visible(r.Text)))}
	if r.Value != "" {
		about = append(about, g.Text(", sent was “"+visible(r.Value)+"”"))
	}
	if r.Passes != "" {
		about = append(about, h.Br(), g.Text("Would pass: "+visible(r.Passes)))
	}
	return h.Li(about)
}

// visible returns a text in which characters that cannot be seen, or change the direction of others, have a sign.
func visible(text string) string {
	var shown strings.Builder
	for _, sign := range text {
		if sign == ' ' || unicode.IsGraphic(sign) {
			shown.WriteRune(sign)
		} else {
			fmt.Fprintf(&shown, "U+%04X", sign)
		}
	}
	return shown.String()
}

// Welcomes reports whether a request is that of a browser that opens one of authentik's own pages, which the
// fake does not have: [Welcome] answers it.
func Welcomes(r *http.Request) bool {
	return (r.URL.Path == "/" || r.URL.Path == "/if/admin" || r.URL.Path == "/if/admin/") && Wanted(r)
}
