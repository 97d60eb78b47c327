// Command packages builds authentik-mock for every platform, and writes what is published: npm packages, Python wheels,
// a bill of materials (CycloneDX) of each binary, and SHA256SUMS. Run it in the folder of the module; make packages does:
//
//	go run ./cmd/packages -out bin/packages -- -trimpath -tags nomsgpack
//
// What follows -- are the flags of go build. The same source and Go give the same files, byte for byte.
//
// With -notice it writes only that file: the licences of all that the binaries contain.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("packages: ")
	out := flag.String("out", "", "an empty folder, or one to create, to write the packages to")
	here := flag.Bool("here", false, "only for the platform of this machine")
	notice := flag.String("notice", "", "write the licences of all that is linked to this file, and no packages")
	flag.Parse()
	var err error
	switch {
	case (*out == "") == (*notice == ""):
		err = errors.New("give one of -out and -notice")
	case *notice != "":
		err = writeNotice(*notice, flag.Args())
	default:
		err = writePackages(*out, platformsFor(*here), flag.Args())
	}
	if err != nil {
		log.Fatal(err)
	}
}

// platformsFor returns the platforms to build for.
func platformsFor(here bool) []platform {
	if !here {
		return platforms
	}
	for _, p := range platforms {
		if p.os == runtime.GOOS && p.arch == runtime.GOARCH {
			return []platform{p}
		}
	}
	log.Fatalf("there are no packages for %s/%s", runtime.GOOS, runtime.GOARCH)
	return nil
}

// writePackages builds the command for some platforms with these flags, and writes everything into an empty folder.
func writePackages(out string, chosen []platform, flags []string) error {
	if err := emptyFolder(out); err != nil {
		return err
	}
	linked, err := licences(flags)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "packages-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	var built []binary
	for _, p := range chosen {
		b, err := build(p, filepath.Join(scratch, p.name()), flags)
		if err != nil {
			return err
		}
		built = append(built, b)
	}
	files, err := packagesOf(built, linked)
	if err != nil {
		return err
	}
	files["SHA256SUMS"] = sums(files)
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("authentik-mock %s: %d files in %s\n", built[0].version, len(files), out)
	return nil
}

// packagesOf returns the content of every file that is published, by name.
func packagesOf(built []binary, linked map[string]component) (map[string][]byte, error) {
	npm, wheel, err := versions(built[0].version)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, b := range built {
		bill, err := billOfMaterials(b, linked)
		if err != nil {
			return nil, err
		}
		files[fmt.Sprintf("authentik-mock-%s-%s.cdx.json", npm, b.platform.name())] = bill
		if err := addWheel(files, b, wheel, bill, noticeOf(linked)); err != nil {
			return nil, err
		}
		if err := addNPMBinary(files, b, npm, noticeOf(linked)); err != nil {
			return nil, err
		}
	}
	return files, addNPM(files, built, npm, noticeOf(linked))
}

// emptyFolder makes a folder, and refuses one that has files: they would be published with what is written beside them.
func emptyFolder(name string) error {
	if err := os.MkdirAll(name, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(name)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty: remove what is in it first", name)
	}
	return err
}
