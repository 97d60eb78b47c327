package yamldoc_test

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

const tagged = `plain: word
list: [!One [!Two word, word], "quoted", word]
block: !One
  - !Two word
nested: {name: !One word, other: !Two [{name: word}]}
after: word # word
`

// collect collects the nodes that contain the word.
type collect struct{ nodes []ast.Node }

func (c *collect) Visit(node ast.Node) ast.Visitor {
	if text, ok := node.(*ast.StringNode); ok && text.Value == "word" {
		c.nodes = append(c.nodes, node)
	}
	return c
}

func TestWrongNamesThePlace(t *testing.T) {
	d, err := yamldoc.Parse("file.yaml", []byte(tagged))
	if err != nil {
		t.Fatal(err)
	}
	found := &collect{}
	ast.Walk(found, d.Root)
	if len(found.nodes) != 8 {
		t.Fatalf("%d words", len(found.nodes))
	}
	for _, node := range found.nodes {
		lines := strings.Split(d.Wrong(node.GetToken(), "message").Error(), "\n")
		caret := strings.Index(lines[2], "^")
		if !strings.HasPrefix(lines[1][min(caret, len(lines[1])):], "word") {
			t.Errorf("the place is not that of the word:\n%s", strings.Join(lines, "\n"))
		}
	}
}

func TestFollow(t *testing.T) {
	d, err := yamldoc.Parse("file.yaml", []byte("a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: *y\n"))
	if err != nil {
		t.Fatal(err)
	}
	members, err := d.Mapping(d.Root, "it")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"1", "1", "2", "2", ""} {
		node, err := d.Follow(members[i].Value)
		switch {
		case want == "":
			if err == nil || !strings.HasPrefix(err.Error(), "file.yaml:5:4: there is no &y before this") {
				t.Errorf("an alias of nothing gives %v", err)
			}
		case err != nil || node.GetToken().Value != want:
			t.Errorf("%s stands for %v, %v, want %s", members[i].Name, node, err, want)
		}
	}
}
