package control

import (
	"fmt"
	"net/http"
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

// Parameter is a parameter of a query. A name with a trailing dot stands for all names that begin with it.
type Parameter struct{ Name, About string }

// pattern returns the address for [http.ServeMux].
func (o Operation) pattern() string {
	if o.Path == "" {
		return Prefix + "{$}"
	}
	return Prefix + o.Path
}

// address returns the address with its parameters as OpenAPI writes them.
func (o Operation) address() string { return Prefix + strings.ReplaceAll(o.Path, "...}", "}") }

// checkQuery refuses parameters that the operation does not have: a misspelled one would have no effect.
func (o Operation) checkQuery(r *http.Request) error {
	var names []string
	for _, parameter := range o.Query {
		names = append(names, parameter.Name)
	}
	for name := range r.URL.Query() {
		if slices.ContainsFunc(names, func(taken string) bool {
			return taken == name || strings.HasSuffix(taken, ".") && strings.HasPrefix(name, taken)
		}) {
			continue
		}
		taken := "no parameters"
		if len(names) > 0 {
			taken = strings.Join(names, ", ")
		}
		return Refuse(http.StatusBadRequest, "query", "unknown", "%s has no parameter %q%s; it takes %s.", r.URL.Path, name,
			spelling.DidYouMean(name, names), taken)
	}
	return nil
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
