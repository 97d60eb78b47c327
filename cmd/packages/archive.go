package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"time"
)

// entry is a file in an archive.
type entry struct {
	name    string
	content []byte
	program bool // it may be executed
}

// written is the time of every entry, that which npm writes itself: the times of a machine would make archives differ.
var written = time.Date(1985, time.October, 26, 8, 15, 0, 0, time.UTC)

// mode returns the permissions of the entry.
func (e entry) mode() int64 {
	if e.program {
		return 0o755
	}
	return 0o644
}

// tarball returns a compressed tar archive.
func tarball(entries []entry) ([]byte, error) {
	var out bytes.Buffer
	compressed := gzip.NewWriter(&out)
	archive := tar.NewWriter(compressed)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: e.mode(), Size: int64(len(e.content)), ModTime: written, Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(e.content); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	err := compressed.Close()
	return out.Bytes(), err
}

// zipped returns a zip archive.
func zipped(entries []entry) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: written}
		// The kind of file in the upper half makes pip keep that a program may be executed.
		header.ExternalAttrs = uint32(0o100000|e.mode()) << 16
		header.CreatorVersion = 3 << 8 // Unix
		file, err := archive.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := file.Write(e.content); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return out.Bytes(), err
}

// sums returns the checksums of files, as sha256sum --check reads them.
func sums(files map[string][]byte) []byte {
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&out, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	return out.Bytes()
}
