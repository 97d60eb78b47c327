package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// TestMain runs the tests in the folder of the module, as the command is run.
func TestMain(m *testing.M) {
	if err := os.Chdir("../.."); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// flagsOfMake returns the flags that decide what is linked, of those in the Makefile.
func flagsOfMake(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^SMALL = .*(-tags \S+)`).FindSubmatch(text)
	if found == nil {
		t.Fatal("the Makefile has no SMALL with -tags")
	}
	return strings.Fields(string(found[1]))
}

func TestNOTICEHasTheLicencesOfAllThatIsLinked(t *testing.T) {
	t.Parallel()
	linked, err := licences(flagsOfMake(t))
	if err != nil {
		t.Fatal(err)
	}
	notice, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range linked {
		if !strings.Contains(string(notice), fmt.Sprintf("\n%s (%s)\n", name, c.licence)) {
			t.Errorf("NOTICE lacks %s: run make notice", name)
		}
	}
	if !bytes.Equal(notice, noticeOf(linked)) {
		t.Error("NOTICE is out of date: run make notice")
	}
}

// built returns a binary for every platform; all are this test, which links what is named.
func built(t *testing.T, modules ...string) []binary {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var all []binary
	for _, p := range platforms {
		b, err := readBinary(p, self)
		if err != nil {
			t.Fatal(err)
		}
		b.content, b.version, b.info.Deps = []byte("binary for "+p.name()), "v1.2.3", nil
		for _, module := range modules {
			b.info.Deps = append(b.info.Deps, &debug.Module{Path: module, Version: "v1.0.0", Sum: "h1:AQID"})
		}
		all = append(all, b)
	}
	return all
}

// some are licences for the tests.
var some = map[string]component{"Go": {"BSD-3-Clause", "text of Go"}, "example.com/x": {"MIT", "text of x"}}

func packed(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := packagesOf(built(t, "example.com/x"), some)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestTheSameBinariesGiveTheSameFiles(t *testing.T) {
	t.Parallel()
	first, second := packed(t), packed(t)
	if len(first) != 3*len(platforms)+1 || !maps.EqualFunc(first, second, bytes.Equal) {
		t.Errorf("%d files, %v", len(first), slices.Sorted(maps.Keys(first)))
	}
}

func TestAModuleWithoutALicenceIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := packagesOf(built(t, "example.com/unknown"), some); err == nil || !strings.Contains(err.Error(), "contains example.com/unknown, whose licence is not known") {
		t.Error(err)
	}
	if _, err := newComponent("All rights reserved."); err == nil {
		t.Error("a text that is no known licence is taken")
	}
}

func TestABillOfMaterialsListsWhatIsLinked(t *testing.T) {
	t.Parallel()
	var document bom
	if err := json.Unmarshal(packed(t)["authentik-mock-1.2.3-linux-amd64.cdx.json"], &document); err != nil {
		t.Fatal(err)
	}
	last := document.Components[len(document.Components)-1]
	if len(document.Components) != 2 || document.Components[0].Name != "std" || document.Components[0].Licenses[0].Expression != "BSD-3-Clause" ||
		last.Purl != "pkg:golang/example.com/x@v1.0.0" || last.Licenses[0].Expression != "MIT" || last.Hashes[0].Content != "010203" {
		t.Errorf("%+v", document.Components)
	}
}

// unzip returns the files in a wheel, and which of them are programs.
func unzip(t *testing.T, content []byte) (files map[string]string, programs []string) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r)
		files[f.Name] = string(text)
		if f.Mode()&0o111 != 0 {
			programs = append(programs, f.Name)
		}
	}
	return files, programs
}

func TestAWheelRecordsItsFilesAndHasOneProgram(t *testing.T) {
	t.Parallel()
	files, programs := unzip(t, packed(t)["authentik_mock-1.2.3-py3-none-manylinux_2_17_aarch64.musllinux_1_1_aarch64.whl"])
	const program, info = "authentik_mock-1.2.3.data/scripts/authentik-mock", "authentik_mock-1.2.3.dist-info/"
	if !slices.Equal(programs, []string{program}) || files[program] != "binary for linux-arm64" {
		t.Errorf("programs %v: %s", programs, files[program])
	}
	var entries []entry
	for name, text := range files {
		if name != info+"RECORD" {
			entries = append(entries, entry{name: name, content: []byte(text)})
		}
	}
	want := slices.Sorted(strings.Lines(string(record(entries, info+"RECORD"))))
	if got := slices.Sorted(strings.Lines(files[info+"RECORD"])); !slices.Equal(got, want) {
		t.Errorf("RECORD is %q, not %q", got, want)
	}
	if !strings.Contains(files[info+"WHEEL"], "Tag: py3-none-musllinux_1_1_aarch64\n") || !strings.Contains(files[info+"METADATA"], "\nVersion: 1.2.3\n") ||
		!strings.Contains(files[info+"licenses/NOTICE"], "text of x") {
		t.Errorf("%v", files)
	}
}

// untar returns the files of an npm package, and which of them are programs.
func untar(t *testing.T, content []byte) (files map[string]string, programs []string) {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for archive := tar.NewReader(plain); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return files, programs
		}
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(archive)
		files[header.Name] = string(text)
		if header.Mode&0o111 != 0 {
			programs = append(programs, header.Name)
		}
	}
}

func TestTheNPMPackageDependsOnOnePackageForEachPlatform(t *testing.T) {
	t.Parallel()
	all := packed(t)
	files, programs := untar(t, all["authentik-mock-1.2.3.tgz"])
	var m manifest
	if err := json.Unmarshal([]byte(files["package/package.json"]), &m); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(programs, []string{"package/" + m.Bin["authentik-mock"]}) || len(m.OptionalDependencies) != len(platforms) {
		t.Errorf("programs %v of %+v", programs, m)
	}
	files, programs = untar(t, all["authentik-mock-win32-arm64-1.2.3.tgz"])
	var of manifest
	if err := json.Unmarshal([]byte(files["package/package.json"]), &of); err != nil {
		t.Fatal(err)
	}
	if m.OptionalDependencies[of.Name] != of.Version || !slices.Equal(of.OS, []string{"win32"}) || !slices.Equal(of.CPU, []string{"arm64"}) ||
		!slices.Equal(programs, []string{"package/bin/authentik-mock.exe"}) || files[programs[0]] != "binary for windows-arm64" {
		t.Errorf("programs %v of %+v", programs, of)
	}
}

func TestVersionsOfGoAsNPMAndPythonWriteThem(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"(devel)", "0.0.0-devel", "0.0.0.dev0"},
		{"v1.2.3", "1.2.3", "1.2.3"},
		{"v1.2.3+dirty", "1.2.3", "1.2.3"},
		{"v1.2.3-rc.1", "1.2.3-rc.1", "1.2.3rc1"},
		{"v0.0.0-20261127104500-097a1ef12345", "0.0.0-20261127104500-097a1ef12345", "0.0.0.dev20261127104500"},
		{"v1.2.4-0.20261127104500-097a1ef12345+dirty", "1.2.4-0.20261127104500-097a1ef12345", "1.2.4.dev20261127104500"},
		{"v1.2.3-beta.2.0.20261127104500-097a1ef12345", "1.2.3-beta.2.0.20261127104500-097a1ef12345", "1.2.3b2.post0.dev20261127104500"},
	} {
		npm, python, err := versions(c[0])
		if err != nil || npm != c[1] || python != c[2] {
			t.Errorf("%s is %s for npm and %s for Python (%v), not %s and %s", c[0], npm, python, err, c[1], c[2])
		}
	}
	if _, _, err := versions("v1.2.3-nightly"); err == nil || !strings.Contains(err.Error(), "tag releases as") {
		t.Errorf("v1.2.3-nightly: %v", err)
	}
}

func TestAFolderWithFilesIsRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := emptyFolder(folder + "/new"); err != nil {
		t.Error(err)
	}
	if err := emptyFolder(folder); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Error(err)
	}
}
