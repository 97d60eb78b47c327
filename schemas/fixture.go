package schemas

import (
	"embed"
	"fmt"
)

//go:embed fixture
var fixtureFiles embed.FS

// FixtureNames lists the schemas of the files that people write: seeds and scenarios.
var FixtureNames = []string{"seed", "scenario"}

// Fixture returns the schema of seed or scenario files, an indented JSON object. It does not depend on a
// profile.
func Fixture(name string) ([]byte, error) {
	text, err := fixtureFiles.ReadFile("fixture/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("there is no schema of %s files: choose seed or scenario", name)
	}
	return text, nil
}
