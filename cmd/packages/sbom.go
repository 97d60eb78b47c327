package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// The parts of a CycloneDX 1.6 document that are written here.
type (
	bom struct {
		Schema       string         `json:"$schema"`
		BOMFormat    string         `json:"bomFormat"`
		SpecVersion  string         `json:"specVersion"`
		SerialNumber string         `json:"serialNumber"`
		Version      int            `json:"version"`
		Metadata     bomMetadata    `json:"metadata"`
		Components   []bomComponent `json:"components"`
	}
	bomMetadata struct {
		Timestamp string       `json:"timestamp,omitempty"`
		Component bomComponent `json:"component"`
	}
	bomComponent struct {
		Type       string        `json:"type"`
		Ref        string        `json:"bom-ref"`
		Name       string        `json:"name"`
		Version    string        `json:"version"`
		Purl       string        `json:"purl,omitempty"`
		Hashes     []bomHash     `json:"hashes,omitempty"`
		Licenses   []bomLicence  `json:"licenses,omitempty"`
		Properties []bomProperty `json:"properties,omitempty"`
	}
	bomHash struct {
		Alg     string `json:"alg"`
		Content string `json:"content"`
	}
	bomLicence struct {
		Expression string `json:"expression"`
	}
	bomProperty struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

// billOfMaterials lists what a binary contains, as the binary itself says: Go, and each module with its version, checksum and
// licence. A module without a licence is an error.
func billOfMaterials(b binary, linked map[string]component) ([]byte, error) {
	sum := sha256.Sum256(b.content)
	main := bomComponent{Type: "application", Name: "authentik-mock", Version: b.version, Purl: purl(b.info.Main.Path, b.version),
		Hashes: []bomHash{{"SHA-256", hex.EncodeToString(sum[:])}}, Licenses: []bomLicence{{"MIT"}}}
	main.Ref = main.Purl
	for _, s := range b.info.Settings {
		main.Properties = append(main.Properties, bomProperty{"go:build:" + s.Key, s.Value})
	}
	document := bom{"http://cyclonedx.org/schema/bom-1.6.schema.json", "CycloneDX", "1.6", "urn:uuid:" + uuidOf(sum[:]), 1,
		bomMetadata{b.setting("vcs.time"), main}, []bomComponent{standardLibrary(b.info.GoVersion, linked)}}
	for _, m := range b.info.Deps {
		licence, ok := linked[m.Path]
		if !ok {
			return nil, fmt.Errorf("the binary for %s contains %s, whose licence is not known", b.platform.name(), m.Path)
		}
		c := bomComponent{Type: "library", Ref: purl(m.Path, m.Version), Name: m.Path, Version: m.Version, Purl: purl(m.Path, m.Version),
			Licenses: []bomLicence{{licence.licence}}}
		if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(sum) > 0 {
			c.Hashes = []bomHash{{"SHA-256", hex.EncodeToString(sum)}}
		}
		document.Components = append(document.Components, c)
	}
	text, err := json.MarshalIndent(document, "", "  ")
	return append(text, '\n'), err
}

// standardLibrary returns Go's own packages, which are linked without being a module.
func standardLibrary(version string, linked map[string]component) bomComponent {
	version = strings.TrimPrefix(version, "go")
	return bomComponent{Type: "library", Ref: purl("std", version), Name: "std", Version: version, Purl: purl("std", version),
		Licenses: []bomLicence{{linked["Go"].licence}}}
}

// purl returns the package URL of a module.
func purl(module, version string) string {
	return "pkg:golang/" + strings.ToLower(module) + "@" + strings.ReplaceAll(version, "+", "%2B")
}

// uuidOf returns a UUID made of a checksum, in the form of version 8 (RFC 9562).
func uuidOf(sum []byte) string {
	u := append([]byte(nil), sum[:16]...)
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
