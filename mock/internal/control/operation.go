package control

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/spelling"
)

// Operation is a method at an address under [Prefix].
type Operation struct {
	Method string
	// Path is the address below the prefix: "requests/{id}".
	Path string
	// About describes the operation in one line.
	About string
	// Query lists its parameters.
	Query []Parameter
	// Body is a value of the type that the body is decoded into, nil for an operation without a body.
	Body any
	// Takes is the media type of a body that is not decoded, "" for others.
	Takes string
	// Answer is a value of the type of the JSON answer. A string is the media type of an answer that is not
	// JSON; nil means no body.
	Answer any
	// Run answers. Its error is a *Problem, or a mistake of the fake; it must write nothing before it returns
	// an error.
	Run func(*Exchange) error
}

// Parameter is a parameter of a query. A name with a trailing dot stands for all longer names that begin with it.
type Parameter struct {
	Name, About string
	// Many reports whether it may be given again, with other values.
	Many bool
}

// is reports whether the parameter has a name.
func (p Parameter) is(name string) bool {
	if strings.HasSuffix(p.Name, ".") {
		return strings.HasPrefix(name, p.Name) && name != p.Name
	}
	return name == p.Name
}

// pattern returns the address for [http.ServeMux].
func (o Operation) pattern() string {
	if o.Path == "" {
		return Prefix + "{$}"
	}
	return Prefix + o.Path
}

// address returns the address with its parameters as OpenAPI writes them.
func (o Operation) address() string { return Prefix + strings.ReplaceAll(o.Path, "...}", "}") }

// checkQuery refuses parameters that the operation does not have, and values that would have no effect.
func (o Operation) checkQuery(r *http.Request) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil { // what cannot be read would be as if it had not been sent
		return Refuse(http.StatusBadRequest, "query", "invalid", "The query cannot be read (%v): write %% as %%25, and ; as %%3B.", err)
	}
	for name, values := range query {
		place := slices.IndexFunc(o.Query, func(p Parameter) bool { return p.is(name) })
		switch {
		case place < 0:
			return o.unknown(r.URL.Path, name)
		case len(values) > 1 && !o.Query[place].Many:
			return Refuse(http.StatusBadRequest, "query", "invalid", "%s is given %d times: give it once.", name, len(values))
		}
	}
	return nil
}

// checkBody refuses a body for an operation that takes none: it would have no effect. Some clients send {} with every POST.
func (o Operation) checkBody(r *http.Request) error {
	if o.Body != nil || o.Takes != "" {
		return nil
	}
	text, err := io.ReadAll(r.Body)
	if sent := strings.TrimSpace(string(text)); err == nil && sent != "" && sent != "{}" {
		return Refuse(http.StatusBadRequest, "body", "invalid", "%s %s takes no body: GET %sopenapi.json lists its parameters.", r.Method, r.URL.Path, Prefix)
	}
	return err
}

// unknown refuses a parameter.
func (o Operation) unknown(path, name string) error {
	taken := "no parameters"
	var names []string
	for _, p := range o.Query {
		if strings.HasSuffix(p.Name, ".") {
			names = append(names, p.Name+"NAME")
		} else {
			names = append(names, p.Name)
		}
	}
	if len(names) > 0 {
		taken = strings.Join(names, ", ")
	}
	if name == workspaceParameter.Name {
		taken += ", and a workspace in the header " + WorkspaceHeader
	}
	return Refuse(http.StatusBadRequest, "query", "unknown", "%s has no parameter %q%s; it takes %s.", path, name, spelling.DidYouMean(name, names), taken)
}

// Problem is the reason why an operation is refused.
type Problem struct {
	Status int
	// Kind is the value of the header X-Authentik-Mock, Code the reason in the log.
	Kind, Code string
	// Detail is one sentence that says what to do.
	Detail string
}

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// Refuse returns a problem.
func Refuse(status int, kind, code, format string, values ...any) *Problem {
	return &Problem{status, kind, code, fmt.Sprintf(format, values...)}
}

// problemOf returns the problem that an error is, nil for none. Any other error is a mistake of the fake.
func problemOf(err error) *Problem {
	if err == nil {
		return nil
	}
	if problem, ok := err.(*Problem); ok {
		return problem
	}
	panic(err)
}
