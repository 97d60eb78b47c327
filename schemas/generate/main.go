// Command generate cuts the whole OpenAPI documents down to the resources of the inventory, and writes the
// schema files of every profile from them. It also writes the schema of scenario files, and the passages of
// pages that list the inventory. Run it in the folder of the module. With -openapi it first takes a new
// document for one profile:
//
//	go run ./schemas/generate -profile 2026.5 -openapi schema.json
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"maps"
	"os"
	"path"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
	"github.com/authentik-mock/authentik-mock/schemas/internal/readme"
	"github.com/authentik-mock/authentik-mock/schemas/internal/scenario"
	"github.com/authentik-mock/authentik-mock/schemas/internal/translate"
)

func main() {
	log.SetFlags(0)
	name := flag.String("profile", "", "the profile whose document -openapi replaces")
	source := flag.String("openapi", "", "what a server answers at /api/v3/schema/?format=json, as a file")
	flag.Parse()
	if err := run(*name, *source); err != nil {
		log.Fatal("generate: ", err)
	}
}

func run(name, source string) error {
	if (name == "") != (source == "") {
		return errors.New("-profile and -openapi go together; without both, every profile is written again")
	}
	module, err := os.OpenRoot(".")
	if err != nil {
		return err
	}
	defer module.Close()
	// Everything is generated before anything is written, so that a mistake leaves the files unchanged.
	made := files{}
	if source != "" {
		if err := made.take(module, name, source); err != nil {
			return err
		}
	}
	for _, p := range profile.All {
		if err := made.profile(module, p); err != nil {
			return fmt.Errorf("profile %s: %w", p.Name, err)
		}
	}
	if err := made.forPeople(module); err != nil {
		return err
	}
	return made.write(module)
}

// files maps paths in the module to the texts of files.
type files map[string][]byte

// take reads a new document for a profile, and packs it. Deviations from it begin with those of the candidate, whose
// recordings the profile has, or with none.
func (f files) take(module *os.Root, name, source string) error {
	p, err := profile.Parse(name)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if _, err := openapi.Cut(text); err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	if f[in(openapi.WholeFile(p))], err = openapi.Pack(text); err != nil {
		return err
	}
	if list := in(path.Join(p.Name, "deviations.json")); !exists(module, list) {
		f[list] = []byte("[]\n")
		if candidate, err := module.ReadFile(in(path.Join(p.Source().Name, "deviations.json"))); err == nil {
			f[list] = candidate
		}
	}
	if p.IsRecorded() {
		return nil
	}
	// What a recording tells of other versions, the document alone tells of this one.
	tabled, err := describe.Tabled(p.Document, text)
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	maps.Copy(f, tabled)
	return nil
}

func exists(module *os.Root, name string) bool {
	_, err := module.Stat(name)
	return err == nil
}

// in returns the path in the module of a file in folder schemas.
func in(file string) string { return path.Join("schemas", file) }

// profile generates the cut document of a profile and its schema files, from the new whole document or the
// kept one.
func (f files) profile(module *os.Root, p profile.Profile) error {
	packed, taken := f[in(openapi.WholeFile(p))]
	if !taken {
		var err error
		if packed, err = module.ReadFile(in(openapi.WholeFile(p))); err != nil {
			return err
		}
	}
	text, err := openapi.Unpack(packed)
	if err != nil {
		return err
	}
	if text, err = openapi.Cut(text); err != nil {
		return err
	}
	if f[in(openapi.File(p))], err = openapi.Pack(text); err != nil {
		return err
	}
	document, err := openapi.Parse(text)
	if err != nil {
		return err
	}
	if err := document.Decode(); err != nil {
		return err
	}
	translated, err := translate.Of(p.Name, document)
	if err != nil {
		return err
	}
	texts, err := translated.All()
	for name, schema := range texts {
		f[in(path.Join(p.Name, name+".json"))] = schema
	}
	return err
}

// forPeople generates the schema of scenario files, and passages of pages.
func (f files) forPeople(module *os.Root) (err error) {
	if f[in(scenario.File)], err = scenario.Schema(); err != nil {
		return err
	}
	for _, page := range readme.Pages {
		text, err := module.ReadFile(page)
		if err != nil {
			return err
		}
		filled, err := readme.Fill(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", page, err)
		}
		f[page] = []byte(filled)
	}
	return nil
}

// write writes each file completely or not at all; obsolete schema files are removed last.
func (f files) write(module *os.Root) error {
	for name, text := range f {
		if err := module.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		if err := writeAside(module, name, text); err != nil {
			return err
		}
	}
	for _, p := range profile.All {
		if err := f.clear(module, p); err != nil {
			return err
		}
	}
	return nil
}

// writeAside writes a file under another name and renames it.
func writeAside(module *os.Root, name string, text []byte) error {
	aside := path.Join(path.Dir(name), ".aside")
	if err := module.WriteFile(aside, text, 0o644); err != nil {
		return errors.Join(err, module.Remove(aside))
	}
	return module.Rename(aside, name)
}

// clear removes the obsolete schema files of a profile. It keeps the list of deviations, whose name contains
// no dot.
func (f files) clear(module *os.Root, p profile.Profile) error {
	old, err := fs.Glob(module.FS(), in(path.Join(p.Name, "*.*.json")))
	if err != nil {
		return err
	}
	for _, file := range old {
		if _, kept := f[file]; kept {
			continue
		}
		if err := module.Remove(file); err != nil {
			return err
		}
	}
	return nil
}
