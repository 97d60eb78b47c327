package django

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// space is Python's \s, for use inside brackets.
const space = `\s\x0b\x1c-\x1f\x{85}\p{Z}`

// searchWord matches a word of Django's smart_split: it ends at white space outside of quotes.
var searchWord = pattern(
	`[^'"` + space + `]*(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[^'"` + space + `]*)+` +
		`|[^` + space + `]+`)

// SearchSplit implements REST Framework's search_smart_split for the text of ?search=: it splits at white
// space and commas, except within quotes, which it removes. A word may be empty, as for ""; every text
// contains it.
func SearchSplit(text string) []string {
	var words []string
	for _, word := range searchWord().FindAllString(text, -1) {
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

// isQuoted reports whether a word begins and ends with the same quote. A single quote character does both.
func isQuoted(word string) bool {
	return word != "" && (word[0] == '"' || word[0] == '\'') && word[0] == word[len(word)-1]
}

// unescapeQuoted removes the quotes, and the backslashes before quotes and backslashes.
func unescapeQuoted(word string) string {
	if len(word) == 1 {
		return ""
	}
	quote := word[:1]
	inner := strings.ReplaceAll(word[1:len(word)-1], `\`+quote, quote)
	return strings.ReplaceAll(inner, `\\`, `\`)
}
