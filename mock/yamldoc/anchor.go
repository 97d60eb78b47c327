package yamldoc

import (
	"github.com/goccy/go-yaml/ast"
)

// anchors returns the anchor that every alias of a document refers to: the last one of its name before it.
func anchors(root ast.Node) map[*ast.AliasNode]*ast.AnchorNode {
	w := &anchorWalk{named: map[string]*ast.AnchorNode{}, found: map[*ast.AliasNode]*ast.AnchorNode{}}
	if root != nil {
		ast.Walk(w, root)
	}
	return w.found
}

type anchorWalk struct {
	named map[string]*ast.AnchorNode
	found map[*ast.AliasNode]*ast.AnchorNode
}

// Visit implements ast.Visitor.
func (w *anchorWalk) Visit(node ast.Node) ast.Visitor {
	switch n := node.(type) {
	case *ast.AnchorNode:
		w.named[n.Name.GetToken().Value] = n
	case *ast.AliasNode:
		w.found[n] = w.named[n.Value.GetToken().Value]
	}
	return w
}

// Follow follows anchors and aliases to the node that they refer to.
func (d *Document) Follow(node ast.Node) (ast.Node, error) {
	begin := node
	for range maxAliases {
		switch n := node.(type) {
		case *ast.AnchorNode:
			node = n.Value
		case *ast.AliasNode:
			anchor := d.anchors[n]
			if anchor == nil {
				return nil, d.Wrong(n.GetToken(), "there is no &%s before this", n.Value.GetToken().Value)
			}
			node = anchor.Value
		default:
			return node, nil
		}
	}
	return nil, d.Wrong(begin.GetToken(), "this alias stands for itself")
}

// maxAliases is the maximum number of nested aliases that are followed.
const maxAliases = 100
