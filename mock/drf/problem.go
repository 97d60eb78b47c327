package drf

import (
	"errors"
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Problem is an error answer: a status, and a tree of messages that are put into words last, when the language of the
// request is known. The tree is made of messages.Message, []any and *python.Dict.
type Problem struct {
	Status int
	Body   any
}

// Error says what the problem is, for logs and tests.
func (p *Problem) Error() string { return http.StatusText(p.Status) }

// ErrCrash is what a request gets on which the real server's code fails: Django's error page.
var ErrCrash = errors.New("drf: the real server crashes here")

// Detail is a problem with one message, {"detail": …}.
func Detail(status int, message messages.Message) *Problem {
	body := python.NewDict()
	body.Set("detail", message)
	return &Problem{status, body}
}

// NotFound is the 404 of an address that cannot be read, or of an object that an action does not find.
func NotFound() *Problem { return Detail(http.StatusNotFound, messages.New("Not found.")) }

// PermissionDenied is the 403 of a user who may not.
func PermissionDenied() *Problem {
	return Detail(http.StatusForbidden, messages.New("You do not have permission to perform this action."))
}

// NotAuthenticated is the 403 of a request without credentials. It is not a 401, because authentik's first authenticator
// names no scheme that a client could use.
func NotAuthenticated() *Problem {
	return Detail(http.StatusForbidden, messages.New("Authentication credentials were not provided."))
}

// Invalid is a 400 with a tree of messages.
func Invalid(body any) *Problem { return &Problem{http.StatusBadRequest, body} }

// InvalidField is a 400 with one message under one member.
func InvalidField(field string, message messages.Message) *Problem {
	body := python.NewDict()
	body.Set(field, list(message))
	return Invalid(body)
}

// InvalidObject is a 400 with one message about the object as a whole.
func InvalidObject(message messages.Message) *Problem { return InvalidField(nonFieldErrors, message) }

// nonFieldErrors is DRF's name for the errors of a whole object.
const nonFieldErrors = "non_field_errors"

func list(all ...messages.Message) []any {
	items := make([]any, len(all))
	for i, message := range all {
		items[i] = message
	}
	return items
}

// Words puts a tree of messages into the words of a language.
func Words(tree any, say func(messages.Message) string) any {
	switch node := tree.(type) {
	case messages.Message:
		return say(node)
	case []any:
		said := make([]any, len(node))
		for i, item := range node {
			said[i] = Words(item, say)
		}
		return said
	case *python.Dict:
		said := python.NewDict()
		for name, item := range node.All() {
			said.Set(name, Words(item, say))
		}
		return said
	}
	return tree
}
