package pyyaml

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

const (
	// step is by how many columns each level is indented.
	step = 2
	// width is the column after which a line of text is broken at the next space.
	width = 80
	// longestKey is the length from which a key stands behind a question mark. PyYAML counts the tag !!str, too.
	longestKey = 128 - len("!!str")
)

// Dump writes a mapping as yaml.dump(value, Dumper=SafeDumper) does with PyYAML's defaults: block style, sorted keys,
// ASCII. Values are nil, bool, int64, *big.Int, float64, string, uuid.UUID, []any and *python.Dict; it panics for others.
func Dump(value *python.Dict) []byte {
	w := &writer{}
	if value.Len() == 0 {
		return []byte("{}\n")
	}
	w.mapping(value, 0)
	return append(w.out, '\n')
}

// writer is a text and the column at which it ends.
type writer struct {
	out    []byte
	column int
}

func (w *writer) write(text string) {
	w.out = append(w.out, text...)
	w.column += utf8.RuneCountInString(text)
}

// newline begins a line that is indented.
func (w *writer) newline(indent int) {
	w.out = append(w.out, '\n')
	w.column = 0
	w.write(strings.Repeat(" ", indent))
}

// mapping writes members, the first where the text ends, the others on lines of their own.
func (w *writer) mapping(value *python.Dict, indent int) {
	keys := make([]string, 0, value.Len())
	for key := range value.All() {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for i, key := range keys {
		if i > 0 {
			w.newline(indent)
		}
		member, _ := value.Get(key)
		w.member(key, member, indent)
	}
}

func (w *writer) member(key string, value any, indent int) {
	if key == "" || !oneLine(key) || utf8.RuneCountInString(key) >= longestKey {
		w.write("? ")
		w.text(key, indent+step, false)
		w.newline(indent)
		w.write(":")
		w.item(value, indent)
		return
	}
	w.text(key, indent+step, true)
	w.write(":")
	switch v := value.(type) {
	case []any:
		if len(v) > 0 {
			w.newline(indent)
			w.sequence(v, indent)
			return
		}
	case *python.Dict:
		if v.Len() > 0 {
			w.newline(indent + step)
			w.mapping(v, indent+step)
			return
		}
	}
	w.write(" ")
	w.scalar(value, indent+step)
}

func (w *writer) sequence(items []any, indent int) {
	for i, item := range items {
		if i > 0 {
			w.newline(indent)
		}
		w.write("-")
		w.item(item, indent)
	}
}

// item writes what follows a dash: whatever it is, it begins on the same line.
func (w *writer) item(value any, indent int) {
	w.write(" ")
	switch v := value.(type) {
	case []any:
		if len(v) > 0 {
			w.sequence(v, indent+step)
			return
		}
	case *python.Dict:
		if v.Len() > 0 {
			w.mapping(v, indent+step)
			return
		}
	}
	w.scalar(value, indent+step)
}

// scalar writes what has no members. indent is that of the lines that follow, if it takes several.
func (w *writer) scalar(value any, indent int) {
	switch v := value.(type) {
	case nil:
		w.write("null")
	case bool:
		w.write(map[bool]string{false: "false", true: "true"}[v])
	case int64:
		w.write(fmt.Sprint(v))
	case *big.Int:
		w.write(v.String())
	case float64:
		w.write(floatText(v))
	case string:
		w.text(v, indent, false)
	case uuid.UUID:
		w.text(v.String(), indent, false)
	case []any:
		w.write("[]")
	case *python.Dict:
		w.write("{}")
	default:
		panic(fmt.Sprintf("pyyaml: a %T cannot be written", value))
	}
}

// floatText is a number as Python prints it, with the point that YAML 1.1 asks for.
func floatText(v float64) string {
	switch {
	case math.IsNaN(v):
		return ".nan"
	case math.IsInf(v, 1):
		return ".inf"
	case math.IsInf(v, -1):
		return "-.inf"
	}
	text := python.FloatRepr(v)
	if !strings.Contains(text, ".") {
		text = strings.Replace(text, "e", ".0e", 1)
	}
	return text
}

func (w *writer) text(text string, indent int, key bool) {
	switch choose(text) {
	case plain:
		w.folded(text, indent, key)
	case singleQuoted:
		w.singleQuoted(text, indent, key)
	default:
		w.doubleQuoted(text, indent, key)
	}
}

// folded writes a line of text and breaks it at single spaces beyond the width.
func (w *writer) folded(text string, indent int, key bool) {
	runs := splitAtSpaces(text)
	for i, word := range runs {
		inside := 0 < i && i < len(runs)-1
		if inside && word == " " && !key && w.column > width {
			w.newline(indent)
			continue
		}
		w.write(word)
	}
}

// splitAtSpaces cuts a text into runs of spaces and what stands between them.
func splitAtSpaces(text string) []string {
	var runs []string
	for len(text) > 0 {
		end := strings.IndexByte(text, ' ')
		if end == 0 {
			end = len(text) - len(strings.TrimLeft(text, " "))
		}
		if end < 0 {
			end = len(text)
		}
		runs = append(runs, text[:end])
		text = text[end:]
	}
	return runs
}

// singleQuoted writes a text of one or more lines. A line break in the text is written as two.
func (w *writer) singleQuoted(text string, indent int, key bool) {
	w.write("'")
	for len(text) > 0 {
		line, rest, broken := strings.Cut(text, "\n")
		w.folded(strings.ReplaceAll(line, "'", "''"), indent, key)
		if !broken {
			break
		}
		breaks := 1 + len(rest) - len(strings.TrimLeft(rest, "\n"))
		w.out = append(w.out, strings.Repeat("\n", breaks)...)
		w.newline(indent)
		text = strings.TrimLeft(rest, "\n")
	}
	w.write("'")
}

var escapes = map[rune]string{
	0: `\0`, '\a': `\a`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\v': `\v`, '\f': `\f`, '\r': `\r`, 0x1b: `\e`, '"': `\"`, '\\': `\\`,
	0x85: `\N`, 0xa0: `\_`, 0x2028: `\L`, 0x2029: `\P`,
}

func escape(r rune) string {
	if known, ok := escapes[r]; ok {
		return known
	}
	switch {
	case r <= 0xff:
		return fmt.Sprintf(`\x%02X`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04X`, r)
	}
	return fmt.Sprintf(`\U%08X`, r)
}

// doubleQuoted writes any text. Beyond the width it breaks the line at a space or after an escape, with a backslash.
func (w *writer) doubleQuoted(text string, indent int, key bool) {
	w.write(`"`)
	runes := []rune(text)
	start := 0
	for end := 0; end <= len(runes); end++ {
		special := end == len(runes) || runes[end] < ' ' || runes[end] > '~' || runes[end] == '"' || runes[end] == '\\'
		if special {
			w.write(string(runes[start:end]))
			start = end
			if end < len(runes) {
				w.write(escape(runes[end]))
				start = end + 1
			}
		}
		inside := 0 < end && end < len(runes)-1
		if inside && (runes[end] == ' ' || start >= end) && w.column+(end-start) > width && !key {
			w.write(string(runes[min(start, end):end]) + `\`)
			start = max(start, end)
			w.newline(indent)
			if runes[start] == ' ' {
				w.write(`\`)
			}
		}
	}
	w.write(`"`)
}
