package main

import (
	"bytes"
	"embed"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// component is something of others that the binaries contain.
type component struct {
	// licence is an SPDX expression.
	licence string
	text    string
}

// notices holds the licences of programs whose texts are in the binaries, such as translations of errors.
//
//go:embed notices
var notices embed.FS

// licenceFile matches the names of files that hold licences and notices.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice)`)

// licences returns all that the binaries of any platform contain, by module, or by name if it is no module.
func licences(flags []string) (map[string]component, error) {
	folders := map[string]string{}
	for _, p := range platforms {
		arguments := append(append([]string{"list"}, flags...), "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", commandPackage)
		listed, err := run(p, arguments...)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(listed) {
			if module, folder, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				folders[module] = folder
			}
		}
	}
	root, err := run(platforms[0], "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	folders["Go"] = strings.TrimSpace(root)
	found := map[string]component{}
	for name, folder := range folders {
		if found[name], err = licenceIn(folder); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return found, addTexts(found)
}

// addTexts adds the programs whose texts are in the binaries.
func addTexts(found map[string]component) error {
	files, err := notices.ReadDir("notices")
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := notices.ReadFile(path.Join("notices", file.Name()))
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(file.Name(), ".txt")
		if found[name], err = newComponent(string(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// licenceIn returns the licence that lies in the folder of a module.
func licenceIn(folder string) (component, error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return component{}, err
	}
	var texts []string
	for _, file := range files {
		if !licenceFile.MatchString(file.Name()) || file.IsDir() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			return component{}, err
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		return component{}, fmt.Errorf("no licence in %s", folder)
	}
	return newComponent(strings.Join(texts, "\n\n"))
}

// known lists the licences that are recognised, each by words that only it has. The clause about names is the third of BSD.
var known = []struct{ licence, words, without string }{
	{"Apache-2.0", "Apache License, Version 2.0", ""},
	{"Apache-2.0", "Apache License Version 2.0", ""},
	{"BSD-2-Clause", "Redistributions in binary form must", "Neither the name"},
	{"BSD-3-Clause", "Neither the name", ""},
	{"MIT", "Permission is hereby granted, free of charge", ""},
}

// newComponent recognises a licence by its text.
func newComponent(text string) (component, error) {
	words := strings.Join(strings.Fields(text), " ")
	var found []string
	for _, k := range known {
		if strings.Contains(words, k.words) && (k.without == "" || !strings.Contains(words, k.without)) && !slices.Contains(found, k.licence) {
			found = append(found, k.licence)
		}
	}
	if len(found) == 0 {
		return component{}, fmt.Errorf("licence not recognised: look whether it may be linked, and add it to known in notice.go")
	}
	return component{strings.Join(found, " AND "), strings.TrimSpace(text)}, nil
}

// noticeHead is how NOTICE begins.
const noticeHead = `authentik-mock is MIT licensed, see LICENSE. Its binaries contain the following programs of others, or texts
of theirs. make notice writes this file.
`

// noticeOf returns the content of NOTICE. Components of the same text share it.
func noticeOf(linked map[string]component) []byte {
	byText := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(linked)) {
		byText[linked[name].text] = append(byText[linked[name].text], name)
	}
	texts := slices.SortedFunc(maps.Keys(byText), func(a, b string) int { return strings.Compare(byText[a][0], byText[b][0]) })
	var out bytes.Buffer
	out.WriteString(noticeHead)
	for _, text := range texts {
		out.WriteString("\n" + strings.Repeat("=", 80) + "\n")
		for _, name := range byText[text] {
			fmt.Fprintf(&out, "%s (%s)\n", name, linked[name].licence)
		}
		out.WriteString("\n" + text + "\n")
	}
	return out.Bytes()
}

// writeNotice writes the licences of all that is linked to a file.
func writeNotice(file string, flags []string) error {
	linked, err := licences(flags)
	if err != nil {
		return err
	}
	return os.WriteFile(file, noticeOf(linked), 0o644)
}
