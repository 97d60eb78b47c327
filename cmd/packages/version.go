package main

import (
	"fmt"
	"regexp"
	"strings"
)

// goVersion matches the versions that Go stamps: a tag, perhaps of a pre-release, the time and the commit if it is not
// the tagged one, and whether files were changed.
var goVersion = regexp.MustCompile(`^v(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.(\d+))?(?:(?:-|-0\.|\.0\.)(\d{14})-[0-9a-f]{12})?(?:\+dirty)?$`)

// pythonStage is Python's name of a stage of pre-releases.
var pythonStage = map[string]string{"alpha": "a", "beta": "b", "rc": "rc"}

// versions returns a version of Go's as npm writes it (Semantic Versioning), and as Python does (PEP 440). A build
// outside a repository is 0.0.0-devel. What "+dirty" says is left out, since npm ignores it.
func versions(version string) (npm, python string, err error) {
	if version == "(devel)" {
		return "0.0.0-devel", "0.0.0.dev0", nil
	}
	parts := goVersion.FindStringSubmatch(version)
	if parts == nil {
		return "", "", fmt.Errorf("version %q has no form in Python: tag releases as v1.2.3, v1.2.3-rc.1, -beta.1 or -alpha.1", version)
	}
	number, stage, of, time := parts[1], parts[2], parts[3], parts[4]
	python = number
	if stage != "" {
		python += pythonStage[stage] + of
	}
	if stage != "" && time != "" {
		python += ".post0" // what comes after a pre-release comes before no other
	}
	if time != "" {
		python += ".dev" + time
	}
	return strings.TrimSuffix(version[1:], "+dirty"), python, nil
}
