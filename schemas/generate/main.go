// Command generate writes the schema files of every profile from the OpenAPI documents that are kept beside them. Run it
// in the folder of the module. With -openapi it first takes a new document for one profile:
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
	if source != "" {
		if err := take(folder, name, source); err != nil {
			return err
		}
	}
	for _, p := range profile.All {
		if err := write(folder, p); err != nil {
			return fmt.Errorf("profile %s: %w", p.Name, err)
		}
	}
	return nil
}

// take keeps the part of a document that covers the mocked resources.
func take(folder *os.Root, name, source string) error {
	p, err := profile.Parse(name)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	cut, err := openapi.Cut(text)
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	return folder.WriteFile(openapi.File(p), cut, 0o644)
}

// write replaces the schema files of a profile.
func write(folder *os.Root, p profile.Profile) error {
	text, err := folder.ReadFile(openapi.File(p))
	if err != nil {
		return err
	}
	document, err := openapi.Parse(text)
	if err != nil {
		return err
	}
	files, err := translate.Files(p.Name, document)
	if err != nil {
		return err
	}
	if err := clear(folder, p.Name); err != nil {
		return err
	}
	for name, text := range files {
		if err := folder.WriteFile(path.Join(p.Name, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// clear removes the schema files of before, and leaves the list of known lies, whose name has no dot inside.
func clear(folder *os.Root, profileName string) error {
	if err := folder.MkdirAll(profileName, 0o755); err != nil {
		return err
	}
	old, err := fs.Glob(folder.FS(), path.Join(profileName, "*.*.json"))
	if err != nil {
		return err
	}
	for _, file := range old {
		if err := folder.Remove(file); err != nil {
			return err
		}
	}
	return nil
}
