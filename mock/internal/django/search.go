package django

import (
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// space is what \s matches in Python, for use inside brackets.
const space = `\s\x0b\x1c-\x1f\x{85}\p{Z}`

// searchWord is a word as Django's smart_split finds it: it ends at white space, but a quoted part may hold some.
var searchWord = regexp.MustCompile(
	`[^'"` + space + `]*(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[^'"` + space + `]*)+` +
		`|[^` + space + `]+`)

// SearchSplit takes the text of ?search= apart as REST Framework's search_smart_split does: at white space and commas,
// but a word in quotes is one word, without them. A word may come out empty, as that of "" does; it is in every text.
func SearchSplit(text string) []string {
	var words []string
	for _, word := range searchWord.FindAllString(text, -1) {
		word = strings.Trim(word, ",")
		if isQuoted(word) {
			words = append(words, unescapeQuoted(word))
			continue
		}
		for part := range strings.SplitSeq(word, ",") {
			if part != "" {
				words = append(words, python.Strip(part))
			}
		}
	}
	return words
}

// isQuoted says whether a word begins and ends with the same quote. A single quote does both.
func isQuoted(word string) bool {
	return word != "" && (word[0] == '"' || word[0] == '\'') && word[0] == word[len(word)-1]
}

// unescapeQuoted takes away the quotes, and the backslashes before quotes and backslashes.
func unescapeQuoted(word string) string {
	if len(word) == 1 {
		return ""
	}
	quote := word[:1]
	inner := strings.ReplaceAll(word[1:len(word)-1], `\`+quote, quote)
	return strings.ReplaceAll(inner, `\\`, `\`)
}
