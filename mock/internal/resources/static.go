package resources

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

//go:embed static
var staticFiles embed.FS

// static holds the data of a real server that depends on the release only.
type static struct {
	models []permitted
	// systemPermissions lists the codenames of permissions that apply to the whole installation.
	systemPermissions []string
	// rootConfig, stageTypes, policyTypes and countries are JSON, which every answer decodes anew.
	rootConfig, stageTypes, policyTypes, countries []byte
}

var statics = profile.Once(func(p profile.Profile) (*static, error) { return readStatic(staticFiles, p) })

// operations holds the operations that the OpenAPI document of a profile lists.
var operations = profile.Once(func(p profile.Profile) ([]Operation, error) {
	text, err := readStaticFile(staticFiles, p, p.Document, "operations.txt")
	return parseOperations(text), err
})

// staticOf returns the data of a contract. The error names a file that is missing or invalid.
func staticOf(c profile.Contract) (*static, error) { return statics(c.Profile().Source()) }

// staticFor returns the data for the release of a request. It exists, since no site is compiled without it.
func staticFor(r *drf.Request) *static {
	s, _ := staticOf(r.Contract)
	return s
}

// readStaticFile reads a file of the folder that has a part of a profile's data.
func readStaticFile(files fs.FS, p profile.Profile, folder, name string) ([]byte, error) {
	return p.Read(files, "mock/internal/resources", path.Join("static", folder, name))
}

// readStatic reads what the folder of a recorded profile says of its new installation.
func readStatic(files fs.FS, p profile.Profile) (*static, error) {
	s := &static{}
	for _, file := range []struct {
		name string
		read func(text []byte) error
	}{
		{"permissions.json", func(text []byte) error { return json.Unmarshal(text, &s.models) }},
		{"system_permissions.json", func(text []byte) error { return json.Unmarshal(text, &s.systemPermissions) }},
		{"root_config.json", keepText(&s.rootConfig)},
		{"stages_all_types.json", keepText(&s.stageTypes)},
		{"policies_all_types.json", keepText(&s.policyTypes)},
		{"countries.json", keepText(&s.countries)},
	} {
		text, err := readStaticFile(files, p, p.Name, file.name)
		if err != nil {
			return nil, err
		}
		if err := file.read(text); err != nil {
			return nil, fmt.Errorf("mock/internal/resources/static/%s/%s: %w", p.Name, file.name, err)
		}
	}
	return s, nil
}

// keepText returns a function that stores the text of a JSON file after checking it.
func keepText(at *[]byte) func([]byte) error {
	return func(text []byte) error {
		*at = text
		_, err := orjson.Parse(text)
		return err
	}
}

// parseOperations parses lines of an address and its methods.
func parseOperations(text []byte) []Operation {
	var operations []Operation
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		for _, method := range words[1:] {
			operations = append(operations, Operation{Method: method, Path: words[0]})
		}
	}
	return operations
}
