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

// Names replaces values that differ between servers, so that equal ids get equal names: captured
// values become {{name}}, other ids <uuid1>, <uuid2> … in the order of their first appearance,
// times <time>, the server <host>, and its port, if it stands alone, <port>.
type Names struct {
	host   string
	values map[string]string // name → value
	known  map[string]string // value → how it is shown
	count  int
}

// NewNames returns the names for a scenario that is played on host. It holds none yet.
func NewNames(host string) *Names {
	return &Names{host: host, values: map[string]string{}, known: map[string]string{}}
}

// Learn gives a value a name. Short values are not replaced, since they occur inside other words.
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

// fill replaces names in a text with their values.
func (n *Names) fill(text string) string {
	return slot.ReplaceAllStringFunc(text, func(whole string) string {
		if value, ok := n.values[whole[2:len(whole)-2]]; ok {
			return value
		}
		return whole
	})
}

// Hide replaces values in a text with their names.
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

// renumber numbers ids again in the order of their first appearance, for a text whose parts were
// sorted.
func renumber(text string) string {
	again := map[string]string{}
	return seenID.ReplaceAllStringFunc(text, func(name string) string {
		if again[name] == "" {
			again[name] = fmt.Sprintf("<uuid%d>", len(again)+1)
		}
		return again[name]
	})
}
