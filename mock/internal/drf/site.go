package drf

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Site is everything that one contract serves, compiled.
type Site struct {
	contract  profile.Contract
	resources map[string]*Compiled
	// typed holds the resources of child models, by table and type.
	typed     map[[2]string]*Compiled
	endpoints []Endpoint
	models    map[string]Registered
	pageSizes func(*Request) PageSizes
	audit     Audit
	words     orjson.Words
}

// Declarations holds the declarations of a site.
type Declarations struct {
	Resources []Resource
	Views     []View
	// Tables are the tables of the resources, whose columns are checked; nil for resources without a store.
	Tables []*store.Schema
	// PageSizes returns the sizes of the pages of all lists.
	PageSizes func(*Request) PageSizes
	// Audit is called for every change that a request makes; it may be nil.
	Audit Audit
}

// NewSite compiles the declarations that apply in a contract. It returns an error for the first invalid one.
func NewSite(contract profile.Contract, d Declarations) (*Site, error) {
	site := &Site{
		contract: contract, resources: map[string]*Compiled{}, typed: map[[2]string]*Compiled{}, models: map[string]Registered{}, pageSizes: d.PageSizes, audit: d.Audit,
	}
	for _, resource := range profile.Holding(contract, d.Resources) {
		compiled, err := Compile(resource, contract)
		if err != nil {
			return nil, err
		}
		site.resources[resource.Path] = compiled
		if resource.Type != "" {
			site.typed[[2]string{resource.Model.Table, resource.Type}] = compiled
		}
		site.register(compiled)
		site.endpoints = append(site.endpoints, compiled.Endpoints()...)
	}
	for _, view := range profile.Holding(contract, d.Views) {
		site.endpoints = append(site.endpoints, view.Endpoint())
	}
	for i := range site.endpoints {
		site.endpoints[i].allow = []string{strings.Join(site.endpoints[i].allowed, ", ")}
	}
	site.words = orjson.Words{}
	for _, c := range site.resources {
		collectWords(site.words, c.fields)
	}
	return site, site.check(d.Tables)
}

// Words returns the texts that most bodies consist of: names of members and choices.
func (s *Site) Words() orjson.Words { return s.words }

func collectWords(words orjson.Words, fields []*field) {
	for _, f := range fields {
		words.Add(f.Name)
		for choice := range f.choices {
			words.Add(choice)
		}
		collectWords(words, f.nested)
	}
}

// Endpoints returns the addresses of the site.
func (s *Site) Endpoints() []Endpoint { return s.endpoints }

// Resource returns the resource with a path. It panics if there is none, which is a mistake in a declaration.
func (s *Site) Resource(path string) *Compiled {
	compiled, ok := s.resources[path]
	if !ok {
		panic(fmt.Sprintf("drf: there is no resource %q", path))
	}
	return compiled
}

// fields compiles fields that belong to no resource.
func (s *Site) fields(r *Request, declared []Field) []*field {
	fields, err := compileFields(r.Method, declared, s.contract)
	if err != nil {
		panic(err) // a mistake in a declaration
	}
	return fields
}

// Paths returns the paths of the resources, in alphabetical order.
func (s *Site) Paths() []string { return slices.Sorted(maps.Keys(s.resources)) }

// Serves reports whether there is a resource with this path.
func (s *Site) Serves(path string) bool { return s.resources[path] != nil }

// Typed returns the resource of the child models of a table with a type; nil if there is none.
func (s *Site) Typed(table, kind string) *Compiled { return s.typed[[2]string{table, kind}] }

// Kept returns a resource and those of its child models, none if the contract does not have it.
func (s *Site) Kept(path string) []*Compiled {
	parent := s.resources[path]
	if parent == nil {
		return nil
	}
	kept := []*Compiled{parent}
	for _, other := range s.Paths() {
		if c := s.resources[other]; c.Type != "" && c.Model.Table == parent.Model.Table {
			kept = append(kept, c)
		}
	}
	return kept
}

// Declared returns the resource's fields in the contract, in order.
func (c *Compiled) Declared() []Field {
	fields := make([]Field, len(c.fields))
	for i, f := range c.fields {
		fields[i] = f.declared()
	}
	return fields
}

// Shows returns the name of the field that shows a column, "" if there is none.
func (c *Compiled) Shows(column string) string {
	for _, f := range c.fields {
		if f.column == column && f.Kind != Method && f.Kind != Nested {
			return f.Name
		}
	}
	return ""
}

// Choices returns the options of a Choice field in the contract.
func (c *Compiled) Choices(name string) []Option { return c.field(name).Choices }
