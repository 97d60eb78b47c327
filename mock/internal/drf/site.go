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

// Site is everything that one contract serves, compiled once.
type Site struct {
	contract  profile.Contract
	resources map[string]*Compiled
	endpoints []Endpoint
	models    map[string]Registered
	pageSizes func(*Request) PageSizes
	audit     Audit
	words     orjson.Words
}

// Declarations are everything that a site is made of.
type Declarations struct {
	Resources []Resource
	Views     []View
	// Tables keep the resources, which are held against their columns; nil for resources that no store keeps.
	Tables []*store.Schema
	// PageSizes says how long the pages of all lists are.
	PageSizes func(*Request) PageSizes
	// Audit is told of every change that a request makes; nil if nobody is.
	Audit Audit
}

// NewSite compiles what holds in a contract. It reports the first declaration that makes no sense.
func NewSite(contract profile.Contract, d Declarations) (*Site, error) {
	site := &Site{
		contract: contract, resources: map[string]*Compiled{}, models: map[string]Registered{}, pageSizes: d.PageSizes, audit: d.Audit,
	}
	for _, resource := range profile.Holding(contract, d.Resources) {
		compiled, err := Compile(resource, contract)
		if err != nil {
			return nil, err
		}
		site.resources[resource.Path] = compiled
		site.register(compiled)
		site.endpoints = append(site.endpoints, compiled.Endpoints()...)
	}
	for _, view := range profile.Holding(contract, d.Views) {
		site.endpoints = append(site.endpoints, view.Endpoint())
	}
	for i := range site.endpoints {
		site.endpoints[i].allow = []string{strings.Join(site.endpoints[i].Methods, ", ")}
	}
	site.words = orjson.Words{}
	for _, c := range site.resources {
		collectWords(site.words, c.fields)
	}
	return site, site.check(d.Tables)
}

// Words are the texts that most bodies consist of: names of members and choices.
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

// Endpoints are the addresses of the site.
func (s *Site) Endpoints() []Endpoint { return s.endpoints }

// Resource finds a resource by its path; a path that is not there is a mistake in a declaration.
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

// Paths are the paths of the resources, in alphabetical order.
func (s *Site) Paths() []string { return slices.Sorted(maps.Keys(s.resources)) }

// Serves says whether there is a resource of this path.
func (s *Site) Serves(path string) bool { return s.resources[path] != nil }

// Typed is the resource of the child models of a table that have a type; nil if they have none of their own.
func (s *Site) Typed(table, kind string) *Compiled {
	for _, c := range s.resources {
		if c.Model.Table == table && c.Type == kind {
			return c
		}
	}
	return nil
}

// Kept are a resource and those of its child models, none if the contract does not have it.
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

// Declared are the resource's fields as the contract has them, in their order.
func (c *Compiled) Declared() []Field {
	fields := make([]Field, len(c.fields))
	for i, f := range c.fields {
		fields[i] = f.Field
	}
	return fields
}

// Choices are what the contract lets a Choice field be.
func (c *Compiled) Choices(name string) []Option { return c.field(name).Field.Choices }
