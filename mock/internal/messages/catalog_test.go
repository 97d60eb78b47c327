package messages_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var (
	choice = messages.New(`"{input}" is not a valid choice.`, "input", "x")
	taken  = messages.New("{model_name} with this {field_label} already exists.")
)

func TestText(t *testing.T) {
	group := taken.With("model_name", messages.New("Group")).With("field_label", messages.New("name"))
	stage := taken.With("model_name", messages.Raw("stage")).With("field_label", messages.Raw("name"))
	tests := []struct {
		name     string
		contract profile.Contract
		language messages.Language
		message  messages.Message
		want     string
	}{
		{"English", profile.V2026_5RC1, "en", choice, `"x" is not a valid choice.`},
		{"another language", profile.V2026_5RC1, "de", choice, `"x" ist keine gültige Option.`},
		{"a dialect has its own words", profile.V2025_12, "pt-br", choice, `"x" não é um escolha válida.`},
		{"words change", profile.V2026_5RC1, "pt-br", choice, `"x" não é uma escolha válida.`},
		{"documented is the oldest", profile.Documented, "fr", messages.New("Not found."), "Pas trouvé."},
		{"a key without a text is English", profile.V2026_5RC1, "de", messages.New("No such text."), "No such text."},
		{"so is a language nobody speaks", profile.V2026_5RC1, "xx", choice, `"x" is not a valid choice.`},
		{"and a dialect of English", profile.V2026_5RC1, "en-gb", choice, `"x" is not a valid choice.`},
		{"names are translated", profile.V2026_5RC1, "de", group, "Gruppe mit diesem Wert für das Feld Name existiert bereits."},
		{"but for raw ones", profile.V2026_5RC1, "de", stage, "stage mit diesem Wert für das Feld name existiert bereits."},
		{"raw text is not looked up", profile.V2026_5RC1, "de", messages.Raw("Not found."), "Not found."},
		{"raw text keeps its braces", profile.V2026_5RC1, "de", messages.Raw("{input}"), "{input}"},
		{"values keep their braces", profile.V2026_5RC1, "de", messages.New("JSON parse error - {error}", "error", "{error} {x}"), "JSON parse error - {error} {x}"},
		{"words that came later are English before", profile.V2025_10, "cs", messages.New("Flow"), "Flow"},
		{"and their own afterwards", profile.V2025_12, "cs", messages.New("Flow"), "Tok"},
		{"a dialect without authentik's words has those of its language", profile.V2025_10, "es-mx", messages.New("Flow"), "Flujo"},
		{"but no longer, since they are those of a country", profile.V2026_5RC1, "es-mx", messages.New("Flow"), "Flow"},
		{"authentik's own sentences", profile.V2025_12, "fr", messages.New("Cannot set group as parent of itself."), "Impossible de définir le groupe en tant que parent de lui-même."},
		{"names that are made when the program is loaded are English", profile.V2026_5RC1, "fr", messages.New("Expression Policy"), "Expression Policy"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := messages.For(test.contract).Text(test.language, test.message); got != test.want {
				t.Errorf("said %q, want %q", got, test.want)
			}
		})
	}
}

func TestEnglish(t *testing.T) {
	if got, want := messages.English(choice), `"x" is not a valid choice.`; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

// TestWithLeavesTheMessageAlone checks that several messages may be derived from one.
func TestWithLeavesTheMessageAlone(t *testing.T) {
	m := messages.New("{a}{b}{c}{d}")
	for _, placeholder := range []string{"a", "b", "c"} {
		m = m.With(placeholder, messages.Raw(placeholder))
	}
	first, second := m.With("d", messages.Raw("1")), m.With("d", messages.Raw("2"))
	if got := messages.English(first) + messages.English(second); got != "abc1abc2" {
		t.Errorf("said %q", got)
	}
}

func TestEnglishWithoutValuesCostsNothing(t *testing.T) {
	catalog, message := messages.For(profile.V2026_5RC1), messages.New("Not found.")
	if n := testing.AllocsPerRun(100, func() { catalog.Text(messages.Choose("", "en"), message) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestCatalogsCanBeUsedAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got := messages.For(profile.V2026_5RC1).Text("sv", messages.New("Not found.")); got != "Hittades inte." {
				t.Errorf("said %q", got)
			}
		})
	}
	all.Wait()
}

// TestFiles reads every file for every contract, and checks that texts have the placeholders of their keys.
func TestFiles(t *testing.T) {
	placeholder := regexp.MustCompile(`\{\w*\}?`)
	for language, keys := range keysByLanguage(t) {
		for _, p := range profile.All {
			catalog := messages.For(p.Contract)
			if messages.Choose("", language) != messages.Language(language) {
				t.Errorf("there is a file for %s, but no such language", language)
			}
			for _, key := range keys {
				want, got := placeholder.FindAllString(key, -1), placeholder.FindAllString(catalog.Text(messages.Language(language), messages.New(key)), -1)
				slices.Sort(want)
				slices.Sort(got)
				if !slices.Equal(want, got) {
					t.Errorf("%s, %s: %q has the placeholders %q, its text %q", p.Name, language, key, want, got)
				}
			}
		}
	}
}

// keysByLanguage returns the keys of every file of the catalogue.
func keysByLanguage(t *testing.T) map[string][]string {
	t.Helper()
	paths, err := filepath.Glob("catalog/*.json")
	if err != nil || len(paths) < 90 {
		t.Fatalf("found %d files (%v)", len(paths), err)
	}
	keys := make(map[string][]string)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		if name == "languages" {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var entries map[string]json.RawMessage
		if err := json.Unmarshal(data, &entries); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for key := range entries {
			keys[name] = append(keys[name], key)
		}
	}
	return keys
}
