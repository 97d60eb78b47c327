package schemas

import (
	"embed"
	"fmt"
)

//go:embed fixture
var fixtureFiles embed.FS

// FixtureNames are the schemas of the files that people write: seeds and scenarios.
var FixtureNames = []string{"seed", "scenario"}

// Fixture is the schema of seed or of scenario files, an indented JSON object. They are of no profile.
func Fixture(name string) ([]byte, error) {
	text, err := fixtureFiles.ReadFile("fixture/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("there is no schema of %s files: there are seed and scenario", name)
	}
	return text, nil
}
