// Command generate cuts the OpenAPI documents that are kept whole down to the resources of the inventory, and writes the
// schema files of every profile from them. It writes the schema of scenario files too, and the passages of pages that are
// about the inventory. Run it in the folder of the module. With -openapi it first takes a new document for one profile:
//
//	go run ./schemas/generate -profile 2026.5 -openapi schema.json
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path"

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
	folder, err := os.OpenRoot("schemas")
	if err != nil {
		return err
	}
	defer folder.Close()
	whole := map[string][]byte{}
	if source != "" {
		p, err := profile.Parse(name)
		if err != nil {
			return err
		}
		if whole[openapi.WholeFile(p)], err = take(source); err != nil {
			return err
		}
	}
	// Everything is made before anything is written, so that a mistake leaves the files as they were.
	made := map[profile.Profile]map[string][]byte{}
	cut := map[string][]byte{}
	for _, p := range profile.All {
		if cut[openapi.File(p)], err = cutDocument(folder, p, whole[openapi.WholeFile(p)]); err != nil {
			return fmt.Errorf("profile %s: %w", p.Name, err)
		}
		if made[p], err = translated(p, cut[openapi.File(p)]); err != nil {
			return fmt.Errorf("profile %s: %w", p.Name, err)
		}
	}
	scenarios, err := scenario.Schema()
	if err != nil {
		return err
	}
	pages, err := filledPages()
	if err != nil {
		return err
	}
	for _, documents := range []map[string][]byte{whole, cut, {scenario.File: scenarios}} {
		for file, text := range documents {
			if err := writeAside(folder, file, text); err != nil {
				return err
			}
		}
	}
	for _, p := range profile.All {
		if err := write(folder, p, made[p]); err != nil {
			return fmt.Errorf("profile %s: %w", p.Name, err)
		}
	}
	return writePages(pages)
}

// filledPages are the pages with their passages made anew, by their paths.
func filledPages() (map[string][]byte, error) {
	pages := map[string][]byte{}
	for _, path := range readme.Pages {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		filled, err := readme.Fill(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		pages[path] = []byte(filled)
	}
	return pages, nil
}

func writePages(pages map[string][]byte) error {
	module, err := os.OpenRoot(".")
	if err != nil {
		return err
	}
	defer module.Close()
	for path, text := range pages {
		if err := writeAside(module, path, text); err != nil {
			return err
		}
	}
	return nil
}

// take reads a new document, and packs it.
func take(source string) ([]byte, error) {
	text, err := os.ReadFile(source)
	if err != nil {
		return nil, err
	}
	if _, err := openapi.Cut(text); err != nil {
		return nil, fmt.Errorf("%s: %w", source, err)
	}
	return openapi.Pack(text)
}

// cutDocument is the part of a profile's document that covers the inventory: of the packed one, or if that is nil of the one
// that is kept.
func cutDocument(folder *os.Root, p profile.Profile, packed []byte) ([]byte, error) {
	if packed == nil {
		var err error
		if packed, err = folder.ReadFile(openapi.WholeFile(p)); err != nil {
			return nil, err
		}
	}
	text, err := openapi.Unpack(packed)
	if err != nil {
		return nil, err
	}
	return openapi.Cut(text)
}

// translated are the schema files of a profile.
func translated(p profile.Profile, text []byte) (map[string][]byte, error) {
	document, err := openapi.Parse(text)
	if err != nil {
		return nil, err
	}
	return translate.Files(p.Name, document)
}

// write replaces the schema files of a profile: each whole or not at all, and those of before go last.
func write(folder *os.Root, p profile.Profile, files map[string][]byte) error {
	if err := folder.MkdirAll(p.Name, 0o755); err != nil {
		return err
	}
	for name, text := range files {
		if err := writeAside(folder, path.Join(p.Name, name), text); err != nil {
			return err
		}
	}
	return clear(folder, p.Name, files)
}

// writeAside writes a file beside its place and moves it there.
func writeAside(folder *os.Root, name string, text []byte) error {
	aside := path.Join(path.Dir(name), ".aside")
	if err := folder.WriteFile(aside, text, 0o644); err != nil {
		return errors.Join(err, folder.Remove(aside))
	}
	return folder.Rename(aside, name)
}

// clear removes the schema files that are no more, and leaves the list of deviations, whose name has no dot inside.
func clear(folder *os.Root, profileName string, files map[string][]byte) error {
	old, err := fs.Glob(folder.FS(), path.Join(profileName, "*.*.json"))
	if err != nil {
		return err
	}
	for _, file := range old {
		if _, kept := files[path.Base(file)]; kept {
			continue
		}
		if err := folder.Remove(file); err != nil {
			return err
		}
	}
	return nil
}
