package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
)

// launcher is the command of the npm package, which runs the binary in the package of the platform.
//
//go:embed npm/authentik-mock.mjs
var launcher []byte

// description is the page of the packages on npm and PyPI.
//
//go:embed description.md
var description []byte

// summary is what the packages are, in one line.
const summary = "A fake authentik that answers its API as real servers do, for tests and frontend work"

// homepage is where the project lives.
const homepage = "https://github.com/authentik-mock/authentik-mock"

// manifest is a package.json.
type manifest struct {
	Name                 string            `json:"name"`
	Version              string            `json:"version"`
	Description          string            `json:"description"`
	Homepage             string            `json:"homepage"`
	Repository           map[string]string `json:"repository"`
	License              string            `json:"license"`
	Engines              map[string]string `json:"engines,omitempty"`
	Bin                  map[string]string `json:"bin,omitempty"`
	OS                   []string          `json:"os,omitempty"`
	CPU                  []string          `json:"cpu,omitempty"`
	PreferUnplugged      bool              `json:"preferUnplugged,omitempty"`
	OptionalDependencies map[string]string `json:"optionalDependencies,omitempty"`
}

func newManifest(name, version, text string) manifest {
	return manifest{Name: name, Version: version, Description: text, Homepage: homepage, License: "MIT",
		Repository: map[string]string{"type": "git", "url": "git+" + homepage + ".git"}}
}

// npmName returns the name of the package that holds the binary of a platform. The launcher knows this form.
func (p platform) npmName() string { return "@authentik-mock/" + p.npmOS + "-" + p.npmCPU }

// addNPMBinary adds the package that holds one binary. npm installs it on its platform only.
func addNPMBinary(files map[string][]byte, b binary, version string, notice []byte) error {
	p := b.platform
	m := newManifest(p.npmName(), version, "The binary of authentik-mock for "+p.npmOS+", "+p.npmCPU)
	m.OS, m.CPU, m.PreferUnplugged = []string{p.npmOS}, []string{p.npmCPU}, true
	file := fmt.Sprintf("authentik-mock-%s-%s-%s.tgz", p.npmOS, p.npmCPU, version)
	return addTarball(files, file, m, notice, entry{"bin/" + p.command(), b.content, true})
}

// addNPM adds the package that people install, which depends on one package for each platform.
func addNPM(files map[string][]byte, built []binary, version string, notice []byte) error {
	m := newManifest("authentik-mock", version, summary)
	m.Engines = map[string]string{"node": ">=18"}
	m.Bin = map[string]string{"authentik-mock": "authentik-mock.mjs"}
	m.OptionalDependencies = map[string]string{}
	for _, b := range built {
		m.OptionalDependencies[b.platform.npmName()] = version
	}
	return addTarball(files, "authentik-mock-"+version+".tgz", m, notice,
		entry{"authentik-mock.mjs", launcher, true}, entry{"README.md", description, false})
}

// addTarball adds an npm package with a manifest, these files and the licences.
func addTarball(files map[string][]byte, file string, m manifest, notice []byte, entries ...entry) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	licence, err := os.ReadFile("LICENSE")
	if err != nil {
		return err
	}
	entries = append([]entry{{"package.json", append(text, '\n'), false}, {"LICENSE", licence, false}, {"NOTICE", notice, false}}, entries...)
	for i := range entries {
		entries[i].name = "package/" + entries[i].name
	}
	files[file], err = tarball(entries)
	return err
}
