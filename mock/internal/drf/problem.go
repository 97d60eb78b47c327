package drf

import (
	"fmt"
	"math/big"
	"net/http"
	"strconv"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Problem is an error answer: a status, and a tree of messages, which are translated last, when the language
// of the request is known. The tree consists of messages.Message, []any and *python.Dict. Its leaves are the
// reasons of the problem, too: see [Problem.Reasons].
type Problem struct {
	Status int
	Body   any
	// reason holds what all reasons of the problem have in common.
	reason Reason
}

// Error describes the problem for logs and tests.
func (p *Problem) Error() string {
	text := http.StatusText(p.Status)
	for _, reason := range p.Reasons() {
		text += "; " + reason.String()
	}
	return text
}

// Because sets what the messages of the problem do not contain: the layer, and other members of a [Reason].
func (p *Problem) Because(reason Reason) *Problem {
	p.reason = reason
	return p
}

// exceptions holds the layer and the code of each status, as in REST framework's exceptions, for problems
// without their own.
var exceptions = map[int]Reason{
	http.StatusBadRequest:            {Layer: LayerRule, Code: "invalid"},
	http.StatusForbidden:             {Layer: LayerPermission, Code: "permission_denied"},
	http.StatusNotFound:              {Layer: LayerLookUp, Code: "not_found"},
	http.StatusMethodNotAllowed:      {Layer: LayerAddress, Code: "method_not_allowed"},
	http.StatusNotAcceptable:         {Layer: LayerNegotiation, Code: "not_acceptable"},
	http.StatusRequestEntityTooLarge: {Layer: LayerBody, Code: "too_large"},
	http.StatusUnsupportedMediaType:  {Layer: LayerBody, Code: "unsupported_media_type"},
	http.StatusTooManyRequests:       {Layer: LayerPermission, Code: "throttled"},
}

// Reasons returns the reasons of the refusal, one for every message of the tree, in its order.
func (p *Problem) Reasons() []Reason {
	common := p.reason
	if common.Layer == "" {
		common.Layer = exceptions[p.Status].Layer
	}
	if common.Code == "" {
		common.Code = exceptions[p.Status].Code
	}
	var reasons []Reason
	collect(&reasons, common, p.Body)
	if reasons == nil && common.Layer != "" {
		reasons = []Reason{common}
	}
	return reasons
}

// collect appends the reasons of a tree; above holds what is known so far, with the path of the tree's field.
func collect(reasons *[]Reason, above Reason, tree any) {
	switch node := tree.(type) {
	case messages.Message:
		*reasons = append(*reasons, above.coded(node))
	case fault:
		reason := above.coded(node.Message)
		reason.Layer, reason.Span, reason.See = node.layer, node.span, node.see
		reason.Value = shownValue(node.value)
		*reasons = append(*reasons, reason)
	case []any:
		for i, item := range node {
			below := above
			switch item.(type) {
			case *python.Dict, []any: // an item of a list of objects
				below.Field = joinPath(above.Field, strconv.Itoa(i))
			}
			collect(reasons, below, item)
		}
	case *python.Dict:
		for name, item := range node.All() {
			below := above
			_, bare := item.(messages.Message)
			if name != nonFieldErrors && !(bare && name == detail) {
				below.Field = joinPath(above.Field, name)
			}
			collect(reasons, below, item)
		}
	}
}

func (r Reason) coded(m messages.Message) Reason {
	if m.Code != "" {
		r.Code = m.Code
	}
	return r
}

func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// fault is a message in a tree, with its context: the layer, the value, and the declaration that decided.
type fault struct {
	messages.Message
	layer Layer
	value any
	span  profile.Span
	see   string
}

// shownValue returns a value in the form of a reason.
func shownValue(value any) string {
	switch v := value.(type) {
	case missing:
		return ""
	case nil:
		return "null"
	case string:
		return Shortened(v)
	case bool, int64, *big.Int, float64:
		return Shortened(python.Str(v))
	case *python.Dict:
		return "an object of " + strconv.Itoa(v.Len())
	case []any:
		return "a list of " + strconv.Itoa(len(v))
	case File:
		return Shortened(v.Name)
	}
	return Shortened(fmt.Sprint(value))
}

// missing is the value of a fault without one.
type missing struct{}

// detail is the member with the message of an exception that is not about a body.
const detail = "detail"

// Detail returns a problem with one message, {"detail": …}.
func Detail(status int, message messages.Message) *Problem {
	body := python.NewDict()
	body.Set(detail, message)
	return &Problem{Status: status, Body: body}
}

// NotFound returns the 404 for an invalid address, or for an object that an action does not find.
func NotFound() *Problem { return Detail(http.StatusNotFound, messages.New("Not found.")) }

// PermissionDenied returns the 403 for a missing permission without a name.
func PermissionDenied() *Problem {
	return Detail(http.StatusForbidden, messages.New("You do not have permission to perform this action."))
}

// Lacking returns the 403 for a user without a permission (app_label.codename).
func Lacking(permission string) *Problem {
	return PermissionDenied().Because(Reason{Layer: LayerPermission, Value: permission})
}

// NotAuthenticated returns the 403 for a request without credentials. It is not a 401, because authentik's
// first authenticator names no scheme.
func NotAuthenticated() *Problem {
	return Detail(http.StatusForbidden, messages.New("Authentication credentials were not provided.")).
		Because(Reason{Layer: LayerAuthentication, Code: "not_authenticated", Why: "no credentials"})
}

// MethodNotAllowed returns the 405 for a method.
func MethodNotAllowed(method string) *Problem {
	return Detail(http.StatusMethodNotAllowed, messages.New(`Method "{method}" not allowed.`, "method", method)).Because(Reason{Value: method})
}

// NotAcceptable returns the 406 for an Accept header.
func NotAcceptable(accept string) *Problem {
	return Detail(http.StatusNotAcceptable, messages.New("Could not satisfy the request Accept header.")).
		Because(Reason{Layer: LayerNegotiation, Value: Shortened(accept)})
}

// UnsupportedMediaType returns the 415 for a Content-Type.
func UnsupportedMediaType(media string) *Problem {
	return Detail(http.StatusUnsupportedMediaType, messages.New(`Unsupported media type "{media_type}" in request.`, "media_type", media)).
		Because(Reason{Layer: LayerBody, Value: Shortened(media)})
}

// Invalid returns a 400 with a tree of messages.
func Invalid(body any) *Problem { return &Problem{Status: http.StatusBadRequest, Body: body} }

// InvalidField returns a 400 with one message under one member.
func InvalidField(field string, message messages.Message) *Problem {
	body := python.NewDict()
	body.Set(field, list(message))
	return Invalid(body)
}

// InvalidObject returns a 400 with one message about the object as a whole.
func InvalidObject(message messages.Message) *Problem { return InvalidField(nonFieldErrors, message) }

// nonFieldErrors is DRF's name for the errors of an object as a whole.
const nonFieldErrors = "non_field_errors"

func list(all ...messages.Message) []any {
	items := make([]any, len(all))
	for i, message := range all {
		items[i] = message
	}
	return items
}

// Words translates a tree of messages.
func Words(tree any, say func(messages.Message) string) any {
	switch node := tree.(type) {
	case messages.Message:
		return say(node)
	case fault:
		return say(node.Message)
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
