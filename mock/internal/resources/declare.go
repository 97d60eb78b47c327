// Package resources contains the declarations of authentik's models, serializers, filters, permissions and
// actions, one file for each resource. Engine and server know none of them by name; package drf runs them,
// package store keeps their rows.
//
// To add a resource, write its file, and add its line to package inventory.
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

// declared collects the declarations of the package's files, in the order of their names.
var declared struct {
	resources []drf.Resource
	views     []drf.View
	tables    []store.Schema
}

// declare adds a viewset, with the tables of its model: whole ones, or the columns that only rows of a child
// model have.
func declare(r drf.Resource, tables ...store.Schema) drf.Resource {
	return declareIn(callersFile(), r, tables...)
}

func declareIn(file string, r drf.Resource, tables ...store.Schema) drf.Resource {
	r.File = file
	declared.resources = append(declared.resources, r)
	for i, table := range tables {
		if r.Type != "" && table.Name == r.Model.Table {
			tables[i].Columns, tables[i].Kinds = nil, map[string][]string{r.Type: table.Columns}
		}
	}
	keep(tables...)
	return r
}

// keep adds tables that no viewset shows.
func keep(tables ...store.Schema) struct{} {
	declared.tables = append(declared.tables, tables...)
	return struct{}{}
}

// show adds an address that is not a viewset.
func show(v drf.View) struct{} {
	v.File = callersFile()
	declared.views = append(declared.views, v)
	return struct{}{}
}

// callersFile returns the name of the file that calls the caller, for error messages about it.
func callersFile() string {
	_, file, _, _ := runtime.Caller(2)
	return filepath.Base(file)
}

// Site returns everything that the fake serves in a contract, compiled at its first use. The error names an invalid
// declaration, or a missing file of the contract's release.
func Site(c profile.Contract) (*drf.Site, error) { return siteOf(c.Profile()) }

var siteOf = profile.Once(compile)

func compile(p profile.Profile) (*drf.Site, error) {
	if _, err := staticOf(p.Contract); err != nil {
		return nil, err
	}
	if err := inventory.Check(files()); err != nil {
		return nil, err
	}
	resources := slices.Clone(declared.resources)
	slices.SortFunc(resources, func(a, b drf.Resource) int { return cmp.Compare(inventory.Place(a.Path), inventory.Place(b.Path)) })
	return drf.NewSite(p.Contract, drf.Declarations{
		Resources: resources, Views: declared.views, Tables: Tables(), PageSizes: pageSizes, Audit: audit,
	})
}

// files returns the declaring files of resources and views, by path.
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
