package resources

import (
	"embed"
	"fmt"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Answers that hang on nothing but the version, as the real servers gave them.
//
//go:embed static
var staticFiles embed.FS

// static is a recorded answer of a contract. It panics if there is none: then a declaration names a file that is not there.
func static(c profile.Contract, name string) []byte {
	release := max(c, profile.V2025_10) // the documentation came with 2025.10's answers
	data, err := staticFiles.ReadFile(fmt.Sprintf("static/%s/%s", profile.All[release].Name, name))
	if err != nil {
		panic(err)
	}
	return data
}

// staticJSON is a recorded answer as a value.
func staticJSON(c profile.Contract, name string) any {
	value, err := orjson.Parse(static(c, name))
	if err != nil {
		panic(err) // the file is part of the program
	}
	return value
}
