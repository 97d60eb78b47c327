// Command makeschemas writes the schema files of every profile from the OpenAPI documents that are kept beside them.
// Run it in folder schemas. With -openapi it first takes a new document for one profile:
//
//	go run ./internal/makeschemas -profile 2026.5 -openapi schema.json
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/generate"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

func main() {
	log.SetFlags(0)
	name := flag.String("profile", "", "the profile whose document -openapi replaces")
	source := flag.String("openapi", "", "what a server answers at /api/v3/schema/?format=json, as a file")
	flag.Parse()
	if err := run(*name, *source); err != nil {
		log.Fatal("makeschemas: ", err)
	}
}

func run(name, source string) error {
	if source != "" {
		if err := take(name, source); err != nil {
			return err
		}
	} else if name != "" {
		return fmt.Errorf("-profile %s says nothing without -openapi: every profile is written anyway", name)
	}
	for _, p := range profile.All {
		if err := write(p); err != nil {
			return err
		}
	}
	return nil
}

// take keeps the part of a document that covers the mocked resources.
func take(name, source string) error {
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
	return os.WriteFile(openapi.File(p), cut, 0o644)
}

// write replaces the schema files of a profile.
func write(p profile.Profile) error {
	text, err := os.ReadFile(openapi.File(p))
	if err != nil {
		return err
	}
	document, err := openapi.Parse(text)
	if err != nil {
		return err
	}
	files, err := generate.Files(p.Name, document)
	if err != nil {
		return fmt.Errorf("profile %s: %w", p.Name, err)
	}
	if err := clear(p.Name); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(p.Name, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// clear removes the schema files of before, and leaves the list of known lies.
func clear(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(folder, "*.*.json"))
	if err != nil {
		return err
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}
