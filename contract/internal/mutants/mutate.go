package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// mutant is one change: the text between two offsets of a file, and its replacement with the
// switch.
type mutant struct {
	number     int
	path       string
	line       int
	kind       string
	before     string
	start, end int
	// after is the new text, with %[1]d in place of the number of the switch.
	after string
}

// String returns the number of the mutant, its place and what it changes.
func (m mutant) String() string {
	path := m.path
	if here, err := filepath.Abs("."); err == nil {
		if relative, err := filepath.Rel(here, m.path); err == nil {
			path = relative
		}
	}
	before, _, more := strings.Cut(m.before, "\n")
	if more {
		before += " …"
	}
	return fmt.Sprintf("%4d %s:%d: %s: %s", m.number, path, m.line, m.kind, before)
}

// sample returns n of all possible changes, none inside another.
func sample(sources []source, n int, seed uint64) []mutant {
	var all []mutant
	for _, s := range sources {
		all = append(all, s.mutants()...)
	}
	random := rand.New(rand.NewPCG(seed, seed))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	fmt.Printf("%d possible changes in %d files\n", len(all), len(sources))
	return disjoint(all, n)
}

// disjoint returns the first n changes that do not overlap, and numbers them.
func disjoint(all []mutant, n int) []mutant {
	var taken []mutant
	for _, m := range all {
		overlaps := func(o mutant) bool { return o.path == m.path && o.start < m.end && m.start < o.end }
		if len(taken) < n && !slices.ContainsFunc(taken, overlaps) {
			m.number = len(taken)
			taken = append(taken, m)
		}
	}
	return taken
}

// choose returns the named changes of a sample, or all.
func choose(sampled []mutant, only string) ([]mutant, error) {
	if only == "" {
		return sampled, nil
	}
	var chosen []mutant
	for _, text := range strings.Split(only, ",") {
		number, err := strconv.Atoi(text)
		if err != nil || number < 0 || number >= len(sampled) {
			return nil, fmt.Errorf("-only: there is no mutant %q in a sample of %d", text, len(sampled))
		}
		chosen = append(chosen, sampled[number])
	}
	return chosen, nil
}

// moved maps each comparison to the one that moves its bound.
var moved = map[token.Token]token.Token{token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR}

// mutants returns all changes of a file.
func (s source) mutants() []mutant {
	v := &visitor{source: s, droppable: map[ast.Stmt]bool{}}
	for _, declaration := range s.file.Decls {
		if d, ok := declaration.(*ast.GenDecl); ok && (d.Tok == token.CONST || d.Tok == token.IMPORT || d.Tok == token.TYPE) {
			continue
		}
		ast.Inspect(declaration, v.visit)
	}
	return v.found
}

type visitor struct {
	source
	found []mutant
	// droppable holds the statements of blocks: those in the head of an if or a for cannot be put into a block.
	droppable map[ast.Stmt]bool
}

func (v *visitor) block(statements []ast.Stmt) {
	for _, statement := range statements {
		v.droppable[statement] = true
	}
}

func (v *visitor) visit(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.ArrayType, *ast.FuncType, *ast.StructType, *ast.InterfaceType, *ast.CaseClause:
		if clause, ok := node.(*ast.CaseClause); ok {
			v.block(clause.Body)
			for _, statement := range clause.Body {
				ast.Inspect(statement, v.visit)
			}
			for _, condition := range clause.List {
				v.turn(condition)
			}
		}
		return false
	case *ast.BlockStmt:
		v.block(n.List)
	case *ast.CommClause:
		v.block(n.Body)
	case *ast.IfStmt:
		v.turn(n.Cond)
	case *ast.ForStmt:
		v.turn(n.Cond)
	case *ast.BinaryExpr:
		v.binary(n)
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok && v.droppable[n] && !isPanic(call) {
			v.drop(n, "call dropped")
		}
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE && v.droppable[n] {
			v.drop(n, "assignment dropped")
		}
	case *ast.CompositeLit:
		v.literal(n)
	case *ast.BasicLit:
		v.constant(n)
	}
	return true
}

func (v *visitor) add(node ast.Node, kind, after string) {
	position := v.fset.Position(node.Pos())
	start, end := position.Offset, v.fset.Position(node.End()).Offset
	v.found = append(v.found, mutant{
		path: v.path, line: position.Line, kind: kind, before: string(v.text[start:end]), start: start, end: end, after: after,
	})
}

func (v *visitor) of(node ast.Node) string {
	text := string(v.text[v.fset.Position(node.Pos()).Offset:v.fset.Position(node.End()).Offset])
	return strings.ReplaceAll(text, "%", "%%")
}

// turn negates a condition.
func (v *visitor) turn(condition ast.Expr) {
	if condition == nil || !v.isBool(condition) {
		return
	}
	v.add(condition, "condition turned", "switches.Not(%[1]d, "+v.of(condition)+")")
}

// isBool reports whether an expression is boolean; a case of a type switch is a type.
func (v *visitor) isBool(e ast.Expr) bool {
	known := v.info.Types[e]
	basic, ok := known.Type.(*types.Basic)
	return ok && known.IsValue() && basic.Info()&types.IsBoolean != 0
}

// binary negates one side of a condition, or moves a bound.
func (v *visitor) binary(n *ast.BinaryExpr) {
	if n.Op == token.LAND || n.Op == token.LOR {
		v.turn(n.X)
		v.turn(n.Y)
		return
	}
	if other, ok := moved[n.Op]; ok && v.info.Types[n].Value == nil {
		x, y := v.of(n.X), v.of(n.Y)
		v.add(n, "bound moved", fmt.Sprintf("(switches.Is(%%[1]d) && %s %s %s || !switches.Is(%%[1]d) && %s %s %s)", x, other, y, x, n.Op, y))
	}
}

func isPanic(call *ast.CallExpr) bool {
	name, ok := call.Fun.(*ast.Ident)
	return ok && name.Name == "panic"
}

func (v *visitor) drop(statement ast.Stmt, kind string) {
	v.add(statement, kind, "if !switches.Is(%[1]d) { "+v.of(statement)+" }")
}

// literal drops members of a struct and elements of a list.
func (v *visitor) literal(n *ast.CompositeLit) {
	switch v.info.Types[n].Type.Underlying().(type) {
	case *types.Struct:
		for _, element := range n.Elts {
			if member, ok := element.(*ast.KeyValueExpr); ok {
				v.member(member)
			}
		}
	case *types.Slice:
		if n.Type == nil || len(n.Elts) == 0 {
			return
		}
		for i, element := range n.Elts {
			if _, keyed := element.(*ast.KeyValueExpr); keyed {
				return
			}
			v.add(n, fmt.Sprintf("element dropped: %s of", v.of(element)), fmt.Sprintf("switches.Without(%%[1]d, %d, %s)", i, v.of(n)))
		}
	}
}

func (v *visitor) member(member *ast.KeyValueExpr) {
	known := v.info.Types[member.Value]
	if known.IsNil() || known.Type == nil || isZero(known.Value) {
		return
	}
	if literal, ok := member.Value.(*ast.CompositeLit); ok && literal.Type == nil {
		return
	}
	instance, ok := v.instance(known)
	if key, named := member.Key.(*ast.Ident); named && isAny(v.info.ObjectOf(key)) {
		instance, ok = "[any]", true // the zero value is nil, not that of the value's type
	}
	if !ok {
		return
	}
	v.add(member, "member dropped", v.of(member.Key)+": switches.Zero"+instance+"(%[1]d, "+v.of(member.Value)+")")
}

// isAny reports whether a field takes values of every type.
func isAny(field types.Object) bool {
	if field == nil {
		return false
	}
	of, ok := field.Type().Underlying().(*types.Interface)
	return ok && of.Empty()
}

// isZero reports whether a constant is the zero value that would take its place.
func isZero(value constant.Value) bool {
	if value == nil {
		return false
	}
	switch value.Kind() {
	case constant.Bool:
		return !constant.BoolVal(value)
	case constant.String:
		return constant.StringVal(value) == ""
	default:
		return constant.Sign(value) == 0
	}
}

// instance returns the type argument for an untyped constant, "" where the compiler infers it. It
// fails for a type that has no name in the file.
func (v *visitor) instance(known types.TypeAndValue) (string, bool) {
	if known.Value == nil {
		return "", true
	}
	switch t := known.Type.(type) {
	case *types.Basic:
		if t.Info()&types.IsUntyped != 0 {
			return "", false
		}
		return "[" + t.Name() + "]", true
	case *types.Named:
		if t.Obj().Pkg() == v.pkg {
			return "[" + t.Obj().Name() + "]", true
		}
		for _, spec := range v.file.Imports {
			if path, _ := strconv.Unquote(spec.Path.Value); spec.Name == nil && path == t.Obj().Pkg().Path() {
				return "[" + t.Obj().Pkg().Name() + "." + t.Obj().Name() + "]", true
			}
		}
	}
	return "", false
}

// constant changes a number or a text.
func (v *visitor) constant(n *ast.BasicLit) {
	known := v.info.Types[n]
	instance, ok := v.instance(known)
	if !ok || instance == "" {
		return
	}
	basic, ok := known.Type.Underlying().(*types.Basic)
	switch {
	case !ok:
	case basic.Info()&types.IsInteger != 0 && n.Kind == token.INT:
		v.add(n, "constant changed", "switches.More"+instance+"(%[1]d, "+n.Value+")")
	case basic.Info()&types.IsString != 0 && n.Kind == token.STRING:
		v.add(n, "constant changed", "switches.Longer"+instance+"(%[1]d, "+v.of(n)+")")
	}
}

// rewrite returns a file with its mutants behind switches.
func rewrite(s []byte, mutants []mutant, importPath string) []byte {
	slices.SortFunc(mutants, func(a, b mutant) int { return cmp.Compare(b.start, a.start) })
	text := string(s)
	for _, m := range mutants {
		text = text[:m.start] + fmt.Sprintf(m.after, m.number) + text[m.end:]
	}
	at := strings.Index("\n"+text, "\npackage ")
	end := at + strings.IndexByte(text[at:], '\n')
	return []byte(text[:end] + "; import switches " + strconv.Quote(importPath) + text[end:])
}
