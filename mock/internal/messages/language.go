package messages

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Language is a language as Content-Language names it: "en", "pt-br", "zh-hans".
type Language string

// Default is the language of a request that asks for none that the server speaks.
const Default Language = "en"

// languages are the languages that a server speaks: Django's own list, which authentik does not narrow.
type languages struct {
	// Supported is in Django's order, in which a dialect is looked for.
	Supported []Language `json:"supported"`
	// Fallback are the languages that Django tries in place of one that is written otherwise.
	Fallback map[Language][]Language `json:"fallback"`
	// known is Supported as a set.
	known map[Language]bool
}

var spoken = sync.OnceValue(func() *languages {
	data, err := files.ReadFile("catalog/languages.json")
	if err != nil {
		panic(fmt.Errorf("messages: %w", err))
	}
	l := &languages{known: make(map[Language]bool)}
	if err := json.Unmarshal(data, l); err != nil {
		panic(fmt.Errorf("messages: the list of languages: %w", err))
	}
	for _, language := range l.Supported {
		l.known[language] = true
	}
	return l
})

// Cookie is the name of the cookie in which a browser keeps the language that its user chose.
const Cookie = "authentik_language"

// Choose is the language in which Django answers a request with this language cookie, "" for none, and this
// Accept-Language header (several headers are joined with commas). The cookie wins, if anything like it is spoken. A
// header that is not of the right form asks for nothing; q=0 is asked for last, not refused; whatever stands after * is
// not looked at.
func Choose(cookie, acceptLanguage string) Language {
	l := spoken()
	if cookie != "" {
		if language, ok := l.variant(shortened(cookie)); ok {
			return language
		}
	}
	if plain := Language(acceptLanguage); l.known[plain] {
		return plain
	}
	for _, wanted := range readAcceptLanguage(acceptLanguage) {
		if wanted == "*" {
			break
		}
		if language, ok := l.variant(wanted); ok {
			return language
		}
	}
	return Default
}

// Activate is the language that Django speaks when a program chooses it by a code, which nothing compares with the languages
// that are spoken: gettext looks for the words of the language in its territory, and then for those of the language. A code
// that has neither is English.
//
// Some territories differ from their language in authentik's own words: releases keep these under one territory each,
// which is not told apart here.
func Activate(code string) Language {
	l := spoken()
	wanted := Language(strings.ToLower(strings.ReplaceAll(code, "_", "-")))
	alone, _, _ := strings.Cut(string(wanted), "-")
	for _, candidate := range slices.Concat([]Language{wanted}, l.Fallback[wanted], []Language{Language(alone)}) {
		if l.known[candidate] {
			return candidate
		}
	}
	return Default
}

// variant is Django's get_supported_language_variant: the language itself, what stands in for it, the language without
// its last parts, and at the end any dialect of it.
func (l *languages) variant(wanted Language) (Language, bool) {
	candidates := append([]Language{wanted}, l.Fallback[wanted]...)
	generic := wanted
	for i := strings.LastIndexByte(string(generic), '-'); i >= 0; i = strings.LastIndexByte(string(generic), '-') {
		generic = generic[:i]
		candidates = append(candidates, generic)
	}
	for _, candidate := range candidates {
		if l.known[Language(strings.ToLower(string(candidate)))] {
			return candidate, true // written as the client writes it
		}
	}
	for _, language := range l.Supported {
		if strings.HasPrefix(string(language), string(generic)+"-") {
			return language, true
		}
	}
	return "", false
}

// longestCode is how many characters of a language's name Django reads; a longer one is cut at a hyphen.
const longestCode = 500

func shortened(code string) Language {
	if len(code) > longestCode {
		code = code[:max(0, strings.LastIndexByte(code[:longestCode], '-'))]
	}
	return Language(code)
}

// longestHeader is how many bytes of Accept-Language Django reads; a longer one is cut at a comma.
const longestHeader = 500

// languageRange is one part of the header with the comma behind it: the language, and its q.
var languageRange = regexp.MustCompile(
	`^([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)(?:\s*;\s*[Qq]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?(?:\s*,\s*|$)`)

// readAcceptLanguage is Django's parse_accept_lang_header: the languages in lower case, the most wanted first, those of
// the same q in the order of the header. One part of a wrong form spoils the whole header.
func readAcceptLanguage(header string) []Language {
	if len(header) > longestHeader {
		header = header[:max(0, strings.LastIndexByte(header[:longestHeader], ','))]
	}
	type wish struct {
		language Language
		q        float64
	}
	var wishes []wish
	for header != "" {
		part := languageRange.FindStringSubmatch(header)
		if part == nil {
			return nil
		}
		q := 1.0
		if part[2] != "" {
			q, _ = strconv.ParseFloat(part[2], 64) // the pattern leaves numbers only
		}
		wishes = append(wishes, wish{Language(strings.ToLower(part[1])), q})
		header = header[len(part[0]):]
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.q, a.q) })
	wanted := make([]Language, len(wishes))
	for i, w := range wishes {
		wanted[i] = w.language
	}
	return wanted
}
