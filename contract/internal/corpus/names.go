package corpus

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
)

var (
	UUIDText = regexp.MustCompile(`\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b`)
	TimeText = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?`)
	slot     = regexp.MustCompile(`\{\{(\w+)\}\}`)
)

// Names replace what cannot be the same on two servers, so that the same id still is the same name: captured values by
// {{name}}, other ids by <uuid1>, <uuid2> … in the order of their first sight, times by <time>, the server by <host>
// and its port, where that stands alone, by <port>.
type Names struct {
	host   string
	values map[string]string // name → value
	known  map[string]string // value → how it is shown
	count  int
}

// NewNames are the names of a scenario on a host, as yet none.
func NewNames(host string) *Names {
	return &Names{host: host, values: map[string]string{}, known: map[string]string{}}
}

// Learn gives a value a name. Short values would be found inside other words and are not hidden.
func (n *Names) Learn(name string, value any) {
	text, isText := value.(string)
	if !isText {
		text = fmt.Sprint(value)
	}
	n.values[name] = text
	if isText && len(text) > 3 {
		n.known[text] = "{{" + name + "}}"
	}
}

// fill puts the values of names into a text.
func (n *Names) fill(text string) string {
	return slot.ReplaceAllStringFunc(text, func(whole string) string {
		if value, ok := n.values[whole[2:len(whole)-2]]; ok {
			return value
		}
		return whole
	})
}

// Hide puts names for values into a text.
func (n *Names) Hide(text string) string {
	values := make([]string, 0, len(n.known))
	for value := range n.known {
		values = append(values, value)
	}
	slices.SortFunc(values, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	for _, value := range values {
		text = strings.ReplaceAll(text, value, n.known[value])
	}
	text = UUIDText.ReplaceAllStringFunc(text, func(id string) string {
		if n.known[id] == "" {
			n.count++
			n.known[id] = fmt.Sprintf("<uuid%d>", n.count)
		}
		return n.known[id]
	})
	text = TimeText.ReplaceAllString(text, "<time>")
	text = strings.ReplaceAll(text, n.host, "<host>")
	if _, port, err := net.SplitHostPort(n.host); err == nil {
		text = strings.ReplaceAll(text, `"`+port+`"`, `"<port>"`)
	}
	return text
}

var seenID = regexp.MustCompile(`<uuid\d+>`)

// renumber names ids again by first sight, for a text whose parts were sorted.
func renumber(text string) string {
	again := map[string]string{}
	return seenID.ReplaceAllStringFunc(text, func(name string) string {
		if again[name] == "" {
			again[name] = fmt.Sprintf("<uuid%d>", len(again)+1)
		}
		return again[name]
	})
}
