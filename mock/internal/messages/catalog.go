package messages

import (
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Catalog holds the texts of a contract in every language. It is safe for concurrent use.
type Catalog struct {
	// texts holds the texts of each language, which are read on first use.
	texts map[Language]func() texts
	// inDefault says messages in [Default].
	inDefault func(Message) string
}

// texts holds the texts of one contract in one language, by key. A missing text is English.
type texts map[string]string

// files hold, for each language that has any, an object with an entry for each key.
//
//go:embed catalog
var files embed.FS

//go:embed unasked.json
var unasked []byte

// Unasked returns the texts that real servers have not been asked for in their languages, in alphabetical
// order. They are English in every language.
func Unasked() []string {
	var keys []string
	if err := json.Unmarshal(unasked, &keys); err != nil {
		panic(fmt.Errorf("messages: unasked.json: %w", err))
	}
	return keys
}

var catalogs = profile.Once(func(p profile.Profile) (*Catalog, error) { return newCatalog(p.Contract), nil })

// For returns the catalogue of a contract, one of [profile.All]. Calls for the same contract return the same
// catalogue.
func For(contract profile.Contract) *Catalog {
	catalog, _ := catalogs(contract.Profile())
	return catalog
}

func newCatalog(contract profile.Contract) *Catalog {
	c := &Catalog{texts: make(map[Language]func() texts)}
	for _, language := range spoken().Supported {
		c.texts[language] = sync.OnceValue(func() texts { return readTexts(language, contract) })
	}
	c.inDefault = func(m Message) string { return c.Text(Default, m) }
	return c
}

// In returns [Catalog.Text] in one language.
func (c *Catalog) In(language Language) func(Message) string {
	if language == Default {
		return c.inDefault // most requests ask for it: it is not made each time
	}
	return func(m Message) string { return c.Text(language, m) }
}

// Text returns a message in a language. It is English for a key without a text, and for a language that the
// server does not support.
func (c *Catalog) Text(language Language, m Message) string {
	if m.raw {
		return m.Key
	}
	template := c.template(language, m.Key)
	return m.fill(template, func(value Message) string { return c.Text(language, value) })
}

func (c *Catalog) template(language Language, key string) string {
	read, ok := c.texts[language]
	if !ok {
		read, ok = c.texts[Language(strings.ToLower(string(language)))]
	}
	if !ok {
		return key
	}
	if text, ok := read()[key]; ok {
		return text
	}
	return key
}

// entry is the value of a key in a file: one text for all contracts, or an object with a text for each
// change. Before the first change the text is the key itself, and again from a change without a text on.
type entry []change

// change is a text, "" for the key, and the name of the oldest profile that has it, "" for all.
type change struct {
	Since string `json:"since"`
	Text  string `json:"text"`
}

// UnmarshalJSON decodes either form.
func (e *entry) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		*e = entry{{}}
		return json.Unmarshal(data, &(*e)[0].Text)
	}
	return json.Unmarshal(data, (*[]change)(e))
}

// readTexts reads the texts of a language for a contract. A language without a file is English. The files are
// embedded, so that an invalid one is a programming error and panics.
func readTexts(language Language, contract profile.Contract) texts {
	data, err := files.ReadFile("catalog/" + string(language) + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var entries map[string]entry
	if err := json.Unmarshal(data, &entries); err != nil {
		panic(fmt.Errorf("messages: the catalogue of %s: %w", language, err))
	}
	found := make(texts, len(entries))
	for key, changes := range entries {
		for _, c := range changes {
			if since(c.Since) <= contract {
				found[key] = cmp.Or(c.Text, key)
			}
		}
	}
	return found
}

// since returns the contract of a profile's name.
func since(name string) profile.Contract {
	if name == "" {
		return profile.Documented
	}
	p, err := profile.Parse(name)
	if err != nil {
		panic(fmt.Errorf("messages: since: %w", err))
	}
	return p.Contract
}
