package journal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Filter says which entries are meant. The zero value lets all of them.
type Filter struct {
	// Method is compared without case; "" lets every method.
	Method string
	// Path is the path as it was sent, without its query; * stands for any text. "" lets every path.
	Path string
	// Status is a status, or 4xx for a hundred of them; "" lets every status.
	Status string
	// User is the name of the user who asked; nil lets everyone, "" those who are nobody.
	User *string
	// Kinds are the kinds that are let; none lets all.
	Kinds []Kind
	// Since and Until are times of receipt, Since included; zero does not bound.
	Since, Until time.Time
	// After is a position: what was answered before it is not let. 0 does not bound.
	After uint64
	// Body are members of the request's JSON: what stands at a path, such as flow_set.0.name, is this text, or this value as
	// JSON. A body that is no JSON, or is cut, has no members.
	Body map[string]string
}

// Lets reports whether a filter lets an answered entry.
func (f Filter) Lets(e *Entry) bool {
	return f.letsAddress(e) && e.position > f.After &&
		(f.Status == "" || f.Status == strconv.Itoa(e.Status) || f.Status == strconv.Itoa(e.Status/100)+"xx") &&
		(f.User == nil || *f.User == e.User) &&
		(len(f.Kinds) == 0 || slices.Contains(f.Kinds, e.Kind())) &&
		f.letsBody(e)
}

// letsAddress is what is known of a request when it comes.
func (f Filter) letsAddress(e *Entry) bool {
	return (f.Method == "" || strings.EqualFold(f.Method, e.Method)) &&
		(f.Path == "" || fits(f.Path, e.Path)) &&
		(f.Since.IsZero() || !e.Time.Before(f.Since)) &&
		(f.Until.IsZero() || e.Time.Before(f.Until))
}

// NeedsAnswer reports whether a filter asks for what is not known of a request that has only come.
func (f Filter) NeedsAnswer() bool {
	return f.Status != "" || f.User != nil || len(f.Kinds) > 0 || len(f.Body) > 0
}

func (f Filter) letsBody(e *Entry) bool {
	if len(f.Body) == 0 {
		return true
	}
	sent := e.Request()
	body, err := orjson.Parse(sent.Body)
	if err != nil || sent.Cut {
		return false
	}
	for path, want := range f.Body {
		value, found := at(body, path)
		if !found || !same(value, want) {
			return false
		}
	}
	return true
}

// Sent reports whether the body of the request has something at a path, as [Filter] names it.
func (e *Entry) Sent(path string) bool {
	sent := e.Request()
	body, err := orjson.Parse(sent.Body)
	if err != nil {
		return false
	}
	_, found := at(body, path)
	return found
}

// at is what stands at a path of a JSON value.
func at(value any, path string) (any, bool) {
	for name := range strings.SplitSeq(path, ".") {
		switch inside := value.(type) {
		case *python.Dict:
			member, found := inside.Get(name)
			if !found {
				return nil, false
			}
			value = member
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(inside) {
				return nil, false
			}
			value = inside[i]
		default:
			return nil, false
		}
	}
	return value, true
}

func same(value any, want string) bool {
	if text, ok := value.(string); ok && text == want {
		return true
	}
	return orjson.Writable(value) == nil && string(orjson.Append(nil, value)) == want
}

// fits reports whether a text is what a pattern says, in which * stands for any text.
func fits(pattern, text string) bool {
	first, rest, starred := strings.Cut(pattern, "*")
	text, ok := strings.CutPrefix(text, first)
	if !starred || !ok {
		return ok && text == ""
	}
	for {
		part, more, starred := strings.Cut(rest, "*")
		if !starred {
			return strings.HasSuffix(text, part)
		}
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text, rest = after, more
	}
}
