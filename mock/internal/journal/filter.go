package journal

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Filter selects entries. The zero value selects all of them.
type Filter struct {
	// Method is compared without case; "" matches every method.
	Method string
	// Path is the path as it was sent, without its query; * matches any text. "" matches every path.
	Path string
	// Statuses lists the selected statuses, or classes of them such as 4xx; empty means all.
	Statuses []string
	// User is the name of the user; nil matches every request, "" those without a user.
	User *string
	// Kinds lists the selected kinds; empty means all.
	Kinds []Kind
	// Since and Until limit the time of receipt, Since included; zero means no limit.
	Since, Until time.Time
	// After is a position: only entries that were answered after it match. 0 means no limit.
	After uint64
	// Body maps paths in the request's JSON, such as flow_set.0.name, to the expected text, or value as JSON.
	// A body that is not JSON, or is incomplete, has no members.
	Body map[string]string
	// Mentions is the key of an object: a segment of the path, or a word in the body or the answer of a request
	// that writes. A number counts there as a pk only, since other numbers are equal. "" matches every request.
	Mentions string
}

// Lets reports whether an answered entry matches.
func (f Filter) Lets(e *Entry) bool {
	return f.letsAddress(e) && e.position > f.After &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, strconv.Itoa(e.Status)) || slices.Contains(f.Statuses, strconv.Itoa(e.Status/100)+"xx")) &&
		(f.User == nil || *f.User == e.User) &&
		(len(f.Kinds) == 0 || slices.Contains(f.Kinds, e.Kind())) &&
		f.letsMentions(e) && f.letsBody(e)
}

// letsAddress reports whether the parts that are known on receipt match.
func (f Filter) letsAddress(e *Entry) bool {
	return (f.Method == "" || strings.EqualFold(f.Method, e.Method)) &&
		(f.Path == "" || fits(f.Path, e.Path)) &&
		(f.Since.IsZero() || !e.Time.Before(f.Since)) &&
		(f.Until.IsZero() || e.Time.Before(f.Until))
}

// NeedsAnswer reports whether a filter depends on more than what is known of a request on receipt.
func (f Filter) NeedsAnswer() bool {
	return len(f.Statuses) > 0 || f.User != nil || len(f.Kinds) > 0 || len(f.Body) > 0 || f.Mentions != ""
}

// letsMentions reports whether the key is in the path, or in a body if the request writes: a list mentions every object.
func (f Filter) letsMentions(e *Entry) bool {
	if f.Mentions == "" || slices.Contains(strings.Split(e.Path, "/"), f.Mentions) {
		return true
	}
	return !e.reads() && (f.mentionedIn(e.part(1)) || f.mentionedIn(e.part(3)))
}

// mentionedIn reports whether a body has the key as a word of its own.
func (f Filter) mentionedIn(body []byte) bool {
	key := []byte(f.Mentions)
	if number(f.Mentions) {
		key = []byte(`"pk":` + f.Mentions)
	}
	for at := 0; ; at++ {
		next := bytes.Index(body[at:], key)
		if next < 0 {
			return false
		}
		at += next
		before, after := at-1, at+len(key)
		if (before < 0 || !ofKeys(body[before])) && (after == len(body) || !ofKeys(body[after])) {
			return true
		}
	}
}

func number(text string) bool { return strings.Trim(text, "0123456789") == "" }

// ofKeys reports whether a byte may be part of a key: of a UUID, a number, a slug or a name.
func ofKeys(c byte) bool {
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
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

// Sent reports whether the body of the request has a value at a path, in the form of [Filter].
func (e *Entry) Sent(path string) bool {
	sent := e.Request()
	body, err := orjson.Parse(sent.Body)
	if err != nil {
		return false
	}
	_, found := at(body, path)
	return found
}

// at returns the value at a path of a JSON value.
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

// fits reports whether a text matches a pattern, in which * matches any text.
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
