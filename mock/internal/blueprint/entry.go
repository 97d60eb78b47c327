package blueprint

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/spelling"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// entry is one object of a blueprint: its parts in the file, and the result of applying it.
type entry struct {
	// at is the place of errors about the whole entry.
	at *token.Token
	// id is the name by which !KeyOf finds the entry.
	id                      string
	model, state            ast.Node
	conditions, permissions []ast.Node
	identifiers, attributes []yamldoc.Entry
	// noAttributes reports whether attrs is null.
	noAttributes bool

	// label is the resolved model: app_label.name.
	label string
	// row is the object, once the entry was applied; standIn is its primary key if the model is not
	// implemented.
	row     *store.Row
	standIn any
	// skipped is the reason if there is no object.
	skipped string
}

var entryMembers = []string{"model", "state", "conditions", "identifiers", "attrs", "permissions", "id"}

// read reads the structure of the file, without the contents of the entries.
func (l *loader) read() error {
	members, err := l.members(l.Root, "a blueprint")
	if err != nil {
		return err
	}
	l.warnOfNames(members)
	if err := l.readMetadata(find(members, "metadata")); err != nil {
		return err
	}
	if err := l.readContext(find(members, "context")); err != nil {
		return err
	}
	if err := l.readEntries(find(members, "entries")); err != nil {
		return err
	}
	return l.readVersion(find(members, "version"))
}

// blueprintMembers lists the members of a blueprint that authentik reads; it ignores all others.
var blueprintMembers = []string{"version", "entries", "context", "metadata"}

// warnOfNames warns of members whose names are similar to one that authentik reads.
func (l *loader) warnOfNames(members []yamldoc.Entry) {
	for _, m := range members {
		if hint := spelling.DidYouMean(m.Name, blueprintMembers); hint != "" && !slices.Contains(blueprintMembers, m.Name) {
			l.warn(m.At, "authentik ignores %q in a blueprint%s", m.Name, hint)
		}
	}
}

// readVersion is called last: authentik reads the whole structure of the file before it checks the version.
func (l *loader) readVersion(node ast.Node) error {
	if node == nil {
		return nil
	}
	version, err := (&scope{loader: l}).value(node)
	if err != nil {
		return err
	}
	wrong := l.Wrong(node.GetToken(), "the version of a blueprint is 1")
	switch version {
	case int64(1), true: // what Python compares as equal
		return nil
	}
	switch version.(type) {
	case int64, bool:
		return badVersion(wrong)
	}
	return wrong
}

func (l *loader) readMetadata(node ast.Node) error {
	members, err := l.members(node, "metadata")
	if err != nil || len(members) == 0 {
		return err
	}
	if find(members, "name") == nil {
		return l.Wrong(members[0].At, "metadata needs a name")
	}
	labels, err := l.members(find(members, "labels"), "labels")
	l.restores = find(labels, wholeState) != nil
	return err
}

// readContext reads the file's context, and adds authentik's own values: the fake has no license.
func (l *loader) readContext(node ast.Node) error {
	members, err := l.members(node, "context")
	if err != nil {
		return err
	}
	l.ownContext = map[string]ast.Node{}
	for _, m := range members {
		l.ownContext[m.Name] = m.Value
	}
	models := python.NewDict()
	for _, label := range l.request.Site.Models() {
		app, name, _ := strings.Cut(label, ".")
		if l.request.Tx.One("permission", "label", app+".view_"+name) != nil { // the contract has the model
			models.Set(name, app)
		}
	}
	l.defaults = map[string]any{"goauthentik.io/enterprise/licensed": false, "goauthentik.io/rbac/models": models}
	return nil
}

// readEntries reads a list of entries or a mapping with several lists, whose names are ignored.
func (l *loader) readEntries(node ast.Node) error {
	node, err := l.Follow(node)
	if err != nil {
		return err
	}
	if _, sections := node.(ast.MapNode); sections {
		lists, err := l.members(node, "entries")
		if err != nil {
			return err
		}
		for _, list := range lists {
			if err := l.readList(list.Value); err != nil {
				return err
			}
		}
		return nil
	}
	return l.readList(node)
}

func (l *loader) readList(node ast.Node) error {
	items, err := l.items(node, "entries")
	if err != nil {
		return err
	}
	for _, item := range items {
		e, err := l.readEntry(item)
		if err != nil {
			return err
		}
		l.entries = append(l.entries, e)
	}
	return nil
}

func (l *loader) readEntry(node ast.Node) (*entry, error) {
	members, err := l.members(node, "an entry")
	if err != nil {
		return nil, err
	}
	e := &entry{at: node.GetToken()}
	if len(members) > 0 {
		e.at = members[0].At
	}
	if e.model = find(members, "model"); e.model == nil {
		return nil, l.Wrong(e.at, "an entry needs its model, such as authentik_flows.flow")
	}
	e.state = find(members, "state")
	if e.id, err = l.readID(find(members, "id")); err != nil {
		return nil, err
	}
	if e.identifiers, err = l.members(find(members, "identifiers"), "identifiers"); err != nil {
		return nil, err
	}
	attributes := find(members, "attrs")
	if e.attributes, err = l.members(attributes, "attrs"); err != nil {
		return nil, err
	}
	_, e.noAttributes = attributes.(*ast.NullNode)
	if e.conditions, err = l.items(find(members, "conditions"), "conditions"); err != nil {
		return nil, err
	}
	if e.permissions, err = l.items(find(members, "permissions"), "permissions"); err != nil {
		return nil, err
	}
	l.warnOfUnknown(members)
	return e, nil
}

func (l *loader) readID(node ast.Node) (string, error) {
	if node == nil {
		return "", nil
	}
	value, err := (&scope{loader: l}).value(node)
	if err != nil || value == nil {
		return "", err
	}
	text, ok := value.(string)
	if !ok {
		return "", l.Wrong(node.GetToken(), "an id is text: write %q", python.Str(value))
	}
	return text, nil
}

func (l *loader) warnOfUnknown(members []yamldoc.Entry) {
	for _, m := range members {
		if !slices.Contains(entryMembers, m.Name) {
			l.warn(m.At, "authentik ignores %q here: an entry has %s", m.Name, strings.Join(entryMembers, ", "))
		}
	}
}
