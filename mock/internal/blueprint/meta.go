package blueprint

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The meta model with which a blueprint requires another. A new installation has applied its own blueprints,
// and the fresh seed has the objects that they created: applying one of them changes nothing.

// metaApply is the model; its app is authentik_blueprints, in any case.
const metaApply = "metaapplyblueprint"

func isMeta(app string) bool { return strings.EqualFold(app, "authentik_blueprints") }

// metaFields are the attributes of an entry that its serializer reads.
var metaFields = []drf.Field{
	{Name: "identifiers", Kind: drf.JSONDict, Required: true},
	{Name: "required", Kind: drf.Boolean, Sent: func() any { return true }},
}

// applyMeta validates an entry of the meta model.
func (s *scope) applyMeta() error {
	s.entry.skipped = "it applies another blueprint"
	var data any
	if !s.entry.noAttributes {
		attributes, err := s.resolved(s.entry.attributes)
		if err != nil {
			return err
		}
		data = attributes
	}
	values, err := s.request.Validate(metaFields, data)
	var problem *drf.Problem
	if errors.As(err, &problem) {
		return s.refused(problem)
	}
	if err != nil {
		return s.Wrong(s.entry.at, "%v", err)
	}
	identifiers := values["identifiers"].(*python.Dict)
	found, err := s.installed(identifiers)
	if err != nil {
		return err
	}
	if !found && values["required"] == true {
		problem := drf.InvalidField("identifiers", requiredBlueprint)
		return s.refusedAt(problem, fmt.Sprintf("there is no blueprint with %s, here or in the seeds before: name one, or write required: false",
			python.Repr(identifiers)))
	}
	return nil
}

// unsaid lists fields of authentik's blueprint instances that the fake does not keep.
var unsaid = []string{"metadata", "context", "last_applied", "last_applied_hash", "managed_models", "created", "last_updated"}

// installed reports whether there is a blueprint instance with all these identifiers, which are Django look-ups.
func (s *scope) installed(identifiers *python.Dict) (bool, error) {
	var conditions []condition
	for name, value := range identifiers.All() {
		if field, _, _ := strings.Cut(name, "__"); slices.Contains(unsaid, field) {
			s.warn(s.entry.at, "the fake does not keep the %s of blueprints: it does not look for it", field)
			continue
		}
		conditions = append(conditions, condition{name, value})
	}
	row, err := first(s.request.Tx, instances, conditions)
	if err != nil {
		return false, s.Wrong(s.entry.at, "%v, and authentik fails on it", err)
	}
	return row != nil, nil
}

// instances is the model of blueprints that are applied automatically: those of a new installation, and
// seeds.
var instances = drf.Registered{Model: drf.Model{Table: "blueprint_instance", App: "authentik_blueprints", Name: "blueprintinstance"}}

// Applied records a blueprint as applied at a time, so that others can require it: by its name, or by the name of its
// file.
func Applied(tx *store.Tx, source *Source, now time.Time) error {
	name := source.Name
	l := newLoader(nil, source)
	members, err := l.members(source.Root, "a blueprint")
	if err != nil {
		return err
	}
	metadata, err := l.members(find(members, "metadata"), "metadata")
	if err != nil {
		return err
	}
	if text, ok := find(metadata, "name").(*ast.StringNode); ok {
		name = text.Value
	}
	if tx.One(instances.Model.Table, "name", name) != nil {
		return nil
	}
	return resources.InstallBlueprint(tx, name, source.Name, now)
}
