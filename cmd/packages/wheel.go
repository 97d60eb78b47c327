package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
)

// addWheel adds the wheel of one binary. pip puts the binary beside python, and marks it as a program.
func addWheel(files map[string][]byte, b binary, version string, bill, notice []byte) error {
	licence, err := os.ReadFile("LICENSE")
	if err != nil {
		return err
	}
	const name = "authentik_mock"
	info := name + "-" + version + ".dist-info/"
	entries := []entry{
		{name + "-" + version + ".data/scripts/" + b.platform.command(), b.content, true},
		{info + "licenses/LICENSE", licence, false},
		{info + "licenses/NOTICE", notice, false},
		{info + "sboms/authentik-mock.cdx.json", bill, false},
		{info + "METADATA", metadata(version), false},
		{info + "WHEEL", wheelTags(b.platform), false},
	}
	entries = append(entries, entry{info + "RECORD", record(entries, info+"RECORD"), false})
	file := fmt.Sprintf("%s-%s-py3-none-%s.whl", name, version, strings.Join(b.platform.tags, "."))
	files[file], err = zipped(entries)
	return err
}

// metadata returns what PyPI shows of a version, in the form of core metadata 2.4.
func metadata(version string) []byte {
	return fmt.Appendf(nil, `Metadata-Version: 2.4
Name: authentik-mock
Version: %s
Summary: %s
Project-URL: Source, %s
License-Expression: MIT
License-File: LICENSE
License-File: NOTICE
Requires-Python: >=3.8
Description-Content-Type: text/markdown

%s`, version, summary, homepage, description)
}

// wheelTags returns the file WHEEL, which has one tag for each platform in the wheel's name.
func wheelTags(p platform) []byte {
	var out bytes.Buffer
	out.WriteString("Wheel-Version: 1.0\nGenerator: authentik-mock\nRoot-Is-Purelib: false\n")
	for _, tag := range p.tags {
		fmt.Fprintf(&out, "Tag: py3-none-%s\n", tag)
	}
	return out.Bytes()
}

// record returns the file RECORD: every file with its checksum and size, and itself without.
func record(entries []entry, itself string) []byte {
	var out bytes.Buffer
	for _, e := range entries {
		sum := sha256.Sum256(e.content)
		fmt.Fprintf(&out, "%s,sha256=%s,%d\n", e.name, base64.RawURLEncoding.EncodeToString(sum[:]), len(e.content))
	}
	fmt.Fprintf(&out, "%s,,\n", itself)
	return out.Bytes()
}
