package page

import (
	"bytes"
	_ "embed" // the document is part of the program
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
	"unicode"
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

//go:embed welcome.html
var welcome string

var welcomeTemplate = template.Must(template.New("welcome").Funcs(template.FuncMap{"visible": visible}).Parse(welcome))

// Welcome answers a browser that opens one of authentik's own pages.
func Welcome(w http.ResponseWriter, r *http.Request, greeting Greeting) error {
	var text bytes.Buffer
	if err := welcomeTemplate.Execute(&text, greeting); err != nil {
		return err
	}
	header := w.Header()
	protect(header, mediaTypes[".html"])
	header.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text.Bytes()))
	return nil
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
