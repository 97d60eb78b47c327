// Package resources declares what authentik declares: its models, serializers, filters, permissions and actions, one
// resource a file. Engine and server know none of them by name; package drf runs them, package store keeps their rows.
//
// To add a resource, write its file, and its line in package inventory.
package resources

import (
	"cmp"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// declared is what the files of the package declare, each for itself, in the order of their names.
var declared struct {
	resources []drf.Resource
	views     []drf.View
	tables    []store.Schema
}

// declare adds a viewset, with the tables that keep what it is about: whole ones, or the columns that a child model adds to
// its parent's.
func declare(r drf.Resource, tables ...store.Schema) drf.Resource {
	r.File = callersFile()
	declared.resources = append(declared.resources, r)
	keep(tables...)
	return r
}

// keep adds tables that no viewset shows.
func keep(tables ...store.Schema) struct{} {
	declared.tables = append(declared.tables, tables...)
	return struct{}{}
}

// show adds an address that is no viewset.
func show(v drf.View) struct{} {
	v.File = callersFile()
	declared.views = append(declared.views, v)
	return struct{}{}
}

// callersFile is the name of the file that calls the caller, for the sentences about its mistakes.
func callersFile() string {
	_, file, _, _ := runtime.Caller(2)
	return filepath.Base(file)
}

// Site compiles everything that the fake serves in a contract. The error names a declaration that makes no sense, or a
// file that the contract's release needs and does not have.
func Site(c profile.Contract) (*drf.Site, error) {
	if _, err := staticOf(c); err != nil {
		return nil, err
	}
	if err := inventory.Check(files()); err != nil {
		return nil, err
	}
	resources := slices.Clone(declared.resources)
	slices.SortFunc(resources, func(a, b drf.Resource) int { return cmp.Compare(inventory.Place(a.Path), inventory.Place(b.Path)) })
	return drf.NewSite(c, drf.Declarations{
		Resources: resources, Views: declared.views, Tables: Tables(), PageSizes: pageSizes, Audit: audit,
	})
}

// files are the files that declare a resource or a view, by its path.
func files() map[string]string {
	files := map[string]string{}
	for _, r := range declared.resources {
		files[r.Path] = "mock/internal/resources/" + r.File
	}
	for _, v := range declared.views {
		files[v.Path] = "mock/internal/resources/" + v.File
	}
	return files
}
