package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// source is a file of a package under test, with the type information of the package.
type source struct {
	path string
	text []byte
	file *ast.File
	fset *token.FileSet
	info *types.Info
	pkg  *types.Package
}

// listed is the output of go list for a package.
type listed struct {
	ImportPath, Dir, Export, ForTest string
	GoFiles, Deps                    []string
	TestGoFiles, XTestGoFiles        []string
}

func goList(arguments ...string) ([]listed, error) {
	command := exec.Command("go", append([]string{"list", "-json"}, arguments...)...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages, nil
		case err != nil:
			return nil, err
		}
		packages = append(packages, p)
	}
}

// load parses and type-checks packages, using the compiler's export data of their imports.
func load(patterns []string) ([]source, error) {
	wanted, err := goList(patterns...)
	if err != nil {
		return nil, err
	}
	all, err := goList(append([]string{"-export", "-deps"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, p := range all {
		exports[p.ImportPath] = p.Export
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var sources []source
	for _, p := range wanted {
		checked, err := check(fset, imports, p)
		if err != nil {
			return nil, err
		}
		sources = append(sources, checked...)
	}
	return sources, nil
}

func check(fset *token.FileSet, imports types.Importer, p listed) ([]source, error) {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	var sources []source
	var files []*ast.File
	for _, name := range p.GoFiles {
		path := filepath.Join(p.Dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(fset, path, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
		sources = append(sources, source{path: path, text: text, file: file, fset: fset, info: info})
	}
	pkg, err := (&types.Config{Importer: imports}).Check(p.ImportPath, fset, files, info)
	for i := range sources {
		sources[i].pkg = pkg
	}
	return sources, err
}
