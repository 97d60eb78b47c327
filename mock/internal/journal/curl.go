package journal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// errCut reports that a request cannot be sent again.
var errCut = errors.New("its body was not read, is longer than 64 KiB or is hidden as a whole, so that the journal does not have it")

// ofConnection lists headers that a client sets itself.
var ofConnection = []string{"Accept-Encoding", "Connection", "Content-Length", "Host", "Transfer-Encoding"}

// Curl returns a request as a command line for a POSIX shell. The token is hidden in the journal: the command
// reads it from the variable AUTHENTIK_TOKEN. It is an error if the body is incomplete.
func Curl(e *Entry) (string, error) {
	sent := e.Request()
	if sent.Cut {
		return "", errCut
	}
	command := []string{"curl -i -X " + shell(e.Method) + asIs(e) + " " + shell(e.url())}
	if e.Method == "HEAD" {
		command[0] = "curl -I" + asIs(e) + " " + shell(e.url())
	}
	for _, header := range sent.Headers {
		switch {
		case slices.Contains(ofConnection, header[0]):
		case strings.HasSuffix(header[1], secret.Hidden) && header[0] == "Authorization":
			command = append(command, `-H "Authorization: `+strings.TrimSuffix(header[1], secret.Hidden)+`$AUTHENTIK_TOKEN"`)
		case header[1] == "":
			command = append(command, "-H "+shell(header[0]+";"))
		default:
			command = append(command, "-H "+shell(header[0]+": "+header[1]))
		}
	}
	before := ""
	switch {
	case len(sent.Body) == 0:
	case utf8.Valid(sent.Body) && bytes.IndexByte(sent.Body, 0) < 0:
		command = append(command, "--data-raw "+shell(string(sent.Body)))
	default:
		before = "echo " + base64.StdEncoding.EncodeToString(sent.Body) + " | base64 -d | "
		command = append(command, "--data-binary @-")
	}
	if len(sent.Body) > 0 && !sent.has("Content-Type") {
		command = append(command, "-H 'Content-Type:'") // or curl sends one of its own
	}
	return before + strings.Join(command, " \\\n  ") + "\n", nil
}

// asIs returns the options without which curl would send another address: it reads brackets as a pattern, and cleans paths.
func asIs(e *Entry) string {
	options := ""
	if strings.ContainsAny(e.url(), "{}[]") {
		options += " --globoff"
	}
	if strings.Contains(e.Path+"/", "/./") || strings.Contains(e.Path+"/", "/../") {
		options += " --path-as-is"
	}
	return options
}

// shell returns a text as one word of a POSIX shell.
func shell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
