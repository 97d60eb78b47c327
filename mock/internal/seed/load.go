package seed

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/spelling"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
	"github.com/goccy/go-yaml/ast"
)

// section is one top-level member of a seed: a list of objects of one kind.
type section struct {
	name, path, table string
	// extra maps members that no serializer has to functions that apply them once the object exists.
	extra extras
}

type extras = map[string]func(*loader, *yamldoc.Document, *store.Row, yamldoc.Entry) error

// more holds the extras by section.
var more = map[string]extras{
	"roles":    {"permissions": (*loader).permissions},
	"users":    {"tokens": (*loader).tokens, "gone": (*loader).gone},
	"flows":    {"stages": (*loader).later, "policies": (*loader).policies},
	"policies": {"rules": (*loader).rules},
}

// kinds are the sections whose objects have types, with the type of an object that names none.
var kinds = map[string]struct {
	usual string
	all   func() []string
}{
	"stages":            {"user_write", resources.StageTypes},
	"policies":          {"expression", resources.PolicyTypes},
	"sources":           {"oauth", resources.SourceTypes},
	"property_mappings": {"notification", resources.MappingTypes},
}

// sections returns the sections in the order in which they are loaded: objects come before those that refer
// to them.
var sections = sync.OnceValue(func() []section {
	var all []section
	for _, s := range resources.Sections() {
		extra := extras{}
		maps.Copy(extra, more[s.Section])
		if _, typed := kinds[s.Section]; typed {
			extra["type"] = nil
		}
		all = append(all, section{s.Section, s.Path, s.Model.Table, extra})
	}
	return all
})

type loader struct {
	tx      *store.Tx
	site    *drf.Site
	request *drf.Request
	profile profile.Profile
	token   string
	// bindings holds functions that bind stages to flows, for when all stages exist.
	bindings []func() error
}

func (l *loader) load(d *yamldoc.Document) error {
	members, err := d.Mapping(d.Root, "a seed")
	if err != nil {
		return err
	}
	if find(members, formatMember) != nil {
		return l.whole(d, members)
	}
	for _, m := range members {
		if !slices.ContainsFunc(sections(), func(s section) bool { return s.name == m.Name }) {
			return d.Wrong(m.At, "a seed has no %q%s: it has %s", m.Name, strings.TrimSuffix(spelling.DidYouMean(m.Name, strings.Split(names(), ", ")), "?"), names())
		}
	}
	for _, s := range sections() {
		for _, m := range members {
			if m.Name == s.name {
				if err := l.section(d, s, m); err != nil {
					return err
				}
			}
		}
	}
	for _, bind := range l.bindings {
		if err := bind(); err != nil {
			return err
		}
	}
	l.bindings = nil
	return nil
}

// names returns the sections of a seed that is no whole state.
func names() string {
	var all []string
	for _, s := range sections() {
		all = append(all, s.name)
	}
	return strings.Join(all, ", ")
}

// Sections returns the top-level members of a seed, those of a whole state included.
func Sections() []string {
	all := []string{formatMember, profileMember, countsMember}
	for _, part := range parts() {
		all = append(all, part.section)
	}
	return all
}

func (l *loader) section(d *yamldoc.Document, s section, m yamldoc.Entry) error {
	if !l.site.Serves(s.path) {
		return d.Wrong(m.At, "profile %s has no %s", profile.All[l.request.Contract].Name, s.name)
	}
	objects, err := d.Sequence(m.Value, s.name)
	if err != nil {
		return err
	}
	for _, object := range objects {
		if err := l.object(d, s, object); err != nil {
			return err
		}
	}
	return nil
}

// object stores one object: members that the API accepts, values that it only shows, then the extras.
func (l *loader) object(d *yamldoc.Document, s section, node ast.Node) error {
	members, err := d.Mapping(node, "an entry of "+s.name)
	if err != nil {
		return err
	}
	natural := resources.NaturalKey(s.table)
	key := find(members, natural)
	if key == nil {
		return d.Wrong(node.GetToken(), "an entry of %s needs its %s", s.name, natural)
	}
	name, err := d.Value(key.Value)
	if err != nil {
		return err
	}
	row := l.tx.One(s.table, natural, name)
	resource, facts, err := l.resource(d, s, members, row)
	if err != nil {
		return err
	}
	body := python.NewDict()
	for _, m := range members {
		if _, extra := s.extra[m.Name]; extra {
			continue
		}
		if err := l.member(d, resource, s, m, body, facts); err != nil {
			return err
		}
	}
	stored, err := resource.Put(l.request, row, body, facts)
	if err != nil {
		return explain(d, resource, node, members, err)
	}
	for _, m := range members {
		if run := s.extra[m.Name]; run != nil {
			if err := run(l, d, stored, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func find(members []yamldoc.Entry, name string) *yamldoc.Entry {
	for i := range members {
		if members[i].Name == name {
			return &members[i]
		}
	}
	return nil
}

// resource returns the resource of an entry: that of the type for stages and policies, if the type has one.
func (l *loader) resource(d *yamldoc.Document, s section, members []yamldoc.Entry, row *store.Row) (*drf.Compiled, drf.Values, error) {
	facts := drf.Values{}
	types, typed := kinds[s.name]
	if !typed {
		return l.site.Resource(s.path), facts, nil
	}
	kind := types.usual
	if row != nil {
		kind = row.Text("type")
	}
	if m := find(members, "type"); m != nil {
		value, err := d.Value(m.Value)
		if err != nil {
			return nil, nil, err
		}
		text, ok := value.(string)
		if !ok || row != nil && row.Text("type") != text {
			return nil, nil, d.Wrong(m.At, "the type of an entry of %s is a word such as %s, and cannot change", s.name, types.usual)
		}
		if all := types.all(); !slices.Contains(all, text) {
			return nil, nil, d.Wrong(m.Value.GetToken(), "there is no type of %s %q%s; there are %s", s.name, text, spelling.DidYouMean(text, all),
				strings.Join(all, ", "))
		}
		kind = text
	}
	facts["type"] = kind
	if own := l.site.Typed(s.table, kind); own != nil {
		return own, facts, nil
	}
	return l.site.Resource(s.path), facts, nil
}

// member adds one member to the body, the facts or the extras.
func (l *loader) member(d *yamldoc.Document, resource *drf.Compiled, s section, m yamldoc.Entry, body *python.Dict, facts drf.Values) error {
	name := m.Name
	if name == "id" {
		name = "pk"
	}
	field, fact, ok := resource.Member(name)
	if !ok {
		return d.Wrong(m.At, "%s have no %q%s", s.name, m.Name, spelling.DidYouMean(m.Name, s.memberNames(resource)))
	}
	value, err := l.read(d, field, m.Value)
	if err != nil {
		return err
	}
	if fact {
		column := field.Source
		if column == "" {
			column = field.Name
		}
		facts[column], err = factOf(field.Kind, value)
		if err != nil {
			return d.Wrong(m.Value.GetToken(), "%s: %v", m.Name, err)
		}
		return nil
	}
	body.Set(name, value)
	return nil
}

// memberNames returns the members that an entry of a section may have.
func (s section) memberNames(resource *drf.Compiled) []string {
	var names []string
	for _, f := range resource.Members() {
		names = append(names, f.Name)
	}
	for name := range s.extra {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// read returns a value, with references by name replaced by keys.
func (l *loader) read(d *yamldoc.Document, field drf.Field, node ast.Node) (any, error) {
	switch field.Kind {
	case drf.Related:
		if _, null := node.(*ast.NullNode); null {
			return nil, nil
		}
		key, err := l.refer(d, field.To, node)
		return drf.SentKey(key), err
	case drf.ManyRelated:
		items, err := d.Sequence(node, field.Name)
		if err != nil {
			return nil, err
		}
		keys := make([]any, len(items))
		for i, item := range items {
			key, err := l.refer(d, field.To, item)
			if err != nil {
				return nil, err
			}
			keys[i] = drf.SentKey(key)
		}
		return keys, nil
	}
	return d.Value(node)
}

// refer returns the key of the object with a name.
func (l *loader) refer(d *yamldoc.Document, table string, node ast.Node) (any, error) {
	name, err := d.Value(node)
	if err != nil {
		return nil, err
	}
	text, ok := name.(string)
	if !ok {
		return nil, d.Wrong(node.GetToken(), "name a %s by its %s", table, resources.NaturalKey(table))
	}
	if row := l.tx.One(table, resources.NaturalKey(table), text); row != nil {
		return row.PK(), nil
	}
	return nil, d.Wrong(node.GetToken(), "there is no %s with the %s %q, here or in the seeds before%s", table, resources.NaturalKey(table), text,
		spelling.DidYouMean(text, l.namesIn(table)))
}

// namesIn returns the names of the rows of a table.
func (l *loader) namesIn(table string) []string {
	var names []string
	rows, _ := l.tx.Ordered(table, resources.NaturalKey(table))
	for row := range rows {
		names = append(names, row.Text(resources.NaturalKey(table)))
	}
	return names
}

// factOf converts a value that the API only shows to its form in the store.
func factOf(kind drf.Kind, value any) (any, error) {
	text, isText := value.(string)
	switch kind {
	case drf.UUID, drf.ReadOnly:
		if id, ok := python.ParseUUID(text); ok && isText {
			return id, nil
		}
		return nil, errors.New("this must be a UUID, such as 3fa85f64-5717-4562-b3fc-2c963f66afa6")
	case drf.DateTime:
		if at, ok := django.ParseDateTime(text); ok && isText {
			return at, nil
		}
		return nil, errors.New(`this must be a time, such as "2026-01-31T12:00:00Z"`)
	}
	return value, nil
}

// explain returns an error about the resource's refusal, at the member that caused it.
func explain(d *yamldoc.Document, resource *drf.Compiled, node ast.Node, members []yamldoc.Entry, err error) error {
	var problem *drf.Problem
	if !errors.As(err, &problem) {
		return d.Wrong(node.GetToken(), "%v", err)
	}
	name, words := problem.First()
	if name != "" {
		words = name + ": " + words
	}
	if m := find(members, name); m != nil {
		return d.Wrong(m.Value.GetToken(), "%s%s", words, nearChoice(resource, m))
	}
	return d.Wrong(node.GetToken(), "%s", words)
}

// nearChoice returns a "did you mean" with the choice most similar to a value, "" if there is none.
func nearChoice(resource *drf.Compiled, m *yamldoc.Entry) string {
	field, _, _ := resource.Member(m.Name)
	var choices []string
	for _, option := range field.Choices {
		choices = append(choices, option.Value)
	}
	if value := m.Value.GetToken().Value; !slices.Contains(choices, value) {
		return strings.Replace(spelling.DidYouMean(value, choices), ": did", " Did", 1)
	}
	return ""
}

// permissions assigns permissions over all objects to a role: app_label.codename. An entry can also be a
// mapping with the id of the assignment in the installation; the ids after it continue from there.
func (l *loader) permissions(d *yamldoc.Document, role *store.Row, m yamldoc.Entry) error {
	items, err := d.Sequence(m.Value, m.Name)
	if err != nil {
		return err
	}
	for _, item := range items {
		name, id, err := l.permission(d, item)
		if err != nil {
			return err
		}
		if l.tx.Find("role_permission", "role", role.PK(), "permission", name) != nil {
			continue
		}
		if _, err := l.tx.Insert("role_permission", map[string]any{"id": id, "role": role.PK(), "permission": name}); err != nil {
			return d.Wrong(item.GetToken(), "%v", err)
		}
	}
	return nil
}

// permission reads one entry; id is nil if it has none.
func (l *loader) permission(d *yamldoc.Document, item ast.Node) (name string, id any, err error) {
	value, err := d.Value(item)
	if err != nil {
		return "", nil, err
	}
	if entry, ok := value.(*python.Dict); ok {
		value, _ = entry.Get("permission")
		id, _ = entry.Get("id")
	}
	name, _ = value.(string)
	if l.tx.One("permission", "label", name) == nil {
		return "", nil, d.Wrong(item.GetToken(), "there is no permission %q: name one as app_label.codename, such as authentik_core.view_group%s", name,
			l.nearPermission(name))
	}
	return name, id, nil
}

// nearPermission returns a "did you mean" with the permission most similar to a name, or the one with this
// name in an app; "" if there is none.
func (l *loader) nearPermission(name string) string {
	var labels []string
	for row := range l.tx.All("permission") {
		label := row.Text("label")
		if strings.HasSuffix(label, "."+name) {
			return ": did you mean " + label + "?"
		}
		labels = append(labels, label)
	}
	return spelling.DidYouMean(name, labels)
}

// policies binds policies to a flow.
func (l *loader) policies(d *yamldoc.Document, flow *store.Row, m yamldoc.Entry) error {
	return l.bindPolicies(d, flow.Get("policybindingmodel_ptr_id"), m)
}

// bindPolicies binds policies to a target, in this order: each by its name, or by a mapping with more members
// of the binding.
func (l *loader) bindPolicies(d *yamldoc.Document, target any, m yamldoc.Entry) error {
	items, err := d.Sequence(m.Value, m.Name)
	if err != nil {
		return err
	}
	for i, item := range items {
		if err := l.bindPolicy(d, target, item, int64(i)); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) bindPolicy(d *yamldoc.Document, target any, node ast.Node, order int64) error {
	resource := l.site.Resource("policies/bindings")
	body, facts := python.NewDict(), drf.Values{}
	body.Set("target", drf.SentKey(target))
	members, err := l.bindingMembers(d, "policy", node)
	if err != nil {
		return err
	}
	for _, m := range members {
		if err := l.member(d, resource, section{name: "bindings"}, m, body, facts); err != nil {
			return err
		}
	}
	if _, given := body.Get("order"); !given {
		body.Set("order", order)
	}
	policy, _ := body.Get("policy")
	var there *store.Row
	for row := range l.tx.Where("policy_binding", "target", target) {
		if key := row.Get("policy"); key != nil && drf.SentKey(key) == policy {
			there = row
		}
	}
	if _, err := resource.Put(l.request, there, body, facts); err != nil {
		return explain(d, resource, node, members, err)
	}
	return nil
}

// bindingMembers returns the members of a binding: those of a mapping, or what a name alone says.
func (l *loader) bindingMembers(d *yamldoc.Document, bound string, node ast.Node) ([]yamldoc.Entry, error) {
	if _, name := node.(*ast.StringNode); name {
		return []yamldoc.Entry{{Name: bound, At: node.GetToken(), Value: node}}, nil
	}
	return d.Mapping(node, "a "+bound+" that is bound")
}

// rules binds a policy to the rules of notifications that a new installation has: the id and the name of each,
// and the id of the binding.
func (l *loader) rules(d *yamldoc.Document, policy *store.Row, m yamldoc.Entry) error {
	items, err := d.Sequence(m.Value, m.Name)
	if err != nil {
		return err
	}
	for _, item := range items {
		if err := l.rule(d, policy, item); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) rule(d *yamldoc.Document, policy *store.Row, item ast.Node) error {
	value, err := d.Value(item)
	if err != nil {
		return err
	}
	entry, _ := value.(*python.Dict)
	keys := map[string]any{}
	for _, name := range []string{"id", "binding"} {
		text, _ := entry.Get(name)
		if keys[name], err = factOf(drf.UUID, text); err != nil {
			return d.Wrong(item.GetToken(), "%s: %v", name, err)
		}
	}
	if l.tx.ByPK("notification_rule", keys["id"]) == nil {
		name, _ := entry.Get("name")
		if _, err := l.tx.Insert("notification_rule", map[string]any{"pbm_uuid": keys["id"], "name": python.Str(name)}); err != nil {
			return d.Wrong(item.GetToken(), "%v", err)
		}
	}
	if l.tx.ByPK("policy_binding", keys["binding"]) != nil {
		return nil // the seed is loaded again
	}
	order, given := entry.Get("order")
	if !given {
		order = int64(0)
	}
	body := python.DictOf("target", drf.SentKey(keys["id"]), "policy", drf.SentKey(policy.PK()), "order", order)
	if _, err = l.site.Resource("policies/bindings").Put(l.request, nil, body, drf.Values{"policy_binding_uuid": keys["binding"]}); err != nil {
		return d.Wrong(item.GetToken(), "%v", err)
	}
	return nil
}

// bootstrapToken is the token that --token sets.
const bootstrapToken = "authentik-bootstrap-token"

// tokens creates a user's tokens, with their keys.
func (l *loader) tokens(d *yamldoc.Document, user *store.Row, m yamldoc.Entry) error {
	items, err := d.Sequence(m.Value, m.Name)
	if err != nil {
		return err
	}
	for _, item := range items {
		if err := l.oneToken(d, user, item); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) oneToken(d *yamldoc.Document, user *store.Row, node ast.Node) error {
	members, err := d.Mapping(node, "a token")
	if err != nil {
		return err
	}
	resource := l.site.Resource("core/tokens")
	body, facts := python.NewDict(), drf.Values{}
	body.Set("user", drf.SentKey(user.PK()))
	for _, member := range members {
		switch member.Name {
		case "key":
			if facts["key"], err = d.Value(member.Value); err != nil {
				return err
			}
			continue
		case "expires": // the API says itself when a token expires, whatever is sent
			value, err := d.Value(member.Value)
			if err != nil {
				return err
			}
			facts["expires"] = nil
			if value == nil {
				continue
			}
			if facts["expires"], err = factOf(drf.DateTime, value); err != nil {
				return d.Wrong(member.Value.GetToken(), "%s: %v", member.Name, err)
			}
			continue
		}
		if err := l.member(d, resource, section{name: "tokens"}, member, body, facts); err != nil {
			return err
		}
	}
	identifier, _ := body.Get("identifier")
	if identifier == bootstrapToken {
		facts["key"] = l.token
	}
	_, ends := facts["expires"]
	if expiring, _ := body.Get("expiring"); expiring == false && !ends {
		facts["expires"] = nil
	}
	row := l.tx.One("token", "identifier", fmt.Sprint(identifier))
	if _, err := resource.Put(l.request, row, body, facts); err != nil {
		return explain(d, resource, node, members, err)
	}
	return nil
}

// gone marks an object that existed and was deleted: its id stays used.
func (l *loader) gone(_ *yamldoc.Document, row *store.Row, _ yamldoc.Entry) error {
	return l.tx.Delete(row)
}

// later postpones binding the stages of a flow until all stages exist.
func (l *loader) later(d *yamldoc.Document, flow *store.Row, m yamldoc.Entry) error {
	items, err := d.Sequence(m.Value, m.Name)
	if err != nil {
		return err
	}
	for i, item := range items {
		l.bindings = append(l.bindings, func() error { return l.bind(d, flow, item, int64(i*10)) })
	}
	return nil
}

// bind binds one stage to a flow, by its name, or by a mapping with more members of the binding.
func (l *loader) bind(d *yamldoc.Document, flow *store.Row, node ast.Node, order int64) error {
	resource := l.site.Resource("flows/bindings")
	body, facts := python.NewDict(), drf.Values{}
	body.Set("target", drf.SentKey(flow.PK()))
	members, err := l.bindingMembers(d, "stage", node)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Name == policiesMember {
			continue
		}
		if err := l.member(d, resource, section{name: "bindings"}, m, body, facts); err != nil {
			return err
		}
	}
	if _, given := body.Get("order"); !given {
		body.Set("order", order)
	}
	stage, _ := body.Get("stage")
	row, err := resource.Put(l.request, l.binding(flow, stage), body, facts)
	if err != nil {
		return explain(d, resource, node, members, err)
	}
	if m := find(members, policiesMember); m != nil {
		return l.bindPolicies(d, row.Get("policybindingmodel_ptr_id"), *m)
	}
	return nil
}

// policiesMember holds the policies of a flow, and of a stage in it.
const policiesMember = "policies"

// binding returns the existing binding between a flow and a stage.
func (l *loader) binding(flow *store.Row, stage any) *store.Row {
	for row := range l.tx.Where("binding", "target", flow.PK()) {
		if drf.SentKey(row.Get("stage")) == stage {
			return row
		}
	}
	return nil
}
