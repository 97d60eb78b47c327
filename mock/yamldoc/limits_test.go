package yamldoc_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// bomb returns a document with aliases of aliases: 9^levels values, if they are expanded. item returns a
// level.
func bomb(levels int, item func(level int, references string) string) string {
	var b strings.Builder
	b.WriteString("a0: &a0 {k: x}\n")
	for level := 1; level <= levels; level++ {
		b.WriteString(item(level, strings.Repeat(fmt.Sprintf("*a%d, ", level-1), 9)))
	}
	return b.String()
}

func inLists(level int, references string) string {
	return fmt.Sprintf("a%d: &a%d [%s]\n", level, level, references)
}

func inMappings(level int, references string) string {
	members := ""
	for i, reference := range strings.Split(strings.TrimSuffix(references, ", "), ", ") {
		members += fmt.Sprintf("k%d: %s, ", i, reference)
	}
	return fmt.Sprintf("a%d: &a%d {%s}\n", level, level, members)
}

func inMerges(level int, references string) string {
	return fmt.Sprintf("a%d: &a%d {<<: [%s], k%d: x}\n", level, level, references, level)
}

func underTags(level int, references string) string {
	return fmt.Sprintf("a%d: &a%d !Tag [%s]\n", level, level, references)
}

// Every kind of short text that expands to a large document, or that overloads the parser, is refused with
// its position.
func TestLimits(t *testing.T) {
	t.Parallel()
	const many = 20_000
	repeat := strings.Repeat
	members := func(count int, member string) string {
		var b strings.Builder
		for i := range count {
			fmt.Fprintf(&b, member, i)
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		text, place, says string
		limits            yamldoc.Limits
	}{
		"aliases in lists":       {text: bomb(9, inLists), place: "6:50: ", says: "more than 250000 nodes"},
		"aliases in mappings":    {text: bomb(9, inMappings), place: "6:50: ", says: "more than 250000 nodes"},
		"merges of merges":       {text: bomb(9, inMerges), place: "6:45: ", says: "more than 250000 nodes"},
		"aliases under tags":     {text: bomb(9, underTags), place: "6:55: ", says: "more than 250000 nodes"},
		"aliases of a long text": {text: "a: &a " + repeat("x", 1<<20) + "\nb: [" + repeat("*a, ", 16) + "]", place: "2:61: ", says: "more than 16777216 bytes"},
		"a long text":            {text: "a: " + repeat("x", 100), limits: yamldoc.Limits{Bytes: 50}, place: "1:51", says: "103 bytes, and may have 50"},
		"many lines":             {text: repeat("\n", 100), limits: yamldoc.Limits{Bytes: 50}, place: "51:1", says: "100 bytes"},
		"many values":            {text: "[a, b,\n c, d]", limits: yamldoc.Limits{Nodes: 4}, place: "2:5", says: "more than 4 nodes"},
		"many signs":             {text: "[" + repeat(",", 100) + "]", limits: yamldoc.Limits{Nodes: 4}, place: "1:13", says: "more than 4 nodes"},
		"many comments":          {text: repeat("# x\n", 100) + "a: 1", limits: yamldoc.Limits{Nodes: 4}, place: "13:1", says: "more than 4 nodes"},
		"lists in lists":         {text: repeat("[", many) + repeat("]", many), place: "1:257", says: "nested too deep"},
		"mappings in mappings":   {text: repeat("{a: ", many) + repeat("}", many), place: "1:1025", says: "nested too deep"},
		"items in items":         {text: repeat("- ", many) + "x", place: "1:513", says: "nested too deep"},
		"keys in keys":           {text: repeat("? ", many) + "x", place: "1:513", says: "nested too deep"},
		"indents":                {text: indented(300), place: "257:258: ", says: "nested too deep"},
		"tags before tags":       {text: repeat("!a ", many) + "x", place: "1:25", says: "tags and anchors"},
		"anchors before anchors": {text: repeat("&a ", many) + "x", place: "1:25", says: "tags and anchors"},
		"members in a block":     {text: members(3_000, "k%d: v\n"), place: "2001:1", says: "more than 2000 members"},
		"a long key":             {text: "{" + repeat("k", many) + ": [a, a]}", place: "1:2", says: "this key is longer"},
		"much under long keys":   {text: "{" + repeat("k", 4_000) + ": [" + repeat("a, ", 60_000) + "]}", place: "1:", says: "long names"},
		"much deep inside":       {text: repeat("{abcdefgh: ", 200) + "[" + repeat("a, ", 60_000) + "]" + repeat("}", 200), place: "1:", says: "long names"},
	} {
		_, err := yamldoc.ParseWithin("file.yaml", []byte(c.text), c.limits)
		if !errors.Is(err, yamldoc.ErrLimit) || !strings.HasPrefix(err.Error(), "file.yaml:"+c.place) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %.200v, want %s … %s", name, err, c.place, c.says)
		}
		if err != nil && len(err.Error()) > 1_000 {
			t.Errorf("%s: the error has %d bytes", name, len(err.Error()))
		}
	}
}

// indented returns nested mappings, each a column further in.
func indented(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// A text of millions of tokens is refused before they are created.
func TestSignsAreCountedBeforeThereAreTokens(t *testing.T) {
	for _, sign := range []string{"[", "{", ",", "- ", "? ", ": ", " &", " *", " !", " '", ` "`, " #", " %", " |", " >"} {
		text := []byte(strings.Repeat(sign, 20_000))
		if made := testing.AllocsPerRun(1, func() { yamldoc.ParseWithin("file.yaml", text, yamldoc.Limits{Nodes: 5_000}) }); made > 1_000 {
			t.Errorf("%q again and again makes %.0f objects", sign, made)
		}
	}
}

// A document that reaches a limit exactly is accepted, and so are all of the size that people write.
func TestWithinLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		limits yamldoc.Limits
	}{
		"nodes":          {text: "[a, b, c]", limits: yamldoc.Limits{Nodes: 4}},
		"bytes":          {text: "a: bcd", limits: yamldoc.Limits{Bytes: 6}},
		"aliases":        {text: bomb(4, inLists)},
		"merges":         {text: bomb(4, inMerges)},
		"depth":          {text: strings.Repeat("[", 256) + strings.Repeat("]", 256)},
		"a recursion":    {text: "a: &a [*a, *a]"},
		"long list":      {text: strings.Repeat("- {name: someone, groups: [a, b], mail: x@example.com}\n", 10_000)},
		"long mappings":  {text: strings.Repeat("- a: 1\n  b: 2\n  c:\n  - d: 3\n    e: 4\n- - f\n", 5_000)},
		"long text":      {text: "a: |\n" + strings.Repeat("  one, two: [three] {four}\n", 30_000)},
		"tags":           {text: "a: &x !Tag [&y !Other b, *y, !Third {c: *y}]\nd: &z !Tag e\nf: *z"},
		"nothing at all": {},
	} {
		if _, err := yamldoc.ParseWithin("file.yaml", []byte(c.text), c.limits); err != nil {
			t.Errorf("%s: %.300v", name, err)
		}
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	d, err := yamldoc.ParseWithin("file.yaml", []byte("a: b"), yamldoc.Limits{Nodes: 10, Bytes: 100})
	if err != nil {
		t.Fatal(err)
	}
	at := &token.Token{Position: &token.Position{Line: 1, Column: 4}}
	b := d.Budget()
	if err := b.Spend(at, 10, 100); err != nil || b.Left() != 0 {
		t.Errorf("the whole budget cannot be spent: %v, left %d", err, b.Left())
	}
	if err := b.Spend(at, 1, 0); !errors.Is(err, yamldoc.ErrLimit) || !strings.HasPrefix(err.Error(), "file.yaml:1:4: ") {
		t.Errorf("one node more: %v", err)
	}
	if err := d.Budget().Spend(at, 0, 1<<62); !errors.Is(err, yamldoc.ErrLimit) {
		t.Errorf("very many bytes: %v", err)
	}
}
