// Package page holds the page of a fake: static files, which are part of the program. The page needs no build
// step and no other server; it reads and controls the fake through the addresses of package control.
package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed static vendor/*.gz
var files embed.FS

// The documents of the page. Every other file is loaded by one of them.
const (
	// Main is the page.
	Main = "index.html"
	// Reference is the API reference.
	Reference = "reference.html"
)

// policy is the Content-Security-Policy of every file: nothing but the fake's own files and addresses, and no
// inline scripts or styles.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// file is a file as it is sent.
type file struct {
	media string
	// text is the content, packed the same with gzip; packed is nil for a file that is stored as it is.
	text, packed []byte
	tag          string
}

// mediaTypes maps the extensions of the files to their types.
var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// all returns the files by name: vendored ones as "vendor/NAME", the others by their name alone.
var all = sync.OnceValue(func() map[string]*file {
	found := map[string]*file{}
	fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, _ error) error { // the files are in memory
		if entry.IsDir() {
			return nil
		}
		text, _ := files.ReadFile(name)
		one := &file{text: text}
		name = strings.TrimPrefix(name, "static/")
		if plain, packed := strings.CutSuffix(name, ".gz"); packed {
			name, one.packed, one.text = plain, text, nil
		}
		sum := sha256.Sum256(text)
		one.media, one.tag = mediaTypes[path.Ext(name)], hex.EncodeToString(sum[:8])
		found[name] = one
		return nil
	})
	return found
})

// Answer sends the file with a name, and reports whether there is one.
func Answer(w http.ResponseWriter, r *http.Request, name string) bool {
	found, ok := all()[name]
	if !ok {
		return false
	}
	header := w.Header()
	protect(header, found.media)
	header.Set("Cache-Control", "no-cache")
	text, tag := found.text, found.tag
	switch {
	case found.packed == nil:
	case acceptsGzip(r):
		header.Set("Content-Encoding", "gzip")
		text, tag = found.packed, tag+"-gzip"
	default:
		text = unpacked(found.packed)
	}
	header.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
	return true
}

// protect sets the headers that every file and document has.
func protect(header http.Header, media string) {
	header.Set("Content-Type", media)
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Add("Vary", "Accept, Accept-Encoding")
}

// acceptsGzip reports whether a client accepts gzip. A quality of zero refuses it.
func acceptsGzip(r *http.Request) bool {
	for accepted := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(accepted, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return !slices.Contains([]string{"q=0", "q=0.0", "q=0.00", "q=0.000"}, quality)
		}
	}
	return false
}

// unpacked returns the content of a packed file, which is part of the program.
func unpacked(packed []byte) []byte {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err == nil {
		packed, err = io.ReadAll(reader)
	}
	if err != nil {
		panic(err)
	}
	return packed
}

// Wanted reports whether a request is that of a browser that opens a document: it names text/html, which
// programs do not.
func Wanted(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	for accepted := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		media, _, _ := strings.Cut(accepted, ";")
		if strings.EqualFold(strings.TrimSpace(media), "text/html") {
			return true
		}
	}
	return false
}
