// Package readme fills pages with lists from the inventory.
package readme

import (
	"fmt"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/inventory"
)

// Pages lists the pages with passages to fill, relative to the folder of the module.
var Pages = []string{"schemas/README.md", "fixtures/README.md"}

// passages maps each mark to the lines between the mark and its end.
var passages = map[string]func() []string{
	"the kinds of given objects": func() (words []string) {
		for _, line := range inventory.Given() {
			words = append(words, fmt.Sprintf("`%s` (%s)", line.Given, line.Path))
		}
		return words
	},
	"the names of resources": func() (words []string) {
		for _, line := range inventory.Resources {
			if line.Name != "" {
				words = append(words, fmt.Sprintf("`%s` (%s)", line.Name, line.Path))
			}
		}
		return words
	},
}

// Fill returns a page with its passages generated again. It is an error if the page has none.
func Fill(page string) (string, error) {
	found := false
	for mark, words := range passages {
		begin, end := "<!-- "+mark+", made by make schemas -->\n", "<!-- end -->\n"
		before, rest, ok := strings.Cut(page, begin)
		_, after, ended := strings.Cut(rest, end)
		if ok && ended {
			page = before + begin + strings.Join(words(), ", ") + ".\n" + end + after
			found = true
		}
	}
	if !found {
		return "", fmt.Errorf("the page has no passage to fill, such as <!-- %s, made by make schemas -->", "the names of resources")
	}
	return page, nil
}
