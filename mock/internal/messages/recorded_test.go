package messages_test

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// step names an exchange in a set of recordings.
type step struct {
	Scenario string
	Step     int
}

// answer is a recorded answer of a real server.
type answer struct {
	step
	Status  int
	Headers map[string]string
	Body    any
}

// setsWithLanguages maps sets that send the same requests in several languages to the scenario in English.
var setsWithLanguages = map[string]string{"languages": "language/en", "transport": "transport/language/0"}

// TestRecordedAnswers translates every message that a real server was recorded to return in English, and
// compares it with the recorded answer to the same request in that language.
func TestRecordedAnswers(t *testing.T) {
	reader := newReader(keysByLanguage(t))
	for set, scenario := range setsWithLanguages {
		wanted := acceptLanguages(t, set)
		for _, p := range profile.RecordedProfiles() {
			t.Run(set+" "+p.Name, func(t *testing.T) {
				compared := 0
				english := make(map[int]map[string]string)
				answers := readAnswers(t, p.Name, set)
				for _, a := range answers {
					if a.Scenario == scenario {
						english[a.Step] = messagesOf(a)
					}
				}
				for _, a := range answers {
					if header, ok := wanted[a.step]; ok {
						compared += compare(t, messages.For(p.Contract), reader, header, english[a.Step], a)
					}
				}
				if compared < 30 {
					t.Errorf("%d texts were compared only", compared)
				}
			})
		}
	}
}

// compare translates the English messages into the language of an answer and compares them. It returns their
// number.
func compare(t *testing.T, catalog *messages.Catalog, r reader, header string, english map[string]string, a answer) int {
	language := messages.Choose("", header)
	if got := a.Headers["content-language"]; got != string(language) {
		t.Errorf("%s: chose %s, the server %s", a.Scenario, language, got)
	}
	said := messagesOf(a)
	if len(said) != len(english) {
		t.Errorf("%s, step %d: %d messages in English, %d otherwise", a.Scenario, a.Step, len(english), len(said))
	}
	for path, source := range english {
		if got := catalog.Text(language, r.read(source)); got != said[path] {
			t.Errorf("%s, step %d, %q: said %q, the server %q", a.Scenario, a.Step, source, got, said[path])
		}
	}
	return len(said)
}

// messagesOf returns the translated texts of an answer, by their place in the body.
func messagesOf(a answer) map[string]string {
	texts := make(map[string]string)
	collect(texts, "", a.Body)
	if a.Status < 400 {
		maps.DeleteFunc(texts, func(path, _ string) bool { return !strings.HasPrefix(path, "/verbose_name") })
	}
	return texts
}

func collect(texts map[string]string, path string, node any) {
	switch node := node.(type) {
	case string:
		texts[path] = node
	case []any:
		for i, item := range node {
			collect(texts, fmt.Sprint(path, "/", i), item)
		}
	case map[string]any:
		for name, item := range node {
			collect(texts, path+"/"+name, item)
		}
	}
}

// reader converts English texts back into messages.
type reader []template

type template struct {
	key   string
	match *regexp.Regexp
}

var placeholder = regexp.MustCompile(`\\\{(\w+)\\\}`)

// newReader returns a reader for the keys of all catalogues. Those with the longest fixed text come first.
func newReader(keysByLanguage map[string][]string) reader {
	known := make(map[string]bool)
	for _, keys := range keysByLanguage {
		for _, key := range keys {
			known[key] = true
		}
	}
	var r reader
	for key := range known {
		r = append(r, template{key, regexp.MustCompile(`(?s)^` + placeholder.ReplaceAllString(regexp.QuoteMeta(key), `(?P<$1>.*)`) + `$`)})
	}
	slices.SortFunc(r, func(a, b template) int { return cmp.Compare(len(b.key), len(a.key)) })
	return r
}

func (r reader) read(text string) messages.Message {
	for _, t := range r {
		values := t.match.FindStringSubmatch(text)
		if values == nil {
			continue
		}
		value := messages.Raw
		if translatesNames(t.key, text) {
			value = func(name string) messages.Message { return messages.New(name) }
		}
		m := messages.New(t.key)
		for i, name := range t.match.SubexpNames()[1:] {
			m = m.With(name, value(values[i+1]))
		}
		return m
	}
	return messages.Raw(text)
}

// translatesNames reports whether a message contains the names of a model and a field in the language of the
// message. The names of a stage stay English, since authentik's Stage sets none and Django derives them from
// the source.
func translatesNames(key, text string) bool {
	return strings.HasPrefix(key, "{model_name}") && !strings.HasPrefix(text, "stage ")
}

// acceptLanguages returns the Accept-Language headers that a set of recordings sends.
func acceptLanguages(t *testing.T, set string) map[step]string {
	t.Helper()
	var scenarios []struct {
		Name  string
		Steps []struct{ Headers [][2]string }
	}
	if err := json.Unmarshal(readRecording(t, "requests/"+set+".json"), &scenarios); err != nil {
		t.Fatal(err)
	}
	wanted := make(map[step]string)
	for _, scenario := range scenarios {
		for i, s := range scenario.Steps {
			for _, header := range s.Headers {
				if header[0] == "Accept-Language" {
					wanted[step{scenario.Name, i}] = header[1]
				}
			}
		}
	}
	return wanted
}

func readAnswers(t *testing.T, release, set string) []answer {
	t.Helper()
	var answers []answer
	for line := range bytes.Lines(readRecording(t, release+"/"+set+".jsonl")) {
		var a answer
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	return answers
}

// readRecording reads a file of the recordings; the large ones are gzipped.
func readRecording(t *testing.T, name string) []byte {
	t.Helper()
	path := filepath.Join("../../../fixtures/recordings", name)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		data, err = readGzip(path + ".gz")
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readGzip(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(unpacked)
}
