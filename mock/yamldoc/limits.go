package yamldoc

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// The default limits.
const (
	DefaultNodes = 250_000
	DefaultBytes = 16 << 20
)

// Limits limits a document after its aliases are expanded: an alias counts as much as what it refers to.
type Limits struct {
	// Nodes is the maximum number of keys, values and collections; 0 is [DefaultNodes].
	Nodes int
	// Bytes is the maximum number of bytes, of the text itself and of all keys and values together; 0 is
	// [DefaultBytes].
	Bytes int64
}

func (l Limits) complete() Limits {
	if l.Nodes == 0 {
		l.Nodes = DefaultNodes
	}
	if l.Bytes == 0 {
		l.Bytes = DefaultBytes
	}
	return l
}

// Limits that no hand-written document comes near, for the parser, whose time and memory grow with the square
// of these numbers.
const (
	// mostDepth is the maximum nesting of collections.
	mostDepth = 256
	// mostMembers is the maximum number of members in a mapping that is written without braces.
	mostMembers = 2_000
	// longestKey is the maximum length of a key, in bytes. YAML itself allows 1024 characters.
	longestKey = 4 * 1024
	// mostProperties is the maximum number of tags and anchors before one value.
	mostProperties = 8
	// tokensPerNode is the maximum number of tokens for each node: a node, its separator, and comments.
	tokensPerNode = 3
	// pathsPerByte is the maximum number of bytes of paths for each byte of the limit: the parser stores with
	// every node the names of all nodes around it.
	pathsPerByte = 4
)

// ErrLimit is matched by every error about a limit.
var ErrLimit = errors.New("yamldoc: the document exceeds a limit")

// limitError is an error about a limit, with its place.
type limitError struct{ error }

// Is reports that it is an ErrLimit.
func (limitError) Is(target error) bool { return target == ErrLimit }

// exceeds returns an error about a limit.
func (d *Document) exceeds(at *token.Token, format string, args ...any) error {
	return limitError{d.Wrong(at, format, args...)}
}

func (d *Document) tooManyNodes(at *token.Token) error {
	return d.exceeds(at, "with this the document has more than %d nodes (aliases count as what they stand for): "+
		"write less, or raise --max-yaml-nodes", d.limits.Nodes)
}

func (d *Document) tooManyBytes(at *token.Token) error {
	return d.exceeds(at, "with this the document has more than %d bytes (aliases count as what they stand for): "+
		"write less, or raise --max-yaml-bytes", d.limits.Bytes)
}

// scan splits the text into tokens, unless it exceeds a limit, so that the parser, which has none of its own,
// is not called.
func (d *Document) scan() (token.Tokens, error) {
	if size := int64(len(d.text)); size > d.limits.Bytes {
		return nil, d.exceeds(d.at(int(d.limits.Bytes)), "the document has %d bytes, and may have %d: write less, or raise --max-yaml-bytes",
			size, d.limits.Bytes)
	}
	if err := d.countSigns(); err != nil {
		return nil, err
	}
	g := guard{document: d}
	tokens := lexer.Tokenize(d.text)
	for _, t := range tokens {
		if err := g.pass(t); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}

// at returns a token at an offset of the text, for errors.
func (d *Document) at(offset int) *token.Token {
	before := d.text[:offset]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return &token.Token{Position: &token.Position{Line: strings.Count(before, "\n") + 1, Column: utf8.RuneCountInString(line) + 1}}
}

// countSigns limits the number of tokens before they are created: they take hundreds of bytes each. It also
// counts characters in texts and comments that could begin a token.
func (d *Document) countSigns() error {
	signs, before := 0, byte(' ')
	for i := range len(d.text) {
		c := d.text[i]
		switch {
		case strings.IndexByte("[]{},", c) >= 0,
			strings.IndexByte(":-?", c) >= 0 && (i+1 == len(d.text) || strings.IndexByte(" \t\r\n,[]{}", d.text[i+1]) >= 0),
			strings.IndexByte("&*!#%|>'\"", c) >= 0 && strings.IndexByte(" \t\r\n,[]{}", before) >= 0:
			signs++
		}
		if signs > tokensPerNode*d.limits.Nodes {
			return d.tooManyNodes(d.at(i))
		}
		before = c
	}
	return nil
}

// guard counts the collections that the tokens of a text open.
type guard struct {
	document *Document
	// open holds the collections around the current token, the innermost last.
	open []collection
	// path is the approximate length of the parser's path to the current token, paths the sum of all before
	// it.
	path  int
	paths int64
	// count is the number of tokens, properties the number of tags and anchors before the next value.
	count, properties int
	last              *token.Token
}

// collection is an open sequence or mapping.
type collection struct {
	// flow reports whether it is written in brackets; a block has a column instead.
	flow, mapping bool
	column        int
	members, path int
}

func (g *guard) pass(t *token.Token) error {
	d := g.document
	if g.count++; g.count > tokensPerNode*d.limits.Nodes {
		return d.tooManyNodes(t)
	}
	switch t.Type {
	case token.TagType, token.AnchorType:
		if g.properties++; g.properties > mostProperties {
			return d.exceeds(t, "more than %d tags and anchors stand before one value", mostProperties)
		}
	case token.SequenceStartType, token.MappingStartType:
		g.enter(collection{flow: true, mapping: t.Type == token.MappingStartType})
		g.properties = 0
	case token.SequenceEndType, token.MappingEndType:
		g.leaveFlow()
	case token.SequenceEntryType, token.MappingKeyType:
		g.block(t.Position.Column, t.Type == token.MappingKeyType)
		g.properties = 0
	case token.MappingValueType:
		if err := g.key(t); err != nil {
			return err
		}
		g.properties = 0
	case token.CommentType:
	default:
		if !named(g.last) {
			g.properties = 0
		}
	}
	if len(g.open) > mostDepth {
		return d.exceeds(t, "this is nested too deep: %d collections around one another are the most", mostDepth)
	}
	if g.paths += int64(g.path); g.paths > pathsPerByte*d.limits.Bytes {
		return d.exceeds(t, "too much stands in collections with long names or deep inside others: write less, or raise --max-yaml-bytes")
	}
	g.last = t
	return nil
}

// named reports whether a token begins an anchor or an alias, whose name is the next token.
func named(t *token.Token) bool {
	return t != nil && (t.Type == token.AnchorType || t.Type == token.AliasType)
}

// key handles the colon after the key of a member.
func (g *guard) key(colon *token.Token) error {
	length, column := 0, colon.Position.Column
	if g.last != nil {
		length, column = len(g.last.Value), g.last.Position.Column
	}
	if length > longestKey {
		return g.document.exceeds(g.last, "this key is longer than %d bytes", longestKey)
	}
	if top := g.top(); top == nil || !top.flow {
		g.block(column, true)
	}
	top := g.top()
	g.path += length - top.path
	top.path = length
	if top.members++; top.members > mostMembers && !top.flow {
		return g.document.exceeds(g.last, "more than %d members stand in a mapping without braces: write it as {name: value, …}", mostMembers)
	}
	return nil
}

func (g *guard) top() *collection {
	if len(g.open) == 0 {
		return nil
	}
	return &g.open[len(g.open)-1]
}

// usualStep is the approximate length of an item in the parser's path.
const usualStep = 4

func (g *guard) enter(c collection) {
	g.open = append(g.open, c)
	g.path += usualStep
}

func (g *guard) leave() {
	g.path -= usualStep + g.top().path
	g.open = g.open[:len(g.open)-1]
}

// leaveFlow ends the innermost collection in brackets.
func (g *guard) leaveFlow() {
	if !slices.ContainsFunc(g.open, func(c collection) bool { return c.flow }) {
		return
	}
	for !g.top().flow {
		g.leave()
	}
	g.leave()
}

// block handles an item or a member, at a column, of a collection without brackets: it ends those that are
// indented further.
func (g *guard) block(column int, mapping bool) {
	for top := g.top(); top != nil && !top.flow; top = g.top() {
		if top.column < column || top.column == column && (top.mapping == mapping || !mapping) {
			break
		}
		g.leave()
	}
	top := g.top()
	if top == nil || top.flow || top.column < column || top.mapping != mapping {
		g.enter(collection{mapping: mapping, column: column})
	}
}

// size is the size of a part of a document with its aliases expanded.
type size struct {
	nodes int
	bytes int64
}

// measure checks that the whole document, with its aliases expanded, is within the limits, without expanding
// them.
func (d *Document) measure() error {
	m := &meter{document: d, known: map[*ast.AnchorNode]size{}, begun: map[*ast.AnchorNode]bool{}}
	if d.Root == nil {
		return nil
	}
	m.strict = true
	_, err := m.add(d.Root)
	return err
}

// meter measures the parts of a document. The content of an anchor is measured once.
type meter struct {
	document *Document
	known    map[*ast.AnchorNode]size
	begun    map[*ast.AnchorNode]bool
	// strict makes it an error if total exceeds a limit. It is off while the content of an anchor is measured
	// for an alias.
	strict bool
	total  size
}

// add measures a node. It may stop in a part that is already too large.
func (m *meter) add(node ast.Node) (size, error) {
	switch n := node.(type) {
	case nil:
		return size{}, nil
	case *ast.AnchorNode:
		return m.anchor(n)
	case *ast.AliasNode:
		return m.alias(n)
	case *ast.TagNode:
		return m.add(n.Value)
	case *ast.SequenceNode:
		return m.all(n, n.Values)
	case *ast.MappingNode:
		total, err := m.one(n, 0)
		for _, pair := range n.Values {
			if err != nil {
				return total, err
			}
			var more size
			more, err = m.add(pair)
			total = m.sum(total, more)
		}
		return total, err
	case *ast.MappingValueNode:
		return m.all(n, []ast.Node{n.Key, n.Value})
	case *ast.MappingKeyNode:
		return m.add(n.Value)
	case *ast.LiteralNode:
		return m.one(n, len(n.Value.GetToken().Value))
	}
	return m.one(node, len(node.GetToken().Value))
}

func (m *meter) all(node ast.Node, parts []ast.Node) (size, error) {
	total, err := m.one(node, 0)
	for _, part := range parts {
		if err != nil {
			return total, err
		}
		var more size
		more, err = m.add(part)
		total = m.sum(total, more)
	}
	return total, err
}

// one returns the size of a node without its children.
func (m *meter) one(node ast.Node, bytes int) (size, error) {
	s := size{1, int64(bytes)}
	return s, m.count(node, s)
}

// count adds to the total, and returns an error where it exceeds a limit.
func (m *meter) count(at ast.Node, s size) error {
	if !m.strict {
		return nil
	}
	m.total = m.sum(m.total, s)
	switch d := m.document; {
	case m.total.nodes > d.limits.Nodes:
		return d.tooManyNodes(at.GetToken())
	case m.total.bytes > d.limits.Bytes:
		return d.tooManyBytes(at.GetToken())
	}
	return nil
}

// sum returns the sum of sizes, capped at a little more than the limits to avoid overflow.
func (m *meter) sum(a, b size) size {
	return size{min(a.nodes+b.nodes, m.document.limits.Nodes+1), min(a.bytes+b.bytes, m.document.limits.Bytes+1)}
}

func (m *meter) anchor(n *ast.AnchorNode) (size, error) {
	m.begun[n] = true
	s, err := m.add(n.Value)
	m.begun[n] = false
	m.known[n] = s
	return s, err
}

// alias returns the size of what an alias refers to. An alias within its own anchor is detected when it is
// read.
func (m *meter) alias(n *ast.AliasNode) (size, error) {
	anchor := m.document.anchors[n]
	if anchor == nil || m.begun[anchor] {
		return m.one(n, 0)
	}
	s, known := m.known[anchor]
	if !known {
		strict := m.strict
		m.strict = false
		s, _ = m.anchor(anchor)
		m.strict = strict
	}
	return s, m.count(n, s)
}

// Budget limits what a reader creates from a document, in addition to the document itself: it is as large as
// the limits.
type Budget struct {
	document *Document
	spent    size
}

// Budget returns a new budget.
func (d *Document) Budget() *Budget { return &Budget{document: d} }

// Spend subtracts from the budget. The error has a position in the document.
func (b *Budget) Spend(at *token.Token, nodes int, bytes int64) error {
	limits := b.document.limits
	b.spent.nodes = min(b.spent.nodes+min(nodes, limits.Nodes+1), limits.Nodes+1)
	b.spent.bytes = min(b.spent.bytes+min(bytes, limits.Bytes+1), limits.Bytes+1)
	switch {
	case b.spent.nodes > limits.Nodes:
		return b.document.exceeds(at, "with this more than %d nodes are made of the document: write less, or raise --max-yaml-nodes", limits.Nodes)
	case b.spent.bytes > limits.Bytes:
		return b.document.exceeds(at, "with this more than %d bytes are made of the document: write less, or raise --max-yaml-bytes", limits.Bytes)
	}
	return nil
}

// Left returns the number of bytes that may still be spent.
func (b *Budget) Left() int64 { return b.document.limits.Bytes - b.spent.bytes }
