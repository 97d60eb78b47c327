package pyyaml

import (
	"bytes"
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
	// step is the indentation of each level, in columns.
	step = 2
	// width is the column after which a line of text is broken at the next space.
	width = 80
	// longestKey is the length from which a key follows a question mark. PyYAML counts the tag !!str, too.
	longestKey = 128 - len("!!str")
)

// Dump writes a mapping like yaml.dump(value, Dumper=SafeDumper) with PyYAML's defaults: block style, sorted
// keys, ASCII. Values are nil, bool, int64, *big.Int, float64, string, uuid.UUID, []any and *python.Dict; it
// panics for others.
func Dump(value *python.Dict) []byte { return dump(value, &writer{}) }

// DumpDocument writes a mapping like drf-spectacular: members keep their order, non-ASCII letters are not
// escaped, and a text of several lines becomes a block.
func DumpDocument(value *python.Dict) []byte { return dump(value, &writer{document: true}) }

func dump(value *python.Dict, w *writer) []byte {
	if value.Len() == 0 {
		return []byte("{}\n")
	}
	w.mapping(value, 0)
	w.endLine()
	if w.open {
		w.write("...\n")
	}
	return w.out
}

// writer holds the text so far and its column.
type writer struct {
	out    []byte
	column int
	// document selects the style of DumpDocument.
	document bool
	// open is true after a block that keeps the empty lines at its end.
	open bool
}

func (w *writer) write(text string) {
	w.open = w.open && text == ""
	w.out = append(w.out, text...)
	w.column += utf8.RuneCountInString(text)
}

// newline begins an indented line.
func (w *writer) newline(indent int) {
	w.endLine()
	w.write(strings.Repeat(" ", indent))
}

// endLine ends the line, unless a block of text has ended it already.
func (w *writer) endLine() {
	if w.column > 0 || !bytes.HasSuffix(w.out, []byte("\n")) {
		w.out = append(w.out, '\n')
	}
	w.column = 0
}

// mapping writes members, the first at the end of the text, the others on lines of their own.
func (w *writer) mapping(value *python.Dict, indent int) {
	keys := make([]string, 0, value.Len())
	for key := range value.All() {
		keys = append(keys, key)
	}
	if !w.document {
		slices.Sort(keys)
	}
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

// item writes the value after a dash, which begins on the same line.
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

// scalar writes a value without members. indent is the indentation of the following lines, if it takes
// several.
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

// floatText returns a number as Python prints it, with the point that YAML 1.1 requires.
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
	switch w.choose(text, key) {
	case literal:
		w.literal(text, indent)
	case plain:
		w.folded(text, indent, key)
	case singleQuoted:
		w.singleQuoted(text, indent, key)
	default:
		w.doubleQuoted(text, indent, key)
	}
}

// literal writes a block of lines. Its head tells whether the first line is indented and how the last one
// ends.
func (w *writer) literal(text string, indent int) {
	head := "|"
	if strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\n") {
		head += fmt.Sprint(step)
	}
	switch lines := strings.TrimSuffix(text, "\n"); {
	case lines == text:
		head += "-"
	case lines == "", strings.HasSuffix(lines, "\n"):
		head += "+"
	}
	w.write(head)
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		w.out, w.column = append(w.out, '\n'), 0
		if line != "" {
			w.write(strings.Repeat(" ", indent) + line)
		}
	}
	w.out, w.column = append(w.out, '\n'), 0
	w.open = strings.HasSuffix(head, "+")
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

// splitAtSpaces splits a text into runs of spaces and the words between them.
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
		special := end == len(runes) || !w.printable(runes[end]) || runes[end] == '"' || runes[end] == '\\'
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
